//! Everything a node reports: one enum, plain facts, in the words of the line format.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use libp2p::{Multiaddr, PeerId};

use super::{
    Answer, Bucket, Cause, Failure, Gone, Held, Key, Kind, MAX_K, MdnsReport, Outcome, Pinged, QueryId, Quorum,
    RemoteTable, Requests, RoutingChange, Rpc, StoredProvider, StoredRecord, Told, Truth, Warning,
};

/// Time since the session's start, in whole microseconds. Its owner is the caller: replay and tests bring their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Returns the time between an earlier moment and this one; zero if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// Returns the moment so long before this one; the start if there is none.
    #[must_use]
    pub fn before(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(Self::from(by).0))
    }

    /// Returns the moment so long after this one.
    #[must_use]
    pub fn after(self, by: Duration) -> Self {
        Self(self.0.saturating_add(Self::from(by).0))
    }
}

impl From<Duration> for Timestamp {
    fn from(since_start: Duration) -> Self {
        Self(u64::try_from(since_start.as_micros()).unwrap_or(u64::MAX))
    }
}

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

/// How we learned of a peer; what says most of it first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Via {
    /// It announced itself on the local network.
    Mdns,
    /// It is a node of the practice network.
    Practice,
    /// We were told its address: `dial`, `add`, `--peer`.
    Dial,
    /// Another peer named it, or kad put it in the routing table.
    Kad,
    /// It told us itself when it connected, as every peer does.
    Identify,
}

impl Via {
    /// Returns the word the panes and the line format use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mdns => "mDNS",
            Self::Identify => "identify",
            Self::Kad => "kad",
            Self::Dial => "dial",
            Self::Practice => "practice",
        }
    }
}

/// Which way a connection or a message goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// From the other to us.
    In,
    /// From us to the other.
    Out,
}

