//! The page of a query, the keyspace.

mod labels;

pub use labels::{
    Bits, Chart, EndWords, Facts, Keyspace, Labels, List, Mark, NextWords, Standing, StoreWords, TreeWords, TruthWords,
};

use crate::dht::{Cause, Failure, Kind, Oddity, QueryId};

/// What came of a lookup's requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LookupCounts {
    pub asked: u32,
    pub answered: u32,
    pub failed: u32,
    /// Nothing came of them for ten seconds: the lookup goes on without them.
    pub silent: u32,
    /// Nothing has come of them yet, or before the end.
    pub open: u32,
    /// Those of the latter that answered after the end.
    pub late: u32,
}

/// How a lookup stands, for those of whom nothing came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// It goes on.
    Runs,
    /// It ended because all it needed had answered.
    Satisfied,
    /// It ended otherwise.
    Ended,
}

say! { lookup:
    /// Returns the fixed words of this room.
    fn lookup() -> &'static Labels;
    /// Says which query the page is about.
    fn query_title(id: QueryId) -> String;
    /// Says how long a query took, or has been running.
    fn query_lasted(lasted: &str, is_over: bool) -> String;
    /// Says who wanted a query.
    fn query_cause(kind: Kind, cause: Cause) -> String;
    /// Says how many lookups a query was made of, or which one is running.
    fn query_lookups(n: usize, is_over: bool) -> String;
    /// Says which quorum a query needs.
    fn query_quorum(needed: usize) -> String;
    /// Says what came of a lookup's requests.
    fn lookup_counts(counts: &LookupCounts, stand: Stand) -> String;
    /// Says how many rounds of hearsay a lookup took.
    fn lookup_rounds(n: u16) -> String;
    /// Says when a lookup stalled and how often again, and what that changes: how many are asked at most.
    fn lookup_stalled(at: &str, again: usize, answers: usize, most: usize) -> String;
    /// Says so in few words.
    fn lookup_stalled_briefly(at: &str, answers: usize, most: usize) -> String;
    /// Says that a lookup ended as it should: so many have answered, and nearer ones have not.
    fn lookup_ended(wanted: usize, but: usize) -> String;
    /// Says that the closest are being stored at, or told who provides; how many of them are still open.
    fn lookup_stores(wanted: usize, open: usize, is_provide: bool) -> String;
    /// Says whose answers a lookup waits for; `most` is α, or none where it is stalled.
    fn lookup_waits(names: &str, n: usize, most: Option<usize>) -> String;
    /// Says whom the coming step asks.
    fn lookup_next(names: &str) -> String;
    /// Says whom the coming step asks and why them; `most` is α, or none where the lookup is stalled.
    fn lookup_why_next(names: &str, n: usize, most: Option<usize>) -> String;
    /// Says whom the coming step sends the value to, or word of the provider, and why them.
    fn lookup_why_stores(names: &str, n: usize, is_provide: bool) -> String;
    /// Says when a lookup ends: when so many have answered, or all who are known.
    fn lookup_ends_when(wanted: Option<usize>) -> String;
    /// Says that the coming step asks nobody while all these are silent.
    fn lookup_next_waits(waiting: usize) -> String;
    /// Says names, and how many more there are.
    fn some_names(names: &[String], more: usize) -> String;
    /// Says how a key's hash begins.
    fn key_hash(beginning: &str) -> String;
    /// Says how many bits are shared.
    fn shared_bits(n: u16) -> String;
    /// Says what the window of the keyspace is: where the closest lie, one of so many parts of the whole.
    fn keyspace_zoomed(bits: u16, closest: usize, parts: Option<u64>) -> String;
    /// Says how many of the true closest were found, of the practice nodes where there are guests.
    fn truth_found(found: usize, of: usize, has_guests: bool) -> String;
    /// Says how many copies of a value are alive.
    fn truth_copies(holders: usize, of: usize, here: bool, has_guests: bool) -> String;
    /// Says how many provider records are alive.
    fn truth_providers(holders: usize, of: usize, here: bool, has_guests: bool) -> String;
    /// Says whom a query missed, each part as [`Language::truth_missed_since`](super::Language::truth_missed_since) says it.
    fn truth_missed(all: &[String]) -> String;
    /// Says who was missed for one reason, and whether they are cut off from us now.
    fn truth_missed_since(names: &str, why: &str, is_cut_off: bool) -> String;
    /// Says why one was missed that was asked in vain.
    fn truth_failed(failure: &Failure) -> String;
    /// Says how many of those that a peer named were news.
    fn lookup_news(new: u16, named: u16) -> String;
    /// Says how many a peer named whose answer came late.
    fn lookup_late_news(named: u16) -> String;
    /// Says what is odd about an answer.
    fn oddities(all: &[Oddity]) -> String;
    /// Says how many of our own table were asked.
    fn tree_root(asked: usize, unasked: usize) -> String;
    /// Says what a peer in the tree told.
    fn tree_told(bits: u16, new: u16, named: u16, unasked: usize) -> String;
    /// Says how many had no room in the tree.
    fn tree_left(n: usize) -> String;
    /// Says how many peers are not kept.
    fn only_heard_of(n: usize) -> String;
    /// Says how many are shown of those that there are.
    fn shown_of(shown: usize, more: usize) -> String;
    /// Says that kad could not ask so many providers.
    fn providers_without_address(n: u32) -> String;
    /// Says when a query started.
    fn query_started(clock: &str) -> String;
    /// Says how many equal answers a query needs.
    fn query_needed(n: usize) -> String;
    /// Says that holders disagree.
    fn different_values(n: usize) -> String;
    /// Names one of several lookups.
    fn lookup_nth(n: usize) -> String;
    /// Says what came of a lookup before the last.
    fn earlier_lookup(asked: usize, heard: usize, rounds: u16, lasted: Option<&str>, best: u16) -> String;
    /// Says how a value begins, and how long it is.
    fn value_begins(beginning: &str, bytes: usize) -> String;
}
