//! Which key means what, where.

use std::collections::HashSet;

use super::*;
use crate::{
    state::{Page, Pane, Replay},
    words::Language,
};

fn ui(focus: Focus, line: &str, page: Option<Page>) -> Ui {
    let mut ui = Ui { focus, page, ..Ui::default() };
    ui.prompt.paste(line);
    ui
}

fn situations() -> Vec<Ui> {
    let mut all = Vec::new();
    for focus in [Focus::Prompt, Focus::Pane, Focus::Filter] {
        for line in ["", "get a"] {
            for page in [None, Some(Page::Notices)] {
                for pane in [Pane::Peers, Pane::Nodes] {
                    let live = Ui { pane, ..ui(focus, line, page.clone()) };
                    all.push(Ui { replay: Some(Replay::default()), ..live.clone() });
                    all.push(live);
                }
            }
        }
    }
    all
}

fn press(code: KeyCode, held: KeyModifiers, ui: &Ui) -> Option<Action> {
    action(&Event::Key(KeyEvent::new(code, held)), ui)
}

#[test]
fn a_key_means_what_its_place_says() {
    use InputRequest as Edit;
    use KeyCode::{BackTab, Char, Down, Enter, Esc, F, Left, Tab};
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    let empty = ui(Focus::Prompt, "", None);
    let typed = ui(Focus::Prompt, "get a", None);
    let panes = ui(Focus::Pane, "", None);
    let page = ui(Focus::Prompt, "get a", Some(Page::Notices));
    let filter = ui(Focus::Filter, "", None);
    let network = Ui { pane: Pane::Nodes, ..ui(Focus::Pane, "", None) };
    for (ui, code, held, expected) in [
        (&empty, Char('q'), NONE, Some(Action::Edit(Edit::InsertChar('q')))),
        (&empty, Char('?'), SHIFT, Some(Action::Help)),
        (&typed, Char('?'), NONE, Some(Action::Edit(Edit::InsertChar('?')))),
        (&typed, Char('Ä'), SHIFT, Some(Action::Edit(Edit::InsertChar('Ä')))),
        (&empty, Tab, NONE, Some(Action::NextPane)),
        (&typed, Tab, NONE, Some(Action::Complete)),
        (&typed, BackTab, SHIFT, Some(Action::PreviousPane)),
        (&typed, Tab, SHIFT, Some(Action::PreviousPane)),
        (&typed, Enter, NONE, Some(Action::Submit)),
        (&empty, Char('c'), CTRL, Some(Action::ClearOrQuit)),
        (&empty, Char('d'), CTRL, Some(Action::Quit)),
        (&typed, Char('d'), CTRL, Some(Action::Edit(Edit::DeleteNextChar))),
        (&typed, Char('B'), ALT | SHIFT, Some(Action::Edit(Edit::GoToPrevWord))),
        (&typed, Left, CTRL, Some(Action::Edit(Edit::GoToPrevWord))),
        (&typed, Char('x'), ALT, None),
        (&typed, Char('x'), CTRL, None),
        (&typed, F(1), NONE, Some(Action::Help)),
        (&typed, F(3), NONE, Some(Action::View(2))),
        (&typed, F(9), NONE, None),
        (&typed, Char('l'), CTRL, Some(Action::Redraw)),
        (&panes, Char('j'), NONE, Some(Action::Move(1))),
        (&panes, Char('G'), SHIFT, Some(Action::Last)),
        (&panes, Char('q'), NONE, Some(Action::Quit)),
        (&panes, Char('4'), NONE, Some(Action::View(4))),
        (&panes, Char('x'), NONE, None),
        (&panes, Char('s'), NONE, None),
        (&network, Char('s'), NONE, Some(Action::Sort)),
        (&network, Char('S'), SHIFT, Some(Action::SortReversed)),
        (&network, Char('5'), NONE, Some(Action::View(5))),
        (&network, Enter, NONE, Some(Action::Open)),
        (&network, Char('z'), NONE, None),
        (&typed, F(6), NONE, Some(Action::View(5))),
        (&page, Char('q'), NONE, Some(Action::Back)),
        (&page, Down, NONE, Some(Action::Move(1))),
        (&page, Char('z'), NONE, None),
        (&page, Char('i'), NONE, Some(Action::ToPrompt)),
        (&filter, Char('q'), NONE, Some(Action::Edit(Edit::InsertChar('q')))),
        (&filter, Enter, NONE, Some(Action::Submit)),
        (&filter, Esc, NONE, Some(Action::Back)),
    ] {
        assert_eq!(press(code, held, ui), expected, "{code:?} {held:?} in {:?}", place(ui));
    }
}

