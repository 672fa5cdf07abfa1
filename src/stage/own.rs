//! The commands that the program itself carries out: what goes into files.

use std::path::Path;

use super::{Commands, Outcome, export::write_whole};
use crate::command::SessionCommand;

/// Carries out one command. `document` and `screen` are asked for what is known now, and for what would be seen of it.
/// Returns what came of it.
pub fn perform(
    commands: &mut Commands,
    line: String,
    command: SessionCommand,
    document: &dyn Fn() -> String,
    screen: &dyn Fn() -> String,
) -> Outcome {
    let journal = commands.journal.clone();
    if let SessionCommand::Record { file: Some(file) } = &command {
        let done = journal.record(file); // first, so that the command is in it
        return commands.answer(line, || done);
    }
    commands.answer(line, || match command {
        SessionCommand::Record { .. } => journal.stop_recording(),
        SessionCommand::Export { file } => written("export", &file, &document()),
        SessionCommand::Screen { file } => written("screen", &file, &screen()),
        other => Err(format!("{other}: nobody here does this")),
    })
}

fn written(what: &str, file: &Path, text: &str) -> Result<String, String> {
    match write_whole(file, text) {
        Ok(()) => Ok(format!("{what}: {} is written", file.display())),
        Err(error) => Err(format!("{what}: cannot write {}: {error}", file.display())),
    }
}
