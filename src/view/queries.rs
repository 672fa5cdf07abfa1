//! The queries: those in flight, then the last that ended, each with what came of it in words: of the one that is
//! followed all of it, in several lines if need be; of the others a line.

use ratatui::{
    layout::{Constraint, Layout, Margin, Rect},
    text::{Line, Text},
    widgets::Paragraph,
};

use super::{
    Scene,
    canvas::Canvas,
    columns::{self, Column, TableRow},
    line::{Part, part},
    list, lookup, pane, pulse, text,
    theme::Theme,
    tour,
};
use crate::{
    dht::{Cause, Kind},
    state::{LookupPicture, Pane, Query, Row, Tour},
    view::names,
};

/// Where the outcome stands among the columns.
const OUTCOME: usize = 8;
/// Names of peers that a step is announced with, of one query: a lookup's α, or as many as fit a line.
const NAMES: usize = 8;
/// Queries whose next step is announced above the panes.
const MAX_STEPPED: usize = 3;
/// From this height within the frame there is room for the last minutes above the list.
const PULSED: u16 = 12;
/// From this width within the frame the list and a lookup stand side by side.
const BOTH: u16 = 98;
/// How wide the list is beside a lookup, at least and at most.
const LIST: (u16, u16) = (36, 72);
/// From this width titles are whole words.
const ROOMY: u16 = 100;

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let inside = pane::draw(canvas, area, scene, Pane::Queries, title(scene));
    let inside = match scene.ui.tour.as_ref().filter(|tour| !tour.is_left()) {
        None => inside,
        Some(tour) => match tour::draw(canvas, inside, scene, tour) {
            Some(below) => below,
            None => return,
        },
    };
    if scene.state.queries.is_empty() {
        let labels = &scene.labels().queries;
        let words = if scene.ui.replay.is_some() { labels.none_in_recording } else { labels.none };
        pane::say(canvas, inside, ratatui::style::Style::new(), words);
        return;
    }
    let lines = u16::from(inside.height >= PULSED && scene.ui.tour.as_ref().is_none_or(Tour::is_left));
    let [above, inside] = Layout::vertical([Constraint::Length(lines), Constraint::Fill(1)]).areas(inside);
    if lines > 0 {
        pulse::draw(canvas, above, scene);
    }
    let more = match rooms(scene, inside) {
        Rooms::List => draw_list(canvas, inside, scene),
        Rooms::Lookup(query) => {
            lookup::beside::draw(canvas, inside.inner(Margin::new(1, 0)), scene, query, true);
            [false, false]
        }
        Rooms::Both(query) => {
            let list = (inside.width * 2 / 5).clamp(LIST.0, LIST.1);
            let [left, line, right] =
                Layout::horizontal([Constraint::Length(list), Constraint::Length(3), Constraint::Fill(1)])
                    .areas(inside);
            let between = vec![Line::styled(" │ ", scene.theme.quiet); line.height.into()];
            canvas.render_widget(Paragraph::new(between), line);
            lookup::beside::draw(canvas, right, scene, query, false);
            draw_list(canvas, left, scene)
        }
    };
    pane::foot(canvas, area, scene, &[], more);
}

/// What has room in the pane.
enum Rooms<'a> {
    List,
    Lookup(&'a Query),
    Both(&'a Query),
}

/// Returns what is shown: where there is no room for both, the list while the pane has the focus, else the lookup.
fn rooms<'a>(scene: &Scene<'a>, inside: Rect) -> Rooms<'a> {
    let followed = scene.ui.followed(scene.state).filter(|_| scene.ui.picture != LookupPicture::Off);
    match followed {
        None => Rooms::List,
        Some(query) if inside.width >= BOTH => Rooms::Both(query),
        Some(_) if pane::has_focus(scene, Pane::Queries) || pane::filter(scene, Pane::Queries).is_some() => Rooms::List,
        Some(query) => Rooms::Lookup(query),
    }
}

/// Draws the list. Returns whether there are more rows above and below.
fn draw_list(canvas: &mut Canvas, area: Rect, scene: &Scene) -> [bool; 2] {
    let height = usize::from(area.height.saturating_sub(1));
    let columns = columns(scene, area);
    let widths = columns::fit(&columns, area.width.saturating_sub(1));
    let window = window(scene, height, &widths);
    if window.rows.is_empty() {
        let words = scene.ui.language.queries_unmatched(&text::clean(&scene.ui.filter));
        pane::say(canvas, area, scene.theme.quiet, &words);
        return [false, false];
    }
    let focused = pane::has_focus(scene, Pane::Queries);
    columns::draw(canvas, area, scene.theme, (&columns, &widths), window.rows, (Pane::Queries, focused));
    [window.above, window.below]
}

