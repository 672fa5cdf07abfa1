//! Worlds in which a lookup is seen from inside: a small make-believe network answers as real peers would, always the same.

use std::collections::VecDeque;

use kadscope::{dht::Truth, state::lab::Life};

use super::*;

/// Nodes of the make-believe network.
const NODES: u16 = 200;

/// How the peers of the make-believe network behave.
#[derive(Clone, Copy)]
struct Network {
    /// Answers and failures until the picture is taken.
    events: usize,
    /// Who does not answer.
    dead: fn(u16) -> bool,
    /// Whether the living name nobody.
    mute: bool,
}

const WELL: Network = Network { events: usize::MAX, dead: |_| false, mute: false };

/// Returns the peers that a peer names: the 20 closest to the key among those it knows.
fn named_by(number: u16, key: &Key) -> Vec<PeerId> {
    let target = key.position();
    let mut known: Vec<PeerId> =
        (1..NODES).filter(|other| (other * 31 + number * 17).is_multiple_of(6)).map(id).collect();
    known.sort_by_key(|peer| Position::of_peer(peer).distance(&target));
    known.truncate(20);
    known
}

/// Begins a query that knows a few peers.
fn begin(world: &mut World, seconds: f64, kind: Kind, key: &Key, known: u16) {
    let (query, key, cause) = (QueryId(1), key.clone(), Cause::Command(1));
    world.hear(seconds, Event::Command { n: 1, line: format!("{} {key}", kind.word()) });
    let known = (1..=known).map(id).collect();
    world.hear(seconds, Event::QueryStarted { query, kind, key, cause, known });
}

fn say(world: &mut World, seconds: f64, kind: RpcKind, key: &Key, peer: PeerId, phase: Phase, late: bool) {
    let (query, key) = (Some(QueryId(1)), Some(key.clone()));
    world
        .hear(seconds, Event::Rpc(Rpc { direction: Direction::Out, kind, phase, peer, key, query, late, reply: None }));
}

/// Plays a lookup, as the state says that it goes on. Returns when it stood still.
fn play(world: &mut World, seconds: f64, key: &Key, network: Network) -> f64 {
    play_without(world, seconds, key, network, &[])
}

/// The same, where nobody names some of the peers.
fn play_without(world: &mut World, mut seconds: f64, key: &Key, network: Network, hidden: &[u16]) -> f64 {
    let hidden: Vec<PeerId> = hidden.iter().map(|number| id(*number)).collect();
    let numbers: Vec<PeerId> = (0..NODES).map(id).collect();
    let mut open: VecDeque<PeerId> = VecDeque::new();
    for _ in 0..network.events {
        let lookup = world.state.queries.get(QueryId(1)).and_then(|query| query.lookup()).expect("it has begun");
        for peer in lookup.next(at(seconds)) {
            say(world, seconds, RpcKind::FindNode, key, peer, Phase::Asked { after_dial: false }, false);
            open.push_back(peer);
        }
        let Some(peer) = open.pop_front() else { break };
        let number = numbers.iter().position(|known| *known == peer).unwrap_or_default();
        let number = u16::try_from(number).expect("200 fit");
        seconds += 0.002 + f64::from(number % 7) * 0.000_7;
        let mut closer = if network.mute { Vec::new() } else { named_by(number, key) };
        closer.retain(|named| !hidden.contains(named));
        let phase = if (network.dead)(number) {
            Phase::Failed { failure: Failure::Closed }
        } else {
            Phase::Answered { closer, unroutable: 0 }
        };
        say(world, seconds, RpcKind::FindNode, key, peer, phase, false);
    }
    world.now = at(seconds + 0.001);
    seconds
}

fn end(world: &mut World, seconds: f64) {
    let query = world.state.queries.get(QueryId(1)).expect("it has begun");
    let counts = [query.asked, query.answered, query.failed];
    finish(world, seconds, 1, counts);
    world.now = at(seconds + 20.0);
}

fn opened(world: World) -> World {
    world.with(|ui| (ui.focus, ui.pages) = (Focus::Pane, vec![Page::Query(QueryId(1)).into()]))
}

fn looked_up(kind: Kind, key: &str, network: Network) -> (World, Key, f64) {
    let (mut world, key) = (practice(NODES), Key::new(key));
    begin(&mut world, 70.0, kind, &key, 20);
    let seconds = play(&mut world, 70.0, &key, network);
    (world, key, seconds)
}

pub(super) fn running() -> World {
    opened(looked_up(Kind::Closest, "greeting", Network { events: 6, ..WELL }).0)
}

/// Those that closed the stream, or are known to acknowledge what they do not keep, were asked for the value.
pub(super) fn checked() -> World {
    let mut world = done();
    let lookup = world.state.queries.get(QueryId(1)).and_then(|query| query.lookup()).expect("it has ended");
    let closest: Vec<PeerId> = lookup.closest().map(|hop| hop.peer).collect();
    let held = vec![(closest[3], Held::Same), (closest[5], Held::Other), (closest[7], Held::Nothing)];
    world.hear(72.0, Event::StoreChecked { query: QueryId(1), held });
    world
}

