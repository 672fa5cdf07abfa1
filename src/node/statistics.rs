//! What a practice node tells of itself whether it is observed or not: a few numbers, and what it holds. A thousand
//! nodes that nobody looks at tell no more.

use std::{fmt, sync::Arc, time::Duration};

use crate::dht::{Failure, Key, Multiaddr, PeerId};

/// One thing a node tells of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Statistic {
    /// It has come to rest with the table it was given, or listens and joins.
    Ready,
    /// It is connected to so many peers.
    Connections(usize),
    /// Its routing table has so many entries.
    Table(usize),
    /// It was asked something.
    Served,
    /// It is connected to a peer, here; of those within the process it is not told.
    Met {
        peer: PeerId,
        /// The other's address.
        address: Multiaddr,
    },
    /// Such a peer said what it is.
    Identified {
        peer: PeerId,
        /// The program, as the peer says.
        agent: String,
        /// Where it listens, if it says so.
        address: Option<Multiaddr>,
        /// Whether it answers our protocol.
        is_server: bool,
    },
    /// It is connected to a peer no longer.
    Parted(PeerId),
    /// It asks somebody by itself, under this name: who is asked meets nobody new.
    Asks(PeerId),
    /// It could not reach a peer.
    Unreached { peer: PeerId, failure: Failure },
    /// It holds the value of a key, or a provider of it, for so long (none: for ever).
    Holds {
        key: Key,
        /// Whether it is a provider record, not a value.
        provider: bool,
        /// How long.
        expires_in: Option<Duration>,
    },
    /// It does so no longer.
    Dropped {
        key: Key,
        /// Whether it was a provider record, not a value.
        provider: bool,
    },
}

/// Where a node tells these things.
#[derive(Clone)]
pub struct StatisticsSink(Arc<dyn Fn(Statistic) + Send + Sync>);

impl StatisticsSink {
    /// Returns a place that hands them to `note`, which must not wait.
    pub fn new(note: impl Fn(Statistic) + Send + Sync + 'static) -> Self {
        Self(Arc::new(note))
    }

    pub(super) fn tell(&self, statistic: Statistic) {
        (self.0)(statistic);
    }
}

impl fmt::Debug for StatisticsSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatisticsSink")
    }
}
