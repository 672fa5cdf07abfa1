//! What the node asks and is asked: by kind, with the last minutes and how long ours took; below it the last requests of
//! others, and who asks most for what.

mod kinds;

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span, Text},
    widgets::Paragraph,
};

use super::{
    Scene,
    canvas::Canvas,
    columns::{self, Column, TableRow},
    line::{Part, part},
    list, names, pane, text,
    writer::PageWriter,
};
use crate::{
    dht::{Direction, Key, PeerId, RpcKind, name},
    state::{Pane, Row, requests::ServedRequest, ui::StoredFilter},
};
use kinds::ByKind;

/// Lines of the upper table: its titles, a kind each, identify, and a blank one.
const KINDS: u16 = 8;
/// Below this height within the frame there is no room for it beside the list.
const TALL: u16 = 14;
/// From this width there is room for who asks most beside the list.
const WIDE: u16 = 110;
/// Who asks most, and what for.
const TOP: usize = 8;
/// Requests that the page of a node lists.
const MAX_LISTED: usize = 12;
/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let inside = pane::draw(canvas, area, scene, Pane::Requests, title(scene));
    let above = if inside.height >= TALL { KINDS } else { 0 };
    let [kinds, below] = Layout::vertical([Constraint::Length(above), Constraint::Fill(1)]).areas(inside);
    canvas.render_widget(Paragraph::new(ByKind::new(scene, kinds.width.into()).lines()), kinds);
    let right = if below.width >= WIDE { below.width / 3 } else { 0 };
    let [list, top] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(below);
    if right > 0 {
        canvas.render_widget(Paragraph::new(most(scene, top.width.into())), top);
    }
    let more = draw_list(canvas, list, scene);
    pane::foot(canvas, area, scene, if above > 0 { &scene.labels().requests.legend } else { &[] }, more);
}

fn title(scene: &Scene) -> Vec<Part> {
    let Scene { state, ui, theme, .. } = *scene;
    let (language, log) = (ui.language, &state.requests);
    let mut title = vec![
        part(0, scene.labels().requests.title, theme.strong),
        part(1, language.requests_came(log.served()), theme.strong),
        part(2, language.requests_left(log.sent()), theme.strong),
    ];
    if log.failed > 0 {
        title.push(part(3, language.requests_failed(log.failed), theme.bad));
    }
    let dropped = log.served().saturating_sub(log.newest_first().len() as u64);
    if dropped > 0 {
        title.push(part(4, language.requests_dropped(dropped), theme.quiet));
    }
    title
}

/// Returns who asks most, and what is asked for most, among those that are listed.
fn most(scene: &Scene, width: usize) -> Vec<Line<'static>> {
    let Scene { state, theme, .. } = *scene;
    let labels = &scene.labels().requests;
    let line = |what: String, times: usize| {
        let room = width.saturating_sub(8);
        Line::from(vec![
            Span::raw(format!(" {times:>5} ")),
            Span::raw(text::cut(&text::clean(&what), room).into_owned()),
        ])
    };
    let title = |words: &str| Line::styled(format!(" {words}"), theme.quiet);
    let mut lines = vec![title(labels.top_askers)];
    let askers = state.requests.top_askers(TOP);
    if askers.is_empty() {
        lines.push(title(labels.none));
    }
    lines.extend(askers.into_iter().map(|(peer, times)| line(names::of(scene, &peer), times)));
    lines.extend([Line::default(), title(labels.top_keys)]);
    lines.extend(state.requests.top_keys(TOP).into_iter().map(|(key, times)| line(about(scene, &key), times)));
    lines
}

