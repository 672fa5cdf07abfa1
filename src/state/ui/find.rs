//! Finds the peer that a word means.

use std::collections::BTreeSet;

use crate::{
    command::{Found, MIN_TAIL},
    dht::PeerId,
    state::{Lab, State},
};

/// Finds a peer by its node's name, its id or the tail of its id (four characters or more), among the peers we know, the
/// nodes of the practice network and ourselves.
#[must_use]
pub fn find(state: &State, lab: &Lab, word: &str) -> Found {
    if let Some(peer) = lab.node(word) {
        return Found::One(peer);
    }
    if word.len() < MIN_TAIL || !word.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Found::None; // base58 is letters and digits
    }
    let around = state.peers.iter().map(|peer| &peer.id);
    let all = around.chain(&lab.nodes).chain(std::iter::once(&state.session.peer));
    let found: BTreeSet<&PeerId> = all.filter(|peer| peer.to_base58().ends_with(word)).collect();
    match (found.first(), found.len()) {
        (Some(peer), 1) => Found::One(**peer),
        (Some(_), many) => Found::Many(many),
        (None, _) => Found::None,
    }
}
