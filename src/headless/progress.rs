//! What is shown on standard error while a command takes long: only where a person looks.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::Duration,
};

use tokio::time::Instant;

use crate::words::Language;

/// How long is waited in silence.
pub(super) const SILENCE: Duration = Duration::from_secs(1);

/// A line that is written again and again, and wiped away.
pub(super) struct Waiting {
    since: Instant,
    is_shown: bool,
    is_person: bool,
}

impl Waiting {
    /// Begins to wait.
    pub(super) fn new() -> Self {
        Self { since: Instant::now(), is_shown: false, is_person: io::stderr().is_terminal() }
    }

    /// Shows what is waited for.
    pub(super) fn show(&mut self, what: &str) {
        let waited = self.since.elapsed();
        if self.is_person && waited >= SILENCE {
            self.is_shown = true;
            let what: String = what.chars().filter(|c| !c.is_control()).take(60).collect();
            let _ = write!(io::stderr(), "\r\x1b[K{}", Language::English.run_waiting(&what, waited.as_secs()));
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
