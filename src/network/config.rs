//! What a node is started with.

use std::time::Duration;

use libp2p::{Multiaddr, identity::Keypair};

use crate::{command::ModeChoice, dht::PeerId};

/// What a node is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who it is.
    pub identity: Keypair,
    /// Where it listens: IP addresses, or a memory port of a practice network.
    pub listen: Vec<Multiaddr>,
    /// Peers to connect to at the start.
    pub peers: Vec<Multiaddr>,
    /// The Kademlia protocol's name.
    pub protocol: String,
    /// Whether it answers others.
    pub mode: ModeChoice,
    /// Whether mDNS looks for peers on the local network.
    pub mdns: bool,
    /// Bucket size and replication factor, 1 to 20.
    pub k: usize,
    /// How many peers a lookup asks at a time, at least 1.
    pub alpha: usize,
    /// Whether lookups take disjoint paths (S/Kademlia).
    pub disjoint_paths: bool,
    /// How long a record is kept by others; kad's default is 48 h.
    pub record_ttl: Duration,
    /// After how long a record of ours is stored again; kad's default is 22 h.
    pub republish: Duration,
    /// Size of the practice network it is part of, or 0.
    pub nodes: usize,
    /// The routing table it starts with; none for a node that joins by itself.
    pub table: Option<Vec<(PeerId, Multiaddr)>>,
}
