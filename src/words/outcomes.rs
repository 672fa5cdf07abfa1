//! What came of queries and commands, and why something failed.

use super::Language;
use crate::dht::{Answer, Failure, Kind, Verdict, practice::Refusal, verdict::Code};

say! { outcomes:
    /// Says why something failed: a clause as it stands behind a colon or in brackets.
    fn failure(failure: &Failure) -> String;
    /// Says what came of a command.
    fn answer(answer: &Answer) -> String;
    /// Says why the practice network did not carry something out.
    fn refusal(why: &Refusal) -> String;
    /// Says what came of a query of some kind, without naming it.
    fn verdict(kind: Kind, verdict: &Verdict) -> String;
    /// Says what an outcome means.
    fn outcome(code: Code) -> &'static str;
}

impl Language {
    /// Says what came of a query, beginning with its kind and what it was called by.
    #[must_use]
    pub fn told(self, kind: Kind, called: &str, verdict: &Verdict) -> String {
        let said = self.verdict(kind, verdict);
        match kind {
            Kind::Bootstrap => format!("{}: {said}", kind.word()),
            Kind::ProviderCopies => format!("copies --providers {called}: {said}"),
            _ => format!("{} {called}: {said}", kind.word()),
        }
    }
}
