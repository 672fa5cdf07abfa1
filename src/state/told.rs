//! What single peers told when they were asked: how quick they are, and what they know of which key.

use std::collections::VecDeque;

use crate::dht::{PeerId, Pinged, Timestamp, Told};

/// Answers kept, of all peers together.
const MAX_ANSWERS: usize = 64;

/// What was told, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Hearsay {
    pings: VecDeque<(Timestamp, Pinged)>,
    keys: VecDeque<(Timestamp, Told)>,
}

impl Hearsay {
    pub(super) fn pinged(&mut self, pinged: &Pinged, now: Timestamp) {
        self.pings.retain(|(_, other)| other.peer.is_none() || other.peer != pinged.peer);
        push(&mut self.pings, (now, pinged.clone()));
    }

    /// Takes in what a peer told. Returns that something has changed.
    pub(super) fn told(&mut self, told: &Told, now: Timestamp) -> bool {
        self.keys.retain(|(_, other)| other.peer != told.peer || other.key != told.key);
        push(&mut self.keys, (now, told.clone()));
        true
    }

    /// Returns the last ping of a peer.
    #[must_use]
    pub fn ping_of(&self, peer: &PeerId) -> Option<&(Timestamp, Pinged)> {
        self.pings.iter().rev().find(|(_, pinged)| pinged.peer == Some(*peer))
    }

    /// Returns what a peer told of keys, the last first.
    pub fn keys_of(&self, peer: &PeerId) -> impl Iterator<Item = &(Timestamp, Told)> {
        self.keys.iter().rev().filter(move |(_, told)| told.peer == *peer)
    }
}

fn push<T>(to: &mut VecDeque<T>, what: T) {
    if to.len() == MAX_ANSWERS {
        to.pop_front();
    }
    to.push_back(what);
}