pub(super) fn done() -> World {
    let (mut world, key, seconds) =
        looked_up(Kind::Put, "greeting", Network { dead: |number| number % 9 == 0, ..WELL });
    let lookup = world.state.queries.get(QueryId(1)).and_then(|query| query.lookup()).expect("it has begun");
    let closest: Vec<PeerId> = lookup.closest().map(|hop| hop.peer).collect();
    for peer in &closest {
        say(&mut world, seconds, RpcKind::PutValue, &key, *peer, Phase::Asked { after_dial: false }, false);
    }
    for (nth, peer) in closest.iter().enumerate() {
        let phase = match nth {
            3 => Phase::Failed { failure: Failure::Reset },
            _ => Phase::Answered { closer: vec![], unroutable: 0 },
        };
        say(&mut world, seconds + 0.004, RpcKind::PutValue, &key, *peer, phase, false);
    }
    end(&mut world, seconds + 0.005);
    opened(world)
}

/// A put whose truth is known: it missed some, which the partition hides, or nobody named.
pub(super) fn scored() -> World {
    let (mut world, key) = (practice(NODES), Key::new("greeting"));
    let closest = |world: &mut World, most| -> Vec<PeerId> {
        (0..usize::from(NODES)).for_each(|number| world.lab.lives(number, Life::Alive));
        let near = world.lab.closest(&key.position(), most, Some(&id(0)));
        near.into_iter().map(|number| world.lab.nodes[number].peer).collect()
    };
    let all = closest(&mut world, 22);
    (world.lab.conditions.sides, world.lab.nodes[usize::from(number_of(&all[4]))].side) = (2, 1);
    begin(&mut world, 70.0, Kind::Put, &key, 12);
    let hidden = [number_of(&all[4]), number_of(&all[9])];
    let seconds = {
        let lost = Network { dead: |number| number % 23 == 0, ..WELL };
        play_without(&mut world, 70.0, &key, lost, &hidden)
    };
    let lookup = world.state.queries.get(QueryId(1)).and_then(|query| query.lookup()).expect("it has begun");
    let found: Vec<PeerId> = lookup.closest().map(|hop| hop.peer).collect();
    for peer in &found {
        say(&mut world, seconds, RpcKind::PutValue, &key, *peer, Phase::Asked { after_dial: false }, false);
        let phase = Phase::Answered { closer: vec![], unroutable: 0 };
        say(&mut world, seconds + 0.003, RpcKind::PutValue, &key, *peer, phase, false);
    }
    let truth = Truth {
        closest: all[..20].to_vec(),
        holders: found.into_iter().chain([id(0)]).collect(),
        guests: Vec::new(),
        later: Vec::new(),
    };
    world.hear(seconds + 0.004, Event::Truth { query: QueryId(1), truth });
    end(&mut world, seconds + 0.005);
    opened(world)
}

fn number_of(peer: &PeerId) -> u16 {
    (0..NODES).find(|number| id(*number) == *peer).unwrap_or_default()
}

fn not_found() -> World {
    let (mut world, _, seconds) = looked_up(Kind::Get, "nothing", WELL);
    end(&mut world, seconds + 0.001);
    opened(world)
}

fn nobody() -> World {
    let (mut world, key) = (lonely(), Key::new("greeting"));
    begin(&mut world, 70.0, Kind::Get, &key, 0);
    end(&mut world, 70.0);
    opened(world)
}

fn stalled() -> World {
    opened(looked_up(Kind::Get, "greeting", Network { events: 5, mute: true, ..WELL }).0)
}

fn disjoint() -> World {
    let (mut world, key) = (practice(NODES), Key::new("greeting"));
    world.state.session.disjoint_paths = true;
    begin(&mut world, 70.0, Kind::Get, &key, 6);
    play(&mut world, 70.0, &key, Network { events: 9, ..WELL });
    opened(world)
}

fn paused() -> World {
    let (mut world, key) = (practice(NODES), Key::new("greeting"));
    world.hear(69.0, Event::Paused);
    begin(&mut world, 70.0, Kind::Get, &key, 20);
    for step in 1..=2 {
        let seconds = 60.0 + 12.0 * f64::from(step);
        play(&mut world, seconds, &key, Network { events: 3, ..WELL });
        world.hear(
            seconds,
            Event::Stepped { step: u64::try_from(step).expect("2 fits"), asks: vec![id(1), id(2), id(3)] },
        );
    }
    world.now = at(99.0);
    opened(world)
}

fn paused_panes() -> World {
    paused().with(|ui| ui.pages.clear())
}

