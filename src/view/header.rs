//! Who we are, on which network, and what has to be known about both; the tabs of a small window; the one line of a
//! tiny one.

use libp2p::multiaddr::Protocol;
use ratatui::{
    layout::{Constraint, Layout, Rect},
    text::Line,
    widgets::Tabs,
};

use super::{
    Scene,
    canvas::Canvas,
    line::{self, Part, part},
    nodes,
    panes::PANES,
    queries, replay, text,
};
use crate::{
    dht::{ALPHA, MAX_K, Mode, Multiaddr, Quorum, RECORD_TTL, REPUBLISH, SessionInfo, tail},
    state::{Lab, Spot},
    words::Language,
};

/// Up to this size a practice network with many places a bucket has no secrets to look up.
const FULL_MESH: usize = 64;
/// With so few places a bucket even a small network has some.
const SMALL_K: usize = 4;

/// Draws one line, or two where there is room.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let room = usize::from(area.width).saturating_sub(2);
    let at = |nth: u16| Rect { x: area.x + 1, y: area.y + nth, width: area.width.saturating_sub(2), height: 1 };
    if area.height > u16::from(scene.ui.replay.is_some()) {
        canvas.render_widget(line::fit(who(scene), "  ", room), at(0));
    }
    if let (Some(replay), true) = (&scene.ui.replay, area.height > 0) {
        return replay::draw(canvas, at(area.height - 1), scene, replay);
    }
    if area.height > 1 {
        let uptime = scene.ui.language.header_up(text::uptime(scene.now).as_deref());
        let [left, _, right] = Layout::horizontal([
            Constraint::Fill(1),
            Constraint::Length(2),
            Constraint::Length(u16::try_from(text::width(&uptime)).unwrap_or(0)),
        ])
        .areas(at(1));
        canvas.render_widget(line::fit(place(scene), "  ", left.width.into()), left);
        canvas.render_widget(Line::styled(uptime, scene.theme.quiet), right);
    }
}

fn who(scene: &Scene) -> Vec<Part> {
    let Scene { state, lab, ui, theme, .. } = scene;
    let session = &state.session;
    let labels = &scene.labels().header;
    let plain = ratatui::style::Style::new();
    let mut parts = vec![part(7, "kadscope", theme.focus)];
    if ui.replay.is_some() {
        parts.push(badge(scene, 0, labels.replay));
    }
    if ui.frozen {
        parts.push(badge(scene, 0, labels.frozen));
    }
    if ui.recording {
        parts.push(badge(scene, 1, labels.recording));
    }
    if let Some(step) = state.paused {
        parts.push(badge(scene, 0, &ui.language.header_paused(step)));
        let is_tour = ui.tour.as_ref().is_some_and(|tour| tour.playing.is_some());
        let by = if is_tour { ui.language.tour_paused() } else { labels.paused };
        parts.extend(ui.replay.is_none().then(|| part(if is_tour { 1 } else { 3 }, by, theme.strong)));
    }
    let me = match lab.name(&session.peer) {
        Some(name) => format!("{name} …{}", tail(&session.peer)),
        None => format!("…{}", tail(&session.peer)),
    };
    parts.push(part(1, me, theme.strong));
    let mode = match session.mode {
        Mode::Server => labels.server,
        Mode::Client => labels.client,
    };
    parts.push(part(2, mode, plain));
    parts.extend((!ui.presents).then(|| part(5, text::clean(&session.protocol), plain)));
    parts.push(part(4, format!("k {}  α {}", session.k, session.alpha), plain));
    parts.push(part(3, which_network(scene), plain));
    parts
}

/// Returns words that must be seen.
fn badge(scene: &Scene, priority: u8, words: &str) -> Part {
    part(priority, format!(" {words} "), scene.theme.badge)
}

fn which_network(scene: &Scene) -> String {
    let Scene { state, lab, ui, .. } = scene;
    let labels = &scene.labels().header;
    match (state.session.nodes, state.session.mdns) {
        _ if lab.is_any() && lab.is_building() => nodes::building(scene),
        (0, true) => labels.local_network.to_owned(),
        (0, false) => labels.no_mdns.to_owned(),
        (nodes, _) if lab.nodes.len() < nodes => ui.language.header_network(nodes), // not all are known yet
        _ => ui.language.header_network(lab.living().count()),
    }
}

/// Returns whether every practice node has all others in its table.
fn is_full_mesh(lab: &Lab) -> bool {
    let others = lab.living().count().saturating_sub(1);
    !lab.is_building() && lab.living().all(|(_, node)| node.table >= others)
}

