//! What a frame of 160x48 costs, with 100 and with 100,000 known peers, and how long the state is held while drawing.
//!
//! `cargo bench --bench frame`. Drawing happens under the state's read guard: the time of one draw is the guard's.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, criterion_group, criterion_main};
use kadscope::{
    dht::{
        Bucket, Cause, Direction, Entry, Event, Key, Kind, Multiaddr, PeerId, Position, QueryId, SessionInfo,
        Timestamp, Via, Warning,
    },
    state::{
        Focus, Lab, Pane, State, Ui,
        action::Action,
        lab::{Holding, Life},
        nodes::{Sort, SortKey, Survey},
        ui::find,
    },
    view::{Scene, Theme, draw},
};
use ratatui::{Terminal, backend::TestBackend};

fn state(peers: usize) -> State {
    let me = PeerId::random();
    let mut state = State::new(SessionInfo { mdns: true, ..SessionInfo::of(me) });
    let mut buckets: Vec<Bucket> = Vec::new();
    for number in 0..peers {
        let (peer, now) = (PeerId::random(), Timestamp(number as u64));
        let address: Multiaddr = format!("/ip4/10.1.2.3/tcp/{}", 1 + number % 60_000).parse().expect("a multiaddr");
        state.apply(&Event::PeerDiscovered { peer, via: Via::Mdns, addresses: vec![address] }, now);
        let cpl = Position::of_peer(&me).common_prefix(&Position::of_peer(&peer));
        let entry = Entry { peer, connected: number % 3 == 0 };
        match buckets.iter_mut().find(|bucket| bucket.cpl == cpl) {
            Some(bucket) if bucket.entries.len() < 20 => bucket.entries.push(entry),
            Some(_) => {}
            None => buckets.push(Bucket { cpl, entries: vec![entry], pending: false }),
        }
    }
    state.apply(&Event::RoutingTable { buckets }, Timestamp(0));
    for number in 0..100 {
        let (query, key, cause) = (QueryId(number), Key::new(format!("key {number}")), Cause::Command(number));
        state.apply(&Event::QueryStarted { query, kind: Kind::Get, key, cause, known: Vec::new() }, Timestamp(0));
    }
    state
}

fn frame(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame 160x48");
    group.measurement_time(Duration::from_secs(3)).sample_size(50);
    for peers in [100, 100_000] {
        let state = state(peers);
        let (lab, theme) = (Lab::default(), Theme::colour());
        let middle = state.peers.iter().nth(peers / 2).map(|peer| peer.id);
        let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend opens");
        let filter = "no such peer".to_owned();
        for (place, ui) in [
            ("top of the list", Ui::default()),
            ("middle of the list", Ui { peer: middle, ..Ui::default() }),
            ("a filter that nothing matches", Ui { filter, ..Ui::default() }),
        ] {
            group.bench_function(format!("{peers} peers, {place}"), |bencher| {
                bencher.iter(|| {
                    let scene = Scene { state: &state, lab: &lab, ui: &ui, theme: &theme, now: Timestamp(60_000_000) };
                    terminal.draw(|frame| _ = draw(black_box(frame), &scene)).map(|_| ()).expect("it draws");
                });
            });
        }
    }
    group.finish();
}

/// The practice network's view: ten thousand nodes, sorted, filtered, with a key that twenty hold.
fn network(criterion: &mut Criterion) {
    let mut state = state(100);
    let key = Key::new("greeting");
    let (query, kind, cause) = (QueryId(1_000), Kind::Put, Cause::Command(1_000));
    state.apply(&Event::QueryStarted { query, kind, key: key.clone(), cause, known: Vec::new() }, Timestamp(0));
    let mut lab = Lab::of(10_000);
    for number in 0..10_000 {
        lab.push(PeerId::random());
        lab.lives(number, Life::Alive);
    }
    for number in lab.closest(&key.position(), 20, Some(&state.session.peer)) {
        lab.holds(number, Holding::Value, &key, true);
    }
    let (theme, node) = (Theme::colour(), Some(lab.nodes[5_000].peer));
    let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend opens");
    let mut group = criterion.benchmark_group("frame 160x48");
    group.measurement_time(Duration::from_secs(3)).sample_size(50);
    for (place, by, filter) in [
        ("by number", SortKey::Node, ""),
        ("by nearness", SortKey::Near, ""),
        ("by nearness, filtered", SortKey::Near, "n1"),
        ("a filter that nothing matches", SortKey::Near, "no such node"),
    ] {
        let network = Survey { node, sort: Some(Sort { by, reversed: false }), ..Survey::default() };
        let mut ui =
            Ui { pane: Pane::Nodes, focus: Focus::Pane, nodes: network, filter: filter.to_owned(), ..Ui::default() };
        group.bench_function(format!("10000 nodes, {place}"), |bencher| {
            bencher.iter(|| {
                let scene = Scene { state: &state, lab: &lab, ui: &ui, theme: &theme, now: Timestamp(60_000_000) };
                terminal.draw(|frame| _ = draw(black_box(frame), &scene)).map(|_| ()).expect("it draws");
            });
        });
        group.bench_function(format!("10000 nodes, {place}, a key"), |bencher| {
            bencher.iter(|| ui.update(black_box(Action::Move(1)), &state, &lab));
        });
    }
    group.finish();
}

