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
    /// The providers it knows, of many some.
    pub providers: Vec<PeerId>,
    /// How many more it named.
    pub more_providers: usize,
    /// Why it did not answer.
    pub failure: Option<Failure>,
}

impl HeldCopy {
    /// One that has nothing.
    #[must_use]
    pub fn none(peer: PeerId) -> Self {
        let (has, value, expires_in, providers, more_providers, failure) = Default::default();
        Self { peer, has, value, expires_in, providers, more_providers, failure }
    }

    /// One that did not say.
    #[must_use]
    pub fn unsaid(peer: PeerId, failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::none(peer) }
    }
}

/// What one of the closest has, in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyMark {
    Has,
    /// Another value than most.
    HasOther,
    HasNot,
    NoAnswer,
    /// It was not asked to the end.
    GivenUp,
}

impl CopyMark {
    /// Returns the mark of what one of the closest has, where most have this value.
    #[must_use]
    pub fn of(copy: &HeldCopy, common: Option<&[u8]>) -> Self {
        match copy {
            HeldCopy { value: Some(value), .. } if Some(value.as_slice()) != common => Self::HasOther,
            HeldCopy { has: true, .. } => Self::Has,
            HeldCopy { failure: Some(Failure::GivenUp), .. } => Self::GivenUp,
            HeldCopy { failure: Some(_), .. } => Self::NoAnswer,
            _ => Self::HasNot,
        }
    }
}

impl Copies {
    /// Returns how many of the closest have it.
    #[must_use]
    pub fn held(&self) -> usize {
        self.closest.iter().filter(|copy| copy.has).count()
    }

    /// Returns how many providers were named: at least so many, where not all are kept.
    #[must_use]
    pub fn named_providers(&self) -> usize {
        let kept: BTreeSet<&PeerId> = self.closest.iter().flat_map(|copy| &copy.providers).collect();
        let of_one = self.closest.iter().map(|copy| copy.providers.len() + copy.more_providers).max().unwrap_or(0);
        kept.len().max(of_one)
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
