//! The routing tables of others, as they told them.

use std::{collections::BTreeSet, sync::Arc};

use crate::dht::{PeerId, RemoteTable, Timestamp};

/// Tables kept; the one that was read longest ago goes first.
const MAX_TABLES: usize = 16;

/// Tables that were read.
#[derive(Clone, Debug, Default)]
pub struct Tables(Vec<ReadTable>);

/// A table, as its owner last told it.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadTable {
    /// When it was read to its end, or as far as it was read.
    pub at: Timestamp,
    pub table: Arc<RemoteTable>,
    /// As it was told before that, and when.
    pub before: Option<(Timestamp, Arc<RemoteTable>)>,
}

impl Tables {
    /// Returns what a peer told last.
    #[must_use]
    pub fn of(&self, peer: &PeerId) -> Option<&ReadTable> {
        self.0.iter().find(|read| read.table.peer == *peer)
    }

    pub(super) fn told(&mut self, table: &RemoteTable, at: Timestamp) {
        let known = self.0.iter().position(|read| read.table.peer == table.peer);
        let before = known.map(|place| self.0.remove(place)).map(|read| (read.at, read.table));
        if self.0.len() == MAX_TABLES {
            self.0.remove(0);
        }
        self.0.push(ReadTable { at, table: Arc::new(table.clone()), before });
    }
}

impl ReadTable {
    /// Returns who came in and who went since it was told before; nobody where it was not.
    #[must_use]
    pub fn changes(&self) -> (Vec<PeerId>, Vec<PeerId>) {
        let Some((_, before)) = &self.before else { return (Vec::new(), Vec::new()) };
        differences(&before.entries().map(|entry| entry.peer).collect(), &self.peers())
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
