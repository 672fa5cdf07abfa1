//! What is true: the nodes are ours, so we know who of them is closest to a key, and who really holds a record. Of guests we
//! know who they are.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::{
    dht::{Cause, Event, Key, Kind, PeerId, Phase, Position, QueryId, Rpc, RpcKind, Truth},
    node::Observer,
    state::{
        Lab,
        lab::{Holding, Life},
    },
};

/// How long is waited at most, beside the way there and back, until word of a provider has arrived: a node that keeps none
/// any more, or is cut off, never notes it.
const ARRIVES: Duration = Duration::from_secs(1);
/// How often is looked whether it has.
const LOOK: Duration = Duration::from_millis(5);

/// An observer that the node and the network around it both speak to.
pub(super) type Shared = Arc<Mutex<Box<dyn Observer>>>;

pub(super) fn shared(observer: Box<dyn Observer>) -> Shared {
    Arc::new(Mutex::new(observer))
}

pub(super) fn say(to: &Shared, event: Event) {
    to.lock().observe(event);
}

/// What was looked for last, by whichever node.
#[derive(Clone, Default)]
pub(super) struct Sought(Arc<Mutex<Option<(Holding, Key)>>>);

impl Sought {
    pub(super) fn last(&self) -> Option<(Holding, Key)> {
        self.0.lock().clone()
    }

    fn set(&self, kind: Kind, key: &Key) {
        *self.0.lock() = Some((Holding::of(kind), key.clone()));
    }
}

/// The ends of queries that are told once word of a provider has arrived.
#[derive(Clone, Default)]
pub(super) struct Ends {
    tasks: Arc<Mutex<JoinSet<()>>>,
    /// Whether they are told at once, since another node is looked at.
    are_due: Arc<AtomicBool>,
}

impl Ends {
    /// Tells those that wait, and waits until that is done: what is told later would come after the next node's.
    pub(super) async fn settle(&self) {
        self.are_due.store(true, Ordering::Release);
        let tasks = std::mem::take(&mut *self.tasks.lock());
        tasks.join_all().await;
    }
}

/// Passes on what a node reports, and says before a query's end what is true of its key. What somebody typed is `sought`;
/// what kad does by itself is not.
pub(super) struct Scored {
    observer: Shared,
    lab: watch::Sender<Lab>,
    sought: Sought,
    me: PeerId,
    k: usize,
    /// The queries that run.
    running: HashMap<QueryId, Running>,
    ends: Ends,
}

/// A query that runs.
struct Running {
    kind: Kind,
    key: Key,
    /// Who was told that we provide it.
    told: Vec<PeerId>,
}

impl Scored {
    pub(super) fn new(
        observer: &Shared,
        ends: &Ends,
        lab: &watch::Sender<Lab>,
        sought: &Sought,
        me: PeerId,
        k: usize,
    ) -> Self {
        let (observer, ends, lab, sought) = (Arc::clone(observer), ends.clone(), lab.clone(), sought.clone());
        Self { observer, lab, sought, me, k, running: HashMap::new(), ends }
    }

    /// Tells the end of a query, after what is true of its key. Nobody acknowledges word of a provider, so its end is told when
    /// those that run have noted it.
    fn ends(&self, query: QueryId, running: Running, end: Event) {
        let (observer, lab, me, k) = (Arc::clone(&self.observer), self.lab.clone(), self.me, self.k);
        let now = lab.clone();
        let tell = move |running: &Running, end: Event| {
            let truth = truth(&now.borrow(), me, running.kind, &running.key, k);
            say(&observer, Event::Truth { query, truth });
            say(&observer, end);
        };
        if running.has_arrived(&lab.borrow()) {
            return tell(&running, end);
        }
        let patience = ARRIVES + 2 * lab.borrow().conditions.latency;
        let are_due = Arc::clone(&self.ends.are_due);
        let mut tasks = self.ends.tasks.lock();
        while tasks.try_join_next().is_some() {} // those that are done
        tasks.spawn(async move {
            let deadline = Instant::now() + patience;
            while Instant::now() < deadline && !are_due.load(Ordering::Acquire) && !running.has_arrived(&lab.borrow()) {
                sleep(LOOK).await;
            }
            tell(&running, end);
        });
    }
}

impl Running {
    /// Returns whether all that were told and run have noted it, or hold word of another provider of the key; guests may take
    /// what time they like.
    fn has_arrived(&self, lab: &Lab) -> bool {
        if self.told.is_empty() {
            return true; // of what is acknowledged nothing is on its way
        }
        let holders: HashSet<usize> = lab.holders(Holding::of(self.kind), &self.key).collect();
        let numbers = self.told.iter().filter_map(|peer| lab.number(peer));
        numbers.filter(|number| lab.nodes[*number].life == Life::Alive).all(|number| holders.contains(&number))
    }
}

impl Observer for Scored {
    fn observe(&mut self, event: Event) {
        match &event {
            Event::QueryStarted { query, kind, key, cause, .. } if *kind != Kind::Bootstrap => {
                if matches!(cause, Cause::Command(_)) {
                    self.sought.set(*kind, key);
                }
                self.running.insert(*query, Running { kind: *kind, key: key.clone(), told: Vec::new() });
            }
            Event::Rpc(Rpc {
                kind: RpcKind::AddProvider,
                phase: Phase::Asked { .. },
                peer,
                query: Some(query),
                ..
            }) => {
                if let Some(running) = self.running.get_mut(query) {
                    running.told.push(*peer);
                }
            }
            Event::QueryFinished { query, .. } => {
                if let Some(running) = self.running.remove(query) {
                    let query = *query;
                    return self.ends(query, running, event);
                }
            }
            _ => {} // nothing else begins or ends a query
        }
        say(&self.observer, event);
    }
}

/// Returns who is closest to a key and who holds it now, as its asker could find it.
pub(super) fn truth(lab: &Lab, asker: PeerId, kind: Kind, key: &Key, k: usize) -> Truth {
    let position = Position::of(key.bytes());
    let peer = |number: usize| lab.nodes[number].peer;
    let closest = lab.closest(&position, k, Some(&asker)).into_iter().map(peer).collect();
    let mut holders: Vec<_> = lab
        .holders(Holding::of(kind), key)
        .map(|number| (lab.nodes[number].position.distance(&position), peer(number)))
        .collect();
    holders.sort_unstable_by_key(|(distance, _)| *distance);
    let guests = lab.guests.servers().copied().collect();
    let closest: Vec<PeerId> = closest;
    let is_later =
        |peer: &&PeerId| lab.number(peer).is_some_and(|number| lab.began_later(number, Holding::of(kind), key));
    let later = if kind.asks_each() { closest.iter().filter(is_later).copied().collect() } else { Vec::new() };
    Truth { closest, holders: holders.into_iter().map(|(_, peer)| peer).collect(), guests, later }
}