/// What stands in the second line: the badge first, it is rare and says what to do.
fn place(scene: &Scene) -> Vec<Part> {
    let Scene { state, lab, ui, theme, .. } = scene;
    let (language, labels) = (ui.language, &scene.labels().header);
    let mut parts = Vec::new();
    if (2..=FULL_MESH).contains(&state.session.nodes) && state.session.k > SMALL_K && is_full_mesh(lab) {
        parts.push(badge(scene, 2, labels.full_mesh));
    }
    if lab.seeded && state.listening.iter().any(reaches_out) {
        parts.push(badge(scene, 0, labels.seeded));
    }
    let is_tour = ui.tour.as_ref().is_some_and(|tour| tour.playing.is_some()); // it says so itself
    if let Some(next) = queries::next_step(scene).filter(|_| !is_tour) {
        parts.push(part(0, next, theme.strong));
    }
    if let Some(crawl) = state.crawls.running() {
        parts.push(part(0, language.header_crawls(crawl.counts.done(), crawl.known()), theme.mark));
    }
    parts.extend(unusual(language, &state.session).map(|words| badge(scene, 0, &words)));
    parts.extend(unusual_times(language, &state.session).map(|words| badge(scene, 2, &words)));
    parts.extend(nodes::conditions(scene).map(|words| part(0, words, theme.mark)));
    parts.extend((!ui.presents).then(|| part(1, listening(scene), theme.quiet)));
    if state.quorum != Quorum::One {
        parts.push(part(1, language.header_quorum(state.quorum), theme.strong));
    }
    if state.requests.served() > 0 {
        parts.push(part(4, language.header_served(state.requests.served()), theme.quiet));
    }
    parts
}

/// Says which of the parameters are not Kademlia's own, and where libp2p-kad goes by its own k all the same.
fn unusual(language: Language, session: &SessionInfo) -> Option<String> {
    let alpha = (session.alpha != ALPHA).then_some(session.alpha);
    let k = (session.k != MAX_K).then_some(session.k);
    alpha.or(k).map(|_| language.header_parameters(alpha, k))
}

/// Says which of the times of records are not kad's own.
fn unusual_times(language: Language, session: &SessionInfo) -> Option<String> {
    let ttl = (session.record_ttl != RECORD_TTL).then_some(session.record_ttl);
    let republish = (session.republish != REPUBLISH).then_some(session.republish);
    ttl.or(republish).map(|_| language.header_times(ttl, republish))
}

/// Returns whether others than this machine can reach an address.
fn reaches_out(address: &Multiaddr) -> bool {
    match address.iter().next() {
        Some(Protocol::Memory(_)) | None => false,
        Some(Protocol::Ip4(ip)) => !ip.is_loopback(),
        Some(Protocol::Ip6(ip)) => !ip.is_loopback(),
        Some(_) => true,
    }
}

fn listening(scene: &Scene) -> String {
    let all: Vec<String> = scene.state.listening.iter().map(Multiaddr::to_string).collect();
    if all.is_empty() {
        return scene.labels().header.not_listening.to_owned();
    }
    scene.ui.language.header_listens(&text::clean(&all.join(" ")))
}

/// Draws which of the panes is shown, where only one is.
pub(super) fn tabs(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    if area.is_empty() {
        return;
    }
    let Scene { ui, theme, .. } = scene;
    let counted = area.width >= if ui.pane.is_alone() { 56 } else { 40 };
    let labels = &scene.labels().header.tabs;
    let rows = || PANES.iter().filter(|row| !row.pane.is_alone() || ui.pane == row.pane);
    let titles = rows().map(|row| match ((row.tab)(labels), counted) {
        ([title, _], true) => format!(" {title} {} ", (row.count)(scene)),
        ([_, short], false) => short.to_owned(),
    });
    let titles: Vec<String> = titles.collect();
    let mut x = area.x;
    for (row, title) in rows().zip(&titles) {
        let width = u16::try_from(text::width(title)).unwrap_or(u16::MAX);
        canvas.mark(Rect { x, width, ..area }.intersection(area), Spot::Pane(row.pane));
        x = x.saturating_add(width + 1); // and the line between them
    }
    let at = rows().position(|row| row.pane == ui.pane);
    let tabs = Tabs::new(titles).select(at).highlight_style(theme.badge).divider("│").padding("", "");
    canvas.render_widget(tabs, area);
}

/// Draws what there is room for in a tiny window: that it is one, or the last word.
pub(super) fn too_small(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let labels = &scene.labels().header;
    let words = match area.width {
        0..12 => labels.tiny.to_owned(),
        12..34 => labels.small.to_owned(),
        _ => scene.ui.language.header_too_small(&tail(&scene.state.session.peer)),
    };
    canvas.render_widget(Line::raw(text::cut(&words, area.width.into()).into_owned()), area);
}
