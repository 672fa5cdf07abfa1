//! The first screen, where a lookup that is followed plays beside the queries.

use kadscope::state::{LookupPicture, Tour};

use super::*;

pub(super) const SIZES: [(u16, u16); 5] = [(80, 24), (100, 30), (120, 40), (160, 48), (250, 70)];

/// A put in the middle of its lookup, another that stores, and one that has ended; nothing is selected.
pub(super) fn worlds() -> Vec<(&'static str, World)> {
    let at_prompt = |world: World| world.with(|ui| (ui.focus, ui.pages) = (Focus::Prompt, Vec::new()));
    let running = at_prompt(lookups::running());
    let done = at_prompt(lookups::scored());
    vec![
        ("first-running", running.clone()),
        ("first-done", done),
        ("first-minute", practice_with_nodes(200).with(|ui| ui.tour = Some(Tour::default()))),
        ("first-presented", running.clone().with(|ui| ui.presents = true)),
        ("first-three", three(running)),
    ]
}

/// A practice network that has just started, with all its nodes.
fn practice_with_nodes(count: u16) -> World {
    let mut world = practice(count);
    world.lab = Lab::of(count.into());
    for number in 0..count {
        world.lab.push(id(number));
        world.lab.lives(number.into(), Life::Alive);
    }
    world.lab.started = count.into();
    world
}

/// The routing table as a tree: of a practice network, with a lookup, with few places a bucket, of a lonely node.
pub(super) fn trees() -> Vec<(&'static str, World)> {
    let zoomed = |world: World| {
        world.with(|ui| (ui.focus, ui.pane, ui.zoomed, ui.pages) = (Focus::Pane, Pane::Buckets, true, Vec::new()))
    };
    let mut small = practice_with_nodes(200);
    small.state.session.k = 4;
    vec![
        ("tree", zoomed(practice_with_nodes(200))),
        ("tree-lookup", zoomed(lookups::scored())),
        ("tree-narrow", zoomed(practice_with_nodes(200)).with(|ui| ui.bucket = Some(5))),
        ("tree-k4", zoomed(small)),
        ("tree-lonely", zoomed(lonely())),
        ("tree-first", zoomed(at_an_end(false))),
        ("tree-last", zoomed(at_an_end(true))),
    ]
}

/// The practice network as the first node of the keyspace sees it, or the last.
fn at_an_end(last: bool) -> World {
    let mut world = practice_with_nodes(200);
    let by_place = (0..200).max_by_key(|number| {
        let place = *Position::of_peer(&id(*number)).bytes();
        if last { place } else { place.map(|byte| !byte) }
    });
    let me = id(by_place.expect("there are some"));
    let here = Position::of_peer(&me);
    world.state = State::new(SessionInfo { nodes: 200, ..SessionInfo::of(me) });
    let bucket = |cpl: u16| {
        let there = (0..200).map(id).filter(|peer| *peer != me && Position::of_peer(peer).common_prefix(&here) == cpl);
        let entries = there.take(20).map(|peer| Entry { peer, connected: false }).collect::<Vec<_>>();
        (!entries.is_empty()).then_some(Bucket { cpl, entries, pending: false })
    };
    world.hear(1.0, Event::RoutingTable { buckets: (0..16).filter_map(bucket).collect() });
    world
}

#[test]
fn each_bucket_stands_at_its_true_place_in_the_keyspace() {
    for (width, height) in [(80, 24), (120, 40), (250, 70)] {
        let (_, world) = trees().swap_remove(0);
        let screen = world.screen(width, height);
        let axis = screen.lines().find(|line| line.contains("cpl") && line.contains('@')).expect("an axis").to_owned();
        let column = |line: &str, c| line.chars().position(|other| other == c);
        let us = column(&axis, '@').expect("we are on it");
        for line in screen.lines().filter(|line| line.contains(" of ") && line.contains('%')) {
            let known: Vec<usize> =
                line.chars().enumerate().filter(|(at, c)| *at > 14 && *c == '●').map(|(at, _)| at).collect();
            assert!(known.iter().all(|at| *at < us) || known.iter().all(|at| *at >= us), "on one side of us: {line}");
        }
        assert!(screen.contains("of 98") || screen.contains("of 102") || screen.contains("20 of "), "{screen}");
    }
}

#[test]
fn ten_thousand_nodes_have_room_in_the_tree() {
    let (_, mut world) = trees().swap_remove(0);
    for number in 200..10_000 {
        world.lab.push(kadscope::dht::PeerId::random());
        world.lab.lives(number, Life::Alive);
    }
    for (width, height) in [(80, 24), (250, 70)] {
        let screen = world.screen(width, height);
        assert!(
            screen.contains("20 of 4") || screen.contains("20 of 5"),
            "half of them lie in one bucket's part\n{screen}"
        );
    }
}

