//! What the tap, the state and a recording cost: a PUT and a GET of a kadscope node against those of a bare
//! `kad::Behaviour`.
//!
//! `cargo bench --bench tap`. One settled network of 200 living nodes is built once; beside it stand seven nodes with
//! the same routing table, the same settings, the same behaviours and the same transport. All are clients, so that
//! nobody asks them, nor they one another. They take turns, with a fresh key each round, the same for all: PUT to its
//! end, then GET to its end.
//!
//! ```text
//!   recording    a session, as in the program, and all it reports goes into a file too
//!   session      the same without the file: the hub, which keeps the last minutes in memory
//!   kadscope     node::run, with a State that takes in all it reports
//!   asking       the same, while the routing table of another is read, again and again
//!   no state     node::run, what it reports is dropped: the difference to the one before is the state's cost
//!   plain        as kadscope, with the policy of a node among strangers: connections stay open for longer
//!   bare kad     a Swarm of the same behaviours, and nothing around kad
//! ```
//!
//! Who goes first in a round finds the others cold, so a round is followed by one in the opposite order; the two make a
//! pair. The figure to look at is the median, over all pairs, of the ratio of the times within a pair: whatever else
//! the machine does for a while falls on both sides of it.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

use std::{
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::StreamExt as _;
use kadscope::{
    command::{Command, DialTarget, ModeChoice, NodeCommand, Question},
    dht::{Event, Key, Multiaddr, PROTOCOL, PeerId, Position, Timestamp},
    lab::Tables,
    node::{self, GivenCommand, NodeOrder, Policy},
    session::{self, Commands, Observed, Progress, Session},
    state::State,
};
use libp2p::{
    StreamProtocol, Swarm, Transport as _, connection_limits,
    core::{
        transport::{MemoryTransport, timeout::TransportTimeout},
        upgrade::Version,
    },
    identify,
    identity::Keypair,
    kad::{self, Quorum, Record, RecordKey, store::MemoryStore},
    mdns, noise, ping,
    swarm::{self, NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle},
    yamux,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Nodes that are asked.
const NODES: usize = 200;
/// Pairs of rounds that are not counted: connections are opened in them.
const WARM_UP: u32 = 10;
/// Pairs of rounds that are counted.
const PAIRS: u32 = 500;
/// Bits that the positions of those that ask share: more than either shares with anybody else.
const NEAR: u16 = 14;

#[tokio::main]
async fn main() {
    let network = Network::start().await;
    let mut recording = InSession::start(&network, 3, true).await;
    let mut session = InSession::start(&network, 5, false).await;
    let mut tapped = Tapped::start(&network, 0, true, Policy::PRACTICE).await;
    let mut unkept = Tapped::start(&network, 1, false, Policy::PRACTICE).await;
    let mut plain = Tapped::start(&network, 4, true, Policy::PLAIN).await;
    let mut asking = Asking::start(&network, 6).await;
    let mut bare = Bare::start(&network, 2).await;
    let mut times: [Vec<Times>; 7] = Default::default();
    for pair in 0..WARM_UP + PAIRS {
        let (round, back) = (2 * pair, 2 * pair + 1);
        let mut both = [
            recording.round(round).await,
            session.round(round).await,
            tapped.round(round).await,
            unkept.round(round).await,
            plain.round(round).await,
            asking.round(round).await,
            bare.round(round).await,
        ];
        both[6] += bare.round(back).await;
        both[5] += asking.round(back).await;
        both[4] += plain.round(back).await;
        both[3] += unkept.round(back).await;
        both[2] += tapped.round(back).await;
        both[1] += session.round(back).await;
        both[0] += recording.round(back).await;
        if pair >= WARM_UP {
            times.iter_mut().zip(both).for_each(|(all, time)| all.push(time));
        }
    }
    println!("{NODES} nodes, {PAIRS} pairs of rounds after {WARM_UP}; medians, for one round");
    println!("{:>9}  {:>9}  {:>9}  {:>9}  {:>8}  to bare kad", "", "PUT", "GET", "PUT+GET", "requests");
    for (name, all) in
        ["recording", "session", "kadscope", "no state", "plain", "asking", "bare kad"].into_iter().zip(&times)
    {
        let [put, get, both] = [|of: &Times| of.put, |of: &Times| of.get, Times::both]
            .map(|what: fn(&Times) -> Duration| quantile(all.iter().map(|of| what(of).as_secs_f64() * 1e3 / 2.0), 2));
        let requests = all.iter().map(|of| f64::from(of.requests)).sum::<f64>() / f64::from(2 * PAIRS);
        let ratios = || all.iter().zip(&times[6]).map(|(of, bare)| of.both().div_duration_f64(bare.both()));
        let [low, middle, high] = [1, 2, 3].map(|quarter| quantile(ratios(), quarter));
        println!(
            "{name:>9}  {put:>6.2} ms  {get:>6.2} ms  {both:>6.2} ms  {requests:>8.1}  {middle:.3} (half of the pairs: {low:.3} to {high:.3})"
        );
    }
    println!("target: kadscope at most 1.05 times bare kad, in the median of the pairs");
}

/// What a round took, or a pair of them, and how many requests the node made in it.
struct Times {
    put: Duration,
    get: Duration,
    requests: u32,
}

impl Times {
    fn both(&self) -> Duration {
        self.put + self.get
    }
}

impl std::ops::AddAssign for Times {
    fn add_assign(&mut self, more: Self) {
        self.put += more.put;
        self.get += more.get;
        self.requests += more.requests;
    }
}

/// Returns what so many quarters of the numbers are below.
fn quantile(numbers: impl Iterator<Item = f64>, quarters: usize) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() * quarters / 4]
}

