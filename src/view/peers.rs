//! The peers: who is around, how we learned of each, how it is. Draws a window of the list, however long it is.

use std::time::Duration;

use ratatui::{
    layout::Rect,
    text::{Line, Span, Text},
    widgets::LineGauge,
};

use super::{
    Scene,
    canvas::Canvas,
    columns::{self, Column, TableRow},
    line::part,
    list, mdns, pane, text,
};
use crate::{
    dht::{IDENTIFIES, LISTENS, PeerId, TAIL, Timestamp, Via, Way, tail},
    state::{Pane, Peer, Row, Status, lab::Life, peers::MAX_SEARCHED},
};

/// So long after a node began to be looked at it tells how things stood: who was connected then may have said what it is.
const SNAPSHOT: Duration = Duration::from_secs(1);
/// Columns of the round-trip times as they changed: five seconds each.
const TIMES: u16 = 12;

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let inside = pane::draw(canvas, area, scene, Pane::Peers, title(scene));
    if scene.state.peers.is_empty() {
        return say_why_empty(canvas, inside, scene);
    }
    let window = window(scene, usize::from(inside.height.saturating_sub(1)));
    if window.rows.is_empty() {
        let all = scene.state.peers.len() <= MAX_SEARCHED;
        let words = scene.ui.language.peers_unmatched(&text::clean(&scene.ui.filter), all);
        pane::say(canvas, inside, scene.theme.quiet, &words);
        return;
    }
    let more = [window.above, window.below];
    let rows = window.rows.into_iter().map(|peer| (PeerRow::of(peer), scene.ui.peer == Some(peer.id))).collect();
    table(canvas, inside, scene, rows, (Pane::Peers, pane::has_focus(scene, Pane::Peers)));
    pane::foot(canvas, area, scene, &[], more);
}

fn title(scene: &Scene) -> Vec<super::line::Part> {
    let Scene { state, ui, theme, .. } = scene;
    let (language, peers) = (ui.language, &state.peers);
    let mut title = vec![part(0, language.peers_title(peers.len()), theme.strong)];
    if !peers.is_empty() {
        title.push(part(1, language.peers_connected(peers.connected_count()), theme.good));
    }
    if peers.announced_count() > 0 || state.session.mdns {
        title.push(part(2, language.peers_by_mdns(peers.announced_count()), theme.mark));
    }
    if !peers.is_empty() && peers.connected_count() == 0 && state.queries.in_flight() == 0 {
        title.push(part(3, scene.labels().peers.none_needed, theme.quiet));
    }
    title
}

/// The rows around the selection that pass the filter.
fn window<'a>(scene: &Scene<'a>, height: usize) -> list::RowWindow<&'a Peer> {
    let Scene { state, lab, ui, .. } = *scene;
    let filter = pane::filter(scene, Pane::Peers);
    let passes = |peer: &&Peer| filter.is_none_or(|filter| peer.matches(filter, lab));
    let line = pane::clicked_line(scene, Pane::Peers);
    match ui.peer.and_then(|peer| state.peers.get(&peer)) {
        Some(at) => {
            let before = state.peers.before(&at.id).take(MAX_SEARCHED).filter(passes);
            let after = state.peers.after(&at.id).take(MAX_SEARCHED).filter(passes);
            list::window(before, Some(at).filter(passes), after, (height, line), |_| 1)
        }
        None => list::window(std::iter::empty(), None, state.peers.top().filter(passes), (height, None), |_| 1),
    }
}

/// A peer as a row shows it: one in a bucket may be nothing but an id yet.
#[derive(Clone, Copy)]
pub(super) struct PeerRow<'a> {
    id: PeerId,
    status: Status,
    cpl: u16,
    peer: Option<&'a Peer>,
}

impl<'a> PeerRow<'a> {
    /// Returns a row of the list.
    pub(super) fn of(peer: &'a Peer) -> Self {
        Self { id: peer.id, status: peer.status, cpl: peer.cpl, peer: Some(peer) }
    }

    /// Returns a row of a bucket.
    pub(super) fn in_bucket(entry: &crate::dht::Entry, cpl: u16, peer: Option<&'a Peer>) -> Self {
        let status = match (entry.connected, peer) {
            (true, _) => Status::Connected,
            (false, Some(peer)) if peer.status != Status::Connected => peer.status,
            (false, _) => Status::Known,
        };
        Self { id: entry.peer, status, cpl, peer }
    }
}

