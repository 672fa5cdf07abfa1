//! Who holds a key: those closest to it are looked up, then asked one by one, once or again and again. What is said of it is
//! told with the query that found them.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use libp2p::kad::{self, store::RecordStore as _};
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    Node,
    ask::{Asker, client::Target, wire},
    perform::record_key,
    whereabouts::Whereabouts,
};
use crate::dht::{
    Answer, Copies, CopyKind, Event, Failure, HeldCopy, Key, Kind, Multiaddr, PeerId, Phase, Position, QueryId, Reach,
    Rpc, RpcKind,
};

/// Keys that are asked for again and again, at once.
const MAX_KEYS: usize = 16;
/// How long one of the closest may take.
const ASKS: Duration = Duration::from_secs(10);
/// Providers that are kept of those that one of the closest names.
const MAX_NAMED: usize = 200;
/// Providers of which it is found out whether they can be reached.
const MAX_PROVIDERS: usize = 20;

/// The rounds that are made, and when the next begin.
#[derive(Default)]
pub(super) struct AskedCopies {
    /// Those whose queries still look for the closest.
    sought: HashMap<kad::QueryId, CopyRound>,
    /// Those in which the closest are being asked.
    asked: HashMap<QueryId, CopyRound>,
    /// The keys that are asked for again and again.
    again: Vec<Again>,
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sought {
    key: Key,
    what: CopyKind,
}

/// One round.
#[derive(Clone)]
pub(super) struct CopyRound {
    sought: Sought,
    /// The closest that the query found, without ourselves: they are asked.
    pub(super) closest: Vec<PeerId>,
    /// Where the query found them: their connections may have closed since.
    found_at: Vec<Vec<Multiaddr>>,
    /// Whom the query asked in vain, or so far: they are not asked again.
    silent: BTreeMap<PeerId, Failure>,
}

impl CopyRound {
    fn of(sought: Sought) -> Self {
        Self { sought, closest: Vec::new(), found_at: Vec::new(), silent: BTreeMap::new() }
    }

    /// Takes in whom the query found. Those that do not answer count where they are nearer than one of these.
    fn found(&mut self, closest: impl Iterator<Item = kad::PeerInfo>) {
        (self.closest, self.found_at) = closest.map(|found| (found.peer_id, found.addrs)).unzip();
        let place = self.sought.key.position();
        let distance = |peer: &PeerId| Position::of_peer(peer).distance(&place);
        let farthest = self.closest.iter().map(distance).max();
        self.silent.retain(|peer, _| Some(distance(peer)) < farthest && !self.closest.contains(peer));
    }

    /// Adds those that do not answer to what the others hold; returns all, nearest first.
    fn with_silent(self, mut held: Vec<HeldCopy>) -> Vec<HeldCopy> {
        let Self { sought: Sought { key, .. }, silent, .. } = self;
        held.extend(silent.into_iter().map(|(peer, failure)| HeldCopy::unsaid(peer, failure)));
        held.sort_by_cached_key(|copy| Position::of_peer(&copy.peer).distance(&key.position()));
        held
    }
}

struct Again {
    sought: Sought,
    every: Duration,
    due: Instant,
}

impl AskedCopies {
    /// Waits until the next round begins, and returns which; for ever where none does.
    pub(super) async fn next(&self) -> Sought {
        let next = self.again.iter().min_by_key(|again| again.due);
        let Some(Again { sought, due, .. }) = next else { return std::future::pending().await };
        sleep_until(*due).await;
        sought.clone()
    }

    /// Returns whether a round of this has not ended yet.
    fn is_under_way(&self, sought: &Sought) -> bool {
        self.sought.values().chain(self.asked.values()).any(|round| round.sought == *sought)
    }

    /// Returns what a query is for that looks for those closest to a key which are then asked.
    pub(super) fn kind(&self, id: kad::QueryId) -> Option<Kind> {
        self.sought.get(&id).map(|round| round.sought.what.kind())
    }
}

impl Node {
    /// Looks for those closest to a key, to ask them.
    pub(super) fn copies(&mut self, n: u64, key: Key, what: CopyKind, every: Option<Duration>) {
        let sought = Sought { key, what };
        if every.is_some() {
            self.copies.again.retain(|again| again.sought != sought);
            if self.copies.again.len() >= MAX_KEYS {
                return self.done(n, Answer::TooManyCopies(MAX_KEYS));
            }
        }
        let (key, k) = (sought.key.bytes().to_vec(), self.k());
        if let Some(id) = self.query(n, |kad| Ok(kad.get_n_closest_peers(key, k))) {
            let again = every.map(|every| Again { sought: sought.clone(), every, due: Instant::now() + every });
            self.copies.again.extend(again);
            self.copies.sought.insert(id, CopyRound::of(sought));
        }
    }

