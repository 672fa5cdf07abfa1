//! What came of a query, as facts: how it ended, counts, causes. Decided in `state`; what is said of it is in `words`.

mod code;
mod why;

pub use code::Code;
pub use why::{Failures, Lack, Nobody, NoneInTable, NotSent, Overtime, Vain};

use std::time::Duration;

use libp2p::PeerId;

use super::{CopyKind, Held, Timestamp};

/// What came of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Whether it succeeded, as the command language means it.
    pub ok: bool,
    /// How it ended, or how far it is.
    pub end: End,
    /// What a practice network knows to be true, beside it.
    pub truth: Option<Beside>,
    /// Answers that came after its end, where it came to nothing.
    pub late: u32,
    /// Whether a record was sought or stored under a CID, where none lives.
    pub is_under_cid: bool,
}

/// How a query ended, or how far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// A value is stored at enough, and more are asked.
    StoringOn {
        /// At how many it is stored.
        stored: usize,
        /// Who has not answered.
        open: usize,
    },
    /// A value was found often enough, and more are asked.
    FoundAlready { value: Vec<u8> },
    /// It ended while another node was observed: only kad's counts are known.
    Unseen {
        /// Requests.
        asked: u32,
        /// Answers.
        answered: u32,
        /// Failures.
        failed: u32,
    },
    /// A value was found.
    Found(Found),
    /// No value was found.
    NotFound(Lack),
    /// Nothing was sent: the value, or word of the provider, is kept here only.
    NotSent(NotSent),
    /// A value was sent, and stored by some or none.
    Stored(Stored),
    /// It was acknowledged by so many, but programs that read no more than libp2p-kad does as it is can fetch it from none.
    Unfetchable {
        /// Acknowledgements.
        stored: usize,
    },
    /// So many were told that we provide a key.
    Told {
        told: usize,
        /// How many of them drop it unmentioned: js-libp2p keeps providers of a multihash only.
        drop: usize,
        /// Those that were not.
        rest: Untold,
        /// Whether it ran out of time.
        overtime: Option<Overtime>,
    },
    /// Those that answered could not be told.
    ToldNobody {
        /// How many answered.
        answered: u32,
        /// Why they were not told.
        rest: Untold,
    },
    /// Providers are known.
    Providers {
        /// This node, if it is one.
        here: Option<PeerId>,
        /// The others; of many some.
        others: Vec<PeerId>,
        /// How many more there are.
        more: usize,
    },
    /// No provider is known.
    NoProvider(Lack),
    /// The closest peers were found.
    Closest {
        found: usize,
        /// Requests, and what came of them.
        requests: RequestCounts,
    },
    /// The closest peers were found, and are being asked for a key: so many.
    AskingEach(usize),
    /// They were asked for it.
    Copies(CopiesFound),
    /// The table was refreshed.
    Bootstrapped {
        /// How many peers are in the routing table now.
        entries: usize,
        /// Requests, and what came of them.
        requests: RequestCounts,
    },
    /// Nobody answered.
    NoAnswer(Vain),
}

/// What the closest peers hold of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CopiesFound {
    pub what: CopyKind,
    /// How many of the closest have it.
    pub held: usize,
    /// How many of the closest answer.
    pub of: usize,
    /// Whether our own store has it, too.
    pub here: bool,
    /// Those that have another value than most.
    pub others: Vec<PeerId>,
    /// Those that have none and answered, without those that follow.
    pub without: Vec<PeerId>,
    /// Those that have none, and began to run after it was stored, as a practice network knows.
    pub later: Vec<PeerId>,
    /// Those that did not answer.
    pub silent: Vec<PeerId>,
    /// Providers that were named, how many of them were tried, and how many of these could not be reached.
    pub providers: [usize; 3],
}

/// Requests of a lookup that came to something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestCounts {
    /// How many were made.
    pub asked: u32,
    /// How many were answered.
    pub answered: u32,
    /// How many failed.
    pub failures: Failures,
    /// Whether it ran out of time.
    pub overtime: Option<Overtime>,
}

/// A value that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The value that most have.
    pub value: Vec<u8>,
    pub at: Holders,
    /// How many have it, and how many must.
    pub quorum: (usize, usize),
    /// Other values, with where they are.
    pub others: Vec<(Vec<u8>, Holders)>,
    /// Whether it ran out of time.
    pub overtime: Option<Overtime>,
}

/// Where a value is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holders {
    /// Whether it is in this node's own store.
    pub here: bool,
    /// At whom else.
    pub others: Vec<PeerId>,
}

/// A value that was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// At how many it is stored.
    pub stored: usize,
    /// How many were asked to.
    pub asked: u32,
    /// Those that did not acknowledge it.
    pub rest: NotStored,
    /// What was missed, if the quorum was.
    pub missed: Option<Missed>,
    /// Whether it ran out of time.
    pub overtime: Option<Overtime>,
}

