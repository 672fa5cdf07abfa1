//! What keys do to what the user is doing.

mod mouse;
mod nodes;
mod pages;
mod tour;

use std::time::Duration;

use proptest::{prelude::*, sample::select};
use tui_input::InputRequest;

use super::*;
use crate::{
    command::{NameMatch, NodeCommand},
    dht::{Bucket, Cause, Direction, Entry, Event, Failure, Key, Kind, Outcome, SessionInfo, Timestamp, Via},
    state::{Query, Row, Spot, lab::Life},
};

/// A peer whose id ends the same as no other's.
fn peer(seed: u8) -> PeerId {
    let mut bytes = vec![0x12, 0x20];
    bytes.resize(34, seed);
    PeerId::from_bytes(&bytes).expect("a sha2-256 multihash")
}

fn empty() -> State {
    State::new(SessionInfo { mdns: true, ..SessionInfo::of(peer(0)) })
}

/// Peers 1 to 9, of which 5 is connected; 1, 2, 3 in bucket 2; a get (1) that found a value, and a put (2) in flight.
fn state() -> State {
    let mut state = empty();
    let now = Timestamp::from(Duration::from_secs(1));
    let entry = |seed| Entry { peer: peer(seed), connected: false };
    let started = |id, kind, key: &str| Event::QueryStarted {
        query: QueryId(id),
        kind,
        key: Key::new(key),
        cause: Cause::Command(id),
        known: Vec::new(),
    };
    for seed in 1..10 {
        state.apply(&Event::PeerDiscovered { peer: peer(seed), via: Via::Kad, addresses: Vec::new() }, now);
    }
    let address = "/memory/5".parse().expect("an address");
    for event in [
        Event::Connected { peer: peer(5), direction: Direction::Out, address },
        Event::RoutingTable {
            buckets: vec![Bucket { cpl: 2, entries: vec![entry(1), entry(2), entry(3)], pending: false }],
        },
        started(1, Kind::Get, "greeting"),
        Event::RecordFound { query: QueryId(1), peer: Some(peer(5)), value: b"hello".to_vec() },
        Event::QueryFinished { query: QueryId(1), asked: 1, answered: 1, failed: 0, outcome: Outcome::default() },
        started(2, Kind::Put, "name"),
    ] {
        state.apply(&event, now);
    }
    state
}

fn play(ui: &mut Ui, state: &State, actions: impl IntoIterator<Item = Action>) -> Option<Effect> {
    let lab = Lab::default();
    actions.into_iter().map(|action| ui.update(action, state, &lab)).last().flatten()
}

fn on(pane: Pane) -> Ui {
    Ui { focus: Focus::Pane, pane, ..Ui::default() }
}

fn type_in(ui: &mut Ui, state: &State, line: &str) -> Option<Effect> {
    play(ui, state, [Action::Paste(line.to_owned()), Action::Submit])
}

fn ids(state: &State) -> Vec<PeerId> {
    state.peers.iter().map(|peer| peer.id).collect()
}

#[test]
fn a_line_runs_and_goes_into_the_history() {
    let (mut ui, state) = (Ui::default(), state());
    let effect = type_in(&mut ui, &state, " get greeting ");
    let command = NodeCommand::Get { key: Key::new("greeting") };
    assert_eq!(effect, Some(Effect::Run { line: "get greeting".to_owned(), command: Command::Node(command) }));
    assert_eq!((ui.prompt.line(), ui.focus), ("", Focus::Prompt));
    assert_eq!(ui.prompt.history, ["get greeting"]);
    assert_eq!(type_in(&mut ui, &state, "  "), None);
    play(&mut ui, &state, [Action::ClearOrQuit]);
    assert_eq!(type_in(&mut ui, &state, "help put"), None);
    assert_eq!(ui.page().cloned(), Some(Page::Help { command: Some("put".to_owned()) }));
}

#[test]
fn a_wrong_line_stays_for_correction() {
    let (mut ui, state) = (Ui::default(), state());
    assert_eq!(type_in(&mut ui, &state, "gte greeting"), None);
    assert_eq!(ui.prompt.line(), "gte greeting");
    assert!(ui.prompt.error.as_ref().is_some_and(|error| error.at == (0..3)));
    play(&mut ui, &state, [Action::Edit(InputRequest::DeletePrevChar)]);
    assert_eq!(ui.prompt.error, None);
    assert!(ui.prompt.history.is_empty());
}