fn draw_list(canvas: &mut Canvas, area: Rect, scene: &Scene) -> [bool; 2] {
    let Scene { state, lab, ui, theme, .. } = *scene;
    let labels = &scene.labels().requests;
    let log = &state.requests;
    if log.newest_first().len() == 0 {
        let words = if ui.replay.is_some() { labels.empty_in_recording } else { labels.empty };
        pane::say(canvas, area, Style::new(), words);
        return [false, false];
    }
    let filter = StoredFilter::new(pane::filter(scene, Pane::Requests).unwrap_or_default(), lab);
    let shown: Vec<&ServedRequest> = log.newest_first().filter(|request| filter.has_request(request)).collect();
    if shown.is_empty() {
        pane::say(canvas, area, theme.quiet, &ui.language.requests_unmatched(&text::clean(&ui.filter)));
        return [false, false];
    }
    let at = ui.request.and_then(|number| shown.iter().position(|request| request.number == number));
    let height = usize::from(area.height.saturating_sub(1));
    let line = pane::clicked_line(scene, Pane::Requests);
    let before = shown[..at.unwrap_or(0)].iter().rev();
    let after = shown[at.map_or(0, |at| at + 1)..].iter();
    let window = list::window(before, at.map(|at| &shown[at]), after, (height, line), |_| 1);
    let columns = [
        Column { title: labels.at, least: 7, most: 7, priority: 3, right: true },
        Column { title: labels.who, least: 8, most: 20, priority: 0, right: false },
        Column { title: labels.asks, least: 13, most: 13, priority: 1, right: false },
        Column { title: labels.key, least: 12, most: u16::MAX, priority: 2, right: false },
        Column { title: labels.answer, least: 16, most: 20, priority: 1, right: false },
    ];
    let widths = columns::fit(&columns, area.width.saturating_sub(1));
    let rows = window.rows.into_iter().map(|request| TableRow {
        row: Row::Request(request.number),
        cells: cells(scene, request, &widths),
        selected: ui.request == Some(request.number),
    });
    let focused = pane::has_focus(scene, Pane::Requests);
    columns::draw(canvas, area, theme, (&columns, &widths), rows.collect(), (Pane::Requests, focused));
    [window.above, window.below]
}

fn cells(scene: &Scene, request: &ServedRequest, widths: &[u16]) -> Vec<Text<'static>> {
    let key = request.key.as_ref().map_or_else(String::new, |key| about(scene, key));
    vec![
        text::clock(request.at).into(),
        text::cut(&names::of(scene, &request.peer), widths[1].into()).into_owned().into(),
        request.kind.word().into(),
        text::cut_middle(&text::clean(&key), widths[3].into()).into_owned().into(),
        request.reply.map_or_else(String::new, |reply| scene.ui.language.request_reply(reply)).into(),
    ]
}

/// Names what is asked for: a peer, where it is certainly one's id, or that of one that is known.
fn about(scene: &Scene, key: &Key) -> String {
    let is_known = |peer: &PeerId| {
        *peer == scene.state.session.peer || scene.state.peers.get(peer).is_some() || scene.lab.number(peer).is_some()
    };
    let peer = name::certain_peer(key).or_else(|| name::possible_peer(key).filter(is_known));
    peer.map_or_else(|| name::spoken(key), |peer| names::of(scene, &peer))
}

/// Writes what a peer asked of late, for its page.
pub(super) fn write_from(to: &mut PageWriter, scene: &Scene, peer: &PeerId) {
    let of = |request: &&ServedRequest| request.peer == *peer;
    let log = &scene.state.requests;
    to.fact(scene.labels().requests.title, &scene.ui.language.requests_from(log.newest_first().filter(of).count()));
    for request in log.newest_first().filter(of).take(MAX_LISTED) {
        to.line(served(to, scene, request));
    }
}

/// Writes what a node was asked, for its page; `scene` is of that node.
pub(super) fn write_of(to: &mut PageWriter, scene: &Scene) {
    let log = &scene.state.requests;
    let language = scene.ui.language;
    for kind in RpcKind::ALL {
        let (came, left) = (log.total(Direction::In, kind), log.total(Direction::Out, kind));
        to.fact(kind.word(), &format!("{}, {}", language.requests_came(came), language.requests_left(left)));
    }
    for request in log.newest_first().take(MAX_LISTED) {
        to.line(served(to, scene, request));
    }
}

fn served(to: &PageWriter, scene: &Scene, request: &ServedRequest) -> Line<'static> {
    let language = scene.ui.language;
    let key = request.key.as_ref().map_or_else(String::new, |key| about(scene, key));
    let reply = request.reply.map_or_else(String::new, |reply| language.request_reply(reply));
    let ago = language.ago(text::age(request.at, scene.now).as_deref());
    let (who, kind) = (names::short(scene, &request.peer), request.kind.word());
    let key = text::cut_middle(&text::clean(&key), 28).into_owned();
    let words = format!(" {ago:<10} {who:<8} {kind:<13} {key:<28} {reply}");
    Line::raw(text::cut(&text::clean(&words), to.width).into_owned())
}
