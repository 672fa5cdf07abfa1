//! What those closest to a key hold of it.

use super::{bad, good, why, with};
use crate::{
    dht::{
        Copies, HeldCopy, PeerId, Verdict,
        verdict::{CopiesFound, End},
    },
    state::{Query, State},
};

/// Returns the verdict of a query whose closest peers were asked, or are.
pub(super) fn of(query: &Query, state: &State) -> Verdict {
    match &query.copies {
        Some(copies) => found(query, copies),
        None if query.is_being_checked() => good(End::AskingEach(query.outcome.in_doubt.len())),
        None => bad(End::NoAnswer(why::vain(query, state))),
    }
}

fn found(query: &Query, copies: &Copies) -> Verdict {
    let common = copies.common_value();
    let those = |is: &dyn Fn(&HeldCopy) -> bool| -> Vec<PeerId> {
        copies.closest.iter().filter(|copy| is(copy)).map(|copy| copy.peer).collect()
    };
    let is_later = |peer: &PeerId| query.truth.as_ref().is_some_and(|truth| truth.later.contains(peer));
    let has_none = |copy: &HeldCopy| !copy.has && copy.failure.is_none();
    let unreached = copies.providers.iter().filter(|(_, failure)| failure.is_some()).count();
    let found = CopiesFound {
        what: copies.what,
        held: copies.held(),
        of: copies.answering(),
        here: copies.here,
        others: those(&|copy| copy.value.is_some() && copy.value.as_deref() != common),
        without: those(&|copy| has_none(copy) && !is_later(&copy.peer)),
        later: those(&|copy| has_none(copy) && is_later(&copy.peer)),
        silent: those(&|copy| copy.failure.is_some()),
        providers: [copies.named_providers(), copies.providers.len(), unreached],
    };
    with(found.held > 0, End::Copies(found))
}
