//! Where a peer is said to be, and which of it is dialled: nothing that lies nearer than who named it, and no name.

use std::collections::BTreeSet;

use crate::dht::{Failure, Multiaddr, Reach, Way, may_follow, without_peer};

/// Addresses kept of one peer: it need not be tried at more.
const MAX_ADDRESSES: usize = 4;

/// Where a peer is said to be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Whereabouts {
    /// Addresses that may be dialled, and are spoken here.
    addresses: Vec<Multiaddr>,
    /// In which other ways it could be reached.
    ways: BTreeSet<Way>,
    /// Whether it has addresses that are not dialled, since they came from farther off than they lie.
    is_nearer: bool,
}

impl Whereabouts {
    /// Takes in an address that was named by a peer which is itself so far off.
    pub(super) fn take(&mut self, address: &Multiaddr, from: Reach) {
        let address = without_peer(address.clone());
        match Way::of(&address) {
            Way::Spoken if !may_follow(&address, from) => self.is_nearer = true,
            Way::Spoken if self.addresses.len() < MAX_ADDRESSES && !self.addresses.contains(&address) => {
                self.addresses.push(address);
            }
            Way::Spoken => {}
            way => _ = self.ways.insert(way),
        }
    }

    /// Takes in an address that was not named by a stranger: also a DNS name.
    pub(super) fn believe(&mut self, address: &Multiaddr) {
        let address = without_peer(address.clone());
        if Way::of(&address) == Way::Spoken {
            self.addresses.push(address);
        }
    }

    /// Returns where it is dialled, or why it is not.
    pub(super) fn dialled(self) -> Result<Vec<Multiaddr>, Failure> {
        match self {
            Self { addresses, .. } if !addresses.is_empty() => Ok(addresses),
            Self { is_nearer: true, .. } => Err(Failure::NotFollowed),
            Self { ways, .. } if !ways.is_empty() => Err(Failure::NoTransport(ways.into_iter().collect())),
            _ => Err(Failure::NoAddress),
        }
    }
}