/// The longest time that one of many draws, or of many keys that search the peers, holds the state.
fn longest_guard(_: &mut Criterion) {
    let state = state(100_000);
    let (lab, theme) = (Lab::default(), Theme::colour());
    let middle = state.peers.iter().nth(50_000).map(|peer| peer.id);
    let mut ui = Ui { peer: middle, ..Ui::default() };
    let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend opens");
    let mut longest = [Duration::ZERO; 2];
    for _ in 0..2_000 {
        let mut held = Duration::ZERO;
        let scene = Scene { state: &state, lab: &lab, ui: &ui, theme: &theme, now: Timestamp(60_000_000) };
        terminal
            .draw(|frame| {
                let start = Instant::now();
                black_box(draw(frame, &scene));
                held = start.elapsed();
            })
            .expect("it draws");
        let start = Instant::now();
        black_box(find(&state, &lab, "nobody"));
        ui.update(Action::Move(1), &state, &lab);
        longest = [longest[0].max(held), longest[1].max(start.elapsed())];
    }
    println!(
        "longest read guard of 2,000, 100000 peers: a draw {:?}, a key and a peer's name {:?}",
        longest[0], longest[1]
    );
}

/// The longest draw where everything typed and said is 64 KiB long: a notice, a key, the typed line.
fn longest_words(_: &mut Criterion) {
    let theme = Theme::colour();
    for (script, letter) in [("latin", "x"), ("latin words", "words "), ("han", "漢"), ("marks", "e\u{301}")] {
        let words = letter.repeat((64 << 10) / letter.len());
        let mut state = state(100);
        let (query, key) = (QueryId(1_000), Key::new(words.clone()));
        let (kind, cause, known) = (Kind::Get, Cause::Command(1_000), Vec::new());
        for (place, event) in [
            ("a notice", Some(Event::Notice { warning: Warning::Said(words.clone()) })),
            ("a typed line", None),
            ("a key", Some(Event::QueryStarted { query, kind, key, cause, known })),
        ] {
            let mut ui = Ui::default();
            match event {
                Some(event) => _ = state.apply(&event, Timestamp(0)),
                None => ui.prompt.input = words.clone().into(),
            }
            let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend opens");
            let mut all = Vec::new();
            for _ in 0..500 {
                let scene =
                    Scene { state: &state, lab: &Lab::default(), ui: &ui, theme: &theme, now: Timestamp(60_000_000) };
                let mut held = Duration::ZERO;
                terminal
                    .draw(|frame| {
                        let start = Instant::now();
                        black_box(draw(frame, &scene));
                        held = start.elapsed();
                    })
                    .expect("it draws");
                all.push(held);
            }
            all.sort();
            println!(
                "500 draws, 64 KiB of {script}, with {place} too: half within {:?}, longest {:?}",
                all[250], all[499]
            );
        }
    }
}

/// What it takes to keep a picture of 100,000 peers, and what the node then pays for its next event.
fn freezing(_: &mut Criterion) {
    let mut state = state(100_000);
    let ids: Vec<_> = state.peers.iter().map(|peer| peer.id).collect();
    let (mut kept, mut next) = (Duration::ZERO, Duration::ZERO);
    for id in ids.iter().step_by(5_000) {
        let start = Instant::now();
        let moment = black_box(state.clone());
        kept = kept.max(start.elapsed());
        let start = Instant::now();
        state.apply(&connected(*id), Timestamp(60_000_000));
        next = next.max(start.elapsed());
        drop(moment);
    }
    println!("longest of 20, 100000 peers: keeping a picture {kept:?}, the next event {next:?}");
    let start = Instant::now();
    for id in ids.iter().cycle().take(500_000) {
        state.apply(&Event::Rtt { peer: *id, rtt: Duration::from_millis(1) }, Timestamp(60_000_000));
        state.apply(&connected(*id), Timestamp(60_000_000));
    }
    println!("1,000,000 events (Rtt, Connected), 100000 peers: {:?}", start.elapsed());
}

fn connected(peer: PeerId) -> Event {
    let address = "/ip4/10.1.2.3/tcp/4001".parse().expect("a multiaddr");
    Event::Connected { peer, direction: Direction::Out, address }
}

criterion_group!(benches, frame, network, longest_guard, longest_words, freezing);
criterion_main!(benches);
