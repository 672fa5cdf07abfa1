//! Who holds a key: those closest to it are looked up, then asked one by one, once or again and again. What is said of it is
//! told with the query that found them.

use std::{collections::HashMap, time::Duration};

use libp2p::kad::{self, store::RecordStore as _};
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    Node,
    ask::{Asker, client::Target, wire},
    perform::record_key,
};
use crate::dht::{
    Answer, Copies, CopyKind, Event, Failure, HeldCopy, Key, Kind, Multiaddr, PeerId, QueryId, Reach, RpcKind,
    may_follow,
};

/// Keys that are asked for again and again, at once.
const MAX_KEYS: usize = 16;
/// How long one of the closest may take.
const ASKS: Duration = Duration::from_secs(10);
/// Providers of which it is found out whether they can be reached.
const MAX_PROVIDERS: usize = 20;

/// The rounds that are made, and when the next begin.
#[derive(Default)]
pub(super) struct CopyRounds {
    /// The queries that look for those closest to a key.
    sought: HashMap<kad::QueryId, Sought>,
    /// Who is asked for what now.
    asked: HashMap<QueryId, (Sought, Vec<PeerId>)>,
    /// The keys that are asked for again and again.
    again: Vec<Again>,
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sought {
    key: Key,
    what: CopyKind,
}

struct Again {
    sought: Sought,
    every: Duration,
    due: Instant,
}

impl CopyRounds {
    /// Waits until the next round begins, and returns which; for ever where none does.
    pub(super) async fn next(&self) -> Sought {
        let next = self.again.iter().min_by_key(|again| again.due);
        let Some(Again { sought, due, .. }) = next else { return std::future::pending().await };
        sleep_until(*due).await;
        sought.clone()
    }

    /// Returns what a query is for that looks for those closest to a key which are then asked.
    pub(super) fn kind(&self, id: kad::QueryId) -> Option<Kind> {
        self.sought.get(&id).map(|sought| sought.what.kind())
    }
}

impl Node {
    /// Looks for those closest to a key, to ask them.
    pub(super) fn copies(&mut self, n: u64, key: Key, what: CopyKind, every: Option<Duration>) {
        let sought = Sought { key, what };
        if let Some(every) = every {
            self.copies.again.retain(|again| again.sought != sought);
            if self.copies.again.len() >= MAX_KEYS {
                return self.done(n, Answer::TooManyCopies(MAX_KEYS));
            }
            self.copies.again.push(Again { sought: sought.clone(), every, due: Instant::now() + every });
        }
        let (key, k) = (sought.key.bytes().to_vec(), self.k());
        if let Some(id) = self.query(n, |kad| Ok(kad.get_n_closest_peers(key, k))) {
            self.copies.sought.insert(id, sought);
        }
    }

    /// Begins a further round, where somebody looks and our own queries go on.
    pub(super) fn look_for_copies(&mut self, sought: Sought) {
        let now = Instant::now();
        for again in self.copies.again.iter_mut().filter(|again| again.sought == sought) {
            again.due = now + again.every;
        }
        if self.observer.is_none() || self.swarm.behaviour().kad.is_paused() {
            return;
        }
        let (key, k) = (sought.key.bytes().to_vec(), self.k());
        let start = |kad: &mut kad::Behaviour<_>| Ok::<_, String>(kad.get_n_closest_peers(key, k));
        if let Ok(id) = self.swarm.behaviour_mut().kad.start(start) {
            self.copies.sought.insert(id, sought);
        }
    }

    /// Ends the rounds of all keys.
    pub(super) fn end_copies(&mut self, n: u64) {
        let ended = std::mem::take(&mut self.copies.again);
        self.done(n, if ended.is_empty() { Answer::NoCopiesAsked } else { Answer::CopiesEnd(ended.len()) });
    }

    /// Returns what those are asked for that a query has found, if it was for that, and who they are: nobody where nobody would
    /// hear what they say.
    pub(super) fn take_sought(&mut self, id: kad::QueryId, closest: &[PeerId]) -> Option<(Sought, Vec<PeerId>)> {
        let sought = self.copies.sought.remove(&id).filter(|_| self.observer.is_some())?;
        let others: Vec<_> = closest.iter().filter(|peer| **peer != self.me).copied().collect();
        (!others.is_empty()).then_some((sought, others))
    }

