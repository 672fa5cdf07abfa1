//! Arguments → configuration. What is wrong with them is said here, before anything is started.

mod again;
mod contradiction;
mod networks;
mod values;

use std::{ffi::OsString, net::IpAddr, path::PathBuf, time::Duration};

use clap::{
    Args, CommandFactory, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use libp2p::identity::Keypair;

use crate::{
    app,
    command::ModeChoice,
    dht::{MAX_K, Multiaddr},
    headless::{self, Script},
    identity, lab, node, session,
    words::Language,
};
use contradiction::here;
use networks::NamedNetwork;
use values::{bucket_size, duration, language, maybe_nothing, mode, multiaddr, nodes, protocol};

/// Any free port on all interfaces.
const LISTEN: [&str; 2] = ["/ip4/0.0.0.0/tcp/0", "/ip4/0.0.0.0/udp/0/quic-v1"];

/// Nodes in a practice network: with fewer than some 100 everybody knows everybody, and a lookup has nothing to do.
const NODES: usize = 200;

/// How long a byte travels in a practice network to look at, one way: slow enough for an eye to follow a lookup.
const LATENCY: Duration = Duration::from_millis(150);

/// How long a command of a script may take.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How long a script waits for a first peer, where one may come.
const READY: Duration = Duration::from_secs(10);

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(name = "kadscope", version, about, args_conflicts_with_subcommands = false)]
pub struct Arguments {
    /// The language of what is shown: en [default: the locale's in the explorer, else en]
    #[arg(long, value_name = "LANG", global = true, value_parser = language)]
    lang: Option<Language>,
    /// Show less, to an audience: no addresses, agents or indices; the rest has more room
    #[arg(long, global = true)]
    present: bool,
    /// As it was typed, without the program's name.
    #[arg(skip)]
    typed: Vec<String>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    scene: Option<Subcommands>,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Open inside a practice network: real libp2p nodes in this one process
    Demo(Demo),
    /// Carry out commands without a screen, one after another
    Run(Run),
    /// Play a recording in the explorer
    Replay {
        /// What --record, `record` or `run --json` wrote; packed with gzip or not
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Demo {
    /// How many nodes
    #[arg(value_name = "N", default_value_t = NODES, value_parser = nodes)]
    nodes: usize,
    /// Leave the first minute out, in which the program shows around
    #[arg(long)]
    expert: bool,
    #[command(flatten)]
    practice: PracticeOptions,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Args)]
struct Run {
    /// The commands, one a line: a file, or - for standard input
    #[arg(value_name = "SCRIPT", conflicts_with = "command")]
    script: Option<PathBuf>,
    /// A command; may be repeated
    #[arg(short, long, value_name = "COMMAND")]
    command: Vec<String>,
    /// In a practice network of N nodes [default: 200]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200", value_parser = nodes)]
    demo: Option<usize>,
    /// Print all that happens, a JSON object a line, instead of verdicts
    #[arg(long)]
    json: bool,
    /// How long one command may take [default: 2m]
    #[arg(long, value_name = "DUR", value_parser = duration)]
    timeout: Option<Duration>,
    /// How long to wait for a first peer [default: 10s with mDNS or --peer, else not at all]
    #[arg(long, value_name = "DUR", value_parser = maybe_nothing)]
    ready: Option<Duration>,
    #[command(flatten)]
    practice: PracticeOptions,
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
    /// Join a network by its name; without a name: say which there are
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "a question, where the value is left out")]
    network: Option<Option<NamedNetwork>>,
    /// Join the network through this peer, and not through its own bootstrap peers; may be repeated
    #[arg(long, value_name = "MULTIADDR", value_parser = multiaddr)]
    bootstrap: Vec<Multiaddr>,
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
    /// Write down what happens, for kadscope replay
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write libp2p's log to this file; `KADSCOPE_LOG` says how much of it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// How a practice network is made.
#[derive(Debug, Default, Args)]
struct PracticeOptions {
    /// The same keys, names and routing tables every time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How long a byte travels from one node to another, one way [default: 150ms in demo, 0 in run]
    #[arg(long, value_name = "DUR", value_parser = maybe_nothing)]
    latency: Option<Duration>,
    /// Let the network form by bootstrap, node after node, to watch it happen
    #[arg(long)]
    join: bool,
    /// Let its nodes be as any other node, with kad's own defaults; they join by bootstrap, and are 300 at most
    #[arg(long)]
    plain: bool,
    /// Let the nodes listen on TCP, so that other machines can join; at this address of this machine [default: the one
    /// that others see]
    #[arg(long, value_name = "ADDR", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "a flag whose value may be left out")]
    tcp: Option<Option<IpAddr>>,
    /// Let our node announce itself by mDNS, so that others find the network by themselves; needs --tcp
    #[arg(long, requires = "tcp")]
    mdns: bool,
}

