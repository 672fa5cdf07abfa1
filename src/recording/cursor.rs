//! A place in a recording: what is known there, and what comes next.

use std::{collections::BTreeSet, fs::File, sync::Arc};

use super::{
    line::{Decoder, Read, VERSION},
    source::{Line, Lines, MAX_LINE},
};
use crate::dht::{Event, Timestamp};

/// Names of events that are not known which are told of; more would be noise.
const MAX_UNKNOWN: usize = 20;

/// How much later than the line after it a line may be, in microseconds: two nodes that speak at once read the clock
/// before they are put in order.
const SLACK: u64 = 1_000_000;

/// What events build up, whatever that is.
pub trait World: Clone + Send + Sync + 'static {
    /// Takes an event in. Returns what kind of moment it is.
    fn apply(&mut self, event: Event, at: Timestamp) -> Moment;

    /// Tells that something of the recording cannot be read.
    fn complain(&mut self, text: String, at: Timestamp);
}

/// What kind of moment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    /// A query begins.
    pub query: bool,
    /// A lookup goes one round further, or a step is made.
    pub round: bool,
    /// A query failed.
    pub failure: bool,
}

/// A place in a recording that can be gone back to.
#[derive(Clone)]
pub(super) struct Frame<W> {
    /// Events before it.
    pub(super) events: u64,
    /// The time there.
    pub(super) at: Timestamp,
    offset: u64,
    lines: u64,
    base: u64,
    pub(super) world: W,
}

/// A place in a recording that moves.
pub(super) struct Cursor<W> {
    lines: Lines,
    decoder: Decoder,
    pub(super) world: W,
    /// Events before it.
    pub(super) events: u64,
    /// The time of the last of them.
    pub(super) at: Timestamp,
    /// The next, and where its line begins.
    next: Option<(Timestamp, Event, u64, u64)>,
    /// What is added to times: sessions written one after another into one file each begin at zero.
    base: u64,
    unknown: BTreeSet<String>,
}

impl<W: World> Cursor<W> {
    pub(super) fn new(file: Arc<File>, world: W) -> Self {
        let mut cursor = Self {
            lines: Lines::new(file, 0, 0),
            decoder: Decoder::default(),
            world,
            events: 0,
            at: Timestamp::default(),
            next: None,
            base: 0,
            unknown: BTreeSet::new(),
        };
        cursor.look_ahead();
        cursor
    }

    /// Returns the time of the next event.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.next.as_ref().map(|(at, ..)| *at)
    }

    /// Takes the next event in. Returns what kind of moment it is; none at the end.
    pub(super) fn step(&mut self) -> Option<Moment> {
        let (at, event, ..) = self.next.take()?;
        self.at = self.at.max(at);
        self.events += 1;
        let moment = self.world.apply(event, at);
        self.look_ahead();
        Some(moment)
    }

    pub(super) fn frame(&self) -> Frame<W> {
        let (offset, lines) = match &self.next {
            Some((_, _, offset, lines)) => (*offset, *lines),
            None => (self.lines.offset, self.lines.number),
        };
        Frame { events: self.events, at: self.at, offset, lines, base: self.base, world: self.world.clone() }
    }

    /// Goes to a place.
    pub(super) fn go(&mut self, frame: &Frame<W>) {
        (self.events, self.at, self.base) = (frame.events, frame.at, frame.base);
        self.world = frame.world.clone();
        self.next = None;
        self.lines.go(frame.offset, frame.lines);
        self.look_ahead();
    }

    /// Reads lines up to the next event; of what is none, it is told.
    fn look_ahead(&mut self) {
        loop {
            let (offset, before) = (self.lines.offset, self.lines.number);
            let number = before + 1;
            let read = match self.lines.next() {
                Ok(None) => return,
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Line::Whole(line))) => self.decoder.read(line),
                Ok(Some(Line::Cut(line))) => match self.decoder.read(line) {
                    Err(_) => return self.world.complain(format!("line {number} is cut off: it ends here"), self.at),
                    read => read,
                },
                Ok(Some(Line::Long)) => {
                    let most = MAX_LINE / 1024 / 1024;
                    self.world.complain(format!("line {number} is longer than {most} MiB: skipped"), self.at);
                    continue;
                }
                Err(error) => {
                    return self.world.complain(format!("line {number} cannot be read: {error}"), self.at);
                }
            };
            let (at, event) = match read {
                Ok(Read::Event(at, event)) => (at, event),
                Ok(Read::Later(at, event, version)) => {
                    let text = format!(
                        "line {number}: written by a later kadscope (version {version} of the lines, {VERSION} here): what is \
                         not known is skipped"
                    );
                    self.world.complain(text, self.at);
                    (at, event)
                }
                Ok(Read::Derived) => continue,
                Ok(Read::Unknown(name)) => {
                    if self.unknown.len() < MAX_UNKNOWN && self.unknown.insert(name.clone()) {
                        let name: String = name.chars().take(40).collect();
                        self.world
                            .complain(format!("line {number}: the event {name:?} is not known here: skipped"), self.at);
                    }
                    continue;
                }
                Err(fault) => {
                    self.world.complain(format!("line {number}: {fault}"), self.at);
                    continue;
                }
            };
            let starts_anew = matches!(event, Event::Session(_)) && at.0.saturating_add(self.base + SLACK) < self.at.0;
            if starts_anew {
                self.base = self.at.0;
            }
            self.next = Some((Timestamp(at.0.saturating_add(self.base)), event, offset, before));
            return;
        }
    }
}
