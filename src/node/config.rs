//! What a node is started with.

use std::time::Duration;

use libp2p::{Multiaddr, identity::Keypair};

use super::{Counter, Policy, StatisticsSink, link::PathEnd};
use crate::{
    command::ModeChoice,
    dht::{ALPHA, MAX_K, Mode, PROTOCOL, PeerId, RECORD_TTL, REPLICATE, REPUBLISH, SessionInfo},
};

/// Which records the nodes of a network keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordRules {
    /// Any.
    None,
    /// Those that IPFS has rules for: of names, and of public keys.
    Ipfs,
}

/// What a node is started with.
#[derive(Clone, Debug)]
pub struct Config {
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
    /// How many values its store keeps at most, and of how many keys providers: its own and others'.
    pub max_records: usize,
    /// Whether others can reach it where it listens: its addresses are declared external.
    pub is_reachable: bool,
    /// Which records others keep: it sends no other.
    pub records: RecordRules,
    /// Size of the practice network it is part of, or 0.
    pub nodes: usize,
    /// What it does as practice nodes do, or as all others.
    pub policy: Policy,
    /// Where the numbers of its queries come from.
    pub numbers: Counter,
    /// Where it tells a few things of itself although nobody looks.
    pub statistics: Option<StatisticsSink>,
    /// The routing table it starts with; none for a node that joins by itself.
    pub table: Option<Vec<(PeerId, Multiaddr)>>,
    /// Its end of the practice network's lines; without one its bytes travel at once.
    pub link: Option<PathEnd>,
}

/// kad's own limit of values, and of keys with providers.
const MAX_RECORDS: usize = 1_024;

impl Config {
    /// Returns a server with this identity that listens nowhere, knows nobody, and leaves all else as kad has it.
    #[must_use]
    pub fn new(identity: Keypair) -> Self {
        Self {
            identity,
            listen: Vec::new(),
            peers: Vec::new(),
            protocol: PROTOCOL.to_owned(),
            mode: ModeChoice::Server,
            mdns: false,
            k: MAX_K,
            alpha: ALPHA,
            disjoint_paths: false,
            record_ttl: RECORD_TTL,
            republish: REPUBLISH,
            max_records: MAX_RECORDS,
            is_reachable: true,
            records: RecordRules::None,
            nodes: 0,
            policy: Policy::PLAIN,
            numbers: Counter::default(),
            statistics: None,
            table: None,
            link: None,
        }
    }

    /// Returns how often records held for others are replicated.
    pub(super) fn replicate(&self) -> Duration {
        self.republish.min(REPLICATE)
    }

    /// Returns what the node will say of itself at its start.
    #[must_use]
    pub fn session(&self) -> SessionInfo {
        SessionInfo {
            peer: self.identity.public().to_peer_id(),
            protocol: self.protocol.clone(),
            k: self.k,
            alpha: self.alpha,
            mode: if self.mode == ModeChoice::Server { Mode::Server } else { Mode::Client },
            nodes: self.nodes,
            mdns: self.mdns,
            disjoint_paths: self.disjoint_paths,
            record_ttl: self.record_ttl,
            republish: self.republish,
            up: None,
            started: None,
        }
    }
}
