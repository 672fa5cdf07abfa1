//! Recordings: begun, ended, and what is missing in them.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use parking_lot::Mutex;

use super::{Event, Hub, Out, PATIENCE, Tape, Trouble, recent::known, snapshot};
use crate::{
    dht::{PeerId, Timestamp, Warning, program::Program},
    state::{State, guests::Guest},
    words::in_words,
};

/// Takes lines in memory.
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) struct Recording {
    pub(super) path: PathBuf,
    pub(super) tape: Tape,
}

impl Hub {
    /// Returns the lines of what has happened for so long, as far as it is known still, as a recording has them.
    #[must_use]
    pub fn lines_of_last(&self, last: Duration) -> Vec<String> {
        let (before, running) = {
            let sinks = self.sinks();
            let before = sinks.recent.since(self.now().before(last));
            let running = self.ran_before(&before, &sinks.started);
            (before, running)
        };
        let lines = Arc::new(Mutex::new(Vec::new()));
        let out = Out { to: Box::new(Memory(Arc::clone(&lines))), is_gone: Box::new(|| false) };
        let Ok(tape) = Tape::new(out, before, running, |_| ()) else { return Vec::new() };
        let _ = tape.close(PATIENCE); // memory takes all
        let lines = String::from_utf8_lossy(&lines.lock()).into_owned();
        lines.lines().map(str::to_owned).collect()
    }

    /// Records in a file, after what it holds already: from now on, or beginning with what happened so long before, as far as
    /// it is known still.
    ///
    /// # Errors
    /// Says why not.
    pub fn record(&self, path: &Path, last: Option<Duration>) -> Result<(), Program> {
        let name = path.display().to_string();
        let observed = self.0.here.lock().clone();
        let observed = observed.as_ref().map(|(peer, state)| (*peer, state.borrow())); // held, as by whoever delivers
        let mut sinks = self.sinks();
        if let Some(recording) = &sinks.file {
            return Err(Program::RecordsAlready(recording.path.display().to_string()));
        }
        let refused = |error: io::Error| not_written(&name, &error);
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(refused)?;
        let is_gone = deletion(path, &file);
        let (hub, here) = (self.clone(), path.to_owned());
        let trouble = move |trouble| {
            let goes_on = matches!(trouble, Trouble::Lost(_));
            let file = here.display().to_string();
            let warning = match trouble {
                Trouble::Lost(lines) => Warning::LinesLost { lines, file },
                Trouble::Closed => Warning::NobodyReads { file },
                Trouble::Gone => Warning::FileDeleted { file },
                Trouble::Failed(reason) => Warning::NotWritten { file, reason },
            };
            hub.misses(&here, warning.clone(), goes_on);
            hub.say(Event::Notice { warning });
        };
        let now = self.now();
        let before = match (last, &observed) {
            (Some(last), _) => sinks.recent.since(now.before(last)),
            (None, Some((peer, state))) => known(*peer, now, self.known(state, now)).collect(),
            (None, None) => Vec::new(), // nothing has happened yet
        };
        let running = self.ran_before(&before, &sinks.started);
        let tape = Tape::new(Out { to: Box::new(file), is_gone }, before, running, trouble).map_err(refused)?;
        sinks.file = Some(Recording { path: path.to_owned(), tape });
        Ok(())
    }

    /// Returns the events that lead to what is known now: of the node, and who came from outside and is there still.
    pub(super) fn known(&self, state: &State, now: Timestamp) -> Vec<Event> {
        let mut events = snapshot::of(state, now);
        let lab = self.0.lab.borrow();
        let joined =
            |(peer, guest): (&PeerId, &Guest)| Event::GuestJoined { peer: *peer, address: guest.address.clone() };
        events.extend(lab.guests.iter().filter(|(_, guest)| !guest.is_gone).map(joined));
        events
    }

    /// Returns where is recorded, if anywhere.
    #[must_use]
    pub fn recording(&self) -> Option<PathBuf> {
        self.sinks().file.as_ref().map(|recording| recording.path.clone())
    }

    /// Ends the recording: nothing that happens from now on is in it. `then` hears, once all is written, how much it is, or
    /// that it is not all.
    ///
    /// # Errors
    /// Says that there is none, or why nobody can wait for it.
    pub(in crate::session) fn stop_recording(
        &self,
        then: impl FnOnce(Program) + Send + 'static,
    ) -> Result<(), Program> {
        let mut sinks = self.sinks();
        let Some(Recording { path, tape, .. }) = sinks.file.take() else {
            return Err(Program::RecordsNothing);
        };
        sinks.missing = None; // it is said here
        let name = path.display().to_string();
        let file = name.clone();
        let wait = move || {
            then(match tape.close(PATIENCE) {
                Some(lines) => Program::Recorded { lines, file },
                None => Program::NotAllRecorded(file),
            });
        };
        let waits = thread::Builder::new().name("record off".to_owned()).spawn(wait);
        sinks.ending = Some(waits.map_err(|error| not_written(&name, &error))?);
        Ok(())
    }

    /// Notes why not all that happens is in a recording, and whether that goes on.
    fn misses(&self, path: &Path, warning: Warning, goes_on: bool) {
        let mut sinks = self.sinks();
        if sinks.file.as_ref().is_none_or(|file| file.path != path) {
            return; // it has ended meanwhile, and that was said
        }
        sinks.missing = Some(warning);
        if !goes_on {
            sinks.file = None;
        }
    }
}

fn not_written(file: &str, error: &io::Error) -> Program {
    Program::NotWritten { command: "record", file: file.to_owned(), reason: in_words(error) }
}

/// Returns who can tell that a file is no longer where it was.
#[cfg(unix)]
fn deletion(path: &Path, file: &File) -> Box<dyn Fn() -> bool + Send> {
    use std::os::unix::fs::MetadataExt as _;

    let identity = |of: std::fs::Metadata| (of.dev(), of.ino());
    let (path, opened) = (path.to_owned(), file.metadata().map(identity).ok());
    Box::new(move || {
        let now = std::fs::metadata(&path).map(identity).ok();
        now != opened
    })
}

/// Returns who can tell that a file is no longer where it was.
#[cfg(not(unix))]
fn deletion(path: &Path, _: &File) -> Box<dyn Fn() -> bool + Send> {
    let path = path.to_owned();
    Box::new(move || !path.exists())
}
