//! Facts → sentences: what the user reads, in one language or another. Pure; a language is chosen at run time and handed
//! on as a value. A file a language, each with one exhaustive match a fact, so that the compiler finds what is missing.

mod en;

use crate::dht::{Answer, Failure, Kind, Verdict, practice::Refusal, verdict::Code};

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

    /// Says what came of a command.
    #[must_use]
    pub fn answer(self, answer: &Answer) -> String {
        match self {
            Self::English => en::answer(answer),
        }
    }

    /// Says why the practice network did not carry something out.
    #[must_use]
    pub fn refusal(self, why: &Refusal) -> String {
        match self {
            Self::English => en::refusal(why),
        }
    }

    /// Says what came of a query of some kind, without naming it.
    #[must_use]
    pub fn verdict(self, kind: Kind, verdict: &Verdict) -> String {
        match self {
            Self::English => en::verdict(kind, verdict),
        }
    }

    /// Says what came of a query, beginning with its kind and what it was called by.
    #[must_use]
    pub fn told(self, kind: Kind, called: &str, verdict: &Verdict) -> String {
        let said = self.verdict(kind, verdict);
        match kind {
            Kind::Bootstrap => format!("{}: {said}", kind.word()),
            _ => format!("{} {called}: {said}", kind.word()),
        }
    }

    /// Says what an outcome means.
    #[must_use]
    pub fn outcome(self, code: Code) -> &'static str {
        match self {
            Self::English => en::outcome(code),
        }
    }

    /// Says how many copies there are at others, of so many that there could be, and whether the asker has one.
    #[must_use]
    pub fn copies(self, holders: usize, of: usize, here: bool) -> String {
        match self {
            Self::English => en::copies(holders, of, here),
        }
    }
}
