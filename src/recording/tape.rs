//! Writes lines to a file or to standard output, on a thread of its own: whoever reports what happens never waits.
//!
//! What the thread cannot write in time is kept, up to a bound; beyond it lines are lost, and that is said.

use std::{
    collections::{HashMap, HashSet},
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::line::{Derived, Encoder};
use crate::{
    dht::{Event, PeerId, Timestamp},
    words::in_words,
};

/// Entries that may wait to be written: some seconds of a busy network.
const WAITING: usize = 32 * 1024;
/// Bytes that are written at once.
const CHUNK: usize = 64 * 1024;
/// The longest time between two looks at whether the file is still there.
const LOOK: Duration = Duration::from_secs(1);
/// How often is looked whether all is written.
const POLL: Duration = Duration::from_millis(5);

/// What is written.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are events")]
pub enum TapeEntry {
    /// What happened at a node.
    Event {
        peer: PeerId,
        at: Timestamp,
        event: Event,
        /// What the state says of it.
        derived: Derived,
    },
    /// A line as it is.
    Text(String),
}

/// Why not all is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Nobody reads it any more.
    Closed,
    /// The file was deleted.
    Gone,
    /// It cannot be written, for this reason.
    Failed(String),
    /// So many lines came faster than they could be written.
    Lost(u64),
}

/// Where lines go.
pub struct Out {
    /// Takes the bytes.
    pub to: Box<dyn Write + Send>,
    /// Asks whether what is written is seen by nobody any more, since the file was deleted.
    pub is_gone: Box<dyn Fn() -> bool + Send>,
}

/// A thread that writes.
pub struct Tape {
    entries: SyncSender<TapeEntry>,
    count: Arc<Count>,
    thread: JoinHandle<()>,
}

/// What the thread tells while it writes.
#[derive(Default)]
struct Count {
    written: AtomicU64,
    lost: AtomicU64,
    failed: AtomicBool,
}

impl Tape {
    /// Begins to write, first these entries; `running` are the practice nodes that ran before all of them. `trouble` is told,
    /// on the writing thread, what goes wrong.
    ///
    /// # Errors
    /// Says why there is no thread for it.
    pub fn new(
        out: Out,
        before: Vec<TapeEntry>,
        running: Vec<(String, PeerId)>,
        trouble: impl Fn(Trouble) + Send + 'static,
    ) -> io::Result<Self> {
        let (entries, inbox) = sync_channel(WAITING);
        let count = Arc::new(Count::default());
        let looking = Looking { ran_before: running, ..Looking::default() };
        let writer = TapeWriter { out, count: Arc::clone(&count), encoder: Encoder::default(), looking };
        let thread = thread::Builder::new().name("tape".to_owned()).spawn(move || {
            let ended = writer.run(before, &inbox, &trouble);
            drop(inbox); // what comes now is not for this one
            if let Err(failed) = ended {
                trouble(failed);
            }
        })?;
        Ok(Self { entries, count, thread })
    }

    /// Writes an entry soon, and does not wait.
    pub fn write(&self, entry: TapeEntry) {
        if let Err(TrySendError::Full(_)) = self.entries.try_send(entry) {
            self.count.lost.fetch_add(1, Relaxed);
        }
    }

    /// Waits until all is written, as long as something is written every `patience`. Returns how many lines were; none
    /// if some were not.
    #[must_use]
    pub fn close(self, patience: Duration) -> Option<u64> {
        let Self { entries, count, thread } = self;
        drop(entries);
        let (mut written, mut since) = (count.written.load(Relaxed), Instant::now());
        while !thread.is_finished() {
            thread::sleep(POLL);
            let now = count.written.load(Relaxed);
            if now != written {
                (written, since) = (now, Instant::now());
            } else if since.elapsed() > patience {
                return None;
            }
        }
        let is_whole = thread.join().is_ok() && !count.failed.load(Relaxed) && count.lost.load(Relaxed) == 0;
        is_whole.then(|| count.written.load(Relaxed))
    }
}

