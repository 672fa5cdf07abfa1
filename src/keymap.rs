//! Which key means what, where: one table for handling, footer and help.

mod table;

pub use table::BINDINGS;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use tui_input::InputRequest;

use crate::{
    state::{Focus, Page, Pane, Row, Spot, State, Ui, action::Action},
    words::keys::{Does, Labels},
};

/// Where a key holds. Letters and digits hold nowhere: they are typed, wherever the focus is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// Everywhere, while typing too.
    Everywhere,
    /// While the typed line is not empty: all editing keys belong to it, wherever the focus is.
    Line,
    /// While the typed line is empty, wherever the focus is.
    Idle,
    /// While it is empty, and the prompt has the focus.
    Prompt,
    /// While it is empty, and a pane, or the page over the panes, has the focus.
    Panes,
    /// While a filter is typed.
    Filter,
    /// While a line is looked for in the history.
    Search,
}

/// On what condition a key holds in its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// On none.
    Always,
    /// While a page lies over the panes.
    Page,
    /// While a query's page does.
    Query,
    /// While none does.
    NoPage,
    /// While none does, and the panes are shown.
    Panes,
    /// While none does, and the practice network is shown.
    Nodes,
    /// While a recording is played.
    Replay,
    /// While none is.
    Live,
    /// While the first minute goes on.
    Tour,
    /// While it does not.
    NoTour,
}

impl When {
    fn holds(self, ui: &Ui) -> bool {
        match self {
            Self::Always => true,
            Self::Page => !ui.pages.is_empty(),
            Self::Query => matches!(ui.page(), Some(Page::Query(_))),
            Self::NoPage => ui.pages.is_empty(),
            Self::Panes => ui.pages.is_empty() && !ui.pane.is_alone(),
            Self::Nodes => ui.pages.is_empty() && ui.pane == Pane::Nodes,
            Self::Replay => ui.replay.is_some(),
            Self::Live => ui.replay.is_none(),
            Self::Tour => is_touring(ui),
            Self::NoTour => !is_touring(ui),
        }
    }
}

/// Returns whether Enter on an empty line belongs to the first minute.
fn is_touring(ui: &Ui) -> bool {
    ui.tour.as_ref().is_some_and(|tour| tour.is_offering() || tour.is_going_on())
}

/// A key with the keys held down with it, and what it means. Shift is left out where it only makes another character.
pub type Chord = (KeyCode, KeyModifiers, Action);

/// One row of the table.
pub struct Binding {
    /// The keys as people write them, e.g. `j ↓`; none where any character is typed.
    pub keys: &'static str,
    /// What they do, in a few words.
    pub about: fn(&Labels) -> &'static str,
    /// Where they hold.
    pub place: Scope,
    /// On what condition they hold there.
    pub when: When,
    /// What the footer shows of them, if anything.
    pub hint: Option<Hint>,
    /// The keys as the terminal reports them, each with its meaning; none where any character is typed.
    pub chords: &'static [Chord],
}

impl Binding {
    /// Returns the keys as people write them, or what stands for them where any character is typed.
    #[must_use]
    pub fn keys(&self, labels: &Labels) -> &'static str {
        if self.keys.is_empty() { labels.any_character } else { self.keys }
    }
}

/// A key for the footer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The key, short.
    pub key: &'static str,
    /// What it does now.
    pub does: Does,
}

/// Rows that a turn of the wheel moves by.
const NOTCH: i32 = 3;

/// Returns the keys that hold now, most useful first.
#[must_use]
pub fn hints(ui: &Ui, state: &State) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    let is_vain = |hint: &Hint| match hint.does {
        Does::Step => state.paused.is_none() || is_touring(ui),
        Does::Back => !ui.has_way_back(),
        Does::Open => !ui.has_something_to_open(state),
        Does::Picture => ui.pane != Pane::Nodes && (ui.pane.is_alone() || ui.followed(state).is_none()),
        _ => false,
    };
    for hint in holding(ui).filter_map(|binding| binding.hint).filter(|hint| !is_vain(hint)) {
        let does = now(hint.does, ui);
        if !hints.iter().any(|other| other.does == does) {
            hints.push(Hint { key: hint.key, does });
        }
    }
    hints
}

