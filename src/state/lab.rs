//! What is known of the practice network as a whole: its nodes' names, and whether it is ready.

use std::collections::HashMap;

use crate::dht::PeerId;

/// The practice network; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Lab {
    /// How many nodes were asked for.
    pub wanted: usize,
    /// Peer ids by node number: `n0` first.
    pub nodes: Vec<PeerId>,
    /// How many of them run.
    pub running: usize,
    /// Whether its keys come from a seed that was named: who knows it can derive them.
    pub seeded: bool,
    numbers: HashMap<PeerId, usize>,
    /// Their ids as they are written, by node number.
    texts: Vec<String>,
}

impl Lab {
    /// Returns a practice network that is about to be built of this many nodes.
    #[must_use]
    pub fn of(wanted: usize) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Adds the node with the next number.
    pub fn push(&mut self, peer: PeerId) {
        self.numbers.insert(peer, self.nodes.len());
        self.texts.push(peer.to_base58());
        self.nodes.push(peer);
    }

    /// Returns a node's name, e.g. `n17`, if the peer is one.
    #[must_use]
    pub fn name(&self, peer: &PeerId) -> Option<String> {
        self.numbers.get(peer).map(|number| format!("n{number}"))
    }

    /// Returns the node of this name; leading zeros are accepted (`n007`).
    #[must_use]
    pub fn node(&self, name: &str) -> Option<PeerId> {
        let number: usize = name.strip_prefix('n')?.parse().ok()?;
        self.nodes.get(number).copied()
    }

    /// Returns the nodes whose ids end so.
    pub fn ending(&self, tail: &str) -> impl Iterator<Item = PeerId> {
        self.nodes.iter().zip(&self.texts).filter(move |(_, text)| text.ends_with(tail)).map(|(peer, _)| *peer)
    }

    /// Returns whether there is a practice network at all.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.wanted > 0
    }

    /// Returns whether nodes are still being started.
    #[must_use]
    pub fn is_building(&self) -> bool {
        self.running < self.wanted
    }
}
