//! The keyspace laid out on a row of cells: where in it a position stands, of the whole space or of the window around a
//! key. Pure numbers; the marks are the view's.
//!
//! ```text
//!   whole    0 ├──────────────════───────────────┤ 1      ═ is the window
//!   window       ├───────────────────────────────┤        all that share the key's first bits
//! ```

use std::ops::RangeInclusive;

use crate::dht::{Distance, Position};

/// A part of the keyspace: all positions that share the first bits of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    around: Position,
    bits: u16,
}

impl Window {
    /// Returns the window of all positions that share this many leading bits with this one; with none it is the whole
    /// space.
    #[must_use]
    pub fn new(around: Position, bits: u16) -> Self {
        Self { around, bits: bits.min(224) }
    }

    /// Returns the part of the keyspace that shares exactly this many leading bits with a position: a bucket's.
    #[must_use]
    pub fn beside(position: Position, cpl: u16) -> Self {
        Self::new(position.flipped(cpl), cpl + 1)
    }

    /// Returns how many leading bits all in it share.
    #[must_use]
    pub fn bits(&self) -> u16 {
        self.bits
    }

    /// Returns in which of so many cells a position stands; none if it is outside.
    #[must_use]
    pub fn cell(&self, position: &Position, cells: usize) -> Option<usize> {
        let inside = position.common_prefix(&self.around) >= self.bits && cells > 0;
        inside.then(|| cell_of(bits_from(position, self.bits), cells))
    }

    /// Returns which of so many cells of the whole space this window covers.
    #[must_use]
    pub fn covers(&self, cells: usize) -> RangeInclusive<usize> {
        self.covers_of(&Self::new(self.around, 0), cells).unwrap_or(0..=0)
    }

    /// Returns which of so many cells of another window, which has all of it, this one covers; none if it lies outside.
    #[must_use]
    pub fn covers_of(&self, other: &Self, cells: usize) -> Option<RangeInclusive<usize>> {
        let is_inside = self.bits >= other.bits && self.around.common_prefix(&other.around) >= other.bits;
        let free = u32::MAX.checked_shr((self.bits - other.bits.min(self.bits)).into()).unwrap_or(0);
        let first = bits_from(&self.around, other.bits) & !free;
        is_inside.then(|| cell_of(first, cells)..=cell_of(first | free, cells))
    }
}

/// Returns how close a distance is, for pictures: 256 steps a leading zero bit, more is closer.
#[must_use]
pub fn closeness(distance: &Distance) -> u32 {
    let zeros = distance.leading_zeros();
    let beyond = bits_of(&distance.bytes(), zeros + 1) >> 24;
    u32::from(zeros) * 256 + 255 - beyond
}

fn cell_of(part: u32, cells: usize) -> usize {
    let cell = (u64::from(part) * u64::try_from(cells).unwrap_or(0)) >> 32;
    usize::try_from(cell).unwrap_or(0)
}

fn bits_from(position: &Position, from: u16) -> u32 {
    bits_of(position.bytes(), from)
}

/// Returns 32 bits from one on; zeros beyond the end.
fn bits_of(bytes: &[u8; 32], from: u16) -> u32 {
    let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
    let first = usize::from(from / 8);
    let five = (0..5).fold(0, |bits, nth| (bits << 8) | byte(first + nth));
    u32::try_from((five >> (8 - from % 8)) & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_space_is_linear() {
        for nth in 0..200_u32 {
            let position = Position::of(&nth.to_be_bytes());
            let whole = Window::new(position, 0);
            assert_eq!(whole.cell(&position, 256), Some(usize::from(position.bytes()[0])));
            assert_eq!(whole.covers(80), 0..=79);
        }
    }

    #[test]
    fn a_window_holds_what_shares_its_bits() {
        let around = Position::of(b"key");
        for bits in 0..40 {
            let window = Window::new(around, bits);
            assert!(window.cell(&around, 60).is_some_and(|cell| cell < 60));
            let whole = Window::new(around, 0).cell(&around, 60).expect("the whole space has all");
            assert!(window.covers(60).contains(&whole), "{bits}");
            for nth in 0..50_u32 {
                let other = Position::of(&nth.to_be_bytes());
                let shares = other.common_prefix(&around) >= bits;
                assert_eq!(window.cell(&other, 60).is_some(), shares);
            }
        }
        assert_eq!(Window::new(around, 0).cell(&around, 0), None);
    }

    #[test]
    fn nearer_is_closer_and_a_bit_is_256_steps() {
        let target = Position::of(b"key");
        let mut all: Vec<Distance> = (0..500_u32).map(|n| Position::of(&n.to_be_bytes()).distance(&target)).collect();
        all.sort();
        assert!(all.windows(2).all(|two| closeness(&two[0]) >= closeness(&two[1])));
        assert!(all.iter().all(|distance| closeness(distance) / 256 == u32::from(distance.leading_zeros())));
        assert_eq!(closeness(&target.distance(&target)), 256 * 256 + 255);
    }
}
