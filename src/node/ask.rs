//! Asking one peer, without kad: a ping, what it knows of a key, its routing table. Each question is a task beside the node,
//! with a client of its own; what comes of it is told as the node's events are.

mod client;
mod reading;
mod wire;

use std::collections::{HashMap, HashSet};

use tokio::{sync::mpsc, task::AbortHandle, time::Instant};

use super::Node;
use crate::{
    command::{DialTarget, Question},
    dht::{
        Answer, Direction, Event, Failure, Key, Multiaddr, PeerId, Phase, Pinged, ROUND_TRIPS, RemoteEntry,
        RemoteTable, Rpc, RpcKind, TableSummary, Told, buckets_of, peer_of, without_peer,
    },
};
use client::{Client, Setup, Target};
use reading::Reading;
use wire::Request;

/// Questions under way at once.
const MAX_QUESTIONS: usize = 32;

/// The questions under way.
pub(super) struct Questions {
    tasks: HashMap<u64, AbortHandle>,
    told: mpsc::UnboundedSender<Event>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Default for Questions {
    fn default() -> Self {
        let (told, events) = mpsc::unbounded_channel();
        Self { tasks: HashMap::new(), told, events }
    }
}

/// Waits for what comes of a question; for ever where none is under way.
pub(super) async fn told(questions: &mut Option<Box<Questions>>) -> Event {
    let event = match questions {
        Some(questions) => questions.events.recv().await,
        None => None,
    };
    match event {
        Some(event) => event,
        None => std::future::pending().await,
    }
}

impl Node {
    /// Asks a peer something.
    pub(super) fn ask(&mut self, n: u64, question: Question, whom: DialTarget) {
        let target = match whom {
            DialTarget::Address(address) => Target { peer: peer_of(&address), addresses: vec![address] },
            DialTarget::Peer(peer) => Target { peer: Some(peer), addresses: self.addresses_of(peer) },
        };
        if target.peer == Some(self.me) {
            return self.done(n, Answer::AsksOurselves);
        }
        if let Some(peer) = target.peer.filter(|_| target.addresses.is_empty()) {
            return self.done(n, Answer::CannotAsk { peer, is_connected: self.swarm.is_connected(&peer) });
        }
        let setup = Setup {
            listen: self.config.listen.clone(),
            link: self.config.link.clone(),
            protocol: self.config.protocol.clone(),
        };
        let questions = self.questions.get_or_insert_default();
        if questions.tasks.len() >= MAX_QUESTIONS {
            return self.done(n, Answer::TooManyQueries(MAX_QUESTIONS));
        }
        let told = questions.told.clone();
        let task = tokio::spawn(async move {
            let answer = Asker { setup, target, told: told.clone() }.carry_out(question).await;
            let _ = told.send(Event::CommandFinished { n, answer }); // who is gone hears nothing
        });
        questions.tasks.insert(n, task.abort_handle());
    }

    /// Takes in what came of a question.
    pub(super) fn on_told(&mut self, event: Event) {
        if let (Event::CommandFinished { n, .. }, Some(questions)) = (&event, &mut self.questions) {
            questions.tasks.remove(n);
        }
        self.say(event);
    }

    /// Ends all questions: nobody would hear what comes of them. Returns their commands.
    pub(super) fn end_questions(&mut self) -> Vec<u64> {
        let tasks = self.questions.take().map(|questions| questions.tasks).unwrap_or_default();
        tasks.values().for_each(AbortHandle::abort);
        tasks.into_keys().collect()
    }

    /// Returns where a peer may be: what kad, identify and mDNS know, and where we reached it.
    fn addresses_of(&mut self, peer: PeerId) -> Vec<Multiaddr> {
        let known = self.swarm.behaviour_mut().known_addresses(peer);
        let reached = self.reached.get(&peer).filter(|reached| reached.direction == Direction::Out);
        let mut all: Vec<Multiaddr> = reached.map(|reached| reached.address.clone()).into_iter().chain(known).collect();
        let mut seen = HashSet::new();
        all.retain(|address| seen.insert(without_peer(address.clone())));
        all
    }
}

/// Asks one peer.
struct Asker {
    setup: Setup,
    target: Target,
    told: mpsc::UnboundedSender<Event>,
}

impl Asker {
    async fn carry_out(&self, question: Question) -> Answer {
        match question {
            Question::Ping => self.ping().await,
            Question::Key(key) => self.ask(key).await,
            Question::Table => self.table().await,
        }
    }

