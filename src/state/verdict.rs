//! What came of a query, in one or two plain sentences: what happened, to how many, and if it failed why and what to
//! do. Pure, from what the state holds.
//!
//! ```text
//!   values     get, put, republish, replicate        why      who failed, for which reason
//!   provided   provide, reprovide, providers         nobody   why there was nobody to ask
//!   found      closest, bootstrap                    words    numbers, values, peers and reasons in a sentence
//!   truth      what a practice network knows, after it; what ended unseen
//! ```

mod found;
mod nobody;
mod provided;
#[cfg(test)]
mod tests;
mod truth;
mod values;
mod why;
mod words;

use super::{Query, State};
use crate::dht::Kind;
use words::{shown, times};

/// What came of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Whether it succeeded, as the command language means it.
    pub ok: bool,
    /// The sentence.
    pub text: String,
}

fn good(text: String) -> Verdict {
    Verdict { ok: true, text }
}

fn bad(text: String) -> Verdict {
    Verdict { ok: false, text }
}

/// Returns the verdict of a query that still runs, as soon as its quorum is met; none before, and none again after.
pub(super) fn early(query: &Query) -> Option<Verdict> {
    if query.verdict.is_some() {
        return None;
    }
    match query.kind {
        Kind::Put if query.stored.len() >= query.needed => {
            let more = match why::open_stores(query) {
                0 => String::new(),
                open => format!(", asking {open} more"),
            };
            Some(good(format!("put {}: stored at {}{more}", query.called(), query.stored.len())))
        }
        Kind::Get => query
            .best_value()
            .filter(|(_, holders)| *holders >= query.needed)
            .map(|(value, _)| good(format!("get {}: {}, asking on", query.called(), shown(value)))),
        _ => None,
    }
}

/// Returns the verdict of a query that has ended.
pub(super) fn of(query: &Query, state: &State) -> Verdict {
    if query.outcome.unseen {
        return truth::unseen(query);
    }
    let Verdict { ok, text } = seen(query, state);
    Verdict { ok, text: text + &truth::clause(query, state) }
}

fn seen(query: &Query, state: &State) -> Verdict {
    match query.kind {
        Kind::Get => values::get(query, state),
        Kind::Put => values::put(query, state),
        Kind::Republish | Kind::Replicate => values::again(query, state),
        Kind::Provide => provided::provide(query, state),
        Kind::Reprovide => provided::again(query, state),
        Kind::Providers => provided::providers(query, state),
        Kind::Closest => found::closest(query, state),
        Kind::Bootstrap => found::bootstrap(query, state),
    }
}

/// Returns the verdict of a query that came to nothing, with one more answer that came after its end; none where there
/// is nothing to add.
pub(super) fn with_late(query: &Query) -> Option<Verdict> {
    let verdict = query.verdict.as_ref().filter(|verdict| query.finished.is_some() && !verdict.ok)?;
    let said = late(query.late);
    if verdict.text.ends_with(&said) {
        return None;
    }
    let before = late(query.late.saturating_sub(1));
    let text = verdict.text.strip_suffix(&before).unwrap_or(&verdict.text);
    Some(bad(format!("{text}{said}")))
}

fn late(answers: u32) -> String {
    match answers {
        0 => String::new(),
        n => format!(
            ". {} came late, after the end, and {} not count",
            times(n, "answer"),
            if n == 1 { "does" } else { "do" }
        ),
    }
}
