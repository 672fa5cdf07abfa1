//! Addresses, and the peers that they name.

use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};

/// Returns the peer that an address names at its end.
#[must_use]
pub fn peer_of(address: &Multiaddr) -> Option<PeerId> {
    match address.iter().last() {
        Some(Protocol::P2p(peer)) => Some(peer),
        _ => None,
    }
}

/// Returns an address without the peer that it names at its end.
#[must_use]
pub fn without_peer(mut address: Multiaddr) -> Multiaddr {
    if peer_of(&address).is_some() {
        address.pop();
    }
    address
}