/// The node that the lines are of, and the practice nodes that they told of.
#[derive(Default)]
struct Looking {
    peer: Option<PeerId>,
    names: HashMap<PeerId, String>,
    /// Those that run, by what the lines say.
    running: HashSet<PeerId>,
    /// Those that ran before the first line, which it is not told yet.
    ran_before: Vec<(String, PeerId)>,
}

impl Looking {
    /// Takes in what is told of a practice node. Returns whether it is new: a recording may begin when a node runs that is
    /// about to say so.
    fn note(&mut self, event: &Event) -> bool {
        match event {
            Event::Looking { name, peer } => _ = self.names.insert(*peer, name.clone()),
            Event::NodeStarted { name, peer } => {
                self.names.insert(*peer, name.clone());
                return self.running.insert(*peer);
            }
            Event::NodeStopped { peer, .. } => _ = self.running.remove(peer),
            _ => {}
        }
        true
    }
}

struct TapeWriter {
    out: Out,
    count: Arc<Count>,
    encoder: Encoder,
    looking: Looking,
}

impl TapeWriter {
    fn run(
        mut self,
        before: Vec<TapeEntry>,
        inbox: &Receiver<TapeEntry>,
        trouble: &dyn Fn(Trouble),
    ) -> Result<(), Trouble> {
        let (mut chunk, mut lines, mut looked, mut told) = (Vec::with_capacity(CHUNK), 0, Instant::now(), 0);
        for entry in before {
            lines += self.encode(entry, &mut chunk);
            if chunk.len() >= CHUNK {
                self.flush(&mut chunk, &mut lines)?;
            }
        }
        self.flush(&mut chunk, &mut lines)?;
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(entry) => {
                    lines += self.encode(entry, &mut chunk);
                    while chunk.len() < CHUNK
                        && let Ok(entry) = inbox.try_recv()
                    {
                        lines += self.encode(entry, &mut chunk);
                    }
                    self.flush(&mut chunk, &mut lines)?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            let lost = self.count.lost.load(Relaxed);
            if lost > told {
                trouble(Trouble::Lost(lost - told));
                told = lost;
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                if (self.out.is_gone)() {
                    self.count.failed.store(true, Relaxed);
                    return Err(Trouble::Gone);
                }
            }
        }
    }

    /// Hands the lines over to whoever takes them.
    fn flush(&mut self, chunk: &mut Vec<u8>, lines: &mut u64) -> Result<(), Trouble> {
        if let Err(error) = self.out.to.write_all(chunk).and_then(|()| self.out.to.flush()) {
            self.count.failed.store(true, Relaxed);
            return Err(of(&error));
        }
        self.count.written.fetch_add(std::mem::take(lines), Relaxed);
        chunk.clear();
        Ok(())
    }

    /// Adds the lines of an entry. Returns how many.
    fn encode(&mut self, entry: TapeEntry, chunk: &mut Vec<u8>) -> u64 {
        let (peer, at, event, derived) = match entry {
            TapeEntry::Event { peer, at, event, derived } => (peer, at, event, derived),
            TapeEntry::Text(text) => {
                chunk.extend_from_slice(text.as_bytes());
                chunk.push(b'\n');
                return 1;
            }
        };
        let Self { encoder, looking, .. } = self;
        if !looking.note(&event) {
            return 0;
        }
        let mut lines = 0;
        let mut write = |event: &Event, derived: &Derived| {
            chunk.extend_from_slice(encoder.lines(at, event, derived));
            lines += 1;
        };
        let goes_on = looking.peer.is_none_or(|looking| looking == peer) || matches!(event, Event::Looking { .. });
        if !goes_on {
            let name = looking.names.get(&peer).cloned().unwrap_or_default();
            write(&Event::Looking { name, peer }, &Derived::Nothing); // somebody who was left still speaks
        }
        looking.peer = Some(peer);
        write(&event, &derived);
        for (name, peer) in std::mem::take(&mut looking.ran_before) {
            let started = Event::NodeStarted { name, peer };
            looking.note(&started);
            write(&started, &Derived::Nothing);
        }
        lines
    }
}

fn of(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Trouble::Closed,
        _ => Trouble::Failed(in_words(error)),
    }
}
