//! Why something failed, or a connection closed: a fact, found out once, where libp2p's errors come in (`node`), or
//! where an old recording only has the words (`recording`). What is said of it is in `words`.

use std::time::Duration;

use libp2p::PeerId;

use super::Way;

/// Why a request or a dial failed, or a connection closed. Of two that are equally frequent a verdict tells the first: those
/// of old recordings stand in the order of their English words, what is known by its words alone last.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Failure {
    /// A limit on connections does not allow it.
    Denied,
    /// Another peer answers at the address: this one.
    WrongIdentity(PeerId),
    /// It answered with another kind of message than it was asked for.
    WrongMessage,
    /// The connection was at rest for this long, and closed.
    Idle(Duration),
    /// This node closed the connection.
    ClosedHere,
    /// The other closed the stream instead of answering: so do stores that refuse.
    Reset,
    /// The other machine refused the connection: no program listens there.
    Refused,
    /// It is connected, or being dialled, already.
    DialledAlready,
    /// No address of it is known.
    NoAddress,
    /// It has only addresses that are not dialled: they lie nearer than the peer that told them, or are DNS names.
    NotFollowed,
    /// No practice node listens at a memory port.
    NoListener,
    /// No transport of this node speaks any of its addresses: in which ways it could be reached, each once. What is spoken
    /// elsewhere is not spoken by a practice node that does not listen.
    NoTransport(Vec<Way>),
    /// It has a link-local address alone, which is good only on an interface that libp2p cannot name.
    LinkLocal,
    /// There is no such DNS name, or it leads to no address.
    NoSuchName,
    /// The name servers did not answer, or could not tell.
    NameServers,
    /// What answers there has none of our handshakes, or is no libp2p program.
    NotLibp2p,
    /// This machine does not allow it: a firewall, or a broadcast address.
    NotAllowed,
    /// No way leads to the other machine.
    Unreachable,
    /// Both sides speak, but not the same protocol.
    NoProtocol,
    /// The address is this node's own.
    Ourselves,
    /// Another program has this node's identity.
    Twin,
    /// The attempt was given up.
    GivenUp,
    /// The connection closed before an answer came.
    Closed,
    /// The other side closed the connection, or the line broke.
    ClosedThere,
    /// The store keeps as many records as it may.
    StoreFull,
    /// The value is larger than the store takes.
    TooLarge,
    /// The store keeps as many providers of the key as it may: the first come stay.
    TooManyProviders,
    /// Nothing came within the time there was for it.
    TimedOut,
    /// Something else, in the words of whoever found it.
    Other(String),
}

impl Failure {
    /// Returns its code in the line format, which never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TimedOut => "timed_out",
            Self::Refused => "refused",
            Self::NoListener => "no_listener",
            Self::Unreachable => "unreachable",
            Self::Reset => "reset",
            Self::Closed => "closed",
            Self::ClosedThere => "closed_there",
            Self::ClosedHere => "closed_here",
            Self::Idle(_) => "idle",
            Self::NoProtocol => "no_protocol",
            Self::WrongIdentity(_) => "wrong_identity",
            Self::WrongMessage => "wrong_message",
            Self::NoAddress => "no_address",
            Self::NoTransport(_) => "no_transport",
            Self::NotFollowed => "not_followed",
            Self::LinkLocal => "link_local",
            Self::NoSuchName => "no_such_name",
            Self::NameServers => "name_servers",
            Self::NotLibp2p => "not_libp2p",
            Self::NotAllowed => "not_allowed",
            Self::Twin => "twin",
            Self::DialledAlready => "dialled_already",
            Self::Ourselves => "ourselves",
            Self::GivenUp => "given_up",
            Self::Denied => "denied",
            Self::StoreFull => "store_full",
            Self::TooLarge => "too_large",
            Self::TooManyProviders => "too_many_providers",
            Self::Other(_) => "other",
        }
    }

    /// Returns whether a peer that failed so when it was to store something may have done so all the same: it closed the stream
    /// instead of acknowledging it, or said nothing. (rust-libp2p's says nothing where its store is full.)
    #[must_use]
    pub fn leaves_doubt(&self) -> bool {
        matches!(self, Self::Reset | Self::Closed | Self::TimedOut)
    }

    /// Returns one of each, for tests and tables.
    ///
    /// # Panics
    /// Never: the peer's id is written down here.
    #[must_use]
    pub fn samples() -> [Self; 29] {
        [
            Self::TimedOut,
            Self::Refused,
            Self::NoListener,
            Self::Unreachable,
            Self::Reset,
            Self::Closed,
            Self::ClosedThere,
            Self::ClosedHere,
            Self::Idle(Duration::from_secs(10)),
            Self::NoProtocol,
            Self::WrongIdentity(PeerId::from_bytes(&[0, 1, 7]).expect("an identity multihash")),
            Self::WrongMessage,
            Self::NoAddress,
            Self::NotFollowed,
            Self::NoTransport(vec![Way::Relay, Way::WebSocket]),
            Self::LinkLocal,
            Self::NoSuchName,
            Self::NameServers,
            Self::NotLibp2p,
            Self::NotAllowed,
            Self::Twin,
            Self::DialledAlready,
            Self::Ourselves,
            Self::GivenUp,
            Self::Denied,
            Self::StoreFull,
            Self::TooLarge,
            Self::TooManyProviders,
            Self::Other("something else".to_owned()),
        ]
    }
}
