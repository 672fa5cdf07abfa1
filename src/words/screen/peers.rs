//! The peers: who is around, how we learned of each, how it is.

use crate::dht::Way;

pub struct PeerWords {
    /// No connection is open, and that is as it should be.
    pub none_needed: &'static str,
    /// A connection is open.
    pub connected: &'static str,
    /// A connection is open, but it speaks another Kademlia protocol.
    pub other_dht: &'static str,
    /// None is open.
    pub known: &'static str,
    /// The last dial failed.
    pub gone: &'static str,
    /// It is connected, and answers no ping.
    pub silent: &'static str,
    /// What it announced by mDNS is no longer good.
    pub lapsed: &'static str,
    /// It is connected, and has not said what it is.
    pub unsaid: &'static str,
    /// Nobody is in the list of a recording yet.
    pub none_in_recording: &'static str,
    /// Nobody can be reached, for want of a network interface.
    pub no_interface: &'static str,
    /// Nobody is in the list of a node of a practice network yet.
    pub none_in_practice: &'static str,
    /// The titles of the columns.
    pub columns: PeerColumns,
}

/// The titles of the columns.
pub struct PeerColumns {
    /// Connected, known or gone.
    pub status: &'static str,
    /// The node's name in the practice network.
    pub name: &'static str,
    /// The end of its id.
    pub peer: &'static str,
    /// How we learned of it.
    pub via: &'static str,
    /// How long ago it gave a sign of life, in a column of six.
    pub seen: &'static str,
    /// How long ago it announced itself by mDNS, in a column of six.
    pub announced: &'static str,
    /// How long that is good, in a column of six.
    pub lapses: &'static str,
    /// The round-trip time, in a column of six.
    pub rtt: &'static str,
    /// The round-trip times of the last minute.
    pub times: &'static str,
    /// The program it says it is.
    pub agent: &'static str,
    /// Where it can be dialled.
    pub address: &'static str,
    /// How long ago we first heard of it, in a column of six.
    pub since: &'static str,
}

say! { screen:
    /// Returns the pane's title, with how many there are.
    fn peers_title(n: usize) -> String;
    /// Says to how many a connection is open.
    fn peers_connected(n: usize) -> String;
    /// Says how many mDNS announced.
    fn peers_by_mdns(n: usize) -> String;
    /// Says that a filter shows none, of all or of those that were observed.
    fn peers_unmatched(filter: &str, of_all: bool) -> String;
    /// Says why nobody is known of those who speak a protocol, and what would change that.
    fn peers_none(protocol: &str, mdns: bool) -> String;
    /// Says that what it announced by mDNS is no longer good.
    fn peers_lapsed(mdns: &str) -> String;
    /// Says of a program that it is no server.
    fn peers_client(agent: &str) -> String;
    /// Says of a program that it speaks another Kademlia protocol than ours.
    fn peers_stranger(agent: &str, protocol: &str) -> String;
    /// Says in which way alone a peer can be reached.
    fn peers_only_by(way: Way) -> String;
}
