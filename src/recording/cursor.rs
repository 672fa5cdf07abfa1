//! A place in a recording: what is known there, and what comes next.

use std::collections::BTreeSet;

use super::reader::{Next, ReadItem, Reader, ReaderPosition};
use crate::{
    dht::{Event, Timestamp},
    words::Language,
};

/// Names of events that are not known which are told of; more would be noise.
const MAX_UNKNOWN: usize = 20;
/// Characters of such a name that are told.
const MAX_NAME: usize = 40;

/// What events build up, whatever that is.
pub trait World: Clone + Send + Sync + 'static {
    /// Takes an event in. Returns what kind of moment it is.
    fn apply(&mut self, event: Event, at: Timestamp) -> Milestone;

    /// Tells that something of the recording cannot be read.
    fn complain(&mut self, text: String, at: Timestamp);
}

/// What kind of moment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Milestone {
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
    /// Where the line of the next begins; none at the end.
    next: Option<ReaderPosition>,
    unknown: BTreeSet<String>,
    pub(super) world: W,
}

/// A place in a recording that moves.
pub(super) struct Cursor<W, R = Reader> {
    reader: R,
    pub(super) world: W,
    /// Events before it.
    pub(super) events: u64,
    /// The time of the last of them.
    pub(super) at: Timestamp,
    /// The next, and where its line begins.
    next: Option<(Event, Timestamp, ReaderPosition)>,
    /// The events of which was told that they are not known: once is enough.
    unknown: BTreeSet<String>,
}

impl<W: World, R: Iterator<Item = Next>> Cursor<W, R> {
    pub(super) fn new(reader: R, world: W) -> Self {
        let mut cursor =
            Self { reader, world, events: 0, at: Timestamp::default(), next: None, unknown: BTreeSet::new() };
        cursor.look_ahead();
        cursor
    }

    /// Returns the time of the next event.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.next.as_ref().map(|(_, at, _)| *at)
    }

    /// Takes the next event in. Returns what kind of moment it is; none at the end.
    pub(super) fn step(&mut self) -> Option<Milestone> {
        let (event, at, _) = self.next.take()?;
        self.at = self.at.max(at);
        self.events += 1;
        let moment = self.world.apply(event, at);
        self.look_ahead();
        Some(moment)
    }

    pub(super) fn frame(&self) -> Frame<W> {
        let next = self.next.as_ref().map(|(_, _, place)| *place);
        let (unknown, world) = (self.unknown.clone(), self.world.clone());
        Frame { events: self.events, at: self.at, next, unknown, world }
    }

    /// Goes on to the next event; what else is there is told.
    fn look_ahead(&mut self) {
        while let Some(next) = self.reader.next() {
            match next.what {
                ReadItem::Event(event, at) => return self.next = Some((event, at, next.place)),
                ReadItem::Flawed(line, flaw) => self.world.complain(flaw.said(line), self.at),
                ReadItem::Unknown(line, name) => self.note_unknown(line, &name),
            }
        }
    }

    fn note_unknown(&mut self, line: u64, name: &str) {
        let name: String = name.chars().take(MAX_NAME).collect();
        if self.unknown.len() < MAX_UNKNOWN && self.unknown.insert(name.clone()) {
            self.world.complain(Language::English.line_unknown(line, &name), self.at);
        }
    }
}

impl<W: World> Cursor<W> {
    /// Goes to a place.
    pub(super) fn go(&mut self, frame: &Frame<W>) {
        (self.events, self.at) = (frame.events, frame.at);
        (self.world, self.unknown) = (frame.world.clone(), frame.unknown.clone());
        self.next = None;
        if let Some(place) = frame.next {
            self.reader.go(place);
            self.look_ahead();
        }
    }
}
