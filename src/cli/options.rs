//! What a node or a practice network can be started with.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use libp2p::identity::Keypair;

use super::{
    contradiction::here,
    networks::NamedNetwork,
    values::{bucket_size, duration, maybe_nothing, mode, multiaddr, protocol},
};
use crate::{
    command::ModeChoice,
    dht::{MAX_K, Multiaddr},
    identity, lab,
    node::{self, RecordRules},
    session,
};

/// Any free port on all interfaces.
pub(super) const LISTEN: [&str; 2] = ["/ip4/0.0.0.0/tcp/0", "/ip4/0.0.0.0/udp/0/quic-v1"];

#[derive(Debug, Default, Args)]
pub(super) struct Options {
    /// Listen here; may be repeated [default: any free TCP and QUIC port; in demo: nowhere]
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    pub(super) listen: Vec<Multiaddr>,
    /// Connect to this peer at the start; may be repeated
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    pub(super) peer: Vec<Multiaddr>,
    /// Join a network by its name; without a name: say which there are
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "a question, where the value is left out")]
    pub(super) network: Option<Option<NamedNetwork>>,
    /// Join the network through this peer, and not through its own bootstrap peers; may be repeated
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    pub(super) bootstrap: Vec<Multiaddr>,
    /// The Kademlia protocol's name [default: /ipfs/kad/1.0.0]
    #[arg(long, value_name = "NAME", value_parser = protocol)]
    pub(super) protocol: Option<String>,
    /// Whether to answer others; auto: once an external address is confirmed, which this program does not do itself
    /// [default: server]
    #[arg(long, value_parser = PossibleValuesParser::new(["server", "client", "auto"]).map(|word| mode(&word)))]
    pub(super) mode: Option<ModeChoice>,
    /// Do not look for peers on the local network
    #[arg(long)]
    pub(super) no_mdns: bool,
    /// Keep the node's key in this file; it is created when missing
    #[arg(long, value_name = "FILE")]
    pub(super) identity: Option<PathBuf>,
    /// Bucket size, and how many peers keep a record [default: 20]
    #[arg(long, value_name = "1..20", value_parser = bucket_size)]
    pub(super) k: Option<usize>,
    /// How many peers a lookup asks at a time [default: 3]
    #[arg(long, value_name = "N")]
    pub(super) alpha: Option<usize>,
    /// Let lookups take disjoint paths (S/Kademlia)
    #[arg(long)]
    pub(super) disjoint_paths: bool,
    /// How long a record is kept, e.g. 90s, 5m [default: 48h]
    #[arg(long, value_name = "DUR", value_parser = duration)]
    pub(super) record_ttl: Option<Duration>,
    /// After how long an own record is stored again [default: 22h]
    #[arg(long, value_name = "DUR", value_parser = duration)]
    pub(super) republish: Option<Duration>,
    /// How many values a node keeps at most, and of how many keys providers [default: 1024]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_records: Option<u32>,
    /// Write down what happens, for kadscope replay
    #[arg(long, value_name = "FILE")]
    pub(super) record: Option<PathBuf>,
    /// Write libp2p's log to this file; `KADSCOPE_LOG` says how much of it
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
}

/// How a practice network is made.
#[derive(Debug, Default, Args)]
pub(super) struct PracticeOptions {
    /// The same keys, names and routing tables every time
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// How long a byte travels from one node to another, one way [default: 150ms in demo, 0 in run]
    #[arg(long, value_name = "DUR", value_parser = maybe_nothing)]
    pub(super) latency: Option<Duration>,
    /// Let the network form by bootstrap, node after node, to watch it happen
    #[arg(long)]
    pub(super) join: bool,
    /// Let its nodes be as any other node, with kad's own defaults; they join by bootstrap, and are 300 at most
    #[arg(long)]
    pub(super) plain: bool,
    /// Let the nodes listen on TCP, so that other machines can join; at this address of this machine [default: the one
    /// that others see]
    #[arg(long, value_name = "ADDR", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "a flag whose value may be left out")]
    pub(super) tcp: Option<Option<IpAddr>>,
    /// Let our node announce itself by mDNS, so that others find the network by themselves; needs --tcp
    #[arg(long, requires = "tcp")]
    pub(super) mdns: bool,
}

