//! What several test files need: a practice network whose n0 can be asked and watched.

use std::time::{Duration, Instant};

use kadscope::{
    command::NodeCommand,
    dht::{Event, Key, Timestamp},
    lab,
    network::{self, Request},
    state::{Lab, Query, State},
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

/// A practice network, and what its n0 knows.
pub(crate) struct Practice {
    pub(crate) state: State,
    pub(crate) events: Vec<Event>,
    commands: mpsc::Sender<Request>,
    news: mpsc::UnboundedReceiver<Event>,
    start: Instant,
}

impl Practice {
    pub(crate) async fn start(nodes: usize) -> Self {
        Self::with(nodes, |_| {}).await
    }

    pub(crate) async fn with(nodes: usize, change: impl FnOnce(&mut network::Config)) -> Self {
        let mut node = network::Config::new(Keypair::generate_ed25519());
        change(&mut node);
        let config = lab::Config { nodes, seed: 7, identity: None, node };
        let state = State::new(config.session());
        let (commands, inbox) = mpsc::channel(16);
        let (report, news) = mpsc::unbounded_channel();
        let (lab, _) = watch::channel(Lab::of(nodes));
        tokio::spawn(async move {
            let ended = lab::run(config, lab, inbox, move |event| {
                let _ = report.send(event);
            });
            ended.await.expect("the practice network runs");
        });
        let mut practice = Self { state, events: Vec::new(), commands, news, start: Instant::now() };
        practice.until(|event| matches!(event, Event::RoutingTable { .. })).await;
        practice
    }

    /// Gives a command and waits until its query has ended.
    pub(crate) async fn ask(&mut self, command: NodeCommand) -> Query {
        self.tell(command).await;
        let Event::QueryStarted { query, .. } = self.until(|event| matches!(event, Event::QueryStarted { .. })).await
        else {
            unreachable!("that is what was waited for")
        };
        self.until(|event| matches!(event, Event::QueryFinished { query: ended, .. } if *ended == query)).await;
        self.state.queries.get(query).expect("a query that has just ended is kept").clone()
    }

    pub(crate) async fn tell(&mut self, command: NodeCommand) {
        let line = format!("{command:?}");
        self.commands.send(Request { line, command }).await.expect("the node runs");
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
        self.state.apply(event.clone(), Timestamp::from(self.start.elapsed()));
    }

    /// Returns whether nothing but the routing table is reported for a while.
    pub(crate) async fn at_rest(&mut self, pause: Duration) -> bool {
        tokio::time::sleep(pause).await;
        while let Ok(event) = self.news.try_recv() {
            self.apply(&event);
        }
        tokio::time::sleep(pause).await;
        self.news.try_recv().is_err()
    }
}
