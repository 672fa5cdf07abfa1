//! What happened to the routing table, and why; the last minutes above the queries.

use std::time::Duration;

use crate::dht::RoutingChange;

pub struct ChangeWords {
    /// The title of the page, and of the lines under the buckets.
    pub title: &'static str,
    /// Nothing happened.
    pub none: &'static str,
    /// What is marked so is inferred.
    pub inferred: &'static str,
}

/// The names of the rows of the last minutes.
pub struct PulseWords {
    pub out: &'static str,
    pub came: &'static str,
    pub failed: &'static str,
    pub rtt: &'static str,
    pub table: &'static str,
    pub records: &'static str,
}

say! { screen:
    /// Says what happened, and why. Who it is about, and who is the entry that was disconnected longest or left, is named.
    fn table_change(what: &RoutingChange, who: &str, other: Option<&str>) -> String;
    /// Returns the title of the page of the last so long.
    fn changes_of_last(last: Duration) -> String;
    /// Says that so many older ones are not kept.
    fn changes_dropped(n: u64) -> String;
}
