//! What came of a command of the practice network.

use std::time::Duration;

use libp2p::PeerId;

use crate::dht::Key;

/// What came of a command of the practice network. Nodes are named by their numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Practice {
    /// We are this node from now on.
    Be(usize),
    /// New nodes start, and join.
    Start(Vec<usize>),
    /// Nodes were stopped.
    Stopped {
        living: Vec<usize>,
        /// These did not run anyway.
        gone: Vec<usize>,
        /// Whether they keep their connections.
        is_silent: bool,
    },
    /// Nodes start again with empty stores, and join.
    Restart(Vec<usize>),
    /// So many nodes leave and join a minute.
    Churn(u32),
    /// A byte travels so long.
    Latency(Duration),
    /// So many of a hundred writes are lost.
    Loss(u8),
    /// Nodes are cut off from all others.
    CutOff(Vec<usize>),
    /// The network is whole again.
    Healed,
    /// The node that is observed has too much to do to take a line.
    Busy { node: usize, line: String },
    /// The node that is observed does not run any more.
    NotThere(usize),
    /// A command was not carried out.
    Refused {
        /// The command, with what it was about where the reason does not say it.
        what: String,
        why: Refusal,
    },
}

/// Why a command of the practice network was not carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// There is no node of this number; the last is the other.
    NoNode {
        /// The number.
        named: usize,
        /// The last that there is.
        last: usize,
    },
    /// There are only so many to choose from.
    TooFew {
        there: usize,
        /// Of which.
        pool: Pool,
    },
    /// A peer is none of its nodes.
    Stranger(PeerId),
    /// So many holders of the key of the last query were wanted, and there was no query.
    NothingSought(usize),
    /// Only so many others hold the key of the last query.
    TooFewHolders {
        there: usize,
        /// Whether providers are meant.
        providers: bool,
        key: Key,
    },
    /// It is the node we are already.
    Already(usize),
    /// It is the node we are.
    Ourselves(usize),
    /// It does not run.
    NotRunning(usize),
    /// None of them runs.
    NoneRuns(Vec<usize>),
    /// It has not joined, and is waited for.
    Joining(usize),
    /// It has not joined.
    NotJoined(usize),
    /// There is no port for another node.
    NoPort(String),
    /// There is memory for only so many more nodes.
    NoRoom(usize),
    /// Nodes would need more memory than there is.
    NoMemory {
        /// How many nodes.
        count: usize,
        /// Bytes that they need.
        needed: u64,
        /// Bytes that are free, where the system tells.
        free: Option<u64>,
        /// How many can start.
        most: usize,
    },
    /// That is everybody.
    Everybody,
    /// Nothing is cut.
    NothingCut,
}

/// Nodes to choose from at random.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pool {
    /// Those that run, without the one we are.
    Running,
    /// Those that do not run.
    Stopped,
}

impl Practice {
    pub(super) fn is_ok(&self) -> bool {
        !matches!(self, Self::Busy { .. } | Self::NotThere(_) | Self::Refused { .. })
    }
}
