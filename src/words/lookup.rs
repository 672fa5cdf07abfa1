//! The page of a query, the keyspace, the practice network.

/// Fixed words.
pub struct Labels {}

say! { lookup:
    /// Returns the fixed words of this room.
    fn lookup() -> &'static Labels;
}
