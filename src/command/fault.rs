//! What can be wrong with a line, as facts. Words of the line stand in them as they were typed.

use std::ops::Range;

use super::Verb;
use crate::dht::PeerId;

/// Why a line is no command: what is wrong, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Byte range of the offending word in the line; empty at the end where a word is missing.
    pub at: Range<usize>,
    /// The command whose arguments are wrong; none where the name is.
    pub command: Option<Verb>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is no word in it.
    Empty,
    /// No command is called so.
    Unknown {
        /// What it is called.
        name: String,
        /// The command that was probably meant.
        meant: Option<Verb>,
    },
    /// An argument is missing.
    Missing(Argument),
    /// This is one word too many.
    TooMuch(String),
    /// A quoted string has no end.
    Unclosed {
        /// What would close it.
        quote: char,
    },
    /// Something stands right behind a closing quote.
    Glued(String),
    /// There is nothing in the key.
    EmptyKey,
    /// There is nothing behind the key's `0x`.
    NoDigits,
    /// A word that begins with `0x` has something else in it than hex digits.
    NoHex {
        other: char,
        /// The word.
        word: String,
    },
    /// Half a byte is left over.
    OddHex(String),
    /// There is nothing in the text.
    EmptyText,
    /// There is nothing in the file's name.
    EmptyFile,
    /// Several peers end in this.
    Ambiguous {
        /// What they end in.
        tail: String,
        /// How many do.
        peers: usize,
        /// Whether a key could be meant.
        or_key: bool,
    },
    /// No practice node here is called so.
    NobodyCalled(String),
    /// No peer is looked for by less than [`MIN_TAIL`](super::MIN_TAIL) characters.
    ShortTail(String),
    /// No peer known here ends in this.
    NobodyEndsIn(String),
    /// This is no address.
    NoAddress(String),
    /// This is neither an address nor a peer that is known here.
    NobodyToDial(String),
    /// This address ends in no peer's id.
    NobodysAddress(String),
    /// The address is another peer's.
    OthersAddress {
        /// Whose.
        other: Box<PeerId>,
        /// Whose was wanted.
        peer: Box<PeerId>,
    },
    /// This is no mode.
    NoMode(String),
    /// Neither `on` nor `off`.
    NoSwitch(String),
    /// No answer at all would be enough.
    QuorumOfNone,
    /// This is no quorum.
    NoQuorum(String),
    /// This is no number of steps.
    NoSteps(String),
    /// This is no number of nodes.
    NoCount(String),
    /// This is no number of nodes, in `random:N` or `holders:N`.
    NoCountIn {
        /// What stands there instead.
        count: String,
        /// The whole word.
        word: String,
    },
    /// This names several nodes where one is wanted.
    SeveralNodes(String),
    /// The first of these nodes comes after the last.
    Backwards(String),
    /// This is no node.
    NoNode(String),
    /// This is no rate, or more than [`MAX_RATE`](super::MAX_RATE).
    NoRate(String),
    /// This is no duration.
    NoDuration(String),
    /// This duration is longer than an hour.
    TooLong(String),
    /// This duration is shorter than a second.
    TooOften(String),
    /// This is no percentage.
    NoPercentage(String),
    /// This is no number from 1 to so many.
    NoNumber { word: String, most: usize },
}

/// An argument that must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    Key,
    KeyOrPeer,
    Value,
    Text,
    File,
    Peer,
    Address,
    AddressOrPeer,
    Mode,
    Switch,
    Quorum,
    Node,
    Rate,
    Duration,
    Percentage,
    Number,
}
