//! The selection in the practice network's list.

use super::*;
use crate::state::nodes::Sort;

/// Plays keys where there is a practice network.
fn play_in(ui: &mut Ui, lab: &Lab, actions: impl IntoIterator<Item = Action>) -> Option<Effect> {
    let state = state();
    actions.into_iter().map(|action| ui.update(action, &state, lab)).last().flatten()
}

#[test]
fn the_network_is_shown_and_left_from_wherever_one_is() {
    let (mut ui, lab) = (on(Pane::Queries), nodes(5));
    let mut place = |action: &Action| {
        play_in(&mut ui, &lab, [action.clone()]);
        (ui.focus, ui.pane)
    };
    let network = Pane::Nodes;
    for (action, expected) in [
        (Action::View(5), (Focus::Pane, network)),
        (Action::View(5), (Focus::Pane, Pane::Queries)),
        (Action::View(5), (Focus::Pane, network)),
        (Action::NextPane, (Focus::Prompt, network)),
        (Action::View(5), (Focus::Pane, network)),
        (Action::PreviousPane, (Focus::Prompt, network)),
        (Action::ToPane, (Focus::Pane, network)),
        (Action::ToPrompt, (Focus::Prompt, network)),
        (Action::Back, (Focus::Prompt, Pane::Queries)),
        (Action::View(5), (Focus::Pane, network)),
        (Action::Filter, (Focus::Filter, network)),
        (Action::Submit, (Focus::Pane, network)),
        (Action::Back, (Focus::Pane, Pane::Queries)),
        (Action::Back, (Focus::Prompt, Pane::Queries)),
        (Action::View(5), (Focus::Pane, network)),
        (Action::View(1), (Focus::Pane, Pane::Peers)),
    ] {
        assert_eq!(place(&action), expected, "{action:?}");
    }
    play(&mut ui, &state(), [Action::View(5)]);
    assert_eq!(ui.pane, network, "without a practice network it shows what a crawl found");
}

#[test]
fn a_node_opens_its_page_and_once_more_it_is_become() {
    let (mut ui, lab) = (Ui { frozen: true, ..Ui::default() }, nodes(5));
    ui.nodes.sort = Some(Sort::default());
    assert_eq!(play_in(&mut ui, &lab, [Action::View(5), Action::Open]), None);
    assert_eq!(ui.nodes.node, Some(peer(0)), "where nothing is selected, the first is");
    // the page of whom these keys select
    let open = |ui: &mut Ui, actions: &[Action]| {
        assert_eq!(play_in(ui, &lab, actions.iter().cloned().chain([Action::Open])), None);
        let page = ui.page().cloned();
        let effect = play_in(ui, &lab, [Action::Open]);
        if ui.page().is_some() {
            play_in(ui, &lab, [Action::Back]);
        }
        (
            page,
            effect.map(|effect| match effect {
                Effect::Run { line, .. } => line,
                other => panic!("{other:?}"),
            }),
        )
    };
    let at = |number: u8, line: Option<&str>| (Some(Page::Peer(peer(number))), line.map(str::to_owned));
    let ping = format!("ping {}", peer(4));
    let down = Action::Move(1);
    assert_eq!(open(&mut ui, &[down.clone(), down.clone()]), at(2, Some("be n2")));
    assert!(!ui.frozen && ui.page().is_none(), "what comes of it is seen");
    assert_eq!(open(&mut ui, &[Action::First]), at(0, None), "we are n0 already");
    assert_eq!(
        open(&mut ui, &[Action::Last, Action::Move(3)]),
        at(4, Some(&ping)),
        "it does not run, and can be pinged"
    );
    assert_eq!(open(&mut ui, &[Action::SortReversed, Action::Move(1)]), at(3, Some("be n3")));
    assert_eq!(open(&mut ui, &[Action::Sort, Action::First]), at(0, None), "by life, the usual way");
    assert_eq!(open(&mut ui, &[Action::SortReversed, Action::First]), at(4, Some(&ping)), "the dead first");
    assert_eq!(play_in(&mut ui, &lab, [Action::Copy]), Some(Effect::Copy(peer(4).to_base58())));
    let filter = [Action::Filter, Action::Paste("alive".to_owned()), Action::Submit];
    assert_eq!(play_in(&mut ui, &lab, filter), None);
    assert_eq!(play_in(&mut ui, &lab, [Action::Copy]), None, "the dead one is not listed");
    assert_eq!(open(&mut ui, &[down.clone(), down.clone()]), at(1, Some("be n1")));
    play_in(&mut ui, &lab, [Action::Back, Action::Filter, Action::Paste("zzz".to_owned()), down]);
    assert_eq!(ui.nodes.node, None, "nobody is listed");
}
