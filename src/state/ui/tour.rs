//! The first minute: acts that the program offers one after another, each as a ghost in the prompt. Of a lookup it makes the
//! steps itself, so that an eye can follow; a command of one's own, or Esc, ends it, and what it paused goes on.

use std::time::Duration;

use super::{Focus, Ui};
use crate::{
    command::{Command, LabCommand, NodeCommand, Nodes},
    dht::{Distance, Key, PeerId, QueryId, Timestamp},
    state::{
        Lab, Lookup, Query, State,
        action::Effect,
        lab::{Holding, Life},
        lookup::{Hop, Stage, Storing},
    },
    words::tour::StepTold,
};

/// How many acts there are.
pub const ACTS: usize = 6;

/// Holders that are killed at most.
const KILLED: usize = 10;
/// How long the answers of a step stay before the next is made.
const PACE: Duration = Duration::from_millis(50);
/// A step that has asked nobody by then will not.
const IDLE: Duration = Duration::from_millis(500);
/// A step is given up on after this: who is silent would hold it for ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long what an act came to stays before the next begins, where that is wanted already.
const REST: Duration = Duration::from_millis(1_500);
/// How long an act that is no lookup may take.
const ACT: Duration = Duration::from_secs(2);

/// Returns what an act types, from 0 on; none behind the last. Half of those that hold the key are killed.
#[must_use]
pub fn act(number: usize, state: &State, lab: &Lab) -> Option<Command> {
    let get = || Command::Node(NodeCommand::Get { key: key() });
    Some(match number {
        0 => Command::Node(NodeCommand::Put { key: key(), value: b"hello".to_vec() }),
        1 | 3 | 5 => get(),
        2 => Command::Lab(LabCommand::Kill { nodes: vec![Nodes::Holders(to_kill(state, lab))], silent: false }),
        4 => Command::Lab(LabCommand::Be { node: Nodes::Random(1) }),
        _ => return None,
    })
}

fn key() -> Key {
    Key::new("greeting")
}

/// Returns how many of those that hold the value are killed.
#[must_use]
pub fn to_kill(state: &State, lab: &Lab) -> usize {
    (others_holding(state, lab) / 2).clamp(1, KILLED)
}

/// Returns how many nodes that run hold the value, beside the one that is observed.
#[must_use]
pub fn others_holding(state: &State, lab: &Lab) -> usize {
    let (me, key) = (lab.number(&state.session.peer), key());
    let others = lab.holders(Holding::Value, &key).filter(|number| Some(*number) != me);
    others.filter(|number| lab.nodes[*number].life == Life::Alive).count()
}

/// The first minute.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tour {
    /// How many acts have begun and ended.
    pub ended: usize,
    /// The act that plays.
    pub playing: Option<Act>,
    /// How often Enter was pressed before the next could begin.
    wanted: usize,
    /// When the last act ended.
    rests_since: Timestamp,
    /// Whether it is over, and only has to let go what it paused.
    is_left: bool,
}

/// An act while it plays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Act {
    began: Timestamp,
    /// The newest query when it began, who was observed, and how many nodes ran.
    newest: Option<QueryId>,
    me: PeerId,
    living: usize,
    is_paused: bool,
    is_typed: bool,
    /// How many steps were made.
    steps: u32,
    /// When the answers to the last step were complete.
    answered: Option<Timestamp>,
    /// The last step that was made, and what came of the one before.
    pub step: StepMade,
    pub before: Option<StepTold>,
}

/// What was known when a step was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StepMade {
    /// When it was made.
    pub at: Timestamp,
    /// How many had been asked before it.
    pub asked: usize,
    /// How near the nearest was that had been heard of.
    pub nearest: Option<Distance>,
}

impl Tour {
    /// Returns the line that Enter types next, if it is its turn.
    #[must_use]
    pub fn offers(&self, state: &State, lab: &Lab) -> Option<Command> {
        act(self.ended, state, lab).filter(|_| self.is_offering())
    }

