//! Why there was nobody to ask: whom we know, and why none of them is in the routing table.

use super::{
    why::timed_out,
    words::{peers, plain},
};
use crate::state::{Query, State, Status};

/// Says why there was nobody to ask, and what to do.
pub(super) fn nobody_asked(query: &Query, state: &State) -> String {
    let in_table = state.buckets.entries();
    if in_table > 0 && query.lookups.first().is_some_and(|lookup| lookup.hops.is_empty()) {
        let now = peers(in_table);
        return format!("Nobody could be asked: the routing table was empty. It has {now} now: try again");
    }
    if in_table > 0 {
        return format!("Nobody was asked: it ended before the first request{}", timed_out(query));
    }
    match state.peers.len() {
        0 => "Nobody could be asked: no peer is known. Start a second node on this network, or `dial` one".to_owned(),
        known => format!("Nobody could be asked: {}", none_in_table(state, known)),
    }
}

/// Says why none of the peers that are known is in the routing table.
fn none_in_table(state: &State, known: usize) -> String {
    let protocol = plain(&state.session.protocol);
    let (servers, clients, strangers) = (state.peers.servers(), state.peers.clients(), state.peers.strangers());
    let unsaid = known.saturating_sub(servers + clients + strangers);
    let one_or = |one: &'static str, more: &'static str| if known == 1 { one } else { more };
    let all = if known == 1 { "the 1 known peer".to_owned() } else { format!("all {known} known peers") };
    if clients == known {
        let are = one_or(
            "is a client or another program: it does not answer",
            "are clients or other programs: they do not answer",
        );
        return format!("{all} {are} {protocol}. Start a server, or say `mode server` there");
    }
    if strangers == known {
        let (speak, other) = (one_or("speaks", "speak"), another_protocol(state));
        return format!("{all} {speak} another DHT{other}, not {protocol}. Nodes meet only under the same --protocol");
    }
    if unsaid == known && state.peers.iter().next().is_some_and(|first| first.status == Status::Gone) {
        let reached =
            one_or("is gone. See whether it runs, and `dial` it", "are gone. See whether they run, and `dial` one");
        return format!("{all} {reached}");
    }
    if unsaid == known {
        let said = one_or("has not said yet what it speaks", "have not said yet what they speak");
        return format!("{all} {said} (identify). Try again in a moment, or `dial` one");
    }
    let advice = match servers {
        0 => format!("Wait for a server that speaks {protocol}, or `dial` one"),
        _ => "`add` a server with its address".to_owned(),
    };
    let none = match known {
        1 => "the 1 known peer is not".to_owned(),
        _ => format!("of {known} known peers none is"),
    };
    let kinds = kinds([servers, clients, strangers, unsaid]);
    format!("{none} in the routing table ({kinds}). {advice}")
}

/// How many are servers, clients, of another network, and not yet known to be any of it.
fn kinds(counts: [usize; 4]) -> String {
    let words = [
        ("is a server", "are servers"),
        ("is a client", "are clients"),
        ("is of another DHT", "are of another DHT"),
        ("is not identified yet", "are not identified yet"),
    ];
    let kinds = counts.into_iter().zip(words).filter(|(n, _)| *n > 0);
    let kinds = kinds.map(|(n, (one, more))| format!("{n} {}", if n == 1 { one } else { more }));
    kinds.collect::<Vec<_>>().join(", ")
}

fn another_protocol(state: &State) -> String {
    match state.peers.top().find_map(|peer| peer.kademlia().filter(|_| peer.stranger)) {
        Some(protocol) => format!(" ({})", plain(protocol)),
        None => String::new(),
    }
}
