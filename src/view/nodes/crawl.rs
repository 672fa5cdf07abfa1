//! What a crawl found, in the place of the practice network: how far it is, where the peers lie, and a row for each.

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Text},
    widgets::{LineGauge, Paragraph},
};

use super::{
    Scene,
    strip::{self, Keyspace},
};
use crate::{
    dht::{Position, TAIL},
    state::{
        Pane, Row,
        crawl::{Crawl, CrawlColumn, CrawlRoll, CrawlSort, CrawledPeer, PeerReach},
        keyspace::closeness,
    },
    view::{
        canvas::Canvas,
        columns::{self, Column, TableRow},
        line::{Part, part},
        names, pane, text,
    },
    words::nodes::Title,
};

/// Where the bar stands among the columns.
const BAR: usize = 2;
/// Columns of a key in the title; in a narrow one the fifth part of it.
const MAX_KEY: u16 = 32;

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, crawl: Option<&Crawl>) {
    let Scene { state, lab, ui, .. } = *scene;
    let labels = &scene.labels().crawl;
    let Some(crawl) = crawl else {
        let title = vec![part(0, labels.no_title, scene.theme.strong)];
        let inside = pane::draw(canvas, area, scene, Pane::Nodes, title);
        let words = if ui.replay.is_some() { labels.none_in_recording } else { labels.none };
        pane::say(canvas, inside, scene.theme.quiet, words);
        return;
    };
    let mut roll = CrawlRoll::new(crawl, ui, state, lab);
    let aim = ui.nodes.aim(ui.query, &state.queries);
    let place = aim.as_ref().map_or(state.position, |aim| aim.position);
    let inside = pane::draw(canvas, area, scene, Pane::Nodes, title(scene, crawl, &roll, area.width));
    let closest = crawl.closest(&place, state.session.k);
    let space = Keyspace {
        around: place,
        is_key: aim.is_some(),
        all: crawl.peers.iter().filter(|found| found.reach.is_reached()).map(|found| found.position).collect(),
        holders: None,
        closest: closest.iter().map(Position::of_peer).collect(),
    };
    let strips = strip::lines(scene, &space, inside.width.into(), inside.height);
    let gauge = u16::from(crawl.finished.is_none());
    let above = u16::try_from(strips.len()).unwrap_or(0);
    let [bar, above, list] =
        Layout::vertical([Constraint::Length(gauge), Constraint::Length(above), Constraint::Fill(1)]).areas(inside);
    progress(canvas, bar, scene, crawl);
    canvas.render_widget(Paragraph::new(strips), above);
    if roll.is_empty() {
        let words = if ui.filter.is_empty() {
            labels.nobody_yet.to_owned()
        } else {
            ui.language.nodes_unmatched(&text::clean(&ui.filter))
        };
        pane::say(canvas, list, scene.theme.quiet, &words);
        return;
    }
    let selected = ui.nodes.node.and_then(|peer| roll.row_of(&peer));
    let (window, more) = super::window(scene, selected, roll.len(), list.height);
    let rows = roll.rows(window);
    CrawlTable::new(scene, crawl, place, &closest, list.width).draw(canvas, list, rows);
    pane::foot(canvas, area, scene, &labels.legend, more);
}

/// Draws how far a crawl is.
fn progress(canvas: &mut Canvas, area: Rect, scene: &Scene, crawl: &Crawl) {
    if area.height == 0 {
        return;
    }
    let (counts, left) = (crawl.counts, crawl.time_left(scene.now));
    let words = text::cut(&scene.ui.language.crawl_progress(&counts, left), area.width.into()).into_owned();
    let done = u32::try_from(counts.done()).unwrap_or(u32::MAX);
    let known = u32::try_from(counts.known.max(1)).unwrap_or(u32::MAX);
    let gauge = LineGauge::default()
        .ratio((f64::from(done) / f64::from(known)).clamp(0.0, 1.0))
        .label(words)
        .filled_symbol("━")
        .unfilled_symbol("─")
        .filled_style(scene.theme.good)
        .unfilled_style(scene.theme.quiet);
    canvas.render_widget(gauge, area);
}

fn title(scene: &Scene, crawl: &Crawl, roll: &CrawlRoll, width: u16) -> Vec<Part> {
    let Scene { state, theme, ui, .. } = *scene;
    let language = ui.language;
    let ended = crawl.finished.as_ref().map(|(at, _)| text::clock(*at));
    let listed = (roll.len() < crawl.peers.len()).then_some(roll.len());
    let began = text::clock(crawl.started);
    let mut title = vec![
        part(0, language.crawl_title(&began, ended.as_deref(), listed, crawl.known()), theme.strong),
        part(3, language.crawl_reached(crawl.counts.reachable), theme.good),
    ];
    if crawl.counts.unreachable > 0 {
        title.push(part(4, language.crawl_unreached(crawl.counts.unreachable), theme.bad));
    }
    if crawl.finished.is_some() && crawl.waiting() > 0 {
        title.push(part(4, language.crawl_waiting(crawl.waiting()), theme.mark));
    }
    let near = match ui.nodes.aim(ui.query, &state.queries) {
        Some(aim) => text::cut(&text::clean(&aim.key.to_string()), MAX_KEY.min(width / 5).into()).into_owned(),
        None => names::short(scene, &state.session.peer),
    };
    title.push(part(5, language.nodes_measured(&near), theme.strong));
    title
}

