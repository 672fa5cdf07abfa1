//! What the node's store holds: values and provider records, each with how it came and how long it lives, and what went or was
//! refused last.
//!
//! A record's time is its own, by our clock. kad drops a value that has expired when it looks at it, at its next round of
//! storing again or for a GET, and a provider record of another only when it is asked for the key: until then it is here,
//! *expired, not yet dropped*.

mod again;

pub use again::{Again, Stores};

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use super::HashMap;
use crate::dht::{Failure, Gone, How, Key, MAX_SHOWN, PeerId, StoredProvider, StoredRecord, Timestamp};

/// Records listed; a store has 1,024 values by default. More are counted.
pub const MAX_RECORDS: usize = 100_000;
/// What went, and what was refused, that is kept.
const MAX_PAST: usize = 32;
/// Times that a record came which are kept of it.
const MAX_HISTORY: usize = 8;
/// Two ends of a life that are no further apart are one: what is told of it comes a little later than it was read.
const SAME: Duration = Duration::from_millis(500);
/// How long a record that was renewed is lit up.
pub const LIT: Duration = Duration::from_secs(2);
/// How long one that went, or was refused, stays listed.
pub const FADES: Duration = Duration::from_secs(60);

/// Which of all records that were ever listed, in the order in which they came.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RecordId(pub u64);

/// What a record is about.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Item {
    pub key: Key,
    /// Boxed, since most records are values, and there may be very many.
    provider: Option<Box<PeerId>>,
}

impl Item {
    /// Returns what a value is about, or a provider record of this peer.
    #[must_use]
    pub fn new(key: Key, provider: Option<PeerId>) -> Self {
        Self { key, provider: provider.map(Box::new) }
    }

    /// Returns who provides the key; none of a value.
    #[must_use]
    pub fn provider(&self) -> Option<PeerId> {
        self.provider.as_deref().copied()
    }
}

/// A record in the store.
#[derive(Clone, PartialEq, Debug)]
pub struct KeptRecord {
    pub item: Arc<Item>,
    /// Bytes of the value; none of a provider record.
    pub size: usize,
    /// The value, if it is short.
    pub value: Option<Arc<[u8]>>,
    /// Who published it first, as the record says.
    pub publisher: Option<PeerId>,
    /// When it first came, if it was seen to.
    pub since: Option<Timestamp>,
    /// When it expires; none is never.
    pub expires: Option<Timestamp>,
    /// How often it was seen to come.
    pub times: u32,
    /// How it came, the last times, oldest first; at least one.
    pub comings: Vec<Coming>,
}

/// That a record came.
#[derive(Clone, PartialEq, Debug)]
pub struct Coming {
    pub at: Timestamp,
    /// It is *held* where that is not known.
    pub how: How,
    /// Who sent it; nobody where it was typed here.
    pub from: Option<PeerId>,
    /// Whether it was seen; else it was there already, and has come so before.
    pub was_seen: bool,
}

/// A record that is in the store no longer.
#[derive(Clone, PartialEq, Debug)]
pub struct PastRecord {
    pub id: RecordId,
    pub record: KeptRecord,
    pub at: Timestamp,
    /// Why; older recordings do not say it.
    pub why: Option<Gone>,
}

/// What the store did not take.
#[derive(Clone, PartialEq, Debug)]
pub struct RefusedRecord {
    pub item: Item,
    /// Who sent it.
    pub from: PeerId,
    pub failure: Failure,
    pub at: Timestamp,
}

/// What the store holds.
#[derive(Clone, Debug, Default)]
pub struct Records {
    kept: BTreeMap<RecordId, KeptRecord>,
    ids: HashMap<Arc<Item>, RecordId>,
    /// What was known when the node was left, until the snapshot has told what is there.
    before: HashMap<Arc<Item>, KeptRecord>,
    /// Whether the node was told of without a gap: what differs in a snapshot has happened since the last.
    is_followed: bool,
    next: u64,
    /// How many of them are values.
    values: usize,
    /// What went last, oldest first.
    pub gone: VecDeque<PastRecord>,
    /// What was refused last, oldest first.
    pub refused: VecDeque<RefusedRecord>,
    /// How many are in the store that are not listed.
    pub unlisted: usize,
    /// When things were stored again.
    pub stores: Stores,
}