#[test]
fn tab_completes_keys_and_peers_that_the_node_knows() {
    let (mut ui, state) = (Ui::default(), state());
    play(&mut ui, &state, [Action::Paste("get gr".to_owned()), Action::Complete]);
    assert_eq!(ui.prompt.line(), "get greeting ");
    play(&mut ui, &state, [Action::ClearOrQuit, Action::Paste("forget ".to_owned()), Action::Complete]);
    assert_eq!(ui.prompt.candidates.len(), 9);
    play(&mut ui, &state, [Action::Back]);
    assert!(ui.prompt.candidates.is_empty() && ui.focus == Focus::Prompt);
}

#[test]
fn tab_goes_round_the_panes_and_the_prompt() {
    let (mut ui, state) = (Ui::default(), state());
    let mut round = |action: &Action| {
        play(&mut ui, &state, [action.clone()]);
        (ui.focus, ui.pane)
    };
    let panes = [Pane::Peers, Pane::Buckets, Pane::Queries].map(|pane| (Focus::Pane, pane));
    let there = [0, 1, 2].map(|_| round(&Action::NextPane));
    assert_eq!(there, panes);
    assert_eq!(round(&Action::NextPane).0, Focus::Prompt);
    let mut back = [0, 1, 2].map(|_| round(&Action::PreviousPane));
    back.reverse();
    assert_eq!(back, panes);
    assert_eq!(round(&Action::PreviousPane).0, Focus::Prompt);
    assert_eq!(round(&Action::ToPane), (Focus::Pane, Pane::Peers));
}

#[test]
fn the_hand_moves_among_the_peers_and_stays_with_its_peer() {
    let (mut ui, mut state) = (on(Pane::Peers), state());
    let list = ids(&state);
    for (action, row) in [
        (Action::Move(1), 0),
        (Action::Move(1), 1),
        (Action::Move(-5), 0),
        (Action::Move(3), 3),
        (Action::Last, 8),
        (Action::Move(1), 8),
        (Action::MovePage(-1), 0),
        (Action::MovePage(1), 8),
        (Action::First, 0),
        (Action::Move(i32::MIN), 0),
        (Action::Move(2), 2),
    ] {
        play(&mut ui, &state, [action.clone()]);
        assert_eq!(ui.peer, Some(list[row]), "{action:?}");
    }
    state.apply(&Event::DialFailed { peer: list[2], failure: Failure::Refused }, Timestamp::default());
    assert_eq!(ids(&state).last(), Some(&list[2]), "it moved");
    play(&mut ui, &state, [Action::Move(-1)]);
    assert_eq!(ui.peer, Some(list[8]), "the hand moved with it");
}

#[test]
fn where_nothing_is_listed_nothing_happens() {
    let state = empty();
    for pane in [Pane::Peers, Pane::Buckets, Pane::Queries] {
        let mut ui = on(pane);
        for action in [Action::Open, Action::Move(1), Action::Last, Action::Open, Action::Copy] {
            assert_eq!(play(&mut ui, &state, [action]), None);
        }
        assert_eq!((ui.peer, ui.query, ui.page().cloned()), (None, None, None));
        assert!(ui.remark.is_some());
    }
}

#[test]
fn a_selected_thing_that_vanished_gives_way_to_the_first() {
    let state = state();
    let mut ui = Ui { peer: Some(peer(99)), query: Some(QueryId(99)), bucket: Some(99), ..on(Pane::Peers) };
    play(&mut ui, &state, [Action::Open]);
    assert_eq!((ui.page().cloned(), ui.peer), (None, Some(peer(5))), "it is selected, and not yet opened");
    play(&mut ui, &state, [Action::First, Action::View(2), Action::Move(1), Action::View(3), Action::Move(1)]);
    assert_eq!((ui.peer, ui.bucket, ui.query), (Some(peer(5)), Some(0), Some(QueryId(2))));
}

#[test]
fn a_filter_narrows_what_the_hand_moves_among() {
    let (mut ui, state) = (on(Pane::Peers), state());
    let text = "connected".chars().map(|c| Action::Edit(InputRequest::InsertChar(c)));
    play(&mut ui, &state, [Action::Filter].into_iter().chain(text).chain([Action::Submit]));
    assert_eq!((ui.filter.as_str(), ui.focus), ("connected", Focus::Pane));
    play(&mut ui, &state, [Action::Move(1), Action::Move(1), Action::Last]);
    assert_eq!(ui.peer, Some(peer(5)));
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.filter.as_str(), ui.focus), ("", Focus::Pane));
    let actions = [Action::Filter, Action::Paste("!!".to_owned()), Action::Move(1), Action::Open];
    play(&mut ui, &state, actions);
    assert_eq!((ui.peer, ui.page().cloned()), (None, None), "nobody is listed");
    play(&mut ui, &state, [Action::Edit(InputRequest::DeletePrevChar)]);
    assert_eq!(ui.filter, "!");
    play(&mut ui, &state, [Action::View(3)]);
    assert_eq!(ui.filter, "", "it was for the other pane");
}

