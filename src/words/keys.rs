//! What each key does.

/// Fixed words.
pub struct Labels {}

say! { keys:
    /// Returns the fixed words of this room.
    fn keys() -> &'static Labels;
}
