//! Completes the word under the cursor.

use std::ops::Range;

use super::{
    Verb, node_number, spec,
    table::COMMANDS,
    typed,
    words::{Quoting, Words},
    write::typed_target,
};
use crate::dht::Key;

/// Candidates offered at most: more than fits a line, and a hint that more must be typed.
const MAX_CANDIDATES: usize = 50;

/// What a line can be completed with.
pub struct Known<'a> {
    /// Keys, those to be offered first before others.
    pub keys: &'a mut dyn Iterator<Item = &'a Key>,
    /// Peers by tail or node name.
    pub peers: &'a mut dyn Iterator<Item = String>,
}

/// What could stand at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// As it would be typed.
    pub word: String,
    pub what: Offer,
}

/// What a candidate is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offer {
    Command(Verb),
    /// A key that was typed, stored or asked for.
    Key,
    /// A peer, by the tail of its id.
    Peer,
    /// A node of the practice network.
    Node,
    /// A word of the language, for an argument.
    Word(&'static str),
}

/// The candidates for the word under the cursor, and where that word stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Byte range of the word that a candidate replaces.
    pub at: Range<usize>,
    /// What could stand there, best first.
    pub candidates: Vec<Candidate>,
}

/// Returns what could stand at the cursor (a byte index into the line).
#[must_use]
pub fn complete(line: &str, cursor: usize, mut known: Known<'_>) -> Completion {
    let cursor = (0..=cursor.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let word = TypedWord::of(line, cursor);
    let mut candidates = Candidates::like(&word.fragment);
    if word.index == 0 && word.arguments(line).is_empty() {
        candidates.commands();
    }
    for argument in word.arguments(line) {
        offer(&mut candidates, argument, &mut known);
    }
    Completion { at: word.at, candidates: candidates.best() }
}

/// Offers what an argument can be, as the table writes it: `KEY|PEER`, `one|majority|all|N`.
fn offer(candidates: &mut Candidates, argument: &'static str, Known { keys, peers }: &mut Known<'_>) {
    let or_peer = argument.contains("PEER");
    for choice in argument.trim_matches(['[', ']', '…']).split('|') {
        match choice {
            "KEY" if or_peer => {
                keys.for_each(|key| candidates.offer(&key.to_string(), Offer::Key, || typed_target(key)));
            }
            "KEY" => keys.for_each(|key| candidates.offer(&key.to_string(), Offer::Key, || typed(key))),
            "PEER" => candidates.peers(peers),
            "NODE" => {
                let many = argument.ends_with('…');
                candidates.words(if many { &["random:10", "holders:10"] } else { &["random:1", "holders:1"] });
                candidates.peers(peers);
            }
            "COMMAND" => candidates.commands(),
            word if word.chars().all(|c| c.is_ascii_lowercase() || c == '-') => candidates.words(&[word]),
            _ => {} // a number, a value, an address: nobody can know them
        }
    }
}

/// Where the cursor stands: in which word of the line, and what is typed of it so far.
struct TypedWord {
    index: usize,
    at: Range<usize>,
    fragment: String,
}

impl TypedWord {
    fn of(line: &str, cursor: usize) -> Self {
        let mut count = 0;
        for (index, word) in Words::of(line).enumerate() {
            if cursor < word.at.start {
                return Self { index, at: cursor..cursor, fragment: String::new() };
            }
            if cursor <= word.at.end {
                let typed = &line[word.at.start..cursor];
                let fragment = match Words::of(typed).next() {
                    Some(typed) if index > 0 => typed.plain().to_owned(),
                    _ => typed.to_owned(),
                };
                let end = match word.fault {
                    Some(Quoting::Open(_)) => {
                        cursor + line[cursor..].find(char::is_whitespace).unwrap_or(line.len() - cursor)
                    }
                    Some(Quoting::Glued) | None => word.at.end,
                };
                return Self { index, at: word.at.start..end, fragment };
            }
            count = index + 1;
        }
        Self { index: count, at: cursor..cursor, fragment: String::new() }
    }

    /// Returns the arguments that may stand here, in the table's words: one by its place, or any option.
    fn arguments(&self, line: &str) -> Vec<&'static str> {
        let mut words = Words::of(line);
        let spec = words.next().and_then(|word| spec::named(word.raw));
        let (Some(spec), Some(before)) = (spec, self.index.checked_sub(1)) else { return Vec::new() };
        let wants_option = self.fragment.starts_with('-');
        let mut wanted = spec.arguments.split_whitespace().filter(|word| word.starts_with("[--") == wants_option);
        if wants_option {
            return wanted.collect();
        }
        let options = words.take(before).filter(|word| word.raw.starts_with("--")).count();
        let last = || spec.arguments.split_whitespace().last().filter(|last| last.ends_with('…'));
        wanted.nth(before - options).or_else(last).into_iter().collect()
    }
}

/// What fits a fragment: first what begins with it, then what contains it.
struct Candidates {
    fragment: String,
    begin: Vec<Candidate>,
    contain: Vec<Candidate>,
}

