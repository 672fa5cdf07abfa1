//! kad's store in memory, which also notes what comes into it and what leaves it, how and why, and what it refuses: kad itself
//! does not say.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use libp2p::{
    PeerId,
    kad::{
        ProviderRecord, Record, RecordKey,
        store::{Error, MemoryStore, RecordStore, Result},
    },
};

use crate::dht::{Failure, Gone, Reply};

/// What happened in a store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum News {
    /// It keeps this value from now on; sent by whom.
    Value(Record, Option<PeerId>),
    /// No value of this key any more.
    NoValue(RecordKey, Gone),
    /// It keeps this provider record from now on; sent by whom.
    Provider(ProviderRecord, Option<PeerId>),
    /// Not that this peer provides the key any more.
    NoProvider(RecordKey, PeerId, Gone),
    /// It did not take a value, or a provider record.
    Refused { key: RecordKey, is_value: bool, from: PeerId, failure: Failure },
}

/// A store in memory that notes what it keeps.
pub(super) struct Store {
    me: PeerId,
    memory: MemoryStore,
    news: Vec<News>,
    /// Whose message kad takes in now.
    sender: Option<PeerId>,
    /// What the store answered to that message.
    reply: Option<Reply>,
    /// Who sent the values that were not typed here.
    senders: HashMap<RecordKey, PeerId>,
    /// The keys of which it keeps providers: `MemoryStore` tells only those that we provide.
    provided: HashSet<RecordKey>,
}

impl Store {
    /// Returns a store of this node that notes what this one, still empty, will keep.
    pub(super) fn new(me: PeerId, memory: MemoryStore) -> Self {
        let (news, sender, reply, senders, provided) = Default::default();
        Self { me, memory, news, sender, reply, senders, provided }
    }

    /// Returns what was noted since the last time.
    pub(super) fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Notes that a peer's message is taken in, until that is [`done`](Self::done).
    pub(super) fn hears(&mut self, peer: PeerId) {
        (self.sender, self.reply) = (Some(peer), None);
    }

    /// Notes that the message was taken in. Returns what the store answered, if it was asked to keep something.
    pub(super) fn done(&mut self) -> Option<Reply> {
        self.sender = None;
        self.reply.take()
    }

    /// Returns all that it keeps, as if it had just come: values by their keys, then provider records by theirs.
    pub(super) fn kept(&self) -> Vec<News> {
        let sender = |record: &Record| self.senders.get(&record.key).copied();
        let mut values: Vec<_> = self.memory.records().map(Cow::into_owned).collect();
        values.sort_unstable_by(|one, other| one.key.as_ref().cmp(other.key.as_ref()));
        let mut keys: Vec<_> = self.provided.iter().collect();
        keys.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
        let values = values.into_iter().map(|record| (sender(&record), record));
        let providers = keys.into_iter().flat_map(|key| self.memory.providers(key));
        let providers = providers.map(|record| (self.sender_of(&record), record));
        let values = values.map(|(from, record)| News::Value(record, from));
        values.chain(providers.map(|(from, record)| News::Provider(record, from))).collect()
    }

    /// kad takes provider records only from the providers themselves.
    fn sender_of(&self, record: &ProviderRecord) -> Option<PeerId> {
        (record.provider != self.me).then_some(record.provider)
    }

    fn note_refusal(&mut self, key: &RecordKey, is_value: bool, failure: Failure) {
        self.reply = Some(Reply::Refused);
        if let Some(from) = self.sender {
            self.news.push(News::Refused { key: key.clone(), is_value, from, failure }); // who types is told by the command
        }
    }

    fn provides(&self, key: &RecordKey, peer: &PeerId) -> Option<ProviderRecord> {
        self.memory.providers(key).into_iter().find(|record| record.provider == *peer)
    }
}

/// Returns why something leaves that is taken out now.
fn why(is_expired: bool) -> Gone {
    if is_expired { Gone::Expired } else { Gone::Removed }
}

impl RecordStore for Store {
    type RecordsIter<'a> = <MemoryStore as RecordStore>::RecordsIter<'a>;
    type ProvidedIter<'a> = <MemoryStore as RecordStore>::ProvidedIter<'a>;

    fn get(&self, key: &RecordKey) -> Option<Cow<'_, Record>> {
        self.memory.get(key)
    }

    fn put(&mut self, record: Record) -> Result<()> {
        let before = self.memory.get(&record.key);
        let is_other = |old: Cow<'_, Record>| old.value != record.value || old.publisher != record.publisher;
        let replaces = before.is_some_and(is_other);
        let key = record.key.clone();
        if let Err(error) = self.memory.put(record.clone()) {
            self.note_refusal(
                &key,
                true,
                if matches!(error, Error::ValueTooLarge) { Failure::TooLarge } else { Failure::StoreFull },
            );
            return Err(error);
        }
        match self.sender {
            Some(sender) => self.senders.insert(key.clone(), sender),
            None => self.senders.remove(&key),
        };
        if replaces {
            self.news.push(News::NoValue(key, Gone::Replaced));
        }
        self.news.push(News::Value(record, self.sender));
        self.reply = Some(Reply::Stored);
        Ok(())
    }

    fn remove(&mut self, key: &RecordKey) {
        let Some(record) = self.memory.get(key) else { return };
        let why = why(record.is_expired(std::time::Instant::now()));
        self.memory.remove(key);
        self.senders.remove(key);
        self.news.push(News::NoValue(key.clone(), why));
    }

    fn records(&self) -> Self::RecordsIter<'_> {
        self.memory.records()
    }

    fn add_provider(&mut self, record: ProviderRecord) -> Result<()> {
        let key = record.key.clone();
        if let Err(error) = self.memory.add_provider(record.clone()) {
            self.note_refusal(&key, false, Failure::StoreFull);
            return Err(error);
        }
        if self.provides(&key, &record.provider).is_none() {
            self.note_refusal(&key, false, Failure::TooManyProviders); // kad itself ignores it silently
            return Ok(());
        }
        self.provided.insert(key);
        self.news.push(News::Provider(record, self.sender));
        self.reply = Some(Reply::Stored);
        Ok(())
    }

    fn providers(&self, key: &RecordKey) -> Vec<ProviderRecord> {
        self.memory.providers(key)
    }

    fn provided(&self) -> Self::ProvidedIter<'_> {
        self.memory.provided()
    }

    fn remove_provider(&mut self, key: &RecordKey, provider: &PeerId) {
        let Some(record) = self.provides(key, provider) else { return };
        self.memory.remove_provider(key, provider);
        if self.memory.providers(key).is_empty() {
            self.provided.remove(key);
        }
        let why = why(record.is_expired(std::time::Instant::now()));
        self.news.push(News::NoProvider(key.clone(), *provider, why));
    }
}
