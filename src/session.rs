//! What the screen and the scripts share: starts what the configuration says, joins each node that is observed with its
//! state, and takes the commands. Here a node and its state meet.
//!
//! ```text
//!   commands   numbered, to a node or to the practice network
//!   observed   the nodes that were observed, each with its state
//!   hub        event → state, and what the state makes of it → recordings, scripts
//!   program    the commands of the program itself: what goes into files
//!   snapshot   state → the events that a recording begun late starts with
//!   world      what a recording builds up: as `observed` does live
//!   replay     a recording in the place of a network
//!   export     state → one JSON document
//! ```

mod commands;
mod export;
mod hub;
mod observed;
mod program;
mod replay;
mod signals;
mod snapshot;
mod world;

pub use commands::{Commands, Inbox};
pub use export::document;
pub use hub::{CommandOutcome, Finish, Hub, Progress};
pub use program::{Documents, Given, perform};
pub use replay::{Replayed, replay};
pub use signals::{Signal, stopped};
pub use world::Past;

use std::{
    convert::Infallible,
    future::Future,
    io::{self, Write as _},
    sync::Arc,
};

use tokio::{
    spawn,
    sync::{mpsc, watch},
    task::JoinHandle,
};

use crate::{
    command::node_number,
    dht::{Event, PeerId, Timestamp},
    lab::{self, Observers as _},
    node,
    state::{Lab, State},
};
use observed::ObservedNodes;

/// Commands that may wait for the node: nobody types faster, and one more is answered at once.
const INBOX: usize = 16;

/// What to start.
#[derive(Clone, Debug)]
pub enum Config {
    /// A node of one's own.
    Node(node::Config),
    /// A practice network, seen from its first node.
    Practice(lab::Config),
}

impl Config {
    /// Returns who the practice node of this name is, or will be.
    #[must_use]
    pub fn peer(&self, name: &str) -> Option<PeerId> {
        let number = node_number(name).filter(|number| *number < lab::MAX_NODES)?;
        match self {
            Self::Node(_) => None,
            Self::Practice(config) => Some(config.peer(number)),
        }
    }
}

/// Why it could not be started, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The node could not start.
    #[error(transparent)]
    Network(#[from] node::Error),
    /// The practice network could not start.
    #[error(transparent)]
    Lab(#[from] lab::Error),
}

/// What was started.
pub struct Session {
    /// The node's task, or the whole practice network's.
    pub task: JoinHandle<Result<(), Error>>,
    /// The state of the node that is observed.
    pub observed: Observed,
    /// What is known of the practice network.
    pub lab: watch::Receiver<Lab>,
    /// Where commands go.
    pub commands: Commands,
}

/// The state of the node that is observed: `be` puts another node's in its place.
pub type Observed = watch::Receiver<watch::Receiver<State>>;

/// Tells the time since the session's start.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Starts a node or a practice network.
pub fn start(config: Config, clock: Clock) -> Session {
    match start_with(config, clock, |_| Ok::<_, Infallible>(())) {
        Ok((session, ())) => session,
    }
}

/// Starts a node or a practice network, when `prepare` has seen the hub. Returns what that came to,
/// too.
///
/// # Errors
/// Says why it could not be prepared; nothing is started then.
pub fn start_with<T, E>(
    config: Config,
    clock: Clock,
    prepare: impl FnOnce(&Hub) -> Result<T, E>,
) -> Result<(Session, T), E> {
    match config {
        Config::Node(config) => {
            let lab = nothing();
            let hub = Hub::new(clock, lab.clone());
            let prepared = prepare(&hub)?;
            let (mut nodes, observed) = ObservedNodes::new(&config.session(), hub.clone());
            let first = nodes.observer_of(&config.session());
            let (orders, inbox) = mpsc::channel(INBOX);
            let task = spawn(failing(node::run(config, inbox, Some(first))));
            Ok((Session { task, observed, lab, commands: Commands::new(Inbox::Node(orders), hub) }, prepared))
        }
        Config::Practice(config) => {
            let mut planned = Lab::of(config.nodes);
            planned.seeded = config.seeded;
            let (sender, lab) = watch::channel(planned);
            let hub = Hub::new(clock, lab.clone());
            let prepared = prepare(&hub)?;
            let (nodes, observed) = ObservedNodes::new(&config.session(), hub.clone());
            hub.say(Event::Session(config.session())); // before its nodes start
            let (orders, inbox) = mpsc::channel(INBOX);
            let task = spawn(failing(lab::run(config, sender, inbox, Box::new(nodes))));
            Ok((Session { task, observed, lab, commands: Commands::new(Inbox::Lab(orders), hub) }, prepared))
        }
    }
}

/// No practice network: nobody will ever write to it.
fn nothing() -> watch::Receiver<Lab> {
    let (sender, lab) = watch::channel(Lab::default());
    spawn(async move { sender.closed().await });
    lab
}

/// Tells whoever started the program something. Not by `eprintln!`: after a hangup standard error is gone, and that would
/// panic.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "kadscope: {text}");
}

async fn failing<E: Into<Error>>(node: impl Future<Output = Result<(), E>>) -> Result<(), Error> {
    node.await.map_err(Into::into)
}
