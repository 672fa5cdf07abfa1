//! A query seen from inside: whom it asked, who told it of whom, how it closed in on the key, why it ended.
//!
//! ```text
//!   from 110×24 within the frame                        below: the same parts one under the other, scrolled together
//!  ┌ head ───────────────────────┬ shared bits ──────┐  ┌ head ──────────────┐
//!  ├ keyspace ───────────────────┴───────────────────┤  ├ shortlist, scrolled┤
//!  ├ shortlist, scrolled ────────┬ closing in ───────┤  │ closing in         │
//!  │                             │                   │  │ who told whom      │
//!  │ and below it what was found ├ who told whom ────┤  │ keyspace, bits,    │
//!  │                             │                   │  │ what was found     │
//!  └─────────────────────────────┴───────────────────┘  └────────────────────┘
//! ```

pub(super) mod beside;
mod chart;
mod details;
pub(super) mod head;
mod mark;
mod table;
mod tree;
mod truth;
mod why;

use ratatui::{
    layout::{Constraint, Layout, Margin, Rect},
    text::Line,
    widgets::Paragraph,
};

use super::{Scene, canvas::Canvas, keyspace, line::part, pane, scroll::Scrolled, text};
use crate::{
    dht::QueryId,
    state::{Lookup, LookupPicture, Query, Row},
};
use table::HopTable;

/// From this size within the frame all parts stand at once.
const WIDE: (u16, u16) = (110, 24);
/// Names of peers in the line that says why, beside a picture.
const NAMES: usize = 3;
/// Columns of the shared bits beside the head.
const BITS: u16 = 56;
/// Lines of a chart, and of a tree, where they are scrolled with the rest.
const CHART: usize = 14;
/// Lines of a tree where it is scrolled with the rest.
const TREE: usize = 60;

/// The column that is scrolled: the shortlist, and what stands below it.
struct LookupColumn<'a> {
    table: HopTable<'a>,
    below: Vec<Line<'static>>,
}

/// Draws a query. Returns how many lines can be scrolled away at most.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, id: QueryId) -> u16 {
    let theme = scene.theme;
    let (language, labels) = (scene.ui.language, scene.ui.language.lookup());
    let title =
        vec![part(0, language.query_title(id), theme.strong), part(1, scene.labels().page.goes_back, theme.quiet)];
    let inside = pane::boxed(canvas, area, scene, !scene.ui.focus.is_at_prompt(), title);
    let room = inside.inner(Margin::new(1, 0));
    let query = scene.state.queries.get(id);
    let Some((query, lookup)) = query.and_then(|query| Some((query, query.lookup()?))) else {
        pane::say(canvas, inside, ratatui::style::Style::new(), labels.gone);
        return 0;
    };
    let at = if room.width >= WIDE.0 && room.height >= WIDE.1 {
        draw_wide(canvas, room, scene, query, lookup)
    } else if matches!(scene.ui.picture, LookupPicture::Chart | LookupPicture::Tree) {
        draw_one(canvas, room, scene, query, lookup);
        return 0;
    } else {
        draw_narrow(canvas, room, scene, query, lookup)
    };
    pane::foot(canvas, area, scene, &[], [at.from > 0, at.from < at.most]);
    at.last
}

/// All parts at once.
fn draw_wide(canvas: &mut Canvas, room: Rect, scene: &Scene, query: &Query, lookup: &Lookup) -> Scrolled {
    let [left, _, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(2), Constraint::Length(BITS)])
        .areas(Rect { height: room.height.min(11), ..room });
    let head = head::lines(scene, query, lookup, left.width.into());
    let bits = head::bits(scene, lookup, right.width.into());
    let above = height(&head).max(height(&bits)).min(left.height);
    write(canvas, left, head);
    write(canvas, right, bits);

    let strips = keyspace::lines(scene, query, lookup, room.width.into());
    let [_, _, strip, _, rest] = Layout::vertical([
        Constraint::Length(above),
        Constraint::Length(1),
        Constraint::Length(height(&strips)),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(room);
    write(canvas, strip, strips);

    let [list, _, pictures] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(3),
        Constraint::Length((room.width * 2 / 5).clamp(46, 62)),
    ])
    .areas(rest);
    draw_pictures(canvas, pictures, scene, lookup);
    let table = HopTable::new(scene, query, lookup, list.width);
    let below = details::lines(scene, query, lookup, list.width);
    let bar = Rect { x: list.x + list.width + 1, width: 1, ..list };
    draw_column(canvas, list, bar, scene, &LookupColumn { table, below })
}