impl Stored {
    /// Returns at how many it is kept, as far as is known: those that acknowledged it, but for those that say they have it not,
    /// and those that have it without having said so.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.stored.saturating_sub(self.rest.hollow as usize) + self.rest.closed.same as usize
    }

    /// Returns how many say that they do not keep it.
    fn refused(&self) -> u32 {
        self.rest.hollow + self.rest.closed.refused()
    }
}

/// A quorum that was missed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missed {
    /// How many it needed.
    pub needed: usize,
    /// How many servers are known.
    pub servers: usize,
    /// The quorum's own name, where it is still that, e.g. `majority`.
    pub name: Option<String>,
    /// k, against which a quorum counts.
    pub k: usize,
}

/// Peers that did not acknowledge a value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NotStored {
    /// Those that closed the stream instead of acknowledging it, by what they say that they keep.
    pub closed: Holdings,
    /// Those that acknowledged it, and say that they do not keep it.
    pub hollow: u32,
    /// Those that failed otherwise.
    pub failures: Failures,
    /// Those that were not sent it.
    pub unsent: u32,
    /// Those that are silent.
    pub silent: usize,
}

impl NotStored {
    /// Returns whether some do not keep it, or seem not to, and nothing else went wrong: more nodes would not help.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.hollow + self.closed.refused() + self.closed.unknown > 0 && self.failures.count == 0
    }
}

/// What so many peers say that they keep of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// They have it.
    pub same: u32,
    /// They keep another.
    pub other: u32,
    /// They have none.
    pub nothing: u32,
    /// They were not asked, or did not answer.
    pub unknown: u32,
}

impl Holdings {
    /// Counts one more.
    pub fn count(&mut self, held: Held) {
        *match held {
            Held::Same => &mut self.same,
            Held::Other => &mut self.other,
            Held::Nothing => &mut self.nothing,
            Held::Unknown => &mut self.unknown,
        } += 1;
    }

    /// Returns how many have refused the value, as they say.
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.other + self.nothing
    }
}

/// Peers that were not told that we provide a key.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Untold {
    /// Those that could not be reached again.
    pub unreached: Failures,
    /// Those whose connection had closed.
    pub unsent: u32,
}

/// What a practice network knows to be true, beside what a query came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Beside {
    /// So many of the truly closest were found, or got it.
    Closest(Near),
    /// So many copies, or provider records, are alive.
    Alive {
        /// At others.
        holders: usize,
        /// Of so many that there could be.
        of: usize,
        /// Whether the asker has one.
        here: bool,
        /// Whether guests may have others.
        has_guests: bool,
    },
    /// So many of the closest were found, or got it, that a crawl knows.
    Known {
        n: usize,
        of: usize,
        /// When that crawl ended.
        at: Timestamp,
        /// How many peers it reached.
        peers: usize,
        /// How long before.
        ago: Duration,
    },
    /// No other node that runs holds it.
    NoneAlive,
    /// So many that run hold it, though none was found.
    Overlooked {
        holders: usize,
        /// How near the lookup came.
        found: Near,
    },
}

/// How many of the truly closest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Near {
    /// So many.
    pub n: usize,
    /// Of so many.
    pub of: usize,
    /// Whether the asker is nearer than the last of them.
    pub is_asker_nearer: bool,
    /// Whether there are guests: it is true of the practice nodes.
    pub has_guests: bool,
}

impl Verdict {
    /// Returns its outcome.
    #[must_use]
    pub fn code(&self) -> Code {
        if self.ok {
            return Code::Ok;
        }
        match &self.end {
            End::NotFound(Lack::Vain(vain))
            | End::NoProvider(Lack::Vain(vain))
            | End::NoAnswer(vain)
            | End::NotSent(NotSent::Vain(vain)) => vain.code(),
            End::Copies(found) if !found.here && found.of == 0 => Code::NoAnswer,
            End::Copies(CopiesFound { here: false, .. }) | End::NotFound(_) | End::NoProvider(_) => Code::NotFound,
            End::NotSent(NotSent::OutOfTime(_)) => Code::TimedOut,
            End::Stored(stored) if stored.kept() == 0 && stored.refused() == stored.asked => Code::Refused,
            End::Stored(stored) if stored.kept() == 0 => Code::KeptHere,
            End::Copies(_) | End::NotSent(NotSent::Ended(_)) | End::ToldNobody { .. } => Code::KeptHere,
            End::Unseen { .. } => Code::Unseen,
            End::Found(_)
            | End::Stored(_)
            | End::Unfetchable { .. }
            | End::StoringOn { .. }
            | End::FoundAlready { .. }
            | End::Told { .. }
            | End::Providers { .. }
            | End::Closest { .. }
            | End::AskingEach(_)
            | End::Bootstrapped { .. } => Code::QuorumMissed,
        }
    }
}
