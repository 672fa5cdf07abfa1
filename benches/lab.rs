//! How long a practice network takes to be ready, what it costs in memory, how long a PUT takes in it, and how many of
//! the true closest peers its lookups find: started settled, and beside it formed by bootstrap, node after node.
//!
//! `cargo bench --bench lab` measures 200 and 1,000 nodes, `cargo bench --bench lab -- 10000` another size. Each network
//! has a process of its own, so that memory is its own. One that forms by bootstrap is given up after three minutes.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/memory.rs"]
mod memory;

use std::{
    collections::HashMap,
    env,
    process::Command as Process,
    time::{Duration, Instant},
};

use kadscope::{
    command::NodeCommand,
    dht::{Event, Key, SessionInfo, Timestamp},
    lab,
    node::{self, GivenCommand, Observer},
    state::Lab,
};
use libp2p::identity::Keypair;
use memory::resident;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Set in the process that measures one network: its size, and how it forms.
const MEASURED: &str = "KADSCOPE_BENCH_NODES";
/// PUTs whose median is told.
const PUTS: usize = 15;
/// Lookups of random keys.
const LOOKUPS: usize = 1_000;
/// Lookups in flight at once.
const AT_ONCE: usize = 8;
/// How long a network may take to form by bootstrap.
const PATIENCE: Duration = Duration::from_secs(180);
/// More nodes are not formed by bootstrap, unless that is asked for: it would take hours.
const MAX_JOINED: usize = 1_000;

fn main() {
    if let Some((nodes, how)) = env::var(MEASURED).ok().as_deref().and_then(|text| text.split_once(' ')) {
        let nodes = nodes.parse().expect("this program wrote it");
        return tokio::runtime::Runtime::new().expect("a runtime starts").block_on(measure(nodes, how == "joined"));
    }
    let asked: Vec<usize> = env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    println!(
        "{:>7}  {:>8}  {:>9}  {:>9}  {:>9}  {:>12}  {:>12}",
        "nodes", "formed", "ready", "memory", "a node", "PUT (median)", "true closest"
    );
    for nodes in if asked.is_empty() { vec![200, 1_000] } else { asked } {
        for how in ["settled", "joined"] {
            if how == "joined" && nodes > MAX_JOINED {
                continue;
            }
            let here = env::current_exe().expect("this program has a path");
            let ended = Process::new(here).env(MEASURED, format!("{nodes} {how}")).status().expect("it starts again");
            assert!(ended.success(), "the measurement of {nodes} nodes failed");
        }
    }
}

/// The network, as the node that is looked at tells of it.
struct Network {
    orders: mpsc::Sender<lab::LabOrder>,
    news: mpsc::UnboundedReceiver<Event>,
    lab: watch::Receiver<Lab>,
}

/// Sends on what the node that is looked at reports.
struct Reporters(mpsc::UnboundedSender<Event>);

impl lab::Observers for Reporters {
    fn observer_of(&mut self, _: &SessionInfo) -> Box<dyn Observer> {
        let report = self.0.clone();
        Box::new(move |event| _ = report.send(event))
    }

    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}

async fn measure(nodes: usize, join: bool) {
    let start = Instant::now();
    let node = node::Config::new(Keypair::generate_ed25519());
    let config = lab::Config { join, ..lab::Config::new(nodes, 7, node) };
    let (orders, inbox) = mpsc::channel(AT_ONCE);
    let (report, news) = mpsc::unbounded_channel();
    let (sender, lab) = watch::channel(Lab::of(nodes));
    let running = tokio::spawn(lab::run(config, sender, inbox, Box::new(Reporters(report))));
    let mut network = Network { orders, news, lab };
    network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    let formed = !join || timeout(PATIENCE, network.formed()).await.is_ok();
    let (ready, memory) = (start.elapsed(), resident());

    let put = network.puts().await;
    let found = network.lookups().await;
    let how = if join { "joined" } else { "settled" };
    let ready = format!("{}{:.2} s", if formed { "" } else { ">" }, ready.as_secs_f64());
    let (memory, each) = (memory / 1024, memory / nodes);
    println!("{nodes:>7}  {how:>8}  {ready:>9}  {memory:>6} MB  {each:>6} kB  {:>9.1} ms  {found:>10.2} %", ms(put));
    drop(network.orders);
    running.await.expect("it ends in order").expect("it ran");
}

impl Network {
    async fn until(&mut self, awaited: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.news.recv().await.expect("the network runs");
            if awaited(&event) {
                return event;
            }
        }
    }

    /// Waits until everybody runs and knows as many as a lookup starts from.
    async fn formed(&mut self) {
        let knows_enough = |lab: &Lab| {
            let enough = 20.min(lab.wanted - 1);
            !lab.is_building() && lab.nodes.iter().all(|node| node.table >= enough)
        };
        self.lab.wait_for(knows_enough).await.expect("the network runs");
    }

    async fn ask(&self, command: NodeCommand) {
        let order = lab::LabOrder::Node(GivenCommand { n: 1, line: String::new(), command });
        self.orders.send(order).await.expect("the network runs");
    }

    /// Returns the median time of a PUT.
    async fn puts(&mut self) -> Duration {
        let mut times = Vec::new();
        for number in 0..PUTS {
            let start = Instant::now();
            self.ask(NodeCommand::Put { key: Key::new(format!("key {number}")), value: b"value".to_vec() }).await;
            self.until(|event| matches!(event, Event::QueryFinished { .. })).await;
            times.push(start.elapsed());
        }
        times.sort();
        times[PUTS / 2]
    }

    /// Returns how many of a hundred of the true closest peers are found.
    async fn lookups(&mut self) -> f64 {
        let (mut asked, mut wanted, mut found) = (0, 0, 0);
        let mut truths = HashMap::new();
        while truths.len() < LOOKUPS || asked < LOOKUPS {
            while asked < LOOKUPS && asked < truths.len() + AT_ONCE {
                self.ask(NodeCommand::Closest { key: Key::new(format!("random {asked}")) }).await;
                asked += 1;
            }
            match self.until(|event| matches!(event, Event::Truth { .. } | Event::QueryFinished { .. })).await {
                Event::Truth { query, truth } => _ = truths.insert(query, truth),
                Event::QueryFinished { query, outcome, .. } => {
                    let Some(truth) = truths.get(&query) else { continue };
                    wanted += truth.closest.len();
                    found += truth.closest.iter().filter(|peer| outcome.closest.contains(peer)).count();
                }
                _ => {} // nothing else is waited for
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a part of a hundred")]
        let part = found as f64 * 100.0 / wanted.max(1) as f64;
        part
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