/// Returns what an event of the terminal means now; none if nothing. `spot` is what lies under the mouse.
#[must_use]
pub fn action(event: &Event, ui: &Ui, spot: Option<Spot>) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(key, ui),
        Event::Paste(text) => Some(Action::Paste(text.clone())),
        Event::Mouse(mouse) => moused(*mouse, spot?),
        Event::Key(_) | Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

/// Returns which scopes hold now.
#[must_use]
pub fn scopes(ui: &Ui) -> &'static [Scope] {
    match ui.focus {
        Focus::Filter => &[Scope::Filter, Scope::Everywhere],
        Focus::Search => &[Scope::Search, Scope::Everywhere],
        _ if !ui.prompt.is_empty() => &[Scope::Line, Scope::Everywhere],
        Focus::Prompt => &[Scope::Prompt, Scope::Idle, Scope::Everywhere],
        Focus::Pane => &[Scope::Panes, Scope::Idle, Scope::Everywhere],
    }
}

fn moused(mouse: MouseEvent, spot: Spot) -> Option<Action> {
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Action::Click(spot)),
        MouseEventKind::ScrollDown => Some(Action::Wheel(spot, NOTCH)),
        MouseEventKind::ScrollUp => Some(Action::Wheel(spot, -NOTCH)),
        _ => None,
    }
}

fn pressed(key: &KeyEvent, ui: &Ui) -> Option<Action> {
    let (code, held) = chord(key);
    let bound = holding(ui).flat_map(|binding| binding.chords).find(|bound| (bound.0, bound.1) == (code, held));
    match (bound, code) {
        (Some((_, _, action)), _) => Some(action.clone()),
        (None, KeyCode::Char(c)) if types(held) => Some(Action::Edit(InputRequest::InsertChar(c))),
        (None, _) => None,
    }
}

/// Returns the rows that hold now.
fn holding(ui: &Ui) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(|binding| scopes(ui).contains(&binding.place) && binding.when.holds(ui))
}

/// Returns whether a character is typed with these keys held down: Windows reports `AltGr` as Ctrl and Alt.
fn types(held: KeyModifiers) -> bool {
    held.is_empty() || (cfg!(windows) && held == KeyModifiers::CONTROL | KeyModifiers::ALT)
}

/// Returns a key as the table writes it. Terminals differ in whether they report Shift with what it makes of a key.
fn chord(key: &KeyEvent) -> (KeyCode, KeyModifiers) {
    let unshifted = key.modifiers - KeyModifiers::SHIFT;
    match key.code {
        KeyCode::Char(c) if unshifted.is_empty() => (KeyCode::Char(c), unshifted),
        KeyCode::Char(c) => (KeyCode::Char(c.to_ascii_lowercase()), unshifted),
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => (KeyCode::BackTab, unshifted),
        KeyCode::BackTab => (KeyCode::BackTab, unshifted),
        code => (code, key.modifiers),
    }
}

/// Returns what a key does that does the opposite the second time, or leads elsewhere from here.
fn now(does: Does, ui: &Ui) -> Does {
    match does {
        Does::Freeze if ui.frozen => Does::GoOn,
        Does::Play if ui.replay.as_ref().is_some_and(|replay| replay.playing) => Does::Stop,
        Does::Zoom if ui.zoomed => Does::AllPanes,
        Does::Panes if ui.pane == Pane::Nodes && ui.focus == Focus::Prompt => Does::Network,
        Does::Panes if ui.pane.is_alone() && ui.pages.is_empty() => Does::Prompt,
        Does::Open if matches!(ui.page_row(), Some(Row::Be(_))) => Does::BeIt,
        Does::Scroll if matches!(ui.page(), Some(Page::Query(_) | Page::Notices)) => Does::Select,
        Does::Words if ui.topic().is_none() => Does::Help,
        Does::Back if ui.focus == Focus::Filter => Does::ShowAll,
        Does::Back if !ui.pages.is_empty() => Does::Close,
        does => does,
    }
}

#[cfg(test)]
mod tests;
