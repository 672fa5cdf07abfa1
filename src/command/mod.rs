//! The command language: one table for the typed line, `-c`, scripts and lessons.
//!
//! What goes into a node is one enum, [`Command`]. Knows nothing of who carries it out.

mod arguments;
mod complete;
mod fault;
mod lab;
mod parse;
mod spec;
mod table;
mod verb;
mod words;
mod write;

pub use arguments::{MAX_RATE, MIN_TAIL, node_number};
pub use complete::{Candidate, Completion, Known, Offer, complete};
pub use fault::{Argument, Fault, ParseError};
pub use lab::{LabCommand, Nodes};
pub use parse::{Meaning, NameMatch, meaning, parse};
pub use spec::{Spec, hint};
pub use table::COMMANDS;
pub use verb::Verb;
pub use write::typed;

use std::{path::PathBuf, time::Duration};

use crate::dht::{CopyKind, CrawlPlan, Key, Multiaddr, PeerId, Quorum, peer_of, verdict::Code};

/// One line of the language, understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// For the node.
    Node(NodeCommand),
    /// For the practice network.
    Lab(LabCommand),
    /// For the program around it.
    Session(SessionCommand),
}

/// What a node is told to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NodeCommand {
    /// Fetch a value.
    Get { key: Key },
    /// Store a value at the closest peers.
    Put { key: Key, value: Vec<u8> },
    /// Tell the closest peers that we provide a key.
    Provide { key: Key },
    /// Ask who provides a key.
    Providers { key: Key },
    /// Find the peers closest to a key.
    Closest {
        /// The key's bytes, or a peer id's.
        key: Key,
    },
    /// Look up ourselves, and refresh the buckets.
    Bootstrap,
    /// Connect to somebody.
    Dial(DialTarget),
    /// Put a peer and its address into the routing table.
    Add { peer: PeerId, address: Multiaddr },
    /// Take a peer out of the routing table.
    Forget { peer: PeerId },
    /// Take a record out of our own store.
    Remove { key: Key },
    /// Stop providing a key.
    Unprovide { key: Key },
    /// Answer others or not.
    Mode(ModeChoice),
    /// How many equal answers or acknowledgements make a success.
    Quorum(Quorum),
    /// Let our own queries stand still; others are still answered.
    Pause,
    /// Let them go so many steps on, while they stand still.
    Step {
        /// How many; each waits until all that the one before asked have answered or failed.
        steps: u64,
    },
    /// Let them go on by themselves.
    Resume,
    /// Ask one peer by itself.
    Ask {
        /// Whom.
        whom: DialTarget,
        /// What.
        question: Question,
    },
    /// Ask those closest to a key whether they hold it, once or again and again.
    Copies {
        key: Key,
        what: CopyKind,
        /// How long after a round the next begins; none is one round.
        every: Option<Duration>,
    },
    /// End the rounds of all keys.
    EndCopies,
    /// Walk through the whole network.
    Crawl(CrawlPlan),
    /// End that.
    EndCrawl,
}

/// What one peer is asked by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Whether it is there, and how quick it is.
    Ping,
    /// What it knows of a key.
    Key(Key),
    /// Its routing table.
    Table,
}

impl NodeCommand {
    /// Returns whether a query comes of it.
    #[must_use]
    pub fn is_query(&self) -> bool {
        match self {
            Self::Get { .. }
            | Self::Put { .. }
            | Self::Provide { .. }
            | Self::Providers { .. }
            | Self::Closest { .. }
            | Self::Copies { .. }
            | Self::Bootstrap => true,
            Self::Dial(_)
            | Self::Add { .. }
            | Self::Forget { .. }
            | Self::Remove { .. }
            | Self::Unprovide { .. }
            | Self::Mode(_)
            | Self::Quorum(_)
            | Self::Pause
            | Self::Step { .. }
            | Self::Resume
            | Self::Ask { .. }
            | Self::EndCopies
            | Self::Crawl(_)
            | Self::EndCrawl => false,
        }
    }
}

/// Whom to dial, or to ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DialTarget {
    /// Whoever is there.
    Address(Multiaddr),
    /// A peer, where it is known to be.
    Peer(PeerId),
}

impl DialTarget {
    /// Returns the peer, where that is known beforehand.
    #[must_use]
    pub fn peer(&self) -> Option<PeerId> {
        match self {
            Self::Address(address) => peer_of(address),
            Self::Peer(peer) => Some(*peer),
        }
    }
}

/// How the screen is written down: the file's ending says it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Drawing {
    /// Line by line.
    Text,
    /// As a picture, in colour.
    Svg {
        /// Whether it is dark on light.
        is_light: bool,
    },
}

/// What `mode` and `--mode` can be set to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ModeChoice {
    /// Answer others.
    Server,
    /// Only ask.
    Client,
    /// Server as soon as an external address is confirmed.
    Auto,
}

/// What is expected of the last command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Its English verdict, or a value that it found, contains this.
    Text(String),
    /// This is its outcome.
    Outcome(Code),
    /// This is not its outcome.
    NotOutcome(Code),
}

/// What the program around the node is told to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SessionCommand {
    /// Let time go by.
    Wait {
        /// So long.
        duration: Duration,
    },
    /// Make sure what came of the last command.
    Expect(Expected),
    /// Write down from now on what happens, or no longer.
    Record {
        /// Beginning so long before.
        last: Option<Duration>,
        /// Where; none ends it.
        file: Option<PathBuf>,
    },
    /// Write down what is known now, and what has happened so long before.
    Export { file: PathBuf, last: Option<Duration> },
    /// Write down what is on the screen.
    Screen { file: PathBuf, drawing: Drawing },
    /// Go to a moment of the recording that is played.
    Jump { to: Moment },
    /// Show what mDNS heard.
    Mdns,
    /// Show what a node's store holds; by default that of the node that is looked at.
    Records { node: Option<PeerId> },
    /// Show what the node asks and is asked.
    Requests,
    /// Show what happened to the routing table, of the last so long.
    Changes { last: Option<Duration> },
    /// Show what a crawl found of the network as a whole.
    Census,
    /// Take clicks and the wheel, or leave the mouse to the terminal.
    Mouse { on: bool },
    /// Empty the notices on the screen.
    Clear,
    /// Show help: on everything, or on one command.
    Help {
        /// The command's name.
        command: Option<String>,
    },
    /// End.
    Quit,
}

/// A moment of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// So long after its beginning.
    At(Duration),
    /// After this part of it, in a hundred.
    Part(u8),
}