/// One thing that happened at a node.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The node started.
    Session(SessionInfo),
    /// It listens here now.
    Listening { address: Multiaddr },
    /// It stopped listening here.
    NotListening {
        /// Where it did.
        address: Multiaddr,
    },
    /// It answers others from now on, or does not.
    ModeChanged {
        /// The new mode.
        mode: Mode,
    },
    /// Success needs this many equal answers or acknowledgements from now on.
    QuorumChanged {
        /// The new quorum.
        quorum: Quorum,
    },
    /// We learned of a peer, or in one more way.
    PeerDiscovered {
        peer: PeerId,
        /// How.
        via: Via,
        /// Where it can be dialled.
        addresses: Vec<Multiaddr>,
    },
    /// mDNS has not heard of the peer for as long as its announcement was good for.
    PeerExpired { peer: PeerId },
    /// Nor has it since for as long as that is worth telling.
    PeerForgotten { peer: PeerId },
    /// What mDNS heard.
    Mdns(MdnsReport),
    /// A connection opened.
    Connected {
        peer: PeerId,
        /// Who dialled.
        direction: Direction,
        /// The other's address.
        address: Multiaddr,
    },
    /// The last connection to a peer closed.
    Disconnected { peer: PeerId, failure: Failure },
    /// A dial failed: the peer is gone until it is heard of again.
    DialFailed { peer: PeerId, failure: Failure },
    /// A peer said what it is.
    Identified {
        peer: PeerId,
        /// The program and its version, as the peer says.
        agent: String,
        /// Protocols it speaks.
        protocols: Vec<String>,
        /// Where it listens, as it says.
        addresses: Vec<Multiaddr>,
    },
    /// A ping came back.
    Rtt {
        peer: PeerId,
        /// After how long.
        rtt: Duration,
    },
    /// A connected peer did not answer a ping in time.
    PingFailed { peer: PeerId },
    /// The whole routing table.
    RoutingTable {
        /// Buckets that are not empty, by common prefix length.
        buckets: Vec<Bucket>,
    },
    /// Something changed in the routing table.
    RoutingChanged(Box<RoutingChange>),
    /// A command was given.
    Command {
        /// Its number in the session.
        n: u64,
        /// As it was typed.
        line: String,
    },
    /// A command that is no query, or that could not become one, is done.
    CommandFinished {
        n: u64,
        /// What came of it.
        answer: Answer,
    },
    /// A query began.
    QueryStarted {
        query: QueryId,
        /// What it is for.
        kind: Kind,
        /// What it looks for: a key's bytes, or a peer id's.
        key: Key,
        /// Who wanted it.
        cause: Cause,
        /// The nearest peers in our own table, nearest first: at most k.
        known: Vec<PeerId>,
    },
    /// A Kademlia message left, arrived or failed.
    Rpc(Rpc),
    /// A peer, or our own store, had a value.
    RecordFound {
        /// For which query.
        query: QueryId,
        /// Who had it; none is our own store.
        peer: Option<PeerId>,
        value: Vec<u8>,
    },
    /// A peer was named as a provider.
    ProviderFound {
        /// For which query.
        query: QueryId,
        /// The provider; it may be ourselves.
        peer: PeerId,
    },
    /// A query ended.
    QueryFinished {
        query: QueryId,
        /// kad's own count of requests.
        asked: u32,
        /// kad's own count of answers.
        answered: u32,
        /// kad's own count of failures.
        failed: u32,
        /// What kad said of it.
        outcome: Outcome,
    },
    /// A large value was asked for again after it had been stored.
    ReadBack {
        /// The query that stored it.
        query: QueryId,
        /// How many peers it could be fetched from.
        holders: usize,
    },
    /// Those that were in doubt of a stored value were asked for it.
    StoreChecked {
        /// The query that stored it.
        query: QueryId,
        /// What each keeps, in the order of [`Held::ALL`]; empty if they could not be asked any more.
        held: Vec<(PeerId, Held)>,
    },
    /// A peer was pinged.
    Pinged(Box<Pinged>),
    /// A peer told what it knows of a key.
    Told(Box<Told>),
    /// What the practice network, which can look into all its nodes, says of the routing table of one that is to be read.
    TrueTable { peer: PeerId, entries: Vec<PeerId> },
    /// A peer told its routing table.
    RemoteTable(Arc<RemoteTable>),
    /// Our own queries stand still from now on; others are still answered.
    Paused,
    /// Our own queries went one step on.
    Stepped {
        /// The number of the step since the pause.
        step: u64,
        /// Whom it asked.
        asks: Vec<PeerId>,
    },
    /// Our own queries go on by themselves.
    Resumed,
    /// A value is in our own store now.
    RecordStored(Box<StoredRecord>),
    /// A value is in our own store no longer.
    RecordExpired {
        key: Key,
        /// Why; older recordings do not say it.
        why: Option<Gone>,
    },
    /// Our own store did not take a value.
    RecordRefused {
        key: Key,
        /// Who sent it.
        from: PeerId,
        failure: Failure,
    },
    /// A provider record is in our own store now.
    ProviderAdded(Box<StoredProvider>),
    /// A provider record is in our own store no longer.
    ProviderExpired { key: Key, peer: PeerId, why: Option<Gone> },
    /// Our own store did not take a provider record.
    ProviderRefused {
        key: Key,
        /// The provider, who sent it.
        from: PeerId,
        failure: Failure,
    },
    /// What the node asked and was asked so far; its last requests with how long ago each came.
    Requests(Box<Requests<Duration>>),
    /// From here on another practice node is observed; its snapshot comes next.
    Looking {
        /// The node's name, e.g. `n7`.
        name: String,
        peer: PeerId,
    },
    /// A practice node runs.
    NodeStarted {
        /// The node's name.
        name: String,
        peer: PeerId,
    },
    /// A practice node runs no longer.
    NodeStopped {
        /// The node's name.
        name: String,
        /// Who it was.
        peer: PeerId,
    },
    /// Somebody from outside came into the practice network: a guest.
    GuestJoined {
        peer: PeerId,
        /// Where it was met.
        address: Multiaddr,
    },
    /// A guest can no longer be reached.
    GuestLeft { peer: PeerId, failure: Failure },
    /// What the practice network, which knows all its nodes, says of a query that is about to end.
    Truth {
        /// The query.
        query: QueryId,
        /// What is true.
        truth: Truth,
    },
    /// Something went wrong that is nothing of the above.
    Notice { warning: Warning },
}
