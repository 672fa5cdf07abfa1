//! What a query stores reaches its peer also where the connection has closed since the lookup. kad dials again for a
//! `PUT_VALUE`, but has forgotten the addresses that the lookup learned; for an `ADD_PROVIDER` it dials as well, and has
//! forgotten what it wanted to say. So the tap keeps these addresses until the query ends, offers them to each dial, hands
//! the announcement to the new connection, and lets the query end only then.

use std::collections::HashMap;

use libp2p::{
    Multiaddr, PeerId,
    kad::{ConnectionType, KadPeer, QueryId},
};

use super::{Tap, ToHandler};
use crate::{
    dht::{Key, RpcKind},
    node::discovery::MAX_ADDRESSES,
};

/// Where the peers can be reached that a lookup heard of.
pub(super) type Learned = HashMap<PeerId, Vec<Multiaddr>>;

impl Tap {
    /// Notes where the peers of an answer can be reached, if its query will store something.
    pub(super) fn learn(&mut self, id: QueryId, peers: &[KadPeer]) {
        let Some(learned) = self.active.get_mut(&id).and_then(|active| active.learned.as_mut()) else { return };
        for peer in peers {
            let known = learned.entry(peer.node_id).or_default();
            for address in &peer.multiaddrs {
                if known.len() < MAX_ADDRESSES && !known.contains(address) {
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

    /// Returns the announcement of a key.
    pub(super) fn announcement(&self, query_id: QueryId, key: &Key) -> ToHandler {
        let multiaddrs = self.external.as_slice().to_vec();
        let provider = KadPeer { node_id: self.me, multiaddrs, connection_ty: ConnectionType::Connected };
        ToHandler::AddProvider { key: key.bytes().to_vec().into(), provider, query_id }
    }

    /// Returns whether announcements of a query wait for a connection.
    pub(super) fn is_announcing(&self, id: QueryId) -> bool {
        self.open.iter().any(|((of, _, kind), open)| *of == id && *kind == RpcKind::AddProvider && open.dialing)
    }
}
