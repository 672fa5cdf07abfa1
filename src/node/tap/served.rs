//! What others ask, and what kad answers: reported together.

use libp2p::{PeerId, kad::InboundRequest};

use super::{Event, Message, Tap, read::reply};
use crate::dht::{Direction, Key, Phase, Reply, RpcKind};

impl Tap {
    /// A peer asked something, and kad has taken it in: whether the store took what it was to keep is known at once.
    pub(super) fn asked_by(&mut self, peer: PeerId, kind: RpcKind, key: Key, stored: Option<Reply>) {
        match kind {
            RpcKind::PutValue | RpcKind::AddProvider => self.served(peer, kind, key, stored.unwrap_or(Reply::Ignored)),
            RpcKind::FindNode | RpcKind::GetValue | RpcKind::GetProviders => self.asking.push_back((peer, kind, key)),
        }
    }

    /// kad answered a question, the one that came first: it does so in order.
    pub(super) fn replied(&mut self, request: &InboundRequest) {
        let Some(reply) = reply(request) else { return };
        if let Some((peer, kind, key)) = self.asking.pop_front() {
            self.served(peer, kind, key, reply);
        }
    }

    fn served(&mut self, peer: PeerId, kind: RpcKind, key: Key, reply: Reply) {
        let (direction, phase) = (Direction::In, Phase::Asked { after_dial: false });
        let (key, reply) = (Some(key), Some(reply));
        self.report(Event::Rpc(Message { direction, kind, phase, peer, key, query: None, late: false, reply }));
    }
}
