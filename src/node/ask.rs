//! Asking one peer, without kad: a ping, what it knows of a key, its routing table. Each question is a task beside the node,
//! with a client of its own; what comes of it is told as the node's events are.

mod client;
mod reading;
mod wire;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use libp2p::identity::Keypair;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};

use super::{Node, discovery::MAX_ADDRESSES, doubts::StoredValue, statistics::Statistic};
use crate::{
    command::{DialTarget, Question},
    dht::{
        ASKED_OF_A_KEY, Answer, Direction, Event, Failure, Held, Key, Multiaddr, PeerId, Phase, Pinged, QueryId,
        ROUND_TRIPS, RemoteEntry, RemoteTable, Rpc, RpcKind, TableSummary, Told, buckets_of, without_peer,
    },
};
use client::{Client, Setup, Target};
use reading::Reading;
use wire::Request;

/// Questions under way at once.
const MAX_QUESTIONS: usize = 32;
/// Peers of which it is kept where they were found.
const MAX_FOUND: usize = 1_000;
/// How long a table is read at most: a peer that lets each request wait would hold it for half an hour.
const READING: Duration = Duration::from_secs(60);

/// Stored values that are asked for at once, each of at most k peers: of others those in doubt are left so.
const MAX_CHECKS: usize = 8;
/// How long those in doubt are asked at most: whoever typed the command waits for it.
const CHECKING: Duration = Duration::from_secs(5);