/// Draws peers as a table in a pane, each with whether it is selected.
pub(super) fn table(
    canvas: &mut Canvas,
    area: Rect,
    scene: &Scene,
    rows: Vec<(PeerRow, bool)>,
    (pane, focused): (Pane, bool),
) {
    let columns = columns(scene);
    let widths = columns::fit(&columns, area.width.saturating_sub(1));
    let cells = |(row, selected): (PeerRow, bool)| TableRow {
        row: Row::Peer(row.id),
        cells: cells(scene, row, &widths),
        selected,
    };
    let rows = rows.into_iter().map(cells).collect();
    columns::draw(canvas, area, scene.theme, (&columns, &widths), rows, (pane, focused));
}

fn columns(scene: &Scene) -> [Column; 13] {
    let nodes = scene.lab.nodes.len();
    let least = if scene.lab.guests.iter().len() > 0 { text::width(scene.ui.language.nodes().guest) } else { 0 };
    let digits = 1 + (nodes.max(1) - 1).max(100).ilog10() as usize;
    let name = if nodes == 0 { 0 } else { u16::try_from((1 + digits).max(least)).unwrap_or(0) };
    let tail = u16::try_from(TAIL).unwrap_or(0);
    let (agent, address) = if scene.ui.presents { (0, 0) } else { (12, 16) };
    let says = if nodes > 0 { 12 } else { 8 }; // practice nodes all say the same
    let mdns = if scene.state.mdns.peers.is_empty() { 0 } else { 6 };
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let number = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    let titles = &scene.labels().peers.columns;
    [
        column(titles.status, 11, 11, 1),
        column(titles.name, name, name, 2),
        column(titles.peer, tail, tail, 0),
        column(titles.via, 8, 12, 3),
        number("cpl", 3, 4),
        number(titles.seen, 6, 5),
        number(titles.rtt, 6, 6),
        number(titles.announced, mdns, 9),
        number(titles.lapses, mdns, 10),
        column(titles.times, TIMES, TIMES, 11),
        column(titles.agent, agent, if agent > 0 { 30 } else { 0 }, says),
        column(titles.address, address, if address > 0 { 44 } else { 0 }, 7),
        number(titles.since, 6, 13),
    ]
}

fn cells(scene: &Scene, row: PeerRow, widths: &[u16]) -> Vec<Text<'static>> {
    let Scene { state, now, .. } = *scene;
    let heard = state.mdns.peers.get(&row.id);
    let age = |then| text::age(then, now).unwrap_or_else(|| scene.labels().now.to_owned());
    let cut = |text: &str, at: usize| Text::from(text::cut(&text::clean(text), widths[at].into()).into_owned());
    let peer = row.peer;
    vec![
        match row.peer {
            Some(peer) if peer.stranger && row.status == Status::Connected => {
                Line::styled(format!("● {}", scene.labels().peers.other_dht), scene.theme.mark).into()
            }
            Some(peer) if peer.is_silent() => silent(scene).into(),
            _ => status(scene, row.status).into(),
        },
        name(scene, &row.id).into(),
        tail(&row.id).into(),
        peer.map_or_else(Line::default, |peer| via(scene, peer, widths[3].into())).into(),
        row.cpl.to_string().into(),
        peer.and_then(|peer| peer.seen).map_or_else(|| "–".to_owned(), age).into(),
        peer.and_then(|peer| peer.rtt).map_or_else(String::new, text::duration).into(),
        heard.map_or_else(String::new, |heard| age(heard.at)).into(),
        heard.map_or_else(String::new, |heard| mdns::left(scene, heard)).into(),
        peer.map_or_else(String::new, |peer| text::sparkline_of(peer.times.last(now, TIMES.into()))).into(),
        peer.map_or_else(Text::default, |peer| cut(&agent(scene, peer), 10)),
        peer.map_or_else(Text::default, |peer| cut(&address(scene, peer), 11)),
        peer.map_or_else(String::new, |peer| age(peer.since)).into(),
    ]
}

/// Returns the name of a practice node, or that it is none of them.
fn name(scene: &Scene, peer: &PeerId) -> String {
    let guest = || scene.lab.guests.contains(peer).then(|| scene.ui.language.nodes().guest.to_owned());
    scene.lab.name(peer).or_else(guest).unwrap_or_default()
}

/// Returns how it is with a peer, as far as we know or a practice network tells; none where nothing is known of it.
pub(super) fn status_of(scene: &Scene, peer: &PeerId) -> Option<Status> {
    let life = scene.lab.number(peer).map(|number| scene.lab.nodes[number].life);
    match life {
        Some(Life::Dead) => Some(Status::Gone),
        _ => scene.state.peers.get(peer).map(|known| known.status),
    }
}

/// Returns the status of a peer that is connected, and does not answer pings.
pub(super) fn silent(scene: &Scene) -> Line<'static> {
    Line::styled(format!("◌ {}", scene.labels().peers.silent), scene.theme.mark)
}

