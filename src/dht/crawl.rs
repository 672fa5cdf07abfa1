//! A walk through the whole network: whom it met, and how far it came.

use std::time::Duration;

use super::{Failure, Multiaddr, PeerId};

/// Peers that a crawl asks at a time, unless told otherwise.
pub const PARALLEL: usize = 128;
/// Peers that a crawl knows at most, unless told otherwise.
pub const MOST_PEERS: usize = 50_000;

/// How a crawl is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CrawlPlan {
    /// Whether each peer's whole routing table is read; else it is asked for no more than leads to others.
    pub has_tables: bool,
    /// Peers asked at a time, at least one: no more connections are open.
    pub parallel: usize,
    /// Peers known at most: those named beyond are left out.
    pub limit: usize,
}

impl Default for CrawlPlan {
    fn default() -> Self {
        Self { has_tables: false, parallel: PARALLEL, limit: MOST_PEERS }
    }
}

/// A peer that a crawl asked, or could not reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crawled {
    pub peer: PeerId,
    /// Where it was reached, or else where it was said to be.
    pub address: Option<Multiaddr>,
    /// Whether it could be reached: it may have answered nothing all the same.
    pub is_reachable: bool,
    /// The program and its version, as the peer says; none where it did not say it in time.
    pub agent: Option<String>,
    /// Protocols it speaks, as it says.
    pub protocols: Vec<String>,
    /// Whom it named; none where its table was not read, or no word of it.
    pub table: Option<Vec<PeerId>>,
    /// Why it was not reached, or did not answer to the end.
    pub failure: Option<Failure>,
}

impl Crawled {
    /// Returns whether it answered all that it was asked.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        self.is_reachable && self.failure.is_none()
    }
}

/// How far a crawl is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CrawlCounts {
    /// Peers that somebody named, without ourselves.
    pub known: usize,
    /// Those that were reached and asked.
    pub reachable: usize,
    /// Those that could not be reached.
    pub unreachable: usize,
    /// Those that are being asked now.
    pub under_way: usize,
    /// Requests that were answered.
    pub requests: u64,
}

impl CrawlCounts {
    /// Counts a peer that was asked, or could not be reached.
    pub fn note(&mut self, found: &Crawled) {
        *(if found.is_reachable { &mut self.reachable } else { &mut self.unreachable }) += 1;
    }

    /// Returns how many are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.reachable + self.unreachable
    }

    /// Returns how many wait for their turn.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.known.saturating_sub(self.done() + self.under_way)
    }
}

/// Why a crawl ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CrawlEnd {
    /// Everybody who was named was asked.
    Done,
    /// More were named than it may know.
    Limit,
    /// It was stopped.
    Stopped,
}

impl CrawlEnd {
    /// Every end.
    pub const ALL: [Self; 3] = [Self::Done, Self::Limit, Self::Stopped];

    /// Returns its word in the line format, which never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Limit => "limit",
            Self::Stopped => "stopped",
        }
    }
}

/// What a crawl came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CrawlSummary {
    pub counts: CrawlCounts,
    /// How many of those that were reached answered all that they were asked.
    pub answered: usize,
    /// How long it took.
    pub took: Duration,
    pub end: CrawlEnd,
}

impl CrawlSummary {
    /// Returns what one has come to that is stopped.
    #[must_use]
    pub fn stopped(counts: CrawlCounts, answered: usize, took: Duration) -> Self {
        Self { counts: CrawlCounts { under_way: 0, ..counts }, answered, took, end: CrawlEnd::Stopped }
    }

    /// Returns whether it came to its end, or to its limit, and somebody answered.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.answered > 0 && self.end != CrawlEnd::Stopped
    }
}
