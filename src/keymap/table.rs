//! The table of keys. Within a place, the rows stand in the order of their use: so does the footer show them.

use crossterm::event::{KeyCode as K, KeyModifiers as M};
use tui_input::InputRequest as Edit;

use super::{Binding, Hint, Place, When};
use crate::state::{action::Action as A, replay::Transport as T};

const NONE: M = M::NONE;
const CTRL: M = M::CONTROL;
const ALT: M = M::ALT;

const fn hint(key: &'static str, about: &'static str) -> Hint {
    Hint { key, about }
}

/// Writes one row: `place, when, keys, about, hint, [key, held down: action; …]`.
macro_rules! row {
    ($place:ident, $when:ident, $keys:literal, $about:literal, $hint:expr, [$($code:expr, $held:expr => $action:expr);* $(;)?]) => {
        Binding {
            keys: $keys,
            about: $about,
            place: Place::$place,
            when: When::$when,
            hint: $hint,
            chords: &[$(($code, $held, $action)),*],
        }
    };
}

/// Every binding, in the order of the help.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    row!(Prompt, Typed, "Enter", "carry the line out", Some(hint("Enter", "run")), [K::Enter, NONE => A::Submit]),
    row!(Prompt, Typed, "Tab", "complete the word; again, the next candidate", Some(hint("Tab", "complete")), [
        K::Tab, NONE => A::Complete;
    ]),
    row!(Prompt, Empty, "?", "this help, on an empty line", Some(hint("?", "help")), [K::Char('?'), NONE => A::Help]),
    row!(Prompt, Empty, "Tab", "to the panes, on an empty line", Some(hint("Tab", "panes")), [
        K::Tab, NONE => A::NextPane;
    ]),
    row!(Prompt, Empty, "Space", "while paused: one step, on an empty line", None, [K::Char(' '), NONE => A::Step]),
    row!(Prompt, Always, "↑ ↓ Ctrl-P Ctrl-N", "earlier and later lines", Some(hint("↑↓", "history")), [
        K::Up, NONE => A::Earlier; K::Char('p'), CTRL => A::Earlier;
        K::Down, NONE => A::Later; K::Char('n'), CTRL => A::Later;
    ]),
    row!(Prompt, Always, "Esc", "to the panes", Some(hint("Esc", "panes")), [K::Esc, NONE => A::Back]),
    row!(Prompt, Always, "Shift-Tab", "to the last pane", None, [K::BackTab, NONE => A::PreviousPane]),
    row!(Prompt, Typed, "Ctrl-C", "clear the line", Some(hint("Ctrl-C", "clear")), [
        K::Char('c'), CTRL => A::ClearOrQuit;
    ]),
    row!(Prompt, Empty, "Ctrl-C Ctrl-D", "quit, on an empty line", Some(hint("Ctrl-C", "quit")), [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::Quit;
    ]),
    row!(Prompt, Always, "← → Ctrl-B Ctrl-F", "move by a character", None, [
        K::Left, NONE => A::Edit(Edit::GoToPrevChar); K::Char('b'), CTRL => A::Edit(Edit::GoToPrevChar);
        K::Right, NONE => A::Edit(Edit::GoToNextChar); K::Char('f'), CTRL => A::Edit(Edit::GoToNextChar);
    ]),
    row!(Prompt, Always, "Ctrl-← Ctrl-→ Alt-B Alt-F", "move by a word", None, [
        K::Left, CTRL => A::Edit(Edit::GoToPrevWord); K::Left, ALT => A::Edit(Edit::GoToPrevWord);
        K::Char('b'), ALT => A::Edit(Edit::GoToPrevWord); K::Char('f'), ALT => A::Edit(Edit::GoToNextWord);
        K::Right, CTRL => A::Edit(Edit::GoToNextWord); K::Right, ALT => A::Edit(Edit::GoToNextWord);
    ]),
    row!(Prompt, Always, "Home End Ctrl-A Ctrl-E", "to the start, to the end", None, [
        K::Home, NONE => A::Edit(Edit::GoToStart); K::Char('a'), CTRL => A::Edit(Edit::GoToStart);
        K::End, NONE => A::Edit(Edit::GoToEnd); K::Char('e'), CTRL => A::Edit(Edit::GoToEnd);
    ]),
    row!(Prompt, Always, "Backspace Ctrl-H Delete", "delete a character", None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
        K::Delete, NONE => A::Edit(Edit::DeleteNextChar);
    ]),
    row!(Prompt, Typed, "Ctrl-D", "delete the character under the cursor", None, [
        K::Char('d'), CTRL => A::Edit(Edit::DeleteNextChar);
    ]),
    row!(Prompt, Always, "Ctrl-W Alt-Backspace Alt-D", "cut a word", None, [
        K::Char('w'), CTRL => A::Edit(Edit::DeletePrevWord); K::Backspace, ALT => A::Edit(Edit::DeletePrevWord);
        K::Char('d'), ALT => A::Edit(Edit::DeleteNextWord); K::Delete, CTRL => A::Edit(Edit::DeleteNextWord);
        K::Backspace, CTRL => A::Edit(Edit::DeletePrevWord);
    ]),
    row!(Prompt, Always, "Ctrl-U Ctrl-K Ctrl-Y", "cut to the start, cut to the end, put back", None, [
        K::Char('u'), CTRL => A::Edit(Edit::DeleteFromStart); K::Char('k'), CTRL => A::Edit(Edit::DeleteTillEnd);
        K::Char('y'), CTRL => A::Edit(Edit::Yank);
    ]),
    row!(Prompt, Always, "any character", "is typed", None, []),

    row!(Panes, Replay, "Space p", "in a recording: play, and stop", Some(hint("Space", "play")), [
        K::Char(' '), NONE => A::Replay(T::Toggle); K::Char('p'), NONE => A::Replay(T::Toggle);
    ]),
    row!(Panes, Replay, "← →", "in a recording: an event back, an event on", Some(hint("←→", "event")), [
        K::Left, NONE => A::Replay(T::Events(-1)); K::Right, NONE => A::Replay(T::Events(1));
    ]),
    row!(Panes, Replay, ", .", "in a recording: a round of a lookup back, one on", Some(hint(",.", "round")), [
        K::Char(','), NONE => A::Replay(T::Round(false)); K::Char('.'), NONE => A::Replay(T::Round(true));
    ]),
    row!(Panes, Replay, "N n", "in a recording: to the query before, to the next", Some(hint("n", "query")), [
        K::Char('N'), NONE => A::Replay(T::Query(false)); K::Char('n'), NONE => A::Replay(T::Query(true));
    ]),
    row!(Panes, Replay, "[ ]", "in a recording: half as fast, twice as fast", Some(hint("[]", "speed")), [
        K::Char('['), NONE => A::Replay(T::Speed(false)); K::Char(']'), NONE => A::Replay(T::Speed(true));
    ]),
    row!(Panes, Replay, "{ }", "in a recording: to its beginning, to its end", None, [
        K::Char('{'), NONE => A::Replay(T::Start); K::Char('}'), NONE => A::Replay(T::End);
    ]),
    row!(Panes, Replay, "t", "in a recording: type a time to jump to", Some(hint("t", "jump")), [
        K::Char('t'), NONE => A::JumpTo;
    ]),
    row!(Panes, NoPage, "↑ ↓ k j", "select a row", Some(hint("↑↓", "select")), [
        K::Up, NONE => A::Move(-1); K::Char('k'), NONE => A::Move(-1);
        K::Down, NONE => A::Move(1); K::Char('j'), NONE => A::Move(1);
    ]),
    row!(Panes, Page, "↑ ↓ k j", "scroll the page", Some(hint("↑↓", "scroll")), [
        K::Up, NONE => A::Move(-1); K::Char('k'), NONE => A::Move(-1);
        K::Down, NONE => A::Move(1); K::Char('j'), NONE => A::Move(1);
    ]),
    row!(Panes, Panes, "Enter", "open what is selected", Some(hint("Enter", "open")), [K::Enter, NONE => A::Open]),
    row!(Panes, Network, "Enter", "in the practice network: be this node", Some(hint("Enter", "be it")), [
        K::Enter, NONE => A::Open;
    ]),
    row!(Panes, Network, "s S", "in the practice network: sort by the next column, the other way round", Some(hint("s S", "sort")), [
        K::Char('s'), NONE => A::Sort; K::Char('S'), NONE => A::SortReversed;
    ]),
    row!(Panes, Page, "Esc q", "close the page", Some(hint("Esc", "close")), [
        K::Esc, NONE => A::Back; K::Char('q'), NONE => A::Back;
    ]),
    row!(Panes, Always, "Tab Shift-Tab", "next pane, pane before", Some(hint("Tab", "panes")), [
        K::Tab, NONE => A::NextPane; K::BackTab, NONE => A::PreviousPane;
    ]),
    row!(Panes, Always, ": i", "back to the prompt", Some(hint(":", "prompt")), [
        K::Char(':'), NONE => A::ToPrompt; K::Char('i'), NONE => A::ToPrompt;
    ]),
    row!(Panes, NoPage, "/", "show only what contains a text", Some(hint("/", "filter")), [
        K::Char('/'), NONE => A::Filter;
    ]),
    row!(Panes, Always, "?", "this help", Some(hint("?", "help")), [K::Char('?'), NONE => A::Help]),
    row!(Panes, NoPage, "q", "quit", Some(hint("q", "quit")), [K::Char('q'), NONE => A::Quit]),
    row!(Panes, Panes, "z", "zoom the pane to the screen, and back", Some(hint("z", "zoom")), [
        K::Char('z'), NONE => A::Zoom;
    ]),
    row!(Panes, Always, "y", "copy the peer id, key or value", Some(hint("y", "copy")), [
        K::Char('y'), NONE => A::Copy;
    ]),
    row!(Panes, Always, "f", "freeze the picture, and let it go on", Some(hint("f", "freeze")), [
        K::Char('f'), NONE => A::Freeze;
    ]),
    row!(Panes, Live, "p", "pause our own queries, and resume", Some(hint("p", "pause")), [
        K::Char('p'), NONE => A::Pause;
    ]),
    row!(Panes, Live, "Space", "while paused: one step", None, [K::Char(' '), NONE => A::Step]),
    row!(Panes, NoPage, "Esc", "back: bucket, filter, zoom or network, then the prompt", Some(hint("Esc", "back")), [
        K::Esc, NONE => A::Back;
    ]),
    row!(Panes, Always, "g G Home End", "first row, last row", None, [
        K::Char('g'), NONE => A::First; K::Home, NONE => A::First;
        K::Char('G'), NONE => A::Last; K::End, NONE => A::Last;
    ]),
    row!(Panes, Always, "PageUp PageDown", "ten rows up or down", None, [
        K::PageUp, NONE => A::MovePage(-1); K::PageDown, NONE => A::MovePage(1);
    ]),
    row!(Panes, Always, "1 2 3 4 5", "peers, buckets, queries, notices, the practice network", None, [
        K::Char('1'), NONE => A::View(1); K::Char('2'), NONE => A::View(2);
        K::Char('3'), NONE => A::View(3); K::Char('4'), NONE => A::View(4); K::Char('5'), NONE => A::View(5);
    ]),
    row!(Panes, Always, "Ctrl-C Ctrl-D", "quit", None, [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::Quit;
    ]),

    row!(Filter, Always, "Enter", "keep the filter", Some(hint("Enter", "keep")), [K::Enter, NONE => A::Submit]),
    row!(Filter, Always, "Esc", "show all again", Some(hint("Esc", "show all")), [K::Esc, NONE => A::Back]),
    row!(Filter, Always, "↑ ↓", "select a row", Some(hint("↑↓", "select")), [
        K::Up, NONE => A::Move(-1); K::Down, NONE => A::Move(1);
    ]),
    row!(Filter, Always, "Backspace Ctrl-H", "delete a character", None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
    ]),
    row!(Filter, Always, "Ctrl-U", "delete all", None, [K::Char('u'), CTRL => A::Edit(Edit::DeleteLine)]),
    row!(Filter, Always, "Ctrl-C Ctrl-D", "delete all; nothing typed, quit", None, [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::ClearOrQuit;
    ]),
    row!(Filter, Always, "any character", "is typed", None, []),

    row!(Everywhere, Always, "F1", "this help", Some(hint("F1", "help")), [K::F(1), NONE => A::Help]),
    row!(Everywhere, Always, "F2 F3 F4 F5 F6", "peers, buckets, queries, notices, the practice network", None, [
        K::F(2), NONE => A::View(1); K::F(3), NONE => A::View(2); K::F(4), NONE => A::View(3); K::F(5), NONE => A::View(4);
        K::F(6), NONE => A::View(5);
    ]),
    row!(Everywhere, Always, "Ctrl-L", "draw the screen again", None, [K::Char('l'), CTRL => A::Redraw]),
    row!(Everywhere, Always, "Ctrl-Z", "suspend", None, [K::Char('z'), CTRL => A::Suspend]),
];
