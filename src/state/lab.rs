//! What is known of the practice network as a whole: who its nodes are, which of them run, how busy each is, who holds
//! what, and how the conditions between them are. Its one writer is the practice network.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use super::{State, filter::occurs, guests::Guests};
use crate::{
    command::node_number,
    dht::{Key, Kind, PeerId, Position},
};

/// Keys of which it is kept who held them, in a recording.
const MAX_TOLD: usize = 1_000;

/// The practice network; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Lab {
    /// How many nodes it starts with.
    pub wanted: usize,
    /// Its nodes by number, the dead among them: `n0` first.
    pub nodes: Vec<LabNode>,
    /// How many of those it starts with have been started.
    pub started: usize,
    /// Whether its keys come from a seed that was named: who knows it can derive them.
    pub seeded: bool,
    /// How the conditions between its nodes are.
    pub conditions: Conditions,
    /// Who came from outside.
    pub guests: Guests,
    /// What the node knows whose page is open, as it last told it.
    pub inside: Option<Arc<State>>,
    numbers: HashMap<PeerId, usize>,
    held: HashMap<(Holding, Key), Holders>,
    /// Counts what began, so that it is known what came first.
    happened: u64,
    /// Of which keys a recording told who holds them.
    told: HashSet<(Holding, Key)>,
}

/// Who holds something of a key.
#[derive(Clone, Debug, Default)]
struct Holders {
    by: BTreeSet<usize>,
    /// When the first of them did, as [`Lab`] counts.
    since: u64,
}

/// One practice node.
#[derive(Clone, Debug)]
pub struct LabNode {
    pub peer: PeerId,
    /// Its place in the keyspace.
    pub position: Position,
    /// Whether it runs.
    pub life: Life,
    /// Nodes reach those on the same side of a partition; 0 where there is none.
    pub side: u32,
    /// Peers it is connected to.
    pub connections: usize,
    /// Entries of its routing table.
    pub table: usize,
    /// Keys in its store: values and provider records.
    pub holds: usize,
    /// Requests of others that reached it.
    pub served: u64,
    /// When it last began to run, as [`Lab`] counts.
    began: u64,
    /// Its id as it is written.
    text: String,
}

impl LabNode {
    /// Returns a node that waits to be started.
    fn of(peer: PeerId) -> Self {
        Self {
            peer,
            position: Position::of_peer(&peer),
            life: Life::Waiting,
            side: 0,
            connections: 0,
            table: 0,
            holds: 0,
            served: 0,
            began: 0,
            text: peer.to_base58(),
        }
    }
}

/// Whether a practice node runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Life {
    /// It runs.
    Alive,
    /// It was killed silently: its connections stay open, and nothing comes over them.
    Silent,
    /// It was killed.
    Dead,
    /// It is to be started, for the first time or again.
    Waiting,
}

impl Life {
    /// Returns the word that exports and filters use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Silent => "silent",
            Self::Dead => "dead",
            Self::Waiting => "waiting",
        }
    }
}

/// What of a key a node holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Holding {
    /// Its value.
    Value,
    /// Who provides it.
    Provider,
}

impl Holding {
    /// Returns what of a query's key others may hold.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Provide | Kind::Providers | Kind::ProviderCopies | Kind::Reprovide => Self::Provider,
            Kind::Get
            | Kind::Put
            | Kind::Copies
            | Kind::Closest
            | Kind::Bootstrap
            | Kind::Republish
            | Kind::Replicate => Self::Value,
        }
    }
}

/// How the conditions between the nodes are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conditions {
    /// How long a byte travels, one way.
    pub latency: Duration,
    /// How many writes of a hundred are lost, and sent again.
    pub loss: u8,
    /// How many nodes leave, and as many join, a minute; 0 is none.
    pub churn: u32,
    /// Into how many sides the network is cut; 0 where it is whole.
    pub sides: u32,
}

impl Lab {
    /// Returns a practice network that is about to be built of this many nodes.
    #[must_use]
    pub fn of(wanted: usize) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Adds the node with the next number. It waits to be started.
    pub fn push(&mut self, peer: PeerId) {
        self.numbers.insert(peer, self.nodes.len());
        self.nodes.push(LabNode::of(peer));
    }

