//! What the program itself remarks, at its start and while it runs.

/// Fixed words.
pub struct Labels {}

say! { program:
    /// Returns the fixed words of this room.
    fn program() -> &'static Labels;
}
