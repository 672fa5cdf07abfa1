//! The lookup that is followed, on the first screen: how it stands, why, and as many of its pictures as have room.
//!
//! ```text
//!  ▸ running  for 3.9 s  put greeting                     how it stands
//!  lookup: 45 asked, 26 answered, 19 open · …             what came of its requests
//!  next: n45 n79 n65: the 3 nearest not yet asked (α 3)   why
//!  Keyspace ├────●──●─●────◆●●──────────────┤             its pictures, side by side where they have room
//! ```

use ratatui::{
    layout::{Constraint, Layout, Margin, Rect},
    text::Line,
};

use super::{HopTable, chart, head, height, keyspace, tree, why, write};
use crate::{
    state::{Lookup, LookupPicture, Pane, Query, Row, Spot},
    view::{Scene, canvas::Canvas, queries, text},
};

/// Names of peers in the line that says why, where there is room, and where there is little.
const NAMES: (usize, usize) = (6, 3);
/// From this width there is room for them.
const ROOMY: u16 = 90;
/// The room that a picture needs.
const PICTURE: (u16, u16) = (46, 5);
/// Below this height the keyspace has no window around the key.
const LOW: u16 = 8;

/// Draws the lookup of a query. `is_alone` is whether no list beside it says what came of the query.
pub(in crate::view) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, query: &Query, is_alone: bool) {
    let Some(lookup) = query.lookup() else { return };
    let spot = if is_alone { Spot::Lookup(query.id) } else { Spot::Row(Pane::Queries, Row::Query(query.id), None) };
    canvas.mark(area, spot);
    let strips = match scene.ui.picture {
        LookupPicture::All => strips(scene, query, lookup, area),
        _ => Vec::new(),
    };
    let least = if scene.ui.picture == LookupPicture::All { height(&strips) } else { area.height / 2 };
    let head = head_lines(scene, query, lookup, (area.width, area.height.saturating_sub(least)), is_alone);
    let [above, room] = Layout::vertical([Constraint::Length(height(&head)), Constraint::Fill(1)]).areas(area);
    write(canvas, above, head);
    match scene.ui.picture {
        LookupPicture::All => draw_all(canvas, room, scene, query, lookup, strips),
        LookupPicture::Chart => write(canvas, room, chart(scene, lookup, room)),
        LookupPicture::Tree => write(canvas, room, tree(scene, lookup, room)),
        LookupPicture::List => draw_list(canvas, room, scene, query, lookup),
        LookupPicture::Off => {}
    }
}

/// Returns the keyspace, in a low room without its window.
fn strips(scene: &Scene, query: &Query, lookup: &Lookup, area: Rect) -> Vec<Line<'static>> {
    let mut strips = keyspace::lines(scene, query, lookup, area.width.into());
    if area.height < LOW {
        strips.truncate(2);
    }
    strips
}

/// How it stands, why, and what came of its requests: as many lines as have room, the last first to go.
fn head_lines(
    scene: &Scene,
    query: &Query,
    lookup: &Lookup,
    (width, room): (u16, u16),
    is_alone: bool,
) -> Vec<Line<'static>> {
    let mut left = usize::from(room.saturating_sub(1));
    let wrapped = |words: String, most: usize| {
        let width = usize::from(width);
        let wrapped = text::wrap(&text::clean(&words), width);
        let cut = wrapped.len() > most;
        let mut shown: Vec<String> = wrapped.into_iter().take(most).collect();
        if let Some(last) = shown.last_mut().filter(|_| cut) {
            *last = format!("{}…", text::cut(last, width.saturating_sub(1)).trim_end_matches('…'));
        }
        shown.into_iter().map(Line::from).collect::<Vec<_>>()
    };
    let names = if width >= ROOMY { NAMES.0 } else { NAMES.1 };
    let is_told = is_alone && query.verdict.is_some();
    let why = if is_told { queries::outcome(scene, query, true) } else { why::line(scene, query, lookup, names) };
    let why = wrapped(why, left.min(2));
    left -= why.len();
    let counts = wrapped(head::counts(scene, query), left.min(2));
    std::iter::once(head::title_line(scene, query, width.into())).chain(counts).chain(why).collect()
}

/// Draws the keyspace, and below it the other pictures, as many as have room.
fn draw_all(
    canvas: &mut Canvas,
    room: Rect,
    scene: &Scene,
    query: &Query,
    lookup: &Lookup,
    strips: Vec<Line<'static>>,
) {
    let [strip, rest] = Layout::vertical([Constraint::Length(height(&strips)), Constraint::Fill(1)]).areas(room);
    write(canvas, strip, strips);
    let fit = (rest.width / PICTURE.0).clamp(1, 3);
    if rest.height < PICTURE.1 {
        return;
    }
    let rooms = Layout::horizontal((0..fit).map(|_| Constraint::Fill(1))).split(rest);
    for (nth, room) in rooms.iter().enumerate() {
        let room = if nth > 0 { room.inner(Margin::new(1, 0)) } else { *room };
        match nth {
            0 => write(canvas, room, chart(scene, lookup, room)),
            1 => write(canvas, room, tree(scene, lookup, room)),
            _ => draw_list(canvas, room, scene, query, lookup),
        }
    }
}

fn chart(scene: &Scene, lookup: &Lookup, room: Rect) -> Vec<Line<'static>> {
    chart::lines(scene, lookup, room.width.into(), room.height.into())
}

fn tree(scene: &Scene, lookup: &Lookup, room: Rect) -> Vec<Line<'static>> {
    tree::lines(scene, lookup, room.width.into(), room.height.into())
}

/// Draws the nearest of those it heard of.
fn draw_list(canvas: &mut Canvas, room: Rect, scene: &Scene, query: &Query, lookup: &Lookup) {
    let table = HopTable::new(scene, query, lookup, room.width);
    let mut lines = vec![table.titles()];
    lines.extend(table.rows(0, usize::from(room.height.saturating_sub(1))));
    write(canvas, room, lines);
}
