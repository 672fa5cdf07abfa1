//! Which key means what, where.

use std::collections::HashSet;

use super::*;
use crate::{
    command::COMMANDS,
    dht::{PeerId, QueryId, SessionInfo},
    state::{Lab, Page, Pane, Replay, State, Tour, replay::PlayerCommand},
    words::Language,
};

fn ui(focus: Focus, line: &str, page: Option<Page>) -> Ui {
    let mut ui = Ui { focus, pages: page.into_iter().map(Into::into).collect(), ..Ui::default() };
    ui.prompt.paste(line);
    ui
}

fn situations() -> Vec<Ui> {
    let mut all = Vec::new();
    for focus in [Focus::Prompt, Focus::Pane, Focus::Filter, Focus::Search] {
        for line in ["", "get a"] {
            for page in [None, Some(Page::Notices), Some(Page::Query(QueryId(1)))] {
                for pane in [Pane::Peers, Pane::Nodes] {
                    let live = Ui { pane, ..ui(focus, line, page.clone()) };
                    all.push(Ui { replay: Some(Replay::default()), ..live.clone() });
                    all.push(Ui { tour: Some(Tour::default()), ..live.clone() });
                    all.push(live);
                }
            }
        }
    }
    all
}

fn press(code: KeyCode, held: KeyModifiers, ui: &Ui) -> Option<Action> {
    action(&Event::Key(KeyEvent::new(code, held)), ui, None)
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
    let typed_in_panes = ui(Focus::Pane, "get a", None);
    let page = ui(Focus::Pane, "", Some(Page::Notices));
    let filter = ui(Focus::Filter, "", None);
    let network = Ui { pane: Pane::Nodes, ..ui(Focus::Pane, "", None) };
    let replay = Ui { replay: Some(Replay::default()), ..ui(Focus::Pane, "", None) };
    let typed_char = |c| Some(Action::Edit(Edit::InsertChar(c)));
    for (ui, code, held, expected) in [
        (&empty, Char('q'), NONE, typed_char('q')),
        (&empty, Char('?'), SHIFT, Some(Action::Explain)),
        (&panes, Char(';'), NONE, Some(Action::NextPicture)),
        (&empty, Char(' '), NONE, Some(Action::Step)),
        (&empty, Enter, NONE, Some(Action::ToPane)),
        (&empty, Down, NONE, Some(Action::Later)),
        (&typed, Char('?'), NONE, typed_char('?')),
        (&typed, Char(' '), NONE, typed_char(' ')),
        (&typed, Char('Ä'), SHIFT, typed_char('Ä')),
        (&empty, Tab, NONE, Some(Action::NextPane)),
        (&typed, Tab, NONE, Some(Action::Complete)),
        (&panes, BackTab, SHIFT, Some(Action::PreviousPane)),
        (&panes, Tab, SHIFT, Some(Action::PreviousPane)),
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
        (&typed, Char('3'), ALT, Some(Action::View(2))),
        (&typed, F(9), NONE, None),
        (&typed, Char('l'), CTRL, Some(Action::Redraw)),
        (&typed_in_panes, Down, NONE, Some(Action::Later)),
        (&typed_in_panes, Left, NONE, Some(Action::Edit(Edit::GoToPrevChar))),
        (&typed_in_panes, Enter, NONE, Some(Action::Submit)),
        (&typed_in_panes, Esc, NONE, Some(Action::Back)),
        (&panes, Down, NONE, Some(Action::Move(1))),
        (&panes, Char('j'), NONE, typed_char('j')),
        (&panes, Char('4'), NONE, typed_char('4')),
        (&panes, Char('+'), NONE, Some(Action::Zoom)),
        (&panes, Char('>'), SHIFT, typed_char('>')),
        (&network, Char('>'), SHIFT, Some(Action::Sort)),
        (&network, Char('<'), NONE, Some(Action::SortReversed)),
        (&network, Enter, NONE, Some(Action::Open)),
        (&typed, F(6), NONE, Some(Action::View(5))),
        (&page, Down, NONE, Some(Action::Move(1))),
        (&page, Char('q'), NONE, typed_char('q')),
        (&page, Char(':'), NONE, Some(Action::ToPrompt)),
        (&replay, Char(' '), NONE, Some(Action::Replay(PlayerCommand::Toggle))),
        (&replay, Char('n'), NONE, typed_char('n')),
        (&filter, Char('q'), NONE, typed_char('q')),
        (&filter, Enter, NONE, Some(Action::Submit)),
        (&filter, Esc, NONE, Some(Action::Back)),
    ] {
        assert_eq!(press(code, held, ui), expected, "{code:?} {held:?} in {:?}", scopes(ui));
    }
}

