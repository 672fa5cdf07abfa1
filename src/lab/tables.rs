//! The routing tables of a settled network: for each node and bucket, at most k peers that belong there.
//!
//! The positions are sorted once. The peers of one bucket share a prefix with the node and differ in the next bit, so
//! they lie side by side: a bucket is found by halving, and no pair of nodes is ever compared.
//!
//! ```text
//!   sorted:   0001  0010 │ 0110  0111 ║ 1000  1011  1101      node 0110
//!             └── cpl 1 ─┘             └────── cpl 0 ──────┘
//! ```

use crate::dht::{KEY_BITS, Position};

/// All positions of a network, sorted.
pub struct Tables {
    sorted: Vec<(Position, usize)>,
    rank: Vec<usize>,
    seed: u64,
}

impl Tables {
    /// Sorts the positions of nodes 0, 1, ….
    #[must_use]
    pub fn new(positions: Vec<Position>, seed: u64) -> Self {
        let mut sorted: Vec<(Position, usize)> = positions.into_iter().zip(0..).collect();
        sorted.sort_unstable();
        let mut rank = vec![0; sorted.len()];
        for (at, (_, number)) in sorted.iter().enumerate() {
            rank[*number] = at;
        }
        Self { sorted, rank, seed }
    }

    /// Returns the numbers of the nodes in a node's routing table, farthest bucket first; which k of a larger bucket
    /// is chance, the same for the same seed.
    pub fn of(&self, number: usize, k: usize) -> impl Iterator<Item = usize> {
        let me = self.sorted[self.rank[number]].0;
        let mut chance = fastrand::Rng::with_seed(self.seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut chosen = Vec::new();
        let mut near = 0..self.sorted.len(); // those that share all bits looked at so far
        for bit in 0..KEY_BITS {
            if near.len() <= 1 {
                break;
            }
            let ones = near.start + self.sorted[near.clone()].partition_point(|(position, _)| !has_bit(position, bit));
            let (zeros, ones) = (near.start..ones, ones..near.end);
            let (mine, bucket) = if has_bit(&me, bit) { (ones, zeros) } else { (zeros, ones) };
            chosen.extend(some_of(bucket, k, &mut chance).map(|at| self.sorted[at].1));
            near = mine;
        }
        chosen.into_iter()
    }
}

fn has_bit(position: &Position, bit: u16) -> bool {
    let (byte, bit) = (usize::from(bit / 8), bit % 8);
    position.bytes()[byte] & (0x80 >> bit) != 0
}

/// Returns at most `k` different places of a range, chosen at random. Costs as much as `k` is large, not as the range is
/// long, which `choose_multiple` walks to its end: two seconds more for ten thousand nodes.
fn some_of(range: std::ops::Range<usize>, k: usize, chance: &mut fastrand::Rng) -> impl Iterator<Item = usize> {
    let mut chosen: Vec<usize> = Vec::with_capacity(k);
    if range.len() <= k {
        chosen.extend(range);
    } else {
        while chosen.len() < k {
            let at = chance.usize(range.clone());
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    chosen.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(n: usize) -> Vec<Position> {
        (0..n).map(|number| Position::of(&number.to_be_bytes())).collect()
    }

    #[test]
    fn each_bucket_holds_what_belongs_there_and_at_most_k() {
        let all = positions(500);
        let tables = Tables::new(all.clone(), 7);
        for number in [0, 1, 250, 499] {
            let table: Vec<usize> = tables.of(number, 20).collect();
            for cpl in 0..KEY_BITS {
                let belongs = |other: &usize| *other != number && all[number].common_prefix(&all[*other]) == cpl;
                let there = (0..500).filter(belongs).count();
                assert_eq!(table.iter().filter(|other| belongs(other)).count(), there.min(20), "n{number}, cpl {cpl}");
            }
            assert!(!table.contains(&number));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_tables() {
        let of = |seed| Tables::new(positions(300), seed).of(17, 4).collect::<Vec<_>>();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn a_lonely_node_has_an_empty_table() {
        assert_eq!(Tables::new(positions(1), 1).of(0, 20).count(), 0);
    }
}
