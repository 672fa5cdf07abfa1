//! Queries: those in flight, and the last that ended, with what each asked, heard and found.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use super::{Lookup, Peers, notices::What};
use crate::{
    dht::{
        Cause, Key, Kind, Outcome, PeerId, Phase, QueryId, Rpc, RpcKind, Timestamp, Truth, Verdict, cut, name, tail,
    },
    words::{Language, lookup::LookupCounts},
};

/// Finished queries kept: what a user scrolls back through in a lecture; the oldest goes first.
const MAX_FINISHED: usize = 500;
/// Lookups kept of one bootstrap: it makes one for each bucket that is farther than the nearest filled one.
const MAX_LOOKUPS: usize = 24;
/// Different values kept of one query: two are a disagreement, more are an attack.
const MAX_VALUES: usize = 20;
/// Providers kept of one query: kad's store itself keeps 20 a key.
const MAX_PROVIDERS: usize = 200;
/// Characters of a key that a sentence shows.
const MAX_CALLED: usize = 60;

/// One query.
#[derive(Clone, Debug)]
pub struct Query {
    pub id: QueryId,
    /// What it is for.
    pub kind: Kind,
    /// What it looks for.
    pub key: Key,
    /// The peer whose place it looks for, where the key is known to be a peer's id.
    pub peer: Option<PeerId>,
    /// Who wanted it.
    pub cause: Cause,
    /// Equal answers or acknowledgements that a success needs.
    pub needed: usize,
    /// When it started.
    pub started: Timestamp,
    /// When it ended; none while in flight.
    pub finished: Option<Timestamp>,
    /// Requests: dialled for or sent.
    pub asked: u32,
    /// Answers before its end.
    pub answered: u32,
    /// Failures before its end.
    pub failed: u32,
    /// Answers after its end.
    pub late: u32,
    /// Store requests (`PUT_VALUE`, `ADD_PROVIDER`) begun.
    pub stores: u32,
    /// Peers that acknowledged the value, or to which `ADD_PROVIDER` left.
    pub stored: BTreeSet<PeerId>,
    /// Store requests that failed, or were refused.
    pub unstored: u32,
    /// Store requests that never left: the connection had closed.
    pub unsent: u32,
    /// How many of those that acknowledged the value gave it back when they were asked for it; none if nobody was.
    pub read_back: Option<usize>,
    /// The different values found, each with who had it (none: our own store).
    pub values: Vec<(Vec<u8>, Vec<Option<PeerId>>)>,
    /// The providers found.
    pub providers: BTreeSet<PeerId>,
    /// The lookups it is made of, oldest first: one, but for a bootstrap; never none.
    pub lookups: Vec<Lookup>,
    /// What kad said at the end.
    pub outcome: Outcome,
    /// What is true of its key, where a practice network knows.
    pub truth: Option<Truth>,
    /// What came of it.
    pub verdict: Option<Arc<Verdict>>,
}

impl Query {
    /// Returns a query that has just started.
    #[must_use]
    pub fn new(
        id: QueryId,
        kind: Kind,
        key: Key,
        cause: Cause,
        lookup: Lookup,
        needed: usize,
        started: Timestamp,
    ) -> Self {
        Self {
            id,
            kind,
            key,
            peer: None,
            cause,
            needed,
            started,
            finished: None,
            asked: 0,
            answered: 0,
            failed: 0,
            late: 0,
            stores: 0,
            stored: BTreeSet::new(),
            unstored: 0,
            unsent: 0,
            read_back: None,
            values: Vec::new(),
            providers: BTreeSet::new(),
            lookups: vec![lookup],
            outcome: Outcome::default(),
            truth: None,
            verdict: None,
        }
    }

    /// Returns the lookup that is running, or ran last.
    #[must_use]
    pub fn lookup(&self) -> Option<&Lookup> {
        self.lookups.last()
    }

    /// Returns whom the next step will ask for it, as far as its lookup tells.
    #[must_use]
    pub fn next_asks(&self, now: Timestamp) -> Vec<PeerId> {
        let Some(lookup) = self.lookup() else { return Vec::new() };
        match (self.kind, lookup.ends(now)) {
            _ if self.stores > 0 => Vec::new(), // all store requests leave at once
            (kind, Some(_)) if kind.stores() => lookup.closest().map(|hop| hop.peer).collect(),
            _ => lookup.next(now),
        }
    }

