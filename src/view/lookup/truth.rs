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
    view::{Scene, names, text},
    words::Language,
};

/// Lines of this at most.
const LINES: usize = 4;
/// Missed nodes that are named for each reason.
const NAMES: usize = 6;

/// Returns the lines; none where the truth is not known. `whole` says that there is room for who was missed.
pub(super) fn lines(scene: &Scene, query: &Query, width: usize, whole: bool) -> Vec<Line<'static>> {
    let Some(score) = score(query, scene.state) else { return Vec::new() };
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().truth);
    let mut words = vec![language.truth_found(score.found, score.of, score.has_guests)];
    words.extend(copies(language, query, &score));
    if score.is_near {
        words.push(if whole { labels.near } else { labels.near_briefly }.to_owned());
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

fn copies(language: Language, query: &Query, score: &Score) -> Option<String> {
    let Score { holders, copies, here, has_guests, .. } = *score;
    match query.kind {
        Kind::Get | Kind::Put | Kind::Republish | Kind::Replicate => {
            Some(language.truth_copies(holders, copies, here, has_guests))
        }
        Kind::Provide | Kind::Providers | Kind::Reprovide => {
            Some(language.truth_providers(holders, copies, here, has_guests))
        }
        Kind::Closest | Kind::Copies | Kind::ProviderCopies | Kind::Bootstrap => None,
    }
}

/// Whom it missed, by reason.
fn missed(scene: &Scene, score: &Score) -> Option<String> {
    let mut reasons: BTreeMap<(Why, bool), Vec<PeerId>> = BTreeMap::new();
    for (peer, why) in &score.missed {
        reasons.entry((*why, is_cut_off(scene, peer))).or_default().push(*peer);
    }
    let language = scene.ui.language;
    let said = reasons.into_iter().map(|((why, is_cut_off), peers)| {
        language.truth_missed_since(&names::several(scene, &peers, NAMES), &words(language, why), is_cut_off)
    });
    let said = said.collect::<Vec<_>>();
    (!said.is_empty()).then(|| language.truth_missed(&said))
}

fn words(language: Language, why: Why) -> String {
    let labels = &language.lookup().truth;
    match why {
        Why::Unheard => labels.unheard.to_owned(),
        Why::NotAsked => labels.not_asked.to_owned(),
        Why::Silent => labels.silent.to_owned(),
        Why::Late => labels.late.to_owned(),
        Why::Failed(failure) => language.truth_failed(failure),
    }
}

/// Returns whether a partition stands between us and a node now.
fn is_cut_off(scene: &Scene, peer: &PeerId) -> bool {
    let side = |peer: &PeerId| scene.lab.number(peer).map_or(0, |number| scene.lab.nodes[number].side);
    side(peer) != side(&scene.state.session.peer)
}
