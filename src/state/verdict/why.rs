//! Why a query came to less than it might have: whom there was to ask, who failed and for which reason.

use std::collections::{BTreeMap, HashSet};

use super::words::{RESET, peers, plain, reason};
use crate::{
    dht::PeerId,
    state::{
        Query, State, Status,
        lookup::{Hop, Stage, Store},
    },
};

/// How many failed for the most frequent of their reasons, and which that is.
struct Most {
    reason: String,
    times: usize,
    of: usize,
}

/// Returns how many store requests are neither answered nor failed.
pub(super) fn open_stores(query: &Query) -> usize {
    (query.stores as usize).saturating_sub(query.stored.len() + (query.unstored + query.unsent) as usize)
}

/// Says who answered, all without what was looked for; or why nobody did.
pub(super) fn nobody_had(query: &Query, state: &State) -> String {
    if query.answered == 0 {
        return nobody_answered(query, state);
    }
    format!("{} answered, none has it{}{}", peers(query.answered as usize), failures(query), timed_out(query))
}

/// Says why nobody answered, and what to do.
pub(super) fn nobody_answered(query: &Query, state: &State) -> String {
    if query.asked == 0 {
        return nobody_asked(query, state);
    }
    let silent = query.asked.saturating_sub(query.failed);
    let mut parts = Vec::new();
    if query.failed > 0 {
        parts.push(format!("{} failed{}", query.failed, most_of(lookup_reasons(query), query.failed)));
    }
    if silent > 0 {
        parts.push(format!("{silent} stayed silent"));
    }
    let asked = format!("Asked {}, none answered: {}", peers(query.asked as usize), parts.join(", "));
    if query.outcome.timed_out {
        return asked + timed_out(query);
    }
    let whom = if query.asked == 1 { "it" } else { "one of them" };
    format!("{asked}. `dial` {whom} to see whether it is still there")
}

/// Says why there was nobody to ask, and what to do.
fn nobody_asked(query: &Query, state: &State) -> String {
    let known = state.peers.len();
    if known == 0 {
        return "Nobody could be asked: no peer is known. Start a second node on this network, or `dial` one"
            .to_owned();
    }
    let in_table = state.buckets.entries();
    if in_table > 0 && query.lookups.first().is_some_and(|lookup| lookup.hops.is_empty()) {
        let now = peers(in_table);
        return format!("Nobody could be asked: the routing table was empty. It has {now} now: try again");
    }
    if in_table > 0 {
        return format!("Nobody was asked: it ended before the first request{}", timed_out(query));
    }
    none_in_table(state, known)
}

/// Says why none of the peers that are known is in the routing table.
fn none_in_table(state: &State, known: usize) -> String {
    let protocol = plain(&state.session.protocol);
    let (servers, clients, strangers) = (state.peers.servers(), state.peers.clients(), state.peers.strangers());
    let unsaid = known.saturating_sub(servers + clients + strangers);
    let all = if known == 1 { "the 1 known peer".to_owned() } else { format!("all {known} known peers") };
    let verb = |one: &str, more: &str| if known == 1 { one.to_owned() } else { more.to_owned() };
    if clients == known {
        let are = verb("is a client", "are clients");
        return format!(
            "Nobody could be asked: {all} {are}, which do not answer {protocol}. Start a server, or say `mode server` \
             at one of them"
        );
    }
    if strangers == known {
        let speak = verb("speaks", "speak");
        let other = another_protocol(state);
        return format!(
            "Nobody could be asked: {all} {speak} another DHT protocol{other}, not {protocol}. Nodes meet only under \
             the same --protocol"
        );
    }
    if unsaid == known {
        if state.peers.iter().next().is_some_and(|first| first.status == Status::Gone) {
            let none = verb("the 1 known peer cannot", &format!("none of the {known} known peers can"));
            return format!("Nobody could be asked: {none} be reached. See whether they run, and `dial` one");
        }
        return format!(
            "Nobody could be asked: {all} {} not said yet what {} (identify). Try again in a moment, or `dial` one",
            verb("has", "have"),
            verb("it speaks", "they speak")
        );
    }
    let kinds = [
        (servers, "a server", "servers"),
        (clients, "a client", "clients"),
        (strangers, "of another DHT protocol", "of another DHT protocol"),
        (unsaid, "not identified yet", "not identified yet"),
    ];
    let kinds = kinds.into_iter().filter(|(n, ..)| *n > 0);
    let kinds = kinds.map(|(n, one, more)| if n == 1 { format!("1 is {one}") } else { format!("{n} are {more}") });
    let advice = if servers > 0 {
        "`add` a server with its address".to_owned()
    } else {
        format!("A server that speaks {protocol} would be")
    };
    format!(
        "Nobody could be asked: of {} known none is in the routing table ({}). {advice}",
        peers(known),
        kinds.collect::<Vec<_>>().join(", ")
    )
}

fn another_protocol(state: &State) -> String {
    match state.peers.top().find_map(|peer| peer.kademlia().filter(|_| peer.stranger)) {
        Some(protocol) => format!(" ({})", plain(protocol)),
        None => String::new(),
    }
}

/// Says how many requests failed, and most often why; nothing if none did.
pub(super) fn failures(query: &Query) -> String {
    match query.failed {
        0 => String::new(),
        failed => format!(", {failed} failed{}", most_of(lookup_reasons(query), failed)),
    }
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
    let failed = query.unstored;
    match most(store_reasons(query)) {
        Some(most) if most.reason == RESET && most.times == failed as usize => {
            format!("{failed} refused it ({RESET})")
        }
        _ => format!("{failed} failed{}", most_of(store_reasons(query), failed)),
    }
}

/// Returns whether stores refused, and nothing else went wrong: more nodes would not help.
pub(super) fn refused(query: &Query) -> bool {
    query.unstored > 0
        && most(store_reasons(query)).is_some_and(|most| most.reason == RESET && most.times == query.unstored as usize)
}

pub(super) fn timed_out(query: &Query) -> &'static str {
    if query.outcome.timed_out { ". It ran out of time (60 s)" } else { "" }
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

fn lookup_reasons(query: &Query) -> impl Iterator<Item = &str> {
    let failed = |hop: &&Hop| hop.stage == Stage::Failed || hop.store == Some(Store::Failed);
    hops(query).filter(failed).filter_map(|hop| hop.reason.as_deref())
}

fn store_reasons(query: &Query) -> impl Iterator<Item = &str> {
    hops(query).filter(|hop| hop.store == Some(Store::Failed)).filter_map(|hop| hop.reason.as_deref())
}

fn most<'a>(reasons: impl Iterator<Item = &'a str>) -> Option<Most> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for words in reasons {
        *counts.entry(reason(words)).or_default() += 1;
    }
    let of = counts.values().sum();
    let (reason, times) = counts.into_iter().rev().max_by_key(|(_, times)| *times)?;
    Some(Most { reason, times, of })
}

/// The most frequent reason in brackets, with its number where others had other reasons.
fn most_of<'a>(reasons: impl Iterator<Item = &'a str>, failed: u32) -> String {
    match most(reasons) {
        None => String::new(),
        Some(Most { reason, times, of }) if times == of && of == failed as usize => format!(" ({reason})"),
        Some(Most { reason, times, .. }) => format!(" ({times} of them: {reason})"),
    }
}
