//! An acknowledgement is no proof that a value is kept, and its lack no proof that it is not: js-libp2p acknowledges what its
//! validator refuses, py-libp2p closes the stream where it keeps an earlier value, and an acknowledgement can be lost. Those
//! in doubt are asked for it.

use std::collections::HashMap;

use libp2p::kad;

use super::Node;
use crate::dht::{Direction, Key, PeerId, Phase, Rpc, RpcKind};

/// The values that commands are storing, and who is in doubt.
#[derive(Default)]
pub(super) struct Doubts(HashMap<kad::QueryId, StoredValue>);

/// A value that a command stores.
pub(super) struct StoredValue {
    pub(super) key: Key,
    pub(super) value: Vec<u8>,
    /// Who may keep it or not.
    pub(super) in_doubt: Vec<PeerId>,
}

impl Node {
    /// Notes that a query stores a value.
    pub(super) fn note_store(&mut self, id: kad::QueryId, key: Key, value: Vec<u8>) {
        self.doubts.0.insert(id, StoredValue { key, value, in_doubt: Vec::new() });
    }

    /// Notes a message of a query: whether it leaves in doubt that the value is kept.
    pub(super) fn note_doubt(&mut self, id: Option<kad::QueryId>, rpc: &Rpc) {
        let is_of_store = (rpc.direction, rpc.kind) == (Direction::Out, RpcKind::PutValue);
        let Some(stored) = id.filter(|_| is_of_store).and_then(|id| self.doubts.0.get_mut(&id)) else { return };
        let is_in_doubt = match &rpc.phase {
            Phase::Answered { .. } => {
                self.reached.get(&rpc.peer).is_some_and(|reached| reached.program.acknowledges_unread)
            }
            Phase::Failed { failure } => failure.leaves_doubt(),
            Phase::Dialing | Phase::Asked { .. } | Phase::NotSent => false,
        };
        if is_in_doubt {
            stored.in_doubt.push(rpc.peer);
        }
    }

    /// Returns what a query that has ended stored, if a command wanted it.
    pub(super) fn take_stored(&mut self, id: kad::QueryId) -> Option<StoredValue> {
        self.doubts.0.remove(&id)
    }

    /// Returns whether those in doubt of a value are asked: not where nobody looks, nor where many are asked already.
    pub(super) fn is_checked(&self, stored: &StoredValue) -> bool {
        !stored.in_doubt.is_empty() && self.observer.is_some() && self.can_check()
    }
}
