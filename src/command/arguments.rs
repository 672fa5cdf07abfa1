//! Understands the arguments of a command, one reader for each kind of argument.

mod names;
mod network;

use std::{num::NonZeroUsize, ops::Range, path::PathBuf, time::Duration};

use data_encoding::HEXLOWER_PERMISSIVE;
use libp2p::multiaddr::Protocol;

use super::{
    Argument, Expected, Fault, Meaning, ModeChoice, Moment, NameMatch, Nodes, ParseError, Spec, parse, spec,
    words::{Form, Quoting, Word, Words},
};
use crate::dht::{Multiaddr, PeerId, Quorum, name, verdict::Code};
use names::several;

/// Characters of a peer id's end that are enough to look for it; fewer are shared by too many.
pub const MIN_TAIL: usize = 4;
/// The most churn: a hundred nodes a second.
pub const MAX_RATE: u32 = 6_000;
/// The longest wait and the longest way: beyond it, it was a slip.
const MAX_DURATION: Duration = Duration::from_secs(60 * 60);

/// The arguments that have not been read yet.
pub(super) struct ArgumentReader<'a> {
    line: &'a str,
    words: Words<'a>,
    spec: &'static Spec,
    find: &'a dyn Fn(&str) -> NameMatch,
    /// What the key or the peer among them was understood as.
    pub(super) meaning: Option<Meaning>,
}

impl<'a> ArgumentReader<'a> {
    /// Returns the arguments of a command; `words` stands behind its name.
    pub(super) fn of(
        line: &'a str,
        words: Words<'a>,
        spec: &'static Spec,
        find: &'a dyn Fn(&str) -> NameMatch,
    ) -> Self {
        Self { line, words, spec, find, meaning: None }
    }

    pub(super) fn value(&mut self) -> Result<Vec<u8>, ParseError> {
        let word = self.words.rest();
        let word = self.checked(word, Argument::Value)?;
        match word.text.strip_prefix("0x") {
            Some(digits) if word.form == Form::Bare => self.bytes(&word, digits),
            _ => Ok(word.text.into_bytes()),
        }
    }

    /// Reads what is left as a text.
    pub(super) fn text(&mut self) -> Result<String, ParseError> {
        let word = self.words.rest();
        let word = self.checked(word, Argument::Text)?;
        if word.plain().is_empty() { self.wrong(&word, Fault::EmptyText) } else { Ok(word.text) }
    }

    /// Reads what is expected: a bare word that is an outcome's, with `not` before it or without; all else is a text.
    pub(super) fn expected(&mut self) -> Result<Expected, ParseError> {
        let mut bare = self.words.clone().map(|word| (word.form == Form::Bare).then_some(word.raw));
        let words = (bare.next().flatten(), bare.next().map(Option::unwrap_or_default), bare.next());
        let expected = match words {
            (Some(word), None, _) => Code::of_word(word).map(Expected::Outcome),
            (Some("not"), Some(word), None) => Code::of_word(word).map(Expected::NotOutcome),
            _ => None,
        };
        let text = self.text()?; // the rest of the line is read in any case
        Ok(expected.unwrap_or(Expected::Text(text)))
    }

    /// Reads a file's name.
    pub(super) fn file(&mut self) -> Result<PathBuf, ParseError> {
        let word = self.word(Argument::File)?;
        if word.plain().is_empty() { self.wrong(&word, Fault::EmptyFile) } else { Ok(word.plain().into()) }
    }

    /// Reads a file's name; none if it is `off`, without quotes.
    pub(super) fn file_or_off(&mut self) -> Result<Option<PathBuf>, ParseError> {
        if self.flag("off") { Ok(None) } else { self.file().map(Some) }
    }

    /// Reads how long, if that is said.
    pub(super) fn maybe_duration(&mut self) -> Result<Option<Duration>, ParseError> {
        if self.words.clone().next().is_none() { Ok(None) } else { self.duration().map(Some) }
    }

    /// Reads a peer, if one is named.
    pub(super) fn maybe_peer(&mut self) -> Result<Option<PeerId>, ParseError> {
        if self.words.clone().next().is_none() { Ok(None) } else { self.peer().map(Some) }
    }

    /// Reads how far back it goes, if that is said.
    pub(super) fn last(&mut self) -> Result<Option<Duration>, ParseError> {
        if self.flag("--last") { self.duration().map(Some) } else { Ok(None) }
    }

