//! The shortlist: everybody heard of, nearest to the key first. Only the rows on the screen are made.

use std::collections::{HashMap, HashSet};

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::mark::HopMark;
use crate::{
    dht::{Distance, Held, PeerId, Position, TAIL, Timestamp, tail},
    state::{
        Lookup, Query,
        keyspace::closeness,
        lookup::{Hop, Stage, Storing},
    },
    view::{
        Scene,
        columns::{self, Column},
        names, text,
    },
    words::Language,
};

/// From this width failures and odd answers are told beside the peer.
const ROOMY: u16 = 84;
/// Where the distance bar stands among the columns.
const BAR: usize = 4;

/// The shortlist as a table of some width.
pub(super) struct HopTable<'a> {
    scene: &'a Scene<'a>,
    lookup: &'a Lookup,
    is_provide: bool,
    next: HashSet<PeerId>,
    /// Which peers truly are the closest, from 1 on, where that is known.
    closest_of_all: HashMap<PeerId, usize>,
    columns: [Column; 14],
    widths: Vec<u16>,
    closest: u32,
    /// What those in doubt keep of the value.
    held: HashMap<PeerId, Held>,
}

impl<'a> HopTable<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, query: &Query, lookup: &'a Lookup, width: u16) -> Self {
        let next = next(scene, query);
        let will_store = next.iter().any(|peer| lookup.hop(peer).is_some_and(|hop| hop.stage == Stage::Answered));
        let noted = width >= ROOMY && lookup.hops.values().any(|hop| hop.failure.is_some() || !hop.odd.is_empty());
        let closest_of_all = ranks(scene, query, lookup);
        let columns = columns_of(scene, query, query.stores > 0 || will_store, noted);
        let widths = columns::fit(&columns, width);
        let closest = lookup.hops.keys().next().map_or(1, closeness).max(1);
        let held = query.held.clone().unwrap_or_default();
        Self {
            scene,
            lookup,
            held,
            is_provide: query.kind.is_provide(),
            next,
            closest_of_all,
            columns,
            widths,
            closest,
        }
    }

    /// Returns how many rows there are, whether on the screen or not.
    pub(super) fn len(&self) -> usize {
        self.lookup.hops.len()
    }

    /// Returns whom the rows show.
    pub(super) fn peers(&self) -> impl Iterator<Item = PeerId> {
        self.lookup.hops.values().map(|hop| hop.peer)
    }

    /// Returns in which row a peer stands.
    pub(super) fn row_of(&self, peer: &PeerId) -> Option<usize> {
        self.peers().position(|other| other == *peer)
    }

    /// Returns the titles of the columns.
    pub(super) fn titles(&self) -> Line<'static> {
        let titles = self.columns.map(|column| Span::styled(column.title, self.scene.theme.quiet));
        self.line(titles.map(Line::from).to_vec())
    }

    /// Returns some of the rows.
    pub(super) fn rows(&self, from: usize, height: usize) -> Vec<Line<'static>> {
        let rows = self.lookup.hops.iter().enumerate().skip(from).take(height);
        rows.map(|(nth, (distance, hop))| self.row(nth, distance, hop)).collect()
    }

    fn row(&self, nth: usize, distance: &Distance, hop: &Hop) -> Line<'static> {
        let Scene { lab, theme, now, .. } = *self.scene;
        let language = self.scene.ui.language;
        let mark = HopMark::of(self.lookup, hop, self.next.contains(&hop.peer), now);
        let style = mark.style(theme);
        let text = if hop.asked.is_some() || mark == HopMark::Next { Style::new() } else { theme.quiet };
        let quiet = |words: String| Line::styled(words, theme.quiet);
        let bar = text::bar(closeness(distance), self.closest, self.widths[BAR].into());
        self.line(vec![
            quiet((nth + 1).to_string()),
            Line::styled(format!("{} {}", mark.glyph(), mark.word(language)), style),
            Line::styled(lab.name(&hop.peer).unwrap_or_default(), text),
            Line::styled(tail(&hop.peer), text),
            Line::styled(bar, style),
            Line::styled(hop.cpl.to_string(), text),
            Line::styled(self.true_rank(&hop.peer), theme.good),
            Line::styled(hop.hop.to_string(), text),
            quiet(self.told_by(hop)),
            quiet(hop.asked.map_or_else(String::new, |asked| text::duration(asked.since(self.lookup.started)))),
            Line::styled(took(hop, mark, now), text),
            Line::styled(added(language, hop, mark), text),
            self.store(hop),
            note(self.scene, hop, mark),
        ])
    }

    /// Returns a line of cells, each as wide as its column.
    fn line(&self, cells: Vec<Line<'static>>) -> Line<'static> {
        let mut spans: Vec<Span> = Vec::with_capacity(cells.len() * 3);
        for (at, cell) in cells.into_iter().enumerate().filter(|(at, _)| self.widths[*at] > 0) {
            let width = usize::from(self.widths[at]);
            spans.extend((!spans.is_empty()).then_some(Span::raw(" ")));
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let words: String = cell.spans.iter().map(|span| span.content.as_ref()).collect();
            let style = cell.spans.first().map_or(cell.style, |span| cell.style.patch(span.style));
            let words = Span::styled(text::cut(&words, width).into_owned(), style);
            let both = [words, Span::raw(gap)];
            if self.columns[at].right { spans.extend(both.into_iter().rev()) } else { spans.extend(both) }
        }
        Line::from(spans)
    }

    /// What came of the store request to a peer.
    fn store(&self, hop: &Hop) -> Line<'static> {
        let (theme, labels) = (self.scene.theme, &self.scene.ui.language.lookup().store);
        let (glyph, word, style) = match (hop.store, self.held.get(&hop.peer)) {
            (Some(Storing::Failed), Some(Held::Same)) => ("■", labels.has_it, theme.good),
            (Some(_), Some(Held::Other)) => ("✗", labels.has_another, theme.bad),
            (Some(_), Some(Held::Nothing)) => ("✗", labels.has_none, theme.bad),
            (Some(Storing::Done), _) if self.is_provide => ("■", labels.told, theme.good),
            (Some(Storing::Done), _) => ("■", labels.done, theme.good),
            (Some(Storing::Asked), _) => ("□", labels.asked, theme.mark),
            (Some(Storing::Failed), _) => ("✗", labels.failed, theme.bad),
            (Some(Storing::NotSent), _) => ("✗", labels.not_sent, theme.bad),
            (None, _) if hop.stage == Stage::Answered && self.next.contains(&hop.peer) => {
                ("▸", labels.next, theme.strong)
            }
            (None, _) => return Line::default(),
        };
        Line::styled(format!("{glyph} {word}"), style)
    }

    fn true_rank(&self, peer: &PeerId) -> String {
        self.closest_of_all.get(peer).map_or_else(String::new, |nth| format!("#{nth}"))
    }

    /// Who named it first; with disjoint paths also the peer of our own table that this goes back to.
    fn told_by(&self, hop: &Hop) -> String {
        let Some(source) = hop.source else { return self.scene.ui.language.lookup().list.own_table.to_owned() };
        let named = names::short(self.scene, &source);
        if !self.scene.state.session.disjoint_paths {
            return named;
        }
        match seed(self.lookup, hop) {
            seed if seed == source => named,
            seed => format!("{named} ‹ {}", names::short(self.scene, &seed)),
        }
    }
}

