//! Round-trip times as they changed: the longest of each five seconds, for the last minutes.

use std::{collections::VecDeque, time::Duration};

use crate::dht::Timestamp;

/// How long a column is: a screen at rest changes no more often.
const COLUMN: Duration = Duration::from_secs(5);
/// Columns kept: two minutes.
const MAX_COLUMNS: usize = 24;

/// Round-trip times, column by column.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// The number of a column since the session's start, and the longest time in it; oldest first.
    columns: VecDeque<(u64, Duration)>,
}

impl Times {
    /// Notes a time.
    pub(super) fn note(&mut self, rtt: Duration, now: Timestamp) {
        let number = number(now);
        match self.columns.back_mut() {
            Some((last, longest)) if *last == number => *longest = (*longest).max(rtt),
            _ => self.columns.push_back((number, rtt)),
        }
        if self.columns.len() > MAX_COLUMNS {
            self.columns.pop_front();
        }
    }

    /// Returns the last so many columns that are over, oldest first; none where nothing was measured.
    #[must_use]
    pub fn last(&self, now: Timestamp, columns: usize) -> Vec<Option<Duration>> {
        if self.columns.is_empty() {
            return Vec::new();
        }
        let end = number(now) + 1;
        let first = end.saturating_sub(u64::try_from(columns).unwrap_or(u64::MAX));
        let at = |wanted| self.columns.iter().find(|(number, _)| *number == wanted).map(|(_, longest)| *longest);
        (first..end).map(at).collect()
    }
}

fn number(at: Timestamp) -> u64 {
    u64::try_from(at.since(Timestamp::default()).as_micros() / COLUMN.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_five_seconds_are_a_column_with_the_longest_time_in_it() {
        let mut times = Times::default();
        let at = |seconds| Timestamp::from(Duration::from_secs(seconds));
        assert_eq!(times.last(at(3), 4), []);
        for (seconds, millis) in [(1, 10), (4, 30), (4, 20), (16, 5)] {
            times.note(Duration::from_millis(millis), at(seconds));
        }
        let millis = |millis| Some(Duration::from_millis(millis));
        assert_eq!(times.last(at(17), 4), [millis(30), None, None, millis(5)]);
        assert_eq!(times.last(at(21), 2), [millis(5), None]);
        (0..1_000).for_each(|seconds| times.note(Duration::ZERO, at(seconds)));
        assert_eq!(times.columns.len(), MAX_COLUMNS);
    }
}
