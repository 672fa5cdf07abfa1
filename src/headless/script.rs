//! What is run: lines that are understood before anything is started, or that come while it runs.

use std::{
    fmt, fs,
    io::{self, BufRead, Read as _},
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
const MAX_LINE: usize = 1024 * 1024;
/// What some programs put before a text (the byte order mark): it is no part of it.
const MARK: char = '\u{feff}';

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
    /// It is too long.
    #[error("{}", Language::English.line_too_long(MAX_LINE))]
    TooLong,
    /// It is no text.
    #[error(transparent)]
    NoText(#[from] NoText),
}

/// Why a text is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoText {
    /// It is UTF-16.
    #[error("{}", Language::English.script_utf16())]
    Utf16,
    /// It is not UTF-8 from this line on.
    #[error("{}", Language::English.script_not_utf8(*.line))]
    NotUtf8 { line: usize },
}

/// Lines that can be run.
pub(super) enum Checked {
    Lines(Vec<String>),
    /// Those that come; of one that cannot be taken, why.
    Input(mpsc::Receiver<Result<String, Unfit>>),
}

impl Checked {
    /// Waits for the next line.
    pub(super) async fn next(&mut self) -> Option<Result<String, Unfit>> {
        match self {
            Self::Lines(lines) => lines.pop().map(Ok),
            Self::Input(lines) => lines.recv().await,
        }
    }

    /// Returns whether lines come one by one, from somebody who waits for what comes of them.
    pub(super) fn is_input(&self) -> bool {
        matches!(self, Self::Input(_))
    }
}

impl Script {
    /// Understands all lines that there are already.
    pub(super) fn checked(self, session: &session::Config) -> Result<Checked, Error> {
        let (lines, place): (Vec<String>, Box<dyn Fn(usize) -> LineOf>) = match self {
            Self::Given(lines) if lines.len() == 1 => (lines, Box::new(|_| LineOf::Only)),
            Self::Given(lines) => (lines, Box::new(LineOf::Command)),
            Self::File(path) => {
                let bytes = fs::read(&path).map_err(|error| Error::Script(path.clone(), error))?;
                let text = text_of(bytes).map_err(|why| Error::NoText(path.clone(), why))?;
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

/// Returns the text that these bytes are, without the mark that may stand before it.
fn text_of(bytes: Vec<u8>) -> Result<String, NoText> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NoText::Utf16);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix(MARK).map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Err(NoText::NotUtf8 { line: valid.split(|byte| *byte == b'\n').count() })
        }
    }
}

/// Understands a line as far as can be before the network runs: who is called by the end of a peer id is found later.
fn check(line: &str, session: &session::Config) -> Result<(), Unfit> {
    if line.len() > MAX_LINE {
        return Err(Unfit::TooLong);
    }
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
fn coming() -> io::Result<mpsc::Receiver<Result<String, Unfit>>> {
    let (lines, receiver) = mpsc::channel(1);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        let mut input = io::stdin().lock();
        for nth in 1.. {
            let line = match read_line(&mut input) {
                Ok(Input::End) | Err(_) => return,
                Ok(Input::TooLong) => Err(Unfit::TooLong),
                Ok(Input::Line(bytes)) if nth == 1 => text_of(bytes).map_err(Unfit::from),
                Ok(Input::Line(bytes)) => String::from_utf8(bytes).map_err(|_| NoText::NotUtf8 { line: nth }.into()),
            };
            let is_one = line.as_ref().map_or(true, |line| says_something(line));
            let is_over = line == Err(Unfit::NoText(NoText::Utf16)); // nothing that comes is a line
            if is_one && lines.blocking_send(line.map(|line| line.trim_end().to_owned())).is_err() || is_over {
                return;
            }
        }
    })?;
    Ok(receiver)
}

/// What standard input has next.
enum Input {
    Line(Vec<u8>),
    /// A line of which nothing is kept.
    TooLong,
    End,
}

/// Reads the next line.
fn read_line(input: &mut impl BufRead) -> io::Result<Input> {
    let mut line = Vec::new();
    let most = MAX_LINE as u64 + 1; // with its line break
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(Input::End);
    }
    if line.len() as u64 == most && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
        return Ok(Input::TooLong);
    }
    Ok(Input::Line(line))
}
