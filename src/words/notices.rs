//! What happened and what came of a key, above the prompt: notices, warnings, remarks; what files came to.

/// Fixed words.
pub struct Labels {}

say! { notices:
    /// Returns the fixed words of this room.
    fn notices() -> &'static Labels;
}
