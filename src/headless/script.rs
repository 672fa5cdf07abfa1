//! What is run: lines that are understood before anything is started, or that come while it runs.

use std::{
    fmt, fs,
    io::{self, BufRead as _, Read as _},
    path::PathBuf,
    thread,
};

use tokio::sync::mpsc;

use super::Error;
use crate::{
    command::{Command, LabCommand, MIN_TAIL, NameMatch, ParseError, node_number, parse},
    dht::{PeerId, peer_of},
    session,
    words::Language,
};

/// Bytes of the longest line that is read: more than any command can be.
const MAX_LINE: u64 = 1024 * 1024;

/// Where the commands are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Script {
    /// On the command line, each in a text of its own.
    Given(Vec<String>),
    /// In a file.
    File(PathBuf),
    /// They come on standard input.
    Input,
}

/// A line that cannot be run.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}: {why}")]
pub struct Unclear {
    /// Where it stands.
    pub place: LineOf,
    pub why: Unfit,
}

/// Where a line stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineOf {
    /// In the only `-c`.
    Only,
    /// In the `-c` with this number.
    Command(usize),
    /// In a file, with this number.
    File(PathBuf, usize),
}

impl fmt::Display for LineOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only => f.write_str("-c"),
            Self::Command(nth) => f.write_str(&Language::English.script_command(*nth)),
            Self::File(file, nth) => f.write_str(&Language::English.script_line(file, *nth)),
        }
    }
}

/// Why a line cannot be run.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// It is no command.
    #[error("{}", Language::English.parse_error(.0))]
    NoCommand(ParseError),
    /// It is for a practice network, and there is none.
    #[error("{}", Language::English.practice_expected(.0))]
    NoPractice(LabCommand),
}

/// Lines that can be run.
pub(super) enum Checked {
    Lines(Vec<String>),
    /// Those that come.
    Input(mpsc::Receiver<String>),
}

impl Checked {
    /// Waits for the next line.
    pub(super) async fn next(&mut self) -> Option<String> {
        match self {
            Self::Lines(lines) => lines.pop(),
            Self::Input(lines) => lines.recv().await,
        }
    }
}

impl Script {
    /// Understands all lines that there are already.
    pub(super) fn checked(self, session: &session::Config) -> Result<Checked, Error> {
        let (lines, place): (Vec<String>, Box<dyn Fn(usize) -> LineOf>) = match self {
            Self::Given(lines) if lines.len() == 1 => (lines, Box::new(|_| LineOf::Only)),
            Self::Given(lines) => (lines, Box::new(LineOf::Command)),
            Self::File(path) => {
                let text = fs::read_to_string(&path).map_err(|error| Error::Script(path.clone(), error))?;
                (text.lines().map(str::to_owned).collect(), Box::new(move |nth| LineOf::File(path.clone(), nth)))
            }
            Self::Input => return Ok(Checked::Input(coming()?)),
        };
        let mut checked = Vec::new();
        for (nth, line) in (1..).zip(lines).filter(|(_, line)| says_something(line)) {
            if let Err(why) = check(&line, session) {
                return Err(Unclear { place: place(nth), why }.into());
            }
            checked.push(line);
        }
        checked.reverse(); // they are taken from the end
        Ok(Checked::Lines(checked))
    }
}

/// Returns whether a line of a script is more than blanks or a comment.
fn says_something(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#')
}

/// Understands a line as far as can be before the network runs: who is called by the end of a peer id is found later.
fn check(line: &str, session: &session::Config) -> Result<(), Unfit> {
    let somebody = line.split_whitespace().filter_map(|word| word.parse().ok()).find_map(|address| peer_of(&address));
    let guess = somebody.unwrap_or_else(PeerId::random);
    let find = |word: &str| match session.peer(word) {
        Some(peer) => NameMatch::One(peer),
        None if word.len() < MIN_TAIL || node_number(word).is_some() => NameMatch::None,
        None => NameMatch::One(guess),
    };
    match (parse(line, &find), session) {
        (Err(error), _) => Err(Unfit::NoCommand(error)),
        (Ok(Command::Lab(command)), session::Config::Node(_)) => Err(Unfit::NoPractice(command)),
        (Ok(_), _) => Ok(()),
    }
}

/// Reads standard input on a thread of its own: it cannot be interrupted, and must not be waited for at the end.
fn coming() -> io::Result<mpsc::Receiver<String>> {
    let (lines, receiver) = mpsc::channel(1);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if says_something(&line) && lines.blocking_send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}
