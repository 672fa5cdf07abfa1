//! The commands that the program itself carries out: what goes into files.

use std::path::Path;

use tokio::task::spawn_blocking;

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
            match journal.stop_recording() {
                Ok(all_is_written) => {
                    spawn_blocking(move || journal.end(n, all_is_written()));
                    return Given { n, verdict: None };
                }
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

#[cfg(all(test, unix))]
mod tests {
    use std::{fs::File, io::Read as _, process, sync::mpsc as channel, thread};

    use tokio::sync::{mpsc, watch};

    use super::*;
    use crate::{
        dht::{Event, PeerId, Session},
        stage::{Inbox, Journal, Progress},
        state::State,
    };

    /// More than a pipe holds that nobody reads.
    const MUCH: usize = 200_000;

    #[tokio::test]
    async fn who_ends_a_recording_does_not_wait_until_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        assert!(process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        let (read, may_read) = channel::channel();
        let reader = thread::spawn({
            let pipe = pipe.clone();
            move || {
                let (mut pipe, mut all) = (File::open(pipe).expect("a pipe"), String::new());
                may_read.recv().expect("it is told");
                pipe.read_to_string(&mut all).map(|_| all)
            }
        });
        let journal = Journal::of_nothing();
        let mut progress = journal.progress();
        let (peer, mut commands) = (PeerId::random(), Commands::new(Inbox::Node(mpsc::channel(1).0), journal.clone()));
        journal.looks_at(peer, watch::Sender::new(State::new(Session::of(peer))));
        let mut carry_out = |file| {
            let nothing = String::new;
            perform(&mut commands, "record".to_owned(), SessionCommand::Record { file }, &nothing, &nothing)
        };
        assert!(carry_out(Some(pipe)).verdict.is_some_and(|said| said.starts_with("recording in")));
        assert!(matches!(progress.recv().await, Some(Progress::Ended(_))));
        journal.say(Event::Notice { text: "long ".repeat(MUCH / 5) });
        let given = carry_out(None);
        assert_eq!(given.verdict, None, "it is still being written");
        assert!(progress.try_recv().is_err());
        read.send(()).expect("the reader waits");
        let Some(Progress::Ended(outcome)) = progress.recv().await else { panic!("it ends") };
        assert!(outcome.n == given.n && outcome.ok, "{outcome:?}");
        let all = reader.join().expect("it reads").expect("text");
        assert!(all.len() > MUCH && all.ends_with("}\n"));
    }
}
