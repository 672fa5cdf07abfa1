//! What a node is, as it says at its start, and the settings that it has unless told otherwise.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use libp2p::PeerId;

use super::MAX_K;

/// The name that the classic kv-store programs speak, and IPFS.
pub const PROTOCOL: &str = "/ipfs/kad/1.0.0";
/// The name that IPFS programs speak on private addresses.
pub const LAN_PROTOCOL: &str = "/ipfs/lan/kad/1.0.0";
/// Kademlia's own parallelism.
pub const ALPHA: usize = 3;

/// How long a listener may take to find its addresses.
pub const LISTENS: Duration = Duration::from_secs(2);
/// kad's own time to live of records.
pub const RECORD_TTL: Duration = Duration::from_secs(48 * 60 * 60);
/// kad's own interval between replications of records held for others.
pub const REPLICATE: Duration = Duration::from_secs(60 * 60);
/// kad's own interval between announcements of what we provide.
pub const REPROVIDE: Duration = Duration::from_secs(12 * 60 * 60);
/// kad's own interval between publications of a record.
pub const REPUBLISH: Duration = Duration::from_secs(22 * 60 * 60);

/// What a node tells of itself when it starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionInfo {
    /// Our own peer id.
    pub peer: PeerId,
    /// The Kademlia protocol's name, e.g. `/ipfs/kad/1.0.0`.
    pub protocol: String,
    /// Bucket size and replication factor.
    pub k: usize,
    /// How many peers a lookup asks at a time.
    pub alpha: usize,
    /// Whether others may ask us.
    pub mode: Mode,
    /// Size of the practice network, or 0.
    pub nodes: usize,
    /// Whether mDNS looks for peers on the local network.
    pub mdns: bool,
    /// Whether lookups take disjoint paths (S/Kademlia), which kad keeps to itself.
    pub disjoint_paths: bool,
    /// How long others keep a record.
    pub record_ttl: Duration,
    /// After how long a record of its own is stored again.
    pub republish: Duration,
    /// How long the node has run when it says this; older recordings do not say it.
    pub up: Option<Duration>,
    /// When the session started, by the wall clock, to the millisecond: what all its times count from. Whoever writes down the
    /// session knows it, the node does not.
    pub started: Option<SystemTime>,
}

impl SessionInfo {
    /// Returns what a server says of itself that leaves all as kad has it, finds peers by no mDNS, and is in no practice
    /// network.
    #[must_use]
    pub fn of(peer: PeerId) -> Self {
        Self {
            peer,
            protocol: PROTOCOL.to_owned(),
            k: MAX_K,
            alpha: ALPHA,
            mode: Mode::Server,
            nodes: 0,
            mdns: false,
            disjoint_paths: false,
            record_ttl: RECORD_TTL,
            republish: REPUBLISH,
            up: None,
            started: None,
        }
    }
}

/// Whether a node answers others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    /// Asks, is not asked, and is in nobody's routing table.
    Client,
    /// Asks and answers.
    Server,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}
