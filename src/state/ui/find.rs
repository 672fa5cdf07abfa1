//! Finds the peer that a word means.

use std::collections::BTreeSet;

use crate::{
    command::{MIN_TAIL, NameMatch},
    dht::PeerId,
    state::{Lab, State},
};

/// Finds a peer by its node's name, its id or the tail of its id (four characters or more), among the peers we know, the
/// nodes of the practice network and ourselves.
#[must_use]
pub fn find(state: &State, lab: &Lab, word: &str) -> NameMatch {
    if let Some(peer) = lab.node(word) {
        return NameMatch::One(peer);
    }
    if word.len() < MIN_TAIL {
        return NameMatch::None;
    }
    let me = state.session.peer;
    let found: BTreeSet<PeerId> = state
        .peers
        .ending(word)
        .chain(lab.ending(word))
        .chain(Some(me).filter(|me| me.to_base58().ends_with(word)))
        .collect();
    match (found.first(), found.len()) {
        (Some(peer), 1) => NameMatch::One(*peer),
        (Some(_), many) => NameMatch::Many(many),
        (None, _) => NameMatch::None,
    }
}
