//! Who held which key, round after round.

use std::collections::VecDeque;

use crate::dht::{Copies, CopyKind, HeldCopy, Key, PeerId, QueryId, Timestamp};

/// Keys whose rounds are kept; the one that was asked for longest ago goes first.
const MAX_KEYS: usize = 16;
/// Rounds of a key that are kept: half an hour of one every thirty seconds.
const MAX_ROUNDS: usize = 60;

/// The rounds of all keys.
#[derive(Clone, Debug, Default)]
pub struct CopyHistory {
    keys: VecDeque<CopyRounds>,
}

/// The rounds of one key.
#[derive(Clone, Debug)]
pub struct CopyRounds {
    pub key: Key,
    pub what: CopyKind,
    /// Oldest first, never none.
    pub rounds: VecDeque<Round>,
}

/// One round.
#[derive(Clone, Debug)]
pub struct Round {
    /// The query that found those closest.
    pub query: QueryId,
    /// When all had answered.
    pub at: Timestamp,
    pub copies: Copies,
}

impl Round {
    /// Returns what a peer holds, if it was among those asked.
    #[must_use]
    pub fn of(&self, peer: &PeerId) -> Option<&HeldCopy> {
        self.copies.closest.iter().find(|copy| copy.peer == *peer)
    }
}

impl CopyRounds {
    /// Returns the last round.
    ///
    /// # Panics
    /// Never: there is always one.
    #[must_use]
    pub fn last(&self) -> &Round {
        self.rounds.back().expect("there is always one")
    }
}

impl CopyHistory {
    /// Returns the rounds of a key.
    #[must_use]
    pub fn of(&self, key: &Key, what: CopyKind) -> Option<&CopyRounds> {
        self.keys.iter().find(|rounds| rounds.key == *key && rounds.what == what)
    }

    /// Returns all, the key that was asked for last first.
    pub fn iter(&self) -> impl Iterator<Item = &CopyRounds> {
        self.keys.iter().rev()
    }

    pub(super) fn note(&mut self, query: QueryId, key: &Key, copies: &Copies, at: Timestamp) {
        let known = self.keys.iter().position(|rounds| rounds.key == *key && rounds.what == copies.what);
        let mut rounds = known.and_then(|place| self.keys.remove(place)).unwrap_or_else(|| CopyRounds {
            key: key.clone(),
            what: copies.what,
            rounds: VecDeque::new(),
        });
        if rounds.rounds.len() == MAX_ROUNDS {
            rounds.rounds.pop_front();
        }
        rounds.rounds.push_back(Round { query, at, copies: copies.clone() });
        if self.keys.len() == MAX_KEYS {
            self.keys.pop_front();
        }
        self.keys.push_back(rounds);
    }
}
