//! What the screen and the scripts share: starts what the configuration says, joins each node that is looked at with its
//! state, and takes the commands. The only place where `network` and `state` meet.

use std::{collections::VecDeque, future::Future};

use tokio::{
    spawn,
    sync::{
        mpsc::{self, error::TrySendError},
        watch,
    },
    task::JoinHandle,
};

use crate::{
    command::Command,
    dht::{Event, PeerId, Session, Timestamp, tail},
    lab,
    network::{self, Report, Request},
    state::{Lab, State},
};

/// Commands that may wait for the node: nobody types faster, and one more is answered at once.
const INBOX: usize = 16;
/// Nodes whose past is kept: more than anybody visits in a lecture, and each may be many megabytes.
const MAX_VISITED: usize = 16;

/// What to start.
#[derive(Clone, Debug)]
pub enum Config {
    /// A node of one's own.
    Node(network::Config),
    /// A practice network, seen from its first node.
    Practice(lab::Config),
}

/// Why it could not be started, or did not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The node could not start.
    #[error(transparent)]
    Network(#[from] network::Error),
    /// The practice network could not start.
    #[error(transparent)]
    Lab(#[from] lab::Error),
}

/// What was started.
pub struct Stage {
    /// The node's task, or the whole practice network's.
    pub task: JoinHandle<Result<(), Error>>,
    /// The state of the node that is looked at.
    pub seen: Seen,
    /// What is known of the practice network.
    pub lab: watch::Receiver<Lab>,
    /// Where commands go.
    pub commands: Commands,
}

/// The state of the node that is looked at: `be` puts another node's in its place.
pub type Seen = watch::Receiver<watch::Receiver<State>>;

/// Starts a node or a practice network. `clock` tells the time since the session's start.
pub fn start(config: Config, clock: impl Fn() -> Timestamp + Clone + Send + 'static) -> Stage {
    match config {
        Config::Node(config) => {
            let (mut visits, seen) = Visits::new(&config.session(), clock);
            let report = visits.look(&config.session());
            let (orders, inbox) = mpsc::channel(INBOX);
            let task = spawn(failing(network::run(config, inbox, report)));
            Stage { task, seen, lab: nothing(), commands: Commands::new(Inbox::Node(orders)) }
        }
        Config::Practice(config) => {
            let (mut visits, seen) = Visits::new(&config.session(), clock);
            let mut planned = Lab::of(config.nodes);
            planned.seeded = config.seeded;
            let (sender, lab) = watch::channel(planned);
            let (orders, inbox) = mpsc::channel(INBOX);
            let task = spawn(failing(lab::run(config, sender, inbox, move |session| visits.look(session))));
            Stage { task, seen, lab, commands: Commands::new(Inbox::Lab(orders)) }
        }
    }
}

/// No practice network: nobody will ever write to it.
fn nothing() -> watch::Receiver<Lab> {
    let (sender, lab) = watch::channel(Lab::default());
    spawn(async move { sender.closed().await });
    lab
}

async fn failing<E: Into<Error>>(node: impl Future<Output = Result<(), E>>) -> Result<(), Error> {
    node.await.map_err(Into::into)
}

/// Where commands go, each with its number in the session.
#[derive(Debug)]
pub struct Commands {
    inbox: Inbox,
    given: u64,
}

/// Who takes commands.
#[derive(Clone, Debug)]
pub enum Inbox {
    /// A node of one's own.
    Node(mpsc::Sender<network::Order>),
    /// A practice network.
    Lab(mpsc::Sender<lab::Order>),
}

impl Commands {
    /// Returns the way to this inbox.
    #[must_use]
    pub fn new(inbox: Inbox) -> Self {
        Self { inbox, given: 0 }
    }

    /// Gives a command, and does not wait. Returns its number.
    ///
    /// # Errors
    /// Says why it was not taken.
    pub fn give(&mut self, line: String, command: Command) -> Result<u64, String> {
        let n = self.given + 1;
        let busy = format!("the node is busy, and did not take this: {line}");
        let taken = match (&self.inbox, command) {
            (Inbox::Node(inbox), Command::Node(command)) => {
                taken(&inbox.try_send(network::Order::Perform(Request { n, line, command })), busy)
            }
            (Inbox::Lab(inbox), Command::Node(command)) => {
                taken(&inbox.try_send(lab::Order::Node(Request { n, line, command })), busy)
            }
            (Inbox::Lab(inbox), Command::Lab(command)) => {
                taken(&inbox.try_send(lab::Order::Lab { n, line, command }), busy)
            }
            (Inbox::Node(_), Command::Lab(_)) => {
                Err("there is no practice network here: start one with kadscope demo".to_owned())
            }
            (_, Command::Session(command)) => Err(format!("{command} is for the program itself")),
        };
        taken.map(|()| {
            self.given = n;
            n
        })
    }
}

fn taken<T>(sent: &Result<(), TrySendError<T>>, busy: String) -> Result<(), String> {
    match sent {
        Err(TrySendError::Full(_)) => Err(busy),
        Ok(()) | Err(TrySendError::Closed(_)) => Ok(()), // whoever is gone says so himself
    }
}

/// The nodes that were looked at in this session, each with its state.
struct Visits<C> {
    clock: C,
    /// Oldest first.
    visited: VecDeque<(PeerId, watch::Sender<State>)>,
    shown: watch::Sender<watch::Receiver<State>>,
}

impl<C: Fn() -> Timestamp + Clone + Send + 'static> Visits<C> {
    /// Looks at the first node.
    fn new(session: &Session, clock: C) -> (Self, Seen) {
        let (state, first) = watch::channel(State::new(session.clone()));
        let (shown, seen) = watch::channel(first);
        (Self { clock, visited: VecDeque::from([(session.peer, state)]), shown }, seen)
    }

    /// Shows a node, as it was left if it was looked at before. Returns where it reports.
    fn look(&mut self, session: &Session) -> Report {
        let is_shown = self.visited.back().is_some_and(|(peer, _)| *peer == session.peer);
        let at = self.visited.iter().position(|(peer, _)| *peer == session.peer);
        let state = match at.and_then(|at| self.visited.remove(at)) {
            Some((_, state)) => state,
            None => watch::channel(State::new(session.clone())).0,
        };
        if !is_shown {
            self.shown.send_replace(state.subscribe());
        }
        self.visited.push_back((session.peer, state.clone()));
        let clock = self.clock.clone();
        let mut report: Report = Box::new(move |event| {
            state.send_if_modified(|state| state.apply(event, clock()));
        });
        if self.visited.len() > MAX_VISITED
            && let Some((oldest, _)) = self.visited.pop_front()
        {
            let text = format!("what was seen of …{} is forgotten: {MAX_VISITED} nodes are kept", tail(&oldest));
            report(Event::Notice { text });
        }
        report
    }
}
