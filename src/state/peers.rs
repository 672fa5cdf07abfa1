//! Who is around: every peer that was discovered, named by another or met, in the order it is listed.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap, hash_map::Entry},
    ops::Bound,
    time::Duration,
};

use libp2p::multiaddr::Protocol;

use crate::{
    command::MIN_TAIL,
    dht::{Direction, Multiaddr, PeerId, Position, Timestamp, Via},
};

/// Peers kept: more than the public network has, some 60 MB. Beyond it, the last in the list is forgotten.
pub const MAX_PEERS: usize = 120_000;
/// Peers that a filter looks at, on each side of the hand: a frame stays within a millisecond.
pub const MAX_SEARCHED: usize = 4_000;
/// Addresses kept of a peer: no honest node has more worth dialling.
const MAX_ADDRESSES: usize = 16;
/// Protocols kept of a peer: what identify carries in one message is more, but nobody reads them all.
const MAX_PROTOCOLS: usize = 64;
/// Characters kept of a remote's own words.
const MAX_WORDS: usize = 120;

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
    /// Returns the word the panes use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Known => "known",
            Self::Gone => "gone",
        }
    }
}

/// One peer, as far as we know it.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Who it is.
    pub id: PeerId,
    /// Its id as it is written, in base58: made once, since it is searched and shown often.
    pub text: String,
    /// Bits that its position shares with ours.
    pub cpl: u16,
    /// Connected, known or gone.
    pub status: Status,
    /// Every way in which we learned of it.
    pub via: BTreeSet<Via>,
    /// Whether mDNS announced it once and then fell silent.
    pub expired: bool,
    /// Where it can be dialled.
    pub addresses: Vec<Multiaddr>,
    /// The program it says it is.
    pub agent: Option<String>,
    /// The protocols it speaks, once it said so.
    pub protocols: Vec<String>,
    /// Whether it answers our Kademlia protocol, once it said so: servers do, clients do not.
    pub server: Option<bool>,
    /// The last round-trip time.
    pub rtt: Option<Duration>,
    /// Who dialled, for the last connection.
    pub direction: Option<Direction>,
    /// When it last gave a sign of life itself; none if others only named it.
    pub seen: Option<Timestamp>,
    /// When we first heard of it.
    pub since: Timestamp,
    /// Why the last dial failed or the last connection closed.
    pub reason: Option<String>,
}

impl Peer {
    fn rank(&self) -> Rank {
        let announced = self.via.contains(&Via::Mdns) && !self.expired;
        (self.status, !announced, Reverse(self.cpl), self.id)
    }

    /// Returns whether a filter's text occurs in what the list shows of the peer: its id, agent, status or how we learned
    /// of it; or is the name of a node that it is (`named`). The empty text occurs in all.
    #[must_use]
    pub fn matches(&self, filter: &str, named: Option<PeerId>) -> bool {
        filter.is_empty()
            || named == Some(self.id)
            || self.text.contains(filter)
            || self.status.word().contains(filter)
            || self.agent.as_ref().is_some_and(|agent| agent.contains(filter))
            || self.via.iter().any(|via| via.word().eq_ignore_ascii_case(filter))
    }

    /// Returns the way we learned of it that says most: mDNS first.
    #[must_use]
    pub fn first_via(&self) -> Option<Via> {
        self.via.first().copied()
    }
}

/// The last characters of an id, as few as are taken for a peer's name.
type Tail = [u8; MIN_TAIL];

fn last_of(text: &str) -> Option<Tail> {
    text.as_bytes().last_chunk().copied()
}

/// The place in the list: connected first, then announced by mDNS, then nearest.
type Rank = (Status, bool, Reverse<u16>, PeerId);

/// Every peer we know of, in the order of the list.
#[derive(Clone, Debug)]
pub struct Peers {
    me: PeerId,
    position: Position,
    by_id: HashMap<PeerId, Peer>,
    order: BTreeSet<Rank>,
    by_tail: HashMap<Tail, Vec<PeerId>>,
    connected: usize,
    announced: usize,
}

impl Peers {
    /// Returns an empty list of the peers of this node.
    #[must_use]
    pub fn new(me: PeerId) -> Self {
        Self {
            me,
            position: Position::of_peer(&me),
            by_id: HashMap::new(),
            order: BTreeSet::new(),
            by_tail: HashMap::new(),
            connected: 0,
            announced: 0,
        }
    }

