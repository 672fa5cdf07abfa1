//! What the node asks and is asked: totals, the last requests of others, and how long our own took.

use std::{collections::VecDeque, hash::Hash, time::Duration};

use super::{HashMap, columns::Columns};
use crate::dht::{Direction, Key, MAX_LAST, PeerId, Phase, QueryId, Reply, Request, Requests, Rpc, RpcKind, Timestamp};

/// Requests of others that are listed; more are counted.
const MAX_LISTED: usize = 1_000;
/// Of so many of our own requests of a kind, the last, it is kept how long they took.
pub const MAX_TIMED: usize = 1_000;
/// Requests of ours that are waited for: more than all queries in flight have.
const MAX_OPEN: usize = 20_000;

/// For which query whom was asked what.
type About = (Option<QueryId>, PeerId, RpcKind);

/// A request of another, by its number since the node's start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServedRequest {
    /// Which of all that it was asked; from 1 on.
    pub number: u64,
    pub at: Timestamp,
    pub peer: PeerId,
    pub kind: RpcKind,
    /// About which key; a recording need not say.
    pub key: Option<Key>,
    /// What was answered; a recording need not say.
    pub reply: Option<Reply>,
}

/// How long a request of ours took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Took {
    /// Until the connection stood, if one was opened for it: transport and handshake, which libp2p does not tell apart.
    pub connect: Option<Duration>,
    /// From when it left until its answer came.
    pub request: Duration,
}

/// What happened within five seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Requests of others, by kind.
    pub served: [u32; RpcKind::ALL.len()],
    /// Our own.
    pub asked: [u32; RpcKind::ALL.len()],
    /// Of our own, those that failed.
    pub failed: u32,
    /// The longest round trip of a ping.
    pub rtt: Option<Duration>,
    /// Entries of the routing table, at last.
    pub table: Option<u32>,
    /// Records in the store, at last.
    pub records: Option<u32>,
}

/// What the node asks and is asked.
#[derive(Clone, Debug, Default)]
pub struct RequestLog {
    totals: [[u64; RpcKind::ALL.len()]; 2],
    /// The last requests of others, oldest first.
    last: VecDeque<ServedRequest>,
    /// When those of ours began that wait for an answer: the dial, and when they left.
    open: HashMap<About, (Option<Timestamp>, Option<Timestamp>)>,
    took: [VecDeque<Took>; RpcKind::ALL.len()],
    /// How long those took that said what they are when a connection was opened, from there on.
    identify: VecDeque<Duration>,
    /// Requests of ours that failed.
    pub failed: u64,
    /// The last minutes.
    pub pulse: Columns<Pulse>,
}

impl RequestLog {
    /// Takes in a message. Returns whether it is a request that left or came.
    pub(super) fn note(&mut self, rpc: &Rpc, now: Timestamp) -> bool {
        match (rpc.direction, &rpc.phase) {
            (Direction::In, Phase::Asked { .. }) => self.serve(rpc, now),
            (Direction::In, _) => return false,
            (Direction::Out, phase) => return self.asked(rpc, phase, now),
        }
        true
    }

    fn serve(&mut self, rpc: &Rpc, now: Timestamp) {
        let Rpc { kind, peer, key, reply, .. } = rpc;
        add_one(&mut self.totals[0][*kind as usize]);
        self.pulse.now(now).served[*kind as usize] += 1;
        let number = self.served();
        self.list(ServedRequest { number, at: now, peer: *peer, kind: *kind, key: key.clone(), reply: *reply });
    }

    fn list(&mut self, request: ServedRequest) {
        if self.last.len() == MAX_LISTED {
            self.last.pop_front();
        }
        self.last.push_back(request);
    }

    fn asked(&mut self, rpc: &Rpc, phase: &Phase, now: Timestamp) -> bool {
        let about = (rpc.query, rpc.peer, rpc.kind);
        match phase {
            Phase::Dialing => self.open(about, (Some(now), None)),
            Phase::Asked { .. } => {
                add_one(&mut self.totals[1][rpc.kind as usize]);
                self.pulse.now(now).asked[rpc.kind as usize] += 1;
                let waits = rpc.kind != RpcKind::AddProvider; // there is no answer to it
                let dialled = self.open.remove(&about).and_then(|(dialled, _)| dialled);
                if waits {
                    self.open(about, (dialled, Some(now)));
                }
                return true;
            }
            Phase::Answered { .. } => {
                if let Some((dialled, Some(left))) = self.open.remove(&about) {
                    let took = Took { connect: dialled.map(|at| left.since(at)), request: now.since(left) };
                    push(&mut self.took[rpc.kind as usize], took);
                }
            }
            Phase::Failed { .. } => {
                self.open.remove(&about);
                self.failed += 1;
                self.pulse.now(now).failed += 1;
            }
            Phase::NotSent => _ = self.open.remove(&about),
        }
        false
    }

    fn open(&mut self, about: About, since: (Option<Timestamp>, Option<Timestamp>)) {
        if self.open.len() >= MAX_OPEN {
            self.open.clear(); // most of them nobody will answer any more
        }
        self.open.insert(about, since);
    }

    /// A peer said what it is, so long after the connection to it was opened.
    pub(super) fn identified(&mut self, after: Duration) {
        push(&mut self.identify, after);
    }

