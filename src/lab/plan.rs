//! Who the nodes of a practice network are and where they listen: all from the seed.

use std::{
    collections::HashSet,
    io,
    net::{IpAddr, TcpListener},
    sync::atomic::{AtomicU64, Ordering},
};

use libp2p::{identity::Keypair, multiaddr::Protocol};

use super::Config;
use crate::{
    command::ModeChoice,
    dht::{Multiaddr, PeerId, Position},
    node::{self, link::Paths},
};

/// Memory ports are shared by the whole process; two practice networks must not meet.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1);

/// The nodes that were thought of so far.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) paths: Paths,
    nodes: Vec<Planned>,
    /// TCP ports that were given to nodes which may not listen yet.
    ports: HashSet<u16>,
}

/// A node: who it is and where it listens.
struct Planned {
    identity: Keypair,
    peer: PeerId,
    address: Multiaddr,
}

impl Plan {
    /// Plans no node yet.
    pub(super) fn new(config: &Config) -> Self {
        Self { nodes: Vec::new(), ports: HashSet::new(), paths: Paths::new(config.seed), config: config.clone() }
    }

    /// Plans one more. Returns its number.
    ///
    /// # Errors
    /// Says why there is no port for it.
    pub(super) fn another(&mut self) -> io::Result<usize> {
        let number = self.nodes.len();
        let identity = identity(self.config.seed, number);
        let address = match self.config.tcp {
            Some(ip) => Multiaddr::from(ip).with(Protocol::Tcp(self.free_port(ip)?)),
            None => Multiaddr::empty().with(Protocol::Memory(NEXT_PORT.fetch_add(1, Ordering::Relaxed))),
        };
        self.nodes.push(Planned { peer: identity.public().to_peer_id(), identity, address });
        Ok(number)
    }

    /// Returns a TCP port that nobody listens on and no node was given. Tables name ports before anybody listens, so the
    /// system cannot choose later.
    fn free_port(&mut self, ip: IpAddr) -> io::Result<u16> {
        loop {
            let port = TcpListener::bind((ip, 0))?.local_addr()?.port();
            if self.ports.insert(port) {
                return Ok(port);
            }
        }
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

    /// Returns what a node is started with that knows nobody.
    pub(super) fn alone(&self, number: usize) -> node::Config {
        let Planned { identity, address, .. } = &self.nodes[number];
        let Config { node, nodes, .. } = &self.config;
        let is_exposed = self.config.tcp.is_some() || (number == 0 && !node.listen.is_empty());
        let policy = if is_exposed { node.policy.exposed() } else { node.policy };
        let ours = node::Config { identity: identity.clone(), nodes: *nodes, policy, ..node.clone() };
        if number == 0 {
            let listen = std::iter::once(address.clone()).chain(node.listen.clone()).collect();
            return node::Config { listen, ..ours };
        }
        node::Config { listen: vec![address.clone()], peers: Vec::new(), mdns: false, mode: ModeChoice::Server, ..ours }
    }
}

/// Returns the key of the node with this number: anyone who knows the seed can derive it.
pub(super) fn identity(seed: u64, number: usize) -> Keypair {
    let secret = Position::of(format!("kadscope practice node {seed} {number}").as_bytes());
    Keypair::ed25519_from_bytes(*secret.bytes()).expect("32 bytes are an ed25519 secret key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_node_has_a_port_of_its_own() {
        let node = node::Config::new(Keypair::generate_ed25519());
        let config = Config { tcp: Some([127, 0, 0, 1].into()), ..Config::new(500, 7, node) };
        let mut plan = Plan::new(&config);
        let planned: HashSet<_> = (0..500).map(|_| plan.another().expect("a free port")).collect();
        let addresses: HashSet<_> = planned.iter().map(|number| plan.address(*number)).collect();
        assert_eq!(addresses.len(), 500);
    }
}
