//! What a practice network knows to be true, beside what a query came to.

use crate::{
    dht::{
        Kind, PeerId,
        verdict::{Beside, Near},
    },
    state::{
        Query, State,
        crawl::KnownClosest,
        lookup::Stage,
        score::{Score, score},
    },
};

/// Returns it; nothing where the truth is not known, or says no more than the verdict.
pub(super) fn beside(query: &Query, state: &State) -> Option<Beside> {
    if let Some(known) = known(query) {
        return Some(known);
    }
    let score = score(query, state).filter(|score| score.of > 0)?;
    match query.kind {
        Kind::Copies | Kind::ProviderCopies | Kind::Closest if query.answered > 0 => {
            Some(Beside::Closest(near(&score, score.found)))
        }
        kind if kind.stores() && !query.stored.is_empty() => Some(Beside::Closest(near(&score, score.stored))),
        Kind::Get => Some(copies(&score, !query.values.is_empty())),
        Kind::Providers => Some(copies(&score, !query.providers.is_empty())),
        _ => None,
    }
}

/// How many of the closest that a crawl knows were found, or got it.
fn known(query: &Query) -> Option<Beside> {
    let (KnownClosest { at, peers, closest }, lookup) = (query.known_closest.as_ref()?, query.lookup()?);
    let answered = |peer: &&PeerId| lookup.hop(peer).is_some_and(|hop| hop.stage == Stage::Answered);
    let stored = |peer: &&PeerId| query.stored.contains(peer);
    let n = match query.kind {
        Kind::Bootstrap => return None,
        _ if query.answered == 0 => return None,
        kind if kind.stores() => closest.iter().filter(stored).count(),
        _ => closest.iter().filter(answered).count(),
    };
    let ago = query.finished?.since(*at);
    Some(Beside::Known { n, of: closest.len(), at: *at, peers: *peers, ago })
}

fn near(score: &Score, n: usize) -> Near {
    Near { n, of: score.of, is_asker_nearer: score.is_near, has_guests: score.has_guests }
}

/// How many copies there are; where none was found, that there are some, and how near the lookup came.
fn copies(score: &Score, is_found: bool) -> Beside {
    match (is_found, score.holders) {
        (true, holders) => Beside::Alive { holders, of: score.copies, here: score.here, has_guests: score.has_guests },
        (false, 0) => Beside::NoneAlive,
        (false, holders) => {
            let found = Near { is_asker_nearer: false, ..near(score, score.found) };
            Beside::Overlooked { holders, found }
        }
    }
}
