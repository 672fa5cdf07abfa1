//! Facts → sentences: what the user reads, in one language or another. Pure; a language is chosen at run time and handed
//! on as a value. A file a language, each with one exhaustive match a fact, so that the compiler finds what is missing.

mod en;

use crate::dht::Failure;

/// A language that sentences are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// The language of the lines and of scripts.
    #[default]
    English,
}

impl Language {
    /// Says why something failed: a clause as it stands behind a colon or in brackets.
    #[must_use]
    pub fn failure(self, failure: &Failure) -> String {
        match self {
            Self::English => en::failure(failure),
        }
    }
}
