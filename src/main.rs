//! Understands the arguments, starts, and says what went wrong. All else is in the library.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use kadscope::{
    app::{self, ExplorerEnd},
    cli::{self, Task},
    headless::{self, RunEnd},
    identity, terminal,
    words::Language,
};
use tracing_subscriber::EnvFilter;

/// kad preallocates a megabyte of buckets a node: this allocator leaves it untouched until used. (MSVC cannot build it.)
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How much of libp2p's log is written: `info`, `debug`, `libp2p_kad=trace`, …
const LOG_FILTER: &str = "KADSCOPE_LOG";

/// What can go wrong, and how the shell learns of it.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Terminal(#[from] terminal::NoTerminal),
    #[error(transparent)]
    Identity(#[from] identity::Error),
    #[error("{}", Language::English.log_not_written(.0, .1))]
    Log(PathBuf, io::Error),
    #[error("{}", Language::English.log_filter_expected(.0))]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("{}", Language::English.no_threads(.0))]
    Runtime(io::Error),
    #[error(transparent)]
    App(app::Error),
    #[error(transparent)]
    Run(headless::Error),
}

impl Error {
    fn status(&self) -> u8 {
        match self {
            Self::Terminal(_)
            | Self::Identity(_)
            | Self::Log(..)
            | Self::Filter(_)
            | Self::App(app::Error::Record(_) | app::Error::Unreadable { .. })
            | Self::Run(
                headless::Error::Unclear(_)
                | headless::Error::Script(..)
                | headless::Error::NoText(..)
                | headless::Error::Record(_),
            ) => 2,
            Self::App(app::Error::Session(_)) | Self::Run(headless::Error::Session(_)) => 3,
            Self::App(app::Error::Terminal(_))
            | Self::Runtime(_)
            | Self::Run(headless::Error::Io(_) | headless::Error::Unread) => 1,
            // As a panic ends any Rust program.
            Self::App(app::Error::Panicked) | Self::Run(headless::Error::Panicked) => 101,
        }
    }
}

fn main() -> ExitCode {
    let arguments = cli::parse(std::env::args_os()).unwrap_or_else(|error| error.exit());
    match start(arguments) {
        Ok(End::Explorer(ExplorerEnd::Signal(signal))) => {
            say(&Language::English.ended_by(signal.name));
            ExitCode::SUCCESS
        }
        Ok(End::Script(RunEnd::Signal(signal))) => {
            say(&Language::English.ended_by(signal.name));
            ExitCode::from(128 + signal.number) // as shells say it
        }
        Ok(End::Script(RunEnd::NotOk)) => ExitCode::from(1),
        Ok(End::Script(RunEnd::Ok) | End::Explorer(_) | End::Told) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error.to_string());
            ExitCode::from(error.status())
        }
    }
}

/// How it ended.
enum End {
    Explorer(ExplorerEnd),
    Script(RunEnd),
    /// It was only to tell something.
    Told,
}

fn start(arguments: cli::Arguments) -> Result<End, Error> {
    if arguments.needs_terminal() {
        terminal::check()?;
    }
    if let Some(path) = arguments.log() {
        write_log(path)?;
    }
    let task = arguments.task()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Runtime)?;
    let ended = match task {
        Task::Explore { settings, session, record, again } => {
            runtime.block_on(app::start(settings, session, record, again)).map(End::Explorer).map_err(Error::App)
        }
        Task::Replay { settings, file } => {
            runtime.block_on(app::replay(settings, &file)).map(End::Explorer).map_err(Error::App)
        }
        Task::Run(config) => runtime.block_on(headless::run(config)).map(End::Script).map_err(Error::Run),
        Task::Tell(text) => {
            let _ = io::stdout().write_all(text.as_bytes()); // nobody is left to be told
            Ok(End::Told)
        }
    };
    // What still runs has nobody left to tell: the process need not wait for it.
    runtime.shutdown_background();
    ended
}

/// Sends what libp2p says of itself to a file. Without one it is silent, and costs nothing.
fn write_log(path: &Path) -> Result<(), Error> {
    let filter = std::env::var(LOG_FILTER).unwrap_or_else(|_| "info".to_owned());
    let filter = EnvFilter::try_new(filter)?;
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.map_err(|error| Error::Log(path.to_owned(), error))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Arc::new(file)).init();
    Ok(())
}

/// Not by `eprintln!`: after a hangup standard error is gone, and that would panic.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "kadscope: {text}");
}
