//! Who asks one peer something, and tells what comes of it.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, timeout, timeout_at},
};

use super::{
    client::{Client, Setup, Target},
    reading::Reading,
    wire::{self, Request},
};
use crate::{
    command::Question,
    dht::{
        ASKED_OF_A_KEY, Answer, Direction, Event, Failure, Held, Key, Multiaddr, PeerId, Phase, Pinged, ROUND_TRIPS,
        Reach, RemoteEntry, RemoteTable, Rpc, RpcKind, TableSummary, Told, buckets_of,
    },
};

/// How long a table is read at most: a peer that lets each request wait would hold it for half an hour.
const READING: Duration = Duration::from_secs(60);
/// How long it may take to find out whether a provider can be reached.
const DIALS: Duration = Duration::from_secs(5);
/// How long those in doubt are asked at most: whoever typed the command waits for it.
const CHECKING: Duration = Duration::from_secs(5);

/// Asks one peer.
pub(in crate::node) struct Asker {
    pub(super) setup: Setup,
    pub(super) target: Target,
    pub(super) told: mpsc::UnboundedSender<Event>,
}

impl Asker {
    /// Connects, and asks; who is not reached has told nothing.
    pub(super) async fn carry_out(&self, question: Question) -> Answer {
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

    /// Connects, and asks for one thing.
    pub(in crate::node) async fn asks(&self, kind: RpcKind, key: &Key) -> Result<wire::Answer, Failure> {
        let mut client = self.connect(false).await?;
        self.request(&mut client, kind, key.clone()).await
    }

    /// Returns from how far off the peer tells what it tells, as far as that is known.
    pub(in crate::node) fn reach(&self) -> Reach {
        let reach = |address| Reach::of(address).unwrap_or(Reach::Public); // a name may be any
        self.target.addresses.iter().map(reach).max().unwrap_or(Reach::Public)
    }

    /// Finds out whether another peer can be reached; of ourselves nobody need ask. Returns why it cannot, if so it is.
    pub(in crate::node) async fn tries(
        &self,
        peer: PeerId,
        at: Result<Vec<Multiaddr>, Failure>,
        me: PeerId,
    ) -> (PeerId, Option<Failure>) {
        if peer == me {
            return (peer, None);
        }
        let addresses = match at {
            Ok(addresses) => addresses,
            Err(why) => return (peer, Some(why)),
        };
        let target = Target { peer: Some(peer), addresses };
        let tried = timeout(DIALS, Client::connect(&self.setup, &target, false)).await;
        (peer, tried.unwrap_or(Err(Failure::TimedOut)).err())
    }

    pub(super) fn say(&self, event: Event) {
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
    pub(super) async fn keeps(&self, key: &Key, value: &[u8]) -> Held {
        match timeout(CHECKING, self.asks(RpcKind::GetValue, key)).await {
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

/// Tells that a peer told nothing; of one that is not known there is nothing to tell.
pub(super) fn nothing_told(question: &Question, peer: Option<PeerId>, took: Duration, why: Failure) -> Option<Event> {
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
