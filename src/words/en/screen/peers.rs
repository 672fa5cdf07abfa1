//! The peers: who is around, how we learned of each, how it is.

use crate::{
    dht::Way,
    words::{
        en::outcomes::way,
        screen::{PeerColumns, PeerWords},
    },
};

pub(super) const LABELS: PeerWords = PeerWords {
    none_needed: "none needed at rest",
    connected: "connected",
    other_dht: "other DHT",
    known: "known",
    gone: "gone",
    silent: "silent",
    lapsed: "lapsed",
    unsaid: "says nothing of itself",
    none_in_recording: "Nobody is known yet.",
    no_interface: "No network interface of this machine is up, so nobody can be reached. Bring one up; or see a whole \
                   network within this process: kadscope demo",
    none_in_practice: "The practice network is ready, and this node knows nobody yet. `bootstrap` or `dial` makes it \
                       meet others.",
    columns: PeerColumns {
        status: "status",
        name: "name",
        peer: "peer",
        via: "via",
        seen: "seen",
        announced: "mDNS",
        lapses: "lapses",
        rtt: "rtt",
        times: "last minute",
        agent: "agent",
        address: "address",
        since: "since",
    },
};

pub(in crate::words) fn peers_title(n: usize) -> String {
    format!("Peers {n}")
}

pub(in crate::words) fn peers_connected(n: usize) -> String {
    format!("{n} connected")
}

pub(in crate::words) fn peers_by_mdns(n: usize) -> String {
    format!("{n} by mDNS")
}

pub(in crate::words) fn peers_unmatched(filter: &str, of_all: bool) -> String {
    let among = if of_all { "" } else { " near here" };
    format!("No peer{among} matches “{filter}”. Esc clears the filter.")
}

pub(in crate::words) fn peers_none(protocol: &str, mdns: bool) -> String {
    if mdns {
        format!(
            "Nobody found yet. mDNS listens on the local network: start a second kadscope there, or any libp2p program \
             that speaks {protocol}; or `dial` one. To see a whole network now: kadscope demo"
        )
    } else {
        format!("Nobody known, and mDNS is off: `dial` a peer that speaks {protocol}, or start with --peer.")
    }
}

pub(in crate::words) fn peers_lapsed(mdns: &str) -> String {
    format!("{mdns}, lapsed")
}

pub(in crate::words) fn peers_client(agent: &str) -> String {
    format!("{agent} (client)")
}

pub(in crate::words) fn peers_stranger(agent: &str, protocol: &str) -> String {
    format!("{protocol} ({agent})")
}

pub(in crate::words) fn peers_only_by(by: Way) -> String {
    match by {
        Way::Spoken => String::new(),
        by => format!("only {}", way(by)),
    }
}