/// The nodes that are asked, and what those that ask begin with.
struct Network {
    /// The last five are those that ask.
    who: Vec<(Keypair, PeerId, Multiaddr)>,
    table: Vec<(PeerId, Multiaddr)>,
    _inboxes: Vec<mpsc::Sender<NodeOrder>>,
}

impl Network {
    /// Starts the nodes that are asked.
    async fn start() -> Self {
        let mut who: Vec<(Keypair, PeerId, Multiaddr)> = (0..=NODES).map(somebody).collect();
        who.extend([1, 2, 3, 4, 5, 6].map(|nth| neighbour(&who[NODES].1, NODES + nth)));
        let living = who.iter().take(NODES);
        let mut positions: Vec<Position> = living.map(|(_, peer, _)| Position::of_peer(peer)).collect();
        let tables = Tables::new(positions.clone(), 7);
        let table_of = |tables: &Tables, number: usize| -> Vec<(PeerId, Multiaddr)> {
            tables.of(number, 20).map(|at| (who[at].1, who[at].2.clone())).collect()
        };
        let (started, mut starts) = mpsc::unbounded_channel();
        let mut inboxes = Vec::new();
        for (number, asked) in who.iter().enumerate().take(NODES) {
            let (inbox, commands) = mpsc::channel(1);
            inboxes.push(inbox);
            let started = started.clone();
            let config = settled(asked, table_of(&tables, number));
            let report = move |event| {
                if matches!(event, Event::RoutingTable { .. }) {
                    let _ = started.send(number);
                }
            };
            tokio::spawn(node::run(config, commands, Some(Box::new(report))));
        }
        let mut ready = std::collections::BTreeSet::new();
        while ready.len() < NODES {
            ready.insert(starts.recv().await.expect("the nodes start"));
        }
        positions.push(Position::of_peer(&who[NODES].1));
        let table = table_of(&Tables::new(positions, 7), NODES);
        Self { table, who, _inboxes: inboxes }
    }
}

fn somebody(number: usize) -> (Keypair, PeerId, Multiaddr) {
    let identity = Keypair::generate_ed25519();
    let peer = identity.public().to_peer_id();
    (identity, peer, format!("/memory/{}", number + 1).parse().expect("a multiaddr"))
}

/// Returns somebody so near that the same peers belong in the same buckets of both.
fn neighbour(of: &PeerId, number: usize) -> (Keypair, PeerId, Multiaddr) {
    let place = Position::of_peer(of);
    let near = |(_, peer, _): &(Keypair, PeerId, Multiaddr)| place.common_prefix(&Position::of_peer(peer)) >= NEAR;
    std::iter::repeat_with(|| somebody(number)).find(near).expect("there is no end of them")
}

fn settled(who: &(Keypair, PeerId, Multiaddr), table: Vec<(PeerId, Multiaddr)>) -> node::Config {
    let mut config = node::Config::new(who.0.clone());
    config.listen = vec![who.2.clone()];
    (config.nodes, config.policy) = (NODES, Policy::PRACTICE);
    config.table = Some(table);
    config
}

/// A node that carries out commands as kadscope's do.
trait Node {
    /// Runs a query to its end. Returns how long it took, and how many requests it made.
    async fn query(&mut self, command: NodeCommand) -> (Duration, u32);

    async fn round(&mut self, round: u32) -> Times {
        let key = Key::new(format!("key {round}"));
        let (put, stores) = self.query(NodeCommand::Put { key: key.clone(), value: b"value".to_vec() }).await;
        let (get, asks) = self.query(NodeCommand::Get { key }).await;
        Times { put, get, requests: stores + asks }
    }
}

/// A kadscope node: what it reports goes into a state, or nowhere.
struct Tapped {
    commands: mpsc::Sender<NodeOrder>,
    ends: mpsc::UnboundedReceiver<u32>,
}

