//! The page of mDNS: on which interfaces it is heard, who announced itself, and what was of no use.

use ratatui::text::{Line, Span};

use super::{Scene, names, text, writer::PageWriter};
use crate::{
    dht::PeerId,
    state::{Row, mdns::Heard},
};

/// Writes the page.
pub(super) fn write(to: &mut PageWriter, scene: &Scene) {
    let Scene { state, ui, now, .. } = *scene;
    let (language, labels) = (ui.language, &scene.labels().mdns);
    if !state.session.mdns {
        return to.text(labels.off);
    }
    to.text(labels.about);
    to.blank();
    if state.mdns.interfaces.is_empty() {
        to.text(labels.no_interface);
    }
    for interface in &state.mdns.interfaces {
        let name = format!("{}/{}", interface.address, interface.prefix);
        to.fact(&name, &language.mdns_interface(interface));
    }
    to.title(labels.announced);
    if state.mdns.peers.is_empty() {
        to.text(labels.nobody);
    }
    for (peer, heard) in &state.mdns.peers {
        let lines = announced(to, scene, peer, heard);
        to.row(Row::Peer(*peer), lines);
    }
    to.title(labels.ignored);
    if state.mdns.ignored.is_empty() {
        to.text(labels.none_ignored);
    }
    for (ignored, at) in &state.mdns.ignored {
        let ago = language.ago(text::age(*at, now).as_deref());
        let who = ignored.peer.map(|peer| format!(" ({})", names::of(scene, &peer))).unwrap_or_default();
        to.fact(&format!("{}{who}", ignored.from), &language.mdns_ignored(ignored.reason, &ago));
    }
}

/// Says of a peer when it announced itself, and until when that is good.
pub(super) fn announcement(scene: &Scene, heard: &Heard) -> String {
    let (language, now) = (scene.ui.language, scene.now);
    let ago = language.ago(text::age(heard.at, now).as_deref());
    let rest = (heard.lapses > now).then(|| left(scene, heard));
    let words = language.mdns_announcement(&heard.from.to_string(), &ago, rest.as_deref());
    heard.unusable.map_or(words.clone(), |reason| format!("{words}: {}", language.mdns_unusable(reason)))
}

/// Returns how long an announcement is good, in a column of six.
pub(super) fn left(scene: &Scene, heard: &Heard) -> String {
    let labels = scene.labels();
    match text::age(scene.now, heard.lapses) {
        Some(rest) => rest,
        None if heard.lapses > scene.now => labels.now.to_owned(),
        None => labels.mdns.lapsed.to_owned(),
    }
}

fn announced(to: &PageWriter, scene: &Scene, peer: &PeerId, heard: &Heard) -> Vec<Line<'static>> {
    let glyph = if heard.lapses > scene.now { "◆" } else { "◇" };
    let agent = scene.state.peers.get(peer).filter(|_| !scene.ui.presents).and_then(|peer| peer.agent.as_deref());
    let agent = agent.unwrap_or_default();
    let words = format!("{}  {}  {agent}", names::of(scene, peer), announcement(scene, heard));
    let lines = text::wrap(&text::clean(&words), to.width.saturating_sub(4));
    let indented = |(nth, line): (usize, String)| {
        let mark = if nth == 0 { format!("  {glyph} ") } else { "    ".to_owned() };
        Line::from(vec![Span::styled(mark, scene.theme.mark), Span::raw(line)])
    };
    lines.into_iter().enumerate().map(indented).collect()
}
