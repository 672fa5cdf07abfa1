//! Why the routing table changes. kad says who takes a place or waits for one; why, and that one who waited found no place, is
//! found out here.
//!
//! ```text
//!   full bucket, somebody new ──► waits; the entry disconnected longest is dialled
//!        it answers ─► kad drops who waits, and says nothing      no answer ─► who waits takes its place
//! ```

use std::{collections::HashMap, time::Duration};

use libp2p::kad::{KBucketRef, NodeStatus, RoutingUpdate};
use tokio::time::{Instant, sleep_until};

use super::Node;
use crate::dht::{Because, Change, Multiaddr, PeerId, Position};

/// How often it is looked, as long as somebody waits.
const LOOK: Duration = Duration::from_secs(1);
/// How long it is not told again that a peer found no place: it is offered with each of its addresses, and each time that it
/// connects.
const TOLD_AGAIN: Duration = Duration::from_secs(60);
/// Peers of which that is known.
const MAX_TURNED_AWAY: usize = 1_000;

/// Why peers come into the table, and who waits for a place.
#[derive(Default)]
pub(super) struct TableWatch {
    /// Why those were added whom kad will report.
    added: HashMap<PeerId, Because>,
    /// Who waits, by bucket: kad keeps one for each.
    waiting: HashMap<u16, Waiting>,
    /// When to look at them.
    due: Option<Instant>,
    /// When it was told of whom that there is no place.
    turned_away: HashMap<PeerId, Instant>,
}

/// One who waits for a place in a full bucket.
#[derive(Clone, Copy)]
struct Waiting {
    peer: PeerId,
    /// The entry that was disconnected longest when it came; none where that was over before it was looked.
    oldest: Option<PeerId>,
}

impl TableWatch {
    /// Waits until it is to be looked at those who wait; for ever where nobody does.
    pub(super) async fn is_due(&self) {
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
    }
}

impl Node {
    pub(super) fn cpl(&self, peer: &PeerId) -> u16 {
        Position::of_peer(&self.me).common_prefix(&Position::of_peer(peer))
    }

    /// Puts a peer into the table, or tells why it is not.
    pub(super) fn add_address(&mut self, peer: &PeerId, address: Multiaddr, why: Because) -> RoutingUpdate {
        let is_known = self.is_in_table(peer);
        let update = self.kad().add_address(peer, address);
        match update {
            _ if is_known => {}
            RoutingUpdate::Success => _ = self.table_watch.added.insert(*peer, why), // kad will report it
            RoutingUpdate::Pending if self.is_waiting(peer) => {}                    // it has one address more
            RoutingUpdate::Pending => self.waits(*peer),
            RoutingUpdate::Failed => self.has_no_place(*peer),
        }
        update
    }

    fn is_in_table(&mut self, peer: &PeerId) -> bool {
        self.kad().kbucket(*peer).is_some_and(|bucket| bucket.iter().any(|entry| entry.node.key.preimage() == peer))
    }

    fn is_waiting(&self, peer: &PeerId) -> bool {
        self.table_watch.waiting.get(&self.cpl(peer)).is_some_and(|waiting| waiting.peer == *peer)
    }

    /// Why one came in for whom nobody had to leave. Who was added by nobody is one that we have dialled.
    pub(super) fn why_inserted(&mut self, peer: PeerId) -> Because {
        let added = self.table_watch.added.remove(&peer);
        if self.waits_no_longer(peer) { Because::Room } else { added.unwrap_or(Because::WeAsked) }
    }

    /// Notes that a peer waits no longer: what came of it is told otherwise. Returns whether it did.
    pub(super) fn waits_no_longer(&mut self, peer: PeerId) -> bool {
        let cpl = self.cpl(&peer);
        self.is_waiting(&peer) && self.table_watch.waiting.remove(&cpl).is_some()
    }

    /// A peer waits for a place in its bucket, which is full: if another did, or itself, that is over.
    pub(super) fn waits(&mut self, peer: PeerId) {
        let cpl = self.cpl(&peer);
        if let Some(former) = self.table_watch.waiting.remove(&cpl) {
            self.found_no_place(former);
        }
        let bucket = self.kad().kbucket(peer).filter(KBucketRef::has_pending);
        let oldest = bucket.and_then(|bucket| Some(*bucket.iter().next()?.node.key.preimage()));
        self.table_watch.waiting.insert(cpl, Waiting { peer, oldest });
        self.table_watch.due.get_or_insert_with(|| Instant::now() + LOOK);
        self.routing(peer, Change::Pending, oldest.map(Because::Probe));
    }

    /// A peer finds no place in its bucket, if that is full.
    pub(super) fn has_no_place(&mut self, peer: PeerId) {
        let (k, now, cpl) = (self.config.k, Instant::now(), self.cpl(&peer));
        if self.is_waiting(&peer)
            && let Some(waiting) = self.table_watch.waiting.remove(&cpl)
        {
            self.table_watch.turned_away.insert(peer, now);
            return self.found_no_place(waiting);
        }
        let Some(bucket) = self.kad().kbucket(peer).filter(|bucket| bucket.num_entries() >= k) else { return };
        let cause = match (bucket.has_pending(), bucket.iter().all(|entry| entry.status == NodeStatus::Connected)) {
            (true, _) => Because::AnotherWaits,
            (false, true) => Because::AllConnected,
            (false, false) => Because::NotConnected, // else it would wait
        };
        let told = &mut self.table_watch.turned_away;
        if told.get(&peer).is_some_and(|at| now.duration_since(*at) < TOLD_AGAIN) {
            return;
        }
        if told.len() >= MAX_TURNED_AWAY {
            told.clear();
        }
        told.insert(peer, now);
        self.routing(peer, Change::Full, Some(cause));
    }

    /// One who waited was dropped, of which kad says nothing: the entry that was disconnected longest answered, if it is there still.
    fn found_no_place(&mut self, Waiting { peer, oldest }: Waiting) {
        let answered = oldest.filter(|oldest| self.is_in_table(oldest));
        self.routing(peer, Change::Full, answered.map(Because::Answered));
    }

    /// Tells of those who wait no longer. While the node stands still kad cannot say who got a place.
    pub(super) fn look_at_waiting(&mut self) {
        let waiting: Vec<(u16, Waiting)> =
            self.table_watch.waiting.iter().map(|(cpl, waiting)| (*cpl, *waiting)).collect();
        for (cpl, waiting) in waiting {
            let is_pending = self.kad().kbucket(waiting.peer).is_some_and(|bucket| bucket.has_pending());
            if !is_pending && !self.is_in_table(&waiting.peer) {
                self.table_watch.waiting.remove(&cpl);
                self.found_no_place(waiting);
            }
        }
        self.table_watch.due = (!self.table_watch.waiting.is_empty()).then(|| Instant::now() + LOOK);
    }
}
