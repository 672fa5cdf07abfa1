//! Where all that happens passes: into the state it is of, and, with what the state makes of it, into recordings and to
//! whoever waits for commands.
//!
//! ```text
//!   node ──► Event ──► State::apply ──► Derived ──► tapes: --json, --record
//!   the program itself ──┘                     └──► Progress of commands
//! ```
//!
//! Nothing here waits for a file or a reader, but for the end of the session.

mod recent;
mod recording;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io,
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{mpsc, watch};

use super::{Clock, snapshot};
use crate::{
    command::NodeCommand,
    dht::{Answer, Cause, Event, PeerId, QueryId, Timestamp, Warning, verdict::Code},
    node::LARGE,
    recording::{
        Out, Tape, TapeEntry, Trouble,
        line::{Derived, FinishedQuery},
    },
    state::{Lab, Query, State, Status, lab::Life, notices::What},
    words::Language,
};
use recent::Recent;
use recording::Recording;

/// How long a file may take nothing before it is let go.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandOutcome {
    pub n: u64,
    pub code: Code,
    /// What came of it.
    pub what: What,
    /// The values its query found.
    pub values: Vec<Vec<u8>>,
}

/// How far a command got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Its query began.
    Started(u64),
    /// It is done.
    Ended(CommandOutcome),
}

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
    progress: Option<mpsc::UnboundedSender<Progress>>,
    warnings: Option<mpsc::UnboundedSender<Warning>>,
    /// The commands whose queries run.
    running: HashMap<QueryId, u64>,
    /// The commands that are done only when their value was read back.
    read_back: HashSet<u64>,
    /// Of how many more events the end of a command is waited for, once its query has ended.
    awaited: HashMap<u64, usize>,
    /// The commands whose steps are made one after another, with how many are to come.
    steps: VecDeque<(u64, u64)>,
}

impl Hub {
    pub(super) fn new(clock: Clock, lab: watch::Receiver<Lab>) -> Self {
        let (here, stopped, sinks) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self(Arc::new(HubState { clock, lab, here, stopped, sinks }))
    }

    /// Goes nowhere: for tests of what does not need one.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self::new(Arc::new(crate::dht::Timestamp::default), watch::channel(Lab::default()).1)
    }

    /// Returns how far commands get, from now on.
    #[must_use]
    pub fn progress(&self) -> mpsc::UnboundedReceiver<Progress> {
        let (progress, receiver) = mpsc::unbounded_channel();
        self.sinks().progress = Some(progress);
        receiver
    }

    /// Returns what is warned of, from now on.
    #[must_use]
    pub fn warnings(&self) -> mpsc::UnboundedReceiver<Warning> {
        let (warnings, receiver) = mpsc::unbounded_channel();
        self.sinks().warnings = Some(warnings);
        receiver
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
        match command {
            NodeCommand::Put { value, .. } if value.len() > LARGE => {
                self.sinks().read_back.insert(n);
            }
            NodeCommand::Step { steps } => self.sinks().steps.push_back((n, *steps)),
            _ => {}
        }
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
    pub(super) fn deliver(&self, peer: PeerId, state: &watch::Sender<State>, event: Event) {
        let now = self.now();
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
            let derived = sinks.derive(state, &event);
            for tape in sinks.lines.iter().chain(sinks.file.iter().map(|file| &file.tape)) {
                tape.write(TapeEntry::Event { peer, at: now, event: event.clone(), derived: derived.clone() });
            }
            sinks.recent.note(peer, now, event, derived);
            changed
        });
    }

    fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    fn sinks(&self) -> MutexGuard<'_, Sinks> {
        self.0.sinks.lock()
    }

    /// Returns the practice nodes that ran before all this happened: those that do so now, but for those it says otherwise
    /// of.
    fn ran_before(&self, happened: &[TapeEntry]) -> Vec<(String, PeerId)> {
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
        let nodes = lab.nodes.iter().enumerate();
        let ran = nodes.filter(|(_, node)| *ran_before.get(&node.peer).unwrap_or(&(node.life == Life::Alive)));
        ran.map(|(number, node)| (format!("n{number}"), node.peer)).collect()
    }
}

