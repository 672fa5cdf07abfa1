//! Why a query came to less than it might have.

use super::Code;
use crate::dht::Failure;

/// How many failed, and most often for what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Failures {
    /// How many failed.
    pub count: u32,
    /// The most frequent failure, where any is known, and how often it was that; none for always.
    pub most: Option<(Failure, Option<usize>)>,
}

/// Which limit a query met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overtime {
    /// That of its only phase.
    Phase,
    /// That of one of its phases, or of all.
    Phases,
}

/// Why nothing was sent after a lookup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSent {
    /// Nobody answered.
    Vain(Vain),
    /// So many answered, and the time was over.
    OutOfTime(u32),
    /// So many answered, and it ended.
    Ended(u32),
}

/// Why something was not found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Nobody answered.
    Vain(Vain),
    /// Some did, all without it.
    Answered {
        answered: u32,
        /// How many failed.
        failures: Failures,
        /// Whether it ran out of time.
        overtime: Option<Overtime>,
    },
}

/// Why nobody answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Vain {
    /// Nobody was asked.
    Nobody(Nobody),
    /// None of those that were asked answered.
    Silence {
        /// Requests.
        asked: u32,
        /// Whether the same peers were asked again, so that requests are no peers.
        is_repeated: bool,
        /// Failures.
        failures: Failures,
        /// Requests without an answer or a failure.
        silent: u32,
        /// Whether it ran out of time.
        overtime: Option<Overtime>,
        /// Whether we are connected to all of them.
        are_connected: bool,
    },
}

/// Why nobody was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nobody {
    /// The routing table was empty then, and has so many peers now.
    TableWasEmpty(usize),
    /// It ended before the first request.
    EndedFirst(Option<Overtime>),
    /// No peer is known.
    NoPeer {
        /// Whether mDNS may find one.
        finds: bool,
    },
    /// So many peers are known, and none is in the routing table.
    NoneInTable {
        known: usize,
        why: NoneInTable,
        /// Our Kademlia protocol.
        protocol: String,
    },
}

/// Why none of the peers that are known is in the routing table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoneInTable {
    /// All are clients or other programs.
    Clients,
    /// All speak another DHT, e.g. this one.
    Strangers(Option<String>),
    /// All are gone.
    Gone,
    /// None has said what it speaks.
    Unsaid {
        /// Whether we are connected to some, so that they may be about to.
        are_connected: bool,
    },
    /// So many are servers, clients, strangers, and not identified.
    Mixed {
        counts: [usize; 4],
        /// What the strangers speak, e.g.
        other: Option<String>,
    },
}

impl Vain {
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Nobody(_) => Code::NobodyAsked,
            Self::Silence { overtime: Some(_), .. } => Code::TimedOut,
            Self::Silence { overtime: None, .. } => Code::NoAnswer,
        }
    }
}
