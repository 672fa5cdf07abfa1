//! Why there was nobody to ask: whom we know, and why none of them is in the routing table.

use super::why::overtime;
use crate::{
    dht::verdict::{Nobody, NoneInTable},
    state::{Query, State, Status},
};

pub(super) fn nobody_asked(query: &Query, state: &State) -> Nobody {
    let in_table = state.buckets.entries();
    if in_table > 0 && query.lookups.first().is_some_and(|lookup| lookup.hops.is_empty()) {
        return Nobody::TableWasEmpty(in_table);
    }
    if in_table > 0 {
        return Nobody::EndedFirst(overtime(query));
    }
    nobody_known(state)
}

/// Says why the routing table is empty.
pub(super) fn nobody_known(state: &State) -> Nobody {
    match state.peers.len() {
        0 => Nobody::NoPeer { finds: state.session.mdns },
        known => {
            Nobody::NoneInTable { known, why: none_in_table(state, known), protocol: state.session.protocol.clone() }
        }
    }
}

fn none_in_table(state: &State, known: usize) -> NoneInTable {
    let (servers, clients, strangers) = (state.peers.servers(), state.peers.clients(), state.peers.strangers());
    let unsaid = known.saturating_sub(servers + clients + strangers);
    if clients == known {
        return NoneInTable::Clients;
    }
    let other = || state.peers.top().find_map(|peer| peer.kademlia().filter(|_| peer.stranger)).map(str::to_owned);
    if strangers == known {
        return NoneInTable::Strangers(other());
    }
    if unsaid == known {
        let is_gone = state.peers.iter().next().is_some_and(|first| first.status == Status::Gone);
        let are_connected = state.peers.connected_count() > 0;
        return if is_gone { NoneInTable::Gone } else { NoneInTable::Unsaid { are_connected } };
    }
    NoneInTable::Mixed { counts: [servers, clients, strangers, unsaid], other: other() }
}