    /// Says who the node with a number is that was added before anybody knew.
    pub fn rename(&mut self, number: usize, peer: PeerId) {
        let Some(node) = self.nodes.get_mut(number).filter(|node| node.peer != peer) else { return };
        self.numbers.remove(&node.peer);
        self.numbers.insert(peer, number);
        *node = LabNode::of(peer);
    }

    /// Notes that a node runs, or does so no longer: then it has no connection, no table and no store.
    pub fn lives(&mut self, number: usize, life: Life) {
        let Some(node) = self.nodes.get_mut(number) else { return };
        self.happened += u64::from(life != node.life);
        node.life = life;
        if life == Life::Alive {
            node.began = self.happened;
            return; // what it has told meanwhile stands: with a full table it starts
        }
        (node.connections, node.table) = (0, 0);
        self.guests.parted_from_all(number);
        if std::mem::take(&mut node.holds) > 0 {
            self.held.retain(|_, holders| {
                holders.by.remove(&number);
                !holders.by.is_empty()
            });
        }
    }

    /// Notes that a node which was to be started will not be.
    pub fn gives_up(&mut self, number: usize) {
        if self.nodes.get(number).is_some_and(|node| node.life == Life::Waiting) {
            self.lives(number, Life::Dead);
        }
    }

    /// Counts into how many sides the nodes that run are cut.
    pub fn count_sides(&mut self) {
        let sides: BTreeSet<u32> = self.living().map(|(_, node)| node.side).collect();
        self.conditions.sides = u32::try_from(sides.len()).unwrap_or(u32::MAX);
    }

    /// Notes that a node holds something of a key, or does so no longer. Of a node that does not run it is not heard: it
    /// may still tell something while it is stopped.
    pub fn holds(&mut self, number: usize, what: Holding, key: &Key, yes: bool) {
        let Some(node) = self.nodes.get_mut(number).filter(|node| node.life == Life::Alive) else { return };
        if yes {
            let happened = &mut self.happened;
            let first = || {
                *happened += 1;
                Holders { since: *happened, ..Holders::default() }
            };
            let holders = self.held.entry((what, key.clone())).or_insert_with(first);
            node.holds += usize::from(holders.by.insert(number));
        } else if let Some(holders) = self.held.get_mut(&(what, key.clone())) {
            node.holds -= usize::from(holders.by.remove(&number));
            if holders.by.is_empty() {
                self.held.remove(&(what, key.clone()));
            }
        }
    }

    /// Notes who held something of a key, as the practice network said.
    pub fn told_holders(&mut self, what: Holding, key: &Key, holders: &[PeerId]) {
        if self.told.len() >= MAX_TOLD {
            (self.told, self.held) = Default::default(); // of lookups of long ago
            self.nodes.iter_mut().for_each(|node| node.holds = 0);
        }
        let before: Vec<usize> = self.holders(what, key).collect();
        for number in before {
            self.holds(number, what, key, false);
        }
        let numbers: Vec<usize> = holders.iter().filter_map(|peer| self.number(peer)).collect();
        for number in numbers {
            self.holds(number, what, key, true);
        }
        self.told.insert((what, key.clone()));
    }

    /// Returns whether a recording told who holds something of a key.
    #[must_use]
    pub fn is_told_of(&self, what: Holding, key: &Key) -> bool {
        self.told.contains(&(what, key.clone()))
    }

    /// Returns the numbers of the nodes that run and hold something of a key.
    pub fn holders(&self, what: Holding, key: &Key) -> impl Iterator<Item = usize> {
        self.held.get(&(what, key.clone())).into_iter().flat_map(|holders| &holders.by).copied()
    }

    /// Returns whether a node started after something of a key was first held by those that hold it now.
    #[must_use]
    pub fn began_later(&self, number: usize, what: Holding, key: &Key) -> bool {
        let held = self.held.get(&(what, key.clone()));
        held.is_some_and(|holders| self.nodes.get(number).is_some_and(|node| node.began > holders.since))
    }

