//! What came of looking for peers.

use super::{
    Verdict, bad, good,
    why::{failures, nobody_answered, timed_out},
    words::peers,
};
use crate::state::{Query, State};

pub(super) fn closest(query: &Query, state: &State) -> Verdict {
    let what = query.called();
    if query.answered == 0 {
        return bad(format!("closest {what}: no answer. {}", nobody_answered(query, state)));
    }
    good(format!(
        "closest {what}: {} found, {} of {} asked answered{}{}",
        query.outcome.closest.len(),
        query.answered,
        query.asked,
        failures(query),
        timed_out(query)
    ))
}

pub(super) fn bootstrap(query: &Query, state: &State) -> Verdict {
    if query.answered == 0 {
        return bad(format!("bootstrap: no answer. {}", nobody_answered(query, state)));
    }
    good(format!(
        "bootstrap: {} of {} requests answered{}, {} in the routing table{}",
        query.answered,
        query.asked,
        failures(query),
        peers(state.buckets.entries()),
        timed_out(query)
    ))
}
