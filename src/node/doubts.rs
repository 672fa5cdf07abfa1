//! An acknowledgement is no proof that a value is kept, and its lack no proof that it is not: js-libp2p acknowledges what its
//! validator refuses, py-libp2p closes the stream where it keeps an earlier value, and an acknowledgement can be lost. Those
//! in doubt are asked for it.

use std::collections::HashMap;

use libp2p::kad;

use super::Node;
use crate::dht::{Direction, Key, PeerId, Phase, Rpc, RpcKind};

/// The values that commands are storing, and who is in doubt.
#[derive(Default)]
pub(super) struct Doubts(HashMap<kad::QueryId, Doubt>);

/// A value, and who may keep it or not.
pub(super) struct Doubt {
    pub(super) key: Key,
    pub(super) value: Vec<u8>,
    pub(super) peers: Vec<PeerId>,
}

impl Node {
    /// Notes that a query stores a value.
    pub(super) fn check_later(&mut self, id: kad::QueryId, key: Key, value: Vec<u8>) {
        self.doubts.0.insert(id, Doubt { key, value, peers: Vec::new() });
    }

    /// Notes a message of a query: whether it leaves in doubt that the value is kept.
    pub(super) fn note_doubt(&mut self, id: Option<kad::QueryId>, rpc: &Rpc) {
        let is_of_store = (rpc.direction, rpc.kind) == (Direction::Out, RpcKind::PutValue);
        let Some(doubt) = id.filter(|_| is_of_store).and_then(|id| self.doubts.0.get_mut(&id)) else { return };
        let is_in_doubt = match &rpc.phase {
            Phase::Answered { .. } => {
                self.reached.get(&rpc.peer).is_some_and(|reached| reached.program.acknowledges_unread)
            }
            Phase::Failed { failure } => failure.leaves_doubt(),
            Phase::Dialing | Phase::Asked { .. } | Phase::NotSent => false,
        };
        if is_in_doubt {
            doubt.peers.push(rpc.peer);
        }
    }

    /// A query has ended: returns who is in doubt of its value, and the value; nobody where nobody looks, or many are asked
    /// already.
    pub(super) fn take_doubt(&mut self, id: kad::QueryId) -> Option<Doubt> {
        let doubt = self.doubts.0.remove(&id);
        doubt.filter(|doubt| !doubt.peers.is_empty() && self.observer.is_some() && self.can_check())
    }
}
