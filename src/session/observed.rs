//! The nodes that were observed in this session, each with its state.

use std::collections::VecDeque;

use tokio::sync::watch;

use super::{Hub, Observed};
use crate::{
    dht::{Event, PeerId, SessionInfo, Timestamp, Warning},
    lab::Observers,
    node::Observer,
    state::State,
};

/// Nodes whose past is kept: more than anybody visits in a lecture, and each may be many megabytes.
pub(super) const MAX_OBSERVED: usize = 16;

/// The nodes that were observed in this session, each with its state.
pub(super) struct ObservedNodes {
    hub: Hub,
    /// Oldest first.
    visited: VecDeque<(PeerId, watch::Sender<State>)>,
    shown: watch::Sender<watch::Receiver<State>>,
}

impl ObservedNodes {
    /// Looks at the first node.
    pub(super) fn new(session: &SessionInfo, hub: Hub) -> (Self, Observed) {
        let (state, first) = watch::channel(State::new(hub.dated(session)));
        let (shown, observed) = watch::channel(first);
        hub.looks_at(session.peer, state.clone());
        (Self { hub, visited: VecDeque::from([(session.peer, state)]), shown }, observed)
    }

    /// Keeps no more than so many nodes. Returns whom it gave up.
    fn forget(&mut self) -> Option<PeerId> {
        let is_full = self.visited.len() > MAX_OBSERVED;
        let (oldest, _) = if is_full { self.visited.pop_front() } else { None }?;
        Some(oldest)
    }
}

impl Observers for ObservedNodes {
    /// Shows a node, as it was left if it was observed before.
    fn observer_of(&mut self, session: &SessionInfo) -> Box<dyn Observer> {
        let is_shown = self.visited.back().is_some_and(|(peer, _)| *peer == session.peer);
        let stopped = self.hub.stopped();
        self.visited.retain(|(peer, _)| !stopped.contains(peer)); // if it runs again, it is in another life
        let at = self.visited.iter().position(|(peer, _)| *peer == session.peer);
        let state = match at.and_then(|at| self.visited.remove(at)) {
            Some((_, state)) => state,
            None => watch::channel(State::new(self.hub.dated(session))).0,
        };
        if !is_shown {
            if let Some((_, former)) = self.visited.back() {
                let crawls = former.borrow().crawls.clone();
                state.send_modify(|state| state.crawls.take_over(&crawls));
            }
            self.shown.send_replace(state.subscribe());
        }
        self.visited.push_back((session.peer, state.clone()));
        self.hub.looks_at(session.peer, state.clone());
        let forgotten = self.forget().map(|peer| Warning::NodeForgotten { peer, kept: MAX_OBSERVED });
        Box::new(NodeObserver { hub: self.hub.clone(), peer: session.peer, state, forgotten })
    }

    fn now(&self) -> Timestamp {
        self.hub.now()
    }
}

/// Takes what a node reports into its state, and to whoever else listens.
struct NodeObserver {
    hub: Hub,
    peer: PeerId,
    state: watch::Sender<State>,
    /// What is to be said after the first event, which says whom all this is of.
    forgotten: Option<Warning>,
}

impl Observer for NodeObserver {
    fn observe(&mut self, event: Event) {
        self.hub.deliver(self.peer, &self.state, event);
        if let Some(warning) = self.forgotten.take() {
            self.hub.deliver(self.peer, &self.state, Event::Notice { warning });
        }
    }
}
