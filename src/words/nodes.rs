//! The practice network's pane.

pub struct Labels {
    /// Said where there is no practice network.
    pub none: &'static str,
    /// The node that is observed.
    pub you: &'static str,
    /// It holds the key.
    pub holds: &'static str,
    /// What the heights of the strip mean.
    pub how_many: &'static str,
    /// Somebody from outside.
    pub guest: &'static str,
    /// A guest has not said what it is.
    pub guest_unsaid: &'static str,
    /// A guest does not answer the network's protocol.
    pub guest_no_server: &'static str,
    /// A guest could not be reached when it was last tried.
    pub guest_gone: &'static str,
    /// Whether a node runs.
    pub life: LifeWords,
    /// The titles of the columns.
    pub columns: Columns,
}

/// Whether a node runs.
pub struct LifeWords {
    /// It runs.
    pub alive: &'static str,
    /// It was killed silently.
    pub silent: &'static str,
    /// It was killed.
    pub dead: &'static str,
    /// It is to be started.
    pub waiting: &'static str,
}

/// The titles of the columns.
pub struct Columns {
    pub node: Title,
    /// Its id.
    pub peer: &'static str,
    /// Whether it runs.
    pub life: Title,
    /// On which side of a partition it is.
    pub side: &'static str,
    /// A bar, longer for what is closer.
    pub nearness: &'static str,
    /// How many leading bits it shares with what is looked for.
    pub near: Title,
    /// Which of the closest it is.
    pub closest: &'static str,
    /// Whether it holds the key.
    pub holder: Title,
    /// Entries of its routing table.
    pub table: Title,
    /// Its connections.
    pub connections: Title,
    /// Keys in its store.
    pub keys: Title,
    /// Requests that reached it.
    pub served: Title,
}

/// The title of a column by which the list can be sorted.
pub struct Title {
    /// As it is.
    pub plain: &'static str,
    /// Where the list is sorted by it, and it grows.
    pub rises: &'static str,
    /// Where the list is sorted by it, and it shrinks.
    pub falls: &'static str,
}

/// Makes such a title of a word.
macro_rules! title {
    ($word:literal) => {
        $crate::words::nodes::Title { plain: $word, rises: concat!($word, "▲"), falls: concat!($word, "▼") }
    };
}
pub(super) use title;

say! { nodes:
    /// Returns the fixed words of this room.
    fn nodes() -> &'static Labels;
    /// Says how many nodes there are, and how many of them are listed where it is not all.
    fn nodes_title(listed: Option<usize>, all: usize) -> String;
    /// Says how many nodes run.
    fn nodes_alive(n: usize) -> String;
    /// Says how many were killed silently.
    fn nodes_silent(n: usize) -> String;
    /// Says how many were killed.
    fn nodes_dead(n: usize) -> String;
    /// Says how many are to be started.
    fn nodes_waiting(n: usize) -> String;
    /// Says how many came from outside, and can be reached.
    fn nodes_guests(n: usize) -> String;
    /// Says to how many practice nodes a guest is connected.
    fn guest_at(nodes: usize) -> String;
    /// Says how many more guests there are.
    fn guests_more(n: usize) -> String;
    /// Says what the nodes are measured against.
    fn nodes_measured(near: &str) -> String;
    /// Says how many others have a value, and whether this node has it.
    fn nodes_holders(others: usize, here: bool) -> String;
    /// Says how many others know providers of a key, and whether this node does.
    fn nodes_knowing(others: usize, here: bool) -> String;
    /// Says how long a byte travels.
    fn nodes_latency(latency: &str) -> String;
    /// Says how many writes of a hundred are lost.
    fn nodes_loss(loss: u8) -> String;
    /// Says how many nodes leave and join a minute.
    fn nodes_churn(churn: u32) -> String;
    /// Says into how many sides the network is cut.
    fn nodes_cut(sides: u32) -> String;
    /// Says that the filter lets no node through.
    fn nodes_unmatched(filter: &str) -> String;
    /// Says what the window around the key is: where the closest lie, one of so many parts of the whole.
    fn nodes_around_key(bits: u16, closest: usize, parts: Option<u64>) -> String;
    /// Says so of the window around this node.
    fn nodes_around_us(bits: u16, closest: usize, parts: Option<u64>) -> String;
}
