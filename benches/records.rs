//! What a store of 100,000 records and a million requests cost: memory, a frame, and how long the state is held meanwhile.
//!
//! `cargo bench --bench records`

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/memory.rs"]
mod memory;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use kadscope::{
    dht::{
        Bucket, Direction, Entry, Event, How, Key, PeerId, Phase, Position, Reply, Rpc, RpcKind, SessionInfo,
        StoredRecord, Timestamp,
    },
    state::{Focus, Lab, Pane, State, Ui, action::Action},
    view::{Scene, Theme, changes_in, draw},
};
use memory::resident;
use ratatui::{Terminal, backend::TestBackend};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const RECORDS: usize = 100_000;
const REQUESTS: usize = 1_000_000;
const FRAMES: usize = 1_000;

fn main() {
    let peers: Vec<PeerId> = (0..400).map(|_| PeerId::random()).collect();
    let me = PeerId::random();
    let mut state = State::new(SessionInfo::of(me));
    state.apply(&Event::RoutingTable { buckets: table(&me, &peers) }, Timestamp(0));

    let before = resident();
    let start = Instant::now();
    for number in 0..RECORDS {
        state.apply(&stored(number, &peers), Timestamp(number as u64 * 100));
    }
    println!("{RECORDS} records: {:?}, {} MB more (target 64)", start.elapsed(), (resident() - before) / 1024);
    let middle = state.records.iter().nth(RECORDS / 2).map(|(id, _)| id);
    frames("records, at the top", &state, Ui { pane: Pane::Records, focus: Focus::Pane, ..Ui::default() });
    let at_middle = Ui { pane: Pane::Records, focus: Focus::Pane, record: middle, ..Ui::default() };
    frames("records, in the middle", &state, at_middle.clone());
    frames("records, filtered by what nothing has", &state, Ui { filter: "no such key".to_owned(), ..at_middle });

    let before = resident();
    let start = Instant::now();
    for number in 0..REQUESTS {
        state.apply(&request(number, &peers), Timestamp(number as u64 * 100));
    }
    let (taken, memory) = (start.elapsed(), (resident().saturating_sub(before)) / 1024);
    println!("{REQUESTS} requests, in and out: {taken:?}, {memory} MB more (target 64)");
    let requests = Ui { pane: Pane::Requests, focus: Focus::Pane, ..Ui::default() };
    frames("requests", &state, requests.clone());
    frames("requests, filtered by what nothing has", &state, Ui { filter: "no such key".to_owned(), ..requests });
    frames("the panes", &state, Ui::default());
}

/// Draws many times, with a key between two frames. Prints what half of them took, and the longest.
fn frames(what: &str, state: &State, mut ui: Ui) {
    let (lab, theme, now) = (Lab::default(), Theme::colour(), Timestamp(110_000_000));
    let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend opens");
    let (mut drawn, mut keys) = (Vec::new(), Vec::new());
    for _ in 0..FRAMES {
        let scene = Scene { state, lab: &lab, ui: &ui, theme: &theme, now };
        let mut held = Duration::ZERO;
        terminal
            .draw(|frame| {
                let start = Instant::now();
                black_box(changes_in(&scene));
                black_box(draw(frame, &scene));
                held = start.elapsed();
            })
            .expect("it draws");
        drawn.push(held);
        let start = Instant::now();
        ui.update(Action::Move(1), state, &lab);
        keys.push(start.elapsed());
    }
    drawn.sort_unstable();
    keys.sort_unstable();
    let (half, longest) = (FRAMES / 2, FRAMES - 1);
    println!(
        "  {what}: half of {FRAMES} frames within {:?} (target 1 ms), the longest {:?} (target 2 ms); a key {:?}, {:?}",
        drawn[half], drawn[longest], keys[half], keys[longest]
    );
}

fn table(me: &PeerId, peers: &[PeerId]) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    for peer in peers {
        let cpl = Position::of_peer(me).common_prefix(&Position::of_peer(peer));
        let entry = Entry { peer: *peer, connected: false };
        match buckets.iter_mut().find(|bucket| bucket.cpl == cpl) {
            Some(bucket) if bucket.entries.len() < 20 => bucket.entries.push(entry),
            Some(_) => {}
            None => buckets.push(Bucket { cpl, entries: vec![entry], pending: false }),
        }
    }
    buckets
}

fn stored(number: usize, peers: &[PeerId]) -> Event {
    let from = Some(peers[number % peers.len()]);
    Event::RecordStored(Box::new(StoredRecord {
        value: Some(b"a value of some length".to_vec()),
        publisher: from,
        expires_in: Some(Duration::from_secs(48 * 60 * 60)),
        how: Some(How::Put),
        from,
        ..StoredRecord::of(Key::new(format!("the key of record {number}")), 22)
    }))
}

fn request(number: usize, peers: &[PeerId]) -> Event {
    let direction = if number.is_multiple_of(2) { Direction::In } else { Direction::Out };
    Event::Rpc(Rpc {
        direction,
        kind: RpcKind::ALL[number / 2 % 5],
        phase: Phase::Asked { after_dial: false },
        peer: peers[number % peers.len()],
        key: Some(Key::new(format!("key {}", number % 1_000))),
        query: (direction == Direction::Out).then_some(kadscope::dht::QueryId(number as u64 / 20)),
        late: false,
        reply: (direction == Direction::In).then_some(Reply::Closer(20)),
    })
}
