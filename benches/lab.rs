//! How long a practice network takes to be ready, what it costs in memory, and how long a PUT takes in it.
//!
//! `cargo bench --bench lab` measures 30, 200 and 1,000 nodes, `cargo bench --bench lab -- 10000` another size; each in
//! a process of its own, so that memory is that network's alone.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

use std::{
    env,
    process::Command as Process,
    time::{Duration, Instant},
};

use kadscope::{
    command::NodeCommand,
    dht::{Event, Key},
    lab,
    network::{self, Report, Request},
    state::Lab,
};
use libp2p::identity::Keypair;
use tokio::sync::{mpsc, watch};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Set in the process that measures one size.
const MEASURED: &str = "KADSCOPE_BENCH_NODES";
/// PUTs whose median is told.
const PUTS: usize = 15;

fn main() {
    if let Some(nodes) = env::var(MEASURED).ok().and_then(|nodes| nodes.parse().ok()) {
        return tokio::runtime::Runtime::new().expect("a runtime starts").block_on(measure(nodes));
    }
    let asked: Vec<usize> = env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    println!("{:>7}  {:>9}  {:>9}  {:>12}", "nodes", "ready", "memory", "PUT (median)");
    for nodes in if asked.is_empty() { vec![30, 200, 1_000] } else { asked } {
        let here = env::current_exe().expect("this program has a path");
        let ended = Process::new(here).env(MEASURED, nodes.to_string()).status().expect("it starts again");
        assert!(ended.success(), "the measurement of {nodes} nodes failed");
    }
}

async fn measure(nodes: usize) {
    let start = Instant::now();
    let node = network::Config::new(Keypair::generate_ed25519());
    let config = lab::Config::new(nodes, 7, node);
    let (commands, inbox) = mpsc::channel(16);
    let (report, mut news) = mpsc::unbounded_channel();
    let (progress, _) = watch::channel(Lab::of(nodes));
    let running = tokio::spawn(lab::run(config, progress, inbox, move |_| -> Report {
        let report = report.clone();
        Box::new(move |event| _ = report.send(event))
    }));
    until(&mut news, |event| matches!(event, Event::RoutingTable { .. })).await;
    let (ready, memory) = (start.elapsed(), resident());

    let mut times = Vec::new();
    for number in 0..PUTS {
        let start = Instant::now();
        let command = NodeCommand::Put { key: Key::new(format!("key {number}")), value: b"value".to_vec() };
        let order = lab::Order::Node(Request { n: 1, line: String::new(), command });
        commands.send(order).await.expect("the network runs");
        until(&mut news, |event| matches!(event, Event::QueryFinished { .. })).await;
        times.push(start.elapsed());
    }
    times.sort();
    println!("{nodes:>7}  {:>7.2} s  {memory:>6} MB  {:>9.1} ms", ready.as_secs_f64(), ms(times[PUTS / 2]));
    drop(commands);
    running.await.expect("it ends in order").expect("it ran");
}

async fn until(news: &mut mpsc::UnboundedReceiver<Event>, awaited: impl Fn(&Event) -> bool) {
    while !awaited(&news.recv().await.expect("the node runs")) {}
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Resident memory in MB, where the system tells it as Linux does; 0 elsewhere.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<usize>().ok()).unwrap_or(0) / 1024
}
