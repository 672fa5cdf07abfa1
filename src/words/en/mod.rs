//! English: a file for each room of `words`, and here what they share.

pub(super) mod keys;
pub(super) mod line;
pub(super) mod lookup;
pub(super) mod nodes;
pub(super) mod notices;
pub(super) mod outcomes;
pub(super) mod program;
pub(super) mod screen;
pub(super) mod tour;

use std::fmt::Write as _;

use crate::dht::{PeerId, as_text, cut, hex, is_plain, tail};

/// Characters of a value that a sentence shows.
const MAX_VALUE: usize = 60;
/// Characters of a remote's or a system's own words.
const MAX_WORDS: usize = 80;

fn peers(n: usize) -> String {
    if n == 1 { "1 peer".to_owned() } else { format!("{n} peers") }
}

fn times(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// A value: text where it is text, else hex; cut, with its size, where it is long.
fn shown(value: &[u8]) -> String {
    shown_in(value, MAX_VALUE)
}

fn shown_in(value: &[u8], most: usize) -> String {
    let text = match as_text(value) {
        Some(text) if text.starts_with("0x") => cut(&format!("\"{text}\""), most), // else it would look like bytes
        Some(text) => cut(&text, most),
        None => cut(&hex(value.get(..most).unwrap_or(value)), most),
    };
    if text.ends_with('…') { format!("{text} ({} bytes)", value.len()) } else { text }
}

/// Names so many of these peers, and says how many others there are, `more` among them.
fn tails(all: &[PeerId], most: usize, more: usize) -> String {
    let mut all = all.iter().map(tail);
    let mut text = all.by_ref().take(most).collect::<Vec<_>>().join(" ");
    let more = all.count() + more;
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}

/// Words that are not ours.
fn quoted(words: &str) -> String {
    let mut letter = [0; 4];
    let kept: String = words.chars().filter(|c| is_plain(c.encode_utf8(&mut letter))).take(MAX_WORDS + 1).collect();
    cut(&kept, MAX_WORDS)
}

/// Words as a clause in brackets: harmless, short, and without a stop at their end.
fn clause(words: &str) -> String {
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