/// The table, of some width.
struct CrawlTable<'a> {
    scene: &'a Scene<'a>,
    crawl: &'a Crawl,
    place: Position,
    closest: &'a [crate::dht::PeerId],
    /// How close the closest is, for the bars.
    closeness: u32,
    columns: [Column; 8],
    widths: Vec<u16>,
}

impl<'a> CrawlTable<'a> {
    fn new(
        scene: &'a Scene<'a>,
        crawl: &'a Crawl,
        place: Position,
        closest: &'a [crate::dht::PeerId],
        width: u16,
    ) -> Self {
        let nearest = closest.first().map(|peer| closeness(&Position::of_peer(peer).distance(&place)));
        let columns = columns_of(scene, crawl);
        let widths = columns::fit(&columns, width.saturating_sub(1));
        Self { scene, crawl, place, closest, closeness: nearest.unwrap_or(1).max(1), columns, widths }
    }

    fn draw(&self, canvas: &mut Canvas, area: Rect, rows: Vec<&CrawledPeer>) {
        let rows = rows.into_iter().map(|found| TableRow {
            row: Row::Peer(found.peer),
            cells: self.cells(found),
            selected: self.scene.ui.nodes.node == Some(found.peer),
        });
        let focused = pane::has_focus(self.scene, Pane::Nodes);
        let columns = (&self.columns[..], &self.widths[..]);
        columns::draw(canvas, area, self.scene.theme, columns, rows.collect(), (Pane::Nodes, focused));
    }

    fn cells(&self, found: &CrawledPeer) -> Vec<Text<'static>> {
        let Scene { theme, ui, .. } = *self.scene;
        let style = if found.reach.is_reached() { Style::new() } else { theme.quiet };
        let plain = |words: String| Line::styled(words, style);
        let distance = found.position.distance(&self.place);
        let nth = self.closest.iter().position(|peer| *peer == found.peer);
        let bar = text::bar(closeness(&distance), self.closeness, self.widths[BAR].into());
        let is_us = found.peer == self.scene.state.session.peer;
        let table = found.table.as_ref().map(|table| table.len()).or(is_us.then(|| self.scene.state.buckets.entries()));
        let table = table.map_or_else(|| "–".to_owned(), |entries| entries.to_string());
        let named_by = if self.crawl.plan.has_tables { found.named_by.to_string() } else { "–".to_owned() };
        let agent = match (&found.failure, found.agent) {
            (Some(failure), _) => ui.language.failure(failure),
            (None, Some(agent)) => text::clean(self.crawl.agents.get(agent)).into_owned(),
            (None, None) => String::new(),
        };
        let cells = [
            plain(names::called(self.scene, &found.peer)),
            reach(self.scene, self.crawl, found),
            Line::styled(bar, if nth.is_some() { theme.good } else { theme.quiet }),
            plain(distance.leading_zeros().to_string()),
            Line::styled(nth.map_or_else(String::new, |nth| format!("#{}", nth + 1)), theme.good),
            plain(table),
            plain(named_by),
            Line::styled(agent, if found.failure.is_some() { theme.bad } else { style }),
        ];
        cells.into_iter().map(Text::from).collect()
    }
}

/// Returns whether a peer could be reached: a glyph and the word.
pub(in crate::view) fn reach(scene: &Scene, crawl: &Crawl, found: &CrawledPeer) -> Line<'static> {
    let (theme, words) = (scene.theme, &scene.labels().crawl.reach);
    let (glyph, word, style) = match found.reach {
        _ if found.peer == scene.state.session.peer => ("@", words.us, theme.strong),
        _ if found.peer == crawl.me => ("@", words.walker, theme.strong),
        PeerReach::Answered => ("●", words.answered, theme.good),
        PeerReach::Reached => ("◌", words.reached, theme.mark),
        PeerReach::Unreached => ("×", words.unreached, theme.bad),
        PeerReach::Waiting => ("…", words.waiting, theme.quiet),
    };
    Line::styled(format!("{glyph} {word}"), style)
}

fn columns_of(scene: &Scene, crawl: &Crawl) -> [Column; 8] {
    let (sort, labels) = (scene.ui.nodes.crawl_sort, &scene.labels().crawl.columns);
    let name = u16::try_from(TAIL).unwrap_or(0) + if scene.lab.is_any() { 9 } else { 0 };
    let tables = if crawl.plan.has_tables { 7 } else { 0 };
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let number = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    [
        column(labels.peer, name, name, 0),
        column(title_of(sort, CrawlColumn::Reach, &labels.reach), 13, 13, 1),
        column(labels.nearness, 8, 16, 7),
        number(title_of(sort, CrawlColumn::Near, &labels.near), 4, 3),
        number(labels.closest, 7, 6),
        number(title_of(sort, CrawlColumn::Table, &labels.table), tables, 4),
        number(title_of(sort, CrawlColumn::NamedBy, &labels.named_by), tables + u16::from(tables > 0), 5),
        column(title_of(sort, CrawlColumn::Agent, &labels.agent), 10, u16::MAX, 2),
    ]
}

/// The title of a column by which the list can be sorted, with an arrow where it is.
fn title_of(sort: CrawlSort, by: CrawlColumn, title: &Title) -> &'static str {
    match (sort.by == by, sort.rises()) {
        (false, _) => title.plain,
        (true, true) => title.rises,
        (true, false) => title.falls,
    }
}
