//! What keys do on the pages over the panes.

use super::*;

#[test]
fn moves_scroll_a_page_that_has_no_rows() {
    let (mut ui, state) = (on(Pane::Queries), state());
    play(&mut ui, &state, [Action::First, Action::Open]);
    assert_eq!(ui.page().cloned(), Some(Page::Query(QueryId(2))), "nobody was asked in it");
    for (action, scroll) in [
        (Action::Move(2), 2),
        (Action::MovePage(1), 12),
        (Action::Move(-100), 0),
        (Action::Last, u16::MAX),
        (Action::First, 0),
    ] {
        play(&mut ui, &state, [action]);
        assert_eq!(ui.scroll(), scroll);
    }
    play(&mut ui, &state, [Action::Last]);
    ui.scrolled_at_most(7);
    play(&mut ui, &state, [Action::Move(-1)]);
    assert_eq!((ui.scroll(), ui.query), (6, Some(QueryId(2))));
}

#[test]
fn a_lookups_rows_are_selected_and_enter_opens_the_peer_over_it() {
    let (mut ui, mut state) = (on(Pane::Queries), state());
    let known = (1..=4).map(peer).collect();
    let key = Key::new("greeting");
    let started = Event::QueryStarted { query: QueryId(7), kind: Kind::Get, key, cause: Cause::Command(7), known };
    state.apply(&started, Timestamp::from(Duration::from_secs(2)));
    let nearest_first: Vec<PeerId> = state
        .queries
        .get(QueryId(7))
        .and_then(Query::lookup)
        .expect("it runs")
        .hops
        .values()
        .map(|hop| hop.peer)
        .collect();
    play(&mut ui, &state, [Action::First, Action::Open, Action::Open]);
    let first = (ui.page().cloned(), ui.page_row());
    assert_eq!(
        first,
        (Some(Page::Query(QueryId(7))), Some(Row::Peer(nearest_first[0]))),
        "the first is selected first"
    );
    play(&mut ui, &state, [Action::Move(2)]);
    assert_eq!((ui.page_row(), ui.scroll()), (Some(Row::Peer(nearest_first[2])), 0));
    play(&mut ui, &state, [Action::Move(9), Action::Move(3)]);
    assert_eq!((ui.page_row(), ui.scroll()), (Some(Row::Peer(nearest_first[3])), 3), "below the last it scrolls");
    play(&mut ui, &state, [Action::Move(-2), Action::Move(-1), Action::Move(-1)]);
    assert_eq!((ui.page_row(), ui.scroll()), (Some(Row::Peer(nearest_first[2])), 0), "and back");
    assert_eq!(play(&mut ui, &state, [Action::Copy]), Some(Effect::Copy(nearest_first[2].to_base58())));
    play(&mut ui, &state, [Action::Open]);
    assert_eq!(ui.page().cloned(), Some(Page::Peer(nearest_first[2])));
    play(&mut ui, &state, [Action::Back]);
    let back = (ui.page().cloned(), ui.page_row());
    assert_eq!(back, (Some(Page::Query(QueryId(7))), Some(Row::Peer(nearest_first[2]))), "as it was left");
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.page(), ui.focus), (None, Focus::Pane));
}

#[test]
fn a_notice_opens_in_full_and_then_its_query() {
    let (mut ui, state) = (Ui::default(), state());
    play(&mut ui, &state, [Action::View(4), Action::Move(1), Action::Open]);
    let newest = ui.notices(&state).next().expect("a get ended").number;
    assert_eq!(ui.page().cloned(), Some(Page::Notice(newest)));
    play(&mut ui, &state, [Action::Open]);
    assert_eq!(ui.page().cloned(), Some(Page::Query(QueryId(1))));
    play(&mut ui, &state, [Action::Back, Action::Back, Action::Back]);
    assert_eq!((ui.page(), ui.focus), (None, Focus::Prompt), "one thing a time, and where one came from");
}

#[test]
fn a_typed_query_is_followed_until_another_is_selected() {
    let (mut ui, mut state) = (Ui::default(), state());
    let followed = |ui: &Ui, state: &State| ui.followed(state).map(|query| query.id.0);
    assert_eq!(followed(&ui, &empty()), None);
    assert_eq!(followed(&ui, &state), Some(2), "the newest that was typed");
    let automatic = |id| Event::QueryStarted {
        query: QueryId(id),
        kind: Kind::Closest,
        key: Key::new("x"),
        cause: Cause::Automatic,
        known: Vec::new(),
    };
    state.apply(&automatic(3), Timestamp::from(Duration::from_secs(2)));
    assert_eq!(followed(&ui, &state), Some(2), "not what nobody typed");
    ui.query = Some(QueryId(3));
    assert_eq!(followed(&ui, &state), Some(3), "but where it is selected");
    type_in(&mut ui, &state, "quorum 2");
    assert_eq!(followed(&ui, &state), Some(3));
    type_in(&mut ui, &state, "get other");
    assert_eq!(ui.query, None, "what is typed now will be followed");
    let mut alone = empty();
    alone.apply(&automatic(1), Timestamp::from(Duration::from_secs(2)));
    assert_eq!(followed(&ui, &alone), Some(1), "none was typed");
}

#[test]
fn help_and_notices_show_and_hide() {
    let (mut ui, state) = (Ui::default(), state());
    play(&mut ui, &state, [Action::Help]);
    assert_eq!(ui.page().cloned(), Some(Page::Help { command: None }));
    play(&mut ui, &state, [Action::View(4)]);
    assert_eq!(ui.page().cloned(), Some(Page::Notices));
    play(&mut ui, &state, [Action::View(4)]);
    assert_eq!(ui.page().cloned(), Some(Page::Help { command: None }), "it lies below");
    play(&mut ui, &state, [Action::Help]);
    assert_eq!((ui.page().cloned(), ui.focus), (None, Focus::Prompt));
    play(&mut ui, &state, [Action::Help, Action::ToPrompt]);
    assert_eq!((ui.page().is_some(), ui.focus), (true, Focus::Prompt), "what is open stays open");
    play(&mut ui, &state, [Action::Back]);
    assert_eq!((ui.page().cloned(), ui.focus), (None, Focus::Prompt));
    play(&mut ui, &state, [Action::Search, Action::Help, Action::Back]);
    assert_eq!(
        (ui.page().cloned(), ui.focus),
        (None, Focus::Prompt),
        "whoever looks through the history is at the prompt"
    );
}

#[test]
fn a_row_that_vanished_from_its_page_is_neither_opened_nor_copied() {
    let (mut ui, state) = (Ui::default(), state());
    play(&mut ui, &state, [Action::View(4), Action::Move(1)]);
    assert!(matches!(ui.page_row(), Some(Row::Notice(_))));
    ui.pages[0].row = Some(Row::Notice(77));
    play(&mut ui, &state, [Action::Open]);
    assert_eq!(ui.pages.len(), 1);
    assert_ne!(ui.page_row(), Some(Row::Notice(77)), "the first is selected in its place");
}
