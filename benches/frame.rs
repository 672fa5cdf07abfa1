//! What a frame of 160x48 costs, with 100 and with 100,000 known peers, and how long the state is held while drawing.
//!
//! `cargo bench --bench frame`. Drawing happens under the state's read guard: the time of one draw is the guard's.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use kadscope::{
    dht::{
        Bucket, Cause, Entry, Event, Key, Kind, Mode, Multiaddr, PeerId, Position, QueryId, Session, Timestamp, Via,
    },
    state::{Lab, State, Ui},
    view::{Scene, Theme, draw},
};
use ratatui::{Terminal, backend::TestBackend};

fn state(peers: usize) -> State {
    let me = PeerId::random();
    let mut state = State::new(Session {
        peer: me,
        protocol: "/ipfs/kad/1.0.0".to_owned(),
        k: 20,
        alpha: 3,
        mode: Mode::Server,
        nodes: 0,
        mdns: true,
    });
    let mut buckets: Vec<Bucket> = Vec::new();
    for number in 0..peers {
        let (peer, now) = (PeerId::random(), Timestamp(number as u64));
        let address: Multiaddr = format!("/ip4/10.1.2.3/tcp/{}", 1 + number % 60_000).parse().expect("a multiaddr");
        state.apply(Event::PeerDiscovered { peer, via: Via::Mdns, addresses: vec![address] }, now);
        let cpl = Position::of_peer(&me).common_prefix(&Position::of_peer(&peer));
        let entry = Entry { peer, connected: number % 3 == 0 };
        match buckets.iter_mut().find(|bucket| bucket.cpl == cpl) {
            Some(bucket) if bucket.entries.len() < 20 => bucket.entries.push(entry),
            Some(_) => {}
            None => buckets.push(Bucket { cpl, entries: vec![entry], pending: false }),
        }
    }
    state.apply(Event::RoutingTable { buckets }, Timestamp(0));
    for number in 0..100 {
        let (query, key, cause) = (QueryId(number), Key::new(format!("key {number}")), Cause::Command(number));
        state.apply(Event::QueryStarted { query, kind: Kind::Get, key, cause, known: Vec::new() }, Timestamp(0));
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
        for (place, selected) in [("top", None), ("middle", middle)] {
            let ui = Ui { peer: selected, ..Ui::default() };
            group.bench_function(format!("{peers} peers, {place} of the list"), |bencher| {
                bencher.iter(|| {
                    let scene = Scene { state: &state, lab: &lab, ui: &ui, theme: &theme, now: Timestamp(60_000_000) };
                    terminal.draw(|frame| _ = draw(black_box(frame), &scene)).map(|_| ()).expect("it draws");
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, frame);
criterion_main!(benches);
