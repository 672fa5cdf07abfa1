//! What a recording builds up: the states of the nodes that were observed, and who is in the practice network. The same
//! as [`ObservedNodes`](super::observed) live.

use std::{collections::HashMap, sync::Arc};

use super::observed::MAX_OBSERVED;
use crate::{
    command::node_number,
    dht::{Direction, Event, PeerId, Phase, QueryId, Rpc, SessionInfo, Timestamp, Warning},
    lab::MAX_NODES,
    recording::{Milestone, World},
    state::{
        Lab, State,
        guests::Guests,
        lab::{Holding, Life},
        notices::What,
    },
};

/// The nodes that were observed, and the practice network.
#[derive(Clone, Default)]
pub struct Past {
    /// Oldest first: the last is observed. Shared with the frames until it changes.
    visited: Vec<(PeerId, Arc<State>)>,
    lab: Arc<Lab>,
    /// The highest round of each query that runs.
    rounds: HashMap<QueryId, u16>,
    /// What is to be told of the first line, when it has said who is observed.
    untold: Vec<String>,
}

impl Past {
    /// Returns what the node knows that is observed; none before the first line.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        self.visited.last().map(|(_, state)| &**state)
    }

    /// Returns what is known of the practice network.
    #[must_use]
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// Looks at a node, as it was left if it was observed before.
    fn look(&mut self, peer: PeerId) {
        let at = self.visited.iter().position(|(visited, _)| *visited == peer);
        let crawls = self.state().map(|former| former.crawls.clone());
        let mut visit = match at {
            Some(at) if at + 1 == self.visited.len() => return,
            Some(at) => self.visited.remove(at),
            None => (peer, Arc::new(State::new(self.session(peer)))),
        };
        if let Some(crawls) = crawls.filter(|crawls| crawls.last.is_some()) {
            Arc::make_mut(&mut visit.1).crawls.take_over(&crawls);
        }
        self.visited.push(visit);
        if self.visited.len() > MAX_OBSERVED {
            self.visited.remove(0);
        }
    }

    /// Returns what is said of a node that has not spoken yet: it will, soon.
    fn session(&self, peer: PeerId) -> SessionInfo {
        match self.state() {
            Some(state) => SessionInfo { peer, ..state.session.clone() },
            None => SessionInfo { protocol: String::new(), ..SessionInfo::of(peer) },
        }
    }

    fn began(&mut self, session: &SessionInfo) {
        self.look(session.peer);
        if session.nodes > 0 && !self.lab.is_any() {
            let lab = Arc::make_mut(&mut self.lab);
            (lab.wanted, lab.started) = (session.nodes, session.nodes);
        }
    }

    fn lives(&mut self, name: &str, peer: PeerId, life: Life) {
        let Some(number) = node_number(name).filter(|number| *number < MAX_NODES) else { return };
        let lab = Arc::make_mut(&mut self.lab);
        while lab.nodes.len() <= number {
            lab.push(nobody(lab.nodes.len())); // it does not run, or the recording would say
            lab.lives(lab.nodes.len() - 1, Life::Dead);
        }
        lab.rename(number, peer);
        lab.lives(number, life);
    }

    /// The practice network says who holds the key of a query, at its end.
    fn told_holders(&mut self, query: QueryId, holders: &[PeerId]) {
        let query = self.state().and_then(|state| state.queries.get(query));
        let Some((what, key)) = query.map(|query| (Holding::of(query.kind), query.key.clone())) else { return };
        Arc::make_mut(&mut self.lab).told_holders(what, &key, holders);
    }

    fn guests(&mut self) -> &mut Guests {
        &mut Arc::make_mut(&mut self.lab).guests
    }

    fn moment(&mut self, event: &Event) -> Milestone {
        let Some((_, state)) = self.visited.last() else { return Milestone::default() };
        match event {
            Event::QueryStarted { .. } => Milestone { query: true, round: true, failure: false },
            Event::Stepped { .. } => Milestone { round: true, ..Milestone::default() },
            Event::QueryFinished { outcome, .. } if !outcome.in_doubt.is_empty() => Milestone::default(), // it is not over yet
            Event::QueryFinished { query, .. } | Event::StoreChecked { query, .. } | Event::Copies { query, .. } => {
                self.rounds.remove(query);
                let verdict = state.queries.get(*query).and_then(|query| query.verdict.as_ref());
                Milestone { failure: verdict.is_some_and(|verdict| !verdict.ok), ..Milestone::default() }
            }
            Event::Rpc(Rpc {
                direction: Direction::Out,
                phase: Phase::Dialing | Phase::Asked { after_dial: false },
                query: Some(id),
                peer,
                ..
            }) => {
                let lookup = state.queries.get(*id).and_then(|query| query.lookup());
                let Some(hop) = lookup.and_then(|lookup| lookup.hop(peer)) else { return Milestone::default() };
                let highest = self.rounds.entry(*id).or_default();
                let is_new = hop.hop >= *highest;
                *highest = (*highest).max(hop.hop + 1);
                Milestone { round: is_new, ..Milestone::default() }
            }
            _ => Milestone::default(),
        }
    }
}