/// The questions under way.
pub(super) struct Questions {
    /// They end with the node.
    tasks: JoinSet<()>,
    /// Those under way, each with where its peer is looked for.
    by_command: HashMap<u64, Vec<Multiaddr>>,
    /// The queries whose stored values are asked for.
    checks: HashSet<QueryId>,
    /// Where those that answered were found: an address that was named once need not be named again.
    found: HashMap<PeerId, Vec<Multiaddr>>,
    told: mpsc::UnboundedSender<Event>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Default for Questions {
    fn default() -> Self {
        let (told, events) = mpsc::unbounded_channel();
        let (by_command, checks, found) = Default::default();
        Self { tasks: JoinSet::new(), by_command, checks, found, told, events }
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
        let peer = whom.peer();
        let addresses = match whom {
            DialTarget::Address(address) => vec![address],
            DialTarget::Peer(peer) => self.addresses_of(peer),
        };
        let target = Target { peer, addresses };
        if let Some(answer) = self.refusal_to_ask(&target) {
            let why = answer.failure().cloned();
            if let Some(event) = why.and_then(|why| nothing_told(&question, target.peer, Duration::ZERO, why)) {
                self.say(event);
            }
            return self.done(n, answer);
        }
        let (asker, addresses) = (self.asker(target.clone()), target.addresses);
        let questions = self.questions.get_or_insert_default();
        questions.tasks.spawn(async move {
            let answer = asker.carry_out(question).await;
            asker.say(Event::CommandFinished { n, answer });
        });
        questions.by_command.insert(n, addresses);
    }

    /// Asks those in doubt what they keep of a value that a query stored; all of that is told at once.
    pub(super) fn check(&mut self, query: QueryId, stored: StoredValue) {
        let StoredValue { key, value, in_doubt } = stored;
        let askers: Vec<_> = in_doubt
            .into_iter()
            .map(|peer| {
                let addresses = self.addresses_of(peer);
                (peer, self.asker(Target { peer: Some(peer), addresses }))
            })
            .collect();
        let questions = self.questions.get_or_insert_default();
        questions.checks.insert(query);
        let told = questions.told.clone();
        questions.tasks.spawn(async move {
            let each = askers.iter().map(|(peer, asker)| async { (*peer, asker.keeps(&key, &value).await) });
            let mut held = futures::future::join_all(each).await;
            held.sort_by_key(|(_, held)| Held::ALL.iter().position(|one| one == held));
            let _ = told.send(Event::StoreChecked { query, held }); // who is gone hears nothing
        });
    }

    /// Returns whether those in doubt of another value can be asked.
    pub(super) fn can_check(&self) -> bool {
        self.questions.as_ref().is_none_or(|questions| questions.checks.len() < MAX_CHECKS)
    }

    /// Returns who asks somebody, with an identity of its own.
    fn asker(&mut self, target: Target) -> Asker {
        let identity = Keypair::generate_ed25519();
        self.statistic(|| Statistic::Asks(identity.public().to_peer_id()));
        let setup = Setup {
            identity,
            listen: self.config.listen.clone(),
            link: self.config.link.clone(),
            protocol: self.config.protocol.clone(),
        };
        Asker { setup, target, told: self.questions.get_or_insert_default().told.clone() }
    }

    /// Returns why somebody cannot be asked, if so it is.
    fn refusal_to_ask(&self, target: &Target) -> Option<Answer> {
        if target.peer == Some(self.me) {
            return Some(Answer::AsksOurselves);
        }
        if let Some(peer) = target.peer.filter(|_| target.addresses.is_empty()) {
            return Some(Answer::CannotAsk { peer, is_connected: self.swarm.is_connected(&peer) });
        }
        let open = self.questions.as_ref().map_or(0, |questions| questions.by_command.len());
        (open >= MAX_QUESTIONS).then_some(Answer::TooManyQuestions(MAX_QUESTIONS))
    }

    /// Takes in what came of a question.
    pub(super) fn on_told(&mut self, mut event: Event) {
        if let Some(questions) = &mut self.questions {
            while questions.tasks.try_join_next().is_some() {} // those that are done
        }
        if let (Event::StoreChecked { query, .. }, Some(questions)) = (&event, &mut self.questions) {
            questions.checks.remove(query);
        }
        if let (Event::CommandFinished { n, answer }, Some(questions)) = (&mut event, &mut self.questions) {
            let asked = questions.by_command.remove(n);
            if let (Some(peer), Some(addresses)) = (who_answered(answer), asked) {
                if questions.found.len() >= MAX_FOUND {
                    questions.found.clear();
                }
                questions.found.insert(peer, addresses);
            }
            if let Answer::NotReached { peer: Some(peer), is_connected, .. } = answer {
                *is_connected = self.swarm.is_connected(peer);
            }
        }
        self.say(event);
    }

    /// Ends all questions: nobody would hear what comes of them. Returns their commands.
    pub(super) fn end_questions(&mut self) -> Vec<u64> {
        let Some(questions) = self.questions.take() else { return Vec::new() }; // with it its tasks end
        for query in questions.checks {
            self.say(Event::StoreChecked { query, held: Vec::new() });
        }
        questions.by_command.into_keys().collect()
    }

    /// Returns where a peer may be: where we reached it, what kad, identify and mDNS know, and where it was asked before.
    fn addresses_of(&mut self, peer: PeerId) -> Vec<Multiaddr> {
        let known = self.swarm.behaviour_mut().known_addresses(peer);
        let found = self.questions.as_ref().and_then(|questions| questions.found.get(&peer)).cloned();
        let reached = self.reached.get(&peer).filter(|reached| reached.direction == Direction::Out);
        let mut all: Vec<Multiaddr> = reached.map(|reached| reached.address.clone()).into_iter().collect();
        all.extend(known);
        all.extend(self.announced_at(&peer));
        all.extend(found.unwrap_or_default());
        let mut seen = HashSet::new();
        all.retain(|address| seen.insert(without_peer(address.clone())));
        all.truncate(MAX_ADDRESSES);
        all
    }
}

/// Tells that a peer told nothing; of one that is not known there is nothing to tell.
fn nothing_told(question: &Question, peer: Option<PeerId>, took: Duration, why: Failure) -> Option<Event> {
    Some(match question {
        Question::Ping => {
            let (connect, identify, round_trips) = Default::default();
            Event::Pinged(Box::new(Pinged { peer, connect, identify, round_trips, failure: Some(why) }))
        }
        Question::Key(key) => {
            let (unanswered, failure) = (ASKED_OF_A_KEY.to_vec(), Some(why));
            Event::Told(Box::new(Told { took, unanswered, failure, ..Told::of(peer?, key.clone()) }))
        }
        Question::Table => Event::RemoteTable(Arc::new(RemoteTable::unread(peer?, took, why))),
    })
}

/// Returns the peer that an answer is from.
fn who_answered(answer: &Answer) -> Option<PeerId> {
    match answer {
        Answer::Pinged(pinged) => pinged.connect.and(pinged.peer),
        Answer::Told(told) => Some(told.peer),
        Answer::TableRead(table) => Some(table.peer),
        _ => None,
    }
}

/// Asks one peer.
struct Asker {
    setup: Setup,
    target: Target,
    told: mpsc::UnboundedSender<Event>,
}

impl Asker {
    /// Connects, and asks; who is not reached has told nothing.
    async fn carry_out(&self, question: Question) -> Answer {
        let begun = Instant::now();
        match (self.connect(question == Question::Ping).await, question) {
            (Err(why), question) => {
                let peer = self.target.peer;
                if let Some(event) = nothing_told(&question, peer, begun.elapsed(), why.clone()) {
                    self.say(event);
                }
                Answer::NotReached { peer, failure: Box::new(why), is_connected: false }
            }
            (Ok(client), Question::Ping) => self.ping(client).await,
            (Ok(client), Question::Key(key)) => self.ask(client, key).await,
            (Ok(client), Question::Table) => self.table(client).await,
        }
    }

