//! The queries: those in flight, and what came of the last.

pub struct QueryWords {
    /// The pane's title.
    pub title: &'static str,
    /// There is none yet.
    pub none: &'static str,
    /// There is none yet in a recording.
    pub none_in_recording: &'static str,
    /// A query has asked nobody yet.
    pub starting: &'static str,
    /// It ended, and it is not known how.
    pub ended: &'static str,
    /// While paused: no query waits for a step.
    pub nothing_to_step: &'static str,
    /// While paused: a query keeps to itself whom it asks next.
    pub disjoint_paths: &'static str,
    /// While paused: no query asks anybody next.
    pub asks_nobody: &'static str,
    /// While paused: no query asks anybody next, but one may begin its next lookup.
    pub asks_or_begins: &'static str,
    /// The titles of the columns.
    pub columns: QueryColumns,
}

/// The titles of the columns.
pub struct QueryColumns {
    /// What is looked for: get, put, …
    pub kind: &'static str,
    /// And under which key.
    pub key: &'static str,
    /// Requests, in a column of five.
    pub asked: &'static str,
    /// Those that were answered, in a column of eight.
    pub answered: &'static str,
    /// The same in a column of four.
    pub answered_short: &'static str,
    /// Those that failed, in a column of six.
    pub failed: &'static str,
    /// The same in a column of four.
    pub failed_short: &'static str,
    /// How long it lasted.
    pub time: &'static str,
    /// What came of it.
    pub outcome: &'static str,
}

say! { screen:
    /// Says how many are in flight.
    fn queries_in_flight(n: usize) -> String;
    /// Says how many have ended.
    fn queries_done(n: usize) -> String;
    /// Says that a filter shows none.
    fn queries_unmatched(filter: &str) -> String;
    /// Says that a query goes on, and how many of its requests are open.
    fn query_asking(open: u32) -> String;
    /// Says how many of those that were asked to store it said that they did; of a provider record, to how many it was sent.
    fn query_acknowledged(n: usize, of: u32, is_provide: bool) -> String;
    /// Says that Kademlia itself started a query of which something is told.
    fn query_automatic(told: &str) -> String;
    /// Says that a query stands still, and what its next step is.
    fn query_paused(next: &str) -> String;
    /// Says whom the next step asks.
    fn queries_next_step(names: &str) -> String;
}
