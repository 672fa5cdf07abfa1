//! The routing table, bucket by bucket: which share of the keyspace each covers, and how full it is.

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span, Text},
};

use super::{
    Scene,
    bucket_tree::BucketTree,
    canvas::Canvas,
    changes,
    columns::{self, Column, TableRow},
    line::{Part, part},
    list, names, pane,
    peers::{self, PeerRow},
    text,
    theme::Theme,
};
use crate::{
    dht::{Bucket, Entry, KEY_BITS, kad_index},
    state::{Pane, Row},
};

/// From this height there is room for a bucket's peers below the buckets.
const TALL: u16 = 16;
/// What those take at least.
const LISTED: u16 = 6;
/// Lines of the last changes, with their title.
const CHANGES: u16 = 6;
const LEAST_CHANGES: u16 = 2;
/// Of a bar: connected, known, free.
const GLYPHS: [&str; 3] = ["█", "▒", "·"];

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let inside = pane::draw(canvas, area, scene, Pane::Buckets, title(scene));
    if scene.ui.bucket_open
        && inside.height < TALL
        && let Some(cpl) = scene.ui.bucket
    {
        let more = draw_peers(canvas, inside, scene, cpl);
        return pane::foot(canvas, area, scene, &[], more);
    }
    if scene.ui.zoomed
        && let Some(tree) = BucketTree::new(scene, inside.width)
    {
        let more = draw_tree(canvas, inside, scene, &tree);
        return pane::foot(canvas, area, scene, &scene.labels().buckets.tree_legend, more);
    }
    let needed = scene.state.buckets.depth() + 3;
    let (inside, changed) = room_for_changes(scene, inside, needed);
    changes::draw(canvas, changed, scene);
    let least = if scene.ui.bucket_open { inside.height / 2 } else { LISTED };
    let (above, below) = match listed(scene) {
        Some(cpl) if inside.height >= TALL => {
            let [above, below] =
                Layout::vertical([Constraint::Length(needed.min(inside.height - least)), Constraint::Fill(1)])
                    .areas(inside);
            (above, Some((below, cpl)))
        }
        _ => (inside, None),
    };
    let more = draw_buckets(canvas, above, scene);
    if let Some((below, cpl)) = below {
        draw_peers(canvas, below, scene, cpl);
    }
    let labels = &scene.labels().buckets;
    let waits = scene.state.buckets.iter().any(|bucket| bucket.pending);
    pane::foot(canvas, area, scene, if waits { &labels.legend_waits } else { &labels.legend }, more);
}

/// Draws the table as a tree, and below it, where there is room, the peers of a bucket.
pub(super) fn draw_tree(canvas: &mut Canvas, area: Rect, scene: &Scene, tree: &BucketTree) -> [bool; 2] {
    let depth = scene.state.buckets.depth();
    let hops = tree.hops().min(area.height / 3);
    let needed = 2 + depth + hops;
    let spare = area.height.saturating_sub(needed);
    let (above, below) = match listed(scene) {
        Some(cpl) if spare > LISTED => {
            let [above, _, below] =
                Layout::vertical([Constraint::Length(needed), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
            (above, Some((below, cpl)))
        }
        _ => (area, None),
    };
    let height = usize::from(above.height.saturating_sub(1 + hops));
    let window = window(scene, height);
    let focused = pane::has_focus(scene, Pane::Buckets) && !scene.ui.bucket_open;
    tree.draw(canvas, above, &window.rows, hops, focused);
    if scene.state.buckets.entries() == 0 {
        let rest = Rect { y: above.y + 3, height: above.height.saturating_sub(3), ..above }.intersection(above);
        pane::say(canvas, rest, Style::new(), &ending(scene, area.width));
    }
    if let Some((below, cpl)) = below {
        draw_peers(canvas, below, scene, cpl);
    }
    [window.above, window.below]
}

/// Parts a room in two where it is high enough for the last changes below the buckets: those of the bucket that is listed come
/// first.
fn room_for_changes(scene: &Scene, inside: Rect, needed: u16) -> (Rect, Rect) {
    let spare = if inside.height < TALL { inside.height.saturating_sub(needed) } else { inside.height - TALL };
    let lines = if scene.state.changes.is_empty() || spare < LEAST_CHANGES { 0 } else { spare.min(CHANGES) };
    let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(lines)]).areas(inside);
    (above, below)
}

fn title(scene: &Scene) -> Vec<Part> {
    let Scene { state, ui, theme, .. } = scene;
    let language = ui.language;
    let mut title = vec![part(0, scene.labels().buckets.title, theme.strong)];
    title.push(part(1, language.buckets_peers(state.buckets.entries()), theme.strong));
    if state.buckets.entries() > 0 {
        title.push(part(2, language.peers_connected(state.buckets.connected()), theme.good));
    }
    if let Some((_, last)) = state.changes.newest_first(scene.now, None).next() {
        let who = super::names::of(scene, &last.peer);
        title.push(part(3, language.buckets_changed(&who, last.change, last.cpl), theme.quiet));
    }
    title
}

