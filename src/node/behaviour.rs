//! What a node does on the wire: Kademlia behind the tap, identify, ping, mDNS, and limits on connections.

use std::{io, num::NonZeroUsize, time::Duration};

use libp2p::{
    Multiaddr, PeerId, StreamProtocol, connection_limits,
    core::Endpoint,
    identify,
    identity::Keypair,
    kad::{
        self,
        store::{MemoryStore, MemoryStoreConfig},
    },
    mdns, ping,
    swarm::{ConnectionId, NetworkBehaviour, behaviour::toggle::Toggle},
};

use super::{Config, boxed::Boxed, message_size::MAX_READ, store::Store, tap::Tap};
use crate::{command::ModeChoice, dht::REPROVIDE};

/// How often mDNS asks who is around, once it has found somebody. Its own five minutes are the time until a program that
/// starts later is seen, since the question of one tells nobody else that it is there.
const LOOK_AROUND: Duration = Duration::from_secs(15);
/// Connections to one peer: one from each side at the same moment, and one to spare.
const MAX_CONNECTIONS_PER_PEER: u32 = 4;
/// Connections in all: what a busy server on the public network holds, and a few hundred MB at most.
const MAX_CONNECTIONS: u32 = 2_000;
/// Connections not yet agreed, each way: a flood waits outside.
const MAX_PENDING: u32 = 512;
/// kad's own limit for a query. Ours is the tap's, which does not run while paused.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

/// What a node does on the wire.
#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
    limits: Toggle<connection_limits::Behaviour>,
    pub(super) kad: Tap,
    identify: Boxed<identify::Behaviour>,
    ping: ping::Behaviour,
    /// Asks who is around, and answers others. What comes is heard in `node/mdns.rs`.
    mdns: Toggle<mdns::tokio::Behaviour>,
}

impl Behaviour {
    pub(super) fn new(config: &Config) -> io::Result<Self> {
        let me = config.identity.public().to_peer_id();
        let mdns = if config.mdns { Some(mdns::tokio::Behaviour::new(announcing(), me)?) } else { None };
        Ok(Self {
            limits: limits(config).into(),
            kad: Tap::new(me, kademlia(config)?),
            identify: Boxed(identify::Behaviour::new(
                introduction(&config.identity)
                    .with_push_listen_addr_updates(true)
                    .with_cache_size(config.policy.remembered),
            )),
            ping: ping::Behaviour::new(ping::Config::new()),
            mdns: mdns.into(),
        })
    }
}

impl Behaviour {
    /// Returns where a peer may be, as far as kad, identify and mDNS know.
    pub(super) fn known_addresses(&mut self, peer: PeerId) -> Vec<Multiaddr> {
        let id = ConnectionId::new_unchecked(0); // nobody dials: it is only asked, as it is before a dial
        let dialled = |behaviour: &mut dyn Known| behaviour.known(id, peer);
        let mut all = dialled(&mut self.kad);
        all.extend(dialled(&mut self.identify));
        if let Some(mdns) = self.mdns.as_mut() {
            all.extend(dialled(mdns));
        }
        all
    }
}

/// Returns what a node of this identity says of itself.
pub(super) fn introduction(identity: &Keypair) -> identify::Config {
    identify::Config::new("/kadscope/1.0.0".to_owned(), identity.public())
        .with_agent_version(concat!("kadscope/", env!("CARGO_PKG_VERSION")).to_owned())
}

/// A part that knows where peers are.
trait Known {
    fn known(&mut self, id: ConnectionId, peer: PeerId) -> Vec<Multiaddr>;
}

impl<B: NetworkBehaviour> Known for B {
    fn known(&mut self, id: ConnectionId, peer: PeerId) -> Vec<Multiaddr> {
        self.handle_pending_outbound_connection(id, Some(peer), &[], Endpoint::Dialer).unwrap_or_default()
    }
}

fn announcing() -> mdns::Config {
    mdns::Config { query_interval: LOOK_AROUND, ..mdns::Config::default() }
}

fn limits(config: &Config) -> Option<connection_limits::Behaviour> {
    let limits = connection_limits::ConnectionLimits::default()
        .with_max_established(Some(MAX_CONNECTIONS))
        .with_max_established_per_peer(Some(MAX_CONNECTIONS_PER_PEER))
        .with_max_pending_incoming(Some(MAX_PENDING))
        .with_max_pending_outgoing(Some(MAX_PENDING));
    config.policy.limits_connections.then(|| connection_limits::Behaviour::new(limits))
}

fn kademlia(config: &Config) -> io::Result<kad::Behaviour<Store>> {
    let me = config.identity.public().to_peer_id();
    let k = NonZeroUsize::new(config.k).unwrap_or(kad::K_VALUE);
    let alpha = NonZeroUsize::new(config.alpha).unwrap_or(kad::ALPHA_VALUE);
    let protocol = StreamProtocol::try_from_owned(config.protocol.clone()).map_err(io::Error::other)?;
    let mut settings = kad::Config::new(protocol);
    settings
        .set_kbucket_size(k)
        .set_replication_factor(k)
        .set_parallelism(alpha)
        .disjoint_query_paths(config.disjoint_paths)
        .set_query_timeout(NEVER)
        .set_max_packet_size(MAX_READ)
        .set_record_ttl(Some(config.record_ttl))
        .set_provider_record_ttl(Some(config.record_ttl))
        .set_publication_interval(Some(config.republish))
        .set_replication_interval(Some(config.replicate()))
        .set_provider_publication_interval(Some(config.republish.min(REPROVIDE)))
        .set_kbucket_pending_timeout(config.policy.waits)
        .set_periodic_bootstrap_interval(config.policy.bootstraps_every);
    let store = MemoryStoreConfig {
        max_records: config.max_records,
        max_provided_keys: config.max_records,
        max_providers_per_key: config.k,
        ..MemoryStoreConfig::default()
    };
    let store = Store::new(me, MemoryStore::with_config(me, store));
    let mut kad = kad::Behaviour::with_config(me, store, settings);
    kad.set_mode(mode(config.mode));
    Ok(kad)
}

/// Returns what kad calls a choice of mode.
pub(super) fn mode(choice: ModeChoice) -> Option<kad::Mode> {
    match choice {
        ModeChoice::Server => Some(kad::Mode::Server),
        ModeChoice::Client => Some(kad::Mode::Client),
        ModeChoice::Auto => None,
    }
}
