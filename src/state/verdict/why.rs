//! Why a query came to less than it might have: who failed and of what, how many servers there are.

use std::collections::{BTreeMap, HashSet};

use super::nobody::nobody_asked;
use crate::{
    dht::{
        Failure, Held, PeerId,
        verdict::{Failures, Holdings, NotStored, Overtime, RequestCounts, Vain},
    },
    state::{
        Query, State, Status,
        lookup::{Hop, Stage, Storing},
    },
};

/// Returns how many store requests are neither answered nor failed.
pub(super) fn open_stores(query: &Query) -> usize {
    (query.stores as usize).saturating_sub(query.stored.len() + (query.unstored + query.unsent) as usize)
}

/// Says why nobody answered.
pub(super) fn vain(query: &Query, state: &State) -> Vain {
    if query.asked == 0 {
        return Vain::Nobody(nobody_asked(query, state));
    }
    Vain::Silence {
        asked: query.asked,
        is_repeated: query.lookups.len() != 1, // a bootstrap asks the same peers again
        failures: failures(query),
        silent: query.asked.saturating_sub(query.failed),
        overtime: overtime(query),
        are_connected: hops(query)
            .filter(|hop| hop.stage != Stage::Heard)
            .all(|hop| state.peers.get(&hop.peer).is_some_and(|peer| peer.status == Status::Connected)),
    }
}

/// Returns the requests of a lookup that was answered.
pub(super) fn requests(query: &Query) -> RequestCounts {
    let (failures, overtime) = (failures(query), overtime(query));
    RequestCounts { asked: query.asked, answered: query.answered, failures, overtime }
}

/// Returns how many requests failed.
pub(super) fn failures(query: &Query) -> Failures {
    let failed = |hop: &&Hop| (hop.stage == Stage::Failed && !hop.late) || hop.store == Some(Storing::Failed);
    most(query.failed, hops(query).filter(failed).filter_map(|hop| hop.failure.as_ref()))
}

/// Returns how many stores failed.
pub(super) fn stores_failed(query: &Query) -> Failures {
    most(query.unstored, store_failures(query))
}

/// Says what became of the stores that did not acknowledge, or in vain.
pub(super) fn not_stored(query: &Query) -> NotStored {
    let held = |peer: &PeerId| query.held.as_ref().and_then(|held| held.get(peer)).copied();
    // who closed the stream is there still; whose connection closed may never have got it
    let keeps = |hop: &Hop| match (held(&hop.peer), hop.failure.as_ref()) {
        (None | Some(Held::Unknown), Some(Failure::Reset)) => Some(Held::Unknown),
        (None | Some(Held::Unknown), _) | (Some(Held::Nothing), Some(Failure::Closed)) => None,
        (Some(held), _) => Some(held),
    };
    let unstored = || hops(query).filter(|hop| hop.store == Some(Storing::Failed));
    let (mut closed, mut rest) = (Holdings::default(), query.unstored);
    for held in unstored().filter_map(keeps) {
        closed.count(held);
        rest = rest.saturating_sub(1);
    }
    let failures = unstored().filter(|hop| keeps(hop).is_none()).filter_map(|hop| hop.failure.as_ref());
    let hollow =
        query.stored.iter().filter_map(held).filter(|held| matches!(held, Held::Other | Held::Nothing)).count();
    NotStored {
        closed,
        hollow: u32::try_from(hollow).unwrap_or(u32::MAX),
        failures: most(rest, failures),
        unsent: query.unsent,
        silent: open_stores(query),
    }
}

pub(super) fn overtime(query: &Query) -> Option<Overtime> {
    let has_phases = query.lookups.len() > 1 || query.stores > 0;
    query.outcome.timed_out.then_some(if has_phases { Overtime::Phases } else { Overtime::Phase })
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

fn store_failures(query: &Query) -> impl Iterator<Item = &Failure> {
    hops(query).filter(|hop| hop.store == Some(Storing::Failed)).filter_map(|hop| hop.failure.as_ref())
}

/// Returns that so many failed, and the most frequent of these failures.
fn most<'a>(count: u32, failures: impl Iterator<Item = &'a Failure>) -> Failures {
    let mut counts: BTreeMap<&Failure, usize> = BTreeMap::new();
    for failure in failures {
        *counts.entry(failure).or_default() += 1;
    }
    let of: usize = counts.values().sum();
    let most = counts.into_iter().rev().max_by_key(|(_, times)| *times);
    let most = most.map(|(failure, times)| (failure.clone(), (times != of || of != count as usize).then_some(times)));
    Failures { count, most }
}