/// The bucket whose peers are listed, where there is room: the selected one, else the nearest that is not empty.
pub(super) fn listed(scene: &Scene) -> Option<u16> {
    let deepest = scene.state.buckets.depth() - 1;
    scene.ui.bucket.map(|cpl| cpl.min(deepest)).or_else(|| scene.state.buckets.iter().last().map(|bucket| bucket.cpl))
}

/// Draws the buckets, the empty ones between the others too, and a word on those that are nearer.
fn draw_buckets(canvas: &mut Canvas, area: Rect, scene: &Scene) -> [bool; 2] {
    let state = scene.state;
    let selected = scene.ui.bucket.map(|cpl| cpl.min(state.buckets.depth() - 1));
    let window = window(scene, usize::from(area.height.saturating_sub(1)));
    let used = u16::try_from(window.rows.len()).unwrap_or(u16::MAX).saturating_add(1).min(area.height);
    draw_rows(canvas, area, scene, &window.rows, selected);
    if !window.below {
        let rest = Rect { y: area.y + used, height: area.height - used, ..area };
        pane::say(
            canvas,
            rest,
            if state.buckets.entries() > 0 { scene.theme.quiet } else { Style::new() },
            &ending(scene, area.width),
        );
    }
    [window.above, window.below]
}

/// The buckets around the selected one that hold a peer that passes the filter.
fn window(scene: &Scene, height: usize) -> list::RowWindow<u16> {
    let depth = scene.state.buckets.depth();
    let passes = |cpl: &u16| passes(scene, *cpl);
    let selected = scene.ui.bucket.map(|cpl| cpl.min(depth - 1));
    let from = selected.map_or(0, |cpl| cpl + 1);
    let before = (0..selected.unwrap_or(0)).rev().filter(passes);
    let line = pane::clicked_line(scene, Pane::Buckets).filter(|_| !scene.ui.bucket_open);
    list::window(before, selected.filter(passes), (from..depth).filter(passes), (height, line), |_| 1)
}

/// Whether a bucket holds a peer that passes the filter; all do without one.
fn passes(scene: &Scene, cpl: u16) -> bool {
    let Some(filter) = pane::filter(scene, Pane::Buckets) else { return true };
    scene.state.buckets.get(cpl).is_some_and(|bucket| bucket.entries.iter().any(|entry| matches(scene, entry, filter)))
}

fn matches(scene: &Scene, entry: &Entry, filter: &str) -> bool {
    scene.state.peers.get(&entry.peer).is_some_and(|peer| peer.matches(filter, scene.lab))
}

/// A word on what is not in the table.
fn ending(scene: &Scene, room: u16) -> String {
    let Scene { state, ui, .. } = scene;
    let depth = state.buckets.depth();
    match (state.buckets.entries(), state.peers.len()) {
        (0, 0) => scene.labels().buckets.empty.to_owned(),
        (0, known) if state.peers.servers() > 0 => ui.language.buckets_unreachable(known, state.peers.servers()),
        (0, known) => text::clean(&ui.language.buckets_no_server(known, &state.session.protocol)).into_owned(),
        _ if depth >= KEY_BITS => String::new(),
        _ => match state.turned_away_by() {
            Some(by) => ui.language.buckets_turned_away(&names::of(scene, &by)),
            None => deeper(scene, room),
        },
    }
}

/// Says that all buckets from one on are empty, in as many words as fit.
fn deeper(scene: &Scene, room: u16) -> String {
    let room = usize::from(room).saturating_sub(2);
    let [many, few, least] = scene.ui.language.buckets_deeper(scene.state.buckets.depth());
    [many, few].into_iter().find(|words| text::width(words) <= room).unwrap_or(least)
}

fn draw_rows(canvas: &mut Canvas, area: Rect, scene: &Scene, rows: &[u16], selected: Option<u16>) {
    let Scene { state, theme, .. } = scene;
    let k = state.session.k;
    let columns = columns(scene);
    let widths = columns::fit(&columns, area.width.saturating_sub(1));
    let rows = rows
        .iter()
        .map(|cpl| {
            let bucket = state.buckets.get(*cpl);
            let entries = bucket.map_or(0, |bucket| bucket.entries.len());
            let pending = bucket.is_some_and(|bucket| bucket.pending);
            let cells: Vec<Text> = vec![
                cpl.to_string().into(),
                kad_index(*cpl).to_string().into(),
                share(*cpl).into(),
                bar(theme, bucket, k, widths[3].into()).into(),
                format!("{entries}/{k}{}", if pending { "+" } else { " " }).into(),
            ];
            TableRow { row: Row::Bucket(*cpl), cells, selected: selected == Some(*cpl) }
        })
        .collect();
    let focused = pane::has_focus(scene, Pane::Buckets) && !scene.ui.bucket_open;
    columns::draw(canvas, area, theme, (&columns, &widths), rows, (Pane::Buckets, focused));
}

