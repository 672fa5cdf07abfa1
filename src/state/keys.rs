//! Keys that were typed, stored or asked for: what Tab offers.

use std::{
    collections::{BTreeSet, VecDeque, btree_set},
    iter,
    sync::Arc,
};

use crate::dht::Key;

/// Keys kept: more than a lecture types. Beyond it, the oldest is forgotten.
const MAX_KEYS: usize = 500;

/// Keys, one after another.
pub type Iter<'a> = iter::Map<btree_set::Iter<'a, Arc<Key>>, fn(&Arc<Key>) -> &Key>;

/// The last keys, each once.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    sorted: BTreeSet<Arc<Key>>,
    oldest_first: VecDeque<Arc<Key>>,
}

impl Keys {
    /// Returns how many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Returns whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Returns all, in the order of their bytes.
    pub fn iter(&self) -> Iter<'_> {
        self.sorted.iter().map(AsRef::as_ref)
    }

    /// Returns whether a key is kept.
    #[must_use]
    pub fn contains(&self, key: &Key) -> bool {
        self.sorted.contains(key)
    }

    /// Keeps a key. Returns whether it is new.
    pub(super) fn remember(&mut self, key: &Key) -> bool {
        if self.contains(key) {
            return false;
        }
        if self.sorted.len() == MAX_KEYS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.sorted.remove(&oldest);
        }
        let key = Arc::new(key.clone());
        self.oldest_first.push_back(Arc::clone(&key));
        self.sorted.insert(key)
    }
}

impl<'a> IntoIterator for &'a Keys {
    type Item = &'a Key;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}
