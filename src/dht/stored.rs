//! What comes into a node's store and leaves it, how and why.

use std::time::Duration;

use libp2p::PeerId;

use super::Key;

/// Bytes of a value that are told and shown: of a longer one only its size is. Ten thousand of them are ten megabytes.
pub const MAX_SHOWN: usize = 1_024;

/// How something came into the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum How {
    /// It was typed here.
    Typed,
    /// It was sent by who publishes it, or by one who says of nobody that he does.
    Put,
    /// It was sent by another than the publisher that it names.
    Replicated,
    /// It is there already: nothing has come.
    Held,
}

impl How {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Typed, Self::Put, Self::Replicated, Self::Held];

    /// Returns how it came from a sender, or from nobody but ourselves.
    #[must_use]
    pub fn of(from: Option<&PeerId>, publisher: Option<&PeerId>) -> Self {
        match (from, publisher) {
            (None, _) => Self::Typed,
            (Some(from), Some(publisher)) if from != publisher => Self::Replicated,
            (Some(_), _) => Self::Put,
        }
    }

    /// Returns the word of the line format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Put => "put",
            Self::Replicated => "replicated",
            Self::Held => "held",
        }
    }
}

/// Why something left the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Gone {
    /// Its time was over, and it was looked at.
    Expired,
    /// A command removed it.
    Removed,
    /// Another value, or one of another publisher, came in its place.
    Replaced,
}

impl Gone {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Expired, Self::Removed, Self::Replaced];

    /// Returns the word of the line format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
        }
    }
}

/// A value in the store. Lines of before these were told do not say how it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRecord {
    pub key: Key,
    /// Bytes of the value.
    pub size: usize,
    /// The value, if it is short.
    pub value: Option<Vec<u8>>,
    /// Who published it first, as the record says.
    pub publisher: Option<PeerId>,
    /// After how long it is dropped; none is never.
    pub expires_in: Option<Duration>,
    /// How it came.
    pub how: Option<How>,
    /// Who sent it last; nobody where it was typed here.
    pub from: Option<PeerId>,
}

impl StoredRecord {
    /// Returns one of which nothing but its size is known.
    #[must_use]
    pub fn of(key: Key, size: usize) -> Self {
        Self { key, size, value: None, publisher: None, expires_in: None, how: None, from: None }
    }
}

/// A provider record in the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredProvider {
    pub key: Key,
    /// The provider.
    pub peer: PeerId,
    /// After how long it is dropped; none is never.
    pub expires_in: Option<Duration>,
    /// How it came.
    pub how: Option<How>,
    /// Who sent it last; nobody where it was typed here.
    pub from: Option<PeerId>,
}
