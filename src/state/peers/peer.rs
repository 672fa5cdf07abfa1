//! One peer, as far as we know it.

use std::{cmp::Reverse, collections::BTreeSet, time::Duration};

use super::Rank;
use crate::{
    dht::{Direction, Failure, Multiaddr, PeerId, Position, Timestamp, Via, Way, without_peer},
    state::{Lab, columns::Columns, filter::occurs},
};

/// Addresses kept of a peer: no honest node has more worth dialling.
const MAX_ADDRESSES: usize = 16;

/// Whether a peer can be reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// A connection is open.
    Connected,
    /// We know of it; no connection is open, and none need be.
    Known,
    /// The last dial failed.
    Gone,
}

impl Status {
    /// Returns the word that exports and filters use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Known => "known",
            Self::Gone => "gone",
        }
    }
}

/// What a peer is to our Kademlia network, as it said by identify.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// It has not said yet.
    Unsaid,
    /// It answers our protocol.
    Server,
    /// It answers no Kademlia protocol.
    Client,
    /// It answers another Kademlia protocol only.
    Stranger,
}

/// One peer, as far as we know it.
#[derive(Clone, Debug)]
pub struct Peer {
    pub id: PeerId,
    /// Its id as it is written, in base58: made once, since it is searched and shown often.
    pub text: String,
    /// Where it lies: worked out once, since each lookup asks for it.
    pub position: Position,
    /// Bits that its position shares with ours.
    pub cpl: u16,
    /// Connected, known or gone.
    pub status: Status,
    /// Every way in which we learned of it.
    pub via: BTreeSet<Via>,
    /// Whether what it announced by mDNS is no longer good.
    pub lapsed: bool,
    /// Where it can be dialled.
    pub addresses: Vec<Multiaddr>,
    /// The program it says it is.
    pub agent: Option<String>,
    /// The protocols it speaks, once it said so.
    pub protocols: Vec<String>,
    /// Whether it answers our Kademlia protocol, once it said so: servers do, clients do not.
    pub server: Option<bool>,
    /// Whether it answers another Kademlia protocol, and not ours.
    pub stranger: bool,
    /// The last round-trip time.
    pub rtt: Option<Duration>,
    /// How they changed: the longest of each five seconds.
    pub times: Columns<Duration>,
    /// Who dialled, for the last connection.
    pub direction: Option<Direction>,
    /// Since when a connection is open, or was last.
    pub connected: Option<Timestamp>,
    /// When it last said what it is.
    pub identified: Option<Timestamp>,
    /// When it last did not answer a ping.
    pub unanswered: Option<Timestamp>,
    /// When it last gave a sign of life itself; none if others only named it.
    pub seen: Option<Timestamp>,
    /// When we first heard of it.
    pub since: Timestamp,
    /// Why the last dial failed or the last connection closed.
    pub failure: Option<Failure>,
}

impl Peer {
    pub(super) fn rank(&self) -> Rank {
        let announced = self.via.contains(&Via::Mdns) && !self.lapsed;
        (self.status, !announced, Reverse(self.cpl), self.id)
    }

    /// Adds addresses, without its own id at their end, which some carry and others do not.
    pub(super) fn add(&mut self, new: Vec<Multiaddr>) {
        for address in new.into_iter().map(without_peer) {
            if self.addresses.len() < MAX_ADDRESSES && !self.addresses.contains(&address) {
                self.addresses.push(address);
            }
        }
    }

    /// Returns whether it is connected, and has given no sign of life since a ping went unanswered.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.status == Status::Connected && self.unanswered.is_some_and(|at| self.seen.is_none_or(|seen| seen < at))
    }

    pub(super) fn role(&self) -> Role {
        match self.server {
            None => Role::Unsaid,
            Some(true) => Role::Server,
            Some(false) if self.stranger => Role::Stranger,
            Some(false) => Role::Client,
        }
    }

    /// Returns the first Kademlia protocol it said it speaks.
    #[must_use]
    pub fn kademlia(&self) -> Option<&str> {
        self.protocols.iter().map(String::as_str).find(|protocol| is_kademlia(protocol))
    }

    /// Returns the way in which alone it can be reached, if that is none that is spoken here.
    #[must_use]
    pub fn only_by(&self) -> Option<Way> {
        let mut ways = self.addresses.iter().map(Way::of);
        let first = ways.next().filter(|way| *way != Way::Spoken)?;
        ways.all(|way| way != Way::Spoken).then_some(first)
    }

    /// Returns whether a filter's text occurs in what the list shows of the peer: its node's name, id, agent, status or
    /// how we learned of it. The empty text occurs in all.
    #[must_use]
    pub fn matches(&self, filter: &str, lab: &Lab) -> bool {
        filter.is_empty()
            || lab.name(&self.id).is_some_and(|name| occurs(filter, &name))
            || occurs(filter, &self.text)
            || occurs(filter, self.status.word())
            || self.agent.as_ref().is_some_and(|agent| occurs(filter, agent))
            || self.via.iter().any(|via| via.word().eq_ignore_ascii_case(filter))
    }

    /// Returns the way we learned of it that says most: mDNS first.
    #[must_use]
    pub fn first_via(&self) -> Option<Via> {
        self.via.first().copied()
    }
}

/// Returns a peer of which nothing is known but its id.
pub(super) fn unmet(id: PeerId, me: &Position, now: Timestamp) -> Peer {
    let position = Position::of_peer(&id);
    Peer {
        id,
        text: id.to_base58(),
        position,
        cpl: me.common_prefix(&position),
        status: Status::Known,
        via: BTreeSet::new(),
        lapsed: false,
        addresses: Vec::new(),
        agent: None,
        protocols: Vec::new(),
        server: None,
        stranger: false,
        rtt: None,
        times: Columns::default(),
        direction: None,
        connected: None,
        identified: None,
        unanswered: None,
        seen: None,
        since: now,
        failure: None,
    }
}

/// Returns whether a protocol's name is that of a Kademlia network: all known ones have it as a part.
pub(super) fn is_kademlia(protocol: &str) -> bool {
    protocol.contains("/kad/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connected_peer_is_silent_until_it_gives_a_sign_of_life() {
        let at = |seconds| Timestamp::from(Duration::from_secs(seconds));
        let mut peer = unmet(PeerId::random(), &Position::of(b"us"), at(0));
        (peer.status, peer.seen, peer.unanswered) = (Status::Connected, Some(at(1)), Some(at(20)));
        assert!(peer.is_silent());
        peer.seen = Some(at(21));
        assert!(!peer.is_silent(), "it has answered since");
        (peer.unanswered, peer.status) = (Some(at(40)), Status::Known);
        assert!(!peer.is_silent(), "who is not connected is not waited for");
    }
}
