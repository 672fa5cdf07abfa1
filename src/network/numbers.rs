//! Our numbers for kad's queries: unique in the session, in the order in which they were first seen.

use std::collections::{HashMap, VecDeque};

use libp2p::kad;

use crate::dht::QueryId;

/// Queries whose numbers are kept: only late answers speak of those that ended, and none comes so late.
const MAX_KEPT: usize = 4_000;

/// The numbers of the last queries.
#[derive(Default)]
pub(super) struct Numbers {
    known: HashMap<kad::QueryId, QueryId>,
    order: VecDeque<kad::QueryId>,
    last: u64,
}

impl Numbers {
    /// Gives a new query its number.
    pub(super) fn give(&mut self, id: kad::QueryId) -> QueryId {
        self.last += 1;
        let number = QueryId(self.last);
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
