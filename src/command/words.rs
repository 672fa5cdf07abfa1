//! Cuts a line into words, and remembers where each stood. Knows nothing of what the words mean.

use std::ops::Range;

/// What opens, and closes, a quoted string.
const QUOTES: [char; 2] = ['"', '\''];
/// What stands before a text whose multihash is meant.
const HASH: &str = "hash:";

/// How a word was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// As it is.
    Bare,
    /// In quotes: it is text, whatever it looks like.
    Quoted,
    /// After `hash:`, in quotes or not.
    Hashed,
}

/// What is wrong with the quotes of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quoting {
    /// The line ended before they closed.
    Open(char),
    /// Something stands right behind them.
    Glued,
}

/// One word of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word<'a> {
    /// Where it stands, quotes included.
    pub(super) at: Range<usize>,
    /// As it stands there.
    pub(super) raw: &'a str,
    /// What it says: without quotes, escapes and `hash:`.
    pub(super) text: String,
    /// How it was written.
    pub(super) form: Form,
    /// What is wrong with it.
    pub(super) fault: Option<Quoting>,
}

impl Word<'_> {
    /// Returns the word where no key is meant: only quotes are special then.
    pub(super) fn plain(&self) -> &str {
        match self.form {
            Form::Quoted => &self.text,
            Form::Bare | Form::Hashed => self.raw,
        }
    }
}

/// The words of a line, one after another.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    /// Returns the words of this line.
    pub(super) fn of(line: &'a str) -> Self {
        Self { line, at: 0 }
    }

    /// Returns all that is left as one word, outer blanks cut; only the string, if it starts with a quote.
    pub(super) fn rest(&mut self) -> Option<Word<'a>> {
        self.skip_blanks();
        if self.left().starts_with(QUOTES) {
            return self.next();
        }
        let start = self.at;
        let raw = self.left().trim_end();
        self.at = self.line.len();
        (!raw.is_empty()).then(|| bare(start, raw))
    }

    fn left(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.line.len() - self.left().trim_start().len();
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        self.skip_blanks();
        let left = self.left();
        let (before, form) = match left.strip_prefix(HASH) {
            Some(_) => (HASH.len(), Form::Hashed),
            None => (0, Form::Bare),
        };
        let said = &left[before..];
        let mut word = match said.chars().next() {
            None if before == 0 => return None,
            Some(quote) if QUOTES.contains(&quote) => quoted(self.at, left, before, quote),
            _ => bare(self.at, up_to_blank(left)),
        };
        if form == Form::Hashed {
            if word.form == Form::Bare {
                word.text.drain(..HASH.len());
            }
            word.form = Form::Hashed;
        }
        self.at = word.at.end;
        Some(word)
    }
}

fn up_to_blank(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

fn bare(start: usize, raw: &str) -> Word<'_> {
    Word { at: start..start + raw.len(), raw, text: raw.to_owned(), form: Form::Bare, fault: None }
}

/// Reads a quoted string that opens `before` bytes into `left`. In `"…"`, `\"` and `\\` stand for one character; other
/// backslashes, and all in `'…'`, stand for themselves.
fn quoted(start: usize, left: &str, before: usize, quote: char) -> Word<'_> {
    let mut text = String::new();
    let mut characters = left[before..].char_indices().skip(1).peekable();
    let mut closed = None;
    while let Some((at, c)) = characters.next() {
        let escaped = |&(_, next): &(usize, char)| quote == '"' && c == '\\' && (next == '"' || next == '\\');
        if let Some((_, next)) = characters.next_if(escaped) {
            text.push(next);
        } else if c == quote {
            closed = Some(before + at + c.len_utf8());
            break;
        } else {
            text.push(c);
        }
    }
    let (end, fault) = match closed {
        None => (left.len(), Some(Quoting::Open(quote))),
        Some(end) => match up_to_blank(&left[end..]).len() {
            0 => (end, None),
            glued => (end + glued, Some(Quoting::Glued)),
        },
    };
    Word { at: start..start + end, raw: &left[..end], text, form: Form::Quoted, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_blanks_and_quotes_hold_together() {
        use Form::{Bare, Hashed, Quoted};
        let cases: [(&str, &[(&str, Form)]); 12] = [
            ("", &[]),
            (" \t ", &[]),
            ("get a", &[("get", Bare), ("a", Bare)]),
            ("  get   grün\u{3000}b ", &[("get", Bare), ("grün", Bare), ("b", Bare)]),
            (r#"get "a b""#, &[("get", Bare), ("a b", Quoted)]),
            (r#""a\"b\\c\d""#, &[(r#"a"b\c\d"#, Quoted)]),
            (r"'a\b' c", &[(r"a\b", Quoted), ("c", Bare)]),
            (r#"a"b"#, &[(r#"a"b"#, Bare)]),
            ("hash:a b", &[("a", Hashed), ("b", Bare)]),
            (r#"hash:"a b""#, &[("a b", Hashed)]),
            ("hash:", &[("", Hashed)]),
            (r#""" x"#, &[("", Quoted), ("x", Bare)]),
        ];
        for (line, expected) in cases {
            let words: Vec<_> = Words::of(line).map(|word| (word.text, word.form)).collect();
            let expected: Vec<_> = expected.iter().map(|(text, form)| ((*text).to_owned(), *form)).collect();
            assert_eq!(words, expected, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_with_quotes_is_said() {
        for (line, fault) in [
            (r#""a b"#, Some(Quoting::Open('"'))),
            (r#""a\""#, Some(Quoting::Open('"'))),
            ("'a", Some(Quoting::Open('\''))),
            (r#""a"b"#, Some(Quoting::Glued)),
            (r#""a" b"#, None),
        ] {
            assert_eq!(Words::of(line).next().expect("a word").fault, fault, "{line}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stood() {
        for word in Words::of(r#" grün "ä b" hash:'ö' x"#) {
            assert_eq!(&r#" grün "ä b" hash:'ö' x"#[word.at.clone()], word.raw);
        }
    }

    #[test]
    fn the_rest_is_one_word() {
        for (line, text, left) in [(" a  b ", Some("a  b"), 0), ("  ", None, 0), (r#" "a b" c"#, Some("a b"), 1)] {
            let mut words = Words::of(line);
            assert_eq!(words.rest().map(|word| word.text).as_deref(), text, "{line}");
            assert_eq!(words.count(), left, "{line}");
        }
    }
}