impl PracticeOptions {
    pub(super) fn is_any(&self) -> bool {
        self.seed.is_some() || self.latency.is_some() || self.join || self.plain || self.tcp.is_some()
    }
}

impl Options {
    /// Adds what was given after `demo` to what was given before it; of two values the later holds.
    pub(super) fn with(mut self, later: Self) -> Self {
        self.listen.extend(later.listen);
        self.peer.extend(later.peer);
        self.bootstrap.extend(later.bootstrap);
        Self {
            listen: self.listen,
            peer: self.peer,
            network: later.network.or(self.network),
            bootstrap: self.bootstrap,
            protocol: later.protocol.or(self.protocol),
            mode: later.mode.or(self.mode),
            no_mdns: later.no_mdns || self.no_mdns,
            identity: later.identity.or(self.identity),
            k: later.k.or(self.k),
            alpha: later.alpha.or(self.alpha),
            disjoint_paths: later.disjoint_paths || self.disjoint_paths,
            record_ttl: later.record_ttl.or(self.record_ttl),
            republish: later.republish.or(self.republish),
            max_records: later.max_records.or(self.max_records),
            record: later.record.or(self.record),
            log: later.log.or(self.log),
        }
    }

    /// Returns what is started. Reads the identity, and makes it when missing.
    pub(super) fn session(
        self,
        practice: Option<(usize, PracticeOptions, Duration)>,
    ) -> Result<session::Config, identity::Error> {
        let identity = match &self.identity {
            Some(file) => identity::of_file(file)?,
            None => Keypair::generate_ed25519(),
        };
        let Some((nodes, practice, usual_latency)) = practice else {
            return Ok(session::Config::Node(self.node(identity)));
        };
        let PracticeOptions { seed, latency, join, plain, tcp, mdns } = practice;
        let node = node::Config { mdns, ..self.practice_node(identity, nodes) };
        let (seeded, seed) = (seed.is_some(), seed.unwrap_or_else(|| fastrand::u64(..)));
        let latency = latency.unwrap_or(usual_latency);
        let tcp = tcp.and_then(|address| address.or_else(here));
        let mut network = lab::Config { seeded, join, latency, tcp, ..lab::Config::new(nodes, seed, node) };
        if plain {
            network.node.policy = node::Policy::PLAIN;
        }
        Ok(session::Config::Practice(network))
    }

    pub(super) fn k(&self) -> usize {
        self.k.unwrap_or(MAX_K)
    }

    fn node(self, identity: Keypair) -> node::Config {
        let k = self.k();
        let usual = node::Config::new(identity);
        let network = self.network.flatten();
        let is_public = network.is_some_and(NamedNetwork::is_public);
        let mut peers = self.peer;
        match network {
            Some(network) if self.bootstrap.is_empty() => peers.extend(network.bootstrap_peers()),
            _ => peers.extend(self.bootstrap),
        }
        node::Config {
            listen: if self.listen.is_empty() { addresses(&LISTEN) } else { self.listen },
            peers,
            protocol: self.protocol.or(network.map(|network| network.protocol().to_owned())).unwrap_or(usual.protocol),
            mode: self.mode.or(network.map(NamedNetwork::mode)).unwrap_or(usual.mode),
            mdns: !self.no_mdns && !is_public,
            k,
            alpha: self.alpha.unwrap_or(usual.alpha.min(k)),
            disjoint_paths: self.disjoint_paths,
            record_ttl: self.record_ttl.unwrap_or(usual.record_ttl),
            republish: self.republish.unwrap_or(usual.republish),
            max_records: self.max_records.map_or(usual.max_records, |most| most as usize),
            is_reachable: !is_public,
            records: network.map_or(usual.records, |_| RecordRules::Ipfs),
            ..usual
        }
    }

    /// Opens no port that was not asked for: mDNS would be one.
    fn practice_node(self, identity: Keypair, nodes: usize) -> node::Config {
        let listen = self.listen.clone();
        node::Config { listen, mdns: false, nodes, ..self.node(identity) }
    }
}

pub(super) fn addresses(texts: &[&str]) -> Vec<Multiaddr> {
    texts.iter().map(|text| text.parse().expect("written down above, and tested")).collect()
}
