//! What a practice node does with its connections while nobody looks at it: at rest such a network has none. The hundreds
//! that each joining node would leave open for two minutes, and each node that was looked at, would be most of what a
//! network costs.

use libp2p::kad::{QueryInfo, QueryRef};

use super::Node;
use crate::dht::{Direction, PeerId};

/// Connections that stay, the youngest: kad and identify speak at the same time, and who hangs up on kad's first answer
/// may stay unknown to the other side.
const YOUNGEST: usize = 6;

impl Node {
    /// Notes a connection that this node dialled.
    pub(super) fn has_dialled(&mut self, peer: PeerId) {
        self.dialled.push_back(peer);
        self.hang_up_on_some();
    }

    /// Closes the oldest connections that no request needs, but for the youngest.
    pub(super) fn hang_up_on_some(&mut self) {
        if !self.rests() {
            return self.dialled.clear();
        }
        while self.dialled.len() > YOUNGEST
            && let Some(at) = self.dialled.iter().position(|peer| !self.swarm.behaviour().kad.has_asked(peer))
            && let Some(peer) = self.dialled.remove(at)
        {
            self.hang_up_on(&peer);
        }
    }

    /// Closes all connections that this node dialled, if nobody looks and no query needs them.
    pub(super) fn hang_up(&mut self) {
        if self.rests() {
            for peer in self.reached.keys().copied().collect::<Vec<_>>() {
                self.hang_up_on(&peer);
            }
        }
    }

    /// Whether nobody looks, and nothing but a bootstrap is in flight.
    fn rests(&mut self) -> bool {
        let is_bootstrap = |query: QueryRef| matches!(query.info(), QueryInfo::Bootstrap { .. });
        self.config.nodes > 0 && self.report.is_none() && self.kad().iter_queries().all(is_bootstrap)
    }

    fn hang_up_on(&mut self, peer: &PeerId) {
        if self.reached.get(peer).is_some_and(|(direction, _)| *direction == Direction::Out) {
            let _ = self.swarm.disconnect_peer_id(*peer); // it may have closed at this moment
        }
    }
}