    fn say(&self, event: Event) {
        let _ = self.told.send(event); // who is gone hears nothing
    }

    async fn connect(&self, pings: bool) -> Result<Client, Failure> {
        Client::connect(&self.setup, &self.target, pings).await
    }

    async fn ping(&self, mut client: Client) -> Answer {
        let (identify, round_trips, failure) = client.measure(ROUND_TRIPS).await;
        let (peer, connect) = (Some(client.peer), Some(client.connect));
        let pinged = Box::new(Pinged { peer, connect, identify, round_trips, failure });
        self.say(Event::Pinged(pinged.clone()));
        Answer::Pinged(pinged)
    }

    /// Asks for the value, then for the providers.
    async fn ask(&self, mut client: Client, key: Key) -> Answer {
        let begun = Instant::now();
        let mut told = Box::new(Told::of(client.peer, key.clone()));
        for kind in ASKED_OF_A_KEY {
            match self.request(&mut client, kind, key.clone()).await {
                Ok(answer) => take(&mut told, answer),
                Err(failure) => {
                    told.failure.get_or_insert(failure);
                    told.unanswered.push(kind);
                }
            }
        }
        told.took = begun.elapsed();
        self.say(Event::Told(told.clone()));
        Answer::Told(told)
    }

    /// Asks whether it keeps a value.
    async fn keeps(&self, key: &Key, value: &[u8]) -> Held {
        let asked = async {
            let mut client = self.connect(false).await?;
            self.request(&mut client, RpcKind::GetValue, key.clone()).await
        };
        match timeout(CHECKING, asked).await {
            Ok(Ok(answer)) => match answer.value.filter(|_| answer.key == key.bytes()) {
                Some((kept, _)) if kept == value => Held::Same,
                Some(_) => Held::Other,
                None => Held::Nothing,
            },
            Ok(Err(_)) | Err(_) => Held::Unknown,
        }
    }

    async fn table(&self, mut client: Client) -> Answer {
        let (begun, peer) = (Instant::now(), client.peer);
        let (mut reading, mut failure, mut is_again) = (Reading::of(peer), None, false);
        while let Some(key) = reading.next() {
            let mut came = self.request_until(begun + READING, &mut client, key.clone()).await;
            if came == Err(Failure::ClosedThere)
                && !std::mem::replace(&mut is_again, true)
                && let Ok(again) = self.connect(false).await
            {
                client = again;
                came = self.request_until(begun + READING, &mut client, key).await;
            }
            match came {
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
        self.say(Event::RemoteTable(Arc::new(table)));
        answer
    }

    async fn request_until(&self, end: Instant, client: &mut Client, key: Key) -> Result<wire::Answer, Failure> {
        timeout_at(end, self.request(client, RpcKind::FindNode, key)).await.unwrap_or(Err(Failure::TimedOut))
    }

    /// Asks for one thing, and tells so.
    async fn request(&self, client: &mut Client, kind: RpcKind, key: Key) -> Result<wire::Answer, Failure> {
        let peer = client.peer;
        let say = |phase| {
            let (direction, key, query) = (Direction::Out, Some(key.clone()), None);
            self.say(Event::Rpc(Rpc { direction, kind, phase, peer, key, query, late: false, reply: None }));
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

/// Takes in what an answer says of a key; of another key it says nothing.
fn take(told: &mut Told, answer: wire::Answer) {
    if let Some((value, expires_in)) = answer.value.filter(|_| answer.key == told.key.bytes()) {
        (told.value, told.expires_in) = (Some(value), expires_in);
    }
    told.providers.extend(answer.providers.into_iter().map(|(peer, _)| peer));
    if told.closer.is_empty() {
        told.closer = answer.closer.into_iter().map(|(peer, _)| peer).collect();
    }
}
