//! Why a query came to less than it might have: who failed and for which reason, how many servers there are.

use std::collections::{BTreeMap, HashSet};

use super::{
    nobody::nobody_asked,
    words::{peers, short, times},
};
use crate::{
    dht::{Failure, PeerId},
    state::{
        Query, State,
        lookup::{Hop, Stage, Store},
    },
    words::Language,
};

/// How many failed as most did, and how that is.
struct Most<'a> {
    failure: &'a Failure,
    times: usize,
    of: usize,
}

/// Returns how many store requests are neither answered nor failed.
pub(super) fn open_stores(query: &Query) -> usize {
    (query.stores as usize).saturating_sub(query.stored.len() + (query.unstored + query.unsent) as usize)
}

/// Says who answered, all without what was looked for; or why nobody did.
pub(super) fn nobody_had(query: &Query, state: &State, none: &str) -> String {
    if query.answered == 0 {
        return nobody_answered(query, state);
    }
    format!("{} answered, {none}{}{}", peers(query.answered as usize), failures(query), timed_out(query))
}

/// Says why nobody answered, and what to do.
pub(super) fn nobody_answered(query: &Query, state: &State) -> String {
    if query.asked == 0 {
        return nobody_asked(query, state);
    }
    let silent = query.asked.saturating_sub(query.failed);
    let mut parts = Vec::new();
    if query.failed > 0 {
        parts.push(format!("{} failed{}", query.failed, most_of(lookup_failures(query), query.failed)));
    }
    if silent > 0 {
        parts.push(format!("{silent} stayed silent"));
    }
    let asked = match query.lookups.len() {
        1 => format!("Asked {}", peers(query.asked as usize)),
        _ => format!("Made {}", times(query.asked, "request")), // a bootstrap asks the same peers again
    };
    let asked = format!("{asked}, none answered: {}", parts.join(", "));
    if query.outcome.timed_out {
        return asked + timed_out(query);
    }
    let whom = if query.asked == 1 { "it" } else { "one of them" };
    format!("{asked}. `dial` {whom} to see whether it is still there")
}

/// Says how many requests failed, and most often why; nothing if none did.
pub(super) fn failures(query: &Query) -> String {
    match query.failed {
        0 => String::new(),
        failed => format!(", {failed} failed{}", most_of(lookup_failures(query), failed)),
    }
}

/// Says most often why stores failed, in brackets.
pub(super) fn stores_failed(query: &Query) -> String {
    most_of(store_failures(query), query.unstored)
}

/// Says what became of the stores that did not acknowledge.
pub(super) fn not_stored(query: &Query) -> String {
    let mut parts = Vec::new();
    if query.unstored > 0 {
        parts.push(not_kept(query));
    }
    if query.unsent > 0 {
        parts.push(format!("{} were not sent it: their connections had closed", query.unsent));
    }
    let open = open_stores(query);
    if open > 0 {
        parts.push(format!("{open} stayed silent"));
    }
    parts.join(", ")
}

fn not_kept(query: &Query) -> String {
    let refused = refusals(query);
    let count = query.unstored.saturating_sub(refused);
    let others = store_failures(query).filter(|failure| **failure != Failure::Reset);
    let failed = || format!("{count} failed{}", most_of(others, count));
    let how = Language::English.failure(&Failure::Reset);
    match (refused, count) {
        (0, _) => failed(),
        (_, 0) => format!("{refused} refused it ({how})"),
        _ => format!("{refused} refused it ({how}), {}", failed()),
    }
}

fn refusals(query: &Query) -> u32 {
    let refused = store_failures(query).filter(|failure| **failure == Failure::Reset).count();
    u32::try_from(refused).unwrap_or(u32::MAX).min(query.unstored)
}

/// Returns whether stores refused, and nothing else went wrong: more nodes would not help.
pub(super) fn refused(query: &Query) -> bool {
    query.unstored > 0 && refusals(query) == query.unstored
}

pub(super) fn timed_out(query: &Query) -> &'static str {
    match (query.outcome.timed_out, query.lookups.len() > 1 || query.stores > 0) {
        (false, _) => "",
        (true, false) => ". It ran out of time (60 s)",
        (true, true) => ". It ran out of time (60 s a phase, 80 s in all)",
    }
}

/// Returns how many servers exist, as far as is known: those that said so, are in the routing table, or answered.
pub(super) fn servers(query: &Query, state: &State) -> usize {
    let in_table = state.buckets.iter().flat_map(|bucket| &bucket.entries).map(|entry| entry.peer);
    let answered = hops(query).filter(|hop| hop.stage == Stage::Answered).map(|hop| hop.peer);
    let counted = |peer: &PeerId| state.peers.get(peer).is_some_and(|peer| peer.server == Some(true));
    let others: HashSet<PeerId> = in_table.chain(answered).filter(|peer| !counted(peer)).collect();
    state.peers.servers() + others.len()
}

fn hops(query: &Query) -> impl Iterator<Item = &Hop> {
    query.lookups.iter().flat_map(|lookup| lookup.hops.values())
}

fn lookup_failures(query: &Query) -> impl Iterator<Item = &Failure> {
    let failed = |hop: &&Hop| hop.stage == Stage::Failed || hop.store == Some(Store::Failed);
    hops(query).filter(failed).filter_map(|hop| hop.failure.as_ref())
}

fn store_failures(query: &Query) -> impl Iterator<Item = &Failure> {
    hops(query).filter(|hop| hop.store == Some(Store::Failed)).filter_map(|hop| hop.failure.as_ref())
}

fn most<'a>(failures: impl Iterator<Item = &'a Failure>) -> Option<Most<'a>> {
    let mut counts: BTreeMap<&Failure, usize> = BTreeMap::new();
    for failure in failures {
        *counts.entry(failure).or_default() += 1;
    }
    let of = counts.values().sum();
    let (failure, times) = counts.into_iter().rev().max_by_key(|(_, times)| *times)?;
    Some(Most { failure, times, of })
}

/// The most frequent failure in brackets, with its number where others failed otherwise.
fn most_of<'a>(failures: impl Iterator<Item = &'a Failure>, failed: u32) -> String {
    let said = |failure| short(&Language::English.failure(failure));
    match most(failures) {
        None => String::new(),
        Some(Most { failure, times, of }) if times == of && of == failed as usize => format!(" ({})", said(failure)),
        Some(Most { failure, times, .. }) => format!(" ({times} of them: {})", said(failure)),
    }
}
