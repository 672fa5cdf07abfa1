//! Plays a recording: forwards, backwards, to any place.
//!
//! ```text
//!   index   plays the file to its end once, beside, and keeps up to 64 frames: whole worlds, thinned out as it goes on
//!   cursor  what is shown: goes to the frame before where it is wanted, and plays what is between
//! ```
//!
//! So what is kept in memory depends on what is known at a time, not on how long the recording is.

use std::{
    fs::File,
    path::Path,
    sync::{Arc, Weak},
    thread::{self, JoinHandle},
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard};

use super::{
    cursor::{Cursor, Frame, Milestone, World},
    line::Decoder,
    reader::{self, Next, Reader},
    source::{self, Line, Lines, Unreadable},
};
use crate::dht::Timestamp;

/// Frames kept at most.
const MAX_FRAMES: usize = 64;
/// Events from one frame to the next, at first.
const SPACING: u64 = 1_024;
/// Marks of the time line.
const MARKS: usize = 512;
/// Time that a mark stands for at first, in microseconds.
const FIRST_MARK: u64 = 10_000;
/// Events after which the index shows how far it is.
const BATCH: u64 = 1_000;
/// How often is looked whether the index has come far enough.
const POLL: Duration = Duration::from_millis(1);

/// What is marked at a place of the time line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum TimelineMark {
    /// Nothing.
    #[default]
    Nothing,
    /// A query began.
    Query,
    /// A query failed.
    Failure,
}

/// How long a recording is, and where something is in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overview {
    /// Events read so far.
    pub events: u64,
    /// The time of the last.
    pub end: Timestamp,
    /// Whether all was read.
    pub is_whole: bool,
    /// What is where; each stands for the same time.
    pub marks: Vec<TimelineMark>,
    /// The time that a mark stands for, in microseconds.
    pub mark: u64,
}

struct Index<W> {
    frames: Vec<Frame<W>>,
    spacing: u64,
    overview: Overview,
}

/// A recording that is played.
pub struct Player<W> {
    index: Arc<Mutex<Index<W>>>,
    indexing: JoinHandle<()>,
    cursor: Cursor<W>,
}

impl<W: World> Player<W> {
    /// Opens a recording, at its beginning, where this is known.
    ///
    /// # Errors
    /// Says why it cannot be played.
    pub fn open(path: &Path, world: W) -> Result<Self, Unreadable> {
        let file = source::open(path)?;
        is_recording(&file)?;
        let cursor = Cursor::new(Reader::new(Arc::clone(&file)), world.clone());
        let first = vec![cursor.frame()];
        let overview = Overview { mark: FIRST_MARK, ..Overview::default() };
        let index = Arc::new(Mutex::new(Index { frames: first, spacing: SPACING, overview }));
        let (ahead, shared) = (reader::ahead(file)?, Arc::downgrade(&index));
        let indexing = thread::Builder::new().name("index".to_owned());
        let indexing = indexing.spawn(move || play(Cursor::new(ahead, world), &shared))?;
        Ok(Self { index, indexing, cursor })
    }

    /// Returns what is known where it is.
    pub fn world(&self) -> &W {
        &self.cursor.world
    }

    /// Returns how many events are before where it is, and the time of the last of them.
    #[must_use]
    pub fn place(&self) -> (u64, Timestamp) {
        (self.cursor.events, self.cursor.at)
    }

