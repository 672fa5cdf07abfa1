//! Arguments → configuration. What is wrong with them is said here, before anything is started.

use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, UdpSocket},
    path::PathBuf,
    time::Duration,
};

use clap::{
    Args, CommandFactory, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use libp2p::{identity::Keypair, multiaddr::Protocol};

use crate::{
    command::ModeChoice,
    dht::{MAX_K, Multiaddr},
    identity,
    lab::{self, MAX_NODES},
    network, stage,
};

/// Any free port on all interfaces.
const LISTEN: [&str; 2] = ["/ip4/0.0.0.0/tcp/0", "/ip4/0.0.0.0/udp/0/quic-v1"];

/// The bootstrap peers of the public IPFS DHT, as every IPFS program has them built in.
const IPFS_PEERS: [&str; 4] = [
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmNnooDu7bfjPFoTZYxMNLWUQJyrVwtbZg5gBMjTezGAJN",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmQCU2EcMqAqQPR2i9bChDtGNJchTbq5TbXJJ16u19uLTa",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmbLHAnMoJPWSCR5Zhtx6BHJX9KiKNN6tpvbUcqanj75Nb",
    "/dnsaddr/bootstrap.libp2p.io/p2p/QmcZf59bWwK5XFi76CZX8cbJ4BhTzzA3gU1ZjYZcYW3dwt",
];

/// Nodes in a practice network: with fewer than some 100 everybody knows everybody, and a lookup has nothing to do.
const NODES: usize = 200;

/// How long a byte travels in a practice network to look at, one way: slow enough for an eye to follow a lookup.
const LATENCY: Duration = Duration::from_millis(150);

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(name = "kadscope", version, about, args_conflicts_with_subcommands = false)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    scene: Option<Scene>,
}

#[derive(Debug, Subcommand)]
enum Scene {
    /// Open inside a practice network: real libp2p nodes in this one process
    Demo(Demo),
}

#[derive(Debug, Args)]
struct Demo {
    /// How many nodes
    #[arg(value_name = "N", default_value_t = NODES, value_parser = nodes)]
    nodes: usize,
    /// The same keys, names and routing tables every time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How long a byte travels from one node to another, one way [default: 150ms]
    #[arg(long, value_name = "DUR", value_parser = latency)]
    latency: Option<Duration>,
    /// Let the network form by bootstrap, node after node, to watch it happen
    #[arg(long)]
    join: bool,
    /// Let the nodes listen on TCP, so that other machines can join; at this address of this machine [default: the one
    /// that others see]
    #[arg(long, value_name = "ADDR", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "a flag whose value may be left out")]
    tcp: Option<Option<IpAddr>>,
    /// Let our node announce itself by mDNS, so that others find the network by themselves; needs --tcp
    #[arg(long, requires = "tcp")]
    mdns: bool,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Default, Args)]
struct Options {
    /// Listen here; may be repeated [default: any free TCP and QUIC port; in demo: nowhere]
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    listen: Vec<Multiaddr>,
    /// Connect to this peer at the start; may be repeated
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    peer: Vec<Multiaddr>,
    /// Join a public network: its protocol and its bootstrap peers, as a client, without mDNS
    #[arg(long, value_name = "NAME")]
    network: Option<Network>,
    /// The Kademlia protocol's name [default: /ipfs/kad/1.0.0]
    #[arg(long, value_name = "NAME", value_parser = protocol)]
    protocol: Option<String>,
    /// Whether to answer others; auto: once an external address is confirmed, which this program does not do itself
    /// [default: server]
    #[arg(long, value_parser = PossibleValuesParser::new(["server", "client", "auto"]).map(|word| mode(&word)))]
    mode: Option<ModeChoice>,
    /// Do not look for peers on the local network
    #[arg(long)]
    no_mdns: bool,
    /// Keep the node's key in this file; it is created when missing
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Bucket size, and how many peers keep a record [default: 20]
    #[arg(long, value_name = "1..20", value_parser = bucket_size)]
    k: Option<usize>,
    /// How many peers a lookup asks at a time [default: 3]
    #[arg(long, value_name = "N")]
    alpha: Option<usize>,
    /// Let lookups take disjoint paths (S/Kademlia)
    #[arg(long)]
    disjoint_paths: bool,
    /// How long a record is kept, e.g. 90s, 5m [default: 48h]
    #[arg(long, value_name = "DUR", value_parser = duration)]
    record_ttl: Option<Duration>,
    /// After how long an own record is stored again [default: 22h]
    #[arg(long, value_name = "DUR", value_parser = duration)]
    republish: Option<Duration>,
    /// Write libp2p's log to this file; `KADSCOPE_LOG` says how much of it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Network {
    /// The public IPFS DHT
    Ipfs,
}