fn draw_pictures(canvas: &mut Canvas, room: Rect, scene: &Scene, lookup: &Lookup) {
    let high = (room.height * 9 / 20).clamp(5, 16);
    let [chart, _, tree] =
        Layout::vertical([Constraint::Length(high), Constraint::Length(1), Constraint::Fill(1)]).areas(room);
    write(canvas, chart, chart::lines(scene, lookup, chart.width.into(), chart.height.into()));
    write(canvas, tree, tree::lines(scene, lookup, tree.width.into(), tree.height.into()));
}

/// One picture, and above it no more than how the lookup stands and why.
fn draw_one(canvas: &mut Canvas, room: Rect, scene: &Scene, query: &Query, lookup: &Lookup) {
    let width = usize::from(room.width);
    let mut head = vec![head::title_line(scene, query, width)];
    let why = text::wrap(&text::clean(&why::line(scene, query, lookup, NAMES)), width);
    head.extend(why.into_iter().take(2).map(Line::from));
    let [above, below] = Layout::vertical([Constraint::Length(height(&head)), Constraint::Fill(1)]).areas(room);
    write(canvas, above, head);
    let lines = match scene.ui.picture {
        LookupPicture::Tree => tree::lines(scene, lookup, width, below.height.into()),
        _ => chart::lines(scene, lookup, width, below.height.into()),
    };
    write(canvas, below, lines);
}

/// The head, and below it all other parts in one column.
fn draw_narrow(canvas: &mut Canvas, room: Rect, scene: &Scene, query: &Query, lookup: &Lookup) -> Scrolled {
    let width = usize::from(room.width);
    let head = head::lines(scene, query, lookup, width);
    let [above, rest] =
        Layout::vertical([Constraint::Length(height(&head).min(room.height * 4 / 7)), Constraint::Fill(1)]).areas(room);
    write(canvas, above, head);
    let table = HopTable::new(scene, query, lookup, room.width);
    let parts = [
        chart::lines(scene, lookup, width, CHART),
        tree::lines(scene, lookup, width, TREE),
        head::bits(scene, lookup, width),
        keyspace::lines(scene, query, lookup, width),
        details::lines(scene, query, lookup, room.width),
    ];
    let mut below = truth::below(scene, query, width);
    for part in parts {
        below.push(Line::default());
        below.extend(part);
    }
    let bar = Rect { x: rest.x + rest.width, width: 1, ..rest };
    draw_column(canvas, rest, bar, scene, &LookupColumn { table, below })
}

/// Draws the scrolled column.
fn draw_column(canvas: &mut Canvas, room: Rect, bar: Rect, scene: &Scene, column: &LookupColumn) -> Scrolled {
    let [titles, rows] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(room);
    let height = usize::from(rows.height);
    let selected = match scene.ui.page_row() {
        Some(Row::Peer(peer)) => column.table.row_of(&peer),
        _ => None,
    };
    let at = Scrolled::new(scene, column.table.len() + column.below.len(), selected, rows.height);
    let mut lines = column.table.rows(at.from, height);
    let skip = at.from.saturating_sub(column.table.len());
    lines.extend(column.below.iter().skip(skip).take(height - lines.len()).cloned());
    write(canvas, rows, lines);
    if at.from < column.table.len() {
        write(canvas, titles, vec![column.table.titles()]);
    }
    for (nth, peer) in column.table.peers().enumerate().skip(at.from).take(height) {
        at.mark(canvas, rows, scene, Row::Peer(peer), nth..nth + 1);
    }
    at.draw_bar(canvas, bar, scene);
    at
}

fn write(canvas: &mut Canvas, room: Rect, lines: Vec<Line<'static>>) {
    canvas.render_widget(Paragraph::new(lines), room);
}

fn height(lines: &[Line]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}
