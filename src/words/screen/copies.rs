//! Who holds a key: the page.

use crate::dht::CopyKind;

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
    pub has_not: &'static str,
    pub no_answer: &'static str,
    pub later: &'static str,
    pub left_unsaid: &'static str,
    pub providers: &'static str,
    pub reached: &'static str,
    pub rounds: &'static str,
    pub legend: &'static str,
    pub lookup: &'static str,
}

/// The titles of the columns.
pub struct CopyColumns {
    pub rank: &'static str,
    pub peer: &'static str,
    pub has: &'static str,
    pub left: &'static str,
    pub value: &'static str,
}

say! { screen:
    /// Returns the title of the page.
    fn copies_title(what: CopyKind, key: &str) -> String;
    /// Says when a peer was first heard of.
    fn copies_since(clock: &str) -> String;
    /// Says since when rounds are made, and how many there were.
    fn copies_rounds(n: usize, from: &str, to: &str) -> String;
    /// Says how to ask again and again.
    fn copies_again(what: CopyKind, key: &str) -> String;
}
