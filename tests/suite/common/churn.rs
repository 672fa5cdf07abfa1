//! A practice network in bad weather, with a PUT or a GET every second while other nodes are looked at in turn; and the
//! account of it: each value that somebody acknowledged is found, or it is known why not.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::{Duration, Instant},
};

use kadscope::{
    dht::{Event, Key, Kind, PeerId, QueryId, Truth},
    lab,
    node::Config,
    words::Language,
};
use libp2p::identity::Keypair;

use super::Watched;
use super::memory::resident;

/// Longer no query may be open.
const LIMIT: Duration = Duration::from_secs(90);
/// Between two commands.
const PACE: Duration = Duration::from_secs(1);
/// Commands between two looks through another node's eyes.
const STAY: u64 = 10;
/// Parts of the time for which its cost is told.
const PARTS: u32 = 20;

/// What the weather is like, and for how long.
pub(crate) struct Weather {
    pub(crate) nodes: usize,
    pub(crate) churn: u32,
    pub(crate) loss: u8,
    pub(crate) latency: Duration,
    pub(crate) length: Duration,
}

/// What came of it.
#[derive(Default, Debug)]
pub(crate) struct Account {
    /// Values that somebody acknowledged.
    pub(crate) stored: usize,
    /// Lookups of such a value that found it.
    pub(crate) found: usize,
    /// Those that did not, and why not, as the oracle knows; the causes that are no fault of a lookup.
    pub(crate) causes: BTreeMap<&'static str, usize>,
    /// Those for which there is no such cause.
    pub(crate) unexplained: Vec<String>,
    /// Queries that ended while another node was looked at.
    pub(crate) unseen: usize,
    /// The longest that a query was open.
    pub(crate) longest: Duration,
    /// What it cost in each twentieth of the time, on average: how many join, and how many connections they and the node
    /// that is looked at have, differs from one moment to another.
    pub(crate) cost: Vec<Cost>,
}

/// What it costs to keep such a network.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Cost {
    /// Resident memory in MB, 0 where the system does not tell.
    pub(crate) memory: usize,
    /// Ends of connections.
    pub(crate) ends: usize,
}

impl Account {
    /// Panics if something happened that must not.
    pub(crate) fn must_be_clean(&self) {
        assert!(self.unexplained.is_empty(), "not found without a cause: {:#?}", self.unexplained);
        assert!(self.longest < LIMIT, "a query was open for {:?}", self.longest);
        assert!(self.stored > 0 && self.found > 0, "nothing happened: {self:?}");
    }
}

/// Lets it rain.
pub(crate) async fn rain(weather: Weather) -> Account {
    let node = Config::new(Keypair::generate_ed25519());
    let config = lab::Config { latency: weather.latency, ..lab::Config::new(weather.nodes, 7, node) };
    let mut run = Run {
        network: Watched::lab(config).await,
        chance: fastrand::Rng::with_seed(7),
        open: HashMap::new(),
        truths: HashMap::new(),
        found: HashSet::new(),
        stored: Vec::new(),
        account: Account::default(),
        start: Instant::now(),
        samples: Vec::new(),
    };
    run.tell(&format!("churn {}", weather.churn)).await;
    run.tell(&format!("loss {}", weather.loss)).await;
    run.start = Instant::now();
    let mut commands = 0;
    while run.start.elapsed() < weather.length {
        commands += 1;
        run.command(commands).await;
        run.listen().await;
    }
    run.account.cost =
        (1..=PARTS).map(|part| run.cost(weather.length / PARTS * part, weather.length / PARTS)).collect();
    run.account.stored = run.stored.len();
    run.account
}

struct Run {
    network: Watched,
    chance: fastrand::Rng,
    /// Queries in flight at the node that is looked at.
    open: HashMap<QueryId, (Kind, Key, Instant)>,
    truths: HashMap<QueryId, Truth>,
    found: HashSet<QueryId>,
    /// Keys of values that somebody acknowledged.
    stored: Vec<Key>,
    account: Account,
    start: Instant,
    samples: Vec<(Duration, Cost)>,
}

