//! What the user is doing: where the focus is, what is selected, opened, filtered, frozen and typed.
//!
//! Written only by the app's loop, through [`Ui::update`]. What is selected is held by identity, never by row: a list
//! that moves does not move the hand to another peer.

use super::prompt::Prompt;
use crate::dht::{PeerId, QueryId};

/// A pane of the main screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pane {
    /// Who is around.
    #[default]
    Peers,
    /// The routing table.
    Buckets,
    /// The queries.
    Queries,
}

/// Where typed keys go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Focus {
    /// The command line.
    #[default]
    Prompt,
    /// The pane that [`Ui::pane`] names.
    Pane,
    /// The filter of that pane, while it is typed.
    Filter,
}

/// A page that lies over the panes; Esc goes back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Page {
    /// The keys and commands, or one command.
    Help {
        /// Only this command.
        command: Option<String>,
    },
    /// All that is known of a peer.
    Peer(PeerId),
    /// All that is known of a query.
    Query(QueryId),
    /// What happened so far, newest first.
    Notices,
}

/// What the user is doing.
#[derive(Clone, Debug, Default)]
pub struct Ui {
    /// Where typed keys go.
    pub focus: Focus,
    /// The pane that has, or had last, the focus; the only one shown where the window is small.
    pub pane: Pane,
    /// The selected peer.
    pub peer: Option<PeerId>,
    /// The selected bucket's common prefix length.
    pub bucket: Option<u16>,
    /// Whether that bucket is opened, so that the hand moves among its peers.
    pub bucket_open: bool,
    /// The selected peer in the opened bucket.
    pub bucket_peer: Option<PeerId>,
    /// The selected query.
    pub query: Option<QueryId>,
    /// What lies over the panes.
    pub page: Option<Page>,
    /// Lines of that page scrolled away at the top; the view stops at its end.
    pub scroll: u16,
    /// Whether the pane fills the screen.
    pub zoomed: bool,
    /// Show only rows that contain this, in the pane at hand; empty shows all.
    pub filter: String,
    /// Whether the picture is frozen while the node goes on.
    pub frozen: bool,
    /// The typed line, its history and completion.
    pub prompt: Prompt,
    /// A word to the user that is no news from the node: what was copied, why a key did nothing, *again to quit*.
    pub remark: Option<String>,
    /// Whether one more quit key ends the program.
    pub quit_asked: bool,
}
