//! Connections that this node is closing. kad does not know of it until it is done, and what it asked of such a peer
//! meanwhile would be lost: as long as one is closing, which takes moments, kad asks nobody.

use libp2p::PeerId;

use super::Tap;

impl Tap {
    /// Returns whether connections may be closed now: kad does not stand still, and has no request on its way out.
    pub(in crate::network) fn may_close(&self) -> bool {
        !self.is_paused() && self.tags.is_empty()
    }

    /// Returns whether a query in flight has asked a peer: it may once more, to store, and knows no address of it any more.
    pub(in crate::network) fn may_ask_again(&self, peer: &PeerId) -> bool {
        self.active.values().any(|active| active.asked.contains(peer))
    }

    /// Waits until the connections to a peer have closed, which are told to.
    pub(in crate::network) fn is_closing(&mut self, peer: PeerId) {
        self.closing.insert(peer);
    }

    pub(super) fn has_closed(&mut self, peer: &PeerId) {
        self.closing.remove(peer);
    }
}
