//! How a stranger's routing table is read: by asking it who is closest to keys, region after region of the keyspace, until
//! all it would name is named. Pure: who asks brings the answers.
//!
//! An answer names the (at most 20) entries closest to a key. A region is all positions that share some leading bits; a key
//! in it was asked for already. Where somebody outside the region was named, all its entries are nearer, so they were named
//! as well: the region is done. Else a key at its other end is asked for: one to which every entry is nearer that does not
//! share all the bits that those who were named share, and of those that do, the half that was farther. Where that names the
//! same, there are no more; else both halves are regions.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use crate::dht::{Key, Multiaddr, PeerId, Position};

/// Requests for one table; of an honest peer that knows a thousand others some dozens are enough.
const MAX_REQUESTS: usize = 200;
/// Leading bits of the smallest region, and those by which a key is found without counting. Ten thousand entries need nine.
const MAX_BITS: u16 = 14;
/// Entries that are kept: more than any table has.
const MAX_ENTRIES: usize = 10_000;

/// A table that is being read.
#[derive(Debug)]
pub(in crate::node) struct Reading {
    peer: PeerId,
    /// Regions that are not done.
    regions: Vec<Region>,
    /// The one that was asked about last; none before the first answer.
    asked: Option<Region>,
    /// Where the last key lies.
    at: Position,
    /// Whether the first key lies near the peer itself.
    is_near: bool,
    found: BTreeMap<PeerId, Vec<Multiaddr>>,
    /// Where each key lay, and who was named for it.
    answers: Vec<(Position, BTreeSet<PeerId>)>,
    is_exact: bool,
}

/// All positions that share so many leading bits with the position of a key, and who was named for that key.
#[derive(Debug)]
struct Region {
    at: Position,
    bits: u16,
    named: BTreeSet<PeerId>,
}

impl Region {
    fn has(&self, position: &Position) -> bool {
        self.at.common_prefix(position) >= self.bits
    }

    /// Returns whether these are all inside.
    fn has_all(&self, peers: &BTreeSet<PeerId>) -> bool {
        peers.iter().all(|peer| self.has(&Position::of_peer(peer)))
    }

    /// Returns how many leading bits a key at the other end shares with the place to ask for: up to and with the first bit in
    /// which those who were named differ, as far as keys are known.
    fn bits_to_other_end(&self) -> u16 {
        (shared_bits(&self.named).max(self.bits) + 1).min(MAX_BITS)
    }

    /// Returns the place at the other end: it differs in all these bits behind those of the region.
    fn other_end(&self) -> Position {
        (self.bits..self.bits_to_other_end()).fold(self.at, |place, bit| place.flipped(bit))
    }

    /// Returns whether these, named for a key at the other end, are all that there are.
    fn is_whole(&self, named: &BTreeSet<PeerId>) -> bool {
        !self.has_all(named) || self.named == *named && shared_bits(named) < MAX_BITS
    }
}

impl Reading {
    /// Begins to read the table of this peer.
    pub(in crate::node) fn of(peer: PeerId) -> Self {
        Self {
            peer,
            regions: Vec::new(),
            asked: None,
            at: Position::of(&[]),
            is_near: false,
            found: BTreeMap::new(),
            answers: Vec::new(),
            is_exact: true,
        }
    }

    /// Begins with whom the peer knows near itself: who asks one after another meets everybody so.
    pub(in crate::node) fn near(peer: PeerId) -> Self {
        Self { is_near: true, ..Self::of(peer) }
    }

    /// Returns the key to ask for next; none when the table is read, or as far as it will be.
    pub(in crate::node) fn next(&mut self) -> Option<Key> {
        if self.answers.is_empty() {
            let place = Position::of_peer(&self.peer);
            return Some(self.key(&place, if self.is_near { MAX_BITS } else { 0 }));
        }
        while let Some(region) = self.regions.pop() {
            if !region.has_all(&region.named) {
                continue; // somebody outside was named
            }
            if self.answers.len() >= MAX_REQUESTS || region.bits >= MAX_BITS || self.found.len() >= MAX_ENTRIES {
                self.is_exact = false;
                continue;
            }
            let key = self.key(&region.other_end(), region.bits_to_other_end());
            self.asked = Some(region);
            return Some(key);
        }
        None
    }

