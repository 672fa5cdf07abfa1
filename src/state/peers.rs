//! Who is around: every peer that was discovered, named by another or met, in the order it is listed.

mod peer;

pub use peer::{Peer, Status};

use std::{
    cmp::Reverse,
    collections::{BTreeSet, hash_map::Entry},
    ops::Bound,
    time::Duration,
};

use peer::{Role, is_kademlia, unmet};

use super::HashMap;
use crate::{
    command::MIN_TAIL,
    dht::{Direction, Failure, Multiaddr, PeerId, Position, Timestamp, Via},
};

/// Peers kept: more than the public network has, some 60 MB. Beyond it, the last in the list is forgotten.
pub const MAX_PEERS: usize = 120_000;
/// Peers that a filter looks at, on each side of the selection: a frame stays within a millisecond.
pub const MAX_SEARCHED: usize = 4_000;
/// Protocols kept of a peer: what identify carries in one message is more, but nobody reads them all.
const MAX_PROTOCOLS: usize = 64;
/// Characters kept of a remote's own words.
const MAX_WORDS: usize = 120;

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
    servers: usize,
    clients: usize,
    strangers: usize,
}

impl Peers {
    /// Returns an empty list of the peers of this node.
    #[must_use]
    pub fn new(me: PeerId) -> Self {
        Self {
            me,
            position: Position::of_peer(&me),
            by_id: HashMap::default(),
            order: BTreeSet::new(),
            by_tail: HashMap::default(),
            connected: 0,
            announced: 0,
            servers: 0,
            clients: 0,
            strangers: 0,
        }
    }

    /// Returns who we are: never in the list.
    #[must_use]
    pub fn me(&self) -> PeerId {
        self.me
    }

    /// Returns where a peer lies, which need not be known.
    #[must_use]
    pub fn position(&self, peer: &PeerId) -> Position {
        self.get(peer).map_or_else(|| Position::of_peer(peer), |known| known.position)
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
        self.servers
    }