impl KeptRecord {
    /// Returns whether its time is over, by our clock.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|at| at <= now)
    }

    /// Returns how it came last.
    #[must_use]
    pub fn how(&self) -> How {
        self.comings.last().map_or(How::Typed, |coming| coming.how)
    }

    /// Returns who sent it last; nobody where it was typed here.
    #[must_use]
    pub fn from(&self) -> Option<PeerId> {
        self.comings.last().and_then(|coming| coming.from)
    }

    /// Returns when it was last seen to come.
    #[must_use]
    pub fn came(&self) -> Option<Timestamp> {
        self.comings.iter().rev().find(|coming| coming.was_seen).map(|coming| coming.at)
    }

    /// Returns whether it came just now.
    #[must_use]
    pub fn is_lit(&self, now: Timestamp) -> bool {
        self.came().is_some_and(|at| now.since(at) < LIT)
    }

    /// Returns whether it is our own: typed here, or republished by us.
    #[must_use]
    pub fn is_own(&self, me: &PeerId) -> bool {
        self.item.provider().or(self.publisher).as_ref() == Some(me)
    }

    /// Notes how long it lives from now on. Returns whether that ends later than was known.
    fn lives(&mut self, left: Option<Duration>, now: Timestamp) -> bool {
        let before = std::mem::replace(&mut self.expires, left.map(|left| now.after(left)));
        matches!((before, self.expires), (Some(before), Some(after)) if after > before.after(SAME))
    }

    /// Notes that it came, or that it is there. Of one that is followed a later end means that it came since.
    fn comes(&mut self, how: Option<How>, from: Option<PeerId>, is_renewed: bool, now: Timestamp) {
        let publisher = self.item.provider().or(self.publisher);
        let (how, was_seen) = match how {
            Some(How::Held) => (How::of(from.as_ref(), publisher.as_ref()), is_renewed),
            Some(how) => (how, true),
            None => (How::Held, true), // an older recording does not say it
        };
        if !was_seen && self.comings.last().is_some_and(|last| (last.how, last.from) == (how, from)) {
            return; // so it was known to have come
        }
        if was_seen && self.comings.is_empty() {
            self.since = Some(now);
        }
        self.times += u32::from(was_seen);
        if self.comings.len() == MAX_HISTORY {
            self.comings.remove(0);
        }
        self.comings.reserve_exact(1); // of most records there is one
        self.comings.push(Coming { at: now, how, from, was_seen });
    }
}

impl Records {
    /// Returns how many are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Returns whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Returns a record.
    #[must_use]
    pub fn get(&self, id: RecordId) -> Option<&KeptRecord> {
        self.kept.get(&id)
    }

    /// Returns one that went.
    #[must_use]
    pub fn past(&self, id: RecordId) -> Option<&PastRecord> {
        self.gone.iter().rev().find(|past| past.id == id)
    }