/// Returns a peer's status: a glyph and the word.
pub(super) fn status(scene: &Scene, status: Status) -> Line<'static> {
    let labels = &scene.labels().peers;
    let (glyph, word, style) = match status {
        Status::Connected => ("●", labels.connected, scene.theme.good),
        Status::Known => ("○", labels.known, ratatui::style::Style::new()),
        Status::Gone => ("×", labels.gone, scene.theme.bad),
    };
    Line::from(Span::styled(format!("{glyph} {word}"), style))
}

/// Returns how we learned of a peer: mDNS marked, and marked otherwise once its announcement lapsed.
fn via(scene: &Scene, peer: &Peer, room: usize) -> Line<'static> {
    let Some(via) = peer.first_via() else { return Line::default() };
    match (via, peer.lapsed) {
        (Via::Mdns, false) => Line::styled(format!("◆ {}", via.word()), scene.theme.mark),
        (Via::Mdns, true) if room >= 12 => Line::from(scene.ui.language.peers_lapsed(via.word())),
        (Via::Mdns, true) => Line::from(format!("◇ {}", scene.labels().peers.lapsed)),
        (Via::Identify | Via::Kad | Via::Dial | Via::Practice, _) => Line::from(via.word()),
    }
}

fn agent(scene: &Scene, peer: &Peer) -> String {
    let (language, agent) = (scene.ui.language, peer.agent.as_deref().unwrap_or_default());
    if says_nothing(scene, peer) {
        return scene.labels().peers.unsaid.to_owned();
    }
    match (peer.server, peer.kademlia().filter(|_| peer.stranger)) {
        (_, Some(other)) => language.peers_stranger(agent, other),
        (Some(false), None) => language.peers_client(agent),
        (Some(true) | None, None) => agent.to_owned(),
    }
}

/// Returns whether a peer is connected, has had the time to say what it is while we looked, and did not.
pub(super) fn says_nothing(scene: &Scene, peer: &Peer) -> bool {
    let Scene { state, lab, now, .. } = *scene;
    let looked = state.looked_at.after(SNAPSHOT);
    let since = peer.connected.filter(|since| peer.status == Status::Connected && *since > looked);
    peer.agent.is_none() && lab.number(&peer.id).is_none() && since.is_some_and(|since| now.since(since) > IDENTIFIES)
}

/// Returns where a peer can be dialled, first where that is spoken here; or the only way there, where it is not.
fn address(scene: &Scene, peer: &Peer) -> String {
    let unusable = scene.state.mdns.peers.get(&peer.id).and_then(|heard| heard.unusable);
    match (peer.only_by(), unusable.filter(|_| peer.addresses.is_empty())) {
        (Some(way), _) => return scene.ui.language.peers_only_by(way),
        (None, Some(reason)) => return scene.ui.language.mdns_unusable(reason),
        (None, None) => {}
    }
    let spoken = peer.addresses.iter().find(|address| Way::of(address) == Way::Spoken);
    match (spoken, peer.addresses.len()) {
        (None, _) => String::new(),
        (Some(only), 1) => only.to_string(),
        (Some(first), all) => format!("{first} +{}", all - 1),
    }
}

fn say_why_empty(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let Scene { state, lab, ui, .. } = scene;
    if lab.is_any() && lab.is_building() {
        return draw_progress(canvas, area, scene);
    }
    let (session, labels) = (&state.session, &scene.labels().peers);
    let words = if ui.replay.is_some() {
        labels.none_in_recording.to_owned()
    } else if session.nodes > 0 {
        labels.none_in_practice.to_owned()
    } else if state.listening.is_empty() && scene.now > Timestamp::from(LISTENS) {
        labels.no_interface.to_owned()
    } else {
        ui.language.peers_none(&session.protocol, session.mdns)
    };
    pane::say(canvas, area, ratatui::style::Style::new(), &text::clean(&words));
}

/// Says how far the building of the practice network is.
fn draw_progress(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let Scene { lab, theme, .. } = scene;
    let taken = pane::say(canvas, area, theme.strong, &super::nodes::building(scene));
    let bar = Rect { y: area.y + taken, height: area.height.saturating_sub(taken).min(1), ..area };
    #[expect(clippy::cast_precision_loss, reason = "a bar of a hundred columns")]
    let ratio = (lab.started as f64 / lab.wanted.max(1) as f64).clamp(0.0, 1.0);
    let gauge = LineGauge::default().ratio(ratio).filled_style(theme.good).unfilled_style(theme.quiet).label("");
    canvas.render_widget(gauge, bar.inner(ratatui::layout::Margin::new(1.min(bar.width / 4), 0)));
}
