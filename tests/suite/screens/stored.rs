//! Worlds of a node that holds things and is asked for them: nothing yet, busy, in a recording.

use kadscope::{
    dht::{Because, Gone, How, MAX_SHOWN, Reply, RoutingChange, StoredProvider, StoredRecord},
    state::{Replay, records::RecordId},
};

use super::*;

/// What n0 holds: two of its own, three of others, one of them expired; two that went, and one that was refused.
fn stored() -> World {
    let mut world = practice(30);
    let session = world.state.session.clone();
    let times = SessionInfo { record_ttl: Duration::from_secs(120), republish: Duration::from_secs(60), ..session };
    world.hear(0.3, Event::Session(times));
    let value = |world: &mut World, seconds, key: &str, value: &str, from: Option<u16>, publisher: u16, left| {
        let (from, publisher) = (from.map(id), Some(id(publisher)));
        let how = Some(How::of(from.as_ref(), publisher.as_ref()));
        let stored = StoredRecord {
            size: value.len(),
            value: (value.len() <= MAX_SHOWN).then(|| value.into()),
            publisher,
            expires_in: Option::<u64>::map(left, Duration::from_secs),
            how,
            from,
            ..StoredRecord::of(Key::new(key), 0)
        };
        world.hear(seconds, Event::RecordStored(Box::new(stored)));
    };
    let provider = |world: &mut World, seconds, key: Key, who: u16| {
        let (peer, from) = (id(who), (who > 0).then(|| id(who)));
        let expires_in = from.map(|_| Duration::from_secs(120));
        let how = Some(How::of(from.as_ref(), Some(&peer)));
        world.hear(seconds, Event::ProviderAdded(Box::new(StoredProvider { key, peer, expires_in, how, from })));
    };
    value(&mut world, 10.0, "greeting", "hello world", None, 0, None);
    value(&mut world, 12.0, "old", "news", Some(4), 4, Some(60));
    value(&mut world, 20.0, "/settings/lamp", r#"{"on":true,"colour":[255,200,80]}"#, Some(7), 7, Some(75));
    value(&mut world, 21.0, "漢字", "値", Some(9), 11, Some(120));
    value(&mut world, 22.0, "film", &"x".repeat(4_000), Some(3), 3, Some(120));
    provider(&mut world, 30.0, Key::hash_of("film"), 0);
    provider(&mut world, 31.0, Key::hash_of("film"), 12);
    provider(&mut world, 32.0, Key::hash_of("song"), 5);
    value(&mut world, 60.0, "short", "lived", Some(2), 2, Some(20));
    value(&mut world, 89.5, "/settings/lamp", r#"{"on":true,"colour":[255,200,80]}"#, Some(3), 7, Some(40));
    world.hear(81.0, Event::RecordExpired { key: Key::new("short"), why: Some(Gone::Expired) });
    let gone = Event::ProviderExpired { key: Key::hash_of("song"), peer: id(5), why: Some(Gone::Removed) };
    world.hear(82.0, gone);
    world.hear(84.0, Event::RecordRefused { key: Key::new("big"), from: id(6), failure: Failure::StoreFull });
    world
}

/// What n0 was asked and asked itself, over a minute and a half.
fn asked() -> World {
    let mut world = stored();
    start(&mut world, 40.0, 1, Kind::Get, "greeting");
    for n in 1..60_u16 {
        let (seconds, peer) = (40.0 + f64::from(n) * 0.8, id(1 + n * n % 17));
        let (kind, reply) = match n % 6 {
            0 => (RpcKind::GetValue, Reply::Value),
            1 => (RpcKind::PutValue, if n % 4 == 1 { Reply::Refused } else { Reply::Stored }),
            2 => (RpcKind::GetProviders, Reply::Providers(2)),
            3 => (RpcKind::AddProvider, Reply::Stored),
            _ => (RpcKind::FindNode, Reply::Closer(20)),
        };
        let key = if kind == RpcKind::FindNode { Key::new(id(n % 30).to_bytes()) } else { Key::new("greeting") };
        let (direction, phase) = (Direction::In, Phase::Asked { after_dial: false });
        let came = Rpc { direction, kind, phase, peer, key: Some(key), query: None, late: false, reply: Some(reply) };
        world.hear(seconds, Event::Rpc(came));
        let after_dial = n % 3 == 0;
        if after_dial {
            message(&mut world, seconds - 0.03, 1, RpcKind::GetValue, peer, Phase::Dialing);
        }
        message(&mut world, seconds, 1, RpcKind::GetValue, peer, Phase::Asked { after_dial });
        let answer = if n % 11 == 0 {
            Phase::Failed { failure: Failure::TimedOut }
        } else {
            Phase::Answered { closer: vec![id(3)], unroutable: 0 }
        };
        message(&mut world, seconds + 0.01 + f64::from(n % 9) * 0.002, 1, RpcKind::GetValue, peer, answer);
    }
    finish(&mut world, 89.0, 1, [59, 54, 5]);
    in_order(world)
}

/// The same as it happened: the last minutes are columns that only grow.
fn in_order(mut world: World) -> World {
    world.heard.sort_by_key(|(at, _)| *at);
    let (first, rest) = world.heard.split_first().expect("a session begins");
    let Event::Session(session) = &first.1 else { unreachable!("it begins so") };
    world.state = State::new(session.clone());
    for (at, event) in rest {
        world.state.apply(event, *at);
    }
    world
}

/// What happened to n0's table: a newcomer, a probe, an eviction, an answer, two that left.
fn changed() -> World {
    let mut world = practice(100);
    let entry = |number: u16| id(number);
    for (seconds, peer, change, cause) in [
        (40.0, 58, Change::Inserted, Some(Because::CameToUs)),
        (41.0, 59, Change::Inserted, Some(Because::WeAsked)),
        (50.0, 79, Change::Pending, Some(Because::Probe(entry(3)))),
        (52.0, 80, Change::Full, Some(Because::AnotherWaits)),
        (60.0, 79, Change::Evicted(entry(3)), Some(Because::NoAnswer)),
        (61.0, 81, Change::Pending, Some(Because::Probe(entry(4)))),
        (62.0, 81, Change::Full, Some(Because::Answered(entry(4)))),
        (70.0, 82, Change::Full, Some(Because::AllConnected)),
        (71.0, 12, Change::Removed, Some(Because::NoServer)),
        (72.0, 5, Change::Removed, Some(Because::Forgotten)),
        (73.0, 83, Change::Inserted, None),
    ] {
        let what = RoutingChange { peer: id(peer), cpl: peer % 3, change, cause };
        world.hear(seconds, Event::RoutingChanged(Box::new(what)));
    }
    world
}

/// A practice node's page: it is told what it knows.
fn inside() -> World {
    let mut world = practice(30);
    let mut other = State::new(SessionInfo { up: Some(Duration::from_secs(85)), ..SessionInfo::of(id(3)) });
    for (at, event) in &asked().heard {
        let at = *at;
        match event {
            Event::Session(session) => other.apply(&Event::Session(SessionInfo { peer: id(3), ..session.clone() }), at),
            event => other.apply(event, at),
        };
    }
    world.lab.inside = Some(Arc::new(other));
    world.ui.pages = vec![Page::Peer(id(3)).into()];
    world.ui.focus = Focus::Pane;
    world.ui.scrolled_at_most(0);
    world
}

fn pane(world: World, pane: Pane) -> World {
    world.with(|ui| (ui.focus, ui.pane) = (Focus::Pane, pane))
}

fn page(world: World, page: Page) -> World {
    world.with(|ui| (ui.focus, ui.pages) = (Focus::Pane, vec![page.into()]))
}

/// Returns the record of the row in this place.
fn record(world: &World, nth: usize) -> RecordId {
    world.state.records.iter().nth(nth).expect("as many are there").0
}

pub(super) fn worlds() -> Vec<(&'static str, World)> {
    let replayed = |world: World| world.with(|ui| ui.replay = Some(Replay::default()));
    let busy = stored();
    let (lamp, own) = (record(&busy, 5), record(&busy, 6));
    vec![
        ("records-empty", pane(practice(30), Pane::Records)),
        ("records-busy", pane(stored(), Pane::Records).with(|ui| ui.record = Some(lamp))),
        ("records-filtered", pane(stored(), Pane::Records).with(|ui| "n7".clone_into(&mut ui.filter))),
        ("records-replay", replayed(pane(stored(), Pane::Records))),
        ("record-lamp", page(stored(), Page::Record(lamp))),
        ("record-own", page(asked(), Page::Record(own))),
        ("requests-empty", pane(practice(30), Pane::Requests)),
        ("requests-busy", pane(asked(), Pane::Requests).with(|ui| ui.request = Some(50))),
        ("requests-replay", replayed(pane(asked(), Pane::Requests))),
        ("changes", page(changed(), Page::Changes(None))),
        ("changes-none", page(practice(30), Page::Changes(Some(Duration::from_secs(300))))),
        ("changes-below", pane(changed(), Pane::Buckets).with(|ui| ui.bucket = Some(1))),
        ("inside", inside()),
        ("inside-records", page(inside(), Page::Records(id(3)))),
        ("words-records", page(stored(), Page::Words(kadscope::state::Topic::Pane(Pane::Records)))),
        ("words-requests", page(asked(), Page::Words(kadscope::state::Topic::Pane(Pane::Requests)))),
    ]
}

/// A life above a minute is told in steps of five seconds, below it every second, and a screen at rest is quiet.
#[test]
fn a_countdown_moves_in_steps_until_the_last_minute() {
    let seen = |seconds: f64| {
        let mut world = pane(stored(), Pane::Records);
        world.now = at(seconds);
        world.screen(120, 40)
    };
    assert!(seen(91.0).contains("0:51") && !seen(92.0).contains("0:51"), "{}", seen(92.0));
    let changes_in = |world: &World| {
        let World { state, lab, ui, now, .. } = world;
        view::changes_in(&Scene { state, lab, ui, theme: &Theme::plain(), now: *now }).as_secs_f64()
    };
    let mut world = pane(stored(), Pane::Records);
    assert!((changes_in(&world) - 1.0).abs() < 1e-9, "one expires within the minute");
    let long = StoredRecord { expires_in: Some(Duration::from_secs(120)), ..StoredRecord::of(Key::new("a"), 1) };
    world = pane(practice(30), Pane::Records);
    world.hear(70.0, Event::RecordStored(Box::new(long)));
    world.now = at(92.0);
    assert!((changes_in(&world) - 3.0).abs() < 1e-9, "in columns of five seconds");
    assert!(world.screen(120, 40).contains("1:40"));
    world.now = at(95.0);
    assert!(world.screen(120, 40).contains("1:35"));
}

/// Being lit up and gone is told by words and times, too: the plain theme shows the same.
#[test]
fn what_went_and_what_was_refused_is_listed_with_its_reason() {
    let screen = pane(stored(), Pane::Records).screen(160, 48);
    for words in [
        "short expired, and was dropped 5 s ago",
        "was removed 5 s ago",
        "big from n6 was refused 5 s ago: the store is full",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    let mut later = pane(stored(), Pane::Records);
    later.now = at(150.0);
    let screen = later.screen(160, 48);
    assert!(!screen.contains("and was dropped") && !screen.contains("refused"), "after a minute it is gone\n{screen}");
}
