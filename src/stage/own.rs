//! The commands that the program itself carries out: what goes into files.

use std::path::Path;

use super::{Commands, Outcome, export::write_whole};
use crate::{command::SessionCommand, dht::Event};

/// Carries out one command, and tells what came of it as if the node had. `document` and `screen` are asked for what is
/// known now, and for what would be seen of it. Returns
/// what came of it.
pub fn perform(
    commands: &mut Commands,
    line: String,
    command: SessionCommand,
    document: &dyn Fn() -> String,
    screen: &dyn Fn() -> String,
) -> Outcome {
    let n = commands.number();
    let journal = commands.journal.clone();
    let given = Event::Command { n, line };
    let done = match command {
        SessionCommand::Record { file: Some(file) } => {
            let done = journal.record(&file); // first, so that the command is in it
            journal.say(given);
            done
        }
        other => {
            journal.say(given);
            match other {
                SessionCommand::Record { .. } => journal.stop_recording(),
                SessionCommand::Export { file } => written("export", &file, &document()),
                SessionCommand::Screen { file } => written("screen", &file, &screen()),
                other => Err(format!("{other}: nobody here does this")),
            }
        }
    };
    let (ok, verdict) = match done {
        Ok(verdict) => (true, verdict),
        Err(verdict) => (false, verdict),
    };
    journal.say(Event::CommandFinished { n, ok, verdict: verdict.clone() });
    Outcome { n, ok, verdict, values: Vec::new() }
}

fn written(what: &str, file: &Path, text: &str) -> Result<String, String> {
    match write_whole(file, text) {
        Ok(()) => Ok(format!("{what}: {} is written", file.display())),
        Err(error) => Err(format!("{what}: cannot write {}: {error}", file.display())),
    }
}
