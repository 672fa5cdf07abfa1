//! How long a recording of a million events takes to be played to its end, and to be jumped about in; and how much memory
//! that takes.
//!
//! `cargo bench --bench replay`. The events are of a session in a practice network: what a real one records, again and
//! again with other query numbers and keys.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/memory.rs"]
mod memory;

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use kadscope::{
    dht::{Cause, Event, Key, QueryId, Rpc, Timestamp},
    recording::{
        Player,
        line::{Decoder, Derived, Encoder, Read},
    },
    session::Past,
};
use memory::resident;

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Events in the recording.
const MILLION: u64 = 1_000_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (session, path) = (folder.path().join("session.jsonl"), folder.path().join("million.jsonl"));
    record(&session);
    let size = multiply(&session, &path);
    println!("{MILLION} events, {} MB", size / 1_000_000);

    let before = resident();
    let start = Instant::now();
    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    let opened = start.elapsed();
    player.to_end();
    let to_end = start.elapsed();
    assert_eq!(player.place().0, MILLION, "all are played");
    println!("opened after {opened:.1?}, played to the end after {to_end:.2?}; target: 2 s");
    println!("memory: {} MB more", resident().saturating_sub(before) / 1024);

    let mut rng = fastrand::Rng::with_seed(7);
    let mut jumps: Vec<Duration> = (0..200)
        .map(|_| {
            let to = rng.u64(..MILLION);
            let start = Instant::now();
            player.to_event(to);
            start.elapsed()
        })
        .collect();
    jumps.sort_unstable();
    println!("jumps: half within {:.1?}, all within {:.1?}; target: 300 ms", jumps[100], jumps[199]);
    println!("memory: {} MB more", resident().saturating_sub(before) / 1024);
}

/// Records a session of the real program.
fn record(to: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kadscope"));
    command.args(["run", "--demo", "1000", "--json", "--seed", "7"]);
    for n in 0..30 {
        command.args(["-c", &format!("put k{n} value {n}"), "-c", &format!("get k{n}"), "-c", &format!("get none{n}")]);
    }
    let file = File::create(to).expect("can be written");
    command.stdout(file).status().expect("runs");
}

/// Writes a million events: those of a session, again and again. Returns how many bytes they are.
fn multiply(from: &Path, to: &Path) -> u64 {
    let text = std::fs::read(from).expect("is there");
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if let Ok(Read::Event(at, event)) = decoder.read(line) {
            events.push((at, event));
        }
    }
    let first = events.iter().position(|(_, event)| matches!(event, Event::Command { .. })).expect("a command");
    let (length, queries) = (events[events.len() - 1].0.0, 1_000);
    let mut out = BufWriter::new(File::create(to).expect("can be written"));
    let mut encoder = Encoder::default();
    let mut bytes = 0;
    for n in 0..MILLION {
        let n = usize::try_from(n).expect("small");
        let (lap, at) = match n.checked_sub(first) {
            None => (0, n),
            Some(n) => ((n / (events.len() - first)) as u64, first + n % (events.len() - first)),
        };
        let (time, mut event) = events[at].clone();
        match &mut event {
            Event::Command { n, .. } => *n += lap * queries,
            Event::QueryStarted { query, key, cause, .. } => {
                query.0 += lap * queries;
                *key = Key::new([key.bytes(), lap.to_string().as_bytes()].concat());
                if let Cause::Command(n) = cause {
                    *n += lap * queries;
                }
            }
            Event::Rpc(Rpc { query: Some(query), .. })
            | Event::RecordFound { query, .. }
            | Event::Truth { query, .. }
            | Event::QueryFinished { query, .. } => *query = QueryId(query.0 + lap * queries),
            _ => {}
        }
        let line = encoder.lines(Timestamp(time.0 + lap * length), &event, &Derived::Nothing);
        bytes += line.len() as u64;
        out.write_all(line).expect("can be written");
    }
    out.flush().expect("can be written");
    bytes
}
