//! Arguments → configuration. What is wrong with them is said here, before anything is started.

mod again;
mod contradiction;
mod networks;
mod options;
mod values;

use std::{ffi::OsString, path::PathBuf, time::Duration};

use clap::{Args, CommandFactory, Parser, Subcommand, error::ErrorKind};

use crate::{
    app,
    headless::{self, Script},
    identity, session,
    words::Language,
};
use networks::NamedNetwork;
use options::{Options, PracticeOptions};
use values::{duration, language, maybe_nothing, nodes};

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
    /// How long to wait until a first peer has said that it answers our protocol [default: 10s with mDNS or --peer, else not at all]
    #[arg(long, value_name = "DUR", value_parser = maybe_nothing)]
    ready: Option<Duration>,
    #[command(flatten)]
    practice: PracticeOptions,
    #[command(flatten)]
    options: Options,
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
    /// Print this.
    Tell(String),
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
    match arguments.contradiction(Language::English) {
        Some(text) => Err(Arguments::command().error(ErrorKind::ArgumentConflict, text)),
        None => Ok(arguments),
    }
}

impl Arguments {
    /// Returns whether a full screen is drawn.
    #[must_use]
    pub fn needs_terminal(&self) -> bool {
        !matches!(self.scene, Some(Subcommands::Run(_))) && !self.asks_for_networks()
    }

    /// Returns whether a network was to be joined, and none was named.
    fn asks_for_networks(&self) -> bool {
        self.options.network == Some(None)
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
        if self.asks_for_networks() {
            return Ok(Task::Tell(NamedNetwork::list(self.lang.unwrap_or_default())));
        }
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

#[cfg(test)]
mod tests;
