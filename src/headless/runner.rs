//! Gives the commands, awaits each, and says what came of it.

use std::{collections::BTreeMap, io, ops::ControlFlow, path::Path, time::Duration};

use tokio::{
    select,
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until, timeout_at},
};

use super::{
    progress::{SILENCE, Waiting},
    ready::{Expects, has_met_somebody},
    script::Checked,
    summary,
};
use crate::{
    command::{COMMANDS, Command, Drawing, Expected, NameMatch, NodeCommand, SessionCommand, parse},
    dht::{Answer, LISTENS, Multiaddr, PeerId, Timestamp, practice::Practice, verdict::Code, visible},
    recording::{Out, Tape, TapeEntry, Trouble},
    session::{self, Clock, CommandOutcome, Commands, Observed, Progress, perform, say},
    state::{Lab, State, notices::What, ui::find},
    words::{Language, notices::Remark},
};

/// How long a crawl may take to stop.
const STOPS: Duration = Duration::from_secs(5);
/// How often it is looked whether another node has told how things stand.
const LOOK: Duration = Duration::from_millis(5);

/// Prints lines on a thread of its own: a reader that does not read stops nothing else.
pub(super) struct Printer(Tape);

impl Printer {
    pub(super) fn new(trouble: impl Fn(Trouble) + Send + 'static) -> io::Result<Self> {
        let out = Out { to: Box::new(io::stdout()), is_gone: Box::new(|| false) };
        Tape::new(out, Vec::new(), Vec::new(), trouble).map(Self)
    }

    /// Waits until all is printed, as long as some of it is every `patience`. Returns whether all is.
    pub(super) fn finish(self, patience: Duration) -> bool {
        self.0.close(patience).is_some()
    }
}

/// What a session is made of.
pub(super) struct Runner {
    /// Verdicts are printed in this.
    pub(super) language: Language,
    pub(super) observed: Observed,
    pub(super) lab: watch::Receiver<Lab>,
    pub(super) commands: Commands,
    pub(super) progress: mpsc::UnboundedReceiver<Progress>,
    pub(super) print: Option<Printer>,
    /// How long one command may take.
    pub(super) patience: Duration,
    pub(super) picture: fn(Language, &State, &Lab, Timestamp, Drawing) -> String,
    pub(super) clock: Clock,
    pub(super) results: Results,
}

/// What came of the commands so far.
#[derive(Default)]
pub(super) struct Results {
    /// Those that are not done, as they were typed, and whether what comes of them can be expected.
    open: BTreeMap<u64, (String, bool)>,
    /// The last verdict, and the values that came with it.
    last: String,
    outcome: Option<Code>,
    /// Whether some were not ok.
    failed: bool,
    /// The number of the practice node that is looked at from now on, until it has told how things stand.
    became: Option<usize>,
}

impl Results {
    /// Says whether what came of the last command is what was expected.
    fn meet(&self, expected: &Expected) -> Result<String, String> {
        let is_met = match expected {
            Expected::Text(text) => self.last.contains(text),
            Expected::Outcome(code) => self.outcome == Some(*code),
            Expected::NotOutcome(code) => self.outcome.is_some_and(|outcome| outcome != *code),
        };
        if is_met {
            Ok(Language::English.run_met(expected, self.outcome))
        } else {
            Err(Language::English.run_unmet(expected, self.outcome, self.last.lines().next()))
        }
    }
}

/// Waits until something is so, and shows what is waited for meanwhile. Returns whether it is, within the time there is.
async fn wait_for<T>(
    receiver: &mut watch::Receiver<T>,
    is_so: impl Fn(&T) -> bool,
    deadline: Option<Instant>,
    what: impl Fn(&T) -> String,
) -> bool {
    let mut waiting = Waiting::new();
    loop {
        let next = Instant::now() + SILENCE;
        let until = deadline.map_or(next, |deadline| deadline.min(next));
        let came = timeout_at(until, receiver.wait_for(&is_so)).await.map(|came| came.is_ok());
        match came {
            Ok(is_so) => return is_so,
            Err(_) if deadline.is_some_and(|deadline| Instant::now() >= deadline) => return false,
            Err(_) => {
                let what = what(&receiver.borrow());
                waiting.show(&what);
            }
        }
    }
}

impl Runner {
    /// Runs a script to its end, or to `quit`.
    pub(super) async fn run(&mut self, mut script: Checked, ready: Duration, expects: Expects) {
        self.get_ready(ready, expects).await;
        if script.is_input() {
            self.print(&self.state(|state| Language::English.run_node(&state.session.peer, &state.listening)));
        }
        loop {
            let line = select! {
                biased;
                progress = self.progress.recv() => {
                    self.note(progress);
                    continue;
                }
                line = script.next() => line,
            };
            match line {
                Some(Ok(line)) => {
                    if self.line(line).await.is_break() {
                        break;
                    }
                }
                Some(Err(why)) => self.say(false, &why.to_string()),
                None => break,
            }
        }
        if !self.is_paused() {
            self.settle().await;
        }
        for (line, _) in std::mem::take(&mut self.results.open).into_values() {
            self.say(false, &Language::English.run_stands_still(&line));
        }
    }

