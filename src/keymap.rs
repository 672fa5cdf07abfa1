//! Which key means what, where: one table for handling, footer and help.

use crossterm::event::Event;

use crate::state::{Ui, action::Action};

/// Where a key holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// Everywhere, while typing too.
    Everywhere,
    /// In the prompt.
    Prompt,
    /// In a pane, and on a page over the panes.
    Panes,
    /// While a filter is typed.
    Filter,
}

/// One row of the table.
pub struct Binding {
    /// The keys as people write them, e.g. `j ↓`.
    pub keys: &'static str,
    /// What they do, in a few words.
    pub about: &'static str,
    /// Where they hold.
    pub place: Place,
}

/// Every binding, in the order of the help.
pub const BINDINGS: &[Binding] = &[];

/// A key for the footer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The key, short.
    pub key: &'static str,
    /// What it does now, in a word or two.
    pub about: &'static str,
}

/// Returns the keys that hold now, most useful first.
#[must_use]
pub fn hints(_ui: &Ui) -> Vec<Hint> {
    Vec::new()
}

/// Returns what an event of the terminal means now; none if nothing.
#[must_use]
pub fn action(_event: &Event, _ui: &Ui) -> Option<Action> {
    None
}