    /// Takes in what the node counted, looked at or not, and its last requests, of which some are known.
    pub(super) fn so_far(&mut self, requests: &Requests<Duration>, now: Timestamp) {
        let known = self.served();
        let is_less = requests.served() < known;
        for (row, way) in [Direction::In, Direction::Out].into_iter().enumerate() {
            self.totals[row] = RpcKind::ALL.map(|kind| requests.total(way, kind));
        }
        if is_less {
            self.last.clear(); // of another life, or invented
        }
        let known = if is_less { 0 } else { known };
        let first = self.served().saturating_sub(requests.last().count() as u64) + 1;
        for (request, number) in requests.last().zip(first..).filter(|(_, number)| *number > known) {
            let (at, peer, kind) = (now.before(request.at), request.peer, request.kind);
            if let Some(column) = self.pulse.at(at) {
                column.served[kind as usize] += 1;
            }
            self.list(ServedRequest { number, at, peer, kind, key: request.key.clone(), reply: request.reply });
        }
    }

    /// Returns the totals and the last requests, as the node itself would tell them.
    #[must_use]
    pub fn summary(&self, now: Timestamp) -> Requests<Duration> {
        let skipped = self.last.len().saturating_sub(MAX_LAST);
        let last = self.last.iter().skip(skipped).map(|request| Request {
            at: now.since(request.at),
            peer: request.peer,
            kind: request.kind,
            key: request.key.clone(),
            reply: request.reply,
        });
        Requests::of(|way, kind| self.total(way, kind), last)
    }

    /// Returns how many requests of a kind went one way.
    #[must_use]
    pub fn total(&self, direction: Direction, kind: RpcKind) -> u64 {
        self.totals[usize::from(direction == Direction::Out)][kind as usize]
    }

    /// Returns how many requests of others came.
    #[must_use]
    pub fn served(&self) -> u64 {
        sum(&self.totals[0])
    }

    /// Returns how many requests left.
    #[must_use]
    pub fn sent(&self) -> u64 {
        sum(&self.totals[1])
    }

    /// Returns the last requests of others, the newest first.
    #[must_use]
    pub fn newest_first(&self) -> impl DoubleEndedIterator<Item = &ServedRequest> + ExactSizeIterator {
        self.last.iter().rev()
    }

    /// Returns a request that is listed.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&ServedRequest> {
        let at = self.last.partition_point(|request| request.number < number);
        self.last.get(at).filter(|request| request.number == number)
    }

    /// Returns who asked most among the requests that are listed, and how often.
    #[must_use]
    pub fn top_askers(&self, most: usize) -> Vec<(PeerId, usize)> {
        top(self.last.iter().map(|request| request.peer), most)
    }

    /// Returns what was asked for most among the requests that are listed, and how often.
    #[must_use]
    pub fn top_keys(&self, most: usize) -> Vec<(Key, usize)> {
        let keys = top(self.last.iter().filter_map(|request| request.key.as_ref()), most);
        keys.into_iter().map(|(key, times)| (key.clone(), times)).collect()
    }

    /// Returns how long the last requests of a kind took that were answered, oldest first: at most a thousand.
    #[must_use]
    pub fn took(&self, kind: RpcKind) -> impl ExactSizeIterator<Item = Took> {
        self.took[kind as usize].iter().copied()
    }

    /// Returns within which time half, 90 and 99 of a hundred of the last requests of a kind were answered.
    #[must_use]
    pub fn quantiles(&self, kind: RpcKind) -> [Option<Duration>; 3] {
        quantiles(self.took(kind).map(|took| took.request))
    }

    /// Returns how long the last peers took to say what they are, at most a thousand.
    #[must_use]
    pub fn identify(&self) -> impl ExactSizeIterator<Item = Duration> {
        self.identify.iter().copied()
    }
}

/// Counts one more; what a recording says is no reason to overflow.
fn add_one(count: &mut u64) {
    *count = count.saturating_add(1);
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

fn push<T>(to: &mut VecDeque<T>, what: T) {
    if to.len() == MAX_TIMED {
        to.pop_front();
    }
    to.push_back(what);
}

/// Returns what occurs most often, the most frequent first; among equals what comes first in its own order.
fn top<T: Eq + Hash + Ord>(all: impl Iterator<Item = T>, most: usize) -> Vec<(T, usize)> {
    let mut counts: HashMap<T, usize> = HashMap::default();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut sorted: Vec<(T, usize)> = counts.into_iter().collect();
    sorted.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    sorted.truncate(most);
    sorted
}

/// Returns within which time half, 90 and 99 of a hundred are.
#[must_use]
pub fn quantiles(of: impl Iterator<Item = Duration>) -> [Option<Duration>; 3] {
    let mut sorted: Vec<Duration> = of.collect();
    sorted.sort_unstable();
    [50, 90, 99].map(|percent| percentile(&sorted, percent))
}

/// Returns the time within which so many of a hundred are, by the nearest rank: the least that is no shorter than so many of
/// them. None where there is none.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Returns the mean; none where there is none.
#[must_use]
pub fn mean(of: impl ExactSizeIterator<Item = Duration>) -> Option<Duration> {
    let many = u32::try_from(of.len()).ok().filter(|many| *many > 0)?;
    Some(of.sum::<Duration>() / many)
}

#[cfg(test)]
mod tests;
