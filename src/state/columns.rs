//! What happened, five seconds a column, for the last minutes.

use std::{collections::VecDeque, time::Duration};

use crate::dht::Timestamp;

/// How long a column is: a screen at rest changes no more often.
pub const COLUMN: Duration = Duration::from_secs(5);
/// Columns kept: five minutes.
pub const MAX_COLUMNS: usize = 60;

/// Columns, those in which nothing was noted left out.
#[derive(Clone, Debug)]
pub struct Columns<T> {
    /// The number of a column since the session's start, and what is in it; oldest first.
    columns: VecDeque<(u64, T)>,
}

impl<T> Default for Columns<T> {
    fn default() -> Self {
        Self { columns: VecDeque::new() }
    }
}

impl<T: Default> Columns<T> {
    /// Returns the column of now, to note something in it.
    pub(super) fn now(&mut self, now: Timestamp) -> &mut T {
        let number = number(now);
        if self.columns.back().is_none_or(|(last, _)| *last < number) {
            if self.columns.len() == MAX_COLUMNS {
                self.columns.pop_front();
            }
            self.columns.push_back((number, T::default()));
        }
        let last = self.columns.len() - 1;
        &mut self.columns[last].1
    }
}

impl<T: Default> Columns<T> {
    /// Returns the column of a moment that is over, to note in it what was heard of later; none if it is not kept any more.
    pub(super) fn at(&mut self, at: Timestamp) -> Option<&mut T> {
        let number = number(at);
        let place = self.columns.partition_point(|(other, _)| *other < number);
        if self.columns.get(place).is_none_or(|(other, _)| *other != number) {
            if self.columns.len() == MAX_COLUMNS {
                return None;
            }
            self.columns.insert(place, (number, T::default()));
        }
        self.columns.get_mut(place).map(|(_, column)| column)
    }
}

impl<T> Columns<T> {
    /// Returns whether nothing was noted yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Returns the last so many columns, that of now the last; none where nothing was noted.
    pub fn last(&self, now: Timestamp, columns: usize) -> impl Iterator<Item = Option<&T>> {
        let end = number(now) + 1;
        let first = end.saturating_sub(u64::try_from(columns).unwrap_or(u64::MAX));
        let at = self.columns.partition_point(|(number, _)| *number < first);
        let mut known = self.columns.range(at..).peekable();
        (first..end).map(move |wanted| known.next_if(|(number, _)| *number == wanted).map(|(_, of)| of))
    }

    /// Returns what was noted before the last so many columns, the newest of it.
    #[must_use]
    pub fn before(&self, now: Timestamp, columns: usize) -> Option<&T> {
        let first = (number(now) + 1).saturating_sub(u64::try_from(columns).unwrap_or(u64::MAX));
        self.columns.iter().rev().find(|(number, _)| *number < first).map(|(_, of)| of)
    }
}

fn number(at: Timestamp) -> u64 {
    u64::try_from(at.since(Timestamp::default()).as_micros() / COLUMN.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_five_seconds_are_a_column() {
        let mut columns = Columns::default();
        let at = |seconds| Timestamp::from(Duration::from_secs(seconds));
        let last =
            |columns: &Columns<u64>, now, n| columns.last(at(now), n).map(Option::<&u64>::copied).collect::<Vec<_>>();
        assert_eq!(last(&columns, 3, 2), [None]);
        for (seconds, n) in [(1, 10), (4, 30), (4, 20), (16, 5)] {
            *columns.now(at(seconds)) += n;
        }
        assert_eq!(last(&columns, 17, 4), [Some(60), None, None, Some(5)]);
        assert_eq!(last(&columns, 21, 2), [Some(5), None]);
        assert_eq!((columns.before(at(21), 2), columns.before(at(21), 1)), (Some(&60), Some(&5)));
        *columns.at(at(7)).expect("there is room") += 3; // of what was heard of later
        assert_eq!(last(&columns, 17, 4), [Some(60), Some(3), None, Some(5)]);
        *columns.now(at(2)) += 1; // a clock that goes back does not
        assert_eq!(last(&columns, 17, 1), [Some(6)]);
        (0..1_000).for_each(|seconds| *columns.now(at(seconds)) += 1);
        assert_eq!(columns.columns.len(), MAX_COLUMNS);
    }
}
