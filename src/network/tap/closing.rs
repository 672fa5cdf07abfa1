//! Connections that this node closes because it has many. kad does not know of it until it is done, and what it asked of
//! such a peer meanwhile would be lost: as long as one is closing, which takes moments, kad asks nobody. (What the peer
//! sends at that moment is lost all the same.)

use std::time::Duration;

use libp2p::PeerId;
use tokio::time::Instant;

use super::Tap;

/// Longer no connection is waited for: who holds its closing up does not hold up kad.
const PATIENCE: Duration = Duration::from_secs(1);

impl Tap {
    /// Returns whether connections may be closed now: kad does not stand still, and has no request on its way out.
    pub(in crate::network) fn may_close(&self) -> bool {
        !self.is_paused() && self.tags.is_empty()
    }

    /// Returns whether a query in flight has asked a peer: it may once more, to store, and knows no address of it any more.
    pub(in crate::network) fn may_ask_again(&self, peer: &PeerId) -> bool {
        self.active.values().any(|active| active.asked.contains(peer))
    }

    /// Notes that all connections to a peer are being closed.
    pub(in crate::network) fn is_closing(&mut self, peer: PeerId) {
        self.closing.entry(peer).or_insert_with(Instant::now);
    }

    /// They are closed.
    pub(super) fn has_closed(&mut self, peer: &PeerId) {
        self.closing.remove(peer);
    }

    /// Returns whether kad waits until a connection is closed.
    pub(super) fn waits_for_closing(&self) -> bool {
        self.closing.values().any(|since| since.elapsed() < PATIENCE)
    }
}