    /// Returns what came of the requests of its lookups, without those to store.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> LookupCounts {
        let stored = u32::try_from(self.stored.len()).unwrap_or(u32::MAX);
        let asked = self.asked.saturating_sub(self.stores);
        let answered = self.answered.saturating_sub(stored + self.unsent);
        let failed = self.failed.saturating_sub(self.unstored);
        let rest = asked.saturating_sub(answered + failed);
        let silent = self.lookups.iter().map(|lookup| lookup.silent_at(now)).sum::<usize>();
        let silent = u32::try_from(silent).unwrap_or(u32::MAX).min(rest);
        let late = self.lookups.iter().map(Lookup::late).sum::<usize>();
        let late = u32::try_from(late).unwrap_or(u32::MAX);
        LookupCounts { asked, answered, failed, silent, open: rest - silent, late }
    }

    /// Takes a message into its lookups. A bootstrap begins a new one with the first request for another key.
    fn look_up(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) {
        let begins = matches!(rpc.phase, Phase::Dialing | Phase::Asked { after_dial: false });
        if self.kind == Kind::Bootstrap && begins {
            self.begin_lookup(rpc.key.as_ref(), peers, now);
        }
        let waits = |lookup: &&mut Lookup| begins || lookup.has_asked(&rpc.peer, peers);
        if let Some(lookup) = self.lookups.iter_mut().rev().find(waits) {
            lookup.message(rpc, peers, now);
        }
    }

    fn begin_lookup(&mut self, key: Option<&Key>, peers: &Peers, now: Timestamp) {
        let (Some(key), Some(last)) = (key, self.lookups.last_mut()) else { return };
        if last.key == *key {
            return;
        }
        last.finished(false, now);
        let next = Lookup::new(key.clone(), peers, &[], last.wanted, last.alpha, now);
        if self.lookups.len() == MAX_LOOKUPS {
            self.lookups.remove(0);
        }
        self.lookups.push(next);
    }

    /// Returns whether somebody typed it, so that its end is worth a notice.
    #[must_use]
    pub fn is_commanded(&self) -> bool {
        matches!(self.cause, Cause::Command(_))
    }

    /// Returns whether a filter's text occurs in what the list shows of the query: its number, kind, key or verdict.
    /// The empty text occurs in all.
    #[must_use]
    pub fn matches(&self, filter: &str, language: Language) -> bool {
        filter.is_empty()
            || self.id.to_string() == filter
            || self.kind.word().contains(filter)
            || target(self).contains(filter)
            || self.said(language).is_some_and(|text| text.contains(filter))
    }

    /// Returns what a sentence calls it by: what it looks for, cut where that is long, since a key may be 64 KiB.
    #[must_use]
    pub fn called(&self) -> String {
        cut(&target(self), MAX_CALLED)
    }

    /// Returns what came of it, as a notice tells it.
    #[must_use]
    pub fn ended(&self) -> Option<What> {
        self.verdict.as_ref().map(|verdict| self.ended_with(verdict))
    }

    /// Returns the notice of a verdict on it.
    pub(super) fn ended_with(&self, verdict: &Arc<Verdict>) -> What {
        What::Ended { query: self.id, kind: self.kind, called: self.called(), verdict: Arc::clone(verdict) }
    }

    /// Returns what came of it, in words.
    #[must_use]
    pub fn said(&self, language: Language) -> Option<String> {
        self.ended().map(|what| what.said(language))
    }

    /// Returns how long it ran, or has been running.
    #[must_use]
    pub fn lasted(&self, now: Timestamp) -> Duration {
        self.finished.unwrap_or(now).since(self.started)
    }

    /// Returns the value most holders have, and how many have it.
    #[must_use]
    pub fn best_value(&self) -> Option<(&[u8], usize)> {
        let (value, holders) = self.values.iter().rev().max_by_key(|(_, holders)| holders.len())?;
        Some((value, holders.len()))
    }
}

/// All queries that are kept.
#[derive(Clone, Debug, Default)]
pub struct Queries {
    in_flight: BTreeMap<QueryId, Query>,
    /// Shared with the copies that are kept of a state: what has ended hardly changes.
    finished: VecDeque<Arc<Query>>,
}

impl Queries {
    /// Returns a query.
    #[must_use]
    pub fn get(&self, id: QueryId) -> Option<&Query> {
        self.in_flight.get(&id).or_else(|| self.finished.iter().find(|query| query.id == id).map(|query| &**query))
    }

