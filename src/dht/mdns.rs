//! What is heard by mDNS: how libp2p programs find each other on a local network (libp2p specification,
//! discovery/mdns.md).

use std::{net::IpAddr, time::Duration};

use super::PeerId;

/// How long a peer whose announcement lapsed is still told of.
pub const LAPSED_FOR: Duration = Duration::from_secs(60);

/// What was heard since it was last told.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MdnsReport {
    /// The interfaces that it listens on, each with all that came there so far.
    pub interfaces: Vec<Interface>,
    /// Who announced itself since; each once.
    pub announcements: Vec<Announcement>,
    /// What of that could not be used.
    pub ignored: Vec<Ignored>,
}

/// An interface, and how many messages about libp2p came there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interface {
    /// Its address.
    pub address: IpAddr,
    /// How many of its bits are the network's.
    pub prefix: u8,
    /// Questions that this machine asked: this program, and others that run here.
    pub asked: u64,
    /// Questions that others asked.
    pub heard: u64,
    /// Answers that named this node.
    pub answered: u64,
    /// Answers that named others.
    pub answers: u64,
}

/// A peer that announced itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Announcement {
    pub peer: PeerId,
    /// Whose message it was.
    pub from: IpAddr,
    /// How long ago.
    pub ago: Duration,
    /// After how long it is no longer good.
    pub lapses_in: Duration,
    /// Why the peer cannot be reached at any of the addresses, if it cannot.
    pub unusable: Option<Unusable>,
}

/// An answer, or a peer that it named, that is of no use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// Whose message it was.
    pub from: IpAddr,
    /// Whom it named.
    pub peer: Option<PeerId>,
    pub reason: Unusable,
}

/// Why an answer, or a peer that it named, is of no use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unusable {
    /// It is no DNS message.
    Garbled,
    /// It has no TXT record with an address.
    NoTxt,
    /// Its addresses name no peer.
    NoPeer,
    /// It can be reached from its own machine only.
    Loopback,
    /// It can be reached only by transports that are not spoken here.
    NotSpoken,
    /// Another program has our identity.
    Twin,
    /// The peer is announced at another port of the same host already: it was started anew, or two programs have its
    /// identity.
    OtherPort,
}

impl Unusable {
    /// One of each, for tests and tables.
    pub const ALL: [Self; 7] =
        [Self::Garbled, Self::NoTxt, Self::NoPeer, Self::Loopback, Self::NotSpoken, Self::Twin, Self::OtherPort];

    /// Returns its code in the line format.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Garbled => "garbled",
            Self::NoTxt => "no_txt",
            Self::NoPeer => "no_peer",
            Self::Loopback => "loopback",
            Self::NotSpoken => "not_spoken",
            Self::Twin => "twin",
            Self::OtherPort => "other_port",
        }
    }
}
