//! Which rows of a long list are on the screen: a window around the selected one, taken from both sides of it, so that
//! a list of 100,000 costs what a screenful costs.

use std::collections::VecDeque;

/// The rows on the screen, and whether there are more.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct RowWindow<T> {
    /// From the top of the screen down.
    pub(super) rows: Vec<T>,
    /// Whether there are more before.
    pub(super) above: bool,
    /// Whether there are more after.
    pub(super) below: bool,
}

/// Returns the window: up to `lead` lines come from before the selected row, by default half the height, the rest after it;
/// where one side is short, the other fills in. `before` starts next to the selected row and goes away from it. `height_of` is how many
/// lines a row takes; rows that do not fit whole are left out, but not the selected one, nor the first.
pub(super) fn window<T>(
    before: impl Iterator<Item = T>,
    selected: Option<T>,
    after: impl Iterator<Item = T>,
    (height, lead): (usize, Option<u16>),
    height_of: impl Fn(&T) -> usize,
) -> RowWindow<T> {
    let (mut before, mut after) = (before.peekable(), after.peekable());
    let lines = |row: &T| height_of(row).max(1);
    let mut rows = VecDeque::new();
    let mut left = height;
    if let Some(row) = selected.or_else(|| after.next_if(|row| lines(row) > height && height > 0)) {
        left = left.saturating_sub(lines(&row));
        rows.push_back(row);
    }
    let half = left - left.min(lead.map_or(height.saturating_sub(1) / 2, usize::from));
    while let Some(row) = before.next_if(|row| left >= half + lines(row)) {
        left -= lines(&row);
        rows.push_front(row);
    }
    while let Some(row) = after.next_if(|row| left >= lines(row)) {
        left -= lines(&row);
        rows.push_back(row);
    }
    while let Some(row) = before.next_if(|row| left >= lines(row)) {
        left -= lines(&row);
        rows.push_front(row);
    }
    RowWindow { rows: rows.into(), above: before.peek().is_some(), below: after.peek().is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The window of a list 0..n around a selected row, all rows one line high.
    fn of(n: i32, selected: Option<i32>, height: usize) -> (Vec<i32>, bool, bool) {
        let at = selected.unwrap_or(-1);
        let window = window((0..at.max(0)).rev(), selected, at + 1..n, (height, None), |_| 1);
        (window.rows, window.above, window.below)
    }

    #[test]
    fn without_a_selection_the_list_starts_at_its_top() {
        assert_eq!(of(10, None, 4), (vec![0, 1, 2, 3], false, true));
        assert_eq!(of(2, None, 4), (vec![0, 1], false, false));
        assert_eq!(of(2, None, 0), (vec![], false, true));
    }

    #[test]
    fn the_selected_row_stands_in_the_middle_where_it_can() {
        assert_eq!(of(10, Some(5), 4), (vec![4, 5, 6, 7], true, true));
        assert_eq!(of(10, Some(5), 5), (vec![3, 4, 5, 6, 7], true, true));
    }

    #[test]
    fn at_the_ends_the_window_is_full() {
        assert_eq!(of(10, Some(0), 4), (vec![0, 1, 2, 3], false, true));
        assert_eq!(of(10, Some(9), 4), (vec![6, 7, 8, 9], true, false));
    }

    #[test]
    fn the_selected_row_is_there_at_any_height() {
        for height in 1..20 {
            for selected in 0..10 {
                let (rows, ..) = of(10, Some(selected), height);
                assert!(rows.contains(&selected), "{selected} at height {height}");
                assert_eq!(rows.len(), height.min(10));
            }
        }
    }

    #[test]
    fn a_row_that_was_clicked_stays_where_it_was() {
        for selected in 0..30_u16 {
            for line in 0..10.min(selected + 1) {
                let from = i32::from(selected - line);
                let window = window((0..selected).rev(), Some(selected), selected + 1..30, (10, Some(line)), |_| 1);
                let first = window.rows.first().map(|row| i32::from(*row));
                assert_eq!(first, Some(from.min(20)), "{selected} in line {line}");
            }
        }
    }

    #[test]
    fn rows_of_several_lines_fill_no_more_than_the_height() {
        let rows = window((0..5).rev(), Some(5), 6..10, (9, None), |_| 2);
        assert_eq!(rows.rows, [3, 4, 5, 6]);
        let tall = window(std::iter::empty(), None, 0..3, (2, None), |_| 5);
        assert_eq!(tall.rows, [0]);
    }

    #[test]
    fn a_long_list_is_not_walked() {
        let walked = std::cell::Cell::new(0);
        let count = |_: &usize| walked.set(walked.get() + 1);
        let _ =
            window((0..50_000).rev().inspect(count), Some(50_000), (50_001..100_000).inspect(count), (40, None), |_| 1);
        assert!(walked.get() <= 42, "{}", walked.get());
    }
}