/// Understands the arguments; the first is the program's name.
///
/// # Errors
/// Says which argument is wrong and why, or is the help that was asked for.
pub fn parse<I>(arguments: I) -> Result<Arguments, clap::Error>
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let mut arguments = Arguments::try_parse_from(arguments)?;
    if let Some(Scene::Demo(demo)) = &mut arguments.scene {
        let after = std::mem::take(&mut demo.options);
        arguments.options = std::mem::take(&mut arguments.options).with(after);
    }
    match arguments.contradiction() {
        Some(text) => Err(Arguments::command().error(ErrorKind::ArgumentConflict, text)),
        None => Ok(arguments),
    }
}

impl Arguments {
    /// Returns where the log goes, if it is wanted.
    #[must_use]
    pub fn log(&self) -> Option<&PathBuf> {
        self.options.log.as_ref()
    }

    /// Returns what to start. Reads the identity, and makes it when missing.
    ///
    /// # Errors
    /// Says what is wrong with the identity.
    pub fn config(self) -> Result<stage::Config, identity::Error> {
        let identity = match &self.options.identity {
            Some(file) => identity::of_file(file)?,
            None => Keypair::generate_ed25519(),
        };
        Ok(match self.scene {
            None => stage::Config::Node(self.options.node(identity)),
            Some(Scene::Demo(Demo { nodes, seed, latency, join, tcp, mdns, .. })) => {
                let node = network::Config { mdns, ..self.options.practice_node(identity, nodes) };
                let (seeded, seed) = (seed.is_some(), seed.unwrap_or_else(|| fastrand::u64(..)));
                let latency = latency.unwrap_or(LATENCY);
                let tcp = tcp.and_then(|address| address.or_else(here));
                let network = lab::Config::new(nodes, seed, node);
                stage::Config::Practice(lab::Config { seeded, join, latency, tcp, ..network })
            }
        })
    }

    /// Returns whether nodes of a practice network can speak with other machines.
    fn opens_ports(&self) -> bool {
        let by_tcp = matches!(self.scene, Some(Scene::Demo(Demo { tcp: Some(_), .. })));
        by_tcp || !self.options.listen.is_empty()
    }

    fn contradiction(&self) -> Option<String> {
        let Options { alpha, network, identity, .. } = &self.options;
        let k = self.options.k();
        if alpha.is_some_and(|alpha| alpha == 0 || alpha > k) {
            return Some(format!(
                "--alpha is 1 to {k}: a lookup asks at least one peer at a time, and looks for k = {k}"
            ));
        }
        if matches!(self.scene, Some(Scene::Demo(Demo { tcp: Some(None), .. }))) && here().is_none() {
            return Some(
                "--tcp: no address of this machine is seen from another network: name one, --tcp=ADDR".to_owned(),
            );
        }
        let is_demo = self.scene.is_some();
        if is_demo && network.is_some() {
            return Some("--network cannot be used with demo: a practice network is its own".to_owned());
        }
        if is_demo && identity.is_some() {
            return Some(
                "--identity cannot be used with demo: practice nodes have keys of their own (--seed)".to_owned(),
            );
        }
        if is_demo
            && !self.opens_ports()
            && let Some(peer) = self.options.peer.iter().find(|peer| !is_memory(peer))
        {
            return Some(format!(
                "--peer {peer} cannot be reached from demo: its nodes speak within this process only; add --tcp, or \
                 --listen /ip4/127.0.0.1/tcp/0"
            ));
        }
        None
    }
}

/// Returns the address of this machine that others see: the one that a packet to another network would leave from. None
/// is sent. None where there is no way to another network.
fn here() -> Option<IpAddr> {
    let elsewhere = (Ipv4Addr::new(192, 0, 2, 1), 9); // an address for examples, RFC 5737
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect(elsewhere)?;
        socket.local_addr()
    });
    socket.ok().map(|address| address.ip())
}