#[test]
fn enter_opens_and_escape_goes_back_one_thing_a_time() {
    let (mut ui, state) = (on(Pane::Buckets), state());
    play(&mut ui, &state, [Action::Move(1), Action::Open]);
    assert_eq!((ui.bucket, ui.bucket_open), (Some(0), false), "it is empty");
    play(&mut ui, &state, [Action::Last, Action::Open, Action::Move(1), Action::Zoom, Action::Open]);
    assert_eq!((ui.bucket, ui.bucket_open), (Some(2), true));
    assert_eq!(ui.page().cloned(), Some(Page::Peer(peer(2))));
    play(&mut ui, &state, [Action::Move(3), Action::Back]);
    assert_eq!((ui.page().cloned(), ui.bucket_open), (None, true));
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.bucket_open, ui.zoomed), (false, true));
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.zoomed, ui.focus), (false, Focus::Pane));
    play(&mut ui, &state, [Action::Back]);
    assert_eq!(ui.focus, Focus::Prompt);
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.focus, ui.pane), (Focus::Prompt, Pane::Buckets), "there it stays");
}

#[test]
fn what_is_selected_or_shown_is_copied() {
    let state = state();
    let copied = |ui: Ui| match play(&mut ui.clone(), &state, [Action::Copy]) {
        Some(Effect::Copy(text)) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(copied(Ui { peer: Some(peer(3)), ..on(Pane::Peers) }), peer(3).to_base58());
    let bucket = Ui { bucket: Some(2), bucket_open: true, bucket_peer: Some(peer(1)), ..on(Pane::Buckets) };
    assert_eq!(copied(bucket), peer(1).to_base58());
    assert_eq!(copied(Ui { query: Some(QueryId(1)), ..on(Pane::Queries) }), "greeting");
    assert_eq!(copied(Ui { pages: vec![Page::Query(QueryId(1)).into()], ..Ui::default() }), "hello");
    assert_eq!(copied(Ui { pages: vec![Page::Query(QueryId(2)).into()], ..Ui::default() }), "name");
    assert_eq!(copied(Ui { pages: vec![Page::Peer(peer(7)).into()], ..Ui::default() }), peer(7).to_base58());
}

#[test]
fn quitting_is_asked_once_where_a_practice_network_would_be_lost() {
    let (state, lab) = (state(), Lab::of(200));
    for quit in [Action::Quit, Action::ClearOrQuit] {
        let mut ui = Ui::default();
        assert_eq!(ui.update(quit.clone(), &state, &lab), None);
        assert!(ui.quit_asked && ui.remark == Some(Remark::EndsNetwork));
        assert_eq!(ui.update(Action::Redraw, &state, &lab), Some(Effect::Redraw));
        assert!(!ui.quit_asked && ui.remark.is_none());
        assert_eq!(ui.update(quit.clone(), &state, &lab), None);
        assert_eq!(ui.update(quit.clone(), &state, &lab), Some(Effect::Quit));
        assert_eq!(Ui::default().update(quit.clone(), &state, &Lab::default()), Some(Effect::Quit));
        let mut replayed = Ui { replay: Some(Replay::default()), ..Ui::default() };
        assert_eq!(replayed.update(quit, &state, &lab), Some(Effect::Quit), "of a recording nothing is lost");
    }
    let mut ui = Ui::default();
    ui.update(Action::Paste("get a".to_owned()), &state, &lab);
    assert_eq!(ui.update(Action::ClearOrQuit, &state, &lab), None);
    assert!(ui.prompt.is_empty() && !ui.quit_asked);
    ui.update(Action::Paste("quit".to_owned()), &state, &lab);
    assert_eq!(ui.update(Action::Submit, &state, &lab), Some(Effect::Quit), "the command quits at once");
}

#[test]
fn a_peer_is_found_by_name_id_and_unique_tail() {
    let state = state();
    let mut lab = Lab::of(2);
    lab.push(peer(0));
    lab.push(peer(40));
    let id = |seed: u8| peer(seed).to_base58();
    let end = |seed: u8, length: usize| id(seed)[id(seed).len() - length..].to_owned();
    for (word, expected) in [
        ("n1".to_owned(), NameMatch::One(peer(40))),
        ("n001".to_owned(), NameMatch::One(peer(40))),
        ("n2".to_owned(), NameMatch::None),
        (id(3), NameMatch::One(peer(3))),
        (end(3, 6), NameMatch::One(peer(3))),
        (end(3, 4), NameMatch::One(peer(3))),
        (end(3, 3), NameMatch::None),
        (end(3, 6).to_lowercase() + "x", NameMatch::None),
        (end(40, 6), NameMatch::One(peer(40))),
        (end(0, 6), NameMatch::One(peer(0))),
        (end(99, 6), NameMatch::None),
        ("grün".to_owned(), NameMatch::None),
    ] {
        assert_eq!(find(&state, &lab, &word), expected, "{word}");
    }
}

#[test]
fn every_tail_that_the_panes_show_is_found() {
    let mut state = empty();
    for _ in 0..100 {
        let addresses = Vec::new();
        state.apply(&Event::PeerDiscovered { peer: PeerId::random(), via: Via::Kad, addresses }, Timestamp::default());
    }
    for peer in ids(&state) {
        let found = find(&state, &Lab::default(), &crate::dht::tail(&peer));
        assert!(matches!(found, NameMatch::One(one) if one == peer) || matches!(found, NameMatch::Many(_)), "{peer}");
    }
}

/// A practice network of so many nodes, the last of which is dead.
fn nodes(count: u8) -> Lab {
    let mut lab = Lab::of(count.into());
    for number in 0..count {
        lab.push(peer(number));
        lab.lives(number.into(), if number + 1 < count { Life::Alive } else { Life::Dead });
    }
    lab
}

/// Every action, those with numbers in them as keys give them.
fn actions() -> impl Strategy<Value = Action> {
    use tui_input::InputRequest as Edit;
    prop_oneof![
        4 => select(vec![
            Action::Submit, Action::Earlier, Action::Later, Action::Complete, Action::ToPrompt, Action::NextPane,
            Action::PreviousPane, Action::Move(1), Action::Move(-1), Action::MovePage(1), Action::MovePage(-1),
            Action::First, Action::Last, Action::Open, Action::Back, Action::Zoom, Action::Filter, Action::Copy,
            Action::Freeze, Action::Help, Action::Explain, Action::NextPicture, Action::Search, Action::View(1), Action::View(2), Action::View(3), Action::View(4),
            Action::View(5), Action::Sort, Action::SortReversed, Action::Redraw, Action::Suspend, Action::ClearOrQuit,
            Action::Quit,
        ]),
        1 => select(vec![
            Edit::GoToPrevChar, Edit::GoToNextWord, Edit::GoToStart, Edit::DeletePrevChar, Edit::DeletePrevWord,
            Edit::DeleteTillEnd, Edit::Yank, Edit::InsertChar('n'), Edit::InsertChar('ü'), Edit::InsertChar('\u{301}'),
        ])
        .prop_map(Action::Edit),
        2 => (select(mouse::spots()), select(vec![-3, 0, 3])).prop_map(|(spot, rows)| match rows {
            0 => Action::Click(spot),
            rows => Action::Wheel(spot, rows),
        }),
        1 => select(vec!["get ", "closest n", "gre", "\"", "👨‍👩‍👧", "help"]).prop_map(|text| Action::Paste(text.to_owned())),
    ]
}

proptest! {
    #[test]
    fn no_sequence_of_keys_panics_or_selects_what_is_not_there(actions in proptest::collection::vec(actions(), 0..60)) {
        let (mut ui, state, lab) = (Ui::default(), state(), nodes(5));
        for action in actions {
            ui.update(action, &state, &lab);
            prop_assert!(ui.prompt.line().is_char_boundary(ui.prompt.cursor()));
            prop_assert!(ui.peer.is_none_or(|peer| state.peers.get(&peer).is_some()));
            prop_assert!(ui.query.is_none_or(|query| state.queries.get(query).is_some()));
            prop_assert!(ui.bucket.is_none_or(|cpl| cpl < state.buckets.depth()));
            prop_assert!(ui.nodes.node.is_none_or(|peer| lab.number(&peer).is_some()));
            let error = ui.prompt.error.as_ref();
            prop_assert!(error.is_none_or(|error| ui.prompt.line().get(error.at.clone()).is_some()));
        }
    }
}

#[test]
fn clear_empties_the_notices_and_what_comes_later_is_shown() {
    let (mut ui, mut state) = (Ui::default(), state());
    let warn = |state: &mut State, at| {
        let warning = crate::dht::Warning::Said(format!("warning {at}"));
        state.apply(&Event::Notice { warning }, Timestamp(at));
    };
    warn(&mut state, 1_000_000);
    assert!(ui.notices(&state).next().is_some());
    play(&mut ui, &state, [Action::Paste("clear".to_owned()), Action::Submit]);
    assert_eq!((ui.notices(&state).count(), ui.prompt.line()), (0, ""));
    warn(&mut state, 2_000_000);
    assert_eq!(ui.notices(&state).count(), 1);
}
