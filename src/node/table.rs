//! Why the routing table changes. kad says who takes a place or waits for one; why, and that one who waited found no place, is
//! found out here.
//!
//! ```text
//!   full bucket, somebody new ──► waits; the entry silent longest is dialled
//!        it answers ─► kad drops who waits, and says nothing      no answer ─► who waits takes its place
//! ```

use std::{collections::HashMap, time::Duration};

use libp2p::kad::RoutingUpdate;
use tokio::time::Instant;

use super::Node;
use crate::dht::{Because, Change, Multiaddr, PeerId, Position};

/// After the time that one waits, until it is looked at what came of it: kad's clock and ours are two.
const AFTER: Duration = Duration::from_millis(100);

/// How often it is looked, as long as somebody waits: that the entry answered is known when its protocol is, a little later than
/// that it is connected.
const AGAIN: Duration = Duration::from_secs(1);

/// Why peers come into the table, and who waits for a place.
#[derive(Default)]
pub(super) struct TableWatch {
    /// Why those were added whom kad will report.
    added: HashMap<PeerId, Because>,
    /// Who waits, by bucket: kad keeps one for each.
    waiting: HashMap<u16, Waiting>,
}

/// One who waits for a place in a full bucket.
#[derive(Clone, Copy)]
struct Waiting {
    peer: PeerId,
    /// The entry that was silent longest when it came.
    oldest: PeerId,
    /// When what came of it is known at the latest.
    until: Instant,
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
            RoutingUpdate::Pending => self.waits(*peer),
            RoutingUpdate::Failed => self.has_no_place(*peer),
        }
        update
    }

    fn is_in_table(&mut self, peer: &PeerId) -> bool {
        self.kad().kbucket(*peer).is_some_and(|bucket| bucket.iter().any(|entry| entry.node.key.preimage() == peer))
    }

    /// Why one came in for whom nobody had to leave. Who was added by nobody is one that we have dialled.
    pub(super) fn why_inserted(&mut self, peer: PeerId) -> Because {
        let added = self.table_watch.added.remove(&peer);
        if self.took_place(peer) { Because::Room } else { added.unwrap_or(Because::WeAsked) }
    }

    /// Notes that one waits no longer. Returns whether it did.
    pub(super) fn took_place(&mut self, peer: PeerId) -> bool {
        let cpl = self.cpl(&peer);
        let waited = self.table_watch.waiting.get(&cpl).is_some_and(|waiting| waiting.peer == peer);
        if waited {
            self.table_watch.waiting.remove(&cpl);
        }
        waited
    }

    /// A peer waits for a place in its bucket, which is full.
    pub(super) fn waits(&mut self, peer: PeerId) {
        let cpl = self.cpl(&peer);
        if self.table_watch.waiting.get(&cpl).is_some_and(|waiting| waiting.peer == peer) {
            return; // told already
        }
        let oldest = self.kad().kbucket(peer).and_then(|bucket| Some(*bucket.iter().next()?.node.key.preimage()));
        let Some(oldest) = oldest else { return };
        let until = Instant::now() + self.config.policy.waits + AFTER;
        self.table_watch.waiting.insert(cpl, Waiting { peer, oldest, until });
        self.routing(peer, Change::Pending, Some(Because::Probe(oldest)));
    }

    /// A peer finds no place in its bucket, which is full.
    pub(super) fn has_no_place(&mut self, peer: PeerId) {
        let another = self.kad().kbucket(peer).is_some_and(|bucket| bucket.has_pending());
        self.routing(peer, Change::Full, Some(if another { Because::AnotherWaits } else { Because::AllConnected }));
    }

    fn may_have_a_place(&mut self, peer: PeerId) -> bool {
        self.kad().kbucket(peer).is_some_and(|bucket| bucket.has_pending()) || self.is_in_table(&peer)
    }

    /// Tells of those who wait no longer, of whom kad does not. Returns when to look again, if others wait.
    pub(super) fn look_at_waiting(&mut self) -> Option<Instant> {
        let waiting: Vec<(u16, Waiting)> =
            self.table_watch.waiting.iter().map(|(cpl, waiting)| (*cpl, *waiting)).collect();
        for (cpl, Waiting { peer, oldest, .. }) in waiting {
            if self.may_have_a_place(peer) {
                continue; // or has one: kad will say so
            }
            self.table_watch.waiting.remove(&cpl);
            // who waited is dropped where the entry answers, or where it was removed and another came
            let cause = if self.is_in_table(&oldest) { Because::Answered(oldest) } else { Because::AllConnected };
            self.routing(peer, Change::Full, Some(cause));
        }
        let soon = Instant::now() + AGAIN;
        self.table_watch.waiting.values().map(|waiting| waiting.until.min(soon)).min()
    }
}
