//! What the tap reports to the node's event loop.

use libp2p::{
    PeerId,
    kad::{self, QueryId, QueryResult},
};

use crate::dht::{Direction, Key, Kind, Phase, RpcKind};

/// What the tap reports.
#[derive(Debug)]
pub(in crate::network) enum Event {
    /// What kad itself reports, but for its queries.
    Kad(kad::Event),
    /// A query found something on its way.
    Found { id: QueryId, result: QueryResult },
    /// A query began.
    Started(Started),
    /// A message left, came or failed.
    Rpc(Message),
    /// A step was made, and asked these.
    Stepped { step: u64, asks: Vec<PeerId> },
    /// A query ended, with what kad says of it; nothing for the automatic ones that kad ends silently.
    Finished(Finished),
}

/// A query that began.
#[derive(Debug)]
pub(in crate::network) struct Started {
    pub(in crate::network) id: QueryId,
    pub(in crate::network) kind: Kind,
    pub(in crate::network) key: Key,
    pub(in crate::network) known: Vec<PeerId>,
}

/// A query that ended. Counts are kad's own, over all phases.
#[derive(Debug)]
pub(in crate::network) struct Finished {
    pub(in crate::network) id: QueryId,
    pub(in crate::network) counts: [u32; 3],
    pub(in crate::network) timed_out: bool,
    pub(in crate::network) result: Option<QueryResult>,
}

/// A Kademlia message.
#[derive(Debug)]
pub(in crate::network) struct Message {
    pub(in crate::network) direction: Direction,
    pub(in crate::network) kind: RpcKind,
    pub(in crate::network) phase: Phase,
    pub(in crate::network) peer: PeerId,
    pub(in crate::network) key: Option<Key>,
    pub(in crate::network) query: Option<QueryId>,
    pub(in crate::network) late: bool,
}
