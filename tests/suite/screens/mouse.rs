//! What a click and the wheel come to, on the screen as it is drawn.

use std::collections::HashSet;

use crossterm::event::{Event as Input, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use kadscope::{
    keymap,
    state::{Row, Spot, Topic, action::Effect, nodes::Sort},
    view::Drawn,
};
use ratatui::layout::Rect;

use super::*;

const SIZES: [(u16, u16); 5] = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12)];

impl World {
    fn drawn(&self, (width, height): (u16, u16)) -> Drawn {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
        let Self { state, lab, ui, now, .. } = self;
        let scene = Scene { state, lab, ui, theme: &Theme::plain(), now: *now };
        let mut drawn = Drawn::default();
        terminal.draw(|frame| drawn = view::draw(frame, &scene)).expect("a test backend does not fail");
        drawn
    }

    /// Does with the mouse what it does on this picture, and draws again. Returns what has to happen outside.
    fn mouse(&mut self, kind: MouseEventKind, at: (u16, u16), drawn: &mut Drawn, size: (u16, u16)) -> Option<Effect> {
        let mouse = Input::Mouse(MouseEvent { kind, column: at.0, row: at.1, modifiers: KeyModifiers::NONE });
        let spot = drawn.spot_at(at.0, at.1).copied();
        let action = keymap::action(&mouse, &self.ui, spot)?;
        let effect = self.ui.update(action, &self.state, &self.lab);
        *drawn = self.drawn(size);
        self.ui.scrolled_at_most(drawn.last_line);
        effect
    }
}

const CLICK: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

/// Every pane and every page, with what is to be seen on them.
fn places() -> Vec<World> {
    let mut all: Vec<World> = [Pane::Peers, Pane::Buckets, Pane::Queries]
        .into_iter()
        .flat_map(|pane| {
            [Focus::Prompt, Focus::Pane].map(|focus| busy().with(|ui| (ui.pane, ui.focus) = (pane, focus)))
        })
        .collect();
    all.push(networks::held().with(|ui| (ui.nodes.node, ui.nodes.sort) = (None, Some(Sort::default()))));
    all.push(lookups::running().with(|ui| ui.pages.clear()));
    all.push(bucket_opened().with(|ui| ui.bucket_peer = None));
    all.push(busy().with(|ui| (ui.pane, ui.focus, ui.zoomed) = (Pane::Buckets, Focus::Pane, true)));
    all.push(page(Page::Notices));
    all.push(page(Page::Notice(0)));
    all.push(page(Page::Peer(id(3))).with(|ui| ui.pages[0].row = Some(Row::Be(id(3)))));
    all.push(page(Page::Help { command: None }));
    all.push(page(Page::Words(Topic::Lookup)));
    all.push(lookups::running());
    all.push(lookups::done());
    all
}

/// The rows that lie on a screen, with the middle of each.
fn rows(drawn: &Drawn) -> Vec<(Spot, (u16, u16))> {
    let middle = |area: &Rect| (area.x + area.width / 2, area.y);
    let rows = drawn.spots.iter().filter(|(area, _)| !area.is_empty());
    let rows = rows.filter(|(_, spot)| matches!(spot, Spot::Row(_, _, Some(_)) | Spot::PageRow(..)));
    rows.map(|(area, spot)| (*spot, middle(area))).collect()
}

fn what(spot: Option<&Spot>) -> Option<Row> {
    match spot {
        Some(Spot::Row(_, row, _) | Spot::PageRow(row, _)) => Some(*row),
        _ => None,
    }
}