fn title(scene: &Scene) -> Vec<Part> {
    let Scene { state, ui, theme, .. } = scene;
    let flying = state.queries.in_flight();
    let mut title = vec![part(0, scene.labels().queries.title, theme.strong)];
    if flying > 0 {
        title.push(part(1, ui.language.queries_in_flight(flying), theme.mark));
    }
    if state.queries.len() > flying {
        title.push(part(2, ui.language.queries_done(state.queries.len() - flying), theme.quiet));
    }
    title
}

fn window(scene: &Scene, height: usize, widths: &[u16]) -> list::RowWindow<TableRow> {
    let Scene { state, ui, .. } = *scene;
    let filter = pane::filter(scene, Pane::Queries);
    let passing =
        || state.queries.iter().filter(|query| filter.is_none_or(|filter| query.matches(filter, ui.language)));
    let line = pane::clicked_line(scene, Pane::Queries);
    let row = |query: &Query| TableRow {
        row: Row::Query(query.id),
        cells: cells(scene, query, widths),
        selected: ui.query == Some(query.id),
    };
    let selected = ui.query.and_then(|id| state.queries.get(id).filter(|_| passing().any(|query| query.id == id)));
    let at = selected.and_then(|selected| passing().position(|query| query.id == selected.id));
    let after = passing().skip(at.map_or(0, |at| at + 1)).map(row);
    let before = passing().take(at.unwrap_or(0)).collect::<Vec<_>>(); // at most 500 are kept
    list::window(before.into_iter().rev().map(row), selected.map(row), after, (height, line), columns::height)
}

/// The columns, as wide as what the first rows show needs.
fn columns(scene: &Scene, room: Rect) -> [Column; 9] {
    let shown = || scene.state.queries.iter().take(room.height.into());
    let widest = |of: &dyn Fn(&Query) -> usize, least: usize, most: usize| {
        u16::try_from(shown().map(of).max().unwrap_or(0).clamp(least, most)).unwrap_or(u16::MAX)
    };
    let number = widest(&|query| query.id.to_string().len(), 2, 8);
    let kind = widest(&|query| query.kind.word().len(), 4, 9);
    let key = widest(&|query| text::width(&text::clean(&query.target())), 6, 40).min((room.width / 6).max(10));
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let count = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    let titles = &scene.labels().queries.columns;
    let (answered, failed) = if room.width < ROOMY {
        (count(titles.answered_short, 4, 7), count(titles.failed_short, 4, 8))
    } else {
        (count(titles.answered, 8, 7), count(titles.failed, 6, 8))
    };
    [
        column("", 1, 1, 0),
        count("#", number, 3),
        column(titles.kind, kind, kind, 2),
        column(titles.key, key, key, 4),
        count(titles.asked, 5, 6),
        answered,
        failed,
        count(titles.time, 6, 5),
        column(titles.outcome, if room.width < ROOMY { 16 } else { 24 }, u16::MAX, 1),
    ]
}

fn cells(scene: &Scene, query: &Query, widths: &[u16]) -> Vec<Text<'static>> {
    let Scene { theme, now, .. } = *scene;
    let counts = query.counts(now);
    let named = widths[2] > 0 && widths[3] > 0; // else the outcome names kind and key
    let words = waits(scene, query).unwrap_or_else(|| outcome(scene, query, named));
    let mut outcome = text::wrap(&words, widths[OUTCOME].into());
    let is_whole = scene.ui.followed(scene.state).is_none_or(|followed| followed.id == query.id);
    if !is_whole && outcome.len() > 1 {
        let room = usize::from(widths[OUTCOME]).saturating_sub(1);
        outcome = vec![format!("{}…", text::cut(&words, room).trim_end_matches('…'))];
    }
    let key = text::cut_middle(&text::clean(&query.target()), widths[3].into()).into_owned();
    vec![
        glyph(theme, query).into(),
        query.id.to_string().into(),
        query.kind.word().into(),
        key.into(),
        counts.asked.to_string().into(),
        counts.answered.to_string().into(),
        counts.failed.to_string().into(),
        text::duration(query.lasted(now)).into(),
        Text::from(outcome.into_iter().map(Line::from).collect::<Vec<_>>()),
    ]
}

