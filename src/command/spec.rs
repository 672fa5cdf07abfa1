//! What a command is, and how it is found by what is typed.

use super::{ParseError, arguments::ArgumentReader, table::COMMANDS, verb::Verb};

/// One command.
pub struct Spec {
    /// Which command it is.
    pub verb: Verb,
    pub name: &'static str,
    /// Other spellings, the classic ones among them; like the name, in either case.
    pub aliases: &'static [&'static str],
    /// Its arguments, as help and the hint show them, e.g. `KEY VALUE`: what can be chosen from stands in small letters,
    /// what need not be there in brackets.
    pub arguments: &'static str,
    /// A line that parses.
    pub example: &'static str,
    /// Understands its arguments.
    pub(super) read: fn(&mut ArgumentReader<'_>) -> Result<super::Command, ParseError>,
}

/// Returns the hint for a line being typed: what the arguments of its command are.
#[must_use]
pub fn hint(line: &str) -> Option<&'static Spec> {
    line.split_whitespace().next().and_then(named)
}

/// Returns the command of this name or alias, in either case.
pub(super) fn named(word: &str) -> Option<&'static Spec> {
    COMMANDS.iter().find(|spec| spec.names().any(|name| name.eq_ignore_ascii_case(word)))
}

/// Returns the command whose name or alias a word was probably meant to be.
pub(super) fn nearest(word: &str) -> Option<&'static Spec> {
    let word = word.to_lowercase();
    let far = if word.chars().count() < 6 { 1 } else { 2 }; // two slips in a long word, one in a short one
    let distance = |spec: &Spec| spec.names().map(|name| strsim::osa_distance(name, &word)).min().unwrap_or(usize::MAX);
    let near = COMMANDS.iter().min_by_key(|spec| distance(spec))?;
    (word.len() <= 2 * LONGEST && distance(near) <= far).then_some(near)
}

/// Bytes of the longest name: what is twice as long is no slip of it.
const LONGEST: usize = "get_closest_peers".len();

impl Spec {
    /// Returns its name with its arguments.
    #[must_use]
    pub fn usage(&self) -> String {
        format!("{} {}", self.name, self.arguments).trim_end().to_owned()
    }

    /// Returns its options: what begins with `--`.
    pub fn options(&self) -> impl Iterator<Item = &'static str> {
        let words = self.arguments.split(['[', ']', ' ', '|', '(', ')']);
        words.filter(|word| word.starts_with("--"))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

#[cfg(test)]
mod tests;
