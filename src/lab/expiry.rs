//! When what the nodes hold runs out: kad itself only notices when it looks at a record again.

use std::collections::{BTreeMap, HashMap};

use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use crate::dht::Key;

/// What the nodes that run hold, by when it runs out. Bounded by their stores.
#[derive(Default)]
pub(super) struct Expiry(Mutex<Due>);

/// When something runs out; the second part only tells those of one moment apart.
type Expires = (Instant, u64);

#[derive(Default)]
struct Due {
    by_time: BTreeMap<Expires, Expiring>,
    by_node: HashMap<usize, HashMap<(bool, Key), Expires>>,
    count: u64,
}

/// What one node holds of a key.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Expiring {
    pub(super) number: usize,
    pub(super) provider: bool,
    pub(super) key: Key,
}

impl Expiry {
    /// Notes when something runs out, in the place of what was noted before.
    pub(super) fn set(&self, at: Instant, number: usize, provider: bool, key: &Key) {
        let mut due = self.lock();
        due.unset(number, provider, key);
        due.count += 1;
        let when = (at, due.count);
        due.by_node.entry(number).or_default().insert((provider, key.clone()), when);
        due.by_time.insert(when, Expiring { number, provider, key: key.clone() });
    }

    /// Notes that something is gone, or never runs out.
    pub(super) fn unset(&self, number: usize, provider: bool, key: &Key) {
        self.lock().unset(number, provider, key);
    }

    /// Forgets all that a node held.
    pub(super) fn forget(&self, number: usize) {
        let mut due = self.lock();
        for when in due.by_node.remove(&number).unwrap_or_default().into_values() {
            due.by_time.remove(&when);
        }
    }

    /// Returns when the next runs out.
    pub(super) fn next(&self) -> Option<Instant> {
        self.lock().by_time.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes out what has run out by now.
    pub(super) fn take(&self, now: Instant) -> Vec<Expiring> {
        let mut due = self.lock();
        let later = due.by_time.split_off(&(now, u64::MAX));
        let gone: Vec<Expiring> = std::mem::replace(&mut due.by_time, later).into_values().collect();
        for held in &gone {
            due.unset(held.number, held.provider, &held.key);
        }
        gone
    }

    fn lock(&self) -> MutexGuard<'_, Due> {
        self.0.lock()
    }
}

impl Due {
    fn unset(&mut self, number: usize, provider: bool, key: &Key) {
        let before = self.by_node.get_mut(&number).and_then(|held| held.remove(&(provider, key.clone())));
        if let Some(when) = before {
            self.by_time.remove(&when);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_last_word_counts() {
        let (expiry, start, key) = (Expiry::default(), Instant::now(), Key::new("a"));
        let at = |seconds| start + Duration::from_secs(seconds);
        expiry.set(at(5), 1, false, &key);
        expiry.set(at(9), 1, false, &key);
        expiry.set(at(2), 1, true, &key);
        expiry.set(at(3), 2, false, &key);
        expiry.set(at(4), 3, false, &key);
        expiry.unset(2, false, &key);
        expiry.forget(3);
        assert_eq!(expiry.next(), Some(at(2)));
        assert_eq!(expiry.take(at(8)), [Expiring { number: 1, provider: true, key: key.clone() }]);
        assert_eq!(expiry.take(at(9)), [Expiring { number: 1, provider: false, key }]);
        assert_eq!(expiry.next(), None);
    }
}
