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
            Kind::Get
            | Kind::Put
            | Kind::Provide
            | Kind::Providers
            | Kind::Closest
            | Kind::Copies
            | Kind::ProviderCopies
            | Kind::Bootstrap => {}
        }
    }

    /// Returns when a record will be stored again; never if it expires before that: kad drops it then.
    #[must_use]
    pub fn again(&self, record: &KeptRecord, session: &SessionInfo, me: &PeerId, now: Timestamp) -> Again {
        match self.next_round(record, session, me, now) {
            Some(at) if record.expires.is_none_or(|expires| expires > at) => Again::At(at),
            _ => Again::Never,
        }
    }

    /// Returns when kad goes through the records of this kind next, as far as it does.
    fn next_round(&self, record: &KeptRecord, session: &SessionInfo, me: &PeerId, now: Timestamp) -> Option<Timestamp> {
        let (republish, replicate) = (session.republish, session.republish.min(REPLICATE));
        let replicated = self.replicated.unwrap_or(self.start);
        match (record.item.provider(), record.is_own(me)) {
            (Some(_), true) => Some(self.next(self.provided, republish.min(REPROVIDE), now)),
            (Some(_), false) => None,
            (None, true) => Some(rounded(self.next(self.published, republish, now), replicated, replicate)),
            (None, false) => {
                let next = self.next(self.replicated, replicate, now);
                let is_skipped = record.how() != How::Typed && record.came().is_some_and(|came| came > replicated);
                Some(if is_skipped { next.after(replicate) } else { next }) // who sent it stores it in the next round
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
