//! The networks that are known by name: their protocol, whom to join through, and how.

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::options::addresses;
use crate::{
    command::ModeChoice,
    dht::{LAN_PROTOCOL, Multiaddr, PROTOCOL},
    words::Language,
};

/// The bootstrap peers of the public IPFS DHT, as Kubo has them built in; the last two need no name server.
const IPFS_PEERS: [&str; 7] = [
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmNnooDu7bfjPFoTZYxMNLWUQJyrVwtbZg5gBMjTezGAJN",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmQCU2EcMqAqQPR2i9bChDtGNJchTbq5TbXJJ16u19uLTa",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmbLHAnMoJPWSCR5Zhtx6BHJX9KiKNN6tpvbUcqanj75Nb",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmcZf59bWwK5XFi76CZX8cbJ4BhTzzA3gU1ZjYZcYW3dwt",
    "/dnsaddr/va1.bootstrap.libp2p.io/p2p/12D3KooWKnDdG3iXw9eTFijk3EWSunZcFi54Zka4wmtqtt6rPxc8",
    "/ip4/104.131.131.82/tcp/4001/p2p/QmaCpDMGvV2BGHeYERUEnRQAwe3N8SzbUtfsmvsqQLuvuJ",
    "/ip4/104.131.131.82/udp/4001/quic-v1/p2p/QmaCpDMGvV2BGHeYERUEnRQAwe3N8SzbUtfsmvsqQLuvuJ",
];

/// A network that is known by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum NamedNetwork {
    /// The public IPFS DHT
    Ipfs,
    /// The DHT that IPFS nodes form on private addresses
    IpfsLan,
}

impl NamedNetwork {
    /// Returns its Kademlia protocol.
    pub(super) fn protocol(self) -> &'static str {
        match self {
            Self::Ipfs => PROTOCOL,
            Self::IpfsLan => LAN_PROTOCOL,
        }
    }

    /// Returns whom to join it through, unless others are named.
    pub(super) fn bootstrap_peers(self) -> Vec<Multiaddr> {
        match self {
            Self::Ipfs => addresses(&IPFS_PEERS),
            Self::IpfsLan => Vec::new(),
        }
    }

    /// Returns whether its peers are all over the world: they are asked, and not found by mDNS; few of them could reach us.
    pub(super) fn is_public(self) -> bool {
        self == Self::Ipfs
    }

    /// Returns whether it is joined as a server.
    pub(super) fn mode(self) -> ModeChoice {
        if self.is_public() { ModeChoice::Client } else { ModeChoice::Server }
    }

    /// Returns all of them, each with what it is.
    pub(super) fn list(language: Language) -> String {
        let names = Self::value_variants().iter().filter_map(|network| Some((network.to_possible_value()?, *network)));
        let lines = names.map(|(name, network)| {
            let about = match network {
                Self::Ipfs => language.network_ipfs(network.protocol(), peers(&IPFS_PEERS)),
                Self::IpfsLan => language.network_ipfs_lan(network.protocol()),
            };
            format!("{:10}{about}\n", name.get_name())
        });
        lines.collect()
    }
}

/// Returns how many peers there are at these addresses.
fn peers(all: &[&str]) -> usize {
    let names: BTreeSet<_> = all.iter().filter_map(|address| address.rsplit('/').next()).collect();
    names.len()
}
