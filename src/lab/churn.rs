//! Nodes that leave and join at random, as a Poisson process; which and when comes from the seed.

use std::time::Duration;

use tokio::time::Instant;

/// Nodes that left and may come back: while there are fewer, new ones join in their place.
const AWAY: usize = 20;

/// The plan of who leaves and joins.
pub(super) struct Churn {
    per_minute: u32,
    chance: fastrand::Rng,
    next: Instant,
    away: Vec<usize>,
}

impl Churn {
    pub(super) fn new(seed: u64) -> Self {
        let chance = fastrand::Rng::with_seed(seed.rotate_left(31));
        Self { per_minute: 0, chance, next: Instant::now(), away: Vec::new() }
    }

    pub(super) fn is_on(&self) -> bool {
        self.per_minute > 0
    }

    /// Returns when the next leaves, and another joins.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// Lets so many leave a minute; 0 ends it.
    pub(super) fn set(&mut self, per_minute: u32) {
        self.per_minute = per_minute;
        self.next = Instant::now();
        self.plan_next();
    }

    /// Plans when the next leaves: between two there is an exponential time.
    pub(super) fn plan_next(&mut self) {
        if self.is_on() {
            let minutes = -(1.0 - self.chance.f64()).ln() / f64::from(self.per_minute);
            self.next += Duration::from_secs_f64(minutes * 60.0);
        }
    }

    /// Returns which of these leaves.
    pub(super) fn leaver(&mut self, living: &[usize]) -> Option<usize> {
        self.chance.choice(living).copied()
    }

    /// Notes who left. Returns who comes back in its place; none if a new one shall join.
    pub(super) fn left(&mut self, number: usize) -> Option<usize> {
        let back = (self.away.len() >= AWAY).then(|| self.away.swap_remove(self.chance.usize(..self.away.len())));
        self.away.push(number);
        back
    }

    /// Notes that a node runs again by somebody's hand.
    pub(super) fn came_back(&mut self, number: usize) {
        self.away.retain(|away| *away != number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_has_the_rate_and_comes_from_the_seed() {
        let times = |seed| {
            let mut churn = Churn::new(seed);
            churn.set(60);
            let start = churn.next();
            (0..2_000).map(|_| churn.plan_next()).for_each(drop);
            (churn.next() - start).as_secs()
        };
        assert!((1_850..2_150).contains(&times(1)), "2,000 at one a second: {} s", times(1));
        assert_eq!(times(1), times(1));
        assert_ne!(times(1), times(2));
    }

    #[test]
    fn new_ones_join_until_enough_are_away_to_come_back() {
        let mut churn = Churn::new(7);
        for number in 0..AWAY {
            assert_eq!(churn.left(number), None);
        }
        for number in AWAY..100 {
            let back = churn.left(number).expect("enough are away");
            assert!(back < number);
        }
        assert_eq!(churn.away.len(), AWAY);
        let back = churn.away[3];
        churn.came_back(back);
        assert!(!churn.away.contains(&back));
    }
}
