//! kad's store in memory, which also notes what comes into it and what leaves it: kad itself does not say.

use libp2p::{
    PeerId,
    kad::{
        ProviderRecord, Record, RecordKey,
        store::{MemoryStore, RecordStore, Result},
    },
};
use tokio::time::Instant;

/// What a store keeps from now on, or no longer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    Value {
        key: RecordKey,
        size: usize,
        publisher: Option<PeerId>,
        expires: Option<Instant>,
    },
    /// No value of this key.
    NoValue {
        key: RecordKey,
    },
    /// That this peer provides the key.
    Provider {
        key: RecordKey,
        peer: PeerId,
        expires: Option<Instant>,
    },
    /// Nobody who provides the key.
    NoProvider {
        key: RecordKey,
    },
}

/// A store in memory that notes what it keeps.
pub(super) struct Store {
    memory: MemoryStore,
    news: Vec<Kept>,
}

impl Store {
    /// Returns a store that notes what this one, still empty, will keep.
    pub(super) fn new(memory: MemoryStore) -> Self {
        Self { memory, news: Vec::new() }
    }

    /// Returns what was noted since the last time.
    pub(super) fn news(&mut self) -> Vec<Kept> {
        std::mem::take(&mut self.news)
    }
}

impl RecordStore for Store {
    type RecordsIter<'a> = <MemoryStore as RecordStore>::RecordsIter<'a>;
    type ProvidedIter<'a> = <MemoryStore as RecordStore>::ProvidedIter<'a>;

    fn get(&self, key: &RecordKey) -> Option<std::borrow::Cow<'_, Record>> {
        self.memory.get(key)
    }

    fn put(&mut self, record: Record) -> Result<()> {
        let kept = Kept::Value {
            key: record.key.clone(),
            size: record.value.len(),
            publisher: record.publisher,
            expires: record.expires.map(Instant::from_std),
        };
        self.memory.put(record)?;
        self.news.push(kept);
        Ok(())
    }

    fn remove(&mut self, key: &RecordKey) {
        if self.memory.get(key).is_some() {
            self.memory.remove(key);
            self.news.push(Kept::NoValue { key: key.clone() });
        }
    }

    fn records(&self) -> Self::RecordsIter<'_> {
        self.memory.records()
    }

    fn add_provider(&mut self, record: ProviderRecord) -> Result<()> {
        let (key, peer) = (record.key.clone(), record.provider);
        let expires = record.expires.map(Instant::from_std);
        self.memory.add_provider(record)?;
        // those beyond the limit are silently ignored
        if self.memory.providers(&key).iter().any(|kept| kept.provider == peer) {
            self.news.push(Kept::Provider { key, peer, expires });
        }
        Ok(())
    }

    fn providers(&self, key: &RecordKey) -> Vec<ProviderRecord> {
        self.memory.providers(key)
    }

    fn provided(&self) -> Self::ProvidedIter<'_> {
        self.memory.provided()
    }

    fn remove_provider(&mut self, key: &RecordKey, provider: &PeerId) {
        let had = !self.memory.providers(key).is_empty();
        self.memory.remove_provider(key, provider);
        if had && self.memory.providers(key).is_empty() {
            self.news.push(Kept::NoProvider { key: key.clone() });
        }
    }
}