impl PracticeOptions {
    fn is_any(&self) -> bool {
        self.seed.is_some() || self.latency.is_some() || self.join || self.plain || self.tcp.is_some()
    }
}

/// What is to be done.
pub enum Task {
    /// Open the explorer.
    Explore {
        /// So it shows itself.
        settings: app::Settings,
        /// On this.
        session: session::Config,
        /// What happens is recorded here.
        record: Option<PathBuf>,
        /// Starts the same practice network again, if it is one.
        again: Option<String>,
    },
    /// Play a recording in the explorer.
    Replay {
        /// So it shows itself.
        settings: app::Settings,
        /// What is played.
        file: PathBuf,
    },
    /// Run commands without a screen.
    Run(headless::Config),
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
    let given: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let mut arguments = Arguments::try_parse_from(values::joined(&given))?;
    arguments.typed = given.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let own = match &mut arguments.scene {
        Some(Subcommands::Demo(Demo { options, .. }) | Subcommands::Run(Run { options, .. })) => Some(options),
        Some(Subcommands::Replay { .. }) | None => None,
    };
    if let Some(own) = own {
        let after = std::mem::take(own);
        arguments.options = std::mem::take(&mut arguments.options).with(after);
    }
    if arguments.options.network == Some(None) {
        return Err(Arguments::command().error(ErrorKind::DisplayHelp, NamedNetwork::list(Language::English)));
    }
    match arguments.contradiction(Language::English) {
        Some(text) => Err(Arguments::command().error(ErrorKind::ArgumentConflict, text)),
        None => Ok(arguments),
    }
}

impl Arguments {
    /// Returns whether a full screen is drawn.
    #[must_use]
    pub fn needs_terminal(&self) -> bool {
        !matches!(self.scene, Some(Subcommands::Run(_)))
    }

    /// Returns where the log goes, if it is wanted.
    #[must_use]
    pub fn log(&self) -> Option<&PathBuf> {
        self.options.log.as_ref()
    }

    /// Returns what to do. Reads the identity, and makes it when missing.
    ///
    /// # Errors
    /// Says what is wrong with the identity.
    pub fn task(self) -> Result<Task, identity::Error> {
        let record = self.options.record.clone();
        let has_peers = !self.options.peer.is_empty() || self.options.network.is_some() || !self.options.no_mdns;
        let (language, scene, options) = (self.lang, self.scene, self.options);
        let settings = app::Settings { language, presents: self.present, has_tour: false };
        Ok(match scene {
            None => Task::Explore { settings, session: options.session(None)?, record, again: None },
            Some(Subcommands::Demo(Demo { nodes, expert, practice, .. })) => {
                let session = options.session(Some((nodes, practice, LATENCY)))?;
                let again = again::line(&self.typed, &session);
                let settings = app::Settings { has_tour: !expert, ..settings };
                Task::Explore { settings, session, record, again }
            }
            Some(Subcommands::Replay { file }) => Task::Replay { settings, file },
            Some(Subcommands::Run(Run { script, command, demo, practice, json, timeout, ready, .. })) => {
                Task::Run(headless::Config {
                    language: language.unwrap_or_default(),
                    session: options.session(demo.map(|nodes| (nodes, practice, Duration::ZERO)))?,
                    script: match script {
                        Some(file) if file.as_os_str() == "-" => Script::Input,
                        Some(file) => Script::File(file),
                        None => Script::Given(command),
                    },
                    json,
                    timeout: timeout.unwrap_or(TIMEOUT),
                    ready: ready.unwrap_or(if has_peers { READY } else { Duration::ZERO }),
                    record,
                    picture: app::picture,
                })
            }
        })
    }
}

impl Options {
    /// Adds what was given after `demo` to what was given before it; of two values the later holds.
    fn with(mut self, later: Self) -> Self {
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
            record: later.record.or(self.record),
            log: later.log.or(self.log),
        }
    }

    /// Returns what is started. Reads the identity, and makes it when missing.
    fn session(self, practice: Option<(usize, PracticeOptions, Duration)>) -> Result<session::Config, identity::Error> {
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

    fn k(&self) -> usize {
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
            is_reachable: !is_public,
            ipfs_records: network.is_some(),
            ..usual
        }
    }

    /// Opens no port that was not asked for: mDNS would be one.
    fn practice_node(self, identity: Keypair, nodes: usize) -> node::Config {
        let listen = self.listen.clone();
        node::Config { listen, mdns: false, nodes, ..self.node(identity) }
    }
}

fn addresses(texts: &[&str]) -> Vec<Multiaddr> {
    texts.iter().map(|text| text.parse().expect("written down above, and tested")).collect()
}

#[cfg(test)]
mod tests;