fn bootstrap() -> World {
    let (mut world, mine) = (practice(NODES), Key::new(id(0).to_bytes()));
    begin(&mut world, 70.0, Kind::Bootstrap, &mine, 20);
    let mut seconds = play(&mut world, 70.0, &mine, WELL);
    for nth in 1..=3_u16 {
        let key = Key::new(id(500 + nth).to_bytes());
        for number in [nth, nth + 10, nth + 20] {
            let ask = Phase::Asked { after_dial: false };
            say(&mut world, seconds, RpcKind::FindNode, &key, id(number), ask, false);
            let answer = Phase::Answered { closer: named_by(number, &key), unroutable: 0 };
            say(&mut world, seconds + 0.002, RpcKind::FindNode, &key, id(number), answer, false);
        }
        seconds = play(&mut world, seconds + 0.003, &key, Network { events: if nth == 3 { 4 } else { 60 }, ..WELL });
    }
    opened(world)
}

/// Peers that answer nonsense, one that is silent for longer than kad waits, and one whose answer comes after the end.
fn odd() -> World {
    let (mut world, key) = (practice(NODES), Key::new("greeting"));
    begin(&mut world, 70.0, Kind::Closest, &key, 8);
    let ask = |world: &mut World, seconds, peer| {
        say(world, seconds, RpcKind::FindNode, &key, peer, Phase::Asked { after_dial: false }, false);
    };
    (1..=5).for_each(|number| ask(&mut world, 70.0 + f64::from(number) * 0.001, id(number)));
    let answers = [(1, vec![id(1), id(40), id(41)], 0), (2, (1..60).map(id).collect(), 3), (3, vec![id(0), id(42)], 0)];
    for (number, closer, unroutable) in answers {
        let seconds = 70.01 + f64::from(number) * 0.003;
        say(&mut world, seconds, RpcKind::FindNode, &key, id(number), Phase::Answered { closer, unroutable }, false);
    }
    let words = "evil\u{202e}\u{1b}[2J words".to_owned();
    say(&mut world, 70.5, RpcKind::FindNode, &key, id(4), Phase::Failed { failure: Failure::Other(words) }, false);
    end(&mut world, 82.0);
    let late = Phase::Answered { closer: vec![id(50)], unroutable: 0 };
    say(&mut world, 83.0, RpcKind::FindNode, &key, id(5), late, true);
    opened(world)
}

/// Worlds with a lookup on the screen, by name.
pub(super) fn worlds() -> Vec<(&'static str, World)> {
    vec![
        ("lookup-running", running()),
        ("lookup-done", done()),
        ("lookup-checked", checked()),
        ("lookup-not-found", not_found()),
        ("lookup-scored", scored()),
        ("lookup-nobody", nobody()),
        ("lookup-stalled", stalled()),
        ("lookup-disjoint", disjoint()),
        ("lookup-paused", paused()),
        ("lookup-paused-panes", paused_panes()),
        ("lookup-bootstrap", bootstrap()),
        ("lookup-odd", odd()),
    ]
}

#[test]
fn in_a_small_window_all_parts_are_reached_by_scrolling() {
    let shown = |scroll| done().with(|ui| ui.pages[0].scroll = scroll).screen(80, 24);
    let all: Vec<String> = (0..400).step_by(5).map(shown).collect();
    for part in ["nearness", "Closing in", "Who told whom", "Keyspace", "Shared bits", "stored at"] {
        assert!(all.iter().any(|screen| screen.contains(part)), "{part}");
    }
    assert_eq!(all.last(), Some(&shown(u16::MAX)));
}

#[test]
fn a_lookup_of_2000_peers_is_drawn() {
    let (mut world, key) = (practice(NODES), Key::new("greeting"));
    begin(&mut world, 70.0, Kind::Get, &key, 20);
    for number in 1..=100 {
        let closer = (0..20).map(|_| PeerId::random()).collect();
        say(&mut world, 70.0, RpcKind::FindNode, &key, id(number), Phase::Asked { after_dial: false }, false);
        say(&mut world, 70.1, RpcKind::FindNode, &key, id(number), Phase::Answered { closer, unroutable: 0 }, false);
    }
    let heard =
        world.state.queries.iter().next().and_then(|query| query.lookup()).map_or(0, |lookup| lookup.hops.len());
    let screen = text_of(&opened(world).draw(160, 48, &Theme::plain()).0);
    assert!(heard > 1_000 && screen.contains("more"), "{heard}: {screen}");
}

#[test]
fn in_a_small_window_one_key_shows_one_picture_with_all_the_room() {
    use kadscope::state::LookupPicture;
    let shown = |picture| done().with(|ui| ui.picture = picture).screen(80, 24);
    let [all, chart, tree] = [LookupPicture::All, LookupPicture::Chart, LookupPicture::Tree].map(shown);
    assert!(all.contains("nearness") && !all.contains("Closing in"), "{all}");
    assert!(chart.contains("Closing in") && chart.contains("● answered") && !chart.contains("nearness"), "{chart}");
    assert!(tree.contains("Who told whom") && tree.contains("our own table"), "{tree}");
}
