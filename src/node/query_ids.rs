//! Our numbers for kad's queries: unique in the session, in the order in which they were first seen.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use libp2p::kad;

use crate::dht::QueryId;

/// Queries whose numbers are kept: only late answers speak of those that ended, and none comes so late.
const MAX_KEPT: usize = 4_000;

/// Counts the queries of a session. The nodes of a practice network share one, so that a number names one query however
/// many nodes are observed.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// The numbers of the last queries.
pub(super) struct QueryIds {
    known: HashMap<kad::QueryId, QueryId>,
    order: VecDeque<kad::QueryId>,
    counter: Counter,
}

impl QueryIds {
    /// Counts with this counter.
    pub(super) fn new(counter: Counter) -> Self {
        Self { known: HashMap::new(), order: VecDeque::new(), counter }
    }

    /// Gives a new query its number.
    pub(super) fn give(&mut self, id: kad::QueryId) -> QueryId {
        let number = QueryId(self.counter.next());
        self.known.insert(id, number);
        self.order.push_back(id);
        if self.order.len() > MAX_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        number
    }

    /// Returns a query's number.
    pub(super) fn of(&self, id: kad::QueryId) -> Option<QueryId> {
        self.known.get(&id).copied()
    }
}