    /// Returns them all, the last that came first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (RecordId, &KeptRecord)> {
        self.kept.iter().rev().map(|(id, record)| (*id, record))
    }

    /// Returns those that stand above one in this order, away from it.
    pub fn above(&self, id: RecordId) -> impl Iterator<Item = (RecordId, &KeptRecord)> {
        self.kept.range((std::ops::Bound::Excluded(id), std::ops::Bound::Unbounded)).map(|(id, record)| (*id, record))
    }

    /// Returns those that stand below one.
    pub fn below(&self, id: RecordId) -> impl Iterator<Item = (RecordId, &KeptRecord)> {
        self.kept.range(..id).rev().map(|(id, record)| (*id, record))
    }

    /// Returns how many values, and how many provider records.
    #[must_use]
    pub fn counts(&self) -> [usize; 2] {
        [self.values, self.kept.len() - self.values]
    }

    /// The node is looked at, perhaps again: its snapshot tells what it holds.
    pub(super) fn looked_at(&mut self) {
        self.ids.clear();
        self.before =
            std::mem::take(&mut self.kept).into_values().map(|record| (record.item.clone(), record)).collect();
        (self.unlisted, self.values) = (0, 0);
    }

    /// The node was left: what happens meanwhile is not told.
    pub(super) fn left(&mut self) {
        self.is_followed = false;
    }

    /// The snapshot has told all that is there: what was known of more is over. If the node was followed, it went just now.
    pub(super) fn snapshot_ends(&mut self, now: Timestamp) {
        for (_, record) in std::mem::take(&mut self.before) {
            if self.is_followed {
                let why = record.is_expired(now).then_some(Gone::Expired);
                self.goes(record, why, now);
            }
        }
        self.is_followed = true;
    }

    fn goes(&mut self, record: KeptRecord, why: Option<Gone>, now: Timestamp) {
        let id = RecordId(self.next);
        self.next += 1;
        push(&mut self.gone, PastRecord { id, record, at: now, why });
    }

    pub(super) fn stored(&mut self, record: &StoredRecord, now: Timestamp) {
        let is_followed = self.is_followed;
        let item = Item::new(record.key.clone(), None);
        let Some(kept) = self.place(item) else { return };
        kept.size = record.size;
        kept.value = record.value.as_deref().filter(|value| value.len() <= MAX_SHOWN).map(Arc::from);
        kept.publisher = record.publisher;
        let is_renewed = kept.lives(record.expires_in, now) && is_followed;
        kept.comes(record.how, record.from, is_renewed, now);
    }

    pub(super) fn provider_added(&mut self, record: &StoredProvider, now: Timestamp) {
        let is_followed = self.is_followed;
        let item = Item::new(record.key.clone(), Some(record.peer));
        let Some(kept) = self.place(item) else { return };
        let is_renewed = kept.lives(record.expires_in, now) && is_followed;
        kept.comes(record.how, record.from, is_renewed, now);
    }

    /// Returns where a record is noted, a new one as it was known before; nowhere where too many are.
    fn place(&mut self, item: Item) -> Option<&mut KeptRecord> {
        if let Some(id) = self.ids.get(&item) {
            return self.kept.get_mut(id);
        }
        if self.kept.len() >= MAX_RECORDS {
            self.unlisted += 1;
            return None;
        }
        let id = RecordId(self.next);
        self.next += 1;
        let known = self.before.remove(&item);
        let new = || KeptRecord {
            item: Arc::new(item),
            size: 0,
            value: None,
            publisher: None,
            since: None,
            expires: None,
            times: 0,
            comings: Vec::new(),
        };
        let record = known.unwrap_or_else(new);
        self.values += usize::from(record.item.provider().is_none());
        self.ids.insert(record.item.clone(), id);
        Some(self.kept.entry(id).or_insert(record))
    }

    pub(super) fn expired(&mut self, key: &Key, provider: Option<PeerId>, why: Option<Gone>, now: Timestamp) {
        let item = Item::new(key.clone(), provider);
        let Some(id) = self.ids.get(&item).copied() else {
            self.unlisted = self.unlisted.saturating_sub(1);
            return;
        };
        if why == Some(Gone::Replaced) {
            if let Some(record) = self.kept.get(&id).cloned() {
                self.goes(record, why, now); // its row stays: another value comes at once
            }
            return;
        }
        self.ids.remove(&item);
        if let Some(record) = self.kept.remove(&id) {
            self.values -= usize::from(record.item.provider().is_none());
            push(&mut self.gone, PastRecord { id, record, at: now, why });
        }
    }

    pub(super) fn refused(&mut self, key: &Key, is_value: bool, from: PeerId, failure: &Failure, now: Timestamp) {
        let item = Item::new(key.clone(), (!is_value).then_some(from));
        push(&mut self.refused, RefusedRecord { item, from, failure: failure.clone(), at: now });
    }

    /// Returns what came in the place of a record that was replaced, if that is known still.
    #[must_use]
    pub fn after(&self, past: &PastRecord) -> Option<&Coming> {
        let kept = self.ids.get(&past.record.item).and_then(|id| self.kept.get(id))?;
        kept.comings.iter().find(|coming| coming.at >= past.at)
    }

    /// Returns those that went within the last minute, the last first.
    pub fn just_gone(&self, now: Timestamp) -> impl Iterator<Item = &PastRecord> {
        self.gone.iter().rev().take_while(move |past| now.since(past.at) < FADES)
    }

    /// Returns those that were refused within the last minute, the last first.
    pub fn just_refused(&self, now: Timestamp) -> impl Iterator<Item = &RefusedRecord> {
        self.refused.iter().rev().take_while(move |refused| now.since(refused.at) < FADES)
    }
}

fn push<T>(to: &mut VecDeque<T>, what: T) {
    if to.len() == MAX_PAST {
        to.pop_front();
    }
    to.push_back(what);
}

#[cfg(test)]
mod tests;
