//! Who came into the practice network from outside, by TCP: guests. Of them is known what they say of themselves, not what
//! they hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::dht::{Multiaddr, PeerId};

/// Guests kept: a class, and those of its pupils that started anew.
const MAX_GUESTS: usize = 100;

/// Names of those who ask that are kept: they ask for a minute at most, some at once.
const MAX_ASKERS: usize = 256;

/// Everybody who came.
#[derive(Clone, Debug, Default)]
pub struct Guests {
    by_id: BTreeMap<PeerId, Guest>,
    /// How many came so far.
    came: u64,
    /// Who are none: the names under which practice nodes asked others, the last at the end.
    askers: VecDeque<PeerId>,
}

/// Somebody from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guest {
    /// Where it listens, or else where it was met.
    pub address: Multiaddr,
    /// The program, once it said so.
    pub agent: Option<String>,
    /// Whether it answers the network's protocol, once it said so: who does not stands in no routing table.
    pub is_server: Option<bool>,
    /// The practice nodes that it is connected to.
    pub nodes: BTreeSet<usize>,
    /// Whether it could not be reached when it was last tried.
    pub is_gone: bool,
    /// Which of all it is, in the order they came.
    pub number: u64,
}

impl Guests {
    /// Notes that somebody will be no guest.
    pub fn leave_out(&mut self, asker: PeerId) {
        if self.askers.len() == MAX_ASKERS {
            self.askers.pop_front();
        }
        self.askers.push_back(asker);
    }

    /// Notes that a practice node is connected to somebody. Returns whether that is news: a guest joined.
    pub fn met(&mut self, node: usize, peer: PeerId, address: Multiaddr) -> bool {
        let is_new = !self.by_id.contains_key(&peer);
        if self.askers.contains(&peer) {
            return false;
        }
        if is_new && self.by_id.len() >= MAX_GUESTS && !self.make_room() {
            return false;
        }
        self.came += u64::from(is_new);
        let number = self.came;
        let new = Guest { address, agent: None, is_server: None, nodes: BTreeSet::new(), is_gone: false, number };
        let guest = self.by_id.entry(peer).or_insert(new);
        guest.nodes.insert(node);
        is_new || std::mem::take(&mut guest.is_gone)
    }

    /// Forgets who is gone, or at least connected to nobody; of several who came first. Returns whether there was one.
    fn make_room(&mut self) -> bool {
        let idle = self.by_id.iter().filter(|(_, guest)| guest.nodes.is_empty());
        let first = idle.min_by_key(|(_, guest)| (!guest.is_gone, guest.number)).map(|(peer, _)| *peer);
        first.is_some_and(|peer| self.by_id.remove(&peer).is_some())
    }

    /// Notes what somebody said of itself.
    pub fn identified(&mut self, peer: &PeerId, agent: String, address: Option<Multiaddr>, is_server: bool) {
        if let Some(guest) = self.by_id.get_mut(peer) {
            guest.is_server = Some(is_server);
            guest.agent = Some(agent);
            guest.address = address.unwrap_or_else(|| guest.address.clone());
        }
    }

    /// Notes that a practice node is connected to it no longer.
    pub fn parted(&mut self, node: usize, peer: &PeerId) {
        if let Some(guest) = self.by_id.get_mut(peer) {
            guest.nodes.remove(&node);
        }
    }

    /// Notes that a practice node is connected to nobody any more.
    pub fn parted_from_all(&mut self, node: usize) {
        self.by_id.values_mut().for_each(|guest| _ = guest.nodes.remove(&node));
    }

    /// Notes that it could not be reached. Returns whether that is news: it left.
    pub fn unreached(&mut self, peer: &PeerId) -> bool {
        let lost = self.by_id.get_mut(peer).filter(|guest| guest.nodes.is_empty() && !guest.is_gone);
        lost.map(|guest| guest.is_gone = true).is_some()
    }

    /// Returns those who can be reached, as far as is known.
    pub fn present(&self) -> impl Iterator<Item = &PeerId> {
        self.by_id.iter().filter(|(_, guest)| !guest.is_gone).map(|(peer, _)| peer)
    }

    /// Returns those of them who may stand in routing tables.
    pub fn servers(&self) -> impl Iterator<Item = &PeerId> {
        let serves = |guest: &Guest| !guest.is_gone && guest.is_server != Some(false);
        self.by_id.iter().filter(move |(_, guest)| serves(guest)).map(|(peer, _)| peer)
    }

    /// Returns all.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&PeerId, &Guest)> {
        self.by_id.iter()
    }

    /// Returns whether somebody is one.
    #[must_use]
    pub fn contains(&self, peer: &PeerId) -> bool {
        self.by_id.contains_key(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_joins_once_and_leaves_when_it_cannot_be_reached() {
        let (mut guests, peer, here) = (Guests::default(), PeerId::random(), Multiaddr::empty());
        assert!(guests.met(0, peer, here.clone()) && !guests.met(7, peer, here.clone()));
        assert!(!guests.unreached(&peer), "n0 and n7 reach it");
        guests.parted(0, &peer);
        guests.parted_from_all(7);
        assert_eq!(guests.present().count(), 1, "at rest nobody is connected");
        assert!(guests.unreached(&peer) && !guests.unreached(&peer));
        assert_eq!((guests.present().count(), guests.iter().len()), (0, 1));
        assert!(guests.met(0, peer, here), "it is back");
        assert!(!guests.unreached(&PeerId::random()), "a stranger is none");
    }

    #[test]
    fn of_too_many_those_stay_that_are_there() {
        let (mut guests, here) = (Guests::default(), Multiaddr::empty());
        let first: Vec<PeerId> = (0..MAX_GUESTS).map(|_| PeerId::random()).collect();
        assert!(first.iter().all(|peer| guests.met(0, *peer, here.clone())));
        assert!(!guests.met(0, PeerId::random(), here.clone()), "all are connected");
        for at in [7, 9] {
            guests.parted(0, &first[at]);
        }
        assert!(guests.unreached(&first[9]));
        for gone in [9, 7] {
            assert!(guests.met(0, PeerId::random(), here.clone()));
            assert!(!guests.contains(&first[gone]), "the gone one first, then the one that is connected to nobody");
        }
        assert_eq!(guests.iter().len(), MAX_GUESTS);
    }
}
