//! What is true: all nodes are ours, so we know who is closest to a key, and who really holds a record.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

use crate::{
    dht::{Cause, Event, Key, Kind, PeerId, Position, QueryId, Truth},
    network::Report,
    state::{Lab, lab::Holding},
};

/// A report that the node and the network around it both speak to.
pub(super) type Shared = Arc<Mutex<Report>>;

pub(super) fn shared(report: Report) -> Shared {
    Arc::new(Mutex::new(report))
}

pub(super) fn say(report: &Shared, event: Event) {
    (report.lock().unwrap_or_else(PoisonError::into_inner))(event);
}

/// What was looked for last, by whichever node.
#[derive(Clone, Default)]
pub(super) struct Sought(Arc<Mutex<Option<(Holding, Key)>>>);

impl Sought {
    pub(super) fn last(&self) -> Option<(Holding, Key)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, kind: Kind, key: &Key) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Holding::of(kind), key.clone()));
    }
}

/// Returns a report that says, before a query's end, what is true of its key. What somebody typed is
/// `sought`; what kad does by itself is not.
pub(super) fn scored(report: &Shared, lab: &watch::Sender<Lab>, sought: &Sought, me: PeerId, k: usize) -> Report {
    let (report, lab, sought) = (Arc::clone(report), lab.clone(), sought.clone());
    let mut asked: HashMap<QueryId, (Kind, Key)> = HashMap::new();
    Box::new(move |event| {
        match &event {
            Event::QueryStarted { query, kind, key, cause, .. } if *kind != Kind::Bootstrap => {
                if matches!(cause, Cause::Command(_)) {
                    sought.set(*kind, key);
                }
                asked.insert(*query, (*kind, key.clone()));
            }
            Event::QueryFinished { query, .. } => {
                if let Some((kind, key)) = asked.remove(query) {
                    let truth = truth(&lab.borrow(), me, kind, &key, k);
                    say(&report, Event::Truth { query: *query, truth });
                }
            }
            _ => {} // nothing else begins or ends a query
        }
        say(&report, event);
    })
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
    Truth { closest, holders: holders.into_iter().map(|(_, peer)| peer).collect() }
}
