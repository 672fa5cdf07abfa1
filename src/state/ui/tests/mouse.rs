//! What the mouse does.

use super::*;

/// What can lie under the mouse, of the world that these tests play in.
pub(super) fn spots() -> Vec<Spot> {
    let mut all = vec![Spot::Prompt, Spot::Notices, Spot::Page, Spot::Menu, Spot::Candidate(1)];
    all.push(Spot::Lookup(QueryId(1)));
    all.extend([Pane::Peers, Pane::Buckets, Pane::Queries, Pane::Nodes].map(Spot::Pane));
    all.extend((1..4).map(|seed| Spot::Row(Pane::Peers, Row::Peer(peer(seed)), Some(seed.into()))));
    all.extend((0..3).map(|cpl| Spot::Row(Pane::Buckets, Row::Bucket(cpl), Some(cpl))));
    all.push(Spot::Row(Pane::Buckets, Row::Peer(peer(1)), Some(0)));
    all.extend([1, 2].map(|id| Spot::Row(Pane::Queries, Row::Query(QueryId(id)), Some(0))));
    all.extend((0..5).map(|seed| Spot::Row(Pane::Nodes, Row::Peer(peer(seed)), Some(seed.into()))));
    all.extend([Row::Peer(peer(5)), Row::Notice(0), Row::Be(peer(3))].map(|row| Spot::PageRow(row, Some(0))));
    all
}

fn click(ui: &mut Ui, state: &State, spot: Spot) -> Option<Effect> {
    ui.update(Action::Click(spot), state, &nodes(5))
}

#[test]
fn a_click_selects_and_one_on_what_is_selected_opens() {
    let (mut ui, state) = (Ui::default(), state());
    ui.prompt.paste("get a");
    let third = Spot::Row(Pane::Peers, Row::Peer(peer(3)), Some(7));
    click(&mut ui, &state, third);
    assert_eq!((ui.focus, ui.pane, ui.peer, ui.line), (Focus::Pane, Pane::Peers, Some(peer(3)), Some(7)));
    assert_eq!(ui.page(), None);
    click(&mut ui, &state, third);
    assert_eq!(ui.page().cloned(), Some(Page::Peer(peer(3))));
    click(&mut ui, &state, Spot::Prompt);
    assert_eq!((ui.focus, ui.prompt.line()), (Focus::Prompt, "get a"), "what is typed stays");
    play(&mut ui, &state, [Action::Back]);
    click(&mut ui, &state, third);
    assert_eq!(ui.page(), None, "the prompt had the focus: it comes back to the pane first");
    click(&mut ui, &state, Spot::Pane(Pane::Queries));
    assert_eq!((ui.pane, ui.query, ui.peer), (Pane::Queries, None, Some(peer(3))));
    click(&mut ui, &state, Spot::Row(Pane::Buckets, Row::Bucket(2), Some(2)));
    click(&mut ui, &state, Spot::Row(Pane::Buckets, Row::Bucket(2), Some(2)));
    assert_eq!((ui.bucket, ui.bucket_open), (Some(2), true));
    click(&mut ui, &state, Spot::Row(Pane::Queries, Row::Query(QueryId(1)), None));
    click(&mut ui, &state, Spot::Row(Pane::Queries, Row::Query(QueryId(1)), None));
    assert_eq!(ui.page().cloned(), Some(Page::Query(QueryId(1))));
    play(&mut ui, &state, [Action::Back]);
    click(&mut ui, &state, Spot::Notices);
    let notice = ui.notices(&state).next().expect("there is one").number;
    let row = Spot::PageRow(Row::Notice(notice), Some(0));
    click(&mut ui, &state, row);
    assert_eq!((ui.page().cloned(), ui.page_row()), (Some(Page::Notices), Some(Row::Notice(notice))));
    click(&mut ui, &state, row);
    assert_eq!(ui.page().cloned(), Some(Page::Notice(notice)));
}

#[test]
fn a_node_opens_its_page_by_two_clicks_and_is_become_by_one_more() {
    let (mut ui, state) = (Ui { pane: Pane::Nodes, ..Ui::default() }, state());
    let row = Spot::Row(Pane::Nodes, Row::Peer(peer(3)), Some(1));
    assert_eq!((click(&mut ui, &state, row), click(&mut ui, &state, row)), (None, None));
    assert_eq!(ui.page().cloned(), Some(Page::Peer(peer(3))));
    match click(&mut ui, &state, Spot::PageRow(Row::Be(peer(3)), Some(0))) {
        Some(Effect::Run { line, .. }) => assert_eq!(line, "be n3"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_wheel_moves_the_selection_or_scrolls() {
    let (mut ui, state) = (Ui::default(), state());
    let lab = nodes(5);
    let wheel = |ui: &mut Ui, spot, rows| assert_eq!(ui.update(Action::Wheel(spot, rows), &state, &lab), None);
    let all = ids(&state);
    wheel(&mut ui, Spot::Pane(Pane::Peers), 3);
    wheel(&mut ui, Spot::Row(Pane::Peers, Row::Peer(all[0]), Some(0)), 3);
    assert_eq!((ui.focus, ui.peer), (Focus::Pane, Some(all[3])));
    wheel(&mut ui, Spot::Pane(Pane::Peers), -3);
    assert_eq!(ui.peer, Some(all[0]));
    wheel(&mut ui, Spot::Prompt, 3);
    assert_eq!((ui.focus, ui.peer), (Focus::Pane, Some(all[0])), "there is nothing to scroll");
    ui.update(Action::Help, &state, &lab);
    wheel(&mut ui, Spot::Page, 3);
    assert_eq!(ui.scroll(), 3);
}

#[test]
fn a_click_on_what_is_no_longer_seen_does_nothing() {
    let (mut ui, state) = (Ui { pane: Pane::Nodes, ..Ui::default() }, state());
    let row = Spot::Row(Pane::Nodes, Row::Peer(peer(3)), Some(1));
    for _ in 0..5 {
        assert_eq!(click(&mut ui, &state, row), None, "the page that it opened lies over it");
    }
    assert_eq!(ui.page().cloned(), Some(Page::Peer(peer(3))));
    click(&mut ui, &state, Spot::PageRow(Row::Peer(peer(1)), Some(0)));
    assert_eq!(ui.page_row(), Some(Row::Be(peer(3))), "this page has no such row");
}

#[test]
fn a_candidate_is_put_by_a_click_and_a_click_elsewhere_takes_the_menu_away() {
    let (mut ui, state) = (Ui::default(), state());
    play(&mut ui, &state, [Action::Paste("p".to_owned()), Action::Complete]);
    click(&mut ui, &state, Spot::Candidate(2));
    assert_eq!(ui.prompt.line(), "providers");
    click(&mut ui, &state, Spot::Candidate(99));
    click(&mut ui, &state, Spot::Menu);
    assert_eq!((ui.prompt.line(), ui.prompt.candidates.len()), ("providers", 6));
    click(&mut ui, &state, Spot::Pane(Pane::Queries));
    assert_eq!((ui.prompt.line(), ui.prompt.candidates.len(), ui.pane), ("providers", 0, Pane::Queries));
}
