//! What a session leaves behind, and how it is looked at again: the line format.
//!
//! Knows nothing of states and screens: whoever plays a recording says what an event does.

pub mod line;
