//! The practice network: many whole nodes in this process, each a [`node::run`] of its own.
//!
//! ```text
//!   LabOrder::Node ─────────────► the node that is observed ──► Event ──► its State
//!   LabOrder::Lab  ──► perform ──► supervisor: start, kill        Statistic ──► Lab
//! ```
//!
//! All nodes are real in every respect. One is observed: it takes the commands and reports. The others tell only what
//! `Lab` shows of them.

mod choose;
mod churn;
mod expiry;
mod inside;
mod memory;
mod oracle;
mod perform;
mod plan;
mod statistics;
mod supervisor;
mod tables;

pub use tables::Tables;

use std::{collections::VecDeque, io, net::IpAddr, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until},
};

use crate::{
    command::LabCommand,
    dht::{Event, PeerId, Position, SessionInfo, Timestamp, Warning, practice::Refusal},
    node::{self, GivenCommand, Observer, Policy},
    state::{Lab, lab::Life},
    words::Language,
};
use churn::Churn;
use inside::LookedInto;
use plan::Plan;
use statistics::{Refresh, Statistics};
use supervisor::Supervisor;

/// Nodes in a practice network at most: more would take many gigabytes, and minutes.
pub const MAX_NODES: usize = 10_000;
/// Nodes at most that are as any other: nearly all are connected with all for a while, at 35 kB for each end.
pub const MAX_PLAIN: usize = 300;
/// Nodes started at once, before the next are: it bounds the tables in memory, and lets the progress be seen.
const BATCH: usize = 64;
/// The time between two nodes that join by bootstrap: many at once set off storms of dials, since a full bucket has its
/// oldest entry dialled for every newcomer.
const JOIN_PACE: Duration = Duration::from_millis(20);
/// Nodes that one knows which joins: what a program is usually given to bootstrap from.
const JOINED_BY: usize = 3;
/// The shortest time between two looks of the screen at what the nodes tell.
const NEWS_REST: Duration = Duration::from_millis(100);

/// What a practice network is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// How many nodes, ours among them; at least 1.
    pub nodes: usize,
    /// Where all keys, tables and chances come from.
    pub seed: u64,
    /// Whether somebody named the seed, so that others may know it.
    pub seeded: bool,
    /// Whether it forms by bootstrap, node after node, although its nodes could start settled.
    pub join: bool,
    /// How long a byte travels from one node to another, one way.
    pub latency: Duration,
    /// Where its nodes listen on TCP, so that other machines can join; without it they speak within this process.
    pub tcp: Option<IpAddr>,
    /// What n0 is started with, but for its identity; the others take its Kademlia settings.
    pub node: node::Config,
}

impl Config {
    /// Returns a settled network of this many practice nodes, without latency.
    #[must_use]
    pub fn new(nodes: usize, seed: u64, node: node::Config) -> Self {
        let node = node::Config { policy: Policy::PRACTICE, ..node };
        Self { nodes, seed, seeded: false, join: false, latency: Duration::ZERO, tcp: None, node }
    }

    /// Returns whether its nodes join one after another, and do not start with full tables.
    fn forms_by_bootstrap(&self) -> bool {
        self.join || !self.node.policy.starts_settled
    }

    /// Returns how many of its nodes may run at a time.
    fn most(&self) -> usize {
        if self.node.policy == Policy::PLAIN { MAX_PLAIN } else { MAX_NODES }
    }

    /// Returns what n0 will say of itself at its start.
    #[must_use]
    pub fn session(&self) -> SessionInfo {
        let identity = plan::identity(self.seed, 0);
        node::Config { identity, nodes: self.nodes, ..self.node.clone() }.session()
    }

    /// Returns who the node with this number is, or will be.
    #[must_use]
    pub fn peer(&self, number: usize) -> PeerId {
        plan::identity(self.seed, number).public().to_peer_id()
    }
}