/// Returns how a query stands: in flight, well, not well.
pub(super) fn glyph(theme: &Theme, query: &Query) -> Line<'static> {
    match (&query.finished, &query.verdict) {
        (None, _) => Line::styled("▸", theme.mark),
        (Some(_), Some(verdict)) if !verdict.ok => Line::styled("✗", theme.bad),
        (Some(_), _) => Line::styled("✓", theme.good),
    }
}

/// Returns what came of a query, or how far it is. `named` says that kind and key stand beside it already.
pub(super) fn outcome(scene: &Scene, query: &Query, named: bool) -> String {
    let (language, labels) = (scene.ui.language, &scene.labels().queries);
    let words = match (&query.verdict, query.finished) {
        (Some(verdict), _) if named => language.verdict(query.kind, verdict),
        (Some(verdict), _) => language.told(query.kind, &query.called(), verdict),
        (None, None) if query.asked == 0 => labels.starting.to_owned(),
        (None, None) => {
            acknowledged(scene, query).unwrap_or_else(|| language.query_asking(query.counts(scene.now).open))
        }
        (None, Some(_)) => labels.ended.to_owned(),
    };
    let words = if named || query.verdict.is_some() { words } else { format!("{}: {words}", query.target()) };
    let words = if query.cause == Cause::Automatic && !query.kind.asks_each() {
        language.query_automatic(&words)
    } else {
        words
    };
    text::clean(&words).into_owned()
}

/// Says at how many of those that were asked to store it a query's key is stored, as far as they said; none if nobody was.
pub(super) fn acknowledged(scene: &Scene, query: &Query) -> Option<String> {
    (query.stores > 0)
        .then(|| scene.ui.language.query_acknowledged(query.stored.len(), query.stores, query.kind.is_provide()))
}

/// Says whom the coming step asks, while paused.
pub(super) fn next_asks(scene: &Scene, query: &Query, names: usize) -> Option<String> {
    scene.state.paused?;
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().next);
    if scene.state.session.disjoint_paths {
        return Some(scene.labels().queries.disjoint_paths.to_owned());
    }
    let next = query.next_asks(scene.now);
    if !next.is_empty() {
        return Some(language.lookup_next(&names::several(scene, &next, names)));
    }
    let lookup = query.lookup()?;
    let waiting = lookup.waiting_at(scene.now);
    Some(match (query.stores, lookup.ends(scene.now)) {
        (0, Some(_)) if query.kind == Kind::Bootstrap => labels.ends_or_begins.to_owned(),
        (0, Some(_)) => labels.ends.to_owned(),
        (0, None) => language.lookup_next_waits(waiting),
        _ => labels.nobody.to_owned(),
    })
}

/// Says of a query that stands still whom its next step asks.
fn waits(scene: &Scene, query: &Query) -> Option<String> {
    let next = next_asks(scene, query, NAMES).filter(|_| query.finished.is_none())?;
    Some(scene.ui.language.query_paused(&next))
}

/// Says whom the next step asks, of all queries; none where nothing is paused, or nothing waits for a step.
pub(super) fn next_step(scene: &Scene) -> Option<String> {
    scene.state.paused?;
    let labels = &scene.labels().queries;
    if scene.state.queries.in_flight() == 0 {
        return Some(labels.nothing_to_step.to_owned());
    }
    if scene.state.session.disjoint_paths {
        return Some(labels.disjoint_paths.to_owned());
    }
    let all = scene.state.next_asks(scene.now);
    let asks = all.iter().filter(|(_, next)| !next.is_empty());
    let asks = asks.take(MAX_STEPPED).map(|(id, next)| {
        let names = names::several(scene, next, NAMES);
        if all.len() > 1 { format!("{id} {names}") } else { names }
    });
    let names = asks.collect::<Vec<_>>().join(" · ");
    let goes_on = |query: &Query| {
        query.kind == Kind::Bootstrap && query.lookup().is_some_and(|lookup| lookup.ends(scene.now).is_some())
    };
    if !names.is_empty() {
        return Some(scene.ui.language.queries_next_step(&names));
    }
    let is_over = !scene.state.queries.running().any(goes_on);
    Some(if is_over { labels.asks_nobody } else { labels.asks_or_begins }.to_owned())
}
