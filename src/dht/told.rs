//! What one peer tells when it is asked by itself: how quick it is, what it knows of a key, its routing table.

use std::time::Duration;

use super::{Failure, Key, Multiaddr, PeerId, Position, RpcKind};

/// In this time a peer says what it is, if it ever does.
pub const IDENTIFIES: Duration = Duration::from_secs(5);

/// Round trips of one ping.
pub const ROUND_TRIPS: usize = 5;

/// What a peer is asked of a key.
pub const ASKED_OF_A_KEY: [RpcKind; 2] = [RpcKind::GetValue, RpcKind::GetProviders];

/// What came of a ping.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pinged {
    /// Who; none where an address names nobody, and nobody was reached there.
    pub peer: Option<PeerId>,
    /// How long transport and handshake took; none where they failed.
    pub connect: Option<Duration>,
    /// How long it took from there until the peer said what it is; none where it did not.
    pub identify: Option<Duration>,
    /// The round trips.
    pub round_trips: Vec<Duration>,
    /// Why it went no further.
    pub failure: Option<Failure>,
}

/// What a peer told of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    pub peer: PeerId,
    pub key: Key,
    /// How long its answers took together.
    pub took: Duration,
    /// The value it has, if it has one.
    pub value: Option<Vec<u8>>,
    /// How long that lives yet there, if it said so.
    pub expires_in: Option<Duration>,
    /// Who provides the key.
    pub providers: Vec<PeerId>,
    /// Who is closest to it in the peer's routing table; we are never named.
    pub closer: Vec<PeerId>,
    /// What it was asked and did not answer.
    pub unanswered: Vec<RpcKind>,
    /// Why it did not answer the first of these.
    pub failure: Option<Failure>,
}

impl Told {
    /// Returns nothing told yet.
    #[must_use]
    pub fn of(peer: PeerId, key: Key) -> Self {
        let (value, expires_in, providers, closer, unanswered, failure) = Default::default();
        Self { peer, key, took: Duration::ZERO, value, expires_in, providers, closer, unanswered, failure }
    }

    /// Returns whether the peer answered anything.
    #[must_use]
    pub fn has_answer(&self) -> bool {
        self.unanswered.len() < ASKED_OF_A_KEY.len()
    }
}

/// A peer's routing table as it tells it. Entries without an address are not told, nor their order, their age, and who waits
/// for a place; entries may be dead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteTable {
    pub peer: PeerId,
    /// Its buckets that are not empty, by the common prefix length with that peer.
    pub buckets: Vec<RemoteBucket>,
    /// Requests that were answered.
    pub requests: u32,
    /// How long that took.
    pub took: Duration,
    /// Whether every bucket was read to its end.
    pub is_exact: bool,
    /// Peers that one answer names, and another left out that should have: the table changed meanwhile, or is invented.
    pub contradictions: u32,
    /// Why it was read no further.
    pub failure: Option<Failure>,
}

/// Peers of a routing table that share exactly so many leading bits with its owner. (Some programs keep more than k there:
/// go-libp2p-kad-dht splits no bucket that it need not split.)
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteBucket {
    /// Their common prefix length with the owner.
    pub cpl: u16,
    pub entries: Vec<RemoteEntry>,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteEntry {
    pub peer: PeerId,
    /// Where it can be dialled, as the owner says.
    pub addresses: Vec<Multiaddr>,
}

impl RemoteTable {
    /// Returns that of a peer that answered nothing.
    #[must_use]
    pub fn unread(peer: PeerId, took: Duration, why: Failure) -> Self {
        let (buckets, requests, is_exact, contradictions) = Default::default();
        Self { peer, buckets, requests, took, is_exact, contradictions, failure: Some(why) }
    }

    /// Returns its entries, bucket by bucket.
    pub fn entries(&self) -> impl Iterator<Item = &RemoteEntry> {
        self.buckets.iter().flat_map(|bucket| &bucket.entries)
    }

    /// Returns how many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.iter().map(|bucket| bucket.entries.len()).sum()
    }

    /// Returns whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }
}

/// What is said of a table that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableSummary {
    pub peer: PeerId,
    pub entries: usize,
    /// Requests that were answered.
    pub requests: u32,
    /// How long that took.
    pub took: Duration,
    /// Whether every bucket was read to its end.
    pub is_exact: bool,
    /// Peers that one answer names, and another left out that should have.
    pub contradictions: u32,
    /// Why it was read no further.
    pub failure: Option<Failure>,
}

impl From<&RemoteTable> for TableSummary {
    fn from(table: &RemoteTable) -> Self {
        let RemoteTable { peer, requests, took, is_exact, contradictions, ref failure, .. } = *table;
        Self { peer, entries: table.len(), requests, took, is_exact, contradictions, failure: failure.clone() }
    }
}

/// Puts the entries of a peer's table into its buckets, nearest to the peer last.
#[must_use]
pub fn buckets_of(peer: &PeerId, entries: impl IntoIterator<Item = RemoteEntry>) -> Vec<RemoteBucket> {
    let mut buckets = std::collections::BTreeMap::<u16, Vec<RemoteEntry>>::new();
    let owner = Position::of_peer(peer);
    for entry in entries {
        buckets.entry(owner.common_prefix(&Position::of_peer(&entry.peer))).or_default().push(entry);
    }
    buckets.into_iter().map(|(cpl, entries)| RemoteBucket { cpl, entries }).collect()
}
