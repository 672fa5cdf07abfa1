//! The nodes that were looked at in this session, each with its state.

use std::collections::VecDeque;

use tokio::sync::watch;

use super::{Journal, Seen};
use crate::{
    dht::{Event, PeerId, Session, tail},
    network::Report,
    state::State,
};

/// Nodes whose past is kept: more than anybody visits in a lecture, and each may be many megabytes.
pub(super) const MAX_VISITED: usize = 16;

/// The nodes that were looked at in this session, each with its state.
pub(super) struct Visits {
    journal: Journal,
    /// Oldest first.
    visited: VecDeque<(PeerId, watch::Sender<State>)>,
    shown: watch::Sender<watch::Receiver<State>>,
}

impl Visits {
    /// Looks at the first node.
    pub(super) fn new(session: &Session, journal: Journal) -> (Self, Seen) {
        let (state, first) = watch::channel(State::new(session.clone()));
        let (shown, seen) = watch::channel(first);
        journal.looks_at(session.peer, state.clone());
        (Self { journal, visited: VecDeque::from([(session.peer, state)]), shown }, seen)
    }

    /// Shows a node, as it was left if it was looked at before. Returns where it reports.
    pub(super) fn look(&mut self, session: &Session) -> Report {
        let is_shown = self.visited.back().is_some_and(|(peer, _)| *peer == session.peer);
        let stopped = self.journal.stopped();
        self.visited.retain(|(peer, _)| !stopped.contains(peer)); // if it runs again, it is in another life
        let at = self.visited.iter().position(|(peer, _)| *peer == session.peer);
        let state = match at.and_then(|at| self.visited.remove(at)) {
            Some((_, state)) => state,
            None => watch::channel(State::new(session.clone())).0,
        };
        if !is_shown {
            self.shown.send_replace(state.subscribe());
        }
        self.visited.push_back((session.peer, state.clone()));
        self.journal.looks_at(session.peer, state.clone());
        let mut forgotten = None;
        if self.visited.len() > MAX_VISITED
            && let Some((oldest, _)) = self.visited.pop_front()
        {
            let text = format!("what was seen of …{} is forgotten: {MAX_VISITED} nodes are kept", tail(&oldest));
            forgotten = Some(Event::Notice { text });
        }
        let (journal, peer) = (self.journal.clone(), session.peer);
        Box::new(move |event| {
            journal.deliver(peer, &state, event);
            // after the first, which says whom these are of
            if let Some(notice) = forgotten.take() {
                journal.deliver(peer, &state, notice);
            }
        })
    }
}
