//! What a query stores reaches its peer also where the connection has closed since the lookup. kad dials again for a
//! `PUT_VALUE`, but has forgotten the addresses that the lookup learned; for an `ADD_PROVIDER` it dials as well, and has
//! forgotten what it wanted to say. So the tap keeps these addresses until the query ends, offers them to each dial, hands
//! the announcement to the new connection, and lets the query end only then.

use std::collections::HashMap;

use libp2p::{
    Multiaddr, PeerId,
    kad::{ConnectionType, KadPeer, QueryId},
    swarm::{
        ConnectionHandler as _,
        dial_opts::{DialOpts, PeerCondition},
    },
};

use super::{Handler, Tap, ToHandler};
use crate::dht::{Key, RpcKind};

/// Where the peers can be reached that a lookup heard of.
pub(super) type Learned = HashMap<PeerId, Vec<Multiaddr>>;

impl Tap {
    /// Notes where the peers of an answer can be reached, if its query will store something.
    pub(super) fn learn(&mut self, id: QueryId, peers: &[KadPeer]) {
        let Some(learned) = self.active.get_mut(&id).and_then(|active| active.learned.as_mut()) else { return };
        for peer in peers {
            let known = learned.entry(peer.node_id).or_default();
            for address in &peer.multiaddrs {
                if !known.contains(address) {
                    known.push(address.clone());
                }
            }
        }
    }

    /// Returns where a peer can be reached as queries learned that will store something.
    pub(super) fn learned(&self, peer: &PeerId) -> impl Iterator<Item = Multiaddr> {
        let of_query = |learned: &Learned| learned.get(peer).cloned().unwrap_or_default();
        self.active.values().filter_map(|active| active.learned.as_ref()).flat_map(of_query)
    }

    /// Returns the dial for an announcement. Who has connected to us while kad's own was on its way is dialled all the
    /// same: only a new connection takes up what waits.
    pub(super) fn dial_to_announce(peer: PeerId) -> DialOpts {
        DialOpts::peer_id(peer).condition(PeerCondition::NotDialing).build()
    }

    /// Hands the announcements that wait for a connection to a peer to that of a new one.
    pub(super) fn announce(&mut self, peer: PeerId, handler: &mut Handler) {
        let waiting = self
            .open
            .iter()
            .filter(|((_, to, kind), open)| *to == peer && *kind == RpcKind::AddProvider && open.dialing);
        let announced: Vec<(QueryId, Key)> =
            waiting.filter_map(|((id, ..), _)| Some((*id, self.active.get(id)?.key.clone()))).collect();
        for (query_id, key) in announced {
            let provider = KadPeer {
                node_id: self.me,
                multiaddrs: self.external.as_slice().to_vec(),
                connection_ty: ConnectionType::Connected,
            };
            handler.on_behaviour_event(ToHandler::AddProvider { key: key.bytes().to_vec().into(), provider, query_id });
        }
    }

    /// Returns whether announcements of a query wait for a connection.
    pub(super) fn is_announcing(&self, id: QueryId) -> bool {
        self.open.iter().any(|((of, _, kind), open)| *of == id && *kind == RpcKind::AddProvider && open.dialing)
    }
}
