//! Recordings: begun, ended, and what is missing in them.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::atomic::Ordering::Relaxed,
    thread,
};

use super::{Event, Journal, Out, PATIENCE, Tape, Trouble};

pub(super) struct Recording {
    pub(super) path: PathBuf,
    pub(super) tape: Tape,
    pub(super) is_new: bool,
}

impl Journal {
    /// Records from now on in a file, after what it holds already.
    ///
    /// # Errors
    /// Says why not.
    pub fn record(&self, path: &Path) -> Result<String, String> {
        if let Some(recording) = &self.ears().file {
            return Err(format!("record: {} is being recorded: `record off` first", recording.path.display()));
        }
        let refused = |error: io::Error| format!("record: cannot write {}: {error}", path.display());
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(refused)?;
        let gone = is_gone(path, &file);
        let (journal, here) = (self.clone(), path.to_owned());
        let trouble = move |trouble| {
            let name = here.display();
            let goes_on = matches!(trouble, Trouble::Lost(_));
            let text = match trouble {
                Trouble::Lost(lines) => format!("{lines} lines came too fast, and are not in {name}"),
                Trouble::Closed => format!("the recording ends: nobody reads {name}"),
                Trouble::Failed(reason) => format!("the recording ends: {name}: {reason}"),
            };
            journal.misses(&here, text.clone(), goes_on);
            journal.say(Event::Notice { text });
        };
        let tape = Tape::new(Out { to: Box::new(file), gone }, self.names(), trouble).map_err(refused)?;
        self.ears().file = Some(Recording { path: path.to_owned(), tape, is_new: true });
        self.0.is_heard.store(true, Relaxed);
        Ok(format!("recording in {}", path.display()))
    }

    /// Returns where is recorded, if anywhere.
    #[must_use]
    pub fn recording(&self) -> Option<PathBuf> {
        if !self.0.is_heard.load(Relaxed) {
            return None;
        }
        self.ears().file.as_ref().map(|recording| recording.path.clone())
    }

    /// Ends the recording: nothing that happens from now on is in it. `then` hears, once all is written, how much it is, or
    /// that it is not all.
    ///
    /// # Errors
    /// Says that there is none, or why nobody can wait for it.
    pub(in crate::stage) fn stop_recording(
        &self,
        then: impl FnOnce(Result<String, String>) + Send + 'static,
    ) -> Result<(), String> {
        let mut ears = self.ears();
        let Some(Recording { path, tape, .. }) = ears.file.take() else {
            return Err("record: nothing is being recorded".to_owned());
        };
        ears.missing = None; // it is said here
        let name = path.display().to_string();
        let wait = move || {
            then(match tape.close(PATIENCE) {
                Some(lines) => Ok(format!("{lines} lines are recorded in {name}")),
                None => Err(format!("not all that happened is in {name}")),
            });
        };
        let waits = thread::Builder::new().name("record off".to_owned()).spawn(wait);
        ears.ending = Some(waits.map_err(|error| format!("record: {}: {error}", path.display()))?);
        Ok(())
    }

    /// Notes why not all that happens is in a recording, and whether that goes on.
    fn misses(&self, path: &Path, text: String, goes_on: bool) {
        let mut ears = self.ears();
        if ears.file.as_ref().is_none_or(|file| file.path != path) {
            return; // it has ended meanwhile, and that was said
        }
        ears.missing = Some(text);
        if !goes_on {
            ears.file = None;
        }
    }
}

/// Returns who can tell that a file is no longer where it was.
#[cfg(unix)]
fn is_gone(path: &Path, file: &File) -> Box<dyn Fn() -> Option<String> + Send> {
    use std::os::unix::fs::MetadataExt as _;

    let identity = |of: std::fs::Metadata| (of.dev(), of.ino());
    let (path, opened) = (path.to_owned(), file.metadata().map(identity).ok());
    Box::new(move || {
        let now = std::fs::metadata(&path).map(identity).ok();
        (now != opened).then(|| "the file is no longer there".to_owned())
    })
}

/// Returns who can tell that a file is no longer where it was.
#[cfg(not(unix))]
fn is_gone(path: &Path, _: &File) -> Box<dyn Fn() -> Option<String> + Send> {
    let path = path.to_owned();
    Box::new(move || (!path.exists()).then(|| "the file is no longer there".to_owned()))
}
