//! How long a query may run. kad's own limit is out of the way, because it would run on while the node stands still.

use std::{task::Context, time::Duration};

use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::Tap;

/// How long a query may run: kad's own default, counted for each phase.
const QUERY_LIMIT: Duration = Duration::from_secs(60);
/// How long it may run in all its phases: none is open for more than a minute and a half, also where the machine is slow.
/// (Announcements that are dialled again have the limits of their dials.)
const TOTAL_LIMIT: Duration = Duration::from_secs(80);
/// How often the limit is observed while a query runs; it also lets kad notice peers that never answer.
const LOOK: Duration = Duration::from_secs(1);

impl Tap {
    /// Ends queries whose phase has run for longer than it may; a pause does not count.
    pub(super) fn enforce_limit(&mut self, cx: &mut Context<'_>) {
        if self.active.is_empty() || self.pause.is_on() {
            self.look = None;
            return;
        }
        let look = self.look.get_or_insert_with(every_second);
        while look.poll_tick(cx).is_ready() {
            let now = Instant::now();
            for (id, active) in &mut self.active {
                let over =
                    now.duration_since(active.since) >= QUERY_LIMIT || now.duration_since(active.begun) >= TOTAL_LIMIT;
                if over && let Some(mut query) = self.kad.query_mut(id) {
                    active.timed_out = true;
                    query.finish();
                }
            }
        }
    }
}

fn every_second() -> Interval {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    look
}
