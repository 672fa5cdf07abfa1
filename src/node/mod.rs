//! The only place that knows a `Swarm`: one node's event loop, commands in, events out.
//!
//! ```text
//!   GivenCommand ──► perform ──► Swarm ──► translate, discovery ──► Event
//! ```

mod ask;
mod behaviour;
mod boxed;
pub mod config;
mod copies;
mod crawl;
mod dial;
mod discovery;
mod doubts;
mod failure;
pub mod link;
mod mdns;
mod message_size;
mod observe;
mod perform;
mod policy;
mod query_ids;
mod read_back;
mod settle;
mod snapshot;
mod statistics;
mod store;
mod table;
mod tap;
mod translate;
mod transport;
mod whereabouts;

pub use config::{Config, RecordRules};
pub use message_size::MAX_MESSAGE;
pub use policy::Policy;
pub use query_ids::Counter;
pub use read_back::LARGE;
pub use statistics::{Statistic, StatisticsSink};

use std::{collections::HashMap, io, pin::pin, time::Duration};

use futures::StreamExt as _;
use libp2p::{Swarm, kad, swarm::ConnectionId};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use crate::{
    command::NodeCommand,
    dht::{
        Direction, Event, Habits, LAN_PROTOCOL, LISTENS, Mode, Multiaddr, PeerId, QueryId, Requests, SessionInfo,
        Warning,
    },
    words::Language,
};
use ask::Questions;
use behaviour::Behaviour;
use copies::AskedCopies;
use crawl::Crawls;
use dial::Namesakes;
use doubts::Doubts;
use mdns::Mdns;
use query_ids::QueryIds;
use read_back::ReadBacks;
use table::TableWatch;

/// The shortest time between two looks at the whole routing table.
const TABLE_REST: Duration = Duration::from_millis(500);

/// Takes in what a node reports: the way back from it to its state.
pub trait Observer: Send {
    /// Takes in what happened. The node waits for it.
    fn observe(&mut self, event: Event);
}

impl<F: FnMut(Event) + Send> Observer for F {
    fn observe(&mut self, event: Event) {
        self(event);
    }
}

/// What a node is told.
pub enum NodeOrder {
    /// Carry out a command.
    Perform(GivenCommand),
    /// Tell this one from now on what happens, first how things stand.
    Observe(Box<dyn Observer>),
    /// Tell nobody any more, and say so here when that is done.
    Unobserve(oneshot::Sender<()>),
    /// Say who is in the routing table.
    Tell(oneshot::Sender<Vec<PeerId>>),
    /// Say once how things stand, as events that lead there.
    Describe(oneshot::Sender<Vec<Event>>),
}

/// A command on its way to a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenCommand {
    /// Its number in the session.
    pub n: u64,
    /// As it was typed.
    pub line: String,
    /// What it means.
    pub command: NodeCommand,
}

/// Why a node could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not listen.
    #[error("{}", Language::English.cannot_listen(address, reason))]
    Listen { address: Multiaddr, reason: CannotListen },
    /// A part of it could not be set up.
    #[error("{}", Language::English.node_cannot_start(.0))]
    Start(#[from] io::Error),
}

/// Why a node could not listen somewhere.
#[derive(Debug, thiserror::Error)]
pub enum CannotListen {
    /// Another program does.
    #[error("{}", Language::English.program().start.port_taken)]
    Taken,
    /// No transport listens at this kind of address.
    #[error("{}", Language::English.program().start.not_listened_at)]
    NotSpoken,
    /// In the words of the system.
    #[error("{0}")]
    Other(String),
}

/// Runs a node until `orders` is closed, and reports what happens to its observer; without one to nobody, until it gets one.
///
/// # Errors
/// Says why the node could not start.
pub async fn run(
    config: Config,
    orders: mpsc::Receiver<NodeOrder>,
    observer: Option<Box<dyn Observer>>,
) -> Result<(), Error> {
    Box::pin(Node::new(config, observer)?.run(orders)).await
}

/// A node: its swarm, and what it must remember to tell its events in our words.
struct Node {
    config: Config,
    me: PeerId,
    swarm: Swarm<Behaviour>,
    /// Who is told what happens; none while nobody looks.
    observer: Option<Box<dyn Observer>>,
    numbers: QueryIds,
    read_backs: ReadBacks,
    doubts: Doubts,
    /// The commands that want queries which have not been reported yet.
    causes: HashMap<kad::QueryId, u64>,
    /// Queries with a number that ended while nobody looked, with kad's counts.
    ended_unseen: Vec<(QueryId, [u32; 3])>,
    /// Dials that a command waits for.
    dials: HashMap<ConnectionId, u64>,
    /// Dials of bootstrap peers.
    calls: HashMap<ConnectionId, Multiaddr>,
    /// How each connected peer was reached, to tell which of its addresses can be of use.
    reached: HashMap<PeerId, Reached>,
    /// What it asked and was asked, whoever looks.
    requests: Requests<Instant>,
    /// Who announces itself; none where nobody listens.
    mdns: Option<Box<Mdns>>,
    /// Who asked us last whom we know near ourselves, where we could name nobody.
    checked_by: Option<PeerId>,
    /// Whether that was told.
    is_turned_away: bool,
    /// Who else has our identity.
    namesakes: Namesakes,
    /// What single peers are asked; none before the first question.
    questions: Option<Box<Questions>>,
    crawls: Crawls,
    /// Those closest to which keys are asked for them again and again.
    copies: AskedCopies,
    /// Whether its listeners may still find their addresses.
    is_about_to_listen: bool,
    table_due: Option<Instant>,
    table_seen: Option<Instant>,
    table_watch: TableWatch,
    /// Since when it runs.
    since: Instant,
    mode: Mode,
}

