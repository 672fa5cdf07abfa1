//! Pages over the panes: everything known of a peer; what happened so far.

use crate::{
    dht::{Kind, QueryId},
    words::{
        en::{peers, times},
        screen::PageWords,
    },
};

pub(super) const LABELS: PageWords = PageWords {
    goes_back: "Esc goes back",
    help: "Help",
    notices: "What happened, newest first",
    notice: "Notice",
    nothing_known_of_notice: "It is not kept here.",
    at: "when",
    about: "about",
    be_it: "be this node: look through its eyes, and type as it (Enter)",
    ping_it: "ping it: connect, and five round trips (Enter)",
    read_its_table: "read its routing table (Enter)",
    its_table: "its routing table, as it was told (Enter)",
    is_us: "this is the node through whose eyes you look",
    practice: "practice node",
    no_notices: "Nothing yet.",
    its_life: "Its life",
    runs_since: "has run for",
    connections: "connected with",
    what_it_told: "What it told when it was asked",
    told_nothing: "Nothing yet: `ping`, `ask` and `table` ask it.",
    between_us: "What it sent and asked us",
    nothing_known: "Nothing more is known of it now.",
    id: "id",
    name: "name",
    position: "position",
    routing_table: "routing table",
    is_in_it: "is in it",
    is_not_in_it: "is not in it",
    status: "status",
    last_connection: "last connection",
    it_dialled: "it dialled us",
    we_dialled: "we dialled it",
    why_not_connected: "why not connected",
    last_sign: "last sign of life",
    no_sign: "none: others named it",
    first_heard: "first heard of",
    round_trip: "round trip",
    times: "last two minutes",
    not_measured: "not measured",
    learned_by: "learned by",
    agent: "agent",
    not_said: "not said yet",
    server: "server: answers our protocol",
    client: "client, or no Kademlia at all: is not asked",
    reached: "reached",
    addresses: "addresses",
    protocols: "protocols",
    none_known: "none known",
};

pub(in crate::words) fn page_help_on(command: &str) -> String {
    format!("Help on {command}")
}

pub(in crate::words) fn page_about(query: QueryId, kind: Kind, called: &str) -> String {
    format!("query {query}, {} {called} (Enter opens it)", kind.word())
}

pub(in crate::words) fn page_node(life: &str, table: usize, connections: usize, keys: usize, served: u64) -> String {
    let (table, connections) = (peers(table), times(connections, "connection"));
    format!("{life}, {table} in its table, {connections}, {} in its store, asked {served}×", times(keys, "key"))
}

pub(in crate::words) fn page_peer(who: &str) -> String {
    format!("Peer {who}")
}

pub(in crate::words) fn this_node(called: &str) -> String {
    format!("{called} (this node)")
}

pub(in crate::words) fn page_cpl(bits: u16, index: u16) -> String {
    let bits = if bits == 1 { "1 leading bit".to_owned() } else { format!("{bits} leading bits") };
    format!("{bits} shared with us: bucket index {index}")
}

pub(in crate::words) fn ago(age: Option<&str>) -> String {
    age.map_or_else(|| "just now".to_owned(), |age| format!("{age} ago"))
}

pub(in crate::words) fn page_lapsed(via: &str) -> String {
    format!("{via} (its announcement by mDNS lapsed)")
}

pub(in crate::words) fn page_ask(tail: &str) -> String {
    format!("  what it knows of a key: `ask {tail} KEY`")
}

pub(in crate::words) fn page_sent(n: usize) -> String {
    format!("{n} in our store were sent by it last (F7)")
}

pub(in crate::words) fn page_stranger(protocol: &str) -> String {
    format!("it speaks {protocol}, not our protocol: neither of us asks the other")
}
