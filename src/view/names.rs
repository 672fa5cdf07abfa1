//! What peers are called on the screen.

use super::Scene;
use crate::dht::{PeerId, tail};

/// Returns a peer as people call it: its node's name where it has one, and the end of its id.
pub(super) fn of(scene: &Scene, peer: &PeerId) -> String {
    let called = called(scene, peer);
    if *peer == scene.state.session.peer { scene.ui.language.this_node(&called) } else { called }
}

/// Returns the same, also of this node.
pub(super) fn called(scene: &Scene, peer: &PeerId) -> String {
    match scene.lab.name(peer) {
        Some(name) => format!("{name} {}", tail(peer)),
        None => tail(peer),
    }
}

/// Returns a peer as short as can be: its node's name where it has one, else the end of its id.
pub(super) fn short(scene: &Scene, peer: &PeerId) -> String {
    scene.lab.name(peer).unwrap_or_else(|| tail(peer))
}

/// Returns peers as short as can be, at most so many.
pub(super) fn several(scene: &Scene, peers: &[PeerId], most: usize) -> String {
    let names: Vec<String> = peers.iter().take(most).map(|peer| short(scene, peer)).collect();
    scene.ui.language.some_names(&names, peers.len() - names.len())
}
