//! What is wrong with arguments, files and the start.

/// Fixed words.
pub struct Labels {}

say! { program:
    /// Returns the fixed words of this room.
    fn program() -> &'static Labels;
}
