//! A query: one lookup of ours, or one of kad's own, with what it is for and how it ended.

use std::{fmt, num::NonZeroUsize};

use libp2p::PeerId;

/// The number of a query, unique in the session, in order of their starts; shown as `#7`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct QueryId(pub u64);

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// What a query is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Fetch a value.
    Get,
    /// Store a value at the closest peers.
    Put,
    /// Tell the closest peers that we provide a key.
    Provide,
    /// Ask who provides a key.
    Providers,
    /// Find the peers closest to a key.
    Closest,
    /// Find the peers closest to a key, and ask each of them for its value.
    Copies,
    /// Find the peers closest to a key, and ask each of them who provides it.
    ProviderCopies,
    /// Look up ourselves, then refresh each farther bucket.
    Bootstrap,
    /// Store a record of ours again, by kad's clock.
    Republish,
    /// Pass a record that we hold for others on to the closest peers, by kad's clock.
    Replicate,
    /// Tell the closest peers again that we provide a key, by kad's clock.
    Reprovide,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Get,
        Self::Put,
        Self::Provide,
        Self::Providers,
        Self::Closest,
        Self::Copies,
        Self::ProviderCopies,
        Self::Bootstrap,
        Self::Republish,
        Self::Replicate,
        Self::Reprovide,
    ];

    /// Returns whether a value, or word of a provider, is sent to the peers that its lookup finds.
    #[must_use]
    pub fn stores(self) -> bool {
        matches!(self, Self::Put | Self::Provide | Self::Republish | Self::Replicate | Self::Reprovide)
    }

    /// Returns whether the peers that its lookup finds are then asked for the key, one by one.
    #[must_use]
    pub fn asks_each(self) -> bool {
        matches!(self, Self::Copies | Self::ProviderCopies)
    }

    /// Returns whether word of a provider is sent to them, which has no answer.
    #[must_use]
    pub fn is_provide(self) -> bool {
        matches!(self, Self::Provide | Self::Reprovide)
    }

    /// Returns the word the panes and the line format use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Provide => "provide",
            Self::Providers => "providers",
            Self::Closest => "closest",
            Self::Copies => "copies",
            Self::ProviderCopies => "provider_copies",
            Self::Bootstrap => "bootstrap",
            Self::Republish => "republish",
            Self::Replicate => "replicate",
            Self::Reprovide => "reprovide",
        }
    }
}

/// Who asked for a query.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// The command with this number.
    Command(u64),
    /// kad itself: bootstrap, republish, replicate.
    Automatic,
}

/// What kad said of a query at its end.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Whether it ran out of time, and not to its end.
    pub timed_out: bool,
    /// The closest peers it found, nearest first; only `closest` says them.
    pub closest: Vec<PeerId>,
    /// Whether it ended while another practice node was observed: only its end is known.
    pub unseen: bool,
    /// Those that are asked for its key now, one by one: whose copies are counted; or who may have stored its value without
    /// saying so, or said so without storing it.
    pub in_doubt: Vec<PeerId>,
}

/// What a peer says that was asked whether it keeps a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Held {
    /// It has it.
    Same,
    /// It keeps another value of the key.
    Other,
    /// It has none.
    Nothing,
    /// It did not answer.
    Unknown,
}

impl Held {
    /// Everything that can be said.
    pub const ALL: [Self; 4] = [Self::Same, Self::Other, Self::Nothing, Self::Unknown];

    /// Returns its word in the line format, which never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Other => "other",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
        }
    }
}

/// What is true of a key at the end of a query: only a practice network knows, whose nodes are ours.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Truth {
    /// The nodes closest to the key that run, nearest first: at most k, without the asker, which kad never names.
    pub closest: Vec<PeerId>,
    /// The nodes that run and hold the record (of `provide` and `providers`: a provider record), the asker among them if
    /// it does, nearest first.
    pub holders: Vec<PeerId>,
    /// Guests, of whom is known who they are, and not what they hold.
    pub guests: Vec<PeerId>,
    /// Those of the closest that started after the record was first held, where copies are counted.
    pub later: Vec<PeerId>,
}

/// How many equal answers or acknowledgements make a success, counted against the replication factor k.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quorum {
    /// One.
    One,
    /// More than half of k.
    Majority,
    /// All k.
    All,
    /// This many, at most k.
    N(NonZeroUsize),
}

impl Quorum {
    /// Returns how many that is with this k.
    #[must_use]
    pub fn of(self, k: NonZeroUsize) -> NonZeroUsize {
        match self {
            Self::One => NonZeroUsize::MIN,
            Self::Majority => NonZeroUsize::MIN.saturating_add(k.get() / 2),
            Self::All => k,
            Self::N(n) => n.min(k),
        }
    }
}

impl fmt::Display for Quorum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One => f.write_str("one"),
            Self::Majority => f.write_str("majority"),
            Self::All => f.write_str("all"),
            Self::N(n) => write!(f, "{n}"),
        }
    }
}
