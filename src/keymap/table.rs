//! The table of keys. Within a place, the rows stand in the order of their use: so does the footer show them.

use crossterm::event::{KeyCode as K, KeyModifiers as M};
use tui_input::InputRequest as Edit;

use super::{Binding, Hint, Scope, When};
use crate::{
    state::{action::Action as A, replay::PlayerCommand as T},
    words::keys::Does as D,
};

const NONE: M = M::NONE;
const CTRL: M = M::CONTROL;
const ALT: M = M::ALT;

const fn hint(key: &'static str, does: D) -> Hint {
    Hint { key, does }
}

/// Writes one row: `place, when, keys, label, hint, [key, held down: action; …]`.
macro_rules! row {
    ($place:ident, $when:ident, $keys:literal, $about:ident, $hint:expr, [$($code:expr, $held:expr => $action:expr);* $(;)?]) => {
        Binding {
            keys: $keys,
            about: |labels| labels.$about,
            place: Scope::$place,
            when: When::$when,
            hint: $hint,
            chords: &[$(($code, $held, $action)),*],
        }
    };
}

/// Every binding, in the order of the help.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    row!(Prompt, Typed, "Enter", carry_out, Some(hint("Enter", D::Run)), [K::Enter, NONE => A::Submit]),
    row!(Prompt, Typed, "Tab", complete, Some(hint("Tab", D::Complete)), [
        K::Tab, NONE => A::Complete;
    ]),
    row!(Prompt, Empty, "?", help_if_empty, Some(hint("?", D::Help)), [K::Char('?'), NONE => A::Help]),
    row!(Prompt, Empty, "Tab", panes_if_empty, Some(hint("Tab", D::Panes)), [
        K::Tab, NONE => A::NextPane;
    ]),
    row!(Prompt, Empty, "Space", step_if_empty, None, [K::Char(' '), NONE => A::Step]),
    row!(Prompt, Always, "↑ ↓ Ctrl-P Ctrl-N", history, Some(hint("↑↓", D::History)), [
        K::Up, NONE => A::Earlier; K::Char('p'), CTRL => A::Earlier;
        K::Down, NONE => A::Later; K::Char('n'), CTRL => A::Later;
    ]),
    row!(Prompt, Always, "Esc", to_panes, Some(hint("Esc", D::Panes)), [K::Esc, NONE => A::Back]),
    row!(Prompt, Always, "Shift-Tab", to_last_pane, None, [K::BackTab, NONE => A::PreviousPane]),
    row!(Prompt, Typed, "Ctrl-C", clear, Some(hint("Ctrl-C", D::Clear)), [
        K::Char('c'), CTRL => A::ClearOrQuit;
    ]),
    row!(Prompt, Empty, "Ctrl-C Ctrl-D", quit_if_empty, Some(hint("Ctrl-C", D::Quit)), [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::Quit;
    ]),
    row!(Prompt, Always, "← → Ctrl-B Ctrl-F", by_character, None, [
        K::Left, NONE => A::Edit(Edit::GoToPrevChar); K::Char('b'), CTRL => A::Edit(Edit::GoToPrevChar);
        K::Right, NONE => A::Edit(Edit::GoToNextChar); K::Char('f'), CTRL => A::Edit(Edit::GoToNextChar);
    ]),
    row!(Prompt, Always, "Ctrl-← Ctrl-→ Alt-B Alt-F", by_word, None, [
        K::Left, CTRL => A::Edit(Edit::GoToPrevWord); K::Left, ALT => A::Edit(Edit::GoToPrevWord);
        K::Char('b'), ALT => A::Edit(Edit::GoToPrevWord); K::Char('f'), ALT => A::Edit(Edit::GoToNextWord);
        K::Right, CTRL => A::Edit(Edit::GoToNextWord); K::Right, ALT => A::Edit(Edit::GoToNextWord);
    ]),
    row!(Prompt, Always, "Home End Ctrl-A Ctrl-E", to_ends, None, [
        K::Home, NONE => A::Edit(Edit::GoToStart); K::Char('a'), CTRL => A::Edit(Edit::GoToStart);
        K::End, NONE => A::Edit(Edit::GoToEnd); K::Char('e'), CTRL => A::Edit(Edit::GoToEnd);
    ]),
    row!(Prompt, Always, "Backspace Ctrl-H Delete", delete, None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
        K::Delete, NONE => A::Edit(Edit::DeleteNextChar);
    ]),
    row!(Prompt, Typed, "Ctrl-D", delete_here, None, [
        K::Char('d'), CTRL => A::Edit(Edit::DeleteNextChar);
    ]),
    row!(Prompt, Always, "Ctrl-W Alt-Backspace Alt-D", cut_word, None, [
        K::Char('w'), CTRL => A::Edit(Edit::DeletePrevWord); K::Backspace, ALT => A::Edit(Edit::DeletePrevWord);
        K::Char('d'), ALT => A::Edit(Edit::DeleteNextWord); K::Delete, CTRL => A::Edit(Edit::DeleteNextWord);
        K::Backspace, CTRL => A::Edit(Edit::DeletePrevWord);
    ]),
    row!(Prompt, Always, "Ctrl-U Ctrl-K Ctrl-Y", cut_and_put_back, None, [
        K::Char('u'), CTRL => A::Edit(Edit::DeleteFromStart); K::Char('k'), CTRL => A::Edit(Edit::DeleteTillEnd);
        K::Char('y'), CTRL => A::Edit(Edit::Yank);
    ]),
    row!(Prompt, Always, "", typed, None, []),

    row!(Panes, Replay, "Space p", play, Some(hint("Space", D::Play)), [
        K::Char(' '), NONE => A::Replay(T::Toggle); K::Char('p'), NONE => A::Replay(T::Toggle);
    ]),
    row!(Panes, Replay, "← →", event, Some(hint("←→", D::Event)), [
        K::Left, NONE => A::Replay(T::Events(-1)); K::Right, NONE => A::Replay(T::Events(1));
    ]),
    row!(Panes, Replay, ", .", round, Some(hint(",.", D::Round)), [
        K::Char(','), NONE => A::Replay(T::Round(false)); K::Char('.'), NONE => A::Replay(T::Round(true));
    ]),
    row!(Panes, Replay, "N n", query, Some(hint("n", D::Query)), [
        K::Char('N'), NONE => A::Replay(T::Query(false)); K::Char('n'), NONE => A::Replay(T::Query(true));
    ]),
    row!(Panes, Replay, "[ ]", speed, Some(hint("[]", D::Speed)), [
        K::Char('['), NONE => A::Replay(T::Speed(false)); K::Char(']'), NONE => A::Replay(T::Speed(true));
    ]),
    row!(Panes, Replay, "{ }", recording_ends, None, [
        K::Char('{'), NONE => A::Replay(T::Start); K::Char('}'), NONE => A::Replay(T::End);
    ]),
    row!(Panes, Replay, "t", jump, Some(hint("t", D::Jump)), [
        K::Char('t'), NONE => A::JumpTo;
    ]),
    row!(Panes, NoPage, "↑ ↓ k j", select, Some(hint("↑↓", D::Select)), [
        K::Up, NONE => A::Move(-1); K::Char('k'), NONE => A::Move(-1);
        K::Down, NONE => A::Move(1); K::Char('j'), NONE => A::Move(1);
    ]),
    row!(Panes, Page, "↑ ↓ k j", scroll, Some(hint("↑↓", D::Scroll)), [
        K::Up, NONE => A::Move(-1); K::Char('k'), NONE => A::Move(-1);
        K::Down, NONE => A::Move(1); K::Char('j'), NONE => A::Move(1);
    ]),
    row!(Panes, Panes, "Enter", open, Some(hint("Enter", D::Open)), [K::Enter, NONE => A::Open]),
    row!(Panes, Nodes, "Enter", be_it, Some(hint("Enter", D::BeIt)), [
        K::Enter, NONE => A::Open;
    ]),
    row!(Panes, Nodes, "s S", sort, Some(hint("s S", D::Sort)), [
        K::Char('s'), NONE => A::Sort; K::Char('S'), NONE => A::SortReversed;
    ]),
    row!(Panes, Page, "Esc q", close, Some(hint("Esc", D::Close)), [
        K::Esc, NONE => A::Back; K::Char('q'), NONE => A::Back;
    ]),
    row!(Panes, Always, "Tab Shift-Tab", next_pane, Some(hint("Tab", D::Panes)), [
        K::Tab, NONE => A::NextPane; K::BackTab, NONE => A::PreviousPane;
    ]),
    row!(Panes, Always, ": i", to_prompt, Some(hint(":", D::Prompt)), [
        K::Char(':'), NONE => A::ToPrompt; K::Char('i'), NONE => A::ToPrompt;
    ]),
    row!(Panes, NoPage, "/", filter, Some(hint("/", D::Filter)), [
        K::Char('/'), NONE => A::Filter;
    ]),
    row!(Panes, Always, "?", help, Some(hint("?", D::Help)), [K::Char('?'), NONE => A::Help]),
    row!(Panes, NoPage, "q", quit, Some(hint("q", D::Quit)), [K::Char('q'), NONE => A::Quit]),
    row!(Panes, Panes, "z", zoom, Some(hint("z", D::Zoom)), [
        K::Char('z'), NONE => A::Zoom;
    ]),
    row!(Panes, Always, "y", copy, Some(hint("y", D::Copy)), [
        K::Char('y'), NONE => A::Copy;
    ]),
    row!(Panes, Always, "f", freeze, Some(hint("f", D::Freeze)), [
        K::Char('f'), NONE => A::Freeze;
    ]),
    row!(Panes, Live, "p", pause, Some(hint("p", D::Pause)), [
        K::Char('p'), NONE => A::Pause;
    ]),
    row!(Panes, Live, "Space", step, None, [K::Char(' '), NONE => A::Step]),
    row!(Panes, NoPage, "Esc", back, Some(hint("Esc", D::Back)), [
        K::Esc, NONE => A::Back;
    ]),
    row!(Panes, Always, "g G Home End", first_and_last, None, [
        K::Char('g'), NONE => A::First; K::Home, NONE => A::First;
        K::Char('G'), NONE => A::Last; K::End, NONE => A::Last;
    ]),
    row!(Panes, Always, "PageUp PageDown", ten_rows, None, [
        K::PageUp, NONE => A::MovePage(-1); K::PageDown, NONE => A::MovePage(1);
    ]),
    row!(Panes, Always, "1 2 3 4 5", views, None, [
        K::Char('1'), NONE => A::View(1); K::Char('2'), NONE => A::View(2);
        K::Char('3'), NONE => A::View(3); K::Char('4'), NONE => A::View(4); K::Char('5'), NONE => A::View(5);
    ]),
    row!(Panes, Always, "Ctrl-C Ctrl-D", quit, None, [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::Quit;
    ]),

    row!(Filter, Always, "Enter", keep, Some(hint("Enter", D::Keep)), [K::Enter, NONE => A::Submit]),
    row!(Filter, Always, "Esc", show_all, Some(hint("Esc", D::ShowAll)), [K::Esc, NONE => A::Back]),
    row!(Filter, Always, "↑ ↓", select, Some(hint("↑↓", D::Select)), [
        K::Up, NONE => A::Move(-1); K::Down, NONE => A::Move(1);
    ]),
    row!(Filter, Always, "Backspace Ctrl-H", delete, None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
    ]),
    row!(Filter, Always, "Ctrl-U", delete_all, None, [K::Char('u'), CTRL => A::Edit(Edit::DeleteLine)]),
    row!(Filter, Always, "Ctrl-C Ctrl-D", delete_all_or_quit, None, [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::ClearOrQuit;
    ]),
    row!(Filter, Always, "", typed, None, []),

    row!(Everywhere, Always, "F1", help, Some(hint("F1", D::Help)), [K::F(1), NONE => A::Help]),
    row!(Everywhere, Always, "F2 F3 F4 F5 F6", views, None, [
        K::F(2), NONE => A::View(1); K::F(3), NONE => A::View(2); K::F(4), NONE => A::View(3); K::F(5), NONE => A::View(4);
        K::F(6), NONE => A::View(5);
    ]),
    row!(Everywhere, Always, "Ctrl-L", redraw, None, [K::Char('l'), CTRL => A::Redraw]),
    row!(Everywhere, Always, "Ctrl-Z", suspend, None, [K::Char('z'), CTRL => A::Suspend]),
];