#[test]
fn no_key_means_two_things_at_once() {
    for ui in situations() {
        let mut seen = HashSet::new();
        for (code, held, _) in holding(&ui).flat_map(|binding| binding.chords) {
            assert!(seen.insert((code, held)), "{code:?} {held:?} in {:?}", scopes(&ui));
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
fn only_a_press_is_a_key_and_a_paste_is_typed_everywhere() {
    let release = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
    assert_eq!(action(&Event::Key(release), &ui(Focus::Prompt, "get a", None), None), None);
    let paste = Event::Paste("a".to_owned());
    for ui in situations() {
        assert_eq!(action(&paste, &ui, None), Some(Action::Paste("a".to_owned())));
        assert_eq!(action(&Event::Resize(80, 20), &ui, None), None);
    }
}

#[test]
fn the_footer_shows_what_holds_now() {
    let word = |hint: &Hint| format!("{} {}", hint.key, Language::English.key_does(hint.does));
    let state = State::new(SessionInfo::of(PeerId::random()));
    let words = |ui: &Ui| hints(ui, &state).iter().map(word).collect::<Vec<_>>();
    let prompt = ui(Focus::Prompt, "", None);
    let expected =
        ["↑↓ history", "Tab panes", "? help", "Ctrl-C quit", "/ filter", "+ zoom", "= copy", "! freeze", "Alt-P pause"];
    assert_eq!(words(&prompt), expected);
    let paused = State { paused: Some(0), ..state.clone() };
    assert_eq!(hints(&prompt, &paused)[0], Hint { key: "Space", does: Does::Step }, "while paused");
    let typed = ui(Focus::Prompt, "get a", None);
    let expected = ["Enter run", "Tab complete", "↑↓ history", "Ctrl-C clear", "F1 help"];
    assert_eq!(words(&typed), expected);
    let frozen = Ui { focus: Focus::Pane, pane: Pane::Queries, frozen: true, zoomed: true, ..Ui::default() };
    assert!(words(&frozen).contains(&"! go on".to_owned()) && words(&frozen).contains(&"+ all panes".to_owned()));
    let network = Ui { focus: Focus::Pane, pane: Pane::Nodes, ..Ui::default() };
    assert_eq!(words(&network)[..5], ["↑↓ select", "Enter open", "Esc back", "Tab prompt", "? words"]);
    let replayed = Ui { replay: Some(Replay::default()), ..network };
    let expected =
        ["Space play", "←→ event", "↑↓ select", "Enter open", "Esc back", "Tab prompt", "? words", "Ctrl-C quit"];
    assert_eq!(words(&replayed)[..8], expected, "what is needed to get along comes first");
    let node = PeerId::random();
    let mut page = ui(Focus::Pane, "", Some(Page::Peer(node)));
    assert!(!words(&page).iter().any(|word| word.starts_with("Enter")), "nothing is to be opened: {:?}", words(&page));
    page.pages[0].row = Some(Row::Be(node));
    assert!(words(&page).contains(&"Enter be it".to_owned()));
    assert!(!words(&ui(Focus::Pane, "", Some(Page::Help { command: None }))).contains(&"Enter open".to_owned()));
    for ui in situations() {
        let helps = hints(&ui, &state).iter().filter(|hint| hint.does == Does::Help).count();
        assert_eq!(helps, 1, "{:?}", words(&ui));
    }
}

/// Every place that can have the focus, in the explorer and in a replay.
fn places() -> Vec<Ui> {
    let pages = [
        None,
        Some(Page::Notices),
        Some(Page::Help { command: None }),
        Some(Page::Peer(PeerId::random())),
        Some(Page::Query(QueryId(1))),
    ];
    let mut all = Vec::new();
    for focus in [Focus::Prompt, Focus::Pane] {
        for pane in [Pane::Peers, Pane::Buckets, Pane::Queries, Pane::Nodes] {
            for page in pages.clone() {
                for replay in [None, Some(Replay::default())] {
                    all.push(Ui {
                        focus,
                        pane,
                        pages: page.clone().into_iter().map(Into::into).collect(),
                        replay,
                        ..Ui::default()
                    });
                }
            }
        }
    }
    all
}

fn what_is_open(ui: &Ui) -> impl PartialEq + std::fmt::Debug + use<> {
    (ui.pane, ui.pages.clone(), ui.filter.clone(), [ui.frozen, ui.zoomed, ui.bucket_open], ui.nodes.sort)
}

#[test]
fn a_command_typed_anywhere_is_typed_and_nothing_else_happens() {
    let (state, lab) = (State::new(SessionInfo::of(PeerId::random())), Lab::of(20));
    for place in places() {
        for spec in COMMANDS {
            let mut ui = place.clone();
            for c in spec.example.chars() {
                let action = press(KeyCode::Char(c), KeyModifiers::NONE, &ui).expect("it is typed");
                assert_eq!(ui.update(action, &state, &lab), None, "{c:?} of {} in {place:?}", spec.example);
            }
            assert_eq!((ui.prompt.line(), ui.focus), (spec.example, Focus::Prompt));
            assert_eq!(what_is_open(&ui), what_is_open(&place), "{}", spec.example);
        }
    }
}

#[test]
fn letters_and_digits_mean_nothing_but_themselves() {
    for ui in situations() {
        for c in ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['ä', '漢']) {
            assert_eq!(
                press(KeyCode::Char(c), KeyModifiers::NONE, &ui),
                Some(Action::Edit(InputRequest::InsertChar(c)))
            );
        }
    }
}

#[test]
fn escape_pressed_often_ends_at_the_prompt_and_loses_nothing_typed() {
    let (state, lab) = (State::new(SessionInfo::of(PeerId::random())), Lab::of(20));
    for place in places() {
        for (line, filter) in [("", ""), ("get a", ""), ("", "n1"), ("get a", "n1")] {
            let mut ui = Ui { zoomed: true, filter: filter.to_owned(), bucket_open: true, ..place.clone() };
            ui.prompt.paste(line);
            for nth in 1..=20 {
                let action = press(KeyCode::Esc, KeyModifiers::NONE, &ui).expect("it goes back");
                assert_eq!(ui.update(action, &state, &lab), None);
                assert_eq!(ui.prompt.line(), line, "after {nth}, from {place:?}");
            }
            assert!(!ui.has_way_back(), "{ui:?}");
        }
    }
}