    /// Reads an address of this peer.
    pub(super) fn address_of(&mut self, peer: &PeerId) -> Result<Multiaddr, ParseError> {
        let (word, address) = self.placed_address()?;
        match address.iter().last() {
            Some(Protocol::P2p(other)) if other != *peer => {
                self.wrong(&word, Fault::OthersAddress { other: other.into(), peer: (*peer).into() })
            }
            _ => Ok(address),
        }
    }

    pub(super) fn mode(&mut self) -> Result<ModeChoice, ParseError> {
        let word = self.word(Argument::Mode)?;
        match word.plain().to_ascii_lowercase().as_str() {
            "server" => Ok(ModeChoice::Server),
            "client" => Ok(ModeChoice::Client),
            "auto" => Ok(ModeChoice::Auto),
            other => self.wrong(&word, Fault::NoMode(other.to_owned())),
        }
    }

    /// Reads `on` or `off`.
    pub(super) fn switch(&mut self) -> Result<bool, ParseError> {
        let word = self.word(Argument::Switch)?;
        match word.plain().to_ascii_lowercase().as_str() {
            "on" => Ok(true),
            "off" => Ok(false),
            other => self.wrong(&word, Fault::NoSwitch(other.to_owned())),
        }
    }

    pub(super) fn quorum(&mut self) -> Result<Quorum, ParseError> {
        let word = self.word(Argument::Quorum)?;
        match word.plain().to_ascii_lowercase().as_str() {
            "one" => Ok(Quorum::One),
            "majority" => Ok(Quorum::Majority),
            "all" => Ok(Quorum::All),
            "0" => self.wrong(&word, Fault::QuorumOfNone),
            other => match other.parse::<NonZeroUsize>() {
                Ok(n) => Ok(Quorum::N(n)),
                Err(_) => self.wrong(&word, Fault::NoQuorum(other.to_owned())),
            },
        }
    }

    /// Reads how many steps, one if nothing is said.
    pub(super) fn steps(&mut self) -> Result<u64, ParseError> {
        let Some(word) = self.words.next() else { return Ok(1) };
        match word.plain().parse() {
            Ok(steps @ 1..) => Ok(steps),
            _ => self.wrong(&word, Fault::NoSteps(word.plain().to_owned())),
        }
    }

    /// Reads how many, one if nothing is said.
    pub(super) fn count(&mut self) -> Result<usize, ParseError> {
        let Some(word) = self.words.next() else { return Ok(1) };
        match word.plain().parse() {
            Ok(count @ 1..) => Ok(count),
            _ => self.wrong(&word, Fault::NoCount(word.plain().to_owned())),
        }
    }

    /// Reads a word if it is this one.
    pub(super) fn flag(&mut self, flag: &str) -> bool {
        let before = self.words.clone();
        let is_there = self.words.next().is_some_and(|word| word.raw == flag);
        if !is_there {
            self.words = before;
        }
        is_there
    }

    /// Reads one node of the practice network.
    pub(super) fn node(&mut self) -> Result<Nodes, ParseError> {
        let word = self.word(Argument::Node)?;
        let node = self.nodes_of(&word)?;
        if node.is_one() { Ok(node) } else { self.wrong(&word, Fault::SeveralNodes(word.raw.to_owned())) }
    }

    /// Reads nodes up to the end, at least one.
    pub(super) fn nodes(&mut self) -> Result<Vec<Nodes>, ParseError> {
        let first = self.word(Argument::Node)?;
        let mut nodes = vec![self.nodes_of(&first)?];
        while let Some(word) = self.words.next() {
            nodes.push(self.nodes_of(&word)?);
        }
        Ok(nodes)
    }

    fn nodes_of(&self, word: &Word<'_>) -> Result<Nodes, ParseError> {
        let name = word.plain();
        if let Some((of @ ("random" | "holders"), count)) = name.split_once(':') {
            return match count.parse() {
                Ok(count @ 1..) if of == "random" => Ok(Nodes::Random(count)),
                Ok(count @ 1..) => Ok(Nodes::Holders(count)),
                _ => self.wrong(word, Fault::NoCountIn { count: count.to_owned(), word: name.to_owned() }),
            };
        }
        let (first, last) = name.split_once('-').unwrap_or((name, name));
        match (node_number(first), node_number(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Nodes::Range { first, last }),
            (Some(_), Some(_)) => self.wrong(word, Fault::Backwards(name.to_owned())),
            _ => match self.look_up(name) {
                NameMatch::One(peer) => Ok(Nodes::Peer(peer)),
                NameMatch::Many(peers) => self.wrong(word, several(name, peers)),
                NameMatch::None => self.wrong(word, Fault::NoNode(name.to_owned())),
            },
        }
    }

