//! What happened to the routing table, and why.

use std::{collections::VecDeque, time::Duration};

use crate::dht::{Change, RoutingChange, Timestamp};

/// Changes kept: hours of a quiet node, and minutes of churn.
const MAX_CHANGES: usize = 1_000;

/// The last changes. That an entry's addresses or connection changed is none: it happens all the time.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    last: VecDeque<(Timestamp, RoutingChange)>,
    /// How many older ones are not kept.
    pub dropped: u64,
}

impl Changes {
    pub(super) fn note(&mut self, change: &RoutingChange, now: Timestamp) {
        if change.change == Change::Updated {
            return;
        }
        if self.last.len() == MAX_CHANGES {
            self.last.pop_front();
            self.dropped += 1;
        }
        self.last.push_back((now, *change));
    }

    /// Returns them, the newest first; of the last so long, if that is said.
    pub fn newest_first(
        &self,
        now: Timestamp,
        within: Option<Duration>,
    ) -> impl Iterator<Item = &(Timestamp, RoutingChange)> {
        self.last.iter().rev().take_while(move |(at, _)| within.is_none_or(|within| now.since(*at) <= within))
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dht::PeerId;

    #[test]
    fn the_last_are_kept_and_what_is_dropped_is_counted() {
        let mut changes = Changes::default();
        let at = |seconds| Timestamp::from(Duration::from_secs(seconds));
        for seconds in 0..1_010 {
            let change = if seconds % 101 == 0 { Change::Updated } else { Change::Inserted };
            changes.note(&RoutingChange { peer: PeerId::random(), cpl: 0, change, cause: None }, at(seconds));
        }
        assert_eq!((changes.newest_first(at(1_009), None).count(), changes.dropped), (1_000, 0));
        assert_eq!(changes.newest_first(at(1_009), Some(Duration::from_secs(100))).count(), 100, "one was none");
        let full = RoutingChange { peer: PeerId::random(), cpl: 0, change: Change::Full, cause: None };
        changes.note(&full, at(2_000));
        assert_eq!((changes.newest_first(at(2_000), None).count(), changes.dropped), (1_000, 1));
    }
}