    fn say(&self, event: Event) {
        let _ = self.told.send(event); // who is gone hears nothing
    }

    async fn ping(&self) -> Answer {
        let pinged = match Client::connect(&self.setup, &self.target, true).await {
            Err(failure) => {
                let (connect, identify) = (None, None);
                Pinged { peer: self.target.peer, connect, identify, round_trips: Vec::new(), failure: Some(failure) }
            }
            Ok(mut client) => {
                let (peer, connect) = (Some(client.peer), Some(client.connect));
                let (identify, (round_trips, failure)) =
                    (client.identified().await, client.round_trips(ROUND_TRIPS).await);
                Pinged { peer, connect, identify, round_trips, failure }
            }
        };
        let pinged = Box::new(pinged);
        self.say(Event::Pinged(pinged.clone()));
        Answer::Pinged(pinged)
    }

    /// Asks for the value, then for the providers.
    async fn ask(&self, key: Key) -> Answer {
        let mut client = match Client::connect(&self.setup, &self.target, false).await {
            Ok(client) => client,
            Err(failure) => return Answer::NotReached { peer: self.target.peer, failure: Box::new(failure) },
        };
        let begun = Instant::now();
        let mut told = Told::of(client.peer, key.clone());
        match self.request(&mut client, RpcKind::GetValue, key.clone()).await {
            Ok(answer) => {
                (told.value, told.expires_in) = answer.value.map_or((None, None), |(value, left)| (Some(value), left));
                told.closer = answer.closer.into_iter().map(|(peer, _)| peer).collect();
            }
            Err(failure) => told.failure = Some(failure),
        }
        match self.request(&mut client, RpcKind::GetProviders, key).await {
            Ok(answer) => {
                told.providers = answer.providers.into_iter().map(|(peer, _)| peer).collect();
                if told.closer.is_empty() {
                    told.closer = answer.closer.into_iter().map(|(peer, _)| peer).collect();
                }
            }
            Err(failure) => told.failure = Some(failure),
        }
        told.took = begun.elapsed();
        let told = Box::new(told);
        self.say(Event::Told(told.clone()));
        Answer::Told(told)
    }

    async fn table(&self) -> Answer {
        let mut client = match Client::connect(&self.setup, &self.target, false).await {
            Ok(client) => client,
            Err(failure) => return Answer::NotReached { peer: self.target.peer, failure: Box::new(failure) },
        };
        let (begun, peer) = (Instant::now(), client.peer);
        let (mut reading, mut failure) = (Reading::of(peer), None);
        while let Some(key) = reading.next() {
            match self.request(&mut client, RpcKind::FindNode, key).await {
                Ok(answer) => reading.told(answer.closer),
                Err(why) => {
                    failure = Some(why);
                    break;
                }
            }
        }
        let entry =
            |(peer, addresses): (&PeerId, &Vec<Multiaddr>)| RemoteEntry { peer: *peer, addresses: addresses.clone() };
        let table = RemoteTable {
            peer,
            buckets: buckets_of(&peer, reading.found().iter().map(entry)),
            requests: reading.requests(),
            took: begun.elapsed(),
            is_exact: reading.is_exact(),
            contradictions: u32::try_from(reading.contradictions()).unwrap_or(u32::MAX),
            failure,
        };
        let answer = Answer::TableRead(Box::new(TableSummary::from(&table)));
        self.say(Event::RemoteTable(Box::new(table)));
        answer
    }

    /// Asks for one thing, and tells so.
    async fn request(&self, client: &mut Client, kind: RpcKind, key: Key) -> Result<wire::Answer, Failure> {
        let peer = client.peer;
        let say = |phase| {
            let (direction, key, query) = (Direction::Out, Some(key.clone()), None);
            self.say(Event::Rpc(Rpc { direction, kind, phase, peer, key, query, late: false }));
        };
        say(Phase::Asked { after_dial: false });
        let came = client.ask(Request { kind, key: key.clone() }).await;
        say(match &came {
            Ok(answer) => {
                let named = answer.closer.iter().chain(&answer.providers);
                let unroutable = named.clone().filter(|(_, addresses)| addresses.is_empty()).count();
                Phase::Answered { closer: named.map(|(peer, _)| *peer).collect(), unroutable }
            }
            Err(failure) => Phase::Failed { failure: failure.clone() },
        });
        came
    }
}
