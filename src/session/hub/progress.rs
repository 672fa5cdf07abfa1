//! How far commands got: told to whoever waits for them, with what came of each.

use std::collections::{HashMap, HashSet, VecDeque};

use tokio::sync::mpsc;

use crate::{
    command::NodeCommand,
    dht::{Answer, Cause, Event, Kind, Multiaddr, PeerId, QueryId, Warning, verdict::Code},
    node::LARGE,
    recording::line::{Derived, FinishedQuery},
    state::{Query, State, Status, notices::What},
    words::Language,
};

/// What came of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandOutcome {
    pub n: u64,
    pub code: Code,
    /// What came of it.
    pub what: What,
    /// The values its query found.
    pub values: Vec<Vec<u8>>,
    /// The peers that a `closest` or `providers` found, each with where it is.
    pub peers: Vec<(PeerId, Vec<Multiaddr>)>,
}

/// How far a command got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Its query began.
    Started(u64),
    /// It is done.
    Ended(Box<CommandOutcome>),
}

/// Who waits for commands, or hears warnings.
#[derive(Default)]
pub(super) struct Listeners {
    progress: Option<mpsc::UnboundedSender<Progress>>,
    warnings: Option<mpsc::UnboundedSender<Warning>>,
    /// The commands whose queries run.
    running: HashMap<QueryId, u64>,
    /// The commands that are done only when their value was read back.
    read_back: HashSet<u64>,
    /// Of how many more events the end of a command is waited for, once its query has ended.
    awaited: HashMap<u64, usize>,
    /// The commands whose steps are made one after another, with how many are to come.
    pub(super) steps: VecDeque<(u64, u64)>,
}

impl Listeners {
    /// Returns how far commands get, from now on.
    pub(super) fn progress(&mut self) -> mpsc::UnboundedReceiver<Progress> {
        let (progress, receiver) = mpsc::unbounded_channel();
        self.progress = Some(progress);
        receiver
    }

    /// Returns what is warned of, from now on.
    pub(super) fn warnings(&mut self) -> mpsc::UnboundedReceiver<Warning> {
        let (warnings, receiver) = mpsc::unbounded_channel();
        self.warnings = Some(warnings);
        receiver
    }

    /// Notes a command that is about to be given, and is done only after more than its query.
    pub(super) fn gives(&mut self, n: u64, command: &NodeCommand) {
        match command {
            NodeCommand::Put { value, .. } if value.len() > LARGE => {
                self.read_back.insert(n);
            }
            NodeCommand::Step { steps } => self.steps.push_back((n, *steps)),
            _ => {}
        }
    }

    /// Asks the state what it makes of an event, and tells how far its command is.
    pub(super) fn derive(&mut self, state: &State, event: &Event) -> Derived {
        match event {
            Event::RoutingChanged(change) => {
                Derived::Connected(state.peers.get(&change.peer).is_some_and(|peer| peer.status == Status::Connected))
            }
            Event::Notice { warning } => {
                if let Some(to) = &self.warnings {
                    let _ = to.send(warning.clone()); // nobody listens any more
                }
                Derived::Nothing
            }
            Event::CommandFinished { n, answer } => {
                self.steps.retain(|(waiting, _)| waiting != n); // it made none
                self.read_back.remove(n); // it stored nothing
                self.tell(Progress::Ended(of_command(*n, answer)));
                Derived::Nothing
            }
            Event::QueryStarted { query, cause: Cause::Command(n), .. } => {
                self.running.insert(*query, *n);
                self.tell(Progress::Started(*n));
                Derived::Nothing
            }
            Event::QueryFinished { query, .. }
            | Event::ReadBack { query, .. }
            | Event::StoreChecked { query, .. }
            | Event::Copies { query, .. } => {
                state.queries.get(*query).map_or(Derived::Nothing, |query| self.ended(query, event, state))
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
        let (values, peers) = Default::default();
        self.tell(Progress::Ended(Box::new(CommandOutcome { n: command, code: Code::Ok, what, values, peers })));
        Derived::Step { command, verdict }
    }

    fn ended(&mut self, query: &Query, event: &Event, state: &State) -> Derived {
        let command = self.running.get(&query.id).copied().filter(|n| self.is_done(*n, event));
        if command.is_some() {
            self.running.remove(&query.id);
        }
        let outcome = query.verdict.as_ref().map_or(Code::Failed, |verdict| verdict.code());
        let verdict = query.said(Language::English).unwrap_or_default();
        let values: Vec<_> = query.values.iter().map(|(value, _)| value.clone()).collect();
        if let (Some(n), Some(what)) = (command, query.ended()) {
            let peers = peers_of(query, state);
            let ended = CommandOutcome { n, code: outcome, what, values: values.clone(), peers };
            self.tell(Progress::Ended(Box::new(ended)));
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
                let is_read_back = self.read_back.remove(&n) && !outcome.unseen;
                usize::from(is_read_back) + usize::from(!outcome.in_doubt.is_empty())
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

/// Returns whom a query found that looks for peers, each with where it is.
fn peers_of(query: &Query, state: &State) -> Vec<(PeerId, Vec<Multiaddr>)> {
    let peers: Vec<PeerId> = match query.kind {
        Kind::Closest => query.outcome.closest.clone(),
        Kind::Providers => query.providers.iter().copied().collect(),
        _ => Vec::new(),
    };
    let at = |peer: &PeerId| match state.peers.get(peer) {
        Some(known) => known.addresses.clone(),
        None if *peer == state.session.peer => state.listening.clone(),
        None => Vec::new(),
    };
    peers.into_iter().map(|peer| (peer, at(&peer))).collect()
}

fn of_command(n: u64, answer: &Answer) -> Box<CommandOutcome> {
    let (values, peers) = Default::default();
    Box::new(CommandOutcome { n, code: answer.code(), what: What::Answered(answer.clone()), values, peers })
}