    /// Returns the numbers of the nodes that run and are closest to a position, nearest first, at most `most`: of all, or
    /// without one.
    #[must_use]
    pub fn closest(&self, to: &Position, most: usize, without: Option<&PeerId>) -> Vec<usize> {
        let mut near: Vec<_> = self
            .living()
            .filter(|(_, node)| Some(&node.peer) != without)
            .map(|(number, node)| (node.position.distance(to), number))
            .collect();
        if near.len() > most && most > 0 {
            near.select_nth_unstable(most - 1);
        }
        near.truncate(most);
        near.sort_unstable();
        near.into_iter().map(|(_, number)| number).collect()
    }

    /// Returns the nodes that run, with their numbers.
    #[must_use]
    pub fn living(&self) -> impl DoubleEndedIterator<Item = (usize, &LabNode)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.life == Life::Alive)
    }

    /// Returns a node's number, if the peer is one.
    #[must_use]
    pub fn number(&self, peer: &PeerId) -> Option<usize> {
        self.numbers.get(peer).copied()
    }

    /// Returns a node's name, e.g. `n17`, if the peer is one.
    #[must_use]
    pub fn name(&self, peer: &PeerId) -> Option<String> {
        self.number(peer).map(|number| format!("n{number}"))
    }

    /// Returns the node of this name; leading zeros are accepted (`n007`).
    #[must_use]
    pub fn node(&self, name: &str) -> Option<PeerId> {
        self.nodes.get(node_number(name)?).map(|node| node.peer)
    }

    /// Returns the nodes whose ids end so.
    pub fn ending(&self, tail: &str) -> impl Iterator<Item = PeerId> {
        self.nodes.iter().filter(move |node| node.text.ends_with(tail)).map(|node| node.peer)
    }

    /// Returns whether there is a practice network at all.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.wanted > 0
    }

    /// Returns whether nodes are still being started.
    #[must_use]
    pub fn is_building(&self) -> bool {
        self.started < self.wanted
    }
}

impl LabNode {
    /// Returns whether a text is in its name, its id, or the word for its life.
    #[must_use]
    pub fn matches(&self, number: usize, filter: &str) -> bool {
        [&self.text, &format!("n{number}"), self.life.word()].into_iter().any(|text| occurs(filter, text))
    }
}

#[cfg(test)]
mod tests {
    use libp2p::identity::Keypair;

    use super::*;

    fn peer(number: u8) -> PeerId {
        Keypair::ed25519_from_bytes([number; 32]).expect("32 bytes are a key").public().to_peer_id()
    }

    fn lab(nodes: u8) -> Lab {
        let mut lab = Lab::of(nodes.into());
        for number in 0..nodes {
            lab.push(peer(number));
            lab.lives(number.into(), Life::Alive);
        }
        lab
    }

    #[test]
    fn the_closest_are_those_that_run_without_the_asker() {
        let mut lab = lab(60);
        let key = Position::of(b"key");
        let all = lab.closest(&key, 60, None);
        assert_eq!(all.len(), 60);
        assert!(
            all.windows(2)
                .all(|two| { lab.nodes[two[0]].position.distance(&key) < lab.nodes[two[1]].position.distance(&key) })
        );
        let asker = lab.nodes[all[1]].peer;
        lab.lives(all[0], Life::Dead);
        lab.lives(all[3], Life::Silent);
        assert_eq!(lab.closest(&key, 3, Some(&asker)), [all[2], all[4], all[5]]);
        assert_eq!(lab.closest(&key, 0, Some(&asker)), Vec::<usize>::new());
    }

    #[test]
    fn a_dead_node_holds_nothing() {
        let (mut lab, key) = (lab(3), Key::new("a"));
        for number in 0..3 {
            lab.holds(number, Holding::Value, &key, true);
            lab.holds(number, Holding::Value, &key, true);
            assert_eq!(lab.nodes[number].holds, 1, "a copy that replaces another is one");
        }
        lab.lives(1, Life::Dead);
        assert_eq!(lab.holders(Holding::Value, &key).collect::<Vec<_>>(), [0, 2]);
        lab.holds(0, Holding::Value, &key, false);
        lab.holds(0, Holding::Value, &key, false);
        lab.lives(2, Life::Silent);
        lab.holds(2, Holding::Value, &key, true);
        assert_eq!(lab.holders(Holding::Value, &key).count(), 0);
        assert_eq!(lab.nodes[0].holds + lab.nodes[1].holds + lab.nodes[2].holds, 0);
        assert!(lab.held.is_empty(), "nothing is kept of what nobody holds");
    }
}
