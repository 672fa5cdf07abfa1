//! Header, panes, pages, prompt.

mod buckets;
mod header;
mod help;
mod page;
mod peers;
mod queries;

pub use buckets::Buckets;
pub use header::{Header, Tabs};
pub use help::Help;
pub use page::Page;
pub use peers::{PeerColumns, Peers};
pub use queries::{Queries, QueryColumns};

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
    pub peers: Peers,
    /// The routing table.
    pub buckets: Buckets,
    /// The queries.
    pub queries: Queries,
    /// A page over the panes.
    pub page: Page,
    /// The help page.
    pub help: Help,
    /// The empty prompt.
    pub prompt: Prompt,
}

/// What stands in the prompt while nothing is typed.
pub struct Prompt {
    /// Typed next is a command.
    pub command: &'static str,
    /// Typed next is a command, in a recording.
    pub command_in_recording: &'static str,
    /// Typed next is a filter.
    pub filter: &'static str,
}

say! { screen:
    /// Returns the fixed words of this room.
    fn screen() -> &'static Labels;
    /// Says where a recording is, of how long it is.
    fn replay_time(now: &str, end: &str) -> String;
    /// Says at which event a recording is, of how many.
    fn replay_event(event: u64, events: &str) -> String;
}
