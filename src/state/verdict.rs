//! What came of a query: decided here, from what the state holds; said in `words`.
//!
//! ```text
//!   values     get, put, republish, replicate        why      who failed, and of what
//!   copies     copies
//!   provided   provide, reprovide, providers         nobody   why there was nobody to ask
//!   truth      what a practice network knows
//! ```

mod copies;
mod nobody;
mod provided;
#[cfg(test)]
mod tests;
mod truth;
mod values;
mod why;

use super::{Query, State};
use crate::dht::{
    Answer, Event, Kind, Verdict, name,
    verdict::{End, Nobody},
};

fn good(end: End) -> Verdict {
    with(true, end)
}

fn bad(end: End) -> Verdict {
    with(false, end)
}

fn with(ok: bool, end: End) -> Verdict {
    Verdict { ok, end, truth: None, late: 0, is_under_cid: false }
}

impl State {
    /// Returns why nobody can be asked, where the routing table is empty.
    #[must_use]
    pub fn nobody_to_ask(&self) -> Option<Nobody> {
        (self.buckets.entries() == 0).then(|| nobody::nobody_known(self))
    }

    /// Returns an event with what only the state knows of it.
    #[must_use]
    pub fn complete(&self, event: Event) -> Event {
        match event {
            Event::CommandFinished { n, answer: Answer::NobodyToBootstrap(None) } => {
                Event::CommandFinished { n, answer: Answer::NobodyToBootstrap(self.nobody_to_ask()) }
            }
            Event::CommandFinished { n, answer: Answer::NobodyToCrawl(None) } => {
                Event::CommandFinished { n, answer: Answer::NobodyToCrawl(self.nobody_to_ask()) }
            }
            event => event,
        }
    }
}

/// Returns the verdict of a query that still runs, as soon as its quorum is met; none before, and none again after.
pub(super) fn early(query: &Query) -> Option<Verdict> {
    if query.verdict.is_some() {
        return None;
    }
    match query.kind {
        Kind::Put if query.stored.len() >= query.needed => {
            Some(good(End::StoringOn { stored: query.stored.len(), open: why::open_stores(query) }))
        }
        Kind::Get => query
            .best_value()
            .filter(|(_, holders)| *holders >= query.needed)
            .map(|(value, _)| good(End::FoundAlready { value: value.to_vec() })),
        _ => None,
    }
}

/// Returns the verdict of a query that has ended.
pub(super) fn of(query: &Query, state: &State) -> Verdict {
    if query.outcome.unseen {
        return unseen(query);
    }
    let is_of_record = query.kind == Kind::Put || (query.kind == Kind::Get && query.values.is_empty());
    let is_under_cid = is_of_record && name::is_text_of_cid(&query.key);
    Verdict { truth: truth::beside(query, state), is_under_cid, ..seen(query, state) }
}

fn seen(query: &Query, state: &State) -> Verdict {
    match query.kind {
        Kind::Get => values::get(query, state),
        Kind::Put => values::put(query, state),
        Kind::Republish | Kind::Replicate => values::again(query, state),
        Kind::Provide | Kind::Reprovide => provided::provide(query, state),
        Kind::Providers => provided::providers(query, state),
        Kind::Copies | Kind::ProviderCopies => copies::of(query, state),
        Kind::Closest | Kind::Bootstrap if query.answered == 0 => bad(End::NoAnswer(why::vain(query, state))),
        Kind::Closest => good(End::Closest { found: query.outcome.closest.len(), requests: why::requests(query) }),
        Kind::Bootstrap => good(End::Bootstrapped { entries: state.buckets.entries(), requests: why::requests(query) }),
    }
}

/// What is known of a query that ended while another node was observed: its end alone.
fn unseen(query: &Query) -> Verdict {
    let was_good = query.verdict.as_ref().is_some_and(|verdict| verdict.ok);
    // the others need more than an answer, and of that nobody heard
    let is_lookup = matches!(query.kind, Kind::Closest | Kind::Bootstrap);
    let end = End::Unseen { asked: query.asked, answered: query.answered, failed: query.failed };
    with(was_good || (is_lookup && query.answered > 0), end)
}

/// Returns the verdict of a query that came to nothing, with the answers that came after its end; none where there is
/// nothing to add.
pub(super) fn with_late(query: &Query) -> Option<Verdict> {
    let verdict = query.verdict.as_ref().filter(|verdict| query.finished.is_some() && !verdict.ok)?;
    (verdict.late != query.late).then(|| Verdict { late: query.late, ..Verdict::clone(verdict) })
}
