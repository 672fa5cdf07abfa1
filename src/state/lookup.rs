//! One lookup, hop by hop: who was heard of and from whom, who was asked and what came of it, how it closes in on the
//! key, and which rule ended it.
//!
//! It follows the same rules as libp2p-kad's iteration (`query/peers/closest.rs`), so that it can also say whom the next
//! step will ask:
//!
//! ```text
//!   nearest first:  answered  answered  waiting  heard  failed  heard  heard …
//!                                                └ asked next, while fewer than α are waiting
//!   α answers in a row that name nobody nearer: stalled, up to max(k, α) may be waiting
//!   the k nearest that did not fail have answered, or nobody is left: the end
//! ```

mod hop;
mod hops;
#[cfg(test)]
mod tests;

pub use hop::{Hop, HopEnd, Stage, Storing};
pub use hops::Hops;

use hop::oddities;

use super::Peers;
use crate::dht::{Distance, Failure, Key, MAX_K, PeerId, Phase, Position, Rpc, RpcKind, Timestamp};

/// Peers kept while a lookup runs: a hundred answers of twenty each.
const MAX_HEARD: usize = 2_000;
/// Peers kept that were only heard of, once a lookup is over: what a tall screen shows.
const MAX_HEARD_AFTER: usize = 40;
/// Points kept of how many requests were waiting: two for each request of a long lookup.
const MAX_POINTS: usize = 400;

/// One lookup.
#[derive(Clone, PartialEq, Debug)]
pub struct Lookup {
    /// What it looks for.
    pub key: Key,
    /// Where that lies.
    pub target: Position,
    /// Everybody heard of, nearest to the key first.
    pub hops: Hops,
    /// How many closest peers it is after.
    pub wanted: usize,
    /// How many may be waiting while it makes progress.
    pub alpha: usize,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Which rule ended it.
    pub end: Option<HopEnd>,
    /// When it stalled: the parallelism rose to max(k, α).
    pub stalls: Vec<Timestamp>,
    /// How many requests were waiting, from when on.
    pub waiting: Vec<(Timestamp, u16)>,
    /// Peers heard of that are not kept.
    pub dropped: usize,
    no_progress: usize,
    stalled: bool,
}

impl Lookup {
    /// Returns a lookup that starts from these peers of our own table.
    #[must_use]
    pub fn new(key: Key, peers: &Peers, known: &[PeerId], wanted: usize, alpha: usize, now: Timestamp) -> Self {
        let target = key.position();
        let mut lookup = Self {
            key,
            target,
            hops: Hops::default(),
            wanted,
            alpha,
            started: now,
            ended: None,
            end: None,
            stalls: Vec::new(),
            waiting: Vec::new(),
            dropped: 0,
            no_progress: 0,
            stalled: false,
        };
        for peer in known.iter().take(MAX_K) {
            lookup.hear(*peer, lookup.place(peer, peers), None, 0, now);
        }
        lookup
    }

    /// Returns a peer's part in it.
    #[must_use]
    pub fn hop(&self, peer: &PeerId) -> Option<&Hop> {
        self.hops.get(&Position::of_peer(peer).distance(&self.target))
    }