/// What a practice network is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LabOrder {
    /// The node that is observed carries this out.
    Node(GivenCommand),
    /// The network does.
    Lab {
        /// The command's number in the session.
        n: u64,
        /// As it was typed.
        line: String,
        /// What it means.
        command: LabCommand,
    },
    /// Tell of this node's inside what it says of itself, as long as its page is open; of none.
    LookInto(Option<PeerId>),
}

/// Why a practice network could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A node could not start.
    #[error(transparent)]
    Node(#[from] node::Error),
    /// There is no port for a node.
    #[error("{}", Language::English.no_port(.0))]
    Port(io::Error),
    /// There is not enough memory.
    #[error("{}", Language::English.refusal(.0))]
    Memory(Refusal),
    /// A node's task ended before it was ready.
    #[error("{}", Language::English.program().start.node_lost)]
    Lost,
}

/// Who looks at nodes, one after another.
pub trait Observers: Send {
    /// Returns who takes in what this node reports, from now on.
    fn observer_of(&mut self, session: &SessionInfo) -> Box<dyn Observer>;

    /// Returns the time since the session's start.
    fn now(&self) -> Timestamp;
}

/// Builds a practice network and runs it until `orders` is closed; one of its nodes is observed.
///
/// # Errors
/// Says which node could not start, and why.
pub async fn run(
    config: Config,
    lab: watch::Sender<Lab>,
    mut orders: mpsc::Receiver<LabOrder>,
    observers: Box<dyn Observers>,
) -> Result<(), Error> {
    let mut network = Network::new(&config, lab, observers);
    network.build().await?;
    loop {
        tokio::select! {
            order = orders.recv() => {
                let Some(order) = order else {
                    network.tell_news();
                    return Ok(());
                };
                network.perform(order).await;
            }
            () = network.refresh.come() => network.refresh.show(),
            Some(event) = network.news.recv() => network.tell(event),
            ended = network.supervisor.ended() => network.ended(ended).await,
            () = sleep_until(network.churn.next()), if network.churn.is_on() => network.turn_over().await,
            inside = network.looked_into.next() => network.on_inside(inside),
            () = sleep_until(network.join_due), if !network.joining.is_empty() => network.join_next(),
        }
    }
}

/// A practice network that runs.
struct Network {
    plan: Plan,
    lab: watch::Sender<Lab>,
    statistics: Statistics,
    /// Which nodes started; who came from outside, and left.
    news: mpsc::UnboundedReceiver<Event>,
    refresh: Refresh,
    supervisor: Supervisor,
    observers: Box<dyn Observers>,
    observed: ObservedNode,
    looked_into: LookedInto,
    sought: oracle::Sought,
    churn: Churn,
    chance: fastrand::Rng,
    /// Nodes that will join, and when the next does.
    joining: VecDeque<usize>,
    join_due: Instant,
}

/// The node that is observed, and who takes in what it reports.
struct ObservedNode {
    number: usize,
    observer: oracle::Shared,
    /// What it still has to tell.
    ends: oracle::Ends,
}

impl ObservedNode {
    fn of(number: usize, observer: Box<dyn Observer>) -> Self {
        Self { number, observer: oracle::shared(observer), ends: oracle::Ends::default() }
    }

    /// Looks at another node; whoever still speaks to the former's observer speaks to it alone.
    fn switch(&mut self, number: usize, observer: Box<dyn Observer>) {
        *self = Self::of(number, observer);
    }
}

impl Network {
    fn new(config: &Config, lab: watch::Sender<Lab>, mut observers: Box<dyn Observers>) -> Self {
        let plan = Plan::new(config);
        let observed = ObservedNode::of(0, observers.observer_of(&config.session()));
        let (told, news) = mpsc::unbounded_channel();
        let statistics = Statistics::new(lab.clone(), told);
        Self {
            supervisor: Supervisor::new(statistics.clone()),
            refresh: Refresh::of(statistics.clone()),
            statistics,
            news,
            sought: oracle::Sought::default(),
            churn: Churn::new(config.seed),
            chance: fastrand::Rng::with_seed(config.seed.rotate_left(17)),
            joining: VecDeque::new(),
            join_due: Instant::now(),
            plan,
            lab,
            observers,
            observed,
            looked_into: LookedInto::nobody(),
        }
    }

