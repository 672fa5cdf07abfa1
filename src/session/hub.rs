//! Where all that happens passes: into the state it is of, and, with what the state makes of it, into recordings and to
//! whoever waits for commands.
//!
//! ```text
//!   node ──► Event ──► State::apply ──► Derived ──► tapes: --json, --record
//!   the program itself ──┘                     └──► Progress of commands
//! ```
//!
//! Nothing here waits for a file or a reader, but for the end of the session.

mod progress;
mod recent;
mod recording;

use std::{
    collections::{HashMap, HashSet},
    io,
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, SystemTime},
};

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{mpsc, watch};

use super::{Clock, snapshot};
use crate::{
    command::NodeCommand,
    dht::{Answer, Event, PeerId, SessionInfo, Timestamp, Warning},
    recording::{Out, Tape, TapeEntry, Trouble},
    state::{
        Lab, State,
        lab::{LabNode, Life},
    },
};
pub use progress::{CommandOutcome, Progress};

use progress::Listeners;
use recent::Recent;
use recording::Recording;

/// How long a file may take nothing before it is let go.
const PATIENCE: Duration = Duration::from_secs(2);

/// How lines and a recording ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finish {
    /// Whether all lines were printed, if any were to be.
    pub is_printed: bool,
    /// Why the recording is not whole; none if it is, or nothing was recorded, or `record off` ended it and said so.
    pub missing: Option<Warning>,
}

/// Where all that happens passes.
#[derive(Clone)]
pub struct Hub(Arc<HubState>);

struct HubState {
    clock: Clock,
    /// When the clock stood at 0.
    started: SystemTime,
    lab: watch::Receiver<Lab>,
    /// The node that is observed.
    here: Mutex<Option<(PeerId, watch::Sender<State>)>>,
    /// Practice nodes that stopped since somebody asked.
    stopped: Mutex<HashSet<PeerId>>,
    sinks: Mutex<Sinks>,
}

/// Who wants to know what happens.
#[derive(Default)]
struct Sinks {
    /// The last minutes.
    recent: Recent,
    /// Standard output.
    lines: Option<Tape>,
    /// A file.
    file: Option<Recording>,
    /// The recording that was ended last, and may still be being written.
    ending: Option<JoinHandle<()>>,
    /// What was said last of lines that are not in the file.
    missing: Option<Warning>,
    /// Whoever waits for commands, or hears warnings.
    listeners: Listeners,
    /// The practice nodes that were told to have started: of one that runs it is told a moment later.
    started: HashSet<PeerId>,
}

impl Hub {
    pub(super) fn new(clock: Clock, lab: watch::Receiver<Lab>) -> Self {
        let (here, stopped, sinks) = (Mutex::default(), Mutex::default(), Mutex::default());
        let started = whole_millis(SystemTime::now() - Duration::from_micros(clock().0));
        Self(Arc::new(HubState { clock, started, lab, here, stopped, sinks }))
    }

