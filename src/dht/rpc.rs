//! One Kademlia message as the tap sees it: to whom, about which key, and how far it got.

use libp2p::PeerId;

use super::{Direction, Failure, Key, QueryId};

/// The kinds of messages (libp2p kad-dht specification, RPC messages).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RpcKind {
    /// Who is near this key?
    FindNode,
    /// The value of this key, please, or who is near.
    GetValue,
    /// Keep this value.
    PutValue,
    /// Who provides this key, or who is near?
    GetProviders,
    /// I provide this key; there is no answer to it.
    AddProvider,
}

impl RpcKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::FindNode, Self::GetValue, Self::PutValue, Self::GetProviders, Self::AddProvider];

    /// Returns the name of the message in the specification.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FindNode => "FIND_NODE",
            Self::GetValue => "GET_VALUE",
            Self::PutValue => "PUT_VALUE",
            Self::GetProviders => "GET_PROVIDERS",
            Self::AddProvider => "ADD_PROVIDER",
        }
    }
}

/// How far a message got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// A connection is being opened for it.
    Dialing,
    /// It left, or arrived if it is a request to us.
    Asked {
        /// Whether a connection was opened for it first, so that it was reported as dialing before.
        after_dial: bool,
    },
    /// The answer came, with these closer peers.
    Answered {
        /// Who the other said is closer to the key, and who it said provides it.
        closer: Vec<PeerId>,
        /// How many of them it named without an address that could be dialled.
        unroutable: usize,
    },
    /// It failed.
    Failed { failure: Failure },
    /// kad dropped it before it left: the connection had closed.
    NotSent,
}

/// What a request of another was answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reply {
    /// The value.
    Value,
    /// So many providers.
    Providers(usize),
    /// So many closer peers, and nothing else.
    Closer(usize),
    /// That it is stored.
    Stored,
    /// Nothing: the store did not take it.
    Refused,
    /// It was acknowledged, or nothing, and nothing was stored: it names us as its publisher, or another as the provider than
    /// who sent it, or its time was over.
    Ignored,
}

impl Reply {
    /// Returns its word in the line format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Providers(_) => "providers",
            Self::Closer(_) => "closer",
            Self::Stored => "stored",
            Self::Refused => "refused",
            Self::Ignored => "ignored",
        }
    }

    /// Returns how many peers it names, where it names some.
    #[must_use]
    pub fn count(self) -> Option<usize> {
        match self {
            Self::Providers(count) | Self::Closer(count) => Some(count),
            Self::Value | Self::Stored | Self::Refused | Self::Ignored => None,
        }
    }

    /// Returns the answer of this word.
    #[must_use]
    pub fn of_word(word: &str, count: usize) -> Option<Self> {
        Some(match word {
            "value" => Self::Value,
            "providers" => Self::Providers(count),
            "closer" => Self::Closer(count),
            "stored" => Self::Stored,
            "refused" => Self::Refused,
            "ignored" => Self::Ignored,
            _ => return None,
        })
    }
}

/// What is odd about an answer: nothing of it harms a lookup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Oddity {
    /// It names this many peers, more than [`MAX_K`](super::MAX_K).
    TooMany(usize),
    /// Who answers names itself.
    Itself,
    /// It names us.
    Us,
    /// It names so many peers without an address that can be dialled.
    Unroutable(usize),
}

/// A message of ours, or one that came to us.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rpc {
    /// Whether we ask or are asked.
    pub direction: Direction,
    /// Which message.
    pub kind: RpcKind,
    /// How far it got.
    pub phase: Phase,
    /// The other peer.
    pub peer: PeerId,
    /// The key asked about; empty for an answer whose request named it.
    pub key: Option<Key>,
    /// The query of ours that it belongs to; none for what others ask, and for what one peer is asked by itself.
    pub query: Option<QueryId>,
    /// Whether it came after the end of its query.
    pub late: bool,
    /// What we answered, if it is a request of another; older recordings do not say it.
    pub reply: Option<Reply>,
}

impl Rpc {
    /// Returns whether one peer is asked by itself: it belongs to no query.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.direction == Direction::Out && self.query.is_none()
    }

    /// Returns whether it asks who is near a peer.
    #[must_use]
    pub fn is_about(&self, peer: &PeerId) -> bool {
        self.kind == RpcKind::FindNode && self.key.as_ref().is_some_and(|key| key.bytes() == peer.to_bytes())
    }
}