impl World for Past {
    fn apply(&mut self, event: Event, at: Timestamp) -> Milestone {
        match &event {
            Event::Session(session) => self.began(session),
            Event::Looking { peer, .. } => self.look(*peer),
            Event::Truth { query, truth } => self.told_holders(*query, &truth.holders),
            Event::NodeStarted { name, peer } => self.lives(name, *peer, Life::Alive),
            Event::GuestJoined { peer, address } => _ = self.guests().met(0, *peer, address.clone()),
            Event::GuestLeft { peer, .. } => {
                self.guests().parted(0, peer);
                self.guests().unreached(peer);
            }
            Event::NodeStopped { name, peer } => {
                self.lives(name, *peer, Life::Dead);
                let here = self.visited.last().map(|(peer, _)| *peer);
                self.visited.retain(|(visited, _)| visited != peer || here == Some(*visited));
            }
            _ => {}
        }
        let is_moment = matches!(
            event,
            Event::QueryStarted { .. }
                | Event::QueryFinished { .. }
                | Event::StoreChecked { .. }
                | Event::Copies { .. }
                | Event::Rpc(_)
                | Event::Stepped { .. }
        );
        let kept = is_moment.then(|| short(&event)).flatten();
        if let Some((_, state)) = self.visited.last_mut() {
            let state = Arc::make_mut(state);
            state.apply(&event, at);
            for text in self.untold.drain(..) {
                state.notices.add(What::Warned(Warning::Said(text)), at);
            }
        }
        kept.map_or_else(Milestone::default, |event| self.moment(&event))
    }

    fn complain(&mut self, text: String, at: Timestamp) {
        match self.visited.last_mut() {
            Some((_, state)) => _ = Arc::make_mut(state).notices.add(What::Warned(Warning::Said(text)), at),
            None => self.untold.push(text),
        }
    }
}

/// Returns what of an event tells which moment it is, without what is long in it; none if nothing does.
fn short(event: &Event) -> Option<Event> {
    match event {
        Event::QueryStarted { query, kind, cause, .. } => Some(Event::QueryStarted {
            query: *query,
            kind: *kind,
            key: crate::dht::Key::new(Vec::new()),
            cause: *cause,
            known: Vec::new(),
        }),
        Event::QueryFinished { query, asked, answered, failed, outcome } => Some(Event::QueryFinished {
            query: *query,
            asked: *asked,
            answered: *answered,
            failed: *failed,
            outcome: crate::dht::Outcome { in_doubt: outcome.in_doubt.clone(), ..crate::dht::Outcome::default() },
        }),
        Event::Copies { query, .. } | Event::StoreChecked { query, .. } => {
            Some(Event::StoreChecked { query: *query, held: Vec::new() })
        }
        Event::Rpc(rpc) if rpc.direction == Direction::Out => match rpc.phase {
            Phase::Dialing | Phase::Asked { after_dial: false } => Some(Event::Rpc(Rpc { key: None, ..rpc.clone() })),
            _ => None,
        },
        Event::Stepped { step, .. } => Some(Event::Stepped { step: *step, asks: Vec::new() }),
        _ => None,
    }
}

/// Returns a peer id that nobody has.
fn nobody(number: usize) -> PeerId {
    let mut digest = [0; 32];
    digest[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let hash = libp2p::multihash::Multihash::wrap(0x12, &digest);
    hash.ok().and_then(|hash| PeerId::from_multihash(hash).ok()).unwrap_or_else(PeerId::random)
}
