//! What came of fetching a value, and of storing one.

use super::{Verdict, bad, why, with};
use crate::{
    dht::{
        PeerId,
        verdict::{End, Found, Holders, Lack, Missed, NotSent, Stored},
    },
    state::{Query, State},
};

pub(super) fn get(query: &Query, state: &State) -> Verdict {
    let Some((value, equal)) = query.best_value() else {
        return bad(End::NotFound(lack(query, state)));
    };
    let at = query.values.iter().find(|(known, _)| known == value).map(|(_, at)| place(at));
    let others = query.values.iter().filter(|(known, _)| known != value);
    let found = Found {
        value: value.to_vec(),
        at: at.unwrap_or(Holders { here: false, others: Vec::new() }),
        quorum: (equal, query.needed),
        others: others.map(|(value, at)| (value.clone(), place(at))).collect(),
        overtime: why::overtime(query),
    };
    with(equal >= query.needed, End::Found(found))
}

fn place(holders: &[Option<PeerId>]) -> Holders {
    Holders { here: holders.contains(&None), others: holders.iter().flatten().copied().collect() }
}

/// Says who answered, all without what was looked for; or why nobody did.
pub(super) fn lack(query: &Query, state: &State) -> Lack {
    match query.answered {
        0 => Lack::Vain(why::vain(query, state)),
        answered => Lack::Answered { answered, failures: why::failures(query), overtime: why::overtime(query) },
    }
}

pub(super) fn put(query: &Query, state: &State) -> Verdict {
    if query.stores == 0 {
        return bad(End::NotSent(not_sent(query, state)));
    }
    let (stored, needed) = (stored_at(query), query.needed);
    let kept = stored.kept();
    if kept > 0 && query.read_back == Some(0) {
        return with(kept >= needed, End::Unfetchable { stored: stored.stored });
    }
    let missed = (kept > 0 && kept < needed).then(|| Missed {
        needed,
        servers: why::servers(query, state),
        name: (state.needed() == needed).then(|| state.quorum.to_string()),
        k: state.session.k,
    });
    with(kept >= needed, End::Stored(Stored { missed, ..stored }))
}

fn stored_at(query: &Query) -> Stored {
    let (rest, overtime) = (why::not_stored(query), why::overtime(query));
    Stored { stored: query.stored.len(), asked: query.stores, rest, missed: None, overtime }
}

/// Says why a value, or word of one, was not sent to anybody.
pub(super) fn not_sent(query: &Query, state: &State) -> NotSent {
    match (query.answered, query.outcome.timed_out) {
        (0, _) => NotSent::Vain(why::vain(query, state)),
        (n, true) => NotSent::OutOfTime(n),
        (n, false) => NotSent::Ended(n),
    }
}

/// What came of storing a record again, by kad's clock.
pub(super) fn again(query: &Query, state: &State) -> Verdict {
    if query.stores == 0 {
        return bad(End::NotSent(not_sent(query, state)));
    }
    let stored = stored_at(query);
    with(stored.kept() > 0, End::Stored(stored))
}
