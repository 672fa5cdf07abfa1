//! What is true: the nodes are ours, so we know who of them is closest to a key, and who really holds a record. Of guests we
//! know who they are.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    dht::{Cause, Event, Key, Kind, PeerId, Position, QueryId, Truth},
    node::Observer,
    state::{Lab, lab::Holding},
};

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

/// Passes on what a node reports, and says before a query's end what is true of its key. What somebody typed is `sought`;
/// what kad does by itself is not.
pub(super) struct Scored {
    observer: Shared,
    lab: watch::Sender<Lab>,
    sought: Sought,
    me: PeerId,
    k: usize,
    /// What the queries that run look for.
    running: HashMap<QueryId, (Kind, Key)>,
}

impl Scored {
    pub(super) fn new(observer: &Shared, lab: &watch::Sender<Lab>, sought: &Sought, me: PeerId, k: usize) -> Self {
        let (observer, lab, sought) = (Arc::clone(observer), lab.clone(), sought.clone());
        Self { observer, lab, sought, me, k, running: HashMap::new() }
    }
}

impl Observer for Scored {
    fn observe(&mut self, event: Event) {
        match &event {
            Event::QueryStarted { query, kind, key, cause, .. } if *kind != Kind::Bootstrap => {
                if matches!(cause, Cause::Command(_)) {
                    self.sought.set(*kind, key);
                }
                self.running.insert(*query, (*kind, key.clone()));
            }
            Event::QueryFinished { query, .. } => {
                if let Some((kind, key)) = self.running.remove(query) {
                    let truth = truth(&self.lab.borrow(), self.me, kind, &key, self.k);
                    say(&self.observer, Event::Truth { query: *query, truth });
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
    let closest = lab.closest(&position, k, &asker).into_iter().map(peer).collect();
    let mut holders: Vec<_> = lab
        .holders(Holding::of(kind), key)
        .map(|number| (lab.nodes[number].position.distance(&position), peer(number)))
        .collect();
    holders.sort_unstable_by_key(|(distance, _)| *distance);
    let guests = lab.guests.servers().copied().collect();
    Truth { closest, holders: holders.into_iter().map(|(_, peer)| peer).collect(), guests }
}
