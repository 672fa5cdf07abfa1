//! English.

mod answer;
mod practice;
mod verdict;
mod why;

pub(super) use answer::answer;
pub(super) use practice::refusal;
pub(super) use verdict::{copies, outcome, verdict};

use std::fmt::Write as _;

use crate::dht::{Failure, PeerId, cut, hex, is_plain, tail};

/// Characters of a value that a sentence shows.
const MAX_VALUE: usize = 60;
/// Characters of a remote's or a system's own words.
const MAX_WORDS: usize = 80;

pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::TimedOut => "timed out".to_owned(),
        Failure::Refused => "connection refused".to_owned(),
        Failure::NoListener => "no listener on the given port".to_owned(),
        Failure::Unreachable => "no way leads there".to_owned(),
        Failure::Reset => "closed the stream without an answer".to_owned(),
        Failure::Closed => "the connection closed".to_owned(),
        Failure::ClosedThere => "the other side closed it, or the line broke".to_owned(),
        Failure::ClosedHere => "closed by this node".to_owned(),
        Failure::Idle(rest) => format!("closed after {} of rest", humantime::format_duration(*rest)),
        Failure::NoProtocol => "protocol not supported".to_owned(),
        Failure::WrongIdentity(other) => format!("another peer answers there: {other}"),
        Failure::WrongMessage => "answered something else".to_owned(),
        Failure::NoAddress => "no address of it is known".to_owned(),
        Failure::NoTransport => {
            "no transport here speaks this kind of address (a practice network opens no port unless it is started with \
             --listen)"
                .to_owned()
        }
        Failure::DialledAlready => "it is connected or being dialled already".to_owned(),
        Failure::Ourselves => "that is this node itself".to_owned(),
        Failure::GivenUp => "the attempt was given up".to_owned(),
        Failure::Denied => "a limit on connections does not allow it".to_owned(),
        Failure::Other(words) if words.is_empty() => "no reason given".to_owned(),
        Failure::Other(words) => words.clone(),
    }
}

pub(super) fn peers(n: usize) -> String {
    if n == 1 { "1 peer".to_owned() } else { format!("{n} peers") }
}

pub(super) fn times(n: u32, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// A value: text where it is text, else hex; cut, with its size, where it is long.
pub(super) fn shown(value: &[u8]) -> String {
    shown_in(value, MAX_VALUE)
}

pub(super) fn shown_in(value: &[u8], most: usize) -> String {
    let text = match std::str::from_utf8(value) {
        Ok(text) if is_plain(text) => cut(text, most),
        _ => cut(&hex(value.get(..most).unwrap_or(value)), most),
    };
    if text.ends_with('…') { format!("{text} ({} bytes)", value.len()) } else { text }
}

/// The tails of some peers: the first few, and how many more there are.
pub(super) fn tails(all: &[PeerId], most: usize) -> String {
    let mut all = all.iter().map(tail);
    let mut text = all.by_ref().take(most).collect::<Vec<_>>().join(" ");
    let more = all.count();
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}

/// Words that are not ours.
pub(super) fn quoted(words: &str) -> String {
    let mut letter = [0; 4];
    let kept: String = words.chars().filter(|c| is_plain(c.encode_utf8(&mut letter))).take(MAX_WORDS + 1).collect();
    cut(&kept, MAX_WORDS)
}

/// Words as a clause in brackets: harmless, short, and without a stop at their end.
pub(super) fn clause(words: &str) -> String {
    uncapitalized(quoted(words).trim_end_matches('.'))
}

/// Words as they go on in the middle of a sentence; what begins with more than one capital is a name.
fn uncapitalized(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if letters.next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(words.chars().skip(1)).collect()
        }
        _ => words.to_owned(),
    }
}