    /// Takes in whom the peer named for the last key.
    pub(in crate::node) fn told(&mut self, named: impl IntoIterator<Item = (PeerId, Vec<Multiaddr>)>) {
        let mut all = BTreeSet::new();
        for (peer, addresses) in named.into_iter().filter(|(peer, _)| *peer != self.peer) {
            all.insert(peer);
            if self.found.len() < MAX_ENTRIES || self.found.contains_key(&peer) {
                self.found.insert(peer, addresses);
            }
        }
        self.answers.push((self.at, all.clone()));
        let here = |bits| Region { at: self.at, bits, named: all.clone() };
        match self.asked.take() {
            None => self.regions.push(here(0)),
            Some(region) if region.is_whole(&all) => {}
            Some(region) => {
                let bits = region.bits + 1;
                self.regions.extend([Region { bits, ..region }, here(bits)]);
            }
        }
    }

    /// Returns whom the peer named so far, with their addresses.
    pub(in crate::node) fn found(&self) -> &BTreeMap<PeerId, Vec<Multiaddr>> {
        &self.found
    }

    /// Returns how many requests were answered.
    pub(in crate::node) fn requests(&self) -> u32 {
        u32::try_from(self.answers.len()).unwrap_or(u32::MAX)
    }

    /// Returns how many peers were left out by an answer that named others farther from its key, though another answer names
    /// them: what was named changed meanwhile, or is invented.
    pub(in crate::node) fn contradictions(&self) -> usize {
        let places: Vec<_> = self.found.keys().map(|peer| (peer, Position::of_peer(peer))).collect();
        let mut contradicted = BTreeSet::new();
        for (key, named) in &self.answers {
            let Some(farthest) = named.iter().map(|peer| Position::of_peer(peer).distance(key)).max() else { continue };
            let left_out =
                places.iter().filter(|(peer, place)| place.distance(key) < farthest && !named.contains(peer));
            contradicted.extend(left_out.map(|(peer, _)| **peer));
        }
        contradicted.len()
    }

    /// Returns whether no region was left that could have held more.
    pub(in crate::node) fn is_exact(&self) -> bool {
        self.is_exact && self.regions.is_empty() && self.asked.is_none() && !self.answers.is_empty()
    }

    /// Finds a key whose position shares so many leading bits (at most [`MAX_BITS`]) with a place.
    fn key(&mut self, place: &Position, bits: u16) -> Key {
        let key = numbered(known_keys()[usize::from(place.leading(bits)) << (MAX_BITS - bits)]);
        self.at = key.position();
        key
    }
}

/// Returns the key of this number. (Eight bytes: a peer's id would be understood as one, and some take only keys of 2 to 50
/// bytes.)
fn numbered(number: u32) -> Key {
    Key::new(u64::from(number).to_be_bytes())
}

/// Returns the number of a key for each value that the first bits of a position can have.
fn known_keys() -> &'static [u32] {
    static KEYS: OnceLock<Vec<u32>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let (mut keys, mut missing) = (vec![u32::MAX; 1 << MAX_BITS], 1 << MAX_BITS);
        for number in 0.. {
            let place = &mut keys[usize::from(numbered(number).position().leading(MAX_BITS))];
            if *place == u32::MAX {
                (*place, missing) = (number, missing - 1);
            }
            if missing == 0 {
                break;
            }
        }
        keys
    })
}

