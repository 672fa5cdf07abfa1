//! A settled network made by hand, in which some nodes are dead and some are silent, and all tell what reached them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::StreamExt as _;
use kadscope::{
    dht::{Direction, Event, Key, Multiaddr, PeerId, Phase, Position, RpcKind},
    lab::Tables,
    node::{self, NodeOrder},
};
use libp2p::{Transport as _, core::transport::MemoryTransport, identity::Keypair};
use tokio::sync::mpsc;

use super::Watched;

/// Memory ports of these tests: far from those that practice networks count up from one.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1 << 40);

/// What a node of the network is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// It answers.
    Alive,
    /// Nobody listens at its address.
    Dead,
    /// Its address accepts connections, and nothing ever comes back.
    Silent,
}

/// Who received which store requests.
type Received = Arc<Mutex<BTreeMap<(RpcKindName, Key), BTreeSet<PeerId>>>>;
type RpcKindName = &'static str;

/// The network, seen from its node 0.
pub(crate) struct Network {
    pub(crate) node: Watched,
    received: Received,
    _inboxes: Vec<mpsc::Sender<NodeOrder>>,
}

impl Network {
    /// Starts a network of so many nodes; `fate` says what becomes of each but node 0.
    pub(crate) async fn start(nodes: usize, fate: impl Fn(usize) -> Fate, change: impl Fn(&mut node::Config)) -> Self {
        let who: Vec<(Keypair, PeerId, Multiaddr)> = (0..nodes).map(the_same).collect();
        let tables = Tables::new(who.iter().map(|(_, peer, _)| Position::of_peer(peer)).collect(), 7);
        let config = |number: usize| {
            let mut config = node::Config::new(who[number].0.clone());
            config.policy = node::Policy::PRACTICE;
            change(&mut config);
            config.listen = vec![who[number].2.clone()];
            config.nodes = nodes;
            let table = tables.of(number, config.k);
            config.table = Some(table.map(|at| (who[at].1, who[at].2.clone())).collect());
            config
        };
        let received = Received::default();
        let (started, mut starts) = mpsc::unbounded_channel();
        let mut inboxes = Vec::new();
        for (number, (_, me, address)) in who.iter().enumerate().skip(1) {
            match fate(number) {
                Fate::Dead => {}
                Fate::Silent => silent(address.clone()),
                Fate::Alive => {
                    let (inbox, commands) = mpsc::channel(1);
                    inboxes.push(inbox);
                    let (received, started, me) = (Arc::clone(&received), started.clone(), *me);
                    let report = move |event| {
                        if matches!(event, Event::RoutingTable { .. }) {
                            let _ = started.send(me);
                        }
                        note(&received, me, event);
                    };
                    tokio::spawn(node::run(config(number), commands, Some(Box::new(report))));
                }
            }
        }
        let mut ready = BTreeSet::new();
        while ready.len() < inboxes.len() {
            ready.insert(starts.recv().await.expect("the nodes start"));
        }
        let node = Watched::node(config(0)).await;
        Self { node, received, _inboxes: inboxes }
    }

    /// Returns how many nodes received a store request for a key.
    pub(crate) fn received(&self, kind: RpcKind, key: &Key) -> usize {
        let received = self.received.lock().expect("no node panics");
        received.get(&(kind.word(), key.clone())).map_or(0, BTreeSet::len)
    }
}

fn note(received: &Received, me: PeerId, event: Event) {
    if let Event::Rpc(rpc) = event
        && rpc.direction == Direction::In
        && matches!(rpc.phase, Phase::Asked { .. })
        && let Some(key) = rpc.key
    {
        received.lock().expect("no node panics").entry((rpc.kind.word(), key)).or_default().insert(me);
    }
}

/// Makes up a node, and a place for it.
pub(crate) fn somebody() -> (Keypair, PeerId, Multiaddr) {
    placed(Keypair::generate_ed25519())
}

/// Returns who a network's node with this number is, each time the same: how many near a key are silent, and with that
/// how many a query reaches within its limit, is no matter of chance.
fn the_same(number: usize) -> (Keypair, PeerId, Multiaddr) {
    let mut secret = [0; 32];
    secret[..size_of::<usize>()].copy_from_slice(&number.to_le_bytes());
    placed(Keypair::ed25519_from_bytes(secret).expect("any 32 bytes are a secret key"))
}

fn placed(identity: Keypair) -> (Keypair, PeerId, Multiaddr) {
    let port = NEXT_PORT.fetch_add(1, Ordering::Relaxed);
    let peer = identity.public().to_peer_id();
    (identity, peer, format!("/memory/{port}").parse().expect("a multiaddr"))
}

/// Accepts connections and says nothing.
fn silent(address: Multiaddr) {
    let mut transport = MemoryTransport::new().boxed();
    transport.listen_on(libp2p::core::transport::ListenerId::next(), address).expect("a free memory port");
    tokio::spawn(async move {
        let mut accepted = Vec::new();
        while let Some(event) = transport.next().await {
            if let libp2p::core::transport::TransportEvent::Incoming { upgrade, .. } = event {
                accepted.push(upgrade.await);
            }
        }
    });
}
