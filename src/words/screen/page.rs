//! Pages over the panes: everything known of a peer; what happened so far.

use crate::dht::{Kind, QueryId};

pub struct PageWords {
    /// Beside the title: the key that closes it.
    pub goes_back: &'static str,
    /// The title of the help.
    pub help: &'static str,
    /// The title of what happened so far.
    pub notices: &'static str,
    /// The title of one of it.
    pub notice: &'static str,
    /// It is no longer kept.
    pub nothing_known_of_notice: &'static str,
    /// When it happened.
    pub at: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// The first row of a practice node's page: Enter looks through its eyes.
    pub be_it: &'static str,
    /// A row of a peer's page: Enter pings it.
    pub ping_it: &'static str,
    /// A row of a peer's page: Enter reads its routing table.
    pub read_its_table: &'static str,
    /// A row of a peer's page in a recording: Enter shows its routing table as it was told.
    pub its_table: &'static str,
    /// The same, of the node that is looked through.
    pub is_us: &'static str,
    /// How it is in the practice network.
    pub practice: &'static str,
    /// Nothing happened so far.
    pub no_notices: &'static str,
    /// The sections of a practice node's page: since when it runs, and with whom it is connected.
    pub its_life: &'static str,
    pub runs_since: &'static str,
    pub connections: &'static str,
    /// The section of a peer's page: what it told when it was asked.
    pub what_it_told: &'static str,
    pub told_nothing: &'static str,
    /// The section of what it sent us and asked us.
    pub between_us: &'static str,
    /// Of a peer, nothing but its id is known.
    pub nothing_known: &'static str,
    /// A fact of a peer: its id.
    pub id: &'static str,
    /// Its node's name in the practice network.
    pub name: &'static str,
    /// Where it lies in the keyspace.
    pub position: &'static str,
    /// Whether it is in the routing table.
    pub routing_table: &'static str,
    /// It is.
    pub is_in_it: &'static str,
    /// It is not.
    pub is_not_in_it: &'static str,
    /// Connected, known or gone.
    pub status: &'static str,
    /// Who dialled, for the last connection.
    pub last_connection: &'static str,
    /// The peer did.
    pub it_dialled: &'static str,
    /// This node did.
    pub we_dialled: &'static str,
    /// Why the last dial failed or the last connection closed.
    pub why_not_connected: &'static str,
    /// How long ago it gave a sign of life.
    pub last_sign: &'static str,
    /// It never did.
    pub no_sign: &'static str,
    /// How long ago we first heard of it.
    pub first_heard: &'static str,
    /// The last round-trip time.
    pub round_trip: &'static str,
    /// How it changed.
    pub times: &'static str,
    /// There is none.
    pub not_measured: &'static str,
    /// How we learned of it.
    pub learned_by: &'static str,
    /// The program it says it is.
    pub agent: &'static str,
    /// It has not said yet which, or whether it is a server.
    pub not_said: &'static str,
    /// It answers our Kademlia protocol.
    pub server: &'static str,
    /// It does not.
    pub client: &'static str,
    /// In which way alone it can be reached.
    pub reached: &'static str,
    /// Where it can be dialled.
    pub addresses: &'static str,
    /// The protocols it speaks.
    pub protocols: &'static str,
    /// No address, or no protocol.
    pub none_known: &'static str,
}

say! { screen:
    /// Returns the title of the help on a command.
    fn page_help_on(command: &str) -> String;
    /// Says which query a notice is about, and how that is opened.
    fn page_about(query: QueryId, kind: Kind, called: &str) -> String;
    /// Says how a practice node is: whether it runs, what it knows, holds and was asked.
    fn page_node(life: &str, table: usize, connections: usize, keys: usize, served: u64) -> String;
    /// Returns the title of a peer's page.
    fn page_peer(who: &str) -> String;
    /// Returns what this node is called.
    fn this_node(called: &str) -> String;
    /// Says how near a peer is, and which bucket it belongs to by kad's own number.
    fn page_cpl(bits: u16, index: u16) -> String;
    /// Says how long ago something was; none is just now.
    fn ago(age: Option<&str>) -> String;
    /// Says how we learned of a peer whose announcement by mDNS is no longer good.
    fn page_lapsed(via: &str) -> String;
    /// Says how a peer is asked what it knows of a key.
    fn page_ask(tail: &str) -> String;
    /// Says how many records in our store a peer sent.
    fn page_sent(n: usize) -> String;
    /// Says of a peer that it speaks this Kademlia protocol, which is not ours.
    fn page_stranger(protocol: &str) -> String;
}