impl Tapped {
    async fn start(network: &Network, nth: usize, has_state: bool, policy: Policy) -> Self {
        let mut config = settled(&network.who[NODES + nth], network.table.clone());
        (config.mode, config.policy) = (ModeChoice::Client, policy);
        let (commands, inbox) = mpsc::channel(16);
        let (said, mut ends) = mpsc::unbounded_channel();
        let (mut state, start, mut settled) = (State::new(config.session()), Instant::now(), false);
        let report = move |event: Event| {
            let end = match &event {
                Event::QueryFinished { asked, .. } => Some(*asked),
                Event::RoutingTable { .. } if !std::mem::replace(&mut settled, true) => Some(0),
                _ => None,
            };
            if has_state {
                state.apply(&event, Timestamp::from(start.elapsed()));
            }
            if let Some(asked) = end {
                let _ = said.send(asked);
            }
        };
        tokio::spawn(node::run(config, inbox, Some(Box::new(report))));
        ends.recv().await.expect("it settles");
        Self { commands, ends }
    }
}

impl Node for Tapped {
    async fn query(&mut self, command: NodeCommand) -> (Duration, u32) {
        let start = Instant::now();
        let order = NodeOrder::Perform(GivenCommand { n: 1, line: String::new(), command });
        self.commands.send(order).await.map_err(|_| "gone").expect("the node runs");
        let asked = self.ends.recv().await.expect("the node runs");
        (start.elapsed(), asked)
    }
}

/// A kadscope node that reads the routing tables of others meanwhile.
struct Asking {
    node: Tapped,
    others: Vec<(PeerId, Multiaddr)>,
    asked: usize,
}

impl Asking {
    async fn start(network: &Network, nth: usize) -> Self {
        let node = Tapped::start(network, nth, true, Policy::PRACTICE).await;
        Self { node, others: network.table.clone(), asked: 0 }
    }
}

impl Node for Asking {
    async fn query(&mut self, command: NodeCommand) -> (Duration, u32) {
        self.asked += 1;
        let (peer, address) = self.others[self.asked % self.others.len()].clone();
        let whom = DialTarget::Address(address.with_p2p(peer).expect("an address that names nobody"));
        let command_of_it = NodeCommand::Ask { whom, question: Question::Table };
        let order = NodeOrder::Perform(GivenCommand {
            n: u64::MAX - u64::try_from(self.asked).expect("few"),
            line: String::new(),
            command: command_of_it,
        });
        self.node.commands.send(order).await.map_err(|_| "gone").expect("the node runs");
        self.node.query(command).await
    }
}

/// A kadscope node in a session, recorded into a file or not.
struct InSession {
    commands: Commands,
    progress: mpsc::UnboundedReceiver<Progress>,
    observed: Observed,
    _folder: tempfile::TempDir,
}

impl InSession {
    async fn start(network: &Network, nth: usize, is_recorded: bool) -> Self {
        let mut config = settled(&network.who[NODES + nth], network.table.clone());
        config.mode = ModeChoice::Client;
        let folder = tempfile::tempdir().expect("a folder");
        let (file, start) = (folder.path().join("session.jsonl"), Instant::now());
        let clock = Arc::new(move || Timestamp::from(start.elapsed()));
        let begun = session::start_with(session::Config::Node(config), clock, |hub| {
            let recorded = if is_recorded { hub.record(&file, None) } else { Ok(()) };
            recorded.map(|()| hub.progress())
        });
        let (Session { mut observed, commands, .. }, progress) = begun.expect("can be written");
        let mut state = observed.borrow_and_update().clone();
        state.wait_for(|state| state.buckets.entries() == network.table.len()).await.expect("it settles");
        Self { commands, progress, observed, _folder: folder }
    }
}

impl Node for InSession {
    async fn query(&mut self, command: NodeCommand) -> (Duration, u32) {
        let start = Instant::now();
        self.commands.give(String::new(), Command::Node(command)).expect("the node runs");
        while let Progress::Started(_) = self.progress.recv().await.expect("the node runs") {}
        let took = start.elapsed();
        let state = self.observed.borrow();
        let asked = state.borrow().queries.iter().next().map_or(0, |query| query.asked);
        (took, asked)
    }
}

/// The behaviours of a kadscope node, kad untapped.
#[derive(NetworkBehaviour)]
struct Plain {
    limits: Toggle<connection_limits::Behaviour>,
    kad: kad::Behaviour<MemoryStore>,
    identify: identify::Behaviour,
    ping: ping::Behaviour,
    mdns: Toggle<mdns::tokio::Behaviour>,
}

