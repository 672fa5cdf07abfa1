//! What a practice network knows to be true, beside what a query came to.

use crate::{
    dht::{
        Kind,
        verdict::{Beside, Near},
    },
    state::{
        Query, State,
        score::{Score, score},
    },
};

/// Returns it; nothing where the truth is not known, or says no more than the verdict.
pub(super) fn beside(query: &Query, state: &State) -> Option<Beside> {
    let score = score(query, state).filter(|score| score.of > 0)?;
    match query.kind {
        Kind::Closest if query.answered > 0 => Some(Beside::Closest(near(&score, score.found))),
        kind if kind.stores() && !query.stored.is_empty() => Some(Beside::Closest(near(&score, score.stored))),
        Kind::Get => Some(copies(&score, !query.values.is_empty())),
        Kind::Providers => Some(copies(&score, !query.providers.is_empty())),
        _ => None,
    }
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