    /// Returns how many are in flight.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Returns how many are kept, in flight or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_flight.len() + self.finished.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns those in flight, oldest first.
    pub fn running(&self) -> impl Iterator<Item = &Query> {
        self.in_flight.values()
    }

    /// Returns all: those in flight, newest first, then the finished, last ended first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Query> {
        self.in_flight.values().rev().chain(self.finished.iter().map(|query| &**query))
    }

    fn get_mut(&mut self, id: QueryId) -> Option<&mut Query> {
        self.in_flight.get_mut(&id).or_else(|| self.finished.iter_mut().find(|query| query.id == id).map(Arc::make_mut))
    }

    pub(super) fn started(&mut self, query: Query) -> bool {
        self.in_flight.insert(query.id, query);
        true
    }

    /// Takes in a message of ours. Returns whether it belongs to a query that is kept.
    pub(super) fn message(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) -> bool {
        let Some(query) = rpc.query.and_then(|id| self.get_mut(id)) else { return false };
        query.look_up(rpc, peers, now);
        if rpc.late {
            query.late += u32::from(matches!(rpc.phase, Phase::Answered { .. }));
            return true;
        }
        let stores = matches!(rpc.kind, RpcKind::PutValue | RpcKind::AddProvider);
        match &rpc.phase {
            Phase::Dialing => {
                query.asked += 1;
                query.stores += u32::from(stores);
            }
            Phase::Asked { after_dial } => {
                query.asked += u32::from(!after_dial);
                query.stores += u32::from(stores && !after_dial);
                if rpc.kind == RpcKind::AddProvider {
                    query.answered += 1; // no answer exists: kad counts it when it is sent
                    query.stored.insert(rpc.peer);
                }
            }
            Phase::Answered { .. } => {
                query.answered += 1;
                if stores {
                    query.stored.insert(rpc.peer);
                }
            }
            Phase::Failed { .. } => {
                query.failed += 1;
                query.unstored += u32::from(stores);
            }
            Phase::NotSent => {
                query.unsent += 1;
                query.asked += 1;
                query.answered += 1; // so does kad count it
                query.stores += 1;
            }
        }
        true
    }

    pub(super) fn record_found(&mut self, id: QueryId, peer: Option<PeerId>, value: &[u8]) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        if let Some((_, holders)) = query.values.iter_mut().find(|(known, _)| known == value) {
            let new = !holders.contains(&peer);
            if new {
                holders.push(peer);
            }
            return new;
        }
        if query.values.len() == MAX_VALUES {
            return false;
        }
        query.values.push((value.to_vec(), vec![peer]));
        true
    }

    /// Notes from how many peers a stored value could be fetched. Returns whether the query is kept.
    pub(super) fn read_back(&mut self, id: QueryId, holders: usize) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.read_back = Some(holders);
        true
    }

    /// Notes what is true of a query's key. Returns whether the query is kept.
    pub(super) fn truth(&mut self, id: QueryId, truth: Truth) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.truth = Some(truth);
        true
    }

    pub(super) fn provider_found(&mut self, id: QueryId, peer: PeerId) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.providers.len() < MAX_PROVIDERS && query.providers.insert(peer)
    }

    /// Closes a query with kad's own counts; of a replication kad tells no more than how many it asked.
    pub(super) fn finished(&mut self, id: QueryId, counts: [u32; 3], outcome: Outcome, now: Timestamp) {
        let Some(mut query) = self.in_flight.remove(&id) else { return };
        let (answered, failed) = (query.answered, query.failed);
        [query.asked, query.answered, query.failed] = counts;
        if query.kind == Kind::Replicate {
            (query.answered, query.failed) = (query.answered.max(answered), query.failed.max(failed));
        }
        if let Some(lookup) = query.lookups.last_mut() {
            lookup.finished(outcome.timed_out, now);
        }
        query.outcome = outcome;
        query.finished = Some(now);
        self.finished.push_front(Arc::new(query));
        self.finished.truncate(MAX_FINISHED);
    }

    pub(super) fn judged(&mut self, id: QueryId, verdict: Arc<Verdict>) {
        if let Some(query) = self.get_mut(id) {
            query.verdict = Some(verdict);
        }
    }
}

/// Returns what a query looks for, as people name it: a peer by its last characters, a key as it is.
#[must_use]
pub fn target(query: &Query) -> String {
    query.peer.map_or_else(|| name::spoken(&query.key), |peer| format!("peer {}", tail(&peer)))
}