/// Two more queries in flight, in which one answer has come.
fn three(mut world: World) -> World {
    for (number, kind, key) in [(2, Kind::Get, "name"), (3, Kind::Provide, "song")] {
        let (query, key, cause) = (QueryId(number), Key::new(key), Cause::Command(number));
        let known = (20..40).map(id).collect();
        world.hear(70.5, Event::QueryStarted { query, kind, key: key.clone(), cause, known });
        answer(&mut world, number, &key, 20);
    }
    world
}

/// A peer is asked, and answers.
fn answer(world: &mut World, number: u64, key: &Key, peer: u16) {
    let (query, key, peer) = (Some(QueryId(number)), Some(key.clone()), id(peer));
    for phase in [Phase::Asked { after_dial: false }, Phase::Answered { closer: vec![id(90)], unroutable: 0 }] {
        let kind = RpcKind::FindNode;
        let key = key.clone();
        world.hear(
            70.6,
            Event::Rpc(Rpc { direction: Direction::Out, kind, phase, peer, key, query, late: false, reply: None }),
        );
    }
}

#[test]
fn of_three_queries_at_once_each_row_is_seen_and_lives() {
    for (width, height) in SIZES.into_iter().skip(1) {
        let (_, mut world) = worlds().pop().expect("the one with three");
        let rows = |world: &World| -> Vec<String> {
            let screen = world.screen(width, height);
            let row = |key: &str| {
                let line = screen.lines().find(|line| line.contains(key) && line.contains("▸ #"));
                line.unwrap_or_else(|| panic!("{key} at {width}x{height}\n{screen}")).to_owned()
            };
            ["closest", "get", "provide"].map(row).into()
        };
        let before = rows(&world);
        for (number, key) in [(1, "greeting"), (2, "name"), (3, "song")] {
            let key = Key::new(key);
            let (query, kind, phase) = (Some(QueryId(number)), RpcKind::FindNode, Phase::Asked { after_dial: false });
            let rpc = Rpc {
                direction: Direction::Out,
                kind,
                phase,
                peer: id(60),
                key: Some(key),
                query,
                late: false,
                reply: None,
            };
            world.hear(70.7, Event::Rpc(rpc));
        }
        let after = rows(&world);
        assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:#?}\n{after:#?}");
    }
}

#[test]
fn one_key_shows_one_picture_after_another_and_none() {
    let (_, mut world) = worlds().swap_remove(1);
    let mut pictures = Vec::new();
    for picture in
        [LookupPicture::All, LookupPicture::Chart, LookupPicture::Tree, LookupPicture::List, LookupPicture::Off]
    {
        assert_eq!(world.ui.picture, picture);
        let all = SIZES.map(|(width, height)| world.screen(width, height));
        let shows = |words: &str| all.iter().all(|screen| screen.contains(words));
        match picture {
            LookupPicture::All => assert!(shows("Keyspace")),
            LookupPicture::Chart => assert!(shows("Closing in") && !shows("Keyspace")),
            LookupPicture::Tree => assert!(shows("Who told whom") && shows("our own table")),
            LookupPicture::List => assert!(shows("bits") && shows("● answered")),
            LookupPicture::Off => assert!(!shows("Keyspace") && shows("outcome")),
        }
        pictures.push(all);
        world.ui.update(kadscope::state::action::Action::NextPicture, &world.state, &world.lab);
    }
    assert_eq!(world.ui.picture, LookupPicture::All, "and round");
    pictures.dedup();
    assert_eq!(pictures.len(), 5, "each is another one");
}

#[test]
fn in_a_small_window_the_list_stands_where_the_lookup_does_while_it_has_the_focus() {
    let (_, world) = worlds().swap_remove(1);
    let lookup = world.screen(80, 24);
    assert!(lookup.contains("Keyspace") && !lookup.contains("outcome"), "{lookup}");
    let list = world.with(|ui| (ui.focus, ui.pane) = (Focus::Pane, Pane::Queries)).screen(80, 24);
    assert!(!list.contains("Keyspace") && list.contains("outcome"), "{list}");
}

#[test]
fn to_an_audience_addresses_agents_and_indices_are_not_shown() {
    for (width, height) in SIZES {
        let (_, world) = worlds().swap_remove(3);
        let screen = world.screen(width, height);
        for hidden in ["/memory/", "kadscope/0", "/ipfs/kad", "255"] {
            assert!(!screen.contains(hidden), "{hidden} at {width}x{height}\n{screen}");
        }
    }
}