fn columns(scene: &Scene) -> [Column; 5] {
    let k = scene.state.session.k;
    let digits = u16::try_from(k.max(1).ilog10() + 1).unwrap_or(1);
    let bar = u16::try_from(k).unwrap_or(1).clamp(8, 40);
    let labels = &scene.labels().buckets;
    let column = |title, width, priority, right| Column { title, least: width, most: width, priority, right };
    [
        column("cpl", 3, 1, true),
        column("i", if scene.ui.presents { 0 } else { 3 }, 4, true),
        column(labels.share, 6, 3, true),
        Column { title: labels.fill, least: 6, most: bar, priority: 2, right: false },
        column("n/k ", 2 * digits + 2, 0, true),
    ]
}

/// Returns the share of the keyspace that a bucket covers: half of it for the farthest, and so on.
pub(super) fn share(cpl: u16) -> String {
    match cpl {
        0 => "50 %".to_owned(),
        1 => "25 %".to_owned(),
        2 => "12.5 %".to_owned(),
        3..=6 => format!("{:.2} %", 100.0 / f64::from(1_u16 << (cpl + 1))),
        _ => format!("2^-{}", cpl + 1),
    }
}

/// Returns a bucket's places as a bar: a column each where there is room, else in proportion, but never nothing for
/// something.
pub(super) fn bar(theme: &Theme, bucket: Option<&Bucket>, k: usize, room: usize) -> Line<'static> {
    let entries = bucket.map_or(0, |bucket| bucket.entries.len());
    let connected = bucket.map_or(0, |bucket| bucket.entries.iter().filter(|entry| entry.connected).count());
    let k = k.max(1);
    let room = room.min(k.max(8));
    let columns = |n: usize| (n * room).div_ceil(k).min(room);
    let (filled, alive) = (columns(entries), columns(connected));
    let alive = if connected < entries && alive == filled { alive.saturating_sub(1) } else { alive };
    let alive = alive.max(usize::from(connected > 0)).min(filled);
    let [full, half, free] = GLYPHS;
    Line::from(vec![
        Span::styled(full.repeat(alive), theme.good),
        Span::raw(half.repeat(filled - alive)),
        Span::styled(free.repeat(room - filled), theme.quiet),
    ])
}

/// Lists the peers of one bucket, under a line that says which it is.
fn draw_peers(canvas: &mut Canvas, area: Rect, scene: &Scene, cpl: u16) -> [bool; 2] {
    let Scene { state, ui, theme, .. } = scene;
    let labels = &scene.labels().buckets;
    let [title, area] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let entries = state.buckets.get(cpl).map_or(&[][..], |bucket| &bucket.entries);
    let words = vec![
        part(0, format!(" cpl {cpl}"), theme.strong),
        part(3, format!("i {}", kad_index(cpl)), theme.strong),
        part(1, format!("{}/{}", entries.len(), state.session.k), theme.strong),
        part(2, ui.language.buckets_share(&share(cpl)), theme.quiet),
        part(4, labels.order, theme.quiet),
    ];
    canvas.render_widget(super::line::fit(words, " · ", title.width.into()), title);
    if entries.is_empty() {
        pane::say(canvas, area, theme.quiet, labels.no_peers);
        return [false, false];
    }
    let focused = ui.bucket_open && pane::has_focus(scene, Pane::Buckets);
    let selected = ui.bucket_peer.filter(|_| ui.bucket_open);
    let at = selected.and_then(|selected| entries.iter().position(|entry| entry.peer == selected));
    let filter = pane::filter(scene, Pane::Buckets);
    let passes = |entry: &&Entry| filter.is_none_or(|filter| matches(scene, entry, filter));
    let before = entries[..at.unwrap_or(0)].iter().rev().filter(passes);
    let after = entries[at.map_or(0, |at| at + 1)..].iter().filter(passes);
    let height = usize::from(area.height.saturating_sub(1));
    let line = pane::clicked_line(scene, Pane::Buckets).filter(|_| ui.bucket_open);
    let window = list::window(before, at.map(|at| &entries[at]).filter(passes), after, (height, line), |_| 1);
    let seen =
        |entry: &Entry| (PeerRow::in_bucket(entry, cpl, state.peers.get(&entry.peer)), selected == Some(entry.peer));
    let more = [window.above, window.below];
    peers::table(canvas, area, scene, window.rows.into_iter().map(seen).collect(), (Pane::Buckets, focused));
    more
}
