//! A recording's events one after another, each with its time since the beginning, and what of it cannot be read.

use std::{
    fs::File,
    io,
    sync::{Arc, mpsc::sync_channel},
    thread,
};

use super::{
    line::{Decoder, LineFault, Read, VERSION},
    source::{Line, Lines, MAX_LINE},
};
use crate::{
    dht::{Event, Timestamp},
    words::Language,
};

/// Events read ahead at once, or bytes of lines, whichever is less; and how often.
const BATCH: usize = 256;
const BATCH_BYTES: u64 = 256 * 1024;
const BATCHES: usize = 4;

/// How much later than the line after it a line may be, in microseconds: two nodes that speak at once read the clock
/// before they are put in order.
const SLACK: u64 = 1_000_000;

/// A place that can be read on from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct ReaderPosition {
    /// The byte at which a line begins.
    offset: u64,
    /// Lines before it.
    lines: u64,
    /// The latest time before it.
    latest: u64,
    /// What is added to times: sessions written one after another into one file each begin at zero.
    base: u64,
}

/// What comes next.
pub(super) struct Next {
    pub(super) what: ReadItem,
    /// Where its line begins.
    pub(super) place: ReaderPosition,
}

pub(super) enum ReadItem {
    Event(Event, Timestamp),
    /// This line is not understood, or not as a whole.
    Flawed(u64, Flaw),
    /// This line says an event of this name, which is not known.
    Unknown(u64, String),
}

/// What is wrong with a line.
pub(super) enum Flaw {
    /// It has no end.
    Cut,
    /// It is longer than any line may be.
    Long,
    /// The system does not give it.
    Unreadable(io::Error),
    /// It is of this later version.
    Later(u64),
    /// It cannot be understood.
    LineFault(LineFault),
}

impl Flaw {
    /// Says what is wrong with the line of this number.
    pub(super) fn said(&self, line: u64) -> String {
        let language = Language::English;
        match self {
            Self::Cut => language.line_cut(line),
            Self::Long => language.line_long(line, MAX_LINE / 1024 / 1024),
            Self::Unreadable(reason) => language.line_unreadable(line, reason),
            Self::Later(version) => language.line_later(line, *version, VERSION),
            Self::LineFault(fault) => language.line_wrong(line, fault),
        }
    }
}

/// Reads a recording from some place on.
pub(super) struct Reader {
    lines: Lines,
    decoder: Decoder,
    latest: u64,
    base: u64,
    /// What is told after the event that was read last.
    remark: Option<ReadItem>,
    /// Whether nothing more can be read.
    is_over: bool,
}

impl Reader {
    pub(super) fn new(file: Arc<File>) -> Self {
        Self {
            lines: Lines::new(file, 0, 0),
            decoder: Decoder::default(),
            latest: 0,
            base: 0,
            remark: None,
            is_over: false,
        }
    }

    /// Reads on from a place.
    pub(super) fn go(&mut self, place: ReaderPosition) {
        self.lines.go(place.offset, place.lines);
        (self.latest, self.base, self.remark, self.is_over) = (place.latest, place.base, None, false);
    }

    fn place(&self) -> ReaderPosition {
        ReaderPosition { offset: self.lines.offset, lines: self.lines.number, latest: self.latest, base: self.base }
    }

    /// Reads a line. Returns what it says; none if that is nothing that happened.
    fn read(&mut self) -> Option<ReadItem> {
        let number = self.lines.number + 1;
        let flawed = |flaw| Some(ReadItem::Flawed(number, flaw));
        let read = match self.lines.next() {
            Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => return None,
            Ok(Some(Line::Whole(line))) => self.decoder.read(line),
            Ok(Some(Line::Cut(line))) => match self.decoder.read(line) {
                Ok(read) => Ok(read),
                Err(_) => return flawed(Flaw::Cut),
            },
            Ok(Some(Line::Long)) => return flawed(Flaw::Long),
            Ok(None) => {
                self.is_over = true;
                return None;
            }
            Err(error) => {
                self.is_over = true;
                return flawed(Flaw::Unreadable(error));
            }
        };
        match read {
            Ok(Read::Event(at, event)) => Some(self.timed(event, at)),
            Ok(Read::Later(at, event, version)) => {
                self.remark = flawed(Flaw::Later(version));
                Some(self.timed(event, at))
            }
            Ok(Read::Derived) => None,
            Ok(Read::Unknown(name)) => Some(ReadItem::Unknown(number, name)),
            Err(fault) => flawed(Flaw::LineFault(fault)),
        }
    }

    /// Returns what happened with its time since the recording's beginning.
    fn timed(&mut self, event: Event, at: Timestamp) -> ReadItem {
        let starts_anew = matches!(event, Event::Session(_)) && at.0.saturating_add(self.base + SLACK) < self.latest;
        if starts_anew {
            self.base = self.latest;
        }
        let at = at.0.saturating_add(self.base);
        self.latest = self.latest.max(at);
        ReadItem::Event(event, Timestamp(at))
    }
}

impl Iterator for Reader {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        while !self.is_over {
            let place = self.place();
            let what = self.remark.take().or_else(|| self.read());
            if let Some(what) = what {
                return Some(Next { what, place });
            }
        }
        None
    }
}

/// Reads a recording to its end on a thread of its own, a little ahead of whoever takes what it reads.
///
/// # Errors
/// Says why there is no thread for it.
pub(super) fn ahead(file: Arc<File>) -> io::Result<impl Iterator<Item = Next> + Send> {
    let (batches, read) = sync_channel::<Vec<Next>>(BATCHES);
    thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut reader = Reader::new(file);
        loop {
            let (mut batch, from) = (Vec::with_capacity(BATCH), reader.lines.offset);
            while batch.len() < BATCH
                && reader.lines.offset - from < BATCH_BYTES
                && let Some(next) = reader.next()
            {
                batch.push(next);
            }
            if batch.is_empty() || batches.send(batch).is_err() {
                return; // all is read, or nobody wants to know more
            }
        }
    })?;
    Ok(read.into_iter().flatten())
}
