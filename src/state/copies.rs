//! Who held which key, round after round.

use std::collections::VecDeque;

use crate::dht::{Copies, CopyKind, CopyMark, Key, PeerId, QueryId, Timestamp};

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
    /// The last one, whole.
    pub last: Round,
    /// How it stood in each, oldest first, the last among them.
    pub marks: VecDeque<RoundMarks>,
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

/// How it stood in a round: values and providers are not kept.
#[derive(Clone, Debug)]
pub struct RoundMarks {
    pub at: Timestamp,
    /// How many of the closest had it.
    pub held: usize,
    /// How many of them answered.
    pub answering: usize,
    marks: Vec<(PeerId, CopyMark)>,
}

impl RoundMarks {
    fn of(copies: &Copies, at: Timestamp) -> Self {
        let common = copies.common_value();
        let marks = copies.closest.iter().map(|copy| (copy.peer, CopyMark::of(copy, common))).collect();
        Self { at, held: copies.held(), answering: copies.answering(), marks }
    }

    /// Returns what a peer had, if it was among those asked.
    #[must_use]
    pub fn get(&self, peer: &PeerId) -> Option<CopyMark> {
        self.marks.iter().find(|(asked, _)| asked == peer).map(|(_, mark)| *mark)
    }

    /// Returns each of the closest, nearest first, with what it had.
    pub fn iter(&self) -> impl Iterator<Item = &(PeerId, CopyMark)> {
        self.marks.iter()
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

    /// Notes a round. Returns whether another number of the closest has it than in the one before.
    pub(super) fn note(&mut self, query: QueryId, key: &Key, copies: &Copies, at: Timestamp) -> bool {
        let known = self.keys.iter().position(|rounds| rounds.key == *key && rounds.what == copies.what);
        let last = Round { query, at, copies: copies.clone() };
        let mut rounds = match known.and_then(|place| self.keys.remove(place)) {
            Some(rounds) => CopyRounds { last, ..rounds },
            None => CopyRounds { key: key.clone(), what: copies.what, last, marks: VecDeque::new() },
        };
        if rounds.marks.len() == MAX_ROUNDS {
            rounds.marks.pop_front();
        }
        let (before, marks) = (rounds.marks.back().map(|before| before.held), RoundMarks::of(copies, at));
        let has_changed = before.is_some_and(|before| before != marks.held);
        rounds.marks.push_back(marks);
        if self.keys.len() == MAX_KEYS {
            self.keys.pop_front();
        }
        self.keys.push_back(rounds);
        has_changed
    }
}
