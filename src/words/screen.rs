//! Header, panes, pages, prompt.

/// Fixed words.
pub struct Labels {}

say! { screen:
    /// Returns the fixed words of this room.
    fn screen() -> &'static Labels;
}