/// A query for the bare node.
enum Ask {
    Put(Vec<u8>),
    Get(Vec<u8>),
}

/// A node that is a bare swarm, driven by a task of its own as the other is.
struct Bare {
    commands: mpsc::Sender<(Ask, oneshot::Sender<u32>)>,
}

impl Bare {
    async fn start(network: &Network, nth: usize) -> Self {
        let (identity, me, address) = &network.who[NODES + nth];
        let mut swarm = Swarm::new(
            TransportTimeout::new(
                MemoryTransport::new()
                    .upgrade(Version::V1Lazy)
                    .authenticate(noise::Config::new(identity).expect("an identity"))
                    .multiplex(yamux::Config::default())
                    .boxed(),
                Duration::from_secs(15),
            )
            .boxed(),
            plain(identity, *me),
            *me,
            swarm::Config::with_tokio_executor().with_idle_connection_timeout(Policy::PRACTICE.idle),
        );
        swarm.listen_on(address.clone()).expect("a free memory port");
        swarm.add_external_address(address.clone());
        for (peer, address) in &network.table {
            swarm.behaviour_mut().kad.add_address(peer, address.clone());
        }
        if let Ok(id) = swarm.behaviour_mut().kad.bootstrap()
            && let Some(mut query) = swarm.behaviour_mut().kad.query_mut(&id)
        {
            query.finish(); // the one that a first listening address arms
        }
        while let Ok(Some(_)) = timeout(Duration::from_millis(200), swarm.next()).await {}
        let entries: usize = swarm.behaviour_mut().kad.kbuckets().map(|bucket| bucket.num_entries()).sum();
        assert_eq!(entries, network.table.len(), "both have the same table");
        let (commands, inbox) = mpsc::channel(16);
        tokio::spawn(drive(swarm, inbox));
        Self { commands }
    }

    async fn round(&mut self, round: u32) -> Times {
        let key = format!("key {round}").into_bytes();
        let (put, stores) = self.query(Ask::Put(key.clone())).await;
        let (get, asks) = self.query(Ask::Get(key)).await;
        Times { put, get, requests: stores + asks }
    }

    async fn query(&mut self, ask: Ask) -> (Duration, u32) {
        let (said, end) = oneshot::channel();
        let start = Instant::now();
        self.commands.send((ask, said)).await.expect("the node runs");
        let asked = end.await.expect("the node runs");
        (start.elapsed(), asked)
    }
}

/// The settings of a kadscope node, as far as a PUT or a GET meets them.
fn plain(identity: &Keypair, me: PeerId) -> Plain {
    let mut settings = kad::Config::new(StreamProtocol::new(PROTOCOL));
    settings
        .set_kbucket_size(kad::K_VALUE)
        .set_replication_factor(NonZeroUsize::new(20).unwrap_or(kad::K_VALUE))
        .set_parallelism(kad::ALPHA_VALUE)
        .set_periodic_bootstrap_interval(None);
    let mut kad = kad::Behaviour::with_config(me, MemoryStore::new(me), settings);
    kad.set_mode(Some(kad::Mode::Client));
    let agent = identify::Config::new("/kadscope/1.0.0".to_owned(), identity.public())
        .with_agent_version(concat!("kadscope/", env!("CARGO_PKG_VERSION")).to_owned())
        .with_push_listen_addr_updates(true)
        .with_cache_size(0);
    Plain {
        limits: None.into(), // as in a practice network
        kad,
        identify: identify::Behaviour::new(agent),
        ping: ping::Behaviour::new(ping::Config::new()),
        mdns: None.into(),
    }
}

async fn drive(mut swarm: Swarm<Plain>, mut inbox: mpsc::Receiver<(Ask, oneshot::Sender<u32>)>) {
    let mut waiting: Option<(kad::QueryId, oneshot::Sender<u32>)> = None;
    loop {
        tokio::select! {
            asked = inbox.recv() => {
                let Some((ask, said)) = asked else { return };
                let kad = &mut swarm.behaviour_mut().kad;
                let id = match ask {
                    Ask::Put(key) => {
                        let record = Record { key: key.into(), value: b"value".to_vec(), publisher: None, expires: None };
                        kad.put_record(record, Quorum::All).expect("it is kept")
                    }
                    Ask::Get(key) => kad.get_record(RecordKey::from(key)),
                };
                waiting = Some((id, said));
            }
            event = swarm.select_next_some() => {
                if let SwarmEvent::Behaviour(PlainEvent::Kad(kad::Event::OutboundQueryProgressed {
                    id, stats, step, ..
                })) = event
                    && step.last
                    && let Some((_, said)) = waiting.take_if(|(awaited, _)| *awaited == id)
                {
                    let _ = said.send(stats.num_requests());
                }
            }
        }
    }
}