    /// Goes nowhere: for tests of what does not need one.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self::new(Arc::new(crate::dht::Timestamp::default), watch::channel(Lab::default()).1)
    }

    /// Returns how far commands get, from now on.
    #[must_use]
    pub fn progress(&self) -> mpsc::UnboundedReceiver<Progress> {
        self.sinks().listeners.progress()
    }

    /// Returns what is warned of, from now on.
    #[must_use]
    pub fn warnings(&self) -> mpsc::UnboundedReceiver<Warning> {
        self.sinks().listeners.warnings()
    }

    /// Writes every line that happens from now on; `trouble` is told what goes wrong.
    ///
    /// # Errors
    /// Says why there is no thread for it.
    pub fn write_lines(
        &self,
        to: impl io::Write + Send + 'static,
        trouble: impl Fn(Trouble) + Send + 'static,
    ) -> io::Result<()> {
        let out = Out { to: Box::new(to), is_gone: Box::new(|| false) };
        self.sinks().lines = Some(Tape::new(out, Vec::new(), Vec::new(), trouble)?);
        Ok(())
    }

    /// Ends the lines and the recording, both with what happened last, and waits until they are written: the lines as
    /// long as some are every `patience`.
    #[must_use]
    pub fn finish(&self, patience: Duration) -> Finish {
        self.end_crawl();
        let (lines, file, ending) = {
            let mut sinks = self.sinks(); // both at once: nodes may still speak
            (sinks.lines.take(), sinks.file.take(), sinks.ending.take())
        };
        if let Some(ending) = ending {
            let _ = ending.join(); // a panic has said so itself
        }
        let cut_short = file.and_then(|Recording { path, tape, .. }| {
            tape.close(PATIENCE).is_none().then(|| Warning::Incomplete { file: path.display().to_string() })
        });
        let missing = self.sinks().missing.take().or(cut_short);
        Finish { is_printed: lines.is_none_or(|tape| tape.close(patience).is_some()), missing }
    }

    /// Tells what a crawl that runs has come to: the program ends.
    fn end_crawl(&self) {
        let here = self.0.here.lock().clone();
        let now = self.now();
        let summary = here.and_then(|(_, state)| state.borrow().crawls.running().map(|crawl| crawl.stopped(now)));
        if let Some(summary) = summary {
            self.say(Event::CrawlFinished(summary));
        }
    }

    /// Tells of something that is the program's own, as if the node that is observed did.
    pub fn say(&self, event: Event) {
        let here = self.0.here.lock().clone();
        if let Some((peer, state)) = here {
            self.deliver(peer, &state, event);
        }
    }

    /// Tells what came of a command that the program itself carried out.
    pub(super) fn end(&self, n: u64, answer: Answer) -> Answer {
        self.say(Event::CommandFinished { n, answer: answer.clone() });
        answer
    }

    /// Notes a command that is about to be given, and is done only after more than its query.
    pub(super) fn gives(&self, n: u64, command: &NodeCommand) {
        self.sinks().listeners.gives(n, command);
    }

    /// Returns what a node says of itself, and when the session started.
    pub(super) fn dated(&self, session: &SessionInfo) -> SessionInfo {
        SessionInfo { started: Some(self.0.started), ..session.clone() }
    }

    /// Notes which node is observed.
    pub(super) fn looks_at(&self, peer: PeerId, state: watch::Sender<State>) {
        *self.0.here.lock() = Some((peer, state));
    }

    /// Returns the practice nodes that stopped since this was asked last.
    pub(super) fn stopped(&self) -> HashSet<PeerId> {
        std::mem::take(&mut self.0.stopped.lock())
    }

    /// Takes an event into its state, and tells who listens.
    pub(super) fn deliver(&self, peer: PeerId, state: &watch::Sender<State>, mut event: Event) {
        let now = self.now();
        if let Event::Session(session) = &mut event {
            *session = self.dated(session);
        }
        if let Event::NodeStopped { peer, .. } = &event {
            self.0.stopped.lock().insert(*peer);
        }
        state.send_if_modified(|state| {
            let mut sinks = self.sinks();
            if sinks.recent.needs_part(now) {
                let known = if matches!(event, Event::Session(_)) { Vec::new() } else { self.known(state, now) };
                sinks.recent.begin(peer, now, known);
            }
            let event = state.complete(event);
            let changed = state.apply(&event, now);
            let derived = sinks.listeners.derive(state, &event);
            for tape in sinks.lines.iter().chain(sinks.file.iter().map(|file| &file.tape)) {
                tape.write(TapeEntry::Event { peer, at: now, event: event.clone(), derived: derived.clone() });
            }
            if let Event::NodeStarted { peer, .. } = &event {
                sinks.started.insert(*peer);
            }
            sinks.recent.note(peer, now, event, derived);
            changed
        });
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    fn sinks(&self) -> MutexGuard<'_, Sinks> {
        self.0.sinks.lock()
    }

    /// Returns the practice nodes that ran before all this happened: those that were told to have started and run now, but for
    /// those it says otherwise of.
    fn ran_before(&self, happened: &[TapeEntry], started: &HashSet<PeerId>) -> Vec<(String, PeerId)> {
        let mut ran_before = HashMap::new();
        for entry in happened {
            let (peer, ran) = match entry {
                TapeEntry::Event { event: Event::NodeStarted { peer, .. }, .. } => (peer, false),
                TapeEntry::Event { event: Event::NodeStopped { peer, .. }, .. } => (peer, true),
                _ => continue,
            };
            ran_before.entry(*peer).or_insert(ran); // what is said of it first
        }
        let lab = self.0.lab.borrow();
        let runs = |node: &LabNode| node.life == Life::Alive && started.contains(&node.peer);
        let nodes = lab.nodes.iter().enumerate();
        let ran = nodes.filter(|(_, node)| ran_before.get(&node.peer).copied().unwrap_or_else(|| runs(node)));
        ran.map(|(number, node)| (format!("n{number}"), node.peer)).collect()
    }
}

/// Returns a time without what is less than a millisecond, as lines tell it.
fn whole_millis(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
