//! The first lines: who we are, on which network, and what has to be known about both.

use std::time::Duration;

use humantime::format_duration;

use crate::{
    dht::{ALPHA, MAX_K, Quorum},
    words::screen::{Header, Tabs},
};

pub(super) const LABELS: Header = Header {
    replay: "REPLAY",
    frozen: "FROZEN",
    recording: "REC",
    paused: "Space steps · resume goes on",
    server: "server",
    client: "client: asks, is not asked",
    local_network: "local network",
    no_mdns: "no mDNS",
    full_mesh: "everybody knows everybody: try demo 1000, or --k 4",
    seeded: "seeded keys: anyone can derive them",
    not_listening: "not listening",
    tabs: Tabs {
        peers: "Peers",
        table: "Table",
        queries: "Queries",
        network: "Network",
        net: "Net",
        records: "Records",
        recs: "Recs",
        requests: "Requests",
        reqs: "Reqs",
    },
    tiny: "20×5 please",
    small: "kadscope: 20×5 at least",
};

pub(in crate::words) fn header_up(lasted: Option<&str>) -> String {
    format!("up {}", lasted.unwrap_or("<1 min"))
}

pub(in crate::words) fn header_paused(step: u64) -> String {
    format!("PAUSED · step {step}")
}

pub(in crate::words) fn header_network(nodes: usize) -> String {
    format!("practice network of {nodes}")
}

pub(in crate::words) fn header_building(nth: usize, of: usize) -> String {
    format!("starting node {nth} of {of}")
}

pub(in crate::words) fn header_parameters(alpha: Option<usize>, k: Option<usize>) -> String {
    let alpha = alpha.map(|alpha| format!("α {alpha} instead of {ALPHA}"));
    let k = k.map(|k| format!("k {k} instead of {MAX_K}: answers, seeds and bootstrap stay at {MAX_K}"));
    alpha.into_iter().chain(k).collect::<Vec<_>>().join("; ")
}

pub(in crate::words) fn header_times(ttl: Option<Duration>, republish: Option<Duration>) -> String {
    let ttl = ttl.map(|time| format!("records live {}", format_duration(time)));
    let republish = republish.map(|time| format!("stored again every {}", format_duration(time)));
    ttl.into_iter().chain(republish).collect::<Vec<_>>().join(", ")
}

pub(in crate::words) fn header_listens(addresses: &str) -> String {
    format!("listens at {addresses}")
}

pub(in crate::words) fn header_quorum(quorum: Quorum) -> String {
    format!("quorum {quorum}")
}

pub(in crate::words) fn header_served(times: u64) -> String {
    format!("asked by others {times}×")
}

pub(in crate::words) fn header_too_small(tail: &str) -> String {
    format!("kadscope …{tail}: needs 20×5 at least")
}

pub(in crate::words) fn header_crawls(done: usize, known: usize) -> String {
    format!("crawl: {done} of {known} asked")
}
