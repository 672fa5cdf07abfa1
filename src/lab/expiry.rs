//! When what the nodes hold runs out: kad itself only notices when it looks at a record again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

use super::notes::Span;
use crate::dht::Key;

/// What is held, by when it runs out. Bounded by the nodes' stores.
#[derive(Default)]
pub(super) struct Expiry(Mutex<Due>);

#[derive(Default)]
struct Due {
    by_time: BTreeMap<(Instant, u64), Held>,
    /// When each runs out, as it was told last: an earlier end does not count any more.
    times: HashMap<(usize, bool, Key), (Instant, u64)>,
    count: u64,
}

/// What one node holds of a key.
pub(super) struct Held {
    pub(super) number: usize,
    pub(super) span: Span,
    pub(super) provider: bool,
    pub(super) key: Key,
}

impl Expiry {
    pub(super) fn add(&self, at: Instant, number: usize, span: &Span, provider: bool, key: &Key) {
        let mut due = self.lock();
        due.count += 1;
        let when = (at, due.count);
        if let Some(before) = due.times.insert((number, provider, key.clone()), when) {
            due.by_time.remove(&before);
        }
        due.by_time.insert(when, Held { number, span: span.clone(), provider, key: key.clone() });
    }

    /// Returns when the next runs out.
    pub(super) fn next(&self) -> Option<Instant> {
        self.lock().by_time.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes out what has run out by now.
    pub(super) fn take(&self, now: Instant) -> Vec<Held> {
        let mut due = self.lock();
        let later = due.by_time.split_off(&(now, u64::MAX));
        let gone: Vec<Held> = std::mem::replace(&mut due.by_time, later).into_values().collect();
        for held in &gone {
            due.times.remove(&(held.number, held.provider, held.key.clone()));
        }
        gone
    }

    fn lock(&self) -> MutexGuard<'_, Due> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
