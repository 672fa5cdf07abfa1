//! Who holds a key: the page.

use crate::dht::{CopyKind, CopyMark};

pub struct CopyWords {
    /// Those closest are being looked up, or asked.
    pub asking: &'static str,
    /// Nobody was asked in this recording.
    pub none_in_recording: &'static str,
    /// A fact: what came of the last round.
    pub last: &'static str,
    /// A fact: the value that most have.
    pub value: &'static str,
    pub columns: CopyColumns,
    pub has: &'static str,
    pub knows: &'static str,
    pub other: &'static str,
    pub knows_none: &'static str,
    pub has_not: &'static str,
    pub no_answer: &'static str,
    pub later: &'static str,
    pub left_unsaid: &'static str,
    pub providers: &'static str,
    pub reached: &'static str,
    pub rounds: &'static str,
    pub legend: &'static str,
    pub legend_of_providers: &'static str,
    /// A fact: the round that is under way.
    pub next: &'static str,
    pub lookup: &'static str,
}

impl CopyWords {
    /// Returns the mark and the word for what one of the closest has.
    #[must_use]
    pub fn word(&self, mark: CopyMark, what: CopyKind) -> &'static str {
        match (mark, what) {
            (CopyMark::HasOther, _) => self.other,
            (CopyMark::Has, CopyKind::Provider) => self.knows,
            (CopyMark::Has, CopyKind::Value) => self.has,
            (CopyMark::NoAnswer | CopyMark::GivenUp, _) => self.no_answer,
            (CopyMark::HasNot, CopyKind::Provider) => self.knows_none,
            (CopyMark::HasNot, CopyKind::Value) => self.has_not,
        }
    }
}

/// The titles of the columns.
pub struct CopyColumns {
    pub rank: &'static str,
    pub peer: &'static str,
    pub has: &'static str,
    /// The same of providers.
    pub knows: &'static str,
    pub left: &'static str,
    /// How it stood in each.
    pub rounds: &'static str,
    pub value: &'static str,
}

say! { screen:
    /// Returns the title of the page.
    fn copies_title(what: CopyKind, key: &str) -> String;
    /// Says when a peer was first heard of.
    fn copies_since(clock: &str) -> String;
    /// Says since when rounds are made, and how many there were.
    fn copies_rounds(n: usize, from: &str, to: &str) -> String;
    /// Says since when a round goes on.
    fn copies_under_way(since: &str) -> String;
    /// Says how to ask again and again.
    fn copies_again(what: CopyKind, key: &str) -> String;
}