    /// Ends the session. Returns whether all was ok, and who still prints.
    pub(super) fn end(mut self) -> (bool, Option<Printer>) {
        let now = (self.clock)();
        let crawl = self.state(|state| state.crawls.running().map(|crawl| crawl.stopped(now)));
        for (line, _) in std::mem::take(&mut self.results.open).into_values() {
            let text = match crawl.filter(|_| self.is_crawl(&line)) {
                Some(summary) => self.language.answer(&Answer::Crawled(summary)),
                None => Language::English.run_not_ended(&line),
            };
            self.say(false, &text);
        }
        (!self.results.failed, self.print)
    }

    /// Waits until the practice network is built and listens, or until the node listens and has met somebody.
    async fn get_ready(&mut self, ready: Duration, expects: Expects) {
        let english = Language::English;
        let is_practice = self.lab.borrow().is_any();
        if is_practice {
            let building = |lab: &Lab| english.run_building(lab.started);
            wait_for(&mut self.lab, |lab| !lab.is_building(), None, building).await;
        }
        let (begun, mut state) = (Instant::now(), self.observed.borrow().clone());
        let alone = |_: &State| english.program().run.waiting_for_peer.to_owned();
        wait_for(&mut state, |state| !state.listening.is_empty(), Some(begun + LISTENS), alone).await;
        if is_practice {
            return;
        }
        let is_over = |state: &State| has_met_somebody(state) || expects.nobody_else(state);
        let in_time = wait_for(&mut state, is_over, Some(begun + ready), alone).await;
        if ready.is_zero() || has_met_somebody(&state.borrow()) {
            return;
        }
        let waited = (!in_time).then_some(ready);
        let why = state.borrow().nobody_to_ask(); // let go before standard error is written to
        say(&english.run_alone(waited, why.as_ref()));
    }

    /// Carries out one line. Breaks where the script is to end.
    async fn line(&mut self, line: String) -> ControlFlow<()> {
        let given_at = (self.clock)();
        let command = self.state(|state| parse(&line, &|word| find(state, &self.lab.borrow(), word)));
        let counts = !matches!(command, Ok(Command::Session(_)));
        let given = match command {
            Ok(Command::Session(SessionCommand::Quit)) => return ControlFlow::Break(()),
            Ok(Command::Session(command)) => Ok(self.own(command, line.clone()).await),
            Ok(command) => self.commands.give(line.clone(), command).map_err(Answer::Program),
            Err(error) => Err(Answer::said(Err(Language::English.parse_error(&error)))),
        };
        let n = given.unwrap_or_else(|answer| self.commands.answer(line.clone(), || answer).n);
        if counts {
            self.results.outcome = None; // that of the command before is no longer the last
        }
        self.results.open.insert(n, (line, counts));
        self.finish(n).await;
        self.arrive(given_at).await;
        if !self.is_paused() {
            self.settle().await;
        }
        ControlFlow::Continue(())
    }

    /// Carries out what is the program's own. Returns its number.
    async fn own(&mut self, command: SessionCommand, line: String) -> u64 {
        let done = match command {
            SessionCommand::Wait { duration } => {
                let mut waiting = Waiting::new();
                let end = Instant::now() + duration;
                while Instant::now() < end {
                    waiting.show(&line);
                    sleep_until(end.min(Instant::now() + SILENCE)).await;
                }
                Ok(Language::English.run_waited(duration))
            }
            SessionCommand::Expect(expected) => self.results.meet(&expected),
            SessionCommand::Jump { .. } => Err(Language::English.remark(&Remark::OnlyInRecordings)),
            SessionCommand::Mdns => Ok(self.known(summary::mdns)),
            SessionCommand::Records { node } => self.known(|state, lab, now| summary::records(state, lab, now, node)),
            SessionCommand::Requests => Ok(self.known(summary::requests)),
            SessionCommand::Changes { last } => {
                Ok(self.known(|state, lab, now| summary::changes(state, lab, now, last)))
            }
            SessionCommand::Census => Ok(self.known(summary::census)),
            SessionCommand::Help { command } => Ok(help(command.as_deref())),
            other => {
                let Self { language, observed, lab, commands, picture, clock, .. } = self;
                let state = observed.borrow().clone();
                let document = |file: &Path, lines: Option<Vec<String>>| {
                    session::document(file, (&state.borrow(), &lab.borrow(), clock()), lines.as_deref())
                };
                let screen = |drawing| picture(*language, &state.borrow(), &lab.borrow(), clock(), drawing);
                return perform(commands, line, other, &document, &screen).n;
            }
        };
        self.commands.answer(line, || Answer::said(done)).n
    }