/// Returns how many leading bits these all share.
fn shared_bits(peers: &BTreeSet<PeerId>) -> u16 {
    let mut all = peers.iter().map(Position::of_peer);
    let Some(first) = all.next() else { return 0 };
    all.map(|other| first.common_prefix(&other)).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dht::KEY_BITS;

    /// As many as a peer names at most.
    const NAMED: usize = 20;

    fn peers(count: usize) -> Vec<PeerId> {
        (0..count).map(|_| PeerId::random()).collect()
    }

    /// Those of a table that are closest to a key.
    fn closest(table: &[PeerId], key: &Key) -> Vec<(PeerId, Vec<Multiaddr>)> {
        let position = key.position();
        let mut all = table.to_vec();
        all.sort_by_cached_key(|peer| Position::of_peer(peer).distance(&position));
        all.into_iter().take(NAMED).map(|peer| (peer, Vec::new())).collect()
    }

    fn read(answer: impl Fn(&Key) -> Vec<(PeerId, Vec<Multiaddr>)>) -> Reading {
        let mut reading = Reading::of(PeerId::random());
        while let Some(key) = reading.next() {
            reading.told(answer(&key));
        }
        reading
    }

    fn is_whole(table: &[PeerId], reading: &Reading) -> bool {
        let wanted: BTreeSet<_> = table.iter().collect();
        reading.is_exact() && reading.contradictions() == 0 && reading.found().keys().collect::<BTreeSet<_>>() == wanted
    }

    #[test]
    fn tables_of_any_size_are_read_to_their_end() {
        for size in [0, 1, 2, 19, 20, 21, 22, 39, 40, 41, 60, 138, 300, 1_000] {
            let table = peers(size);
            let reading = read(|key| closest(&table, key));
            assert!(is_whole(&table, &reading), "{size}: {} found", reading.found().len());
            let most = 2 + size / 3;
            assert!(reading.requests() as usize <= most, "{size}: {} requests", reading.requests());
        }
    }

    #[test]
    fn many_tables_of_about_as_many_as_one_answer_holds() {
        for round in 0..200 {
            let table = peers(15 + round % 30);
            assert!(is_whole(&table, &read(|key| closest(&table, key))), "{} entries", table.len());
        }
    }

    #[test]
    fn a_table_as_a_peer_has_it_full_near_itself_and_twenty_far_off() {
        for k in [4, 8, 20] {
            let (me, mut table) = (Position::of_peer(&PeerId::random()), Vec::new());
            let mut buckets = BTreeMap::<u16, usize>::new();
            for peer in peers(3_000) {
                let entries = buckets.entry(me.common_prefix(&Position::of_peer(&peer))).or_default();
                if *entries < k {
                    *entries += 1;
                    table.push(peer);
                }
            }
            let reading = read(|key| closest(&table, key));
            assert!(is_whole(&table, &reading), "k {k}: {} of {} found", reading.found().len(), table.len());
            assert!(reading.requests() <= 40, "k {k}: {} requests", reading.requests());
        }
    }

    #[test]
    fn one_that_names_itself_or_somebody_twice_or_more_is_no_liar() {
        let (me, table) = (PeerId::random(), peers(100));
        let mut reading = Reading::of(me);
        while let Some(key) = reading.next() {
            let mut named = closest(&table, &key);
            named.extend(closest(&table, &key));
            named.push((me, Vec::new()));
            reading.told(named);
        }
        assert!(is_whole(&table, &reading));
    }

    /// Peers that share at least so many bits with a place, and at most so many.
    fn peers_at(place: &Position, bits: std::ops::RangeInclusive<u16>, count: usize) -> Vec<PeerId> {
        let is_there = |peer: &PeerId| bits.contains(&place.common_prefix(&Position::of_peer(peer)));
        std::iter::repeat_with(PeerId::random).filter(is_there).take(count).collect()
    }

    #[test]
    fn many_in_a_narrow_place_are_all_found() {
        let place = Key::new("a").position();
        for bits in [6, 9] {
            let table = peers_at(&place, bits..=KEY_BITS, 60);
            assert!(is_whole(&table, &read(|key| closest(&table, key))), "{bits} bits");
        }
    }

    #[test]
    fn as_many_as_an_answer_holds_beside_others_hide_nobody() {
        for round in 0..40 {
            let place = Position::of_peer(&PeerId::random());
            let mut table = peers_at(&place, 5..=KEY_BITS, NAMED);
            table.extend(peers_at(&place, 4..=4, 1 + round));
            assert!(is_whole(&table, &read(|key| closest(&table, key))), "beside {} others", 1 + round);
        }
    }

    #[test]
    fn who_lies_ends_somewhere() {
        let always = closest(&peers(20), &Key::new("a"));
        let reading = read(|_| always.clone());
        assert_eq!((reading.found().len(), reading.requests(), reading.is_exact()), (20, 2, true));
        let reading = read(|_| peers(20).into_iter().map(|peer| (peer, Vec::new())).collect());
        assert!(reading.requests() as usize <= MAX_REQUESTS && reading.contradictions() > 10);
        let reading = read(|_| peers(10_000).into_iter().map(|peer| (peer, Vec::new())).collect());
        assert!(!reading.is_exact() && reading.found().len() == MAX_ENTRIES && reading.requests() < 5);
        let crowd = peers_at(&Position::of(b"a"), MAX_BITS..=KEY_BITS, 2 * NAMED);
        let reading = read(|key| closest(&crowd, key));
        assert!(
            !reading.is_exact() && reading.requests() as usize <= MAX_REQUESTS,
            "all so near that no region is done"
        );
    }
}
