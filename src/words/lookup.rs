//! The page of a query, the keyspace, the practice network.

use crate::dht::Oddity;

/// Fixed words.
pub struct Labels {}

say! { lookup:
    /// Returns the fixed words of this room.
    fn lookup() -> &'static Labels;
    /// Says what is odd about an answer.
    fn oddities(all: &[Oddity]) -> String;
}
