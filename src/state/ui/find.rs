//! Finds the peer that a word means.

use std::collections::BTreeSet;

use crate::{
    command::{Found, MIN_TAIL},
    dht::PeerId,
    state::{Lab, State},
};

/// The digits of base58, by value.
const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// What the last [`MIN_TAIL`] digits count up to: 58⁴.
const LAST_DIGITS: u64 = 58 * 58 * 58 * 58;

/// Finds a peer by its node's name, its id or the tail of its id (four characters or more), among the peers we know, the
/// nodes of the practice network and ourselves.
#[must_use]
pub fn find(state: &State, lab: &Lab, word: &str) -> Found {
    if let Some(peer) = lab.node(word) {
        return Found::One(peer);
    }
    let Some(end) = end_of_word(word) else { return Found::None };
    let around = state.peers.iter().map(|peer| &peer.id);
    let all = around.chain(&lab.nodes).chain(std::iter::once(&state.session.peer));
    let found: BTreeSet<&PeerId> =
        all.filter(|peer| end_of_id(peer) == end && peer.to_base58().ends_with(word)).collect();
    match (found.first(), found.len()) {
        (Some(peer), 1) => Found::One(**peer),
        (Some(_), many) => Found::Many(many),
        (None, _) => Found::None,
    }
}

/// Returns the number that a word's last digits are; none if it is too short, or they are no digits.
fn end_of_word(word: &str) -> Option<u64> {
    let end = word.as_bytes().last_chunk::<MIN_TAIL>()?;
    end.iter().try_fold(0, |number, digit| {
        let value = DIGITS.iter().position(|known| known == digit)?;
        Some(number * 58 + u64::try_from(value).ok()?)
    })
}

/// Returns the number that an id's last digits are. Writing out each id costs more: with the hundred thousand peers of the
/// public network a third of a second, on the way from Enter to the command.
fn end_of_id(peer: &PeerId) -> u64 {
    peer.to_bytes().iter().fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % LAST_DIGITS)
}
