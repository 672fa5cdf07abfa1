//! The commands that the program itself carries out: what goes into files.

use std::path::Path;

use super::{Commands, export::write_whole};
use crate::{
    command::{Drawing, SessionCommand},
    dht::{Answer, program::Program},
    words::in_words,
};

/// Makes the document for a file of some name, with lines of what happened before; or says why there is none.
pub type Documents<'a> = dyn Fn(&Path, Option<Vec<String>>) -> Result<String, Program> + 'a;

/// What is known of a command when it was given.
pub struct Given {
    pub n: u64,
    /// What came of it; none yet where that takes time.
    pub answer: Option<Answer>,
}

/// Carries out one command. `document` is asked for what is known now, with lines of what happened before, `screen` for what
/// would be seen of it.
/// What takes time is done beside whoever waits for keys.
pub fn perform(
    commands: &mut Commands,
    line: String,
    command: SessionCommand,
    document: &Documents,
    screen: &dyn Fn(Drawing) -> String,
) -> Given {
    let hub = commands.hub.clone();
    match command {
        SessionCommand::Record { file: None, .. } => end_recording(commands, line),
        SessionCommand::Record { file: Some(file), last } => {
            let name = file.display().to_string();
            let done = hub.record(&file, last); // first, so that the command is in it
            commands.answer(line, || done.map_or_else(Into::into, |()| Program::Records(name).into()))
        }
        SessionCommand::Export { file, last } => {
            let lines = last.map(|last| hub.lines_of_last(last));
            commands.answer(line, || match document(&file, lines) {
                Ok(text) => written("export", &file, &text),
                Err(why) => why.into(),
            })
        }
        SessionCommand::Screen { file, drawing } => {
            commands.answer(line, || written("screen", &file, &screen(drawing)))
        }
        other => commands.answer(line, || Program::NotHere(other.to_string()).into()),
    }
}

fn end_recording(commands: &mut Commands, line: String) -> Given {
    let n = commands.begin(line);
    let (hub, later) = (commands.hub.clone(), commands.hub.clone());
    let answer = match hub.stop_recording(move |done| _ = later.end(n, done.into())) {
        Ok(()) => None,
        Err(why) => Some(hub.end(n, why.into())),
    };
    Given { n, answer }
}

fn written(command: &'static str, file: &Path, text: &str) -> Answer {
    let name = file.display().to_string();
    let answer = match write_whole(file, text) {
        Ok(()) => Program::Written { command, file: name },
        Err(error) => Program::NotWritten { command, file: name, reason: in_words(&error) },
    };
    answer.into()
}
