//! What the tap reports to the node's event loop.

use libp2p::{
    PeerId,
    kad::{self, QueryId, QueryResult},
};

use crate::dht::{Direction, Key, Kind, Phase, Reply, RpcKind};

/// What the tap reports.
#[derive(Debug)]
pub(in crate::node) enum Event {
    /// What kad itself reports, but for its queries.
    Kad(kad::Event),
    /// A query found something on its way.
    Found { id: QueryId, result: QueryResult },
    /// A query began.
    Started(Started),
    /// A peer gave a value, in an answer of so many bytes.
    Given { id: QueryId, answer: usize },
    /// A message left, came or failed.
    Rpc(Message),
    /// A step was made, and asked these.
    Stepped { step: u64, asks: Vec<PeerId> },
    /// A query ended, with what kad says of it; nothing for the automatic ones that kad ends silently.
    Finished(QueryEnd),
}

/// A query that began.
#[derive(Debug)]
pub(in crate::node) struct Started {
    pub(in crate::node) id: QueryId,
    pub(in crate::node) kind: Kind,
    pub(in crate::node) key: Key,
    pub(in crate::node) known: Vec<PeerId>,
}

/// A query that ended. Counts are kad's own, over all phases.
#[derive(Debug)]
pub(in crate::node) struct QueryEnd {
    pub(in crate::node) id: QueryId,
    pub(in crate::node) counts: [u32; 3],
    pub(in crate::node) timed_out: bool,
    pub(in crate::node) result: Option<QueryResult>,
}

/// A Kademlia message.
#[derive(Debug)]
pub(in crate::node) struct Message {
    pub(in crate::node) direction: Direction,
    pub(in crate::node) kind: RpcKind,
    pub(in crate::node) phase: Phase,
    pub(in crate::node) peer: PeerId,
    pub(in crate::node) key: Option<Key>,
    pub(in crate::node) query: Option<QueryId>,
    pub(in crate::node) late: bool,
    /// What we answered, if it is a request of another.
    pub(in crate::node) reply: Option<Reply>,
}