    /// Returns a peer.
    #[must_use]
    pub fn get(&self, peer: &PeerId) -> Option<&Peer> {
        self.by_id.get(peer)
    }

    /// Returns how many are known, in whatever status.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Returns whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Returns how many are connected.
    #[must_use]
    pub fn connected_count(&self) -> usize {
        self.connected
    }

    /// Returns how many are announced by mDNS now.
    #[must_use]
    pub fn announced_count(&self) -> usize {
        self.announced
    }

    /// Returns how many say that they answer our Kademlia protocol.
    #[must_use]
    pub fn servers(&self) -> usize {
        self.by_id.values().filter(|peer| peer.server == Some(true)).count()
    }

    /// Returns those whose ids end so; none if that is too short to tell peers apart.
    pub fn ending(&self, tail: &str) -> impl Iterator<Item = PeerId> {
        let near = last_of(tail).and_then(|last| self.by_tail.get(&last)).into_iter().flatten();
        near.filter_map(|id| self.by_id.get(id)).filter(move |peer| peer.text.ends_with(tail)).map(|peer| peer.id)
    }

    /// Returns those at the top of the list that a filter looks at.
    pub fn top(&self) -> impl Iterator<Item = &Peer> {
        self.iter().take(MAX_SEARCHED)
    }

