//! What a session leaves behind, and how it is observed again: the line format, who writes lines, and who plays them.
//!
//! ```text
//!   Event ──► tape ──► line::Encoder ──► file, standard output
//!   file ──► source ──► reader (line::Decoder) ──► cursor ──► player: a place that moves, in a world of somebody else's
//! ```
//!
//! Knows nothing of states and screens: whoever plays a recording says what an event does.

mod cursor;
pub mod line;
mod player;
mod reader;
mod source;
mod tape;

pub use cursor::{Milestone, World};
pub use player::{Overview, Player, TimelineMark};
pub use source::Unreadable;
pub use tape::{Out, Tape, TapeEntry, Trouble};