    /// Asks each of those that a query has found.
    pub(super) fn ask_for_copies(&mut self, query: QueryId, sought: Sought, closest: Vec<PeerId>) {
        let (Sought { key, what }, me) = (sought.clone(), self.me);
        let asked: Vec<_> = closest.iter().map(|peer| (*peer, self.asker_of(*peer))).collect();
        self.copies.asked.insert(query, (sought, closest));
        let (here, by) = (self.holds(&key, what), self.asker(Target { peer: None, addresses: Vec::new() }));
        let questions = self.questions.get_or_insert_default();
        let told = questions.told.clone();
        questions.tasks.spawn(async move {
            let (closest, named) = ask_all(asked, &key, what).await;
            let tried = named.into_iter().map(|(peer, addresses)| by.tries(peer, addresses, me));
            let providers = futures::future::join_all(tried).await;
            let copies = Box::new(Copies { what, closest, here, providers });
            let _ = told.send(Event::Copies { query, key, copies }); // who is gone hears nothing
        });
    }

    /// Notes that those closest to a key have answered.
    pub(super) fn note_copies(&mut self, event: &Event) {
        if let Event::Copies { query, .. } = event {
            self.copies.asked.remove(query);
        }
    }

    /// Tells of those that are being asked that they were not, since nobody would hear it.
    pub(super) fn leave_copies(&mut self) {
        for (query, (Sought { key, what }, asked)) in std::mem::take(&mut self.copies.asked) {
            let closest = asked.into_iter().map(|peer| held_by(peer, &key, Err(Failure::GivenUp))).collect();
            let copies = Box::new(Copies { what, closest, here: self.holds(&key, what), providers: Vec::new() });
            self.say(Event::Copies { query, key, copies });
        }
    }

    fn asker_of(&mut self, peer: PeerId) -> Asker {
        let addresses = self.addresses_of(peer);
        self.asker(Target { peer: Some(peer), addresses })
    }

    /// Returns whether our own store holds something of a key.
    fn holds(&mut self, key: &Key, what: CopyKind) -> bool {
        let (store, key) = (self.kad().store_mut(), record_key(key));
        match what {
            CopyKind::Value => store.get(&key).is_some(),
            CopyKind::Provider => !store.providers(&key).is_empty(),
        }
    }
}

/// Providers, with where they are said to be.
type Named = Vec<(PeerId, Vec<Multiaddr>)>;

/// Asks all at once. Returns what each holds, and the providers that were named, each once.
async fn ask_all(asked: Vec<(PeerId, Asker)>, key: &Key, what: CopyKind) -> (Vec<HeldCopy>, Named) {
    let kind = match what {
        CopyKind::Value => RpcKind::GetValue,
        CopyKind::Provider => RpcKind::GetProviders,
    };
    let answers = asked.iter().map(|(_, asker)| timeout(ASKS, asker.asks(kind, key)));
    let (mut held, mut named) = (Vec::new(), Named::new());
    for ((peer, asker), answer) in asked.iter().zip(futures::future::join_all(answers).await) {
        let answer = answer.unwrap_or(Err(Failure::TimedOut));
        if let Ok(answer) = &answer {
            note_providers(&mut named, answer, asker.reach());
        }
        held.push(held_by(*peer, key, answer));
    }
    (held, named)
}

fn held_by(peer: PeerId, key: &Key, answer: Result<wire::Answer, Failure>) -> HeldCopy {
    let none = HeldCopy { peer, has: false, value: None, expires_in: None, providers: Vec::new(), failure: None };
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return HeldCopy { failure: Some(failure), ..none },
    };
    let providers: Vec<_> = answer.providers.into_iter().map(|(provider, _)| provider).collect();
    match answer.value.filter(|_| answer.key == key.bytes()) {
        Some((value, expires_in)) => HeldCopy { has: true, value: Some(value), expires_in, ..none },
        None => HeldCopy { has: !providers.is_empty(), providers, ..none },
    }
}

/// Notes providers that a peer named which is so far off, each once, with the addresses that may be dialled.
fn note_providers(named: &mut Named, answer: &wire::Answer, from: Reach) {
    for (peer, addresses) in &answer.providers {
        let followed = addresses.iter().filter(|address| may_follow(address, from)).cloned();
        if let Some((_, known)) = named.iter_mut().find(|(known, _)| known == peer) {
            known.extend(followed);
        } else if named.len() < MAX_PROVIDERS {
            named.push((*peer, followed.collect()));
        }
    }
}