#[test]
fn no_key_means_two_things_at_once() {
    for ui in situations() {
        let mut seen = HashSet::new();
        for (code, held, _) in holding(&ui).flat_map(|binding| binding.chords) {
            assert!(seen.insert((code, held)), "{code:?} {held:?} in {:?}", place(&ui));
            assert_eq!(chord(&KeyEvent::new(*code, *held)), (*code, *held), "written as no terminal reports it");
        }
    }
}

#[test]
fn every_row_is_reachable_and_says_what_it_does() {
    for binding in BINDINGS {
        let ui = situations().into_iter().find(|ui| holding(ui).any(|other| std::ptr::eq(other, binding)));
        let ui = ui.expect("some situation in which the row holds");
        for (code, held, expected) in binding.chords {
            assert_eq!(press(*code, *held, &ui).as_ref(), Some(expected), "{}", binding.keys);
        }
        let labels = Language::English.keys();
        assert!(!binding.keys(labels).is_empty() && !(binding.about)(labels).is_empty());
        assert_eq!(binding.chords.is_empty(), binding.keys.is_empty());
    }
}

#[test]
fn only_a_press_is_a_key_and_only_typing_takes_a_paste() {
    let release = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
    assert_eq!(action(&Event::Key(release), &ui(Focus::Prompt, "get a", None)), None);
    let paste = Event::Paste("a".to_owned());
    for ui in situations() {
        let expected = (place(&ui) != Scope::Panes).then(|| Action::Paste("a".to_owned()));
        assert_eq!(action(&paste, &ui), expected);
        assert_eq!(action(&Event::Resize(80, 20), &ui), None);
    }
}

#[test]
fn the_footer_shows_what_holds_now() {
    let word = |hint: &Hint| format!("{} {}", hint.key, Language::English.key_does(hint.does));
    let words = |ui: &Ui| hints(ui).iter().map(word).collect::<Vec<_>>();
    let prompt = ui(Focus::Prompt, "", None);
    assert_eq!(words(&prompt), ["? help", "Tab panes", "↑↓ history", "Ctrl-C quit"]);
    let typed = ui(Focus::Prompt, "get a", None);
    let expected = ["Enter run", "Tab complete", "↑↓ history", "Esc panes", "Ctrl-C clear", "F1 help"];
    assert_eq!(words(&typed), expected);
    let frozen = Ui { focus: Focus::Pane, pane: Pane::Queries, frozen: true, zoomed: true, ..Ui::default() };
    assert!(words(&frozen).contains(&"f go on".to_owned()) && words(&frozen).contains(&"z all panes".to_owned()));
    let network = Ui { focus: Focus::Pane, pane: Pane::Nodes, ..Ui::default() };
    assert_eq!(words(&network)[..4], ["↑↓ select", "Enter be it", "s S sort", "Tab prompt"]);
    let replayed = Ui { replay: Some(Replay::default()), ..network };
    assert!(!words(&replayed).contains(&"Enter be it".to_owned()), "{:?}", words(&replayed));
    for ui in situations() {
        let helps = hints(&ui).iter().filter(|hint| hint.does == Does::Help).count();
        assert_eq!(helps, 1, "{:?}", words(&ui));
    }
}
