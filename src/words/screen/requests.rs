//! What the node asks and is asked.

use std::time::Duration;

use crate::dht::{Reply, Requests};

pub struct RequestWords {
    /// The pane's title.
    pub title: &'static str,
    /// Nobody has asked anything: what would change that.
    pub empty: &'static str,
    /// The same in a recording.
    pub empty_in_recording: &'static str,
    /// The titles of the upper table: what kind, what came, what left, how long ours took, and where that time went.
    pub kind: &'static str,
    pub came: &'static str,
    pub left: &'static str,
    pub minutes: &'static str,
    pub half: &'static str,
    pub most: &'static str,
    pub nearly_all: &'static str,
    pub time: &'static str,
    /// The row of those that said what they are.
    pub identify: &'static str,
    /// Of an announcement: nobody answers it.
    pub no_answer: &'static str,
    /// What the marks of the bars mean.
    pub legend: [&'static str; 2],
    /// The titles of the list: when, who, what, about which key, what was answered.
    pub at: &'static str,
    pub who: &'static str,
    pub asks: &'static str,
    pub key: &'static str,
    pub answer: &'static str,
    /// The titles of the two lists beside it.
    pub top_askers: &'static str,
    pub top_keys: &'static str,
    pub none: &'static str,
}

say! { screen:
    /// Says how many requests came, how many left, and how many of these failed.
    fn requests_came(n: u64) -> String;
    fn requests_left(n: u64) -> String;
    fn requests_failed(n: u64) -> String;
    /// Says that so many older ones are counted and not listed.
    fn requests_dropped(n: u64) -> String;
    /// Says that none of those listed passes the filter.
    fn requests_unmatched(filter: &str) -> String;
    /// Says what was answered.
    fn request_reply(reply: Reply) -> String;
    /// Says how many of the requests that are listed are a peer's.
    fn requests_from(n: usize) -> String;
    /// Says how many of each kind came and left.
    fn requests_summary(requests: &Requests<Duration>) -> String;
}