impl Sinks {
    /// Asks the state what it makes of an event, and tells how far its command is.
    fn derive(&mut self, state: &State, event: &Event) -> Derived {
        match event {
            Event::RoutingChanged { peer, .. } => {
                Derived::Connected(state.peers.get(peer).is_some_and(|peer| peer.status == Status::Connected))
            }
            Event::Notice { warning } => {
                if let Some(to) = &self.warnings {
                    let _ = to.send(warning.clone()); // nobody listens any more
                }
                Derived::Nothing
            }
            Event::CommandFinished { n, answer } => {
                self.steps.retain(|(waiting, _)| waiting != n); // it made none
                self.tell(Progress::Ended(of_command(*n, answer)));
                Derived::Nothing
            }
            Event::QueryStarted { query, cause: Cause::Command(n), .. } => {
                self.running.insert(*query, *n);
                self.tell(Progress::Started(*n));
                Derived::Nothing
            }
            Event::QueryFinished { query, .. } | Event::ReadBack { query, .. } | Event::StoreChecked { query, .. } => {
                state.queries.get(*query).map_or(Derived::Nothing, |query| self.ended(query, event))
            }
            Event::Stepped { step, asks } => self.stepped(*step, asks.len()),
            Event::Resumed => {
                for (n, _) in std::mem::take(&mut self.steps) {
                    self.tell(Progress::Ended(of_command(n, &Answer::ResumedEarly)));
                }
                Derived::Nothing
            }
            _ => Derived::Nothing,
        }
    }

    fn stepped(&mut self, step: u64, asked: usize) -> Derived {
        let Some((n, left)) = self.steps.front_mut() else { return Derived::Nothing };
        *left = left.saturating_sub(1);
        if *left > 0 {
            return Derived::Nothing;
        }
        let (command, what) = (*n, What::Stepped { step, asked });
        let verdict = what.said(Language::English);
        self.steps.pop_front();
        self.tell(Progress::Ended(CommandOutcome { n: command, code: Code::Ok, what, values: Vec::new() }));
        Derived::Step { command, verdict }
    }

    fn ended(&mut self, query: &Query, event: &Event) -> Derived {
        let command = self.running.get(&query.id).copied().filter(|n| self.is_done(*n, event));
        if command.is_some() {
            self.running.remove(&query.id);
        }
        let outcome = query.verdict.as_ref().map_or(Code::Failed, |verdict| verdict.code());
        let verdict = query.said(Language::English).unwrap_or_default();
        let values: Vec<_> = query.values.iter().map(|(value, _)| value.clone()).collect();
        if let (Some(n), Some(what)) = (command, query.ended()) {
            self.tell(Progress::Ended(CommandOutcome { n, code: outcome, what, values: values.clone() }));
        }
        Derived::Query(Box::new(FinishedQuery {
            kind: query.kind,
            key: query.key.clone(),
            command,
            outcome,
            verdict,
            rounds: query.lookups.iter().map(crate::state::Lookup::rounds).max().unwrap_or(0),
            lasted: query.finished.unwrap_or(query.started).since(query.started),
            stored: query.stored.iter().copied().collect(),
            values,
            providers: query.providers.iter().copied().collect(),
            more_providers: query.more_providers,
            without_address: query.without_address,
        }))
    }

    /// Returns whether a command is done with this event: after its query's end its value may be read back, and those in doubt
    /// be asked for it.
    fn is_done(&mut self, n: u64, event: &Event) -> bool {
        let awaited = match event {
            Event::QueryFinished { outcome, .. } => {
                usize::from(self.read_back.remove(&n)) + usize::from(!outcome.in_doubt.is_empty())
            }
            _ => self.awaited.get(&n).map_or(0, |awaited| awaited.saturating_sub(1)),
        };
        if awaited > 0 {
            self.awaited.insert(n, awaited);
        } else {
            self.awaited.remove(&n);
        }
        awaited == 0
    }

    fn tell(&self, progress: Progress) {
        if let Some(to) = &self.progress {
            let _ = to.send(progress); // nobody waits any more
        }
    }
}

fn of_command(n: u64, answer: &Answer) -> CommandOutcome {
    CommandOutcome { n, code: answer.code(), what: What::Answered(answer.clone()), values: Vec::new() }
}

#[cfg(test)]
mod tests;
