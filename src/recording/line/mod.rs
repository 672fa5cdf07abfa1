//! The line format: one JSON object an event, the same on standard output, in a recording and in a replay.
//!
//! ```text
//!   {"t":0.250131,"event":"command","n":1,"line":"get greeting"}
//!     │            │               └ fields, by event; a reader skips those that it does not know
//!     │            └ its name; a reader skips events that it does not know
//!     └ seconds since the session's start, in whole microseconds
//! ```
//!
//! Some fields are *derived*: the state says them of an event it has taken in (`verdict`, `rounds`, …). They are for
//! whoever reads the lines; a replay works them out anew. Of `command_finished` all is derived where it
//! has a `query` or a `step`.

mod copies;
mod crawl;
mod decode;
mod encode;
mod failure;
mod fault;
mod json;
mod mdns;
mod stored;
mod table;
#[cfg(test)]
mod tests;
mod told;
mod wire;

pub use decode::{Decoder, Read};
pub use fault::{LineFault, Wanted};
pub use json::Encoder;

use std::time::Duration;

use crate::dht::{Key, Kind, PeerId, verdict::Code};

/// The version of the format, in the first line of every recording. New fields and events do not change it.
pub const VERSION: u64 = 1;

/// What the state says of an event once it has taken it in.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Derived {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether the peer of a change in the routing table is connected.
    Connected(bool),
    /// What came of a query.
    Query(Box<FinishedQuery>),
    /// With this step its command is done.
    Step {
        command: u64,
        /// What came of it, in a sentence.
        verdict: String,
    },
}

/// What came of a query, from the start on.
#[derive(Clone, PartialEq, Debug)]
pub struct FinishedQuery {
    /// What it was for.
    pub kind: Kind,
    /// What it looked for.
    pub key: Key,
    /// The command that wanted it.
    pub command: Option<u64>,
    pub outcome: Code,
    /// What came of it, in a sentence.
    pub verdict: String,
    /// The highest hop that was asked, plus one.
    pub rounds: u16,
    /// How long it took.
    pub lasted: Duration,
    /// Who acknowledged the value, or to whom the announcement left.
    pub stored: Vec<PeerId>,
    /// The different values found.
    pub values: Vec<Vec<u8>>,
    /// The providers found; of many some.
    pub providers: Vec<PeerId>,
    /// How many more there are.
    pub more_providers: usize,
    /// How many of those that kad counts as asked are providers without an address.
    pub without_address: u32,
}
