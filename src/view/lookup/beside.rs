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

/// Names of peers in the line that says why.
const NAMES: usize = 6;
/// The room that a picture needs.
const PICTURE: (u16, u16) = (46, 5);
/// The height of how it stands, what came of it, why, and of the keyspace, a line each but for that. With less, what came of it
/// is left out; with more, sentences have a second line.
const NEEDED: u16 = 7;

/// Draws the lookup of a query. `is_alone` is whether no list beside it says what came of the query.
pub(in crate::view) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, query: &Query, is_alone: bool) {
    let Some(lookup) = query.lookup() else { return };
    canvas.mark(area, Spot::Row(Pane::Queries, Row::Query(query.id), None));
    let head = head_lines(scene, query, lookup, area, is_alone);
    let [above, room] = Layout::vertical([Constraint::Length(height(&head)), Constraint::Fill(1)]).areas(area);
    write(canvas, above, head);
    match scene.ui.picture {
        LookupPicture::All => draw_all(canvas, room, scene, query, lookup),
        LookupPicture::Chart => write(canvas, room, chart(scene, lookup, room)),
        LookupPicture::Tree => write(canvas, room, tree(scene, lookup, room)),
        LookupPicture::List => draw_list(canvas, room, scene, query, lookup),
        LookupPicture::Off => {}
    }
}

fn head_lines(scene: &Scene, query: &Query, lookup: &Lookup, area: Rect, is_alone: bool) -> Vec<Line<'static>> {
    let width = usize::from(area.width);
    let mut lines = vec![head::title_line(scene, query, width)];
    let mut say = |words: String, most: usize| {
        let wrapped = text::wrap(&text::clean(&words), width);
        let cut = wrapped.len() > most;
        let mut shown: Vec<String> = wrapped.into_iter().take(most).collect();
        if let Some(last) = shown.last_mut().filter(|_| cut) {
            *last = format!("{}…", text::cut(last, width.saturating_sub(1)).trim_end_matches('…'));
        }
        lines.extend(shown.into_iter().map(Line::from));
    };
    let for_words = if scene.ui.picture == LookupPicture::All { area.height } else { area.height / 2 };
    let spare = for_words.saturating_sub(NEEDED);
    if is_alone && query.verdict.is_some() {
        say(queries::outcome(scene, query, true), 2);
        return lines;
    }
    if for_words >= NEEDED {
        say(head::counts(scene, query), 1 + usize::from(spare > 0));
    }
    say(why::line(scene, query, lookup, NAMES), 1 + usize::from(spare > 1));
    lines
}

/// Draws the keyspace, and below it the other pictures, as many as have room.
fn draw_all(canvas: &mut Canvas, room: Rect, scene: &Scene, query: &Query, lookup: &Lookup) {
    let strips = keyspace::lines(scene, query, lookup, room.width.into());
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
