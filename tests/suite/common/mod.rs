//! What several test files need: nodes that can be asked and watched.

#![allow(dead_code, clippy::allow_attributes, reason = "benches use a part of it")]

pub(crate) mod churn;
pub(crate) mod hand;
pub(crate) mod memory;
pub(crate) mod settled;
pub(crate) mod terminal;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use kadscope::{
    command::{Command, NameMatch, NodeCommand, parse},
    dht::{Cause, Event, Key, Multiaddr, PeerId, SessionInfo, Timestamp},
    lab,
    node::{self, GivenCommand, Observer},
    session::Inbox,
    state::{Lab, State, notices::Tells, ui::find},
    words::Language,
};
use libp2p::identity::Keypair;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

/// How long anything may take before a test gives up; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn key(text: &str) -> Key {
    Key::new(text)
}

/// A node that can be asked, and what it knows.
pub(crate) struct Watched {
    pub(crate) state: State,
    pub(crate) events: Vec<Event>,
    /// What is known of the practice network, where it is one.
    pub(crate) lab: watch::Receiver<Lab>,
    inbox: Inbox,
    given: u64,
    news: mpsc::UnboundedReceiver<Event>,
    start: Instant,
    /// What was known of other nodes when they were left.
    visited: HashMap<PeerId, State>,
}

/// Sends on what whichever node is looked at reports.
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

impl Watched {
    /// Starts a practice network and watches its n0.
    pub(crate) async fn practice(nodes: usize, change: impl FnOnce(&mut node::Config)) -> Self {
        let mut node = node::Config::new(Keypair::generate_ed25519());
        change(&mut node);
        Self::lab(lab::Config::new(nodes, 7, node)).await
    }

    /// Starts a practice network as it is told, and watches whatever node is looked at.
    pub(crate) async fn lab(config: lab::Config) -> Self {
        let (lab, seen) = watch::channel(Lab::of(config.nodes));
        let (orders, inbox) = mpsc::channel(16);
        let (report, news) = mpsc::unbounded_channel();
        let mut watched = Self::of(config.session(), Inbox::Lab(orders), news, seen);
        let observers = Box::new(Reporters(report));
        tokio::spawn(async move { lab::run(config, lab, inbox, observers).await.expect("the practice network runs") });
        watched.until(|event| matches!(event, Event::RoutingTable { .. })).await;
        watched
    }

    /// Starts a node on loopback that knows nobody.
    pub(crate) async fn lonely(change: impl FnOnce(&mut node::Config)) -> Self {
        let mut config = node::Config::new(Keypair::generate_ed25519());
        config.listen = vec!["/ip4/127.0.0.1/tcp/0".parse().expect("a multiaddr")];
        change(&mut config);
        let mut watched = Self::alone(config);
        watched.until(|event| matches!(event, Event::Listening { .. })).await;
        watched
    }

    /// Starts a node as it is told; its table is settled when this returns.
    pub(crate) async fn node(config: node::Config) -> Self {
        let mut watched = Self::alone(config);
        watched.until(|event| matches!(event, Event::RoutingTable { .. })).await;
        watched
    }

