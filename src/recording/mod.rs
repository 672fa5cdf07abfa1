//! What a session leaves behind, and how it is looked at again: the line format, and who writes lines.
//!
//! Knows nothing of states and screens: whoever plays a recording says what an event does.

pub mod line;
mod tape;

pub use tape::{Entry, Out, Tape, Trouble};