impl Candidates {
    fn like(fragment: &str) -> Self {
        Self { fragment: fragment.to_owned(), begin: Vec::new(), contain: Vec::new() }
    }

    /// Takes in what is found by `text`, and would be typed as `typed` returns.
    fn offer(&mut self, text: &str, what: Offer, typed: impl FnOnce() -> String) {
        let list = match text.find(&self.fragment) {
            Some(0) => &mut self.begin,
            Some(_) => &mut self.contain,
            None => return,
        };
        if list.len() < MAX_CANDIDATES {
            list.push(Candidate { word: typed(), what });
        }
    }

    /// Takes in the language's own words that begin with the fragment, in either case.
    fn words(&mut self, words: &[&'static str]) {
        self.begin_with(words.iter().map(|word| (*word, Offer::Word(word))));
    }

    /// Takes in the commands that do.
    fn commands(&mut self) {
        self.begin_with(COMMANDS.iter().map(|spec| (spec.name, Offer::Command(spec.verb))));
    }

    fn begin_with(&mut self, words: impl Iterator<Item = (&'static str, Offer)>) {
        let fragment = self.fragment.to_ascii_lowercase();
        let like = words.filter(|(word, _)| word.starts_with(&fragment));
        self.begin.extend(like.map(|(word, what)| Candidate { word: word.to_owned(), what }));
    }

    /// Takes in peers, practice nodes among them.
    fn peers(&mut self, peers: &mut dyn Iterator<Item = String>) {
        for peer in peers {
            let what = if node_number(&peer).is_some() { Offer::Node } else { Offer::Peer };
            self.offer(&peer, what, || peer.clone());
        }
    }

    fn best(mut self) -> Vec<Candidate> {
        self.begin.append(&mut self.contain);
        self.begin.truncate(MAX_CANDIDATES);
        self.begin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(line: &str) -> (Vec<String>, Range<usize>) {
        let cursor = line.find('▏').expect("a cursor");
        let keys = ["greeting", "great day", "meeting", "0x", "hash:a"].map(Key::new);
        let mut peers = ["n0", "n1", "n10", "kQ7vab"].into_iter().map(str::to_owned);
        let known = Known { keys: &mut keys.iter(), peers: &mut peers };
        let done = complete(&line.replace('▏', ""), cursor, known);
        (done.candidates.into_iter().map(|candidate| candidate.word).collect(), done.at)
    }

    #[test]
    fn the_word_under_the_cursor_is_completed() {
        let cases: [(&str, &[&str], Range<usize>); 26] = [
            ("p▏", &["put", "provide", "providers", "pause", "ping", "partition"], 0..1),
            (" PU▏", &["put"], 1..3),
            ("p▏xx a", &["put", "provide", "providers", "pause", "ping", "partition"], 0..3),
            ("get gre▏", &["greeting", "\"great day\""], 4..7),
            ("get eet▏", &["greeting", "meeting"], 4..7),
            ("get \"great d▏", &["\"great day\""], 4..12),
            ("get \"gre▏x", &["greeting", "\"great day\""], 4..9),
            ("GET_PROVIDERS me▏", &["meeting"], 14..16),
            ("put meet▏ value", &["meeting"], 4..8),
            ("put meeting me▏", &[], 12..14),
            ("closest gree▏", &["\"greeting\""], 8..12),
            ("closest n1▏", &["n1", "n10"], 8..10),
            ("forget Q7▏", &["kQ7vab"], 7..9),
            ("mode ▏", &["server", "client", "auto"], 5..5),
            ("quorum m▏", &["majority"], 7..8),
            ("help b▏", &["bootstrap", "be"], 5..6),
            ("get greeting ▏", &[], 13..13),
            ("frob gre▏", &[], 5..8),
            ("dial /ip▏", &[], 5..8),
            ("be n1▏", &["n1", "n10"], 3..5),
            ("kill n1▏", &["n1", "n10"], 5..7),
            ("be r▏", &["random:1"], 3..4),
            ("kill ho▏", &["holders:10"], 5..7),
            ("kill --▏", &["--silent"], 5..7),
            ("kill --silent n0 n1▏", &["n1", "n10"], 17..19),
            ("churn o▏", &["off"], 6..7),
        ];
        for (line, expected, at) in cases {
            let (candidates, found) = completed(line);
            assert_eq!(candidates, expected, "{line}");
            assert_eq!(found, at, "{line}");
        }
    }

    #[test]
    fn every_command_is_offered_on_an_empty_line() {
        assert_eq!(completed("▏").0.len(), COMMANDS.len());
    }

    #[test]
    fn no_more_than_fits_is_offered() {
        let keys: Vec<_> = (0..200).map(|n| Key::new(format!("x{n}"))).collect();
        let known = Known { keys: &mut keys.iter(), peers: &mut std::iter::empty() };
        assert_eq!(complete("get ", 4, known).candidates.len(), MAX_CANDIDATES);
    }
}
