//! Understands one line of the language.

use super::{Command, ParseError};
use crate::dht::PeerId;

/// What a word that names a peer was found to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// This peer.
    One(PeerId),
    /// Nobody.
    None,
    /// The tail of so many.
    Many(usize),
}

/// Understands a line. `find` looks a peer up by the tail of its id (four characters or more) or a node's name.
///
/// # Errors
/// Names the word that is wrong and what was expected.
pub fn parse(_line: &str, _find: &dyn Fn(&str) -> Found) -> Result<Command, ParseError> {
    Err(ParseError { at: 0..0, text: String::new() })
}
