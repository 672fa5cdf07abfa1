//! The routing table as it stands: buckets by common prefix length, and what changes in them.

use libp2p::PeerId;

/// Bits of the keyspace, so also the number of buckets.
pub const KEY_BITS: u16 = 256;

/// The largest k: libp2p-kad keeps 20 in answers, lookup seeds and bootstrap, whatever is configured.
pub const MAX_K: usize = 20;

/// Returns kad's own index of the bucket of this common prefix length: 255 is the farthest.
#[must_use]
pub fn kad_index(cpl: u16) -> u16 {
    (KEY_BITS - 1).saturating_sub(cpl)
}

/// One bucket that is not empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bucket {
    /// The common prefix length with our own position, 0 to 255.
    pub cpl: u16,
    /// Its entries in kad's order: least recently connected first.
    pub entries: Vec<Entry>,
    /// Whether a newcomer waits for the place of the oldest entry.
    pub pending: bool,
}

/// One peer in a bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub peer: PeerId,
    /// Whether a connection to it is open now.
    pub connected: bool,
}

/// What happened to a peer in the routing table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// It took a free place.
    Inserted,
    /// Its bucket is full; it waits until the oldest entry proves dead.
    Pending,
    /// Its bucket is full of connected peers; it was turned away.
    Full,
    /// It took the place of another.
    Evicted(PeerId),
    /// It was removed by a command.
    Removed,
    /// Its addresses or its connection changed.
    Updated,
}
