//! Worlds in which the practice network is seen as a whole.

use std::time::Duration;

use kadscope::state::{
    lab::Holding,
    nodes::{Sort, SortKey},
};

use super::*;

/// A practice network in which a value was stored; some of its nodes are dead, silent, or cut off.
pub(super) fn held() -> World {
    held_by("greeting")
}

fn held_by(name: &str) -> World {
    let mut world = practice(200);
    let key = Key::new(name);
    for number in 0..200_u16 {
        let at = usize::from(number);
        let life = match number {
            3..=9 => Life::Dead,
            12 => Life::Silent,
            199 => Life::Waiting,
            _ => Life::Alive,
        };
        world.lab.lives(at, life);
        let node = &mut world.lab.nodes[at];
        node.side = u32::from((20..30).contains(&number));
        if life == Life::Alive {
            (node.table, node.connections, node.served) = (60 + at % 30, at % 7, u64::from(number) * 3 % 11);
        }
    }
    for number in world.lab.closest(&key.position(), 23, Some(&id(0))).into_iter().skip(3) {
        world.lab.holds(number, Holding::Value, &key, true);
    }
    world.lab.holds(0, Holding::Value, &key, true);
    (world.lab.conditions.latency, world.lab.conditions.loss) = (Duration::from_millis(50), 10);
    (world.lab.conditions.churn, world.lab.conditions.sides) = (30, 2);
    start(&mut world, 70.0, 1, Kind::Put, name);
    finish(&mut world, 70.1, 1, [23, 23, 0]);
    let nearest = world.lab.closest(&key.position(), 2, Some(&id(0)))[1];
    let nearest = world.lab.nodes[nearest].peer;
    world.with(|ui| {
        (ui.focus, ui.pane) = (Focus::Pane, Pane::Nodes);
        (ui.nodes.node, ui.nodes.sort) = (Some(nearest), None); // with a key, by nearness to it
    })
}

/// Nothing was looked for yet: nearness is to ourselves. The prompt has the focus.
fn at_first() -> World {
    practice(200).with(|ui| ui.pane = Pane::Nodes)
}

fn filtered(filter: &str) -> World {
    held().with(|ui| {
        filter.clone_into(&mut ui.filter);
        ui.nodes.sort = Some(Sort { by: SortKey::Served, reversed: true });
    })
}

/// Six came from outside: one that never said what it is, one that cannot be reached any more.
fn visited() -> World {
    let mut world = at_first();
    for number in 0..6 {
        let (peer, address) = (id(300 + number), format!("/ip4/192.168.1.{}/tcp/4001", 20 + number));
        let address: Multiaddr = address.parse().expect("a multiaddr");
        let guests = &mut world.lab.guests;
        guests.met(0, peer, address.clone());
        if number == 1 {
            guests.parted(0, &peer);
            guests.unreached(&peer);
        }
        if number > 0 {
            guests.identified(&peer, "js-libp2p/3.3.11".to_owned(), None, number != 4);
        }
        world.hear(80.0, Event::GuestJoined { peer, address });
    }
    world
}

/// Half of it is still to be started.
fn building() -> World {
    let mut world = at_first();
    (100..200).for_each(|number| world.lab.lives(number, Life::Waiting));
    world.lab.started = 100;
    world
}

/// Worlds with the practice network on the screen, by name.
pub(super) fn worlds() -> Vec<(&'static str, World)> {
    vec![
        ("network-held", held()),
        ("network-at-first", at_first()),
        ("network-filtered", filtered("alive")),
        ("network-holders", filtered("holds")),
        ("network-no-match", filtered("zzz")),
        ("network-visited", visited()),
        ("network-building", building()),
        ("network-not-yet", super::building().with(|ui| ui.pane = Pane::Nodes)),
    ]
}

#[test]
fn the_title_says_how_many_hold_the_key_before_all_else() {
    let title = |world: &World, width| {
        let screen = world.screen(width, 24);
        screen.lines().find(|line| line.starts_with('┏')).unwrap_or_default().to_owned()
    };
    let long = held_by("a greeting to all who come here today");
    for (width, expected) in [
        (50, "Network 200 · 20 hold it, and you"),
        (70, "Network 200 · cpl with a greeting to… · 20 hold it, and you"),
        (80, "Network 200 · 191 alive · cpl with a greeting to a… · 20 hold it, and you"),
    ] {
        assert!(title(&long, width).contains(expected), "{}", title(&long, width));
    }
    let listed = filtered("holds");
    assert!(title(&listed, 80).contains("Network 21 of 200 · /holds"), "{}", title(&listed, 80));
    assert!(title(&listed, 80).contains("20 hold it, and you"), "{}", title(&listed, 80));
}

#[test]
fn the_header_says_how_many_run() {
    let says = |world: &World, words: &str| {
        let screen = world.screen(120, 30);
        let header = screen.lines().next().unwrap_or_default();
        assert!(header.ends_with(words), "{header}");
    };
    let mut world = practice(20);
    says(&world, "practice network of 20");
    for number in 20..30 {
        world.lab.push(id(number));
    }
    says(&world, "practice network of 20");
    (20..30).for_each(|number| world.lab.lives(number, Life::Alive));
    says(&world, "practice network of 30");
    world.lab.lives(3, Life::Dead);
    says(&world, "practice network of 29");
    world.lab = Lab::of(20);
    world.lab.started = 20;
    says(&world, "practice network of 20"); // a recording has not told of them yet
}

#[test]
fn parameters_that_are_not_kademlias_own_are_said() {
    let header = |k, alpha| {
        let mut world = practice(200);
        (world.state.session.k, world.state.session.alpha) = (k, alpha);
        world.screen(120, 30).lines().nth(1).unwrap_or_default().to_owned()
    };
    assert!(!header(20, 3).contains("instead"));
    assert!(header(4, 3).contains(" k 4 instead of 20: answers, seeds and bootstrap stay at 20 "));
    assert!(header(20, 10).contains(" α 10 instead of 3 "));
    assert!(header(8, 5).contains(" α 5 instead of 3; k 8 instead of 20: answers, seeds and bootstrap stay at 20 "));
}

#[test]
fn of_ten_thousand_nodes_those_around_the_selected_one_are_drawn() {
    let mut world = at_first();
    for number in 200..10_000 {
        world.lab.push(PeerId::random());
        world.lab.lives(number, Life::Alive);
    }
    let middle = world.lab.nodes[5_000].peer;
    let world = world.with(|ui| {
        ui.nodes.node = Some(middle);
        ui.nodes.sort = Some(Sort { by: SortKey::Near, reversed: false });
        ui.filter = "n1".to_owned();
    });
    let screen = text_of(&world.draw(160, 48, &Theme::plain()).0);
    assert!(screen.contains("n1") && screen.contains("of 10000"), "{screen}");
}
