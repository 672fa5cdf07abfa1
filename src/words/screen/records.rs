//! What the node's store holds.

use std::time::Duration;

use crate::dht::{Failure, Gone, How};

pub struct RecordWords {
    /// The pane's title.
    pub title: &'static str,
    /// The store holds nothing: what would fill it.
    pub empty: &'static str,
    /// The same in a recording.
    pub empty_in_recording: &'static str,
    /// The same of another node's store.
    pub empty_there: &'static str,
    /// Of another node nothing is told yet, or any more.
    pub not_told: &'static str,
    pub not_told_in_recording: &'static str,
    /// The record of the open page is not kept here any more.
    pub is_gone: &'static str,
    /// A value, in a column.
    pub value: &'static str,
    /// A provider record, in a column.
    pub provider: &'static str,
    /// It lives for ever.
    pub for_ever: &'static str,
    /// Its time is over, and it is here yet; the longest wording first.
    pub expired: [&'static str; 2],
    /// This node is not among the closest to the key.
    pub not_among: &'static str,
    /// It will not be stored again by this node.
    pub never: &'static str,
    /// What the marks of the bars mean.
    pub legend: [&'static str; 2],
    pub columns: RecordColumns,
    pub page: RecordPage,
}

/// The titles of the columns.
pub struct RecordColumns {
    pub key: &'static str,
    /// Value or provider record.
    pub kind: &'static str,
    /// The value, or who provides it.
    pub what: &'static str,
    pub size: &'static str,
    /// How it came.
    pub came: &'static str,
    /// Who published it.
    pub publisher: &'static str,
    /// Which of the closest to the key this node is.
    pub rank: &'static str,
    /// What is left of its life: the bar, and the time.
    pub life: &'static str,
    pub left: &'static str,
    /// When it will be stored again.
    pub again: &'static str,
}

/// The page of a record.
pub struct RecordPage {
    pub title: &'static str,
    pub key: &'static str,
    pub position: &'static str,
    pub size: &'static str,
    pub text: &'static str,
    pub json: &'static str,
    pub hex: &'static str,
    /// The value is longer than what is told of one.
    pub too_long: &'static str,
    pub provider: &'static str,
    pub publisher: &'static str,
    /// The record names nobody who published it.
    pub no_publisher: &'static str,
    pub came: &'static str,
    pub since: &'static str,
    pub rank: &'static str,
    pub left: &'static str,
    pub again: &'static str,
    pub history: &'static str,
    /// When it came: before this node was looked at.
    pub before: &'static str,
    pub lookups: &'static str,
    pub no_lookup: &'static str,
    /// A copy that was sent in its last second lives anew.
    pub last_second: &'static str,
    /// An own record was overwritten by one that names no publisher.
    pub overwritten: &'static str,
}

say! { screen:
    /// Says how many values and how many provider records there are.
    fn records_counts(values: usize, providers: usize) -> String;
    /// Says how many are in the store that are not listed.
    fn records_unlisted(n: usize) -> String;
    /// Says that no record passes the filter, of all or of a part of them.
    fn records_unmatched(filter: &str, is_part: bool) -> String;
    /// Says how a record came, and from whom.
    fn record_came(how: How, from: Option<&str>) -> String;
    /// Says which of the closest to a key this node is, among those that it knows.
    fn record_rank(rank: usize, of: usize) -> String;
    /// Says which this node is although it is not among them.
    fn record_rank_behind(rank: usize) -> String;
    /// Says that a record went, why, by whom if that is known, and how long ago.
    fn record_gone(what: &str, why: Option<Gone>, by: Option<&str>, ago: &str) -> String;
    /// Says that a record was not taken, from whom, why, and how long ago.
    fn record_refused(what: &str, from: &str, failure: &Failure, ago: &str) -> String;
    /// Names a value, or a provider record, by its key.
    fn record_called(key: &str, provider: Option<&str>) -> String;
    /// Says when it will be stored again, as it is reckoned.
    fn record_again(left: &str) -> String;
    /// Says how much longer it lives.
    fn record_left(left: &str) -> String;
    /// Says how often a record came.
    fn record_times(n: u32) -> String;
    /// Says all of a record in a line: how long it lives, where that is limited.
    fn record_summary(called: &str, came: &str, left: Option<Duration>) -> String;
    /// Says that another node's store is seen through its eyes.
    fn records_elsewhere(who: &str) -> String;
    /// Returns the title of what another node's store holds.
    fn records_of(who: &str) -> String;
    /// Says that there are more than are listed.
    fn and_more(n: usize) -> String;
}
