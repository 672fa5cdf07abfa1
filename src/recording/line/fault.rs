//! What can be wrong with a line.

use crate::words::Language;

/// Why a line could not be understood.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LineFault {
    /// It is no JSON object, or a field of it is none of the right kind.
    #[error("{}", Language::English.json_wrong(*column, reason))]
    Json {
        /// Where that is seen.
        column: usize,
        /// In the words of who reads JSON.
        reason: String,
    },
    /// A field is missing.
    #[error("{}", Language::English.field_missing(.0))]
    Missing(&'static str),
    /// A field says what it cannot say.
    #[error("{}", Language::English.field_wrong(field, text, wanted.missed()))]
    Wrong {
        field: &'static str,
        /// What it says.
        text: String,
        /// What it should say.
        wanted: Wanted,
    },
}

/// What a field says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    Peer,
    Address,
    Bytes,
    Mode,
    Quorum,
    Via,
    Direction,
    Cause,
    Query,
    Message,
    Phase,
    Change,
}

impl Wanted {
    fn missed(self) -> &'static str {
        let words = &Language::English.program().recording;
        match self {
            Self::Peer => words.no_peer,
            Self::Address => words.no_address,
            Self::Bytes => words.no_bytes,
            Self::Mode => words.no_mode,
            Self::Quorum => words.no_quorum,
            Self::Via => words.no_via,
            Self::Direction => words.no_direction,
            Self::Cause => words.no_cause,
            Self::Query => words.no_query,
            Self::Message => words.no_message,
            Self::Phase => words.no_phase,
            Self::Change => words.no_change,
        }
    }
}