    /// Reads nodes a minute, or `off`.
    pub(super) fn rate(&mut self) -> Result<Option<u32>, ParseError> {
        let word = self.word(Argument::Rate)?;
        match (word.plain(), word.plain().parse()) {
            ("off" | "0", _) => Ok(None),
            (_, Ok(rate @ 1..=MAX_RATE)) => Ok(Some(rate)),
            (other, _) => self.wrong(&word, Fault::NoRate(other.to_owned())),
        }
    }

    /// Reads a duration; `0` needs no unit.
    pub(super) fn duration(&mut self) -> Result<Duration, ParseError> {
        let word = self.word(Argument::Duration)?;
        match (word.plain(), humantime::parse_duration(word.plain())) {
            ("0", _) => Ok(Duration::ZERO),
            (_, Ok(duration)) if duration <= MAX_DURATION => Ok(duration),
            (other, Ok(_)) => self.wrong(&word, Fault::TooLong(other.to_owned())),
            (other, Err(_)) => self.wrong(&word, Fault::NoDuration(other.to_owned())),
        }
    }

    /// Reads a moment of a recording: a duration, or a part of a hundred with the sign.
    pub(super) fn moment(&mut self) -> Result<Moment, ParseError> {
        let is_part = self.words.clone().next().is_some_and(|word| word.raw.ends_with('%'));
        if is_part { self.percent().map(Moment::Part) } else { self.duration().map(Moment::At) }
    }

    /// Reads a part of a hundred, with or without the sign.
    pub(super) fn percent(&mut self) -> Result<u8, ParseError> {
        let word = self.word(Argument::Percentage)?;
        match word.plain().trim_end_matches('%').parse() {
            Ok(percent @ 0..=100) => Ok(percent),
            _ => self.wrong(&word, Fault::NoPercentage(word.plain().to_owned())),
        }
    }

    /// Reads a command's name, if there is one.
    pub(super) fn command(&mut self) -> Result<Option<String>, ParseError> {
        let Some(word) = self.words.next() else { return Ok(None) };
        match spec::named(word.plain()) {
            Some(spec) => Ok(Some(spec.name.to_owned())),
            None => Err(parse::unknown(word.plain(), word.at.clone())),
        }
    }

    /// Complains of what is left.
    pub(super) fn end(&mut self) -> Result<(), ParseError> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => self.wrong(&word, Fault::TooMuch(word.raw.to_owned())),
        }
    }

    fn word(&mut self, what: Argument) -> Result<Word<'a>, ParseError> {
        let word = self.words.next();
        self.checked(word, what)
    }

    fn checked(&self, word: Option<Word<'a>>, what: Argument) -> Result<Word<'a>, ParseError> {
        let Some(word) = word else {
            return self.wrong_at(self.line.len()..self.line.len(), Fault::Missing(what));
        };
        match word.fault {
            None => Ok(word),
            Some(Quoting::Open(quote)) => self.wrong(&word, Fault::Unclosed { quote }),
            Some(Quoting::Glued) => self.wrong(&word, Fault::Glued(word.raw.to_owned())),
        }
    }

    fn bytes(&self, word: &Word<'_>, digits: &str) -> Result<Vec<u8>, ParseError> {
        if let Some(other) = digits.chars().find(|c| !c.is_ascii_hexdigit()) {
            return self.wrong(word, Fault::NoHex { other, word: word.raw.to_owned() });
        }
        let odd = |_| self.wrong(word, Fault::OddHex(word.raw.to_owned()));
        HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).or_else(odd)
    }

    fn placed_address(&mut self) -> Result<(Word<'a>, Multiaddr), ParseError> {
        let word = self.word(Argument::Address)?;
        match name::address(word.plain()) {
            Some(address) => Ok((word, address)),
            None => self.wrong(&word, Fault::NoAddress(word.plain().to_owned())),
        }
    }

    fn wrong<T>(&self, word: &Word<'_>, fault: Fault) -> Result<T, ParseError> {
        self.wrong_at(word.at.clone(), fault)
    }

    fn wrong_at<T>(&self, at: Range<usize>, fault: Fault) -> Result<T, ParseError> {
        Err(ParseError { at, command: Some(self.spec.verb), fault })
    }
}

/// Returns the number in a practice node's name; leading zeros are accepted (`n007`).
#[must_use]
pub fn node_number(word: &str) -> Option<usize> {
    let digits = word.strip_prefix('n')?;
    digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())?
}
