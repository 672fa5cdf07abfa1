//! The command language: what each command does, what is wrong with a line.

use crate::{
    command::{Meaning, Offer, ParseError, Verb},
    dht::is_plain,
};

/// Characters of a word that a message repeats: enough to find it in the line.
const MAX_SHOWN: usize = 40;

say! { line:
    /// Says what a command does, in half a line.
    fn about(verb: Verb) -> &'static str;
    /// Says what a command wants and does, in a line.
    fn command_help(verb: Verb) -> String;
    /// Says what the key or the peer of a line was understood as.
    fn meaning(meaning: &Meaning) -> String;
    /// Says what a candidate for a word is, or does.
    fn offer(what: Offer) -> &'static str;
    /// Says why a line is no command.
    fn parse_error(error: &ParseError) -> String;
}

/// Returns a word for a message: cut where it is long, and with what cannot be shown escaped.
pub(super) fn shown(word: &str) -> String {
    let mut shown = String::new();
    for (at, c) in word.chars().enumerate() {
        if at == MAX_SHOWN {
            shown.push('…');
            break;
        }
        if is_plain(c.encode_utf8(&mut [0; 4])) {
            shown.push(c);
        } else {
            shown.extend(c.escape_default());
        }
    }
    if shown.is_empty() { "\"\"".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_repeats_what_would_spoil_the_screen() {
        assert_eq!(shown("a\u{202e}b\x1b[2J"), "a\\u{202e}b\\u{1b}[2J");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), MAX_SHOWN + 1);
    }
}
