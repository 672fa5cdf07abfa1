//! What a practice node does with its connections. While nobody looks at it, it closes them when they have served: the
//! hundreds that each joining node would leave open for two minutes, and each node that was looked at, would be most of
//! what a network costs. Nor does it keep the memory that busier times took, once nobody is connected: ours here,
//! libp2p's in `anew`. While somebody looks, it keeps those connections that it used last.

use libp2p::kad::{QueryInfo, QueryRef};
use tokio::time::Instant;

use super::{Node, Reached};
use crate::dht::{Direction, Multiaddr, PeerId};

/// More connections than these a practice node does not keep open for long.
const MANY: usize = 48;
/// So many of them it keeps then: those of its last lookup, and some.
const FEW: usize = 32;

impl Reached {
    /// Returns what is known of a peer when its first connection opens.
    pub(super) fn new(direction: Direction, address: Multiaddr) -> Self {
        Self { direction, address, is_known: false, knows_us: false, asks_us: false, used: Instant::now() }
    }
}

impl Node {
    /// Notes that identify has told something on the connection to a peer.
    pub(super) fn is_introduced(&mut self, peer: &PeerId, how: impl FnOnce(&mut Reached)) {
        if let Some(reached) = self.reached.get_mut(peer) {
            how(reached);
            self.hang_up_on(peer);
        }
    }

    /// Notes that a peer asked something: it may still use the connection, which is left to its idle time.
    pub(super) fn is_of_use(&mut self, peer: &PeerId) {
        if let Some(reached) = self.reached.get_mut(peer) {
            reached.asks_us = true;
        }
    }

    /// Notes that a peer is asked something.
    pub(super) fn is_used(&mut self, peer: &PeerId) {
        if let Some(reached) = self.reached.get_mut(peer) {
            reached.used = Instant::now();
        }
    }

    /// Closes all connections that have served.
    pub(super) fn hang_up(&mut self) {
        if !self.rests() {
            return;
        }
        for peer in self.reached.keys().copied().collect::<Vec<_>>() {
            self.hang_up_on(&peer);
        }
        self.slim_down();
    }

    /// Gives back the memory that it took to remember everybody at the busiest time, once nobody is connected.
    pub(super) fn slim_down(&mut self) {
        if self.reached.is_empty() && self.rests() {
            self.reached.shrink_to_fit();
            self.swarm.behaviour_mut().kad.slim_down();
        }
    }

    /// Closes the connection to a peer, if it has served.
    pub(super) fn hang_up_on(&mut self, peer: &PeerId) {
        if self.has_served(peer) && self.rests() {
            let _ = self.swarm.disconnect_peer_id(*peer); // it may have closed at this moment
        }
    }

    /// Closes the connections that were not used for longest, once a practice node has many: also one that is looked at
    /// needs no more than those of its last queries. Those that queries in flight have asked are left: kad stores and
    /// announces only where a connection is open, or an address is in its table.
    pub(super) fn keep_few(&mut self) {
        if self.config.nodes == 0 || self.reached.len() <= MANY || !self.swarm.behaviour().kad.may_close() {
            return;
        }
        let kad = &self.swarm.behaviour().kad;
        let served = self.reached.iter().filter(|(peer, _)| self.has_served(peer) && !kad.may_ask_again(peer));
        let mut oldest: Vec<_> = served.map(|(peer, reached)| (reached.used, *peer)).collect();
        oldest.sort_unstable();
        for (_, peer) in oldest.into_iter().take(self.reached.len() - FEW) {
            if self.swarm.disconnect_peer_id(peer).is_ok() {
                self.swarm.behaviour_mut().kad.is_closing(peer);
            }
        }
    }

    /// Whether the connection to a peer has served: this node dialled it, no request is open, and both sides know each
    /// other, without which kad takes neither up.
    fn has_served(&self, peer: &PeerId) -> bool {
        matches!(
            self.reached.get(peer),
            Some(Reached { direction: Direction::Out, is_known: true, knows_us: true, asks_us: false, .. })
        ) && !self.swarm.behaviour().kad.has_asked(peer)
    }

    /// Whether nobody looks, and nothing but a bootstrap is in flight.
    fn rests(&mut self) -> bool {
        let is_bootstrap = |query: QueryRef| matches!(query.info(), QueryInfo::Bootstrap { .. });
        self.config.nodes > 0 && self.report.is_none() && self.kad().iter_queries().all(is_bootstrap)
    }
}