    /// The time since it was started.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from(self.start.elapsed())
    }

    /// Takes in what happens for a while.
    pub(crate) async fn wait(&mut self, pause: Duration) {
        let _ = timeout(pause, self.until(|_| false)).await;
    }

    fn alone(config: node::Config) -> Self {
        let (orders, inbox) = mpsc::channel(16);
        let (report, news) = mpsc::unbounded_channel();
        let watched = Self::of(config.session(), Inbox::Node(orders), news, watch::channel(Lab::default()).1);
        let report = move |event| _ = report.send(event);
        tokio::spawn(async move { node::run(config, inbox, Some(Box::new(report))).await.expect("the node runs") });
        watched
    }

    fn of(session: SessionInfo, inbox: Inbox, news: mpsc::UnboundedReceiver<Event>, lab: watch::Receiver<Lab>) -> Self {
        let (state, events) = (State::new(session), Vec::new());
        Self { state, events, lab, inbox, given: 0, news, start: Instant::now(), visited: HashMap::new() }
    }

    /// Types a line, and does not wait for what comes of it.
    pub(crate) async fn type_line(&mut self, line: &str) {
        let named = |word: &str| find(&self.state, &self.lab.borrow(), word);
        let command = parse(line, &|word| word.parse().map_or_else(|_| named(word), NameMatch::One));
        self.give(line.to_owned(), command.expect("a command")).await;
    }

    /// Takes in the next event that comes before some moment.
    pub(crate) async fn before(&mut self, until: Instant) -> Option<Event> {
        let event = tokio::time::timeout_at(until.into(), self.news.recv()).await.ok()?.expect("the node runs");
        self.apply(&event);
        self.events.clear(); // who reads one after another needs no list of all
        Some(event)
    }

    /// Types a line, and returns the sentence that says what came of it, and whether it is ok.
    pub(crate) async fn line(&mut self, line: &str) -> (bool, String) {
        self.type_line(line).await;
        let taken = |event: &Event| {
            matches!(event, Event::CommandFinished { .. } | Event::QueryStarted { cause: Cause::Command(_), .. })
        };
        if let Event::QueryStarted { query, .. } = self.until(taken).await {
            let ended = |event: &Event| matches!(event, Event::QueryFinished { query: ended, .. } if *ended == query);
            if let Event::QueryFinished { outcome, .. } = self.until(ended).await
                && !outcome.in_doubt.is_empty()
            {
                self.until(|event| matches!(event, Event::StoreChecked { .. } | Event::Copies { .. })).await;
            }
        }
        let notice = self.state.notices.last().expect("what happened is said");
        (notice.what.tells() != Tells::Bad, notice.what.said(Language::English))
    }

    /// Looks into a practice node, or into none, and does not wait.
    pub(crate) async fn look_into(&self, peer: Option<PeerId>) {
        let Inbox::Lab(inbox) = &self.inbox else { panic!("there is no practice network") };
        inbox.send(lab::LabOrder::LookInto(peer)).await.expect("the network runs");
    }

    /// Where the node listens, with its peer id.
    pub(crate) fn address(&self) -> Multiaddr {
        let address = self.state.listening.first().expect("it listens").clone();
        address.with_p2p(self.state.session.peer).expect("an address without a peer")
    }

    /// Gives a command, and does not wait.
    pub(crate) async fn tell(&mut self, command: NodeCommand) {
        let line = format!("{command:?}");
        self.give(line, Command::Node(command)).await;
    }

    async fn give(&mut self, line: String, command: Command) {
        self.given += 1;
        let n = self.given;
        match (&self.inbox, command) {
            (Inbox::Node(inbox), Command::Node(command)) => {
                let sent = inbox.send(node::NodeOrder::Perform(GivenCommand { n, line, command })).await;
                sent.map_err(|_| "gone").expect("the node runs");
            }
            (Inbox::Lab(inbox), Command::Node(command)) => {
                inbox.send(lab::LabOrder::Node(GivenCommand { n, line, command })).await.expect("the network runs");
            }
            (Inbox::Lab(inbox), Command::Lab(command)) => {
                inbox.send(lab::LabOrder::Lab { n, line, command }).await.expect("the network runs");
            }
            (_, command) => panic!("nobody here carries out {command}"),
        }
    }

    /// Applies events until one is the awaited; returns it.
    pub(crate) async fn until(&mut self, awaited: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = timeout(PATIENCE, self.news.recv()).await.expect("in time").expect("the node runs");
            self.apply(&event);
            if awaited(&event) {
                return event;
            }
        }
    }

    fn apply(&mut self, event: &Event) {
        self.events.push(event.clone());
        if let Event::Session(session) = event
            && session.peer != self.state.session.peer
        {
            let another = self.visited.remove(&session.peer).unwrap_or_else(|| State::new(session.clone()));
            let left = std::mem::replace(&mut self.state, another);
            self.visited.insert(left.session.peer, left);
        }
        self.state.apply(event, Timestamp::from(self.start.elapsed()));
    }

    /// Waits a while. Returns whether no query started in it.
    pub(crate) async fn asks_nobody_for(&mut self, pause: Duration) -> bool {
        let from = self.events.len();
        self.wait(pause).await;
        !self.events[from..].iter().any(|event| matches!(event, Event::QueryStarted { .. }))
    }
}