fn is_memory(address: &Multiaddr) -> bool {
    matches!(address.iter().next(), Some(Protocol::Memory(_)))
}

impl Options {
    /// Adds what was given after `demo` to what was given before it; of two values the later holds.
    fn with(mut self, later: Self) -> Self {
        self.listen.extend(later.listen);
        self.peer.extend(later.peer);
        Self {
            listen: self.listen,
            peer: self.peer,
            network: later.network.or(self.network),
            protocol: later.protocol.or(self.protocol),
            mode: later.mode.or(self.mode),
            no_mdns: later.no_mdns || self.no_mdns,
            identity: later.identity.or(self.identity),
            k: later.k.or(self.k),
            alpha: later.alpha.or(self.alpha),
            disjoint_paths: later.disjoint_paths || self.disjoint_paths,
            record_ttl: later.record_ttl.or(self.record_ttl),
            republish: later.republish.or(self.republish),
            log: later.log.or(self.log),
        }
    }

    fn k(&self) -> usize {
        self.k.unwrap_or(MAX_K)
    }

    fn node(self, identity: Keypair) -> network::Config {
        let k = self.k();
        let is_public = self.network == Some(Network::Ipfs);
        let mut peers = self.peer;
        if is_public {
            peers.extend(addresses(&IPFS_PEERS));
        }
        let usual = network::Config::new(identity);
        network::Config {
            listen: if self.listen.is_empty() { addresses(&LISTEN) } else { self.listen },
            peers,
            protocol: self.protocol.unwrap_or(usual.protocol),
            mode: self.mode.unwrap_or(if is_public { ModeChoice::Client } else { usual.mode }),
            mdns: !self.no_mdns && !is_public,
            k,
            alpha: self.alpha.unwrap_or(usual.alpha.min(k)),
            disjoint_paths: self.disjoint_paths,
            record_ttl: self.record_ttl.unwrap_or(usual.record_ttl),
            republish: self.republish.unwrap_or(usual.republish),
            ipfs: is_public,
            ..usual
        }
    }

    /// Opens no port that was not asked for: mDNS would be one.
    fn practice_node(self, identity: Keypair, nodes: usize) -> network::Config {
        let listen = self.listen.clone();
        network::Config { listen, mdns: false, nodes, ..self.node(identity) }
    }
}

fn addresses(texts: &[&str]) -> Vec<Multiaddr> {
    texts.iter().map(|text| text.parse().expect("written down above, and tested")).collect()
}

fn nodes(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(nodes @ 1..=MAX_NODES) => Ok(nodes),
        Ok(0) => Err("a network has at least one node".to_owned()),
        Ok(_) => Err(format!("at most {MAX_NODES}: each is a whole node with a share of this machine's memory")),
        Err(_) => Err(format!("expected a number of nodes, 1 to {MAX_NODES}")),
    }
}

fn bucket_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(k @ 1..=MAX_K) => Ok(k),
        Ok(0) => Err("a bucket holds at least one peer".to_owned()),
        Ok(_) => Err(format!("at most {MAX_K}: libp2p-kad keeps {MAX_K} in answers, lookup seeds and bootstrap")),
        Err(_) => Err(format!("expected a number, 1 to {MAX_K}")),
    }
}

fn multiaddr(text: &str) -> Result<Multiaddr, String> {
    text.parse().map_err(|error| format!("{error}; expected a multiaddr, e.g. /ip4/192.168.1.7/tcp/4001"))
}

fn protocol(text: &str) -> Result<String, String> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("a protocol's name starts with a slash: /{text}"))
    }
}

/// Reads how long a byte travels: nothing is a time too.
fn latency(text: &str) -> Result<Duration, String> {
    match text {
        "0" | "0s" | "0ms" => Ok(Duration::ZERO),
        _ => duration(text),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be longer than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(format!("{error}; expected a duration, e.g. 90s, 5m, 48h")),
    }
}

fn mode(word: &str) -> ModeChoice {
    match word {
        "client" => ModeChoice::Client,
        "auto" => ModeChoice::Auto,
        _ => ModeChoice::Server,
    }
}

#[cfg(test)]
mod tests;
