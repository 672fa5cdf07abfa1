//! What a node asked and was asked so far: totals by kind, and the last requests of others.

use std::collections::VecDeque;

use libp2p::PeerId;

use super::{Direction, Key, Phase, Reply, Rpc, RpcKind};

/// Requests of others that are kept: more than a screen shows, and a few kilobytes in each of ten thousand nodes.
pub const MAX_LAST: usize = 32;

/// What a node asked and was asked. How it tells the time is its owner's choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requests<Time> {
    totals: [[u64; RpcKind::ALL.len()]; 2],
    last: VecDeque<Request<Time>>,
}

/// A request of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request<Time> {
    /// When it came.
    pub at: Time,
    pub peer: PeerId,
    /// What is asked.
    pub kind: RpcKind,
    /// About which key; a recording need not say.
    pub key: Option<Key>,
    /// What was answered; a recording need not say.
    pub reply: Option<Reply>,
}

impl<Time> Default for Requests<Time> {
    fn default() -> Self {
        Self { totals: Default::default(), last: VecDeque::new() }
    }
}

impl<Time> Requests<Time> {
    /// Takes in a message. Returns whether it is a request that left or came.
    pub fn note(&mut self, rpc: &Rpc, at: Time) -> bool {
        let Rpc { direction, kind, phase: Phase::Asked { .. }, peer, key, reply, .. } = rpc else { return false };
        let total = &mut self.totals[row(*direction)][*kind as usize];
        *total = total.saturating_add(1);
        if *direction == Direction::In {
            if self.last.len() == MAX_LAST {
                self.last.pop_front();
            }
            self.last.push_back(Request { at, peer: *peer, kind: *kind, key: key.clone(), reply: *reply });
        }
        true
    }

    /// Returns how many requests of a kind went one way.
    #[must_use]
    pub fn total(&self, direction: Direction, kind: RpcKind) -> u64 {
        self.totals[row(direction)][kind as usize]
    }

    /// Returns how many requests of others came.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.totals[row(Direction::In)].iter().fold(0, |sum, total| sum.saturating_add(*total))
    }

    /// Returns the same with another way to tell the time.
    #[must_use]
    pub fn with_time<Other>(&self, time: impl Fn(&Time) -> Other) -> Requests<Other> {
        let other = |request: &Request<Time>| Request {
            at: time(&request.at),
            peer: request.peer,
            kind: request.kind,
            key: request.key.clone(),
            reply: request.reply,
        };
        Requests { totals: self.totals, last: self.last.iter().map(other).collect() }
    }

    /// Returns what these totals and last requests make, of which at most 32 are kept.
    #[must_use]
    pub fn of(total: impl Fn(Direction, RpcKind) -> u64, last: impl IntoIterator<Item = Request<Time>>) -> Self {
        let totals = [Direction::In, Direction::Out].map(|way| RpcKind::ALL.map(|kind| total(way, kind)));
        let mut last: VecDeque<_> = last.into_iter().collect();
        last.drain(..last.len().saturating_sub(MAX_LAST));
        Self { totals, last }
    }

    /// Returns the last requests of others, at most 32, oldest first.
    pub fn last(&self) -> impl Iterator<Item = &Request<Time>> {
        self.last.iter()
    }
}

fn row(direction: Direction) -> usize {
    usize::from(direction == Direction::Out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_last_are_kept() {
        let mut requests = Requests::default();
        let mut note = |direction, kind, phase, at| {
            let (peer, key, query, late, reply) = (PeerId::random(), None, None, false, None);
            requests.note(&Rpc { direction, kind, phase, peer, key, query, late, reply }, at)
        };
        for at in 0..100 {
            assert!(note(Direction::In, RpcKind::ALL[at % 5], Phase::Asked { after_dial: false }, at));
            assert!(note(Direction::Out, RpcKind::GetValue, Phase::Asked { after_dial: true }, at));
            assert!(!note(Direction::Out, RpcKind::GetValue, Phase::NotSent, at));
        }
        let total = |direction| RpcKind::ALL.map(|kind| requests.total(direction, kind));
        assert_eq!((requests.served(), total(Direction::In)), (100, [20; 5]));
        assert_eq!(total(Direction::Out), [0, 100, 0, 0, 0]);
        assert!(requests.last().map(|request| request.at).eq(68..100));
    }
}
