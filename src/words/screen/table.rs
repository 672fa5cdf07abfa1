//! A peer's routing table, as it told it.

use crate::dht::{Failure, RemoteTable};

/// The fixed words of its page.
pub struct TableWords {
    /// It has not been told yet.
    pub not_read: &'static str,
    /// A fact: when it was told, and how.
    pub told: &'static str,
    /// A fact: whether we are in it.
    pub us: &'static str,
    /// A fact: how many entries it has, and how many of them we know.
    pub known: &'static str,
    /// A fact: what changed since it was told before.
    pub changes: &'static str,
    /// A fact: what it truly is, in a practice network.
    pub truth: &'static str,
    /// The title of its buckets.
    pub buckets: &'static str,
    /// What the marks of the picture mean.
    pub legend: &'static str,
    /// The title of its entries.
    pub entries: &'static str,
    /// An entry is this node.
    pub is_us: &'static str,
    /// We know nothing of an entry.
    pub unknown: &'static str,
    /// An entry was not told before.
    pub new: &'static str,
    /// What is not told.
    pub untold: &'static str,
}

say! { screen:
    /// Returns the page's title.
    fn page_table(who: &str) -> String;
    /// Says that the peer answered nothing when it was last asked, and when what stands below was told.
    fn table_unread(clock: &str, why: &Failure, before: Option<&str>) -> String;
    /// Says when a table was told, how many entries it has, and whether that is all.
    fn table_told(clock: &str, table: &RemoteTable) -> String;
    /// Says in which bucket of it we are, if in one.
    fn table_has_us(cpl: Option<u16>) -> String;
    /// Says how many of its entries we know.
    fn table_known(known: usize, gone: usize, all: usize) -> String;
    /// Says who came in and who went since it was told before.
    fn table_changes(then: &str, came: &str, went: &str) -> String;
    /// Says who is in it and was not told, and who was told and is not in it.
    fn table_truth(untold: &str, gone: &str) -> String;
    /// Says how many entries a bucket has, beside k.
    fn table_count(entries: usize, k: usize) -> String;
}
