//! Requests that are neither answered nor failed, and what becomes of them.

use libp2p::{
    PeerId,
    kad::QueryId,
    swarm::{ConnectionHandler as _, ToSwarm},
};

use super::{Event, Handler, Message, Tap, read::Lost};
use crate::dht::{Direction, Failure, Phase, RpcKind};

/// A request that is neither answered nor failed.
pub(super) struct Open {
    pub(super) dialing: bool,
    /// The phase of its query that made it. What comes after that phase's end is late: kad goes on without it.
    phase: u32,
}

impl Tap {
    /// Returns whether an answer is still to come, or something still to leave.
    pub(super) fn waits(&self) -> bool {
        self.open.iter().any(|((.., kind), open)| *kind != RpcKind::AddProvider || open.dialing)
    }

    /// A connection opened: what kad kept for the peer is in the new handler's hands now, and so is what it did not keep.
    /// No further dial is needed.
    pub(super) fn connected(&mut self, peer: PeerId, handler: &mut Handler) {
        self.out.retain(|event| !matches!(event, ToSwarm::Dial { opts } if opts.get_peer_id() == Some(peer)));
        let mut left: Vec<(QueryId, RpcKind)> = Vec::new();
        for ((id, to, kind), open) in &mut self.open {
            if *to == peer && open.dialing {
                open.dialing = false;
                left.push((*id, *kind));
            }
        }
        for (id, kind) in left {
            if let Some(active) = self.active.get(&id).filter(|_| kind == RpcKind::AddProvider) {
                handler.on_behaviour_event(self.announcement(id, &active.key));
            }
            let late = !self.active.contains_key(&id);
            self.outcome(id, peer, kind, Phase::Asked { after_dial: true }, late);
        }
        self.release();
    }

    pub(super) fn await_answer(&mut self, id: QueryId, peer: PeerId, kind: RpcKind, dialing: bool) {
        let phase = self.active.get(&id).map_or(0, |active| active.phase);
        self.open.insert((id, peer, kind), Open { dialing, phase });
    }

    /// A dial failed, or the last connection closed. What waits for a dial ends with that.
    pub(super) fn lost(&mut self, Lost { peer, failure, by_dial }: &Lost) {
        let lost: Vec<((QueryId, PeerId, RpcKind), bool)> =
            self.open.iter().filter(|((_, to, _), _)| to == peer).map(|(key, open)| (*key, open.dialing)).collect();
        for ((id, peer, kind), dialing) in lost {
            match (kind, dialing) {
                (RpcKind::AddProvider, false) => _ = self.open.remove(&(id, peer, kind)), // it left, and has no answer
                (RpcKind::AddProvider, true) if !by_dial => {}
                _ => self.answered(id, peer, kind, Phase::Failed { failure: failure.clone() }),
            }
        }
        self.release();
    }

    /// An answer came, or a failure.
    fn answered(&mut self, id: QueryId, peer: PeerId, kind: RpcKind, phase: Phase) {
        let open = self.open.remove(&(id, peer, kind));
        match (open, self.active.get(&id)) {
            (Some(open), Some(active)) => self.outcome(id, peer, kind, phase, open.phase != active.phase),
            (_, None) => self.outcome(id, peer, kind, phase, true),
            (None, Some(_)) => {} // it was given up: the dial of another connection failed
        }
    }

    fn outcome(&mut self, id: QueryId, peer: PeerId, kind: RpcKind, phase: Phase, late: bool) {
        let key = self.active.get(&id).map(|active| active.key.clone());
        let (direction, query) = (Direction::Out, Some(id));
        self.report(Event::Rpc(Message { direction, kind, phase, peer, key, query, late, reply: None }));
    }

    /// A message came back. kad does not compare its kind with the request's: to a lookup any is an answer, but only a
    /// `PUT_VALUE` says that a value is kept.
    pub(super) fn came(&mut self, id: QueryId, peer: PeerId, kind: RpcKind, phase: Phase) {
        if self.open.contains_key(&(id, peer, kind)) {
            return self.answered(id, peer, kind, phase);
        }
        match self.presently_open(id, peer) {
            Some(RpcKind::PutValue) => {
                self.answered(id, peer, RpcKind::PutValue, Phase::Failed { failure: Failure::WrongMessage });
            }
            asked => self.answered(id, peer, asked.unwrap_or(kind), phase),
        }
    }

    /// A request failed; kad does not say which.
    pub(super) fn refused(&mut self, id: QueryId, peer: PeerId, failure: Failure) {
        let kind = self.presently_open(id, peer).unwrap_or(RpcKind::FindNode);
        self.answered(id, peer, kind, Phase::Failed { failure });
    }

    /// Returns what a peer was asked for a query and has not answered: if that is several, in the query's present phase.
    fn presently_open(&self, id: QueryId, peer: PeerId) -> Option<RpcKind> {
        let now = self.active.get(&id).map(|active| active.phase);
        let open = self.open.iter().filter(|((of, to, _), _)| *of == id && *to == peer);
        open.max_by_key(|(_, open)| Some(open.phase) == now).map(|((.., kind), _)| *kind)
    }

    /// kad forgets the requests of a query's phase that has ended and that wait for a connection: they never leave.
    pub(super) fn forget_dials(&mut self, id: QueryId) {
        let dialed = |(key, open): (&(QueryId, PeerId, RpcKind), &Open)| (key.0 == id && open.dialing).then_some(*key);
        let never_left: Vec<(QueryId, PeerId, RpcKind)> = self.open.iter().filter_map(dialed).collect();
        for (id, peer, kind) in never_left {
            self.open.remove(&(id, peer, kind));
            self.outcome(id, peer, kind, Phase::NotSent, true);
        }
    }
}
