//! What a practice node does with its connections while nobody looks at it: at rest such a network has few. The hundreds
//! that each joining node would leave open for two minutes, and each node that was looked at, would be most of what a
//! network costs. Nor does it keep the memory that busier times took, as far as it is ours, once nobody is connected.

use libp2p::kad::{QueryInfo, QueryRef};

use super::{Node, Reached};
use crate::dht::{Direction, PeerId};

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

    /// Closes the connection to a peer, if it has served: this node dialled it, no request is open, and both sides know
    /// each other, without which kad takes neither up.
    pub(super) fn hang_up_on(&mut self, peer: &PeerId) {
        let Some(Reached { direction: Direction::Out, is_known: true, knows_us: true, asks_us: false, .. }) =
            self.reached.get(peer)
        else {
            return;
        };
        if self.rests() && !self.swarm.behaviour().kad.has_asked(peer) {
            let _ = self.swarm.disconnect_peer_id(*peer); // it may have closed at this moment
        }
    }

    /// Whether nobody looks, and nothing but a bootstrap is in flight.
    fn rests(&mut self) -> bool {
        let is_bootstrap = |query: QueryRef| matches!(query.info(), QueryInfo::Bootstrap { .. });
        self.config.nodes > 0 && self.report.is_none() && self.kad().iter_queries().all(is_bootstrap)
    }
}
