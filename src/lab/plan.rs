//! Who the nodes of a practice network are and where they listen: all from the seed.

use std::sync::atomic::{AtomicU64, Ordering};

use libp2p::{identity::Keypair, multiaddr::Protocol};

use super::Config;
use crate::{
    command::ModeChoice,
    dht::{Multiaddr, PeerId, Position},
    network::{self, link::Lines},
};

/// Memory ports are shared by the whole process; two practice networks must not meet.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1);

/// The nodes that were thought of so far.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) lines: Lines,
    nodes: Vec<Planned>,
}

/// A node: who it is and where it listens.
struct Planned {
    identity: Keypair,
    peer: PeerId,
    address: Multiaddr,
}

impl Plan {
    /// Plans the nodes that a network starts with.
    pub(super) fn new(config: &Config) -> Self {
        let mut plan = Self { nodes: Vec::new(), lines: Lines::new(config.seed), config: config.clone() };
        (0..config.nodes).for_each(|_| _ = plan.another());
        plan
    }

    /// Plans one more. Returns its number.
    pub(super) fn another(&mut self) -> usize {
        let number = self.nodes.len();
        let identity = identity(self.config.seed, number);
        let port = NEXT_PORT.fetch_add(1, Ordering::Relaxed);
        let address = Multiaddr::empty().with(Protocol::Memory(port));
        self.nodes.push(Planned { peer: identity.public().to_peer_id(), identity, address });
        number
    }

    /// Returns how many are planned.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn peer(&self, number: usize) -> PeerId {
        self.nodes[number].peer
    }

    pub(super) fn address(&self, number: usize) -> Multiaddr {
        self.nodes[number].address.clone()
    }

    /// Returns where a node is dialled by one that must know whom it meets.
    pub(super) fn dialled(&self, number: usize) -> Multiaddr {
        self.address(number).with(Protocol::P2p(self.peer(number)))
    }

    /// Returns what n0 is started with.
    pub(super) fn first(&self) -> network::Config {
        self.alone(0)
    }

    /// Returns what a node is started with that knows nobody.
    pub(super) fn alone(&self, number: usize) -> network::Config {
        let Planned { identity, address, .. } = &self.nodes[number];
        let Config { node, nodes, .. } = &self.config;
        let ours = network::Config { identity: identity.clone(), nodes: *nodes, ..node.clone() };
        if number == 0 {
            let listen = std::iter::once(address.clone()).chain(node.listen.clone()).collect();
            return network::Config { listen, ..ours };
        }
        network::Config {
            listen: vec![address.clone()],
            peers: Vec::new(),
            mdns: false,
            mode: ModeChoice::Server,
            ..ours
        }
    }
}

/// Returns the key of the node with this number: anyone who knows the seed can derive it.
fn identity(seed: u64, number: usize) -> Keypair {
    let secret = Position::of(format!("kadscope practice node {seed} {number}").as_bytes());
    Keypair::ed25519_from_bytes(*secret.bytes()).expect("32 bytes are an ed25519 secret key")
}