    /// Returns how many say that they answer no Kademlia protocol: clients, and programs that know nothing of it.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.clients
    }

    /// Returns how many say that they answer another Kademlia protocol, and not ours.
    #[must_use]
    pub fn strangers(&self) -> usize {
        self.strangers
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
            known.add(addresses);
            if via == Via::Mdns {
                known.lapsed = false;
                known.seen = Some(now);
            }
            if known.status == Status::Gone && via != Via::Kad {
                known.status = Status::Known;
            }
        })
    }

    /// Notes that what a peer announced by mDNS is no longer good.
    pub(super) fn lapsed(&mut self, peer: PeerId) -> bool {
        self.by_id.contains_key(&peer) && self.change(peer, Timestamp::default(), |known| known.lapsed = true)
    }

    /// Notes when a peer announced itself by mDNS.
    pub(super) fn announced(&mut self, peer: PeerId, at: Timestamp) {
        if let Some(known) = self.by_id.get_mut(&peer) {
            known.seen = known.seen.max(Some(at));
        }
    }

    /// Forgets that mDNS announced a peer; the peer itself too, if it is known in no other way.
    pub(super) fn forgotten(&mut self, peer: PeerId, is_in_table: bool) -> bool {
        if !self.by_id.contains_key(&peer) {
            return false;
        }
        self.change(peer, Timestamp::default(), |known| {
            known.via.remove(&Via::Mdns);
            known.lapsed = false;
            if is_in_table && known.via.is_empty() {
                known.via.insert(Via::Kad);
            }
        });
        let unknown = |known: &&Peer| known.via.is_empty() && known.status != Status::Connected;
        if let Some(rank) = self.get(&peer).filter(unknown).map(Peer::rank) {
            self.order.remove(&rank);
            self.drop(&rank);
        }
        true
    }

    pub(super) fn connected(&mut self, peer: PeerId, direction: Direction, at: Multiaddr, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.connected = known.connected.filter(|_| known.status == Status::Connected).or(Some(now));
            known.status = Status::Connected;
            known.direction = Some(direction);
            known.seen = Some(now);
            known.failure = None;
            if direction == Direction::Out {
                known.add(vec![at]);
            }
        })
    }

    pub(super) fn disconnected(&mut self, peer: PeerId, failure: Failure, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.status = Status::Known;
            known.failure = Some(failure);
            known.seen = Some(now);
        })
    }

    /// Forgets who is connected: nobody has told for a while.
    pub(super) fn all_away(&mut self) {
        let connected: Vec<PeerId> =
            self.iter().filter(|peer| peer.status == Status::Connected).map(|peer| peer.id).collect();
        for peer in connected {
            self.change(peer, Timestamp::default(), |known| known.status = Status::Known);
        }
    }

    pub(super) fn dial_failed(&mut self, peer: PeerId, failure: Failure) -> bool {
        self.by_id.contains_key(&peer)
            && self.change(peer, Timestamp::default(), |known| {
                if known.status != Status::Connected {
                    known.status = Status::Gone;
                }
                known.failure = Some(failure);
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
            known.stranger = known.server == Some(false) && protocols.iter().any(|protocol| is_kademlia(protocol));
            known.protocols = protocols.into_iter().take(MAX_PROTOCOLS).map(cut).collect();
            known.add(addresses);
            known.identified = Some(now);
            known.seen = Some(now);
        })
    }

    pub(super) fn pinged(&mut self, peer: PeerId, rtt: Option<Duration>, now: Timestamp) -> bool {
        self.by_id.contains_key(&peer)
            && self.change(peer, now, |known| match rtt {
                None => known.unanswered = Some(now),
                Some(rtt) => {
                    known.rtt = Some(rtt);
                    let longest = known.times.now(now);
                    *longest = (*longest).max(rtt);
                    known.seen = Some(now);
                }
            })
    }

    /// Notes a peer that kad knows of: it is in the routing table, or another named it in an answer.
    pub(super) fn named(&mut self, peer: PeerId, now: Timestamp) -> bool {
        !self.by_id.contains_key(&peer) && self.discovered(peer, Via::Kad, Vec::new(), now)
    }

    /// Notes a sign of life.
    pub(super) fn heard_from(&mut self, peer: PeerId, now: Timestamp) -> bool {
        let Some(known) = self.by_id.get_mut(&peer) else { return self.met(peer, Via::Kad, now) };
        known.seen = Some(now); // the place in the list depends on neither
        if known.via.is_empty() {
            known.via.insert(Via::Kad);
        }
        true
    }

    /// Notes that a peer was reached, and how it is known if it was not.
    pub(super) fn met(&mut self, peer: PeerId, via: Via, now: Timestamp) -> bool {
        self.change(peer, now, |known| {
            known.seen = Some(now);
            if known.via.is_empty() {
                known.via.insert(via);
            }
        })
    }

    /// Changes a peer, which need not be known yet, and moves it to its new place in the list.
    fn change(&mut self, peer: PeerId, now: Timestamp, change: impl FnOnce(&mut Peer)) -> bool {
        if peer == self.me {
            return false;
        }
        let (before, after) = match self.by_id.entry(peer) {
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                let before = (known.rank(), known.role());
                change(known);
                (Some(before), (known.rank(), known.role()))
            }
            Entry::Vacant(place) => {
                let new = place.insert(unmet(peer, &self.position, now));
                if let Some(last) = last_of(&new.text) {
                    self.by_tail.entry(last).or_default().push(peer);
                }
                change(new);
                (None, (new.rank(), new.role()))
            }
        };
        if before != Some(after) {
            self.place(before, after);
        }
        true
    }

    /// Moves a peer in the list and in the counts, or adds it.
    fn place(&mut self, before: Option<(Rank, Role)>, after: (Rank, Role)) {
        if let Some((rank, role)) = before {
            self.count(&rank, role, usize::wrapping_sub);
            self.order.remove(&rank);
        }
        let (rank, role) = after;
        self.count(&rank, role, usize::wrapping_add);
        self.order.insert(rank);
        if self.by_id.len() > MAX_PEERS {
            self.forget_last();
        }
    }

    fn forget_last(&mut self) {
        if let Some(rank) = self.order.pop_last() {
            self.drop(&rank);
        }
    }

    /// Drops a peer that is in the list no longer.
    fn drop(&mut self, rank: &Rank) {
        let forgotten = self.by_id.remove(&rank.3);
        self.count(rank, forgotten.as_ref().map_or(Role::Unsaid, Peer::role), usize::wrapping_sub);
        let last = forgotten.and_then(|peer| last_of(&peer.text));
        if let Some(Entry::Occupied(mut near)) = last.map(|last| self.by_tail.entry(last)) {
            near.get_mut().retain(|peer| *peer != rank.3);
            if near.get().is_empty() {
                near.remove();
            }
        }
    }

    fn count(&mut self, (status, not_announced, ..): &Rank, role: Role, step: fn(usize, usize) -> usize) {
        self.connected = step(self.connected, usize::from(*status == Status::Connected));
        self.announced = step(self.announced, usize::from(!*not_announced));
        match role {
            Role::Unsaid => {}
            Role::Server => self.servers = step(self.servers, 1),
            Role::Client => self.clients = step(self.clients, 1),
            Role::Stranger => self.strangers = step(self.strangers, 1),
        }
    }
}

fn cut(words: String) -> String {
    match words.char_indices().nth(MAX_WORDS) {
        Some((end, _)) => words[..end].to_owned(),
        None => words,
    }
}
