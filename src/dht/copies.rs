//! Who holds a key: the peers closest to it, asked one by one.

use std::{collections::BTreeSet, time::Duration};

use super::{Failure, Kind, PeerId};

/// What peers are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum CopyKind {
    /// The value of a key.
    Value,
    /// Who provides it.
    Provider,
}

impl CopyKind {
    /// Returns what a query is for that asks for it.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Value => Kind::Copies,
            Self::Provider => Kind::ProviderCopies,
        }
    }

    /// Returns its word in the line format, which never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Provider => "provider",
        }
    }
}

/// What the closest peers hold of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copies {
    pub what: CopyKind,
    /// The k closest peers that answered the lookup, and those nearer than one of them that did not; nearest first, without
    /// ourselves.
    pub closest: Vec<HeldCopy>,
    /// Whether our own store has it, too.
    pub here: bool,
    /// The providers that were tried, of many some: each with why it could not be reached, if so it was.
    pub providers: Vec<(PeerId, Option<Failure>)>,
}

/// What one of the closest peers holds of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldCopy {
    pub peer: PeerId,
    /// Whether it has the value, or knows a provider.
    pub has: bool,
    /// The value it has.
    pub value: Option<Vec<u8>>,
    /// How long that lives yet there, if it said so.
    pub expires_in: Option<Duration>,
    /// The providers it knows.
    pub providers: Vec<PeerId>,
    /// Why it did not answer.
    pub failure: Option<Failure>,
}

impl Copies {
    /// Returns how many of the closest have it.
    #[must_use]
    pub fn held(&self) -> usize {
        self.closest.iter().filter(|copy| copy.has).count()
    }

    /// Returns the providers that somebody named.
    #[must_use]
    pub fn named_providers(&self) -> BTreeSet<&PeerId> {
        self.closest.iter().flat_map(|copy| &copy.providers).collect()
    }

    /// Returns how many of them answer.
    #[must_use]
    pub fn answering(&self) -> usize {
        self.closest.iter().filter(|copy| copy.failure.is_none()).count()
    }

    /// Returns the value that most have, the nearest peer's among equals; none where nobody has one.
    #[must_use]
    pub fn common_value(&self) -> Option<&[u8]> {
        let values = || self.closest.iter().filter_map(|copy| copy.value.as_deref());
        let with_count = values().map(|value| (values().filter(|other| *other == value).count(), value));
        with_count.rev().max_by_key(|(count, _)| *count).map(|(_, value)| value) // the last of equals is the first of these
    }
}