    /// Returns whether it is Enter's turn.
    #[must_use]
    pub fn is_offering(&self) -> bool {
        self.playing.is_none() && !self.is_left && self.wanted == 0 && self.ended < ACTS
    }

    /// Returns how often Enter was pressed before the next could begin.
    #[must_use]
    pub fn wanted(&self) -> usize {
        self.wanted
    }

    /// Returns whether there is more to come, or something to let go.
    #[must_use]
    pub fn is_going_on(&self) -> bool {
        self.playing.is_some() || self.wanted > 0 || self.is_left
    }

    /// Returns whether it is over.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.is_left
    }
}

impl Act {
    /// Returns the query that it began.
    #[must_use]
    pub fn query<'a>(&self, state: &'a State) -> Option<&'a Query> {
        let typed = state.queries.iter().filter(|query| query.is_commanded());
        typed.max_by_key(|query| query.id).filter(|query| Some(query.id) > self.newest)
    }
}

impl Ui {
    /// Returns the command that the prompt offers, where it has the focus and nothing is typed.
    #[must_use]
    pub fn ghost(&self, state: &State, lab: &Lab) -> Option<Command> {
        let is_here = self.focus == Focus::Prompt && self.prompt.is_empty();
        self.tour.as_ref().filter(|_| is_here)?.offers(state, lab)
    }

    /// Takes the offer, or keeps that it is wanted. What lies over the queries goes: it plays there.
    pub(super) fn accept(&mut self) {
        self.pages.clear();
        self.zoomed = false;
        if self.pane.is_alone() {
            self.leave_alone();
            self.focus = Focus::Prompt;
        }
        if let Some(tour) = &mut self.tour {
            let left = ACTS - tour.ended - usize::from(tour.playing.is_some());
            tour.wanted = (tour.wanted + 1).min(left);
        }
    }

    /// Ends the first minute; `keeps_pause` is whether what it paused is to stand still all the same.
    pub(super) fn leave_tour(&mut self, keeps_pause: bool) {
        let has_paused = self.tour.take().and_then(|tour| tour.playing).is_some_and(|act| act.is_paused);
        if has_paused && !keeps_pause {
            self.tour = Some(Tour { is_left: true, ..Tour::default() });
        }
    }

    /// Goes on with the first minute. Returns what it types.
    pub(super) fn go_on(&mut self, state: &State, lab: &Lab, now: Timestamp) -> Option<Effect> {
        let tour = self.tour.as_mut()?;
        if tour.is_left {
            self.tour = None;
            return Some(Effect::typed(Command::Node(NodeCommand::Resume)));
        }
        let has_rested = tour.ended == 0 || now.since(tour.rests_since) >= REST;
        if tour.playing.is_none() && tour.wanted > 0 && has_rested && !lab.is_building() {
            tour.wanted -= 1;
            tour.playing = Some(Act::begun(state, lab, now));
            self.query = None; // what it looks for is followed
        }
        let command = act(tour.ended, state, lab)?;
        match tour.playing.as_mut()?.go_on(command, state, lab, now) {
            Done::Waits => None,
            Done::Types(command) => {
                let effect = Effect::typed(command);
                if let Effect::Run { line, .. } = &effect
                    && tour.playing.as_ref().is_some_and(|act| act.is_typed && act.steps == 0)
                {
                    self.prompt.remember(line); // it can be brought back, as if it had been typed
                }
                Some(effect)
            }
            Done::Ended => {
                tour.ended += 1;
                tour.rests_since = now;
                let was_paused = tour.playing.take().is_some_and(|act| act.is_paused);
                was_paused.then(|| Effect::typed(Command::Node(NodeCommand::Resume)))
            }
        }
    }
}

/// What comes next of an act.
enum Done {
    Waits,
    Types(Command),
    Ended,
}