    /// Returns the time of the next event.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.cursor.next_at()
    }

    /// Returns how long the recording is, as far as it was read.
    #[must_use]
    pub fn overview(&self) -> Overview {
        self.index().overview.clone()
    }

    /// Returns the time of the last event, when all is read.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.wait_until(|_| false);
        self.index().overview.end
    }

    /// Plays the next event. Returns whether there was one.
    pub fn step(&mut self) -> bool {
        self.cursor.step().is_some()
    }

    /// Goes to the end.
    pub fn to_end(&mut self) {
        self.wait_until(|_| false);
        let last = self.index().frames.last().cloned();
        if let Some(frame) = last.filter(|frame| frame.events > self.cursor.events) {
            self.cursor.go(&frame);
        }
        while self.step() {}
    }

    /// Goes to where so many events have happened, or to the end.
    pub fn to_event(&mut self, events: u64) {
        self.wait_until(|overview| overview.events >= events);
        self.go_before(|frame| frame.events <= events, self.cursor.events <= events);
        while self.cursor.events < events && self.step() {}
    }

    /// Goes to a time: to where all has happened that had by then.
    pub fn to_time(&mut self, at: Timestamp) {
        self.wait_until(|overview| overview.end > at);
        self.go_before(|frame| frame.at <= at, self.cursor.at <= at);
        while self.next_at().is_some_and(|next| next <= at) && self.step() {}
    }

    /// Goes on until such a moment has come. Returns whether one has.
    pub fn forward_to(&mut self, wanted: impl Fn(Milestone) -> bool) -> bool {
        while let Some(moment) = self.cursor.step() {
            if wanted(moment) {
                return true;
            }
        }
        false
    }

    /// Goes back to the last such moment before this one. Returns whether there is one.
    pub fn back_to(&mut self, wanted: impl Fn(Milestone) -> bool) -> bool {
        let here = self.cursor.events;
        let mut until = here.saturating_sub(1);
        let frames: Vec<_> = self.index().frames.iter().map(|frame| frame.events).filter(|at| *at < until).collect();
        for start in frames.into_iter().rev() {
            self.to_event(start);
            let mut last = None;
            while self.cursor.events < until {
                match self.cursor.step() {
                    Some(moment) if wanted(moment) => last = Some(self.cursor.events),
                    Some(_) => {}
                    None => break,
                }
            }
            if let Some(last) = last {
                self.to_event(last);
                return true;
            }
            until = start;
        }
        self.to_event(here);
        false
    }

    /// Waits until the index has come so far, or to the end: it is quicker than the cursor.
    fn wait_until(&self, is_far: impl Fn(&Overview) -> bool) {
        let is_there = |overview: &Overview| overview.is_whole || is_far(overview);
        while !is_there(&self.index().overview) && !self.indexing.is_finished() {
            thread::sleep(POLL);
        }
    }

    /// Goes to the last frame that is early enough, if that is nearer than going on from here.
    fn go_before(&mut self, is_early: impl Fn(&Frame<W>) -> bool, is_ahead: bool) {
        let here = self.cursor.events;
        let frame = self.index().frames.iter().rev().find(|frame| is_early(frame)).cloned();
        if let Some(frame) = frame.filter(|frame| !is_ahead || frame.events > here) {
            self.cursor.go(&frame);
        }
    }

    fn index(&self) -> MutexGuard<'_, Index<W>> {
        self.index.lock()
    }
}

/// Makes sure that the first line is one of a recording.
fn is_recording(file: &Arc<File>) -> Result<(), Unreadable> {
    let mut lines = Lines::new(Arc::clone(file), 0, 0);
    match lines.next()? {
        None => Err(Unreadable::Empty),
        Some(Line::Long) => Err(Unreadable::Long),
        Some(Line::Whole(line) | Line::Cut(line)) => {
            Decoder::default().read(line).map(|_| ()).map_err(Unreadable::Other)
        }
    }
}

/// Plays a recording to its end, as long as somebody wants to know.
fn play<W: World>(mut cursor: Cursor<W, impl Iterator<Item = Next>>, index: &Weak<Mutex<Index<W>>>) {
    let mut moments = Vec::new();
    let mut next_frame = SPACING;
    loop {
        let moment = cursor.step();
        if let Some(moment) = moment.filter(|moment| moment.query || moment.failure) {
            moments.push((cursor.at, if moment.failure { TimelineMark::Failure } else { TimelineMark::Query }));
        }
        let is_whole = moment.is_none();
        if !is_whole && !cursor.events.is_multiple_of(BATCH) && cursor.events < next_frame {
            continue;
        }
        let Some(index) = index.upgrade() else { return };
        let frame = (cursor.events >= next_frame || is_whole).then(|| cursor.frame());
        let mut index = index.lock();
        let overview = &mut index.overview;
        (overview.events, overview.end, overview.is_whole) = (cursor.events, cursor.at, is_whole);
        for (at, mark) in moments.drain(..) {
            overview.mark(at, mark);
        }
        if let Some(frame) = frame {
            index.keep(frame);
            next_frame = cursor.events + index.spacing;
        }
        if is_whole {
            return;
        }
    }
}

impl<W> Index<W> {
    /// Keeps a frame; if there are too many, every other is dropped.
    fn keep(&mut self, frame: Frame<W>) {
        self.frames.push(frame);
        if self.frames.len() > MAX_FRAMES {
            let mut nth = 0;
            self.frames.retain(|_| {
                nth += 1;
                nth % 2 == 1
            });
            self.spacing *= 2;
        }
    }
}

impl Overview {
    fn mark(&mut self, at: Timestamp, mark: TimelineMark) {
        while at.0 / self.mark >= MARKS as u64 {
            self.marks = self.marks.chunks(2).map(|two| two.iter().copied().max().unwrap_or_default()).collect();
            self.mark = self.mark.saturating_mul(2);
        }
        let place = usize::try_from(at.0 / self.mark).unwrap_or(0);
        if self.marks.len() <= place {
            self.marks.resize(place + 1, TimelineMark::Nothing);
        }
        self.marks[place] = self.marks[place].max(mark);
    }
}
