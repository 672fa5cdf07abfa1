//! A session without a screen: commands in, verdicts or lines out.
//!
//! ```text
//!   script ──► check all ──► start ──► ready ──► give, await, print ──► next ──► exit status
//! ```
//!
//! The script is understood as a whole before anything is started. Each command is awaited; of one that asks while our
//! own queries stand still only the start is, and its end with `resume`, or at the end of the script.

mod progress;
mod ready;
mod runner;
mod script;
mod summary;

pub use script::{LineOf, NoText, Script, Unclear, Unfit};

use std::{
    collections::HashSet,
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    select,
    sync::{Notify, mpsc::UnboundedReceiver},
    time::timeout,
};

use crate::{
    command::Drawing,
    dht::{Timestamp, Warning, program::Program},
    recording::Trouble,
    session::{self, Clock, Finish, Session, Signal},
    state::{Lab, State},
    words::Language,
};
use ready::Expects;
use runner::{Printer, Results, Runner};

/// How long a reader may take nothing before it is given up.
const READER: Duration = Duration::from_secs(5);
/// How long a node may take to close its connections before it is let go.
const FAREWELL: Duration = Duration::from_secs(2);

/// What is to be run, and how.
pub struct Config {
    /// Verdicts are printed in this; all else, lines and what `expect` sees among it, is English.
    pub language: Language,
    /// The node or the practice network.
    pub session: session::Config,
    /// The commands.
    pub script: Script,
    /// Print all that happens as lines, not verdicts.
    pub json: bool,
    /// How long one command may take.
    pub timeout: Duration,
    /// How long is waited for a first peer.
    pub ready: Duration,
    /// Where it is recorded.
    pub record: Option<PathBuf>,
    /// Draws what the explorer would show.
    pub picture: fn(Language, &State, &Lab, Timestamp, Drawing) -> String,
}

/// Why it did not run, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A line of the script is no command: nothing was run.
    #[error(transparent)]
    Unclear(#[from] Unclear),
    /// The script cannot be read.
    #[error("{}", Language::English.script_unreadable(.0, .1))]
    Script(PathBuf, io::Error),
    /// The script is no text.
    #[error("{}: {}", .0.display(), .1)]
    NoText(PathBuf, NoText),
    /// What happens cannot be recorded.
    #[error("{}", Language::English.answer(&.0.clone().into()))]
    Record(Program),
    /// Something that every program needs is refused.
    #[error("{}", Language::English.cannot_start(.0))]
    Io(#[from] io::Error),
    /// The node could not start.
    #[error(transparent)]
    Session(#[from] session::Error),
    /// Not all could be printed.
    #[error("{}", Language::English.program().start.unread)]
    Unread,
    /// Something panicked, and said so itself.
    #[error("{}", Language::English.program().start.bug)]
    Panicked,
}

/// How it went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunEnd {
    /// Every command was ok.
    Ok,
    /// Some command was not.
    NotOk,
    /// This signal came before the end of the script.
    Signal(Signal),
}

/// Runs a script, until its end, a signal, or until nobody reads what is printed.
///
/// # Errors
/// Says what could not be started or read, or failed later.
pub async fn run(config: Config) -> Result<RunEnd, Error> {
    let Config { language, session, script, json, timeout: patience, ready, record, picture } = config;
    let script = script.checked(&session)?;
    let stopped = session::stopped()?;
    let started = Instant::now();
    let clock: Clock = Arc::new(move || Timestamp::from(started.elapsed()));

    let closed = Arc::new(Notify::new());
    let expects = Expects::of(&session);
    let (begun, (progress, mut warnings)) = session::start_with(session, Arc::clone(&clock), |hub| {
        if json {
            hub.write_lines(io::stdout(), trouble(&closed))?;
        }
        if let Some(file) = record {
            hub.record(&file, None).map_err(Error::Record)?;
        }
        Ok::<_, Error>((hub.progress(), hub.warnings()))
    })?;
    let Session { mut task, observed, lab, commands } = begun;
    let hub = commands.hub.clone();
    let print = if json { None } else { Some(Printer::new(trouble(&closed))?) };
    let mut runner = Runner {
        language,
        observed,
        lab,
        commands,
        progress,
        print,
        patience,
        picture,
        clock,
        results: Results::default(),
    };

    let (mut over, mut signal, mut said) = (None, None, HashSet::new());
    select! {
        biased;
        name = stopped => signal = Some(name),
        () = closed.notified() => {}
        () = warn(&mut warnings, language, &mut said) => {}
        ended = &mut task => over = Some(ended),
        () = runner.run(script, ready, expects) => {}
    }
    while let Ok(warning) = warnings.try_recv() {
        say_once(&warning, language, &mut said);
    }
    let (is_ok, print) = runner.end();
    let over = match over {
        None => timeout(FAREWELL, &mut task).await.ok(), // nobody gives it commands any more, so it ends
        over => over,
    };
    match over {
        Some(Ok(ended)) => ended?,
        Some(Err(failed)) if failed.is_panic() => return Err(Error::Panicked),
        Some(Err(_)) | None => task.abort(),
    }
    let written = tokio::task::spawn_blocking(move || {
        let Finish { is_printed, missing } = hub.finish(READER);
        if let Some(text) = missing.map(|warning| language.warning(&warning)).filter(|text| !said.contains(text)) {
            session::say(&text);
        }
        is_printed && print.is_none_or(|print| print.finish(READER))
    });
    match (written.await.unwrap_or(false), is_ok, signal) {
        (_, _, Some(signal)) => Ok(RunEnd::Signal(signal)),
        (false, true, None) => Err(Error::Unread),
        (true, true, None) => Ok(RunEnd::Ok),
        (_, false, None) => Ok(RunEnd::NotOk),
    }
}

/// Says what is warned of, each thing once.
async fn warn(warnings: &mut UnboundedReceiver<Warning>, language: Language, said: &mut HashSet<String>) {
    while let Some(warning) = warnings.recv().await {
        say_once(&warning, language, said);
    }
    std::future::pending::<()>().await; // the session is over
}

fn say_once(warning: &Warning, language: Language, said: &mut HashSet<String>) {
    let text = language.warning(warning);
    if said.insert(text.clone()) {
        session::say(&text);
    }
}

/// Ends the session when nobody reads any more.
fn trouble(closed: &Arc<Notify>) -> impl Fn(Trouble) + Send + 'static {
    let closed = Arc::clone(closed);
    move |trouble| match trouble {
        Trouble::Closed | Trouble::Gone | Trouble::Failed(_) => closed.notify_one(),
        Trouble::Lost(_) => {} // said at the end
    }
}