    /// Returns all in the order of the list.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Peer> {
        self.order.iter().filter_map(|(.., id)| self.by_id.get(id))
    }

    /// Returns those after a peer in the order of the list; all if it is not known. A step costs the same however
    /// long the list is.
    pub fn after(&self, peer: &PeerId) -> impl Iterator<Item = &Peer> {
        self.range(peer, |rank| (Bound::Excluded(rank), Bound::Unbounded))
    }

    /// Returns those before a peer, nearest to it first; all, last first, if it is not known.
    pub fn before(&self, peer: &PeerId) -> impl Iterator<Item = &Peer> {
        self.range(peer, |rank| (Bound::Unbounded, Bound::Excluded(rank))).rev()
    }

    fn range(
        &self,
        peer: &PeerId,
        bounds: impl FnOnce(Rank) -> (Bound<Rank>, Bound<Rank>),
    ) -> impl DoubleEndedIterator<Item = &Peer> {
        let bounds = self.get(peer).map_or((Bound::Unbounded, Bound::Unbounded), |peer| bounds(peer.rank()));
        self.order.range(bounds).filter_map(|(.., id)| self.by_id.get(id))
    }

    pub(super) fn discovered(&mut self, peer: PeerId, via: Via, addresses: Vec<Multiaddr>, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.via.insert(via);
            add(&mut known.addresses, addresses);
            if via == Via::Mdns {
                known.expired = false;
                known.seen = Some(now);
            }
            if known.status == Status::Gone && via != Via::Kad {
                known.status = Status::Known;
            }
        })
    }

    pub(super) fn expired(&mut self, peer: PeerId) -> bool {
        self.by_id.contains_key(&peer) && self.change(peer, Timestamp::default(), |known| known.expired = true)
    }

    pub(super) fn connected(&mut self, peer: PeerId, direction: Direction, at: Multiaddr, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.status = Status::Connected;
            known.direction = Some(direction);
            known.seen = Some(now);
            known.reason = None;
            if direction == Direction::Out {
                add(&mut known.addresses, vec![at]);
            }
        })
    }

    pub(super) fn disconnected(&mut self, peer: PeerId, reason: String, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.status = Status::Known;
            known.reason = Some(reason);
            known.seen = Some(now);
        })
    }

    pub(super) fn dial_failed(&mut self, peer: PeerId, reason: String) -> bool {
        self.by_id.contains_key(&peer)
            && self.change(peer, Timestamp::default(), |known| {
                if known.status != Status::Connected {
                    known.status = Status::Gone;
                }
                known.reason = Some(reason);
            })
    }

    pub(super) fn identified(
        &mut self,
        peer: PeerId,
        agent: String,
        protocols: Vec<String>,
        addresses: Vec<Multiaddr>,
        kademlia: &str,
        now: Timestamp,
    ) -> bool {
        self.change(peer, now, |known| {
            known.via.insert(Via::Identify);
            known.agent = Some(cut(agent));
            known.server = Some(protocols.iter().any(|protocol| protocol == kademlia));
            known.protocols = protocols.into_iter().take(MAX_PROTOCOLS).map(cut).collect();
            add(&mut known.addresses, addresses);
            known.seen = Some(now);
        })
    }

    pub(super) fn pinged(&mut self, peer: PeerId, rtt: Duration, now: Timestamp) -> bool {
        self.by_id.contains_key(&peer)
            && self.change(peer, now, |known| {
                known.rtt = Some(rtt);
                known.seen = Some(now);
            })
    }

    /// Notes that a peer is in the routing table: kad knows of it.
    pub(super) fn in_table(&mut self, peer: PeerId, now: Timestamp) -> bool {
        !self.by_id.contains_key(&peer) && self.discovered(peer, Via::Kad, Vec::new(), now)
    }

    /// Notes that another peer named this one in an answer.
    pub(super) fn named(&mut self, peer: PeerId, now: Timestamp) -> bool {
        self.in_table(peer, now)
    }

    /// Notes a sign of life.
    pub(super) fn heard_from(&mut self, peer: PeerId, now: Timestamp) -> bool {
        let Some(known) = self.by_id.get_mut(&peer) else {
            return self.change(peer, now, |known| known.seen = Some(now));
        };
        known.seen = Some(now); // the place in the list does not depend on it
        true
    }

    /// Changes a peer, which need not be known yet, and moves it to its new place in the list.
    fn change(&mut self, peer: PeerId, now: Timestamp, change: impl FnOnce(&mut Peer)) -> bool {
        if peer == self.me {
            return false;
        }
        if let Some(known) = self.by_id.get(&peer) {
            let rank = known.rank();
            self.count(&rank, usize::wrapping_sub);
            self.order.remove(&rank);
        }
        let (position, by_tail) = (&self.position, &mut self.by_tail);
        let known = self.by_id.entry(peer).or_insert_with(|| {
            let new = unmet(peer, position, now);
            if let Some(last) = last_of(&new.text) {
                by_tail.entry(last).or_default().push(peer);
            }
            new
        });
        change(known);
        let rank = known.rank();
        self.count(&rank, usize::wrapping_add);
        self.order.insert(rank);
        if self.by_id.len() > MAX_PEERS {
            self.forget_last();
        }
        true
    }

    fn forget_last(&mut self) {
        if let Some(rank) = self.order.pop_last() {
            self.count(&rank, usize::wrapping_sub);
            let last = self.by_id.remove(&rank.3).and_then(|peer| last_of(&peer.text));
            if let Some(Entry::Occupied(mut near)) = last.map(|last| self.by_tail.entry(last)) {
                near.get_mut().retain(|peer| *peer != rank.3);
                if near.get().is_empty() {
                    near.remove();
                }
            }
        }
    }

    fn count(&mut self, (status, not_announced, ..): &Rank, step: fn(usize, usize) -> usize) {
        self.connected = step(self.connected, usize::from(*status == Status::Connected));
        self.announced = step(self.announced, usize::from(!*not_announced));
    }
}

fn unmet(id: PeerId, me: &Position, now: Timestamp) -> Peer {
    Peer {
        id,
        text: id.to_base58(),
        cpl: me.common_prefix(&Position::of_peer(&id)),
        status: Status::Known,
        via: BTreeSet::new(),
        expired: false,
        addresses: Vec::new(),
        agent: None,
        protocols: Vec::new(),
        server: None,
        rtt: None,
        direction: None,
        seen: None,
        since: now,
        reason: None,
    }
}

/// Adds addresses, without the peer's own id at their end, which some carry and others do not.
fn add(known: &mut Vec<Multiaddr>, new: Vec<Multiaddr>) {
    for mut address in new {
        if matches!(address.iter().last(), Some(Protocol::P2p(_))) {
            address.pop();
        }
        if known.len() < MAX_ADDRESSES && !known.contains(&address) {
            known.push(address);
        }
    }
}

fn cut(words: String) -> String {
    match words.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => words[..end].to_owned(),
        None => words,
    }
}
