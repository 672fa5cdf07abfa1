//! When a record will be stored again. kad's clocks cannot be read: it is reckoned from the node's start, and from when it was
//! last seen to store something again.
//!
//! kad goes through the values every *replicate* interval: those of others that nobody sent since the last time it sends to
//! the k closest, our own only when *republish* is over too. What we provide it announces every *reprovide* interval. Provider
//! records of others are never passed on (libp2p-kad `jobs.rs`).

use std::time::Duration;

use super::KeptRecord;
use crate::dht::{How, Kind, PeerId, REPLICATE, REPROVIDE, SessionInfo, Timestamp};

/// When a record will be stored again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// About then.
    At(Timestamp),
    /// Never by this node.
    Never,
}

/// When the node started, and when it stored things again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stores {
    /// When it started.
    pub start: Timestamp,
    published: Option<Timestamp>,
    replicated: Option<Timestamp>,
    provided: Option<Timestamp>,
}

impl Stores {
    /// Returns what is known of a node that started then.
    #[must_use]
    pub fn since(start: Timestamp) -> Self {
        Self { start, ..Self::default() }
    }

    /// Notes that a query began which nobody typed.
    pub(in crate::state) fn began(&mut self, kind: Kind, now: Timestamp) {
        match kind {
            Kind::Republish => (self.published, self.replicated) = (Some(now), Some(now)), // in the same round
            Kind::Replicate => self.replicated = Some(now),
            Kind::Reprovide => self.provided = Some(now),
            Kind::Get | Kind::Put | Kind::Provide | Kind::Providers | Kind::Closest | Kind::Bootstrap => {}
        }
    }

    /// Returns when a record will be stored again.
    #[must_use]
    pub fn again(&self, record: &KeptRecord, session: &SessionInfo, me: &PeerId, now: Timestamp) -> Again {
        let (republish, replicate) = (session.republish, session.republish.min(REPLICATE));
        match (record.item.provider(), record.is_own(me)) {
            (Some(_), true) => Again::At(self.next(self.provided, republish.min(REPROVIDE), now)),
            (Some(_), false) => Again::Never,
            (None, true) => Again::At(rounded(
                self.next(self.published, republish, now),
                self.replicated.unwrap_or(self.start),
                replicate,
            )),
            (None, false) => {
                let next = self.next(self.replicated, replicate, now);
                let sent_since = record.how() != How::Typed
                    && record.came().is_some_and(|came| came > self.replicated.unwrap_or(self.start));
                Again::At(if sent_since { next.after(replicate) } else { next }) // who was just sent it leaves it to the sender
            }
        }
    }

    /// Returns the next time after now, from the last on or from the start.
    fn next(&self, last: Option<Timestamp>, interval: Duration, now: Timestamp) -> Timestamp {
        let from = last.unwrap_or(self.start);
        let interval = interval.max(Duration::from_micros(1));
        let rounds = now.since(from).as_micros() / interval.as_micros() + 1;
        from.after(interval.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX)))
    }
}

/// Returns the first round at or after a moment.
fn rounded(at: Timestamp, from: Timestamp, interval: Duration) -> Timestamp {
    let interval = interval.max(Duration::from_micros(1));
    let rounds = at.since(from).as_micros().div_ceil(interval.as_micros());
    from.after(interval.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX)))
}
