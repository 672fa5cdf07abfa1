//! What the few styles mean. No background is ever set, and colour says nothing that a glyph or a word does not say.
//!
//! Only terminal colours that read on dark and on light: bright blue against red is also told apart by the colour-blind.

use ratatui::style::{Color, Modifier, Style};

/// The styles of a screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Alive, or went well.
    pub(super) good: Style,
    /// Gone, or failed.
    pub(super) bad: Style,
    /// Worth finding: announced by mDNS, in flight.
    pub(super) mark: Style,
    /// There to be overlooked: borders, column titles, hints.
    pub(super) quiet: Style,
    /// Titles, keys, names.
    pub(super) strong: Style,
    /// The border of what has the focus.
    pub(super) focus: Style,
    /// The selected row where the focus is.
    pub(super) selected: Style,
    /// The selected row of a pane that has no focus.
    pub(super) kept: Style,
    /// A word that must not be missed: FROZEN, an error's place.
    pub(super) badge: Style,
    /// Whether the terminal shows no more than ASCII.
    pub(super) is_ascii: bool,
}

impl Theme {
    /// Returns the theme in colour.
    #[must_use]
    pub fn colour() -> Self {
        let plain = Self::plain();
        Self {
            good: plain.good.fg(Color::LightBlue),
            bad: plain.bad.fg(Color::Red),
            mark: plain.mark.fg(Color::Magenta),
            focus: plain.focus.fg(Color::LightBlue),
            ..plain
        }
    }

    /// Returns the theme without one colour, for `NO_COLOR`: a terminal library that strips colours later would
    /// strip the reversed video beside them too.
    #[must_use]
    pub fn plain() -> Self {
        let none = Style::new();
        let bold = none.add_modifier(Modifier::BOLD);
        let reversed = bold.add_modifier(Modifier::REVERSED);
        Self {
            good: none,
            bad: bold,
            mark: bold,
            quiet: none.add_modifier(Modifier::DIM),
            strong: bold,
            focus: bold,
            selected: reversed,
            kept: bold,
            badge: reversed,
            is_ascii: false,
        }
    }

    /// Returns the theme for an environment that allows colour or not, and more than ASCII or not.
    #[must_use]
    pub fn by_environment(colour: bool, utf8: bool) -> Self {
        let theme = if colour { Self::colour() } else { Self::plain() };
        Self { is_ascii: !utf8, ..theme }
    }
}
