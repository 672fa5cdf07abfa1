//! What is true: all nodes are ours, so we know who is closest to a key, and who really holds a record.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

use crate::{
    dht::{Event, Key, Kind, PeerId, Position, QueryId, Truth},
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

/// Returns a report that says, before a query's end, what is true of its key.
pub(super) fn scored(report: &Shared, lab: &watch::Sender<Lab>, me: PeerId, k: usize) -> Report {
    let (report, lab) = (Arc::clone(report), lab.clone());
    let mut asked: HashMap<QueryId, (Kind, Key)> = HashMap::new();
    Box::new(move |event| {
        match &event {
            Event::QueryStarted { query, kind, key, .. } if *kind != Kind::Bootstrap => {
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