    /// Hands what is known now to `say`.
    fn known<T>(&self, say: impl FnOnce(&State, &Lab, Timestamp) -> T) -> T {
        let state = self.observed.borrow().clone();
        say(&state.borrow(), &self.lab.borrow(), (self.clock)())
    }

    /// Waits until the node that is looked at from now on, if it is another, has told how things stand.
    async fn arrive(&mut self, since: Timestamp) {
        let Some(number) = self.results.became.take() else { return };
        let peer = self.lab.borrow().nodes.get(number).map(|node| node.peer);
        let deadline = Instant::now() + self.patience;
        let has_arrived =
            |state: &State| Some(state.session.peer) == peer && state.looked_at >= since && state.has_arrived;
        while !self.state(has_arrived) && Instant::now() < deadline {
            sleep(LOOK).await;
        }
    }

    /// Waits for all that is open.
    async fn settle(&mut self) {
        while let Some(n) = self.results.open.keys().next().copied() {
            self.finish(n).await;
        }
    }

    /// Waits until a command is done, or stands still, or took too long.
    async fn finish(&mut self, n: u64) {
        let (mut deadline, mut is_late) = (Instant::now() + self.patience, false);
        let mut waiting = Waiting::new();
        while let Some((line, _)) = self.results.open.get(&n) {
            select! {
                biased;
                progress = self.progress.recv() => {
                    let is_begun = progress == Some(Progress::Started(n));
                    if is_begun && self.is_paused() {
                        let text = Language::English.run_begun(line);
                        return self.say(true, &text);
                    }
                    self.note(progress);
                }
                () = sleep_until(deadline), if !is_late && self.is_crawl(line) => {
                    (deadline, is_late) = (Instant::now() + STOPS, true);
                    let stop = Command::Node(NodeCommand::EndCrawl);
                    let _ = self.commands.give(stop.to_string(), stop); // what it has is told when it has stopped
                }
                () = sleep_until(deadline) => {
                    let text = Language::English.run_no_end(line, self.patience);
                    if self.results.open.remove(&n).is_some_and(|(_, counts)| counts) {
                        self.results.outcome = Some(Code::TimedOut);
                        self.results.last.clone_from(&text);
                    }
                    self.say(false, &text);
                }
                () = sleep(SILENCE) => waiting.show(line),
            }
        }
    }

    /// Returns whether a line that is open began a crawl.
    fn is_crawl(&self, line: &str) -> bool {
        let command = parse(line, &|_| NameMatch::None);
        matches!(command, Ok(Command::Node(NodeCommand::Crawl(_)))) && self.state(|state| state.crawls.is_running())
    }

    /// Takes in what came of a command.
    fn note(&mut self, progress: Option<Progress>) {
        let Some(Progress::Ended(ended)) = progress else { return };
        let CommandOutcome { n, code, what, values, peers } = *ended;
        let Some((_, counts)) = self.results.open.remove(&n) else { return }; // it was given up before
        self.say(code == Code::Ok, &what.said(self.language));
        if let What::Answered(Answer::Practice(Practice::Be(number))) = what {
            self.results.became = Some(number);
        }
        let mut peers: Vec<String> = peers.iter().map(|(peer, addresses)| listed(peer, addresses)).collect();
        if let What::Ended { query, kind, .. } = &what
            && kind.asks_each()
        {
            let lab = self.lab.borrow().clone();
            peers = self.state(|state| summary::copies(state, &lab, *query));
        }
        self.print(&peers.join("\n"));
        if counts {
            self.results.outcome = Some(code);
            self.results.last = [what.said(Language::English)].into_iter().chain(peers).collect::<Vec<_>>().join("\n");
            for value in values {
                self.results.last.push('\n');
                self.results.last.push_str(&String::from_utf8_lossy(&value));
            }
        }
    }

    fn say(&mut self, ok: bool, verdict: &str) {
        self.results.failed |= !ok;
        self.print(&format!("{}: {verdict}", if ok { "ok" } else { "not ok" }));
    }

    /// Prints lines, with what would spoil a terminal made visible.
    fn print(&self, lines: &str) {
        if let Some(Printer(tape)) = &self.print {
            for line in lines.lines() {
                tape.write(TapeEntry::Text(visible(line)));
            }
        }
    }

    fn is_paused(&self) -> bool {
        self.state(|state| state.paused.is_some())
    }

    fn state<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        let state = self.observed.borrow().clone();
        let state = state.borrow();
        read(&state)
    }
}

fn help(command: Option<&str>) -> String {
    match COMMANDS.iter().find(|spec| Some(spec.name) == command) {
        Some(spec) => Language::English.command_help(spec.verb),
        None => COMMANDS.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", "),
    }
}

/// A peer in a line of its own, with all its addresses.
fn listed(peer: &PeerId, addresses: &[Multiaddr]) -> String {
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    format!("  {peer} {}", addresses.join(" ")).trim_end().to_owned()
}