    /// Starts all nodes: settled, or the first alone, which the others join one after another.
    async fn build(&mut self) -> Result<(), Error> {
        let nodes = self.plan.config.nodes;
        let forms_by_bootstrap = self.plan.config.forms_by_bootstrap();
        if forms_by_bootstrap {
            memory::allows(nodes, MAX_NODES).map_err(Error::Memory)?;
        }
        for _ in 0..nodes {
            self.another().map_err(Error::Port)?;
        }
        self.set_latency(self.plan.config.latency);
        if forms_by_bootstrap {
            self.start(0, self.plan.alone(0));
            self.supervisor.ready(1).await?;
            self.lab.send_modify(|lab| lab.started = 1);
            self.joining.extend(1..nodes);
        } else {
            self.settle(nodes).await?;
        }
        self.observe().await;
        Ok(())
    }

    async fn settle(&mut self, nodes: usize) -> Result<(), Error> {
        let positions = (0..nodes).map(|number| Position::of_peer(&self.plan.peer(number))).collect();
        let tables = Tables::new(positions, self.plan.config.seed);
        let k = self.plan.config.node.k;
        for first in (0..nodes).step_by(BATCH) {
            let last = (first + BATCH).min(nodes);
            for number in first..last {
                let table = tables.of(number, k).map(|at| (self.plan.peer(at), self.plan.address(at))).collect();
                self.start(number, node::Config { table: Some(table), ..self.plan.alone(number) });
            }
            self.supervisor.ready(last - first).await?;
            self.lab.send_modify(|lab| lab.started = last);
        }
        Ok(())
    }

    /// Plans one more node. Returns its number.
    fn another(&mut self) -> io::Result<usize> {
        let number = self.plan.another()?;
        self.lab.send_if_modified(|lab| {
            lab.push(self.plan.peer(number));
            false // it waits: there is nothing to see yet
        });
        Ok(number)
    }

    fn start(&mut self, number: usize, config: node::Config) {
        let link = Some(self.plan.paths.end(&self.plan.address(number)));
        self.supervisor.start(number, node::Config { link, ..config });
    }

    /// Starts the next of those that join, as any stranger would: it knows a few nodes, and bootstraps.
    fn join_next(&mut self) {
        self.join_due = Instant::now() + JOIN_PACE;
        if let Some(number) = self.joining.pop_front() {
            self.join(number);
            self.lab.send_modify(|lab| lab.started = lab.started.max((number + 1).min(lab.wanted)));
        }
    }

    fn join(&mut self, number: usize) {
        let peers = self.some_of(self.living(), JOINED_BY).into_iter().map(|at| self.plan.dialled(at)).collect();
        self.start(number, node::Config { peers, ..self.plan.alone(number) });
    }

    /// Lets the node that is observed report, and what is true of its queries with it.
    async fn observe(&mut self) {
        let me = self.plan.peer(self.observed.number);
        let ObservedNode { observer, ends, .. } = &self.observed;
        let scored = oracle::Scored::new(observer, ends, &self.lab, &self.sought, me, self.plan.config.node.k);
        self.supervisor.observe(self.observed.number, Box::new(scored)).await;
    }

    /// Says something, after all that happened before it.
    fn say(&mut self, event: Event) {
        self.tell_news();
        self.tell(event);
    }

    /// Tells what has happened and was not told yet.
    fn tell_news(&mut self) {
        while let Ok(earlier) = self.news.try_recv() {
            self.tell(earlier);
        }
    }

    fn tell(&self, event: Event) {
        oracle::say(&self.observed.observer, event);
    }

    /// A node's task ended by itself.
    async fn ended(&mut self, (number, reason): (usize, Option<String>)) {
        self.say(Event::Notice { warning: Warning::NodeFailed { number, reason } });
        self.stop(number, Life::Dead).await;
    }
}
