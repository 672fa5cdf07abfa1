//! The routing tables of others, as they told them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::dht::{Failure, PeerId, RemoteTable, Timestamp};

/// Tables kept; the one that was read longest ago goes first.
const MAX_TABLES: usize = 16;

/// Tables that were read.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    read: Vec<ReadTable>,
    /// What is true of those that are being read, where a practice network knows.
    truths: BTreeMap<PeerId, BTreeSet<PeerId>>,
    /// Those that answered nothing when they were last asked: when, and why.
    unread: BTreeMap<PeerId, (Timestamp, Failure)>,
}

/// A table, as its owner last told it.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadTable {
    /// When it was read to its end, or as far as it was read.
    pub at: Timestamp,
    pub table: Arc<RemoteTable>,
    /// As it was told before that, and when.
    pub before: Option<(Timestamp, Arc<RemoteTable>)>,
    /// Who was truly in it just before it was read, where a practice network knows.
    pub truth: Option<BTreeSet<PeerId>>,
}

impl Tables {
    /// Returns what a peer told last.
    #[must_use]
    pub fn of(&self, peer: &PeerId) -> Option<&ReadTable> {
        self.read.iter().find(|read| read.table.peer == *peer)
    }

    /// Returns when and why a peer answered nothing, if so it was when it was last asked.
    #[must_use]
    pub fn unread(&self, peer: &PeerId) -> Option<&(Timestamp, Failure)> {
        self.unread.get(peer)
    }

    /// Returns all of these.
    pub fn all_unread(&self) -> impl Iterator<Item = (&PeerId, &(Timestamp, Failure))> {
        self.unread.iter()
    }

    pub(super) fn knows(&mut self, peer: PeerId, entries: &[PeerId]) {
        if self.truths.len() >= MAX_TABLES {
            self.truths.clear(); // of tables that could not be read
        }
        self.truths.insert(peer, entries.iter().copied().collect());
    }

    /// Returns all, the one that was read longest ago first.
    pub fn iter(&self) -> impl Iterator<Item = &ReadTable> {
        self.read.iter()
    }

    /// Takes in what a peer told. Returns that something has changed.
    pub(super) fn told(&mut self, table: &Arc<RemoteTable>, at: Timestamp) -> bool {
        let truth = self.truths.remove(&table.peer);
        self.unread.remove(&table.peer);
        if let Some(why) = table.failure.as_ref().filter(|_| table.requests == 0) {
            if self.unread.len() >= MAX_TABLES {
                self.unread.pop_first();
            }
            self.unread.insert(table.peer, (at, why.clone()));
            return true; // what it told before is kept
        }
        let known = self.read.iter().position(|read| read.table.peer == table.peer);
        let before = known.map(|place| self.read.remove(place)).map(|read| (read.at, read.table));
        if self.read.len() == MAX_TABLES {
            self.read.remove(0);
        }
        self.read.push(ReadTable { at, table: table.clone(), before, truth });
        true
    }
}

impl ReadTable {
    /// Returns who came in and who went since it was told before; nobody where it was not.
    #[must_use]
    pub fn changes(&self) -> (Vec<PeerId>, Vec<PeerId>) {
        let Some((_, before)) = &self.before else { return (Vec::new(), Vec::new()) };
        differences(&before.entries().map(|entry| entry.peer).collect(), &self.peers())
    }

    /// Returns who is in it and was not told, and who was told and is not in it; none where the truth is not known.
    #[must_use]
    pub fn against_truth(&self) -> Option<(Vec<PeerId>, Vec<PeerId>)> {
        self.truth.as_ref().map(|truth| differences(&self.peers(), truth))
    }

    /// Returns who is in it.
    #[must_use]
    pub fn peers(&self) -> BTreeSet<PeerId> {
        self.table.entries().map(|entry| entry.peer).collect()
    }
}

/// Returns who is only in the second, and who is only in the first.
#[must_use]
pub fn differences(first: &BTreeSet<PeerId>, second: &BTreeSet<PeerId>) -> (Vec<PeerId>, Vec<PeerId>) {
    (second.difference(first).copied().collect(), first.difference(second).copied().collect())
}
