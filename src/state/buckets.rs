//! The routing table as last seen, bucket by bucket.

use crate::dht::{Bucket, KEY_BITS, PeerId};

/// The routing table.
#[derive(Clone, Debug, Default)]
pub struct Buckets {
    known: Vec<Bucket>,
}

impl Buckets {
    /// Takes in the whole table.
    pub fn replace(&mut self, mut buckets: Vec<Bucket>) -> bool {
        buckets.sort_by_key(|bucket| bucket.cpl);
        super::replace(&mut self.known, buckets)
    }

    /// Returns the bucket of this common prefix length, if it is not empty.
    #[must_use]
    pub fn get(&self, cpl: u16) -> Option<&Bucket> {
        self.known.binary_search_by_key(&cpl, |bucket| bucket.cpl).ok().map(|at| &self.known[at])
    }

    /// Returns the bucket that a peer is in.
    #[must_use]
    pub fn bucket_of(&self, peer: &PeerId) -> Option<&Bucket> {
        self.known.iter().find(|bucket| bucket.entries.iter().any(|entry| entry.peer == *peer))
    }

    /// Returns the buckets that are not empty, farthest (common prefix length 0) first.
    pub fn iter(&self) -> impl Iterator<Item = &Bucket> {
        self.known.iter()
    }

    /// Returns how many common prefix lengths matter: up to the deepest bucket that is not empty. Deeper ones are
    /// nearer to us than any peer we know. At least one, at most 256.
    #[must_use]
    pub fn depth(&self) -> u16 {
        self.known.last().map_or(1, |deepest| (deepest.cpl + 1).min(KEY_BITS))
    }

    /// Returns how many peers are in the table.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.known.iter().map(|bucket| bucket.entries.len()).sum()
    }

    /// Returns how many of them are connected.
    #[must_use]
    pub fn connected(&self) -> usize {
        self.known.iter().flat_map(|bucket| &bucket.entries).filter(|entry| entry.connected).count()
    }
}
