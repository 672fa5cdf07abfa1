//! The first lines: who we are, on which network, and what has to be known about both.

use std::time::Duration;

use crate::dht::Quorum;

pub struct Header {
    /// A badge: a recording is played.
    pub replay: &'static str,
    /// A badge: the picture stands still.
    pub frozen: &'static str,
    /// A badge: what happens is recorded.
    pub recording: &'static str,
    /// While paused: the keys that go on, in a pane.
    pub paused: &'static str,
    /// This node answers others.
    pub server: &'static str,
    /// It does not.
    pub client: &'static str,
    /// Peers are looked for on the local network.
    pub local_network: &'static str,
    /// They are not.
    pub no_mdns: &'static str,
    /// A badge: a practice network without secrets.
    pub full_mesh: &'static str,
    /// A badge: keys that are no secret.
    pub seeded: &'static str,
    /// This node has no address.
    pub not_listening: &'static str,
    /// The tabs.
    pub tabs: Tabs,
    /// All that a tiny window shows.
    pub tiny: &'static str,
    /// All that a small one shows.
    pub small: &'static str,
}

/// The names of the panes where only one is shown.
pub struct Tabs {
    /// Who is around.
    pub peers: &'static str,
    /// The routing table.
    pub table: &'static str,
    /// The queries.
    pub queries: &'static str,
    /// The practice network.
    pub network: &'static str,
    /// The same where there is little room.
    pub net: &'static str,
    /// The records of the store, and where there is little room.
    pub records: &'static str,
    pub recs: &'static str,
    /// What others ask, and where there is little room.
    pub requests: &'static str,
    pub reqs: &'static str,
}

say! { screen:
    /// Says how far the crawl is that runs.
    fn header_crawls(done: usize, known: usize) -> String;
    /// Says for how long the program has run; none is less than a minute.
    fn header_up(lasted: Option<&str>) -> String;
    /// Says that our own queries stand still, and after how many steps.
    fn header_paused(step: u64) -> String;
    /// Says of how many nodes the practice network is.
    fn header_network(nodes: usize) -> String;
    /// Says how far the building of the practice network is.
    fn header_building(nth: usize, of: usize) -> String;
    /// Says which parameters are not Kademlia's own; at least one is not.
    fn header_parameters(alpha: Option<usize>, k: Option<usize>) -> String;
    /// Says which times of records are not kad's own; at least one is not.
    fn header_times(ttl: Option<Duration>, republish: Option<Duration>) -> String;
    /// Says where this node listens.
    fn header_listens(addresses: &str) -> String;
    /// Says how many equal answers make a success.
    fn header_quorum(quorum: Quorum) -> String;
    /// Says how many requests of others were answered.
    fn header_served(times: u64) -> String;
    /// Says that the window is too small, where there is room to say who is in it.
    fn header_too_small(tail: &str) -> String;
}
