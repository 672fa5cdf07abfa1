//! What a crawl found: the list and the census.

use std::time::Duration;

use crate::{dht::CrawlCounts, words::nodes::Title};

pub struct CrawlWords {
    /// The title where nothing was crawled yet.
    pub no_title: &'static str,
    /// Said there.
    pub none: &'static str,
    /// Said there in a recording.
    pub none_in_recording: &'static str,
    /// The first answer has not come yet.
    pub nobody_yet: &'static str,
    /// What the list can do.
    pub legend: [&'static str; 2],
    /// Whether a peer could be reached.
    pub reach: ReachWords,
    /// The titles of the columns.
    pub columns: CrawlColumns,
    /// The titles and facts of the census.
    pub census: CensusWords,
}

/// Whether a peer could be reached.
pub struct ReachWords {
    pub answered: &'static str,
    pub reached: &'static str,
    pub unreached: &'static str,
    pub waiting: &'static str,
    /// This node.
    pub us: &'static str,
    /// Another that is ours, which walked.
    pub walker: &'static str,
}

/// The titles of the columns.
pub struct CrawlColumns {
    pub peer: &'static str,
    /// Whether it could be reached.
    pub reach: Title,
    pub nearness: &'static str,
    pub near: Title,
    pub closest: &'static str,
    pub table: Title,
    pub named_by: Title,
    pub agent: Title,
}

/// The titles and facts of the census.
pub struct CensusWords {
    pub title: &'static str,
    /// How many there are.
    pub peers: &'static str,
    /// How many there would be by the nearest.
    pub reckoned: &'static str,
    pub took: &'static str,
    pub tables: &'static str,
    pub no_tables: &'static str,
    /// Said of a walk that did not come to its end.
    pub partial: &'static str,
    pub programs: &'static str,
    pub versions: &'static str,
    pub protocols: &'static str,
    /// Why peers were not reached, or did not answer.
    pub failures: &'static str,
    pub all_reached: &'static str,
    pub density: &'static str,
    pub density_columns: &'static str,
    pub came: &'static str,
    pub went: &'static str,
    pub no_change: &'static str,
    pub unsaid: &'static str,
    /// Facts of a peer's page: whether it was reached, and so on.
    pub reach: &'static str,
    pub address: &'static str,
    pub table: &'static str,
    pub known_by: &'static str,
}

say! { screen:
    /// Says how far a crawl is, and how long it may still take.
    fn crawl_progress(counts: &CrawlCounts, left: Option<Duration>) -> String;
    /// Returns the title of a crawl's list: when it began, when it ended, and how many are listed of how many peers.
    fn crawl_title(began: &str, ended: Option<&str>, listed: Option<usize>, all: usize) -> String;
    /// Says how many could be reached.
    fn crawl_reached(n: usize) -> String;
    /// Says how many could not.
    fn crawl_unreached(n: usize) -> String;
    /// Says how many were not asked.
    fn crawl_waiting(n: usize) -> String;
    /// Says how many there would be, by how near the nearest are.
    fn census_reckoned(n: f64, nearest: usize) -> String;
    /// Says how much of the tables that were read leads to nobody.
    fn census_tables(tables: usize, entries: usize, dead: usize) -> String;
    /// Says how many peers share so many bits, and how many would if they lay as chance has it.
    fn census_density(bits: u16, count: usize, expected: f64) -> String;
    /// Returns the title of what changed since the crawl before.
    fn census_since(before: &str) -> String;
    /// Says how many more there are.
    fn census_more(n: usize) -> String;
    /// Returns the title of what a crawl found of a peer.
    fn crawl_of_peer(clock: &str) -> String;
    /// Says in how many tables a peer stands, and in whose.
    fn crawl_known_by(tables: u32, whose: &str) -> String;
}