impl Run {
    fn sample(&mut self) {
        let ends = self.network.lab.borrow().living().map(|(_, node)| node.connections).sum();
        self.samples.push((self.start.elapsed(), Cost { memory: resident() / 1024, ends }));
    }

    /// Returns the mean of what was seen in a part of the time, or in the five looks before its end if it is shorter.
    fn cost(&self, end: Duration, length: Duration) -> Cost {
        let least = 5 * PACE;
        let part = end.saturating_sub(length.max(least))..end;
        let seen = self.samples.iter().filter(|(at, _)| part.contains(at)).map(|(_, cost)| cost);
        let count = seen.clone().count();
        assert!(count > 0 || end < least, "nobody looked at the cost before {end:?}");
        let count = count.max(1);
        Cost {
            memory: seen.clone().map(|cost| cost.memory).sum::<usize>() / count,
            ends: seen.map(|cost| cost.ends).sum::<usize>() / count,
        }
    }

    async fn tell(&mut self, line: &str) {
        self.network.type_line(line).await;
    }

    async fn command(&mut self, nth: u64) {
        if nth.is_multiple_of(STAY) {
            // most end before another node is looked at; every third time they are left to end unseen
            while !nth.is_multiple_of(3 * STAY) && !self.open.is_empty() && self.account.longest < LIMIT {
                self.listen().await;
            }
            self.account.unseen += self.open.len();
            self.open.clear();
            self.truths.clear();
            self.found.clear();
            return self.tell("be random:1").await;
        }
        match self.chance.choice(&self.stored) {
            Some(key) if nth.is_multiple_of(2) => {
                let line = format!("get {key}");
                self.tell(&line).await;
            }
            _ => self.tell(&format!("put key{nth} value")).await,
        }
    }

    /// Takes in what happens until the next command.
    async fn listen(&mut self) {
        let until = Instant::now() + PACE;
        while let Some(event) = self.network.before(until).await {
            match event {
                Event::QueryStarted { query, kind, key, .. } => {
                    _ = self.open.insert(query, (kind, key, Instant::now()));
                }
                Event::Truth { query, truth } => _ = self.truths.insert(query, truth),
                Event::RecordFound { query, .. } => _ = self.found.insert(query),
                Event::QueryFinished { query, .. } => self.ended(query),
                _ => {} // nothing that the account is about
            }
        }
        self.sample();
        let open = self.open.values().map(|(_, _, since)| since.elapsed()).max().unwrap_or_default();
        self.account.longest = self.account.longest.max(open);
    }

    fn ended(&mut self, query: QueryId) {
        let Some((kind, key, since)) = self.open.remove(&query) else { return };
        self.account.longest = self.account.longest.max(since.elapsed());
        let (truth, found) = (self.truths.remove(&query).unwrap_or_default(), self.found.remove(&query));
        match kind {
            Kind::Put if self.network.state.queries.get(query).is_some_and(|put| !put.stored.is_empty()) => {
                self.stored.push(key);
            }
            Kind::Get if found => self.account.found += 1,
            Kind::Get => self.not_found(&key, &truth),
            _ => {} // a store that nobody took, or kad's own
        }
    }

    /// A value was not found that was stored: the oracle says why, or it is a fault.
    fn not_found(&mut self, key: &Key, truth: &Truth) {
        let me = self.network.state.session.peer;
        let holders: Vec<PeerId> = truth.holders.iter().copied().filter(|peer| *peer != me).collect();
        let near: Vec<usize> =
            holders.iter().filter_map(|peer| truth.closest.iter().position(|near| near == peer)).collect();
        let cause = match (holders.len(), near.len()) {
            (0, _) => "no holder runs",
            (_, 0) => "holders run, but none among the 20 closest that run now",
            _ => {
                let lookup = self.network.state.queries.iter().find(|query| query.key == *key);
                let verdict = lookup.and_then(|query| query.said(Language::English));
                let said = verdict.unwrap_or_default();
                return self.account.unexplained.push(format!("{key}: holders at ranks {near:?}; {said}"));
            }
        };
        *self.account.causes.entry(cause).or_default() += 1;
    }
}
