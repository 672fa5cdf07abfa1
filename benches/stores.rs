//! How much of what was counted as sent or acknowledged its receivers hold: fifty values and fifty announcements in settled
//! networks at 150 ms from node to node, also where the connections have closed between the lookup and the last step.
//!
//! `cargo bench --bench stores` measures 200 and 1,000 nodes, `cargo bench --bench stores -- 500` another size.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/mod.rs"]
mod common;

use std::{env, time::Duration};

use common::Watched;
use kadscope::{
    dht::{Event, Kind},
    lab,
    node::{Config, Policy},
    state::{Query, lab::Holding},
};
use libp2p::identity::Keypair;

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Values, and as many announcements.
const ROUNDS: usize = 50;
/// How long a byte travels, one way.
const LATENCY: Duration = Duration::from_millis(150);
/// The pause before each step, longer than the usual idle time.
const PAUSE: Duration = Duration::from_secs(15);
/// An idle time in which a connection often closes before it is used again.
const SHORT: Duration = Duration::from_secs(1);
/// How long what was sent last may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() {
    let asked: Vec<usize> = env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    println!(
        "{:>6}  {:>6}  {:>12}  {:>8}  {:>16}  {:>16}",
        "nodes", "idle", "before steps", "", "of those asked", "are held"
    );
    for nodes in if asked.is_empty() { vec![200, 1_000] } else { asked } {
        for (idle, pause) in [(Policy::PRACTICE.idle, None), (Policy::PRACTICE.idle, Some(PAUSE)), (SHORT, None)] {
            measure(nodes, idle, pause).await;
        }
    }
}

async fn measure(nodes: usize, idle: Duration, pause: Option<Duration>) {
    let mut config = lab::Config::new(nodes, 7, Config::new(Keypair::generate_ed25519()));
    config.latency = LATENCY;
    config.node.policy.idle = idle;
    let mut network = Watched::lab(config).await;
    match pause {
        None => one_by_one(&mut network).await,
        Some(pause) => step_by_step(&mut network, pause).await,
    }
    network.wait(ARRIVAL).await;
    for (kind, holding) in [(Kind::Put, Holding::Value), (Kind::Provide, Holding::Provider)] {
        let (mut asked, mut counted, mut held) = (0, 0, 0);
        for query in network.state.queries.iter().filter(|query| query.kind == kind) {
            asked += query.stores as usize;
            counted += query.stored.len();
            held += held_of(&network, query, holding);
        }
        let pause = pause.map_or_else(|| "-".to_owned(), |pause| format!("{} s", pause.as_secs()));
        let (word, idle) = (kind.word(), idle.as_secs());
        println!(
            "{nodes:>6}  {idle:>4} s  {pause:>12}  {word:>8}  {counted:>7} of {asked:>5}  {held:>7} of {counted:>5}"
        );
    }
}

/// Returns how many of those that count as told hold what they were told.
fn held_of(network: &Watched, query: &Query, holding: Holding) -> usize {
    let lab = network.lab.borrow();
    let holders: Vec<_> = lab.holders(holding, &query.key).map(|number| lab.nodes[number].peer).collect();
    query.stored.iter().filter(|peer| holders.contains(peer)).count()
}

async fn one_by_one(network: &mut Watched) {
    for round in 0..ROUNDS {
        network.line(&format!("put value{round} x")).await;
        network.line(&format!("provide talk{round}")).await;
    }
}

/// Lets all queries stand still together, for longer than their connections stay open, before each step.
async fn step_by_step(network: &mut Watched, pause: Duration) {
    network.line("pause").await;
    for round in 0..ROUNDS {
        for line in [format!("put value{round} x"), format!("provide talk{round}")] {
            network.type_line(&line).await;
            network.until(|event| matches!(event, Event::QueryStarted { .. })).await;
        }
    }
    loop {
        network.wait(pause).await;
        if network.state.queries.iter().all(|query| query.finished.is_some()) {
            return;
        }
        network.type_line("step").await;
        network.until(|event| matches!(event, Event::Stepped { .. })).await;
    }
}