    /// Returns whether requests to all it waits for would be a stall's: more than α may be waiting.
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.stalled
    }

    /// Returns whose answers it waits for now, as kad counts: not those it gave up after ten seconds.
    pub fn waiting_for(&self, now: Timestamp) -> impl Iterator<Item = PeerId> {
        self.hops.values().filter(move |hop| hop.is_waiting(now)).map(|hop| hop.peer)
    }

    /// Returns how many those are.
    #[must_use]
    pub fn waiting_at(&self, now: Timestamp) -> usize {
        self.waiting_for(now).count()
    }

    /// Returns how many answers came after its end.
    #[must_use]
    pub fn late(&self) -> usize {
        self.hops.values().filter(|hop| hop.late && hop.failure.is_none()).count()
    }

    /// Returns how many requests failed after the end.
    #[must_use]
    pub fn failed_late(&self) -> usize {
        self.hops.values().filter(|hop| hop.late && hop.stage == Stage::Failed).count()
    }

    /// Returns how many requests were given up: nothing came of them for ten seconds, nor later.
    #[must_use]
    pub fn silent_at(&self, now: Timestamp) -> usize {
        let until = self.ended.unwrap_or(now);
        let is_open = |hop: &&Hop| matches!(hop.stage, Stage::Dialing | Stage::Asked) && !hop.late;
        self.hops.values().filter(is_open).filter(|hop| !hop.is_waiting(until)).count()
    }

    /// Returns the highest hop that was asked, plus one: how many rounds of hearsay it took.
    #[must_use]
    pub fn rounds(&self) -> u16 {
        self.hops.values().filter(|hop| hop.asked.is_some()).map(|hop| hop.hop + 1).max().unwrap_or(0)
    }

    /// Returns those of our own table that it started from, nearest first.
    pub fn known(&self) -> impl Iterator<Item = PeerId> {
        self.hops.values().filter(|hop| hop.source.is_none()).map(|hop| hop.peer)
    }

    /// Returns the nearest that answered, as many as were wanted: where a value is stored next.
    pub fn closest(&self) -> impl Iterator<Item = &Hop> {
        self.hops.values().filter(|hop| hop.stage == Stage::Answered).take(self.wanted)
    }

    /// Returns whom kad will ask when it goes on now, nearest first; empty if it waits or has nobody left.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Vec<PeerId> {
        let mut next: Vec<PeerId> = Vec::new();
        let mut waiting = self.waiting_at(now);
        let most = if self.stalled { self.wanted.max(self.alpha) } else { self.alpha };
        let mut answered = 0; // in a row from the nearest on, but for those that failed
        let mut unbroken = true;
        for hop in self.hops.values() {
            match hop.stage {
                Stage::Answered => {
                    answered += usize::from(unbroken);
                    if answered == self.wanted {
                        break;
                    }
                }
                Stage::Heard if waiting >= most => break,
                Stage::Heard => {
                    next.push(hop.peer);
                    waiting += 1;
                    unbroken = false;
                }
                Stage::Dialing | Stage::Asked if hop.is_waiting(now) => {
                    if waiting >= most {
                        break;
                    }
                    unbroken = false;
                }
                Stage::Dialing | Stage::Asked | Stage::Failed => {}
            }
        }
        next
    }

    /// Returns which rule ends it now, if one does.
    #[must_use]
    pub fn ends(&self, now: Timestamp) -> Option<HopEnd> {
        let mut answered = 0;
        for hop in self.hops.values() {
            match hop.stage {
                Stage::Answered => answered += 1,
                Stage::Failed => {}
                Stage::Dialing | Stage::Asked if !hop.is_waiting(now) => {}
                Stage::Heard | Stage::Dialing | Stage::Asked => return None,
            }
            if answered == self.wanted {
                return Some(HopEnd::ClosestAnswered);
            }
        }
        Some(HopEnd::NobodyLeft)
    }

    /// Returns whether a request to a peer began.
    pub(super) fn has_asked(&self, peer: &PeerId, peers: &Peers) -> bool {
        self.hops.get(&self.place(peer, peers)).is_some_and(|hop| hop.asked.is_some())
    }

    /// Takes in a message of the lookup or of its store phase.
    pub(super) fn message(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) {
        let place = self.place(&rpc.peer, peers);
        if matches!(rpc.kind, RpcKind::PutValue | RpcKind::AddProvider) {
            return self.store(&place, rpc);
        }
        match &rpc.phase {
            Phase::Dialing => self.ask(rpc.peer, place, Stage::Dialing, now),
            Phase::Asked { .. } => self.ask(rpc.peer, place, Stage::Asked, now),
            Phase::Answered { closer, unroutable } => {
                let Some(hop) = self.hops.get_mut(&place) else { return };
                hop.named = u16::try_from(closer.len()).unwrap_or(u16::MAX);
                hop.odd = oddities(&peers.me(), rpc, closer, *unroutable);
                hop.ended = Some(now);
                hop.late = rpc.late;
                if !rpc.late {
                    hop.stage = Stage::Answered;
                    self.go_on(&place, closer, peers, now);
                }
            }
            Phase::Failed { failure } => self.failed(&place, failure, rpc.late, now),
            Phase::NotSent => {}
        }
    }

    /// Takes a peer out again that was to be asked, if nobody had named it as closer. Returns whether it did.
    pub(super) fn leave_out(&mut self, peer: &PeerId, peers: &Peers, now: Timestamp) -> bool {
        let place = self.place(peer, peers);
        let is_named = self.hops.get(&place).is_some_and(|hop| hop.source.is_some());
        if !is_named {
            self.hops.remove(&place);
            self.count(now);
        }
        !is_named
    }

    /// Notes its end, and forgets most of those that were only heard of.
    pub(super) fn finished(&mut self, timed_out: bool, now: Timestamp) {
        if self.ended.is_some() {
            return;
        }
        self.end = Some(if timed_out { HopEnd::OutOfTime } else { self.ends(now).unwrap_or(HopEnd::OutOfTime) });
        self.ended = Some(now);
        let mut heard = 0;
        self.hops.retain(|hop| {
            heard += usize::from(hop.stage == Stage::Heard);
            hop.stage != Stage::Heard || heard <= MAX_HEARD_AFTER // who named others has answered
        });
        self.dropped += heard.saturating_sub(MAX_HEARD_AFTER);
    }

    fn ask(&mut self, peer: PeerId, place: Distance, stage: Stage, now: Timestamp) {
        if self.hops.len() < MAX_HEARD {
            self.hear(peer, place, None, 0, now); // of our own table, if nobody named it
        }
        let Some(hop) = self.hops.get_mut(&place) else { return };
        hop.stage = stage;
        if hop.asked.is_none() {
            hop.asked = Some(now);
            self.count(now);
        }
    }

    /// Goes on with what a peer named.
    fn go_on(&mut self, from: &Distance, closer: &[PeerId], peers: &Peers, now: Timestamp) {
        let Some(hop) = self.hops.get(from) else { return };
        let (source, next, before) = (hop.peer, hop.hop.saturating_add(1), self.hops.len());
        let range = self.hops.keys().take(self.wanted).last().copied();
        let mut progress = before < self.wanted;
        for named in closer.iter().filter(|named| **named != peers.me()) {
            let place = self.place(named, peers);
            let is_new = self.hear(*named, place, Some(source), next, now);
            progress |= is_new && range.is_some_and(|range| place < range);
        }
        let added = self.hops.len() - before;
        if let Some(hop) = self.hops.get_mut(from) {
            hop.added = u16::try_from(added).unwrap_or(u16::MAX);
        }
        self.progressed(progress, now);
        self.count(now);
    }

    fn progressed(&mut self, progress: bool, now: Timestamp) {
        if progress {
            (self.no_progress, self.stalled) = (0, false);
        } else if !self.stalled {
            self.no_progress += 1;
            if self.no_progress >= self.alpha {
                self.stalled = true;
                self.stalls.push(now);
            }
        }
    }

    fn failed(&mut self, place: &Distance, failure: &Failure, late: bool, now: Timestamp) {
        let Some(hop) = self.hops.get_mut(place) else { return };
        hop.ended = Some(now);
        hop.failure = Some(failure.clone());
        hop.late = late;
        hop.stage = Stage::Failed;
        if !late {
            self.count(now);
        }
    }

    fn store(&mut self, place: &Distance, rpc: &Rpc) {
        let is_provide = rpc.kind == RpcKind::AddProvider;
        let Some(hop) = self.hops.get_mut(place) else { return };
        hop.store = Some(match &rpc.phase {
            Phase::Asked { .. } if is_provide => Storing::Done,
            Phase::Dialing | Phase::Asked { .. } => Storing::Asked,
            Phase::Answered { .. } => Storing::Done,
            Phase::Failed { failure } => {
                hop.failure = Some(failure.clone());
                Storing::Failed
            }
            Phase::NotSent => Storing::NotSent,
        });
    }

    /// Adds a peer. Returns whether it is new.
    fn hear(&mut self, peer: PeerId, place: Distance, source: Option<PeerId>, hop: u16, now: Timestamp) -> bool {
        if self.hops.len() >= MAX_HEARD {
            self.dropped += usize::from(self.hops.get(&place).is_none());
            return false;
        }
        self.hops.insert(place, || Hop::new(peer, place.leading_zeros(), source, hop, now))
    }

    fn place(&self, peer: &PeerId, peers: &Peers) -> Distance {
        peers.position(peer).distance(&self.target)
    }

    fn count(&mut self, now: Timestamp) {
        if self.waiting.len() < MAX_POINTS {
            let waiting = u16::try_from(self.waiting_at(now)).unwrap_or(u16::MAX);
            self.waiting.push((now, waiting));
        }
    }
}
