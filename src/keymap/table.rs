//! The table of keys, in the order of their use: so does the footer show them.

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
    row!(Line, Always, "Enter", carry_out, Some(hint("Enter", D::Run)), [K::Enter, NONE => A::Submit]),
    row!(Line, Always, "Tab Shift-Tab", complete, Some(hint("Tab", D::Complete)), [
        K::Tab, NONE => A::Complete; K::BackTab, NONE => A::CompleteBack;
    ]),
    row!(Line, Always, "↑ ↓ Ctrl-P Ctrl-N", history, Some(hint("↑↓", D::History)), [
        K::Up, NONE => A::Earlier; K::Char('p'), CTRL => A::Earlier;
        K::Down, NONE => A::Later; K::Char('n'), CTRL => A::Later;
    ]),
    row!(Line, Always, "Ctrl-C", clear, Some(hint("Ctrl-C", D::Clear)), [K::Char('c'), CTRL => A::ClearOrQuit]),
    row!(Line, Always, "← → Ctrl-B Ctrl-F", by_character, None, [
        K::Left, NONE => A::Edit(Edit::GoToPrevChar); K::Char('b'), CTRL => A::Edit(Edit::GoToPrevChar);
        K::Right, NONE => A::Edit(Edit::GoToNextChar); K::Char('f'), CTRL => A::Edit(Edit::GoToNextChar);
    ]),
    row!(Line, Always, "Ctrl-← Ctrl-→ Alt-B Alt-F", by_word, None, [
        K::Left, CTRL => A::Edit(Edit::GoToPrevWord); K::Left, ALT => A::Edit(Edit::GoToPrevWord);
        K::Char('b'), ALT => A::Edit(Edit::GoToPrevWord); K::Char('f'), ALT => A::Edit(Edit::GoToNextWord);
        K::Right, CTRL => A::Edit(Edit::GoToNextWord); K::Right, ALT => A::Edit(Edit::GoToNextWord);
    ]),
    row!(Line, Always, "Home End Ctrl-A Ctrl-E", to_ends, None, [
        K::Home, NONE => A::Edit(Edit::GoToStart); K::Char('a'), CTRL => A::Edit(Edit::GoToStart);
        K::End, NONE => A::Edit(Edit::GoToEnd); K::Char('e'), CTRL => A::Edit(Edit::GoToEnd);
    ]),
    row!(Line, Always, "Backspace Ctrl-H Delete", delete, None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
        K::Delete, NONE => A::Edit(Edit::DeleteNextChar);
    ]),
    row!(Line, Always, "Ctrl-D", delete_here, None, [K::Char('d'), CTRL => A::Edit(Edit::DeleteNextChar)]),
    row!(Line, Always, "Ctrl-W Alt-Backspace Alt-D", cut_word, None, [
        K::Char('w'), CTRL => A::Edit(Edit::DeletePrevWord); K::Backspace, ALT => A::Edit(Edit::DeletePrevWord);
        K::Char('d'), ALT => A::Edit(Edit::DeleteNextWord); K::Delete, CTRL => A::Edit(Edit::DeleteNextWord);
        K::Backspace, CTRL => A::Edit(Edit::DeletePrevWord);
    ]),
    row!(Line, Always, "Ctrl-U Ctrl-K Ctrl-Y", cut_and_put_back, None, [
        K::Char('u'), CTRL => A::Edit(Edit::DeleteFromStart); K::Char('k'), CTRL => A::Edit(Edit::DeleteTillEnd);
        K::Char('y'), CTRL => A::Edit(Edit::Yank);
    ]),
    row!(Line, Always, "", typed, None, []),

    row!(Filter, Always, "Enter", keep, Some(hint("Enter", D::Keep)), [K::Enter, NONE => A::Submit]),
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

    row!(Search, Always, "Enter", take_found, Some(hint("Enter", D::Take)), [K::Enter, NONE => A::Submit]),
    row!(Search, Always, "Backspace Ctrl-H", delete, None, [
        K::Backspace, NONE => A::Edit(Edit::DeletePrevChar); K::Char('h'), CTRL => A::Edit(Edit::DeletePrevChar);
        K::Backspace, M::SHIFT => A::Edit(Edit::DeletePrevChar);
    ]),
    row!(Search, Always, "Ctrl-C", leave_search, None, [K::Char('c'), CTRL => A::ClearOrQuit]),
    row!(Search, Always, "", typed, None, []),

    row!(Prompt, Tour, "Enter", accept, Some(hint("Enter", D::Next)), [K::Enter, NONE => A::Accept]),
    row!(Idle, Live, "Space", step, Some(hint("Space", D::Step)), [K::Char(' '), NONE => A::Step]),
    row!(Idle, Replay, "Space", play, Some(hint("Space", D::Play)), [K::Char(' '), NONE => A::Replay(T::Toggle)]),
    row!(Idle, Replay, "← →", event, Some(hint("←→", D::Event)), [
        K::Left, NONE => A::Replay(T::Events(-1)); K::Right, NONE => A::Replay(T::Events(1));
    ]),
    row!(Panes, NoPage, "↑ ↓", select, Some(hint("↑↓", D::Select)), [
        K::Up, NONE => A::Move(-1); K::Down, NONE => A::Move(1);
    ]),
    row!(Panes, Page, "↑ ↓", select_or_scroll, Some(hint("↑↓", D::Scroll)), [
        K::Up, NONE => A::Move(-1); K::Down, NONE => A::Move(1);
    ]),
    row!(Panes, Always, "Enter", open, Some(hint("Enter", D::Open)), [K::Enter, NONE => A::Open]),
    row!(Panes, Always, "Home End", first_and_last, None, [K::Home, NONE => A::First; K::End, NONE => A::Last]),
    row!(Prompt, Always, "↑ ↓ Ctrl-P Ctrl-N", history, Some(hint("↑↓", D::History)), [
        K::Up, NONE => A::Earlier; K::Char('p'), CTRL => A::Earlier;
        K::Down, NONE => A::Later; K::Char('n'), CTRL => A::Later;
    ]),
    row!(Everywhere, Always, "Esc", back, Some(hint("Esc", D::Back)), [K::Esc, NONE => A::Back]),
    row!(Idle, Always, "Tab Shift-Tab", next_pane, Some(hint("Tab", D::Panes)), [
        K::Tab, NONE => A::NextPane; K::BackTab, NONE => A::PreviousPane;
    ]),
    row!(Idle, Always, "?", explain, Some(hint("?", D::Words)), [K::Char('?'), NONE => A::Explain]),
    row!(Idle, Always, "Ctrl-C Ctrl-D", quit, Some(hint("Ctrl-C", D::Quit)), [
        K::Char('c'), CTRL => A::ClearOrQuit; K::Char('d'), CTRL => A::Quit;
    ]),
    row!(Idle, Replay, ", .", round, Some(hint(",.", D::Round)), [
        K::Char(','), NONE => A::Replay(T::Round(false)); K::Char('.'), NONE => A::Replay(T::Round(true));
    ]),
    row!(Idle, Replay, "( )", query, Some(hint("()", D::Query)), [
        K::Char('('), NONE => A::Replay(T::Query(false)); K::Char(')'), NONE => A::Replay(T::Query(true));
    ]),
    row!(Idle, Replay, "[ ]", speed, Some(hint("[]", D::Speed)), [
        K::Char('['), NONE => A::Replay(T::Speed(false)); K::Char(']'), NONE => A::Replay(T::Speed(true));
    ]),
    row!(Idle, Replay, "{ }", recording_ends, None, [
        K::Char('{'), NONE => A::Replay(T::Start); K::Char('}'), NONE => A::Replay(T::End);
    ]),
    row!(Idle, Replay, "@", jump, Some(hint("@", D::Jump)), [K::Char('@'), NONE => A::JumpTo]),

    row!(Idle, NoPage, "/", filter, Some(hint("/", D::Filter)), [K::Char('/'), NONE => A::Filter]),
    row!(Idle, Nodes, "< >", sort, Some(hint("< >", D::Sort)), [
        K::Char('>'), NONE => A::Sort; K::Char('<'), NONE => A::SortReversed;
    ]),
    row!(Idle, Panes, "+", zoom, Some(hint("+", D::Zoom)), [K::Char('+'), NONE => A::Zoom]),
    row!(Idle, NoPage, ";", picture, Some(hint(";", D::Picture)), [K::Char(';'), NONE => A::NextPicture]),
    row!(Idle, Query, ";", picture_of_page, Some(hint(";", D::Picture)), [K::Char(';'), NONE => A::NextPicture]),
    row!(Idle, Always, "=", copy, Some(hint("=", D::Copy)), [K::Char('='), NONE => A::Copy]),
    row!(Idle, Always, "!", freeze, Some(hint("!", D::Freeze)), [K::Char('!'), NONE => A::Freeze]),
    row!(Idle, Live, "Alt-P", pause, Some(hint("Alt-P", D::Pause)), [K::Char('p'), ALT => A::Pause]),
    row!(Idle, Always, "PageUp PageDown", ten_rows, None, [
        K::PageUp, NONE => A::MovePage(-1); K::PageDown, NONE => A::MovePage(1);
    ]),
    row!(Idle, Always, "", begins, None, []),
    row!(Panes, Always, ":", to_prompt, Some(hint(":", D::Prompt)), [K::Char(':'), NONE => A::ToPrompt]),
    row!(Prompt, NoTour, "Enter", to_panes, None, [K::Enter, NONE => A::ToPane]),
    row!(Prompt, Always, "Ctrl-Y", put_back, None, [K::Char('y'), CTRL => A::Edit(Edit::Yank)]),

    row!(Everywhere, Always, "Ctrl-R", search, None, [K::Char('r'), CTRL => A::Search]),
    row!(Everywhere, Always, "F1 Alt-1", help, Some(hint("F1", D::Help)), [
        K::F(1), NONE => A::Help; K::Char('1'), ALT => A::Help;
    ]),
    row!(Everywhere, Always, "F2 … F8, Alt-2 … Alt-8", views, None, [
        K::F(2), NONE => A::View(1); K::F(3), NONE => A::View(2); K::F(4), NONE => A::View(3); K::F(5), NONE => A::View(4);
        K::F(6), NONE => A::View(5); K::Char('2'), ALT => A::View(1); K::Char('3'), ALT => A::View(2);
        K::Char('4'), ALT => A::View(3); K::Char('5'), ALT => A::View(4); K::Char('6'), ALT => A::View(5);
        K::F(7), NONE => A::View(6); K::F(8), NONE => A::View(7); K::Char('7'), ALT => A::View(6);
        K::Char('8'), ALT => A::View(7);
    ]),
    row!(Everywhere, Always, "Ctrl-L", redraw, None, [K::Char('l'), CTRL => A::Redraw]),
    row!(Everywhere, Always, "Ctrl-Z", suspend, None, [K::Char('z'), CTRL => A::Suspend]),
];