/// Returns the peer of our own table from which a peer's news descends: itself if it is one.
pub(super) fn seed(lookup: &Lookup, hop: &Hop) -> PeerId {
    let mut at = hop;
    while let Some(source) = at.source.and_then(|source| lookup.hop(&source)) {
        if source.hop >= at.hop {
            break; // cannot be: who names is one hop nearer
        }
        at = source;
    }
    at.source.unwrap_or(at.peer)
}

/// Returns the ranks of the truly closest among all nodes that run: the asker has one too, though no lookup names it.
fn ranks(scene: &Scene, query: &Query, lookup: &Lookup) -> HashMap<PeerId, usize> {
    let ours = scene.state.position.distance(&lookup.target);
    let closest = query.truth.iter().flat_map(|truth| truth.closest.iter().zip(1..));
    let rank = |(peer, nth): (&PeerId, usize)| {
        let is_behind_us = ours < Position::of_peer(peer).distance(&lookup.target);
        (*peer, nth + usize::from(is_behind_us))
    };
    closest.map(rank).collect()
}

/// Returns whom the coming step asks, while paused and where it can be told.
fn next(scene: &Scene, query: &Query) -> HashSet<PeerId> {
    let waits = scene.state.paused.is_some() && query.finished.is_none() && !scene.state.session.disjoint_paths;
    if waits { query.next_asks(scene.now).into_iter().collect() } else { HashSet::new() }
}

fn columns_of(scene: &Scene, query: &Query, stores: bool, noted: bool) -> [Column; 14] {
    let truth = if query.truth.is_some() { 4 } else { 0 };
    let nodes = scene.lab.nodes.len();
    let name = if nodes == 0 { 0 } else { u16::try_from((nodes - 1).max(1).ilog10() + 2).unwrap_or(0) };
    let tail = u16::try_from(TAIL).unwrap_or(0);
    let acknowledged = if stores { 14 } else { 0 };
    let labels = &scene.ui.language.lookup().list;
    let (told, by) = if scene.state.session.disjoint_paths { (labels.told_by_from, 14) } else { (labels.told_by, 9) };
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let number = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    [
        number("", 3, 8),
        column(labels.peer, 12, 12, 0),
        column("", name, name.max(4), 2),
        column("", tail, tail, 1),
        column(labels.nearness, 8, 12, 3),
        number(labels.bits, 4, 0),
        number(labels.rank, truth, 3),
        number(labels.hop, 3, 10),
        column(told, by, by, 4),
        number(labels.asked_at, 8, 11),
        number(labels.took, 7, 5),
        number(labels.new, 8, 9),
        column(labels.store, acknowledged, acknowledged, 6),
        column("", 14, u16::MAX, if noted { 7 } else { 12 }),
    ]
}

fn took(hop: &Hop, mark: HopMark, now: Timestamp) -> String {
    match (hop.asked, hop.ended) {
        (Some(asked), Some(ended)) => text::duration(ended.since(asked)),
        (Some(asked), None) if matches!(mark, HopMark::Dialing | HopMark::Asked) => text::duration(now.since(asked)),
        (Some(_), None) => "–".to_owned(),
        (None, _) => String::new(),
    }
}

fn added(language: Language, hop: &Hop, mark: HopMark) -> String {
    match mark {
        HopMark::Answered | HopMark::Late if hop.named == 0 => "–".to_owned(),
        HopMark::Answered => language.lookup_news(hop.added, hop.named),
        HopMark::Late if hop.failure.is_none() => language.lookup_late_news(hop.named),
        _ => String::new(),
    }
}

fn note(scene: &Scene, hop: &Hop, mark: HopMark) -> Line<'static> {
    let language = scene.ui.language;
    match &hop.failure {
        Some(failure) => Line::styled(text::clean(&language.failure(failure)).into_owned(), scene.theme.bad),
        None if !hop.odd.is_empty() => Line::styled(language.oddities(&hop.odd), scene.theme.mark),
        None if mark == HopMark::Silent => Line::styled(language.lookup().list.no_answer, scene.theme.quiet),
        None => Line::default(),
    }
}
