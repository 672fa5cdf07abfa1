//! Header, panes, pages, prompt.

mod buckets;
mod changes;
mod copies;
mod crawl;
mod gloss;
mod header;
mod help;
mod mdns;
mod page;
mod peers;
mod queries;
mod records;
mod requests;
mod table;

pub use buckets::BucketWords;
pub use changes::{ChangeWords, PulseWords};
pub use copies::{CopyColumns, CopyWords};
pub use crawl::{CensusWords, CrawlColumns, CrawlWords, ReachWords};
pub use gloss::{Gloss, Meaning};
pub use header::{Header, Tabs};
pub use help::Help;
pub use mdns::MdnsWords;
pub use page::PageWords;
pub use peers::{PeerColumns, PeerWords};
pub use queries::{QueryColumns, QueryWords};
pub use records::{RecordColumns, RecordPage, RecordWords};
pub use requests::RequestWords;
pub use table::TableWords;

pub struct Labels {
    /// The title above what happened and the typed line.
    pub command: &'static str,
    /// Beside arrows: there are more rows than fit.
    pub more: &'static str,
    /// How long ago: just now, in a column of six.
    pub now: &'static str,
    /// The first lines.
    pub header: Header,
    /// Who is around.
    pub peers: PeerWords,
    /// The routing table.
    pub buckets: BucketWords,
    /// The queries.
    pub queries: QueryWords,
    /// What the store holds.
    pub records: RecordWords,
    /// What the node asks and is asked.
    pub requests: RequestWords,
    /// What happened to the routing table.
    pub changes: ChangeWords,
    /// The last minutes.
    pub pulse: PulseWords,
    /// What mDNS heard.
    pub mdns: MdnsWords,
    /// A peer's routing table.
    pub table: TableWords,
    /// Who holds a key.
    pub copies: CopyWords,
    /// What a crawl found.
    pub crawl: CrawlWords,
    /// A page over the panes.
    pub page: PageWords,
    /// The help page.
    pub help: Help,
    /// What the words mean.
    pub gloss: Gloss,
    /// The empty prompt.
    pub prompt: PromptWords,
}

/// What stands in the prompt while nothing is typed.
pub struct PromptWords {
    /// Typed next is a command.
    pub command: &'static str,
    /// Typed next is a command, in a recording.
    pub command_in_recording: &'static str,
    /// Typed next is a filter.
    pub filter: &'static str,
    /// In front of what is looked for in the history.
    pub search: &'static str,
    /// Typed next is what is looked for in the history.
    pub sought: &'static str,
    pub nothing_found: &'static str,
}

say! { screen:
    /// Returns the fixed words of this room.
    fn screen() -> &'static Labels;
    /// Says which of so many candidates stands in the line.
    fn nth_of(nth: usize, all: usize) -> String;
    /// Says where a recording is, of how long it is.
    fn replay_time(now: &str, end: &str) -> String;
    /// Says at which event a recording is, of how many.
    fn replay_event(event: u64, events: &str) -> String;
}
