//! Queries: those in flight, and the last that ended.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::{Peers, Query, crawl::KnownClosest};
use crate::dht::{Copies, Held, Outcome, PeerId, QueryId, Rpc, Timestamp, Truth, Verdict};

/// Finished queries kept: what a user scrolls back through in a lecture; the oldest goes first.
const MAX_FINISHED: usize = 500;

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
        query.message(rpc, peers, now);
        true
    }

    pub(super) fn record_found(&mut self, id: QueryId, peer: Option<PeerId>, value: &[u8]) -> bool {
        self.get_mut(id).is_some_and(|query| query.record_found(peer, value))
    }

    /// Notes from how many peers a stored value could be fetched. Returns whether the query is kept.
    pub(super) fn read_back(&mut self, id: QueryId, holders: usize) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.read_back = Some(holders);
        true
    }

    /// Notes what those in doubt keep of a stored value. Returns whether the query is kept.
    pub(super) fn checked(&mut self, id: QueryId, held: &[(PeerId, Held)]) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.held = Some(held.iter().copied().collect());
        true
    }

    /// Notes what is true of a query's key. Returns whether the query is kept.
    pub(super) fn truth(&mut self, id: QueryId, truth: Truth) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.truth = Some(truth);
        true
    }

    /// Notes what those closest to the key hold of it. Returns whether the query is kept.
    pub(super) fn copied(&mut self, id: QueryId, copies: &Copies) -> bool {
        let Some(query) = self.get_mut(id) else { return false };
        query.copies = Some(Box::new(copies.clone()));
        true
    }

    /// Notes who is closest to the key, as a crawl knows.
    pub(super) fn known_closest(&mut self, id: QueryId, known: KnownClosest) {
        if let Some(query) = self.get_mut(id) {
            query.known_closest = Some(known);
        }
    }

    pub(super) fn provider_found(&mut self, id: QueryId, peer: PeerId) -> bool {
        self.get_mut(id).is_some_and(|query| query.provider_found(peer))
    }

    /// Closes a query, with kad's own counts.
    pub(super) fn finished(&mut self, id: QueryId, counts: [u32; 3], outcome: Outcome, me: &PeerId, now: Timestamp) {
        let Some(mut query) = self.in_flight.remove(&id) else { return };
        query.end(counts, outcome, me, now);
        self.finished.push_front(Arc::new(query));
        self.finished.truncate(MAX_FINISHED);
    }

    pub(super) fn judged(&mut self, id: QueryId, verdict: Arc<Verdict>) {
        if let Some(query) = self.get_mut(id) {
            query.verdict = Some(verdict);
        }
    }
}
