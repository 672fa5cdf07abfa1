//! The practice network: many whole nodes in this process, each a [`network::run`] of its own.
//!
//! One of them, n0, is the user's: it takes the commands and reports. The others are real in every respect, and
//! nobody looks at them.

mod tables;

pub use tables::Tables;

use std::sync::atomic::{AtomicU64, Ordering};

use libp2p::{identity::Keypair, multiaddr::Protocol};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    dht::{Event, Multiaddr, PeerId, Position, Session},
    network::{self, Request},
    state::Lab,
};

/// Nodes started at once, before the next are: it bounds the tables in memory, and lets the progress be seen.
const BATCH: usize = 64;
/// Memory ports are shared by the whole process; two practice networks must not meet.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1);

/// What a practice network is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// How many nodes, ours among them; at least 1.
    pub nodes: usize,
    /// Where all keys and tables come from.
    pub seed: u64,
    /// Whether somebody named the seed, so that others may know it.
    pub seeded: bool,
    /// What n0 is started with, but for its identity; the others take its Kademlia settings.
    pub node: network::Config,
}

impl Config {
    /// Returns what n0 will say of itself at its start.
    #[must_use]
    pub fn session(&self) -> Session {
        self.first(identity(self.seed, 0)).session()
    }

    fn first(&self, identity: Keypair) -> network::Config {
        network::Config { identity, nodes: self.nodes, ..self.node.clone() }
    }
}

/// Why a practice network could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A node could not start.
    #[error(transparent)]
    Node(#[from] network::Error),
    /// A node's task ended before it was ready.
    #[error("a node of the practice network ended before it was ready")]
    Lost,
}

/// A node of the plan: who it is and where it listens.
struct Planned {
    identity: Keypair,
    peer: PeerId,
    address: Multiaddr,
}

/// Builds a practice network, runs it until `commands` is closed, and reports what happens at n0.
///
/// # Errors
/// Says which node could not start, and why.
pub async fn run(
    config: Config,
    lab: watch::Sender<Lab>,
    commands: mpsc::Receiver<Request>,
    report: impl FnMut(Event) + Send,
) -> Result<(), Error> {
    let plan = plan(&config);
    lab.send_modify(|lab| plan.iter().for_each(|node| lab.push(node.peer)));
    let tables = Tables::new(plan.iter().map(|node| Position::of_peer(&node.peer)).collect(), config.seed);
    let table =
        |number: usize| tables.of(number, config.node.k).map(|at| (plan[at].peer, plan[at].address.clone())).collect();

    let mut others = Others::default();
    for first in (1..config.nodes).step_by(BATCH) {
        let last = (first + BATCH).min(config.nodes);
        for (number, planned) in plan.iter().enumerate().take(last).skip(first) {
            others.spawn(settled(&config.node, planned, table(number)));
        }
        others.ready(last - first).await?;
        lab.send_modify(|lab| lab.running = last);
    }
    let mut ours = config.first(plan[0].identity.clone());
    ours.listen.insert(0, plan[0].address.clone());
    ours.table = Some(table(0));
    lab.send_modify(|lab| lab.running = config.nodes);
    network::run(ours, commands, report).await?;
    Ok(())
}

/// The nodes that are not ours; they end when this is dropped.
struct Others {
    tasks: JoinSet<()>,
    inboxes: Vec<mpsc::Sender<Request>>,
    started: mpsc::Sender<Result<(), network::Error>>,
    starts: mpsc::Receiver<Result<(), network::Error>>,
}

impl Default for Others {
    fn default() -> Self {
        let (started, starts) = mpsc::channel(BATCH);
        Self { tasks: JoinSet::new(), inboxes: Vec::new(), started, starts }
    }
}

impl Others {
    fn spawn(&mut self, config: network::Config) {
        let (inbox, commands) = mpsc::channel(1);
        self.inboxes.push(inbox);
        let started = self.started.clone();
        self.tasks.spawn(async move {
            let mut first = Some(started.clone());
            let ended = network::run(config, commands, |event| {
                // the first look at its table is the last thing a settling node does
                if matches!(event, Event::RoutingTable { .. })
                    && let Some(started) = first.take()
                {
                    let _ = started.try_send(Ok(()));
                }
            });
            if let Err(error) = ended.await {
                let _ = started.send(Err(error)).await;
                std::future::pending::<()>().await; // the reason is what is told, not the end
            }
        });
    }

    /// Waits until so many more nodes are ready.
    async fn ready(&mut self, count: usize) -> Result<(), Error> {
        for _ in 0..count {
            tokio::select! {
                started = self.starts.recv() => started.ok_or(Error::Lost)??,
                _ended = self.tasks.join_next() => return Err(Error::Lost),
            }
        }
        Ok(())
    }
}

fn plan(config: &Config) -> Vec<Planned> {
    (0..config.nodes)
        .map(|number| {
            let identity = identity(config.seed, number);
            let port = NEXT_PORT.fetch_add(1, Ordering::Relaxed);
            let address = Multiaddr::empty().with(Protocol::Memory(port));
            Planned { peer: identity.public().to_peer_id(), identity, address }
        })
        .collect()
}

fn settled(node: &network::Config, planned: &Planned, table: Vec<(PeerId, Multiaddr)>) -> network::Config {
    network::Config {
        identity: planned.identity.clone(),
        listen: vec![planned.address.clone()],
        peers: Vec::new(),
        mdns: false,
        mode: crate::command::ModeChoice::Server,
        table: Some(table),
        ..node.clone()
    }
}

/// Returns the key of the node with this number: anyone who knows the seed can derive it.
fn identity(seed: u64, number: usize) -> Keypair {
    let secret = Position::of(format!("kadscope practice node {seed} {number}").as_bytes());
    Keypair::ed25519_from_bytes(*secret.bytes()).expect("32 bytes are an ed25519 secret key")
}
