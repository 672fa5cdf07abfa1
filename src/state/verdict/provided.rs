//! What came of telling others that we provide a key, and of asking who does.

use super::{
    Verdict, bad, good,
    values::{lack, not_sent},
    why,
};
use crate::{
    dht::{
        Habits, PeerId, name,
        verdict::{End, Untold},
    },
    state::{Query, State},
};

pub(super) fn provide(query: &Query, state: &State) -> Verdict {
    let rest = Untold { unreached: why::stores_failed(query), unsent: query.unsent };
    match (query.stored.len(), query.stores) {
        (0, 0) => bad(End::NotSent(not_sent(query, state))),
        (0, answered) => bad(End::ToldNobody { answered, rest }),
        (told, _) => good(End::Told { told, drop: droppers(query, state), rest, overtime: why::overtime(query) }),
    }
}

/// Returns how many of those that were told keep no provider of such a key.
fn droppers(query: &Query, state: &State) -> usize {
    if name::is_multihash(query.key.bytes()) {
        return 0;
    }
    let agent = |peer: &&PeerId| state.peers.get(peer).and_then(|peer| peer.agent.as_deref());
    query.stored.iter().filter_map(|peer| agent(&peer)).filter(|agent| Habits::of(agent).acknowledges_unread).count()
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
