//! What a node, the practice network or a recording warns of without being asked: a fact, with a code in the lines. What
//! is said of it is in `words`.

use libp2p::{Multiaddr, PeerId};

use super::Failure;

/// Something that went wrong although nobody asked for it just then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// A provider is announced that has declared no address: some programs drop such an announcement.
    NoAddress,
    /// A peer that was named at the start cannot be reached.
    PeerNotReached {
        /// Where it should be.
        address: Multiaddr,
        failure: Failure,
    },
    /// Nobody but this machine can reach it, in a network whose programs take no such peer into their tables.
    OnlyLoopback,
    /// It listens at no address: no network interface of this machine is up.
    NoInterface,
    /// A peer checked whom we know, as go programs check newcomers, and we could name nobody: it takes us in no table.
    NamesNobody(PeerId),
    /// Another program on the local network has our identity.
    Twin {
        /// Where: an IP address.
        at: String,
    },
    /// mDNS cannot be heard.
    MdnsDeaf {
        /// On which interface, as its address; none is on none at all, or on none that comes later.
        at: Option<String>,
        /// Why, in the system's words.
        reason: String,
    },
    /// A listener failed once, in the system's words, and goes on.
    ListenerFailed(String),
    /// A listener closed, in the system's words.
    ListenerClosed(String),
    /// A practice node stopped by itself.
    NodeFailed {
        number: usize,
        /// Why, in its own words; none where its task just ended.
        reason: Option<String>,
    },
    /// What was seen of a practice node is kept no longer.
    NodeForgotten {
        peer: PeerId,
        /// Of how many nodes is kept what was seen.
        kept: usize,
    },
    /// Lines came faster than they could be written.
    LinesLost {
        lines: u64,
        /// The recording's file.
        file: String,
    },
    /// Not all that happened is in a recording.
    Incomplete {
        /// The recording's file.
        file: String,
    },
    /// Nobody reads a recording any more: it has ended.
    NobodyReads {
        /// The recording's file.
        file: String,
    },
    /// The file of a recording was deleted: it has ended.
    FileDeleted {
        /// The recording's file.
        file: String,
    },
    /// A recording cannot be written any more: it has ended.
    NotWritten {
        /// The recording's file.
        file: String,
        /// Why, in the system's words.
        reason: String,
    },
    /// Something of which there are only the words: a recording's, or a reader's.
    Said(String),
}

impl Warning {
    /// Returns its code in the line format, which never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::PeerNotReached { .. } => "peer_not_reached",
            Self::OnlyLoopback => "only_loopback",
            Self::NoInterface => "no_interface",
            Self::NamesNobody(_) => "names_nobody",
            Self::Twin { .. } => "twin",
            Self::MdnsDeaf { .. } => "mdns_deaf",
            Self::ListenerFailed(_) => "listener_failed",
            Self::ListenerClosed(_) => "listener_closed",
            Self::NodeFailed { .. } => "node_failed",
            Self::NodeForgotten { .. } => "node_forgotten",
            Self::LinesLost { .. } => "lines_lost",
            Self::Incomplete { .. } => "incomplete",
            Self::NobodyReads { .. } => "nobody_reads",
            Self::FileDeleted { .. } => "file_deleted",
            Self::NotWritten { .. } => "not_written",
            Self::Said(_) => "other",
        }
    }

    /// Returns one of each, for tests and tables.
    ///
    /// # Panics
    /// Never: id and address are written down here.
    #[must_use]
    pub fn samples() -> [Self; 17] {
        let peer = || PeerId::from_bytes(&[0, 1, 7]).expect("an identity multihash");
        let (file, reason) = (|| "FILE".to_owned(), || "the reason".to_owned());
        [
            Self::NoAddress,
            Self::PeerNotReached {
                address: "/ip4/10.0.0.1/tcp/4001".parse().expect("a multiaddr"),
                failure: Failure::Refused,
            },
            Self::OnlyLoopback,
            Self::NoInterface,
            Self::NamesNobody(peer()),
            Self::Twin { at: "10.0.0.9".to_owned() },
            Self::MdnsDeaf { at: None, reason: reason() },
            Self::ListenerFailed(reason()),
            Self::ListenerClosed(reason()),
            Self::NodeFailed { number: 7, reason: Some(reason()) },
            Self::NodeForgotten { peer: peer(), kept: 16 },
            Self::LinesLost { lines: 7, file: file() },
            Self::Incomplete { file: file() },
            Self::NobodyReads { file: file() },
            Self::FileDeleted { file: file() },
            Self::NotWritten { file: file(), reason: reason() },
            Self::Said("something else".to_owned()),
        ]
    }
}