/// Waits for what mDNS hears; for ever where nobody listens.
async fn heard(mdns: &mut Option<Box<Mdns>>) -> mdns::News {
    match mdns {
        Some(mdns) => mdns.next().await,
        None => std::future::pending().await,
    }
}

/// How a connected peer was reached, by its first connection.
#[derive(Clone)]
struct Reached {
    direction: Direction,
    address: Multiaddr,
    /// What is known of its program.
    program: Habits,
}

impl Node {
    fn new(config: Config, observer: Option<Box<dyn Observer>>) -> Result<Self, Error> {
        let me = config.identity.public().to_peer_id();
        let transport = transport::new(&config.identity, &config.listen, config.link.as_ref())?;
        let settings = libp2p::swarm::Config::with_tokio_executor().with_idle_connection_timeout(config.policy.idle);
        let mut swarm = Swarm::new(transport, Behaviour::new(&config)?, me, settings);
        let mode = translate::mode(swarm.behaviour_mut().kad.kad().mode());
        let (causes, dials, calls, reached) = Default::default();
        let numbers = QueryIds::new(config.numbers.clone());
        let is_about_to_listen = config.listen.iter().any(|address| !transport::is_memory(address));
        Ok(Self {
            config,
            me,
            swarm,
            observer,
            numbers,
            read_backs: ReadBacks::default(),
            doubts: Doubts::default(),
            causes,
            ended_unseen: Vec::new(),
            dials,
            calls,
            reached,
            requests: Requests::default(),
            mdns: None,
            checked_by: None,
            questions: None,
            crawls: Crawls::default(),
            copies: AskedCopies::default(),
            is_turned_away: false,
            namesakes: Namesakes::default(),
            is_about_to_listen,
            table_due: None,
            table_seen: None,
            table_watch: TableWatch::default(),
            since: Instant::now(),
            mode,
        })
    }

    async fn run(mut self, mut orders: mpsc::Receiver<NodeOrder>) -> Result<(), Error> {
        self.start().await?;
        self.statistic(|| Statistic::Ready);
        let mut look = pin!(sleep_until(Instant::now()));
        let mut listens = pin!(sleep_until(Instant::now() + LISTENS));
        loop {
            if let Some(due) = self.table_due.filter(|due| *due != look.deadline()) {
                look.as_mut().reset(due);
            }
            tokio::select! {
                order = orders.recv() => match order {
                    Some(NodeOrder::Perform(request)) => self.perform(request),
                    Some(NodeOrder::Observe(observer)) => self.observe(observer),
                    Some(NodeOrder::Tell(table)) => {
                        let entries = snapshot::entries(self.kad()).into_iter().map(|(peer, _)| peer).collect();
                        let _ = table.send(entries); // who asked may be gone
                    }
                    Some(NodeOrder::Describe(described)) => {
                        let mut events = self.describe();
                        events.push(self.table());
                        let _ = described.send(events); // who asked may be gone
                    }
                    Some(NodeOrder::Unobserve(left)) => {
                        self.leave();
                        let _ = left.send(()); // who told it may be gone
                    }
                    None => return Ok(()),
                },
                event = self.swarm.select_next_some() => self.on_swarm_event(event),
                news = heard(&mut self.mdns) => self.on_news(news),
                event = ask::told(&mut self.questions) => self.on_told(event),
                () = &mut look, if self.table_due.is_some() => self.look_at_table(),
                again = self.copies.next() => self.look_for_copies(again),
                () = self.table_watch.is_due() => self.look_at_waiting(),
                () = &mut listens, if self.is_about_to_listen => self.look_at_listeners(),
            }
            self.tell_stored();
        }
    }

    /// Says who it is, listens, and joins: the settled table at once, or the peers it was told of.
    async fn start(&mut self) -> Result<(), Error> {
        self.say(Event::Session(self.session()));
        if self.config.mdns {
            self.listen_to_mdns();
        }
        self.listen()?;
        if let Some(table) = self.config.table.take() {
            self.settle(table).await;
        }
        for address in self.config.peers.clone() {
            self.call(&address);
        }
        Ok(())
    }

    fn session(&self) -> SessionInfo {
        SessionInfo { mode: self.mode, up: Some(self.since.elapsed()), ..self.config.session() }
    }

    fn listen(&mut self) -> Result<(), Error> {
        let listen = &self.config.listen;
        let is_near = !listen.is_empty() && listen.iter().all(transport::is_loopback);
        if is_near && self.config.protocol == LAN_PROTOCOL {
            self.say(Event::Notice { warning: Warning::OnlyLoopback });
        }
        for address in self.config.listen.clone() {
            if transport::is_taken(&address) {
                return Err(Error::Listen { address, reason: CannotListen::Taken });
            }
            self.swarm
                .listen_on(address.clone())
                .map_err(|error| Error::Listen { reason: translate::listen_error(&error), address })?;
        }
        Ok(())
    }

    /// Warns where no listener has found an address.
    fn look_at_listeners(&mut self) {
        self.is_about_to_listen = false;
        if self.swarm.listeners().next().is_none() {
            self.say(Event::Notice { warning: Warning::NoInterface });
        }
    }

    fn kad(&mut self) -> &mut kad::Behaviour<store::Store> {
        self.swarm.behaviour_mut().kad.kad()
    }

    /// Notes that the routing table differs from what was last told: it will be, soon.
    fn table_changed(&mut self) {
        self.table_due.get_or_insert(self.table_seen.map_or_else(Instant::now, |seen| seen + TABLE_REST));
    }
}