#[test]
fn a_row_stays_under_the_mouse_that_selects_it_and_a_second_click_opens_it() {
    let mut seen = HashSet::new();
    for size in SIZES {
        for place in places() {
            let drawn = place.drawn(size);
            for (spot, at) in rows(&drawn) {
                let (mut world, mut drawn) = (place.clone(), drawn.clone());
                world.ui.prompt.paste("get a");
                if world.ui.page_row() != what(Some(&spot)) {
                    assert_eq!(world.mouse(CLICK, at, &mut drawn, size), None);
                    let again = what(drawn.spot_at(at.0, at.1));
                    assert_eq!(again, what(Some(&spot)), "{size:?} {spot:?}\n{}", world.screen(size.0, size.1));
                }
                let effect = world.mouse(CLICK, at, &mut drawn, size);
                let is_open = world.ui.pages.len() > place.ui.pages.len() || world.ui.bucket_open || effect.is_some();
                let is_empty = matches!(spot, Spot::Row(Pane::Buckets, ..)) && world.ui.remark.is_some();
                assert!(is_open || is_empty, "{size:?} {spot:?}\n{}", world.screen(size.0, size.1));
                assert_eq!(world.ui.prompt.line(), "get a", "what is typed stays");
                seen.insert((std::mem::discriminant(&spot), what(Some(&spot)).map(|row| std::mem::discriminant(&row))));
            }
        }
    }
    assert_eq!(
        seen.len(),
        8,
        "peers, buckets and queries in panes; peers, notices, and what can be done with a peer on pages: {seen:?}"
    );
}

#[test]
fn wherever_one_clicks_and_scrolls_what_is_typed_stays() {
    for size in [(160, 48), (80, 24), (40, 12)] {
        for place in places() {
            let drawn = place.drawn(size);
            for (column, row) in
                (0..size.0).step_by(19).flat_map(|column| (0..size.1).step_by(2).map(move |row| (column, row)))
            {
                let (mut world, mut drawn) = (place.clone(), drawn.clone());
                world.ui.prompt.paste("get a");
                for kind in [CLICK, MouseEventKind::ScrollDown, MouseEventKind::Down(MouseButton::Right)] {
                    world.mouse(kind, (column, row), &mut drawn, size);
                }
                assert_eq!(world.ui.prompt.line(), "get a", "{column},{row} of {size:?}");
            }
        }
    }
}

#[test]
fn a_click_in_the_menu_puts_the_candidate_that_is_seen_there() {
    for size in [(160, 48), (80, 24), (40, 12)] {
        let mut world = busy().with(complete_p);
        let mut drawn = world.drawn(size);
        let second = drawn.spots.iter().find(|(_, spot)| *spot == Spot::Candidate(1)).expect("it is seen").0;
        world.mouse(CLICK, (second.x + 3, second.y), &mut drawn, size);
        assert_eq!((world.ui.prompt.line(), &world.ui.pages), ("provide", &Vec::new()));
    }
}

#[test]
fn the_wheel_reaches_the_end_of_every_list_and_page() {
    let size = (80, 24);
    let worlds: [(fn() -> World, _, _); 5] = [
        (busy, (10, 5), "n11 "),
        (busy, (60, 5), "›  4 251"),
        (
            || networks::held().with(|ui| (ui.nodes.node, ui.nodes.sort) = (None, Some(Sort::default()))),
            (10, 16),
            "n199 ",
        ),
        (|| page(Page::Help { command: None }), (40, 6), "who asks most"),
        (lookups::done, (40, 15), "quorum"),
    ];
    for (world, at, last) in worlds {
        let mut world = world();
        let mut drawn = world.drawn(size);
        assert!(!world.screen(size.0, size.1).contains(last), "{last} is seen from the start");
        for _ in 0..260 {
            world.mouse(MouseEventKind::ScrollDown, at, &mut drawn, size);
        }
        assert!(world.screen(size.0, size.1).contains(last), "{last}\n{}", world.screen(size.0, size.1));
        for _ in 0..260 {
            world.mouse(MouseEventKind::ScrollUp, at, &mut drawn, size);
        }
        assert!(!world.screen(size.0, size.1).contains(last), "{last}\n{}", world.screen(size.0, size.1));
    }
}
