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

impl Change {
    /// Returns its word in the line format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Pending => "pending",
            Self::Full => "full",
            Self::Evicted(_) => "evicted",
            Self::Removed => "removed",
            Self::Updated => "updated",
        }
    }
}

/// A change, or that there was none where one was due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoutingChange {
    /// Whose entry.
    pub peer: PeerId,
    /// In which bucket.
    pub cpl: u16,
    pub change: Change,
    /// Why; older recordings do not say it.
    pub cause: Option<Because>,
}

impl RoutingChange {
    /// Returns the other entry that it is about: who left for it, or was asked whether it lives.
    #[must_use]
    pub fn other(&self) -> Option<PeerId> {
        match self.change {
            Change::Evicted(left) => Some(left),
            _ => self.cause.and_then(Because::oldest),
        }
    }
}

/// Why the routing table changed, or did not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Because {
    /// It connected to us, and speaks our protocol.
    CameToUs,
    /// We connected to it, to ask it something.
    WeAsked,
    /// It announced itself on the local network.
    Announced,
    /// A command named it, or an option at the start.
    Added,
    /// It had waited, and a place became free.
    Room,
    /// Its bucket is full: this entry, disconnected longest, is asked whether it lives.
    Probe(PeerId),
    /// This entry, disconnected longest, answered and keeps its place. Inferred: kad drops who waits without a word.
    Answered(PeerId),
    /// Its bucket is full, and all in it are connected.
    AllConnected,
    /// Its bucket is full, and it is not connected: only who is may wait.
    NotConnected,
    /// Its bucket is full, and another waits there already.
    AnotherWaits,
    /// The entry that was disconnected longest did not answer.
    NoAnswer,
    /// It speaks our protocol no longer.
    NoServer,
    /// A command removed it.
    Forgotten,
}

impl Because {
    /// Returns one of each, with this peer where it names one.
    #[must_use]
    pub fn all(peer: PeerId) -> [Self; 13] {
        [
            Self::CameToUs,
            Self::WeAsked,
            Self::Announced,
            Self::Added,
            Self::Room,
            Self::Probe(peer),
            Self::Answered(peer),
            Self::AllConnected,
            Self::NotConnected,
            Self::AnotherWaits,
            Self::NoAnswer,
            Self::NoServer,
            Self::Forgotten,
        ]
    }

    /// Returns its word in the line format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CameToUs => "came_to_us",
            Self::WeAsked => "we_asked",
            Self::Announced => "announced",
            Self::Added => "added",
            Self::Room => "room",
            Self::Probe(_) => "probe",
            Self::Answered(_) => "answered",
            Self::AllConnected => "all_connected",
            Self::NotConnected => "not_connected",
            Self::AnotherWaits => "another_waits",
            Self::NoAnswer => "no_answer",
            Self::NoServer => "no_server",
            Self::Forgotten => "forgotten",
        }
    }

    /// Returns the entry that was disconnected longest, where it matters.
    #[must_use]
    pub fn oldest(self) -> Option<PeerId> {
        match self {
            Self::Probe(oldest) | Self::Answered(oldest) => Some(oldest),
            _ => None,
        }
    }
}
