//! What a practice network knows to be true of a lookup's key: how many of the true closest it found, whom it missed and
//! why, how many copies are alive.

use std::collections::BTreeMap;

use ratatui::text::Line;

use crate::{
    dht::{Kind, PeerId},
    state::{
        Query,
        score::{Score, Why, score},
    },
    view::{Scene, lookup::head, text},
    words::Language,
};

/// Lines of this at most.
const LINES: usize = 4;
/// Missed nodes that are named for each reason.
const NAMES: usize = 6;

/// Returns the lines; none where the truth is not known. `whole` says that there is room for who was missed.
pub(super) fn lines(scene: &Scene, query: &Query, width: usize, whole: bool) -> Vec<Line<'static>> {
    let Some(score) = score(query, scene.state) else { return Vec::new() };
    let mut words = vec![format!("true closest: found {} of {}", score.found, score.of)];
    words.extend(copies(query, &score));
    if score.is_near {
        let near = "this node is nearer than the last of them, and kad leaves out who asks";
        words.push(if whole { near } else { "we are nearer" }.to_owned());
    }
    words.extend(missed(scene, &score).filter(|_| whole));
    wrapped(scene, &score, &words.join(" · "), width)
}

/// Returns whom it missed and why, apart: where the other lines have no room for it.
pub(super) fn below(scene: &Scene, query: &Query, width: usize) -> Vec<Line<'static>> {
    let Some(score) = score(query, scene.state) else { return Vec::new() };
    missed(scene, &score).map_or_else(Vec::new, |words| wrapped(scene, &score, &words, width))
}

fn wrapped(scene: &Scene, score: &Score, words: &str, width: usize) -> Vec<Line<'static>> {
    let style = if score.missed.is_empty() { scene.theme.good } else { scene.theme.mark };
    let lines = text::wrap(&text::clean(words), width).into_iter().take(LINES);
    lines.map(|line| Line::styled(line, style)).collect()
}

fn copies(query: &Query, score: &Score) -> Option<String> {
    let copies = Language::English.copies(score.holders, score.of, score.here);
    match query.kind {
        Kind::Get | Kind::Put | Kind::Republish | Kind::Replicate => Some(format!("copies alive: {copies}")),
        Kind::Provide | Kind::Providers | Kind::Reprovide => Some(format!("provider records alive: {copies}")),
        Kind::Closest | Kind::Bootstrap => None,
    }
}

/// Whom it missed, by reason.
fn missed(scene: &Scene, score: &Score) -> Option<String> {
    let mut reasons: BTreeMap<(Why, bool), Vec<PeerId>> = BTreeMap::new();
    for (peer, why) in &score.missed {
        reasons.entry((*why, is_cut_off(scene, peer))).or_default().push(*peer);
    }
    let said = reasons.into_iter().map(|((why, cut_off), peers)| {
        let cut_off = if cut_off { ", and is cut off" } else { "" };
        format!("{} ({}{cut_off})", head::names_of(scene, &peers, NAMES), words(why))
    });
    let said = said.collect::<Vec<_>>().join(", ");
    (!said.is_empty()).then(|| format!("missed: {said}"))
}

fn words(why: Why) -> String {
    match why {
        Why::Unheard => "nobody on the way named it".to_owned(),
        Why::NotAsked => "heard of, not asked".to_owned(),
        Why::Silent => "asked, did not answer".to_owned(),
        Why::Late => "answered after the end".to_owned(),
        Why::Failed(failure) => format!("asked, failed: {}", Language::English.failure(failure)),
    }
}

/// Returns whether a partition stands between us and a node now.
fn is_cut_off(scene: &Scene, peer: &PeerId) -> bool {
    let side = |peer: &PeerId| scene.lab.number(peer).map_or(0, |number| scene.lab.nodes[number].side);
    side(peer) != side(&scene.state.session.peer)
}
