//! Rows in an order that is made only where it is looked at: a screenful of ten thousand costs one walk over them, not a
//! sorted list.

use std::ops::Range;

use crate::dht::Distance;

/// Rows: what each is sorted by, less first, and its number, which decides among equals.
#[derive(Clone, Debug, Default)]
pub struct Ranked(Vec<(u128, usize)>);

impl Ranked {
    /// Returns these rows.
    #[must_use]
    pub fn of(rows: impl Iterator<Item = (u128, usize)>) -> Self {
        Self(rows.collect())
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns at which place a row stands, if it is one of them.
    #[must_use]
    pub fn place_of(&self, row: (u128, usize)) -> Option<usize> {
        self.0.contains(&row).then(|| self.0.iter().filter(|other| **other < row).count())
    }

    /// Returns the numbers of the rows at these places.
    #[must_use]
    pub fn at(&mut self, places: Range<usize>) -> Vec<usize> {
        let (from, to) = (places.start, places.end.min(self.0.len()));
        if from >= to {
            return Vec::new();
        }
        let (_, _, after) = self.0.select_nth_unstable(from);
        let rest = to - from - 1;
        if rest < after.len() {
            after.select_nth_unstable(rest);
        }
        let part = &mut self.0[from..to];
        part.sort_unstable();
        part.iter().map(|(_, number)| *number).collect()
    }
}

/// Returns the first half of a distance: nobody is that near to anybody by chance.
#[must_use]
pub fn leading(distance: &Distance) -> u128 {
    distance.bytes().first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
}