    /// Begins a further round, where somebody looks and our own queries go on.
    pub(super) fn look_for_copies(&mut self, sought: Sought) {
        let now = Instant::now();
        for again in self.copies.again.iter_mut().filter(|again| again.sought == sought) {
            again.due = now + again.every;
        }
        let is_idle = self.observer.is_none() || self.swarm.behaviour().kad.is_paused();
        if is_idle || self.copies.is_under_way(&sought) {
            return;
        }
        let (key, k) = (sought.key.bytes().to_vec(), self.k());
        let start = |kad: &mut kad::Behaviour<_>| Ok::<_, String>(kad.get_n_closest_peers(key, k));
        if let Ok(id) = self.swarm.behaviour_mut().kad.start(start) {
            self.copies.sought.insert(id, CopyRound::of(sought));
        }
    }

    /// Ends the rounds of all keys.
    pub(super) fn end_copies(&mut self, n: u64) {
        let ended = std::mem::take(&mut self.copies.again);
        self.done(n, if ended.is_empty() { Answer::NoCopiesAsked } else { Answer::CopiesEnd(ended.len()) });
    }

    /// Notes a message of a query that looks for those closest to a key.
    pub(super) fn note_sought(&mut self, id: Option<kad::QueryId>, rpc: &Rpc) {
        let Some(round) = id.and_then(|id| self.copies.sought.get_mut(&id)) else { return };
        match &rpc.phase {
            Phase::Dialing | Phase::Asked { .. } => _ = round.silent.insert(rpc.peer, Failure::TimedOut), // until it answers
            Phase::Failed { failure } => _ = round.silent.insert(rpc.peer, failure.clone()),
            Phase::Answered { .. } | Phase::NotSent => _ = round.silent.remove(&rpc.peer),
        }
    }

    /// Returns the round for which a query has found the closest, if it was for that: none where nobody was found, or nobody
    /// would hear what they say.
    pub(super) fn take_sought(&mut self, id: kad::QueryId, closest: &[kad::PeerInfo]) -> Option<CopyRound> {
        let mut round = self.copies.sought.remove(&id).filter(|_| self.observer.is_some())?;
        round.found(closest.iter().filter(|found| found.peer_id != self.me).cloned());
        (!round.closest.is_empty()).then_some(round)
    }

    /// Asks each of those that a query has found.
    pub(super) fn ask_for_copies(&mut self, query: QueryId, round: CopyRound) {
        let (Sought { key, what }, me) = (round.sought.clone(), self.me);
        let found = round.closest.iter().zip(&round.found_at);
        let asked: Vec<_> = found.map(|(peer, at)| (*peer, self.asker_of(*peer, at))).collect();
        self.copies.asked.insert(query, round.clone());
        let (here, by) = (self.holds(&key, what), self.asker(Target { peer: None, addresses: Vec::new() }));
        let questions = self.questions.get_or_insert_default();
        let told = questions.told.clone();
        questions.tasks.spawn(async move {
            let (held, named) = ask_all(asked, &key, what).await;
            let closest = round.with_silent(held);
            let tried = named.into_iter().map(|(peer, at)| by.tries(peer, at.dialled(), me));
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
        for (query, round) in std::mem::take(&mut self.copies.asked) {
            let Sought { key, what } = round.sought.clone();
            let given_up = |peer: &PeerId| HeldCopy::unsaid(*peer, Failure::GivenUp);
            let held = round.closest.iter().map(given_up).collect();
            let closest = round.with_silent(held);
            let copies = Box::new(Copies { what, closest, here: self.holds(&key, what), providers: Vec::new() });
            self.say(Event::Copies { query, key, copies });
        }
    }

    /// Returns who asks a peer that was found there.
    fn asker_of(&mut self, peer: PeerId, found: &[Multiaddr]) -> Asker {
        let mut addresses = self.addresses_of(peer);
        if addresses.is_empty() {
            addresses.extend_from_slice(found);
        }
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
type Named = Vec<(PeerId, Whereabouts)>;

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
        held.push(held_by(*peer, key, what, answer));
    }
    (held, named)
}

/// Returns what a peer holds that gave this answer: of it only counts what it was asked for.
fn held_by(peer: PeerId, key: &Key, what: CopyKind, answer: Result<wire::Answer, Failure>) -> HeldCopy {
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return HeldCopy::unsaid(peer, failure),
    };
    let none = HeldCopy::none(peer);
    match what {
        CopyKind::Value => {
            let held = answer.value.filter(|_| answer.key == key.bytes());
            let (value, expires_in) = held.map_or((None, None), |(value, left)| (Some(value), left));
            HeldCopy { has: value.is_some(), value, expires_in, ..none }
        }
        CopyKind::Provider => {
            let mut providers: Vec<_> = answer.providers.into_iter().map(|(provider, _)| provider).collect();
            let more_providers = providers.len().saturating_sub(MAX_NAMED);
            providers.truncate(MAX_NAMED);
            HeldCopy { has: !providers.is_empty(), providers, more_providers, ..none }
        }
    }
}

/// Notes providers that a peer named which is so far off, each once.
fn note_providers(named: &mut Named, answer: &wire::Answer, from: Reach) {
    for (peer, addresses) in &answer.providers {
        if !named.iter().any(|(known, _)| known == peer) && named.len() < MAX_PROVIDERS {
            named.push((*peer, Whereabouts::default()));
        }
        if let Some((_, at)) = named.iter_mut().find(|(known, _)| known == peer) {
            for address in addresses {
                at.take(address, from);
            }
        }
    }
}
