//! The command language: what each command does, what is wrong with a line.

/// Fixed words.
pub struct Labels {}

say! { line:
    /// Returns the fixed words of this room.
    fn line() -> &'static Labels;
}
