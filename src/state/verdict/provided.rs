//! What came of telling others that we provide a key, and of asking who does.

use super::{
    Verdict, bad, good,
    values::{lack, not_sent},
    why,
};
use crate::{
    dht::verdict::{End, Untold},
    state::{Query, State},
};

pub(super) fn provide(query: &Query, state: &State) -> Verdict {
    let rest = Untold { unreached: why::stores_failed(query), unsent: query.unsent };
    match (query.stored.len(), query.stores) {
        (0, 0) => bad(End::NotSent(not_sent(query, state))),
        (0, answered) => bad(End::ToldNobody { answered, rest }),
        (told, _) => good(End::Told { told, rest, overtime: why::overtime(query) }),
    }
}

pub(super) fn providers(query: &Query, state: &State) -> Verdict {
    let me = state.session.peer;
    if query.providers.is_empty() {
        return bad(End::NoProvider(lack(query, state)));
    }
    let others = query.providers.iter().filter(|peer| **peer != me).copied().collect();
    let here = query.providers.get(&me).copied();
    good(End::Providers { here, others, more: query.more_providers })
}
