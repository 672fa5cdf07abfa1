//! Everything a node reports: one enum, plain facts, in the words of the line format.

use std::{sync::Arc, time::Duration};

use libp2p::{Multiaddr, PeerId};

use super::{
    Answer, Bucket, Cause, Copies, CrawlCounts, CrawlPlan, CrawlSummary, Crawled, Failure, Gone, Held, Key, Kind,
    MdnsReport, Mode, Outcome, Pinged, QueryId, Quorum, RemoteTable, Requests, RoutingChange, Rpc, SessionInfo,
    StoredProvider, StoredRecord, Told, Truth, Warning,
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
    /// Those closest to a key, which a query found, were asked for it.
    Copies {
        /// The query that found them.
        query: QueryId,
        key: Key,
        copies: Box<Copies>,
    },
    /// A crawl began.
    CrawlStarted(CrawlPlan),
    /// How far it is.
    Crawling(CrawlCounts),
    /// It asked a peer, or could not reach it.
    Crawled(Box<Crawled>),
    /// It ended.
    CrawlFinished(CrawlSummary),
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