impl Act {
    fn begun(state: &State, lab: &Lab, now: Timestamp) -> Self {
        let newest = state.queries.iter().map(|query| query.id).max();
        let (me, living) = (state.session.peer, lab.living().count());
        let step = StepMade { at: now, ..StepMade::default() };
        Self {
            began: now,
            newest,
            me,
            living,
            is_paused: false,
            is_typed: false,
            steps: 0,
            answered: None,
            step,
            before: None,
        }
    }

    fn go_on(&mut self, command: Command, state: &State, lab: &Lab, now: Timestamp) -> Done {
        let is_lookup = matches!(&command, Command::Node(command) if command.is_query());
        if is_lookup && !self.is_paused {
            self.is_paused = true;
            return Done::Types(Command::Node(NodeCommand::Pause));
        }
        if !self.is_typed {
            if is_lookup && state.paused.is_none() {
                return Done::Waits;
            }
            self.is_typed = true;
            return Done::Types(command);
        }
        if !is_lookup {
            let has_come = state.session.peer != self.me || lab.living().count() != self.living;
            return if has_come || now.since(self.began) > ACT { Done::Ended } else { Done::Waits };
        }
        match self.query(state) {
            None => Done::Waits,
            Some(query) if query.finished.is_some() => Done::Ended,
            Some(query) => self.step_on(query, now),
        }
    }

    /// Returns what came of the last step so far.
    #[must_use]
    pub fn told(&self, lookup: &Lookup, now: Timestamp) -> StepTold {
        let asked = lookup.hops.values().filter(|hop| hop.asked.is_some()).count().saturating_sub(self.step.asked);
        let new = || lookup.hops.iter().filter(|(_, hop)| hop.source.is_some() && hop.heard >= self.step.at);
        let nearer = |place: &Distance| self.step.nearest.is_none_or(|nearest| *place < nearest);
        let failed = |hop: &&Hop| hop.stage == Stage::Failed && hop.asked.is_some_and(|asked| asked >= self.step.at);
        StepTold {
            asked,
            is_first: self.step.asked == 0,
            open: lookup.waiting_at(now),
            failed: lookup.hops.values().filter(failed).count(),
            new: new().count(),
            nearer: new().filter(|(place, _)| nearer(place)).count(),
        }
    }

    /// Makes the next step once the answers to the last have been seen.
    fn step_on(&mut self, query: &Query, now: Timestamp) -> Done {
        let Some(lookup) = query.lookup() else { return Done::Waits };
        let told = self.told(lookup, now);
        let has_asked = told.asked > 0 || query.stores > 0 || now.since(self.step.at) >= IDLE;
        let is_open = lookup.waiting_at(now) > 0 || stores_open(lookup) > 0;
        if has_asked && !is_open && self.answered.is_none() {
            self.answered = Some(now);
        }
        let is_seen = self.steps == 0 || self.answered.is_some_and(|at| now.since(at) >= PACE);
        if !is_seen && now.since(self.step.at) < PATIENCE {
            return Done::Waits;
        }
        self.answered = None;
        self.steps += 1;
        self.before = Some(told).filter(|told| told.asked > 0);
        let asked = lookup.hops.values().filter(|hop| hop.asked.is_some()).count();
        self.step = StepMade { at: now, asked, nearest: lookup.hops.keys().next().copied() };
        Done::Types(Command::Node(NodeCommand::Step { steps: 1 }))
    }
}

/// Returns how many store requests have no answer yet.
fn stores_open(lookup: &Lookup) -> usize {
    lookup.hops.values().filter(|hop| hop.store == Some(Storing::Asked)).count()
}

/// Returns whether a command holds or moves our own queries: who types it wants them to stay so.
pub(super) fn is_about_pausing(command: &Command) -> bool {
    matches!(command, Command::Node(NodeCommand::Pause | NodeCommand::Step { .. } | NodeCommand::Resume))
}
