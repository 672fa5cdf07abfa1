//! A query's score: what a practice network knows to be true, against what the query came to. Pure.

use super::{
    Query, State,
    lookup::{Hop, Stage},
};
use crate::dht::{Failure, PeerId, Position, Truth};

/// What a query came to, against the truth.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Score<'a> {
    /// How many nodes truly are the closest: k, or all there are; without those whose place a guest took that was found.
    pub of: usize,
    /// How many copies there could be: k, or one a node.
    pub copies: usize,
    /// Whether there are guests: then it is true of the practice nodes, and guests may hold copies too.
    pub has_guests: bool,
    /// How many of them answered.
    pub found: usize,
    /// The others, nearest first.
    pub missed: Vec<(PeerId, Why<'a>)>,
    /// At how many of them it was stored, or to how many a provider record was sent.
    pub stored: usize,
    /// Nodes that run and hold it, without the asker.
    pub holders: usize,
    /// Whether the asker holds it.
    pub here: bool,
    /// Whether the asker is itself nearer than the last of the closest: kad never names it, nor stores at it.
    pub is_near: bool,
}

/// Why a query missed a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why<'a> {
    /// Nobody on the way named it.
    Unheard,
    /// Somebody named it, and it was not asked.
    NotAsked,
    /// It was asked, and did not answer before the end.
    Silent,
    /// Its answer came after the end.
    Late,
    /// It was asked, and that failed.
    Failed(&'a Failure),
}

impl Why<'_> {
    fn of(hop: Option<&Hop>) -> Why<'_> {
        match hop {
            None => Why::Unheard,
            Some(Hop { stage: Stage::Heard, .. }) => Why::NotAsked,
            Some(hop) if hop.late && hop.failure.is_none() => Why::Late,
            Some(Hop { failure: Some(failure), .. }) => Why::Failed(failure),
            Some(_) => Why::Silent,
        }
    }
}

/// Returns the score of a query that has ended and whose truth is known; none of one that ended unseen.
#[must_use]
pub fn score<'a>(query: &'a Query, state: &State) -> Option<Score<'a>> {
    let (truth, lookup) = (query.truth.as_ref()?, query.lookup()?);
    if query.finished.is_none() || query.outcome.unseen {
        return None;
    }
    let me = state.session.peer;
    let answered = |peer: &&PeerId| lookup.hop(peer).is_some_and(|hop| hop.stage == Stage::Answered);
    let closest = displaced(truth, state.session.k, &lookup.target, answered);
    let missed = closest.iter().filter(|peer| !answered(peer));
    let missed: Vec<_> = missed.map(|peer| (*peer, Why::of(lookup.hop(peer)))).collect();
    let here = truth.holders.contains(&me);
    let place = |peer: &PeerId| Position::of_peer(peer).distance(&lookup.target);
    Some(Score {
        of: closest.len(),
        copies: truth.closest.len(),
        has_guests: !truth.guests.is_empty(),
        found: closest.len() - missed.len(),
        missed,
        stored: closest.iter().filter(|peer| query.stored.contains(peer)).count(),
        holders: truth.holders.len() - usize::from(here),
        here,
        is_near: closest.last().is_some_and(|last| state.position.distance(&lookup.target) < place(last)),
    })
}

/// Returns the closest practice nodes, without those whose place a guest takes that is nearer, and was found.
fn displaced(truth: &Truth, k: usize, target: &Position, is_found: impl Fn(&&PeerId) -> bool) -> Vec<PeerId> {
    let guests: Vec<&PeerId> = truth.guests.iter().filter(is_found).collect();
    if guests.is_empty() {
        return truth.closest.clone();
    }
    let mut all: Vec<PeerId> = truth.closest.iter().chain(guests.iter().copied()).copied().collect();
    all.sort_by_cached_key(|peer| Position::of_peer(peer).distance(target));
    all.truncate(k);
    all.retain(|peer| !guests.contains(&peer));
    all
}
