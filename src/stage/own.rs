//! The commands that the program itself carries out: what goes into files.

use std::path::Path;

use super::{Commands, export::write_whole};
use crate::command::SessionCommand;

/// What is known of a command when it was given.
pub struct Given {
    /// Its number.
    pub n: u64,
    /// What came of it, in a sentence; none yet where that takes time.
    pub verdict: Option<String>,
}

/// Carries out one command. `document` and `screen` are asked for what is known now, and for what would be seen of it.
/// What takes time is done beside whoever waits for keys.
pub fn perform(
    commands: &mut Commands,
    line: String,
    command: SessionCommand,
    document: &dyn Fn() -> String,
    screen: &dyn Fn() -> String,
) -> Given {
    let journal = commands.journal.clone();
    let outcome = match command {
        SessionCommand::Record { file: None } => {
            let n = commands.begin(line);
            let later = journal.clone();
            match journal.stop_recording(move |done| _ = later.end(n, done)) {
                Ok(()) => return Given { n, verdict: None },
                Err(reason) => journal.end(n, Err(reason)),
            }
        }
        SessionCommand::Record { file: Some(file) } => {
            let done = journal.record(&file); // first, so that the command is in it
            commands.answer(line, || done)
        }
        SessionCommand::Export { file } => commands.answer(line, || written("export", &file, &document())),
        SessionCommand::Screen { file } => commands.answer(line, || written("screen", &file, &screen())),
        other => commands.answer(line, || Err(format!("{other}: nobody here does this"))),
    };
    Given { n: outcome.n, verdict: Some(outcome.verdict) }
}

fn written(what: &str, file: &Path, text: &str) -> Result<String, String> {
    match write_whole(file, text) {
        Ok(()) => Ok(format!("{what}: {} is written", file.display())),
        Err(error) => Err(format!("{what}: cannot write {}: {error}", file.display())),
    }
}
