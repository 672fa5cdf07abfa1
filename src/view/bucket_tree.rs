//! The routing table as the paper draws it: each bucket a row, at its true place in the keyspace; below them, in the same
//! picture, whom the followed lookup asked, hop by hop.
//!
//! ```text
//!   cpl  share 0 ─────────────────────◆────────────────────────────@────────── 1  known
//!     0   50 % ●···─●·●·●─·●·──·─●··──│                             │              20 of 102
//!     1   25 %                        │     ·●●●●─●●●─·●●─●··──●─··●│              20 of 49
//!   hop 0                             ●          ●                                  3 asked
//! ```

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{Scene, canvas::Canvas, peers, text};
use crate::{
    dht::{Bucket, Entry, PeerId, Position},
    state::{
        Buckets, Lookup, Pane, Row, Spot, Status,
        keyspace::Window,
        lab::Life,
        lookup::{Hop, Stage},
    },
};

/// Columns at the left: common prefix length, share; at the right: how many are known.
const LEFT: u16 = 13;
const RIGHT: u16 = 15;
/// The least width of the keyspace between them.
const LEAST: u16 = 24;

/// Whose table is drawn.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) position: Position,
    pub(super) buckets: &'a Buckets,
    /// Whether it is this node: then the followed lookup is drawn, too, and a bucket can be selected.
    pub(super) is_us: bool,
}

/// Rows of buckets and of hops, as many as have room.
pub(super) struct BucketTree<'a> {
    scene: &'a Scene<'a>,
    owner: Owner<'a>,
    /// The part of the keyspace that is seen: all, or that around a bucket that would be too narrow.
    window: Window,
    cells: usize,
    lookup: Option<&'a Lookup>,
}

/// What stands in a cell; where two meet, the later one here is seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// Outside of the bucket.
    Nothing,
    /// Nobody is there.
    Empty,
    /// A node that runs and is not in the table.
    Absent,
    /// An entry that was killed; in the table of another, one that is gone as far as we know.
    Dead,
    /// An entry of another's table, unknown to us.
    Unknown,
    Known,
    Connected,
}

impl<'a> BucketTree<'a> {
    /// Returns the picture of our own table for so many columns; none where there is no room for it.
    pub(super) fn new(scene: &'a Scene<'a>, width: u16) -> Option<Self> {
        Self::of(scene, Owner { position: scene.state.position, buckets: &scene.state.buckets, is_us: true }, width)
    }

    /// Returns the picture of a table for so many columns; none where there is no room for it.
    pub(super) fn of(scene: &'a Scene<'a>, owner: Owner<'a>, width: u16) -> Option<Self> {
        let cells = width.checked_sub(LEFT + RIGHT).filter(|cells| *cells >= LEAST)?;
        let followed = || scene.ui.followed(scene.state).and_then(|query| query.lookup());
        let lookup = owner.is_us.then(followed).flatten();
        let whole = Window::new(owner.position, 0);
        let tree = Self { scene, owner, window: whole, cells: cells.into(), lookup };
        let narrow = tree.selected().filter(|cpl| tree.is_too_narrow(*cpl));
        let window = narrow.map_or(whole, |cpl| Window::new(owner.position, cpl));
        Some(Self { window, ..tree })
    }

    /// Returns the lines of all its buckets.
    pub(super) fn lines(&self) -> Vec<Line<'static>> {
        let buckets = (0..self.owner.buckets.depth()).map(|cpl| self.bucket(cpl, false, false));
        std::iter::once(self.axis()).chain(buckets).collect()
    }

    /// Returns how many hops of the lookup have a row.
    pub(super) fn hops(&self) -> u16 {
        self.lookup.map_or(0, Lookup::rounds)
    }

    /// Draws the buckets of these common prefix lengths, and so many hops.
    pub(super) fn draw(&self, canvas: &mut Canvas, area: Rect, buckets: &[u16], hops: u16, focused: bool) {
        let mut lines = vec![self.axis()];
        for cpl in buckets {
            let is_selected = self.selected() == Some(*cpl);
            lines.push(self.bucket(*cpl, is_selected, focused));
        }
        if let Some(lookup) = self.lookup {
            lines.extend((0..hops).map(|hop| self.hop(lookup, hop)));
        }
        canvas.render_widget(Paragraph::new(lines), area);
        for (cpl, line) in buckets.iter().zip(0..) {
            let row = Rect { y: area.y.saturating_add(1 + line), height: 1, ..area }.intersection(area);
            canvas.mark(row, Spot::Row(Pane::Buckets, Row::Bucket(*cpl), Some(line)));
        }
    }

    /// Returns the selected bucket, or the deepest where this node has none that deep.
    fn selected(&self) -> Option<u16> {
        self.scene.ui.bucket.filter(|_| self.owner.is_us).map(|cpl| cpl.min(self.owner.buckets.depth() - 1))
    }

    /// Returns whether a bucket has more entries than cells.
    fn is_too_narrow(&self, cpl: u16) -> bool {
        let entries = self.owner.buckets.get(cpl).map_or(0, |bucket| bucket.entries.len());
        let covers = Window::beside(self.owner.position, cpl).covers_of(&self.window, self.cells);
        covers.is_none_or(|covers| covers.end() - covers.start() + 1 < entries)
    }

    fn cell(&self, position: &Position) -> Option<usize> {
        self.window.cell(position, self.cells).map(|cell| cell.min(self.cells - 1))
    }

    /// The titles, and in their midst the whole of what is seen with the key and us on it.
    fn axis(&self) -> Line<'static> {
        let (theme, labels) = (self.scene.theme, &self.scene.labels().buckets);
        let mut cells = vec![Span::styled("─", theme.quiet); self.cells];
        let target = self.lookup.map(|lookup| lookup.target);
        for (position, glyph) in target.iter().map(|key| (key, "◆")).chain([(&self.owner.position, "@")]) {
            if let Some(cell) = self.cell(position) {
                cells[cell] = Span::styled(glyph, theme.strong);
            }
        }
        let ends = if self.window.bits() == 0 { ["0", "1"] } else { [" ", " "] };
        let mut spans = vec![Span::styled(format!(" cpl {:>6} {}", labels.share, ends[0]), theme.quiet)];
        spans.extend(cells);
        let known = if self.owner.is_us { labels.known } else { labels.told };
        spans.push(Span::styled(format!("{} {known}", ends[1]), theme.quiet));
        Line::from(spans)
    }

    fn bucket(&self, cpl: u16, is_selected: bool, focused: bool) -> Line<'static> {
        let theme = self.scene.theme;
        let bucket = self.owner.buckets.get(cpl);
        let marks = self.marks(cpl, bucket);
        let style = match (is_selected, focused) {
            (true, true) => theme.selected,
            (true, false) => theme.kept,
            (false, _) => Style::new(),
        };
        let pointer = if is_selected { "›" } else { " " };
        let mut spans = vec![
            Span::styled(pointer, theme.strong),
            Span::styled(format!("{cpl:>3} {:>6}", super::buckets::share(cpl)), style),
            Span::raw("  "),
        ];
        let us = self.cell(&self.owner.position);
        spans.extend(marks.into_iter().enumerate().map(|(cell, mark)| match mark {
            Mark::Nothing if Some(cell) == us => Span::styled("│", theme.quiet),
            Mark::Nothing => Span::raw(" "),
            Mark::Empty => Span::styled("─", theme.quiet),
            Mark::Absent => Span::styled("·", Style::new()),
            Mark::Dead => Span::styled("×", theme.bad),
            Mark::Unknown => Span::styled("?", theme.quiet),
            Mark::Known if self.owner.is_us => Span::styled("●", Style::new()),
            Mark::Known => Span::styled("○", Style::new()),
            Mark::Connected => Span::styled("●", theme.good),
        }));
        spans.push(Span::raw(format!("  {}", self.known(cpl, bucket))));
        Line::from(spans)
    }

    /// What stands in each cell of a bucket's row.
    fn marks(&self, cpl: u16, bucket: Option<&Bucket>) -> Vec<Mark> {
        let Scene { state, lab, .. } = *self.scene;
        let mut marks = vec![Mark::Nothing; self.cells];
        let Some(covers) = Window::beside(self.owner.position, cpl).covers_of(&self.window, self.cells) else {
            return marks;
        };
        marks[covers].fill(Mark::Empty);
        let mut put = |position: &Position, mark: Mark| {
            if let Some(cell) = self.cell(position) {
                marks[cell] = marks[cell].max(mark);
            }
        };
        for node in lab.nodes.iter().filter(|node| node.life == Life::Alive) {
            if node.position.common_prefix(&self.owner.position) == cpl {
                put(&node.position, Mark::Absent);
            }
        }
        for entry in bucket.into_iter().flat_map(|bucket| &bucket.entries) {
            put(&state.peers.position(&entry.peer), self.mark(entry));
        }
        marks
    }

    fn mark(&self, entry: &Entry) -> Mark {
        if self.owner.is_us {
            return match (self.is_dead(&entry.peer), entry.connected) {
                (true, _) => Mark::Dead,
                (false, true) => Mark::Connected,
                (false, false) => Mark::Known,
            };
        }
        match peers::status_of(self.scene, &entry.peer) {
            None => Mark::Unknown,
            Some(Status::Gone) => Mark::Dead,
            Some(Status::Known) => Mark::Known,
            Some(Status::Connected) => Mark::Connected,
        }
    }

    fn is_dead(&self, peer: &PeerId) -> bool {
        let lab = self.scene.lab;
        lab.number(peer).is_some_and(|number| lab.nodes[number].life == Life::Dead)
    }

    /// How many are known, of how many that run where that can be known.
    fn known(&self, cpl: u16, bucket: Option<&Bucket>) -> String {
        let Scene { lab, ui, .. } = *self.scene;
        let entries = bucket.map_or(&[][..], |bucket| &bucket.entries);
        if lab.nodes.is_empty() {
            return entries.len().to_string();
        }
        let is_dead = |entry: &&Entry| self.is_dead(&entry.peer);
        let dead = entries.iter().filter(is_dead).count();
        let there = |node: &&crate::state::lab::LabNode| {
            node.life == Life::Alive && node.position.common_prefix(&self.owner.position) == cpl
        };
        ui.language.buckets_known_of(entries.len() - dead, lab.nodes.iter().filter(there).count(), dead)
    }

    /// Whom the lookup asked at a hop.
    fn hop(&self, lookup: &Lookup, number: u16) -> Line<'static> {
        let (theme, language) = (self.scene.theme, self.scene.ui.language);
        let asked: Vec<&Hop> = lookup.hops.values().filter(|hop| hop.hop == number && hop.asked.is_some()).collect();
        let mut cells = vec![Span::raw(" "); self.cells];
        if let Some(key) = self.cell(&lookup.target) {
            cells[key] = Span::styled("┊", theme.quiet);
        }
        for hop in &asked {
            let (glyph, style) = match hop.stage {
                Stage::Answered => ("●", theme.good),
                Stage::Failed => ("✗", theme.bad),
                Stage::Heard | Stage::Dialing | Stage::Asked => ("○", theme.mark),
            };
            if let Some(cell) = self.cell(&self.scene.state.peers.position(&hop.peer)) {
                cells[cell] = Span::styled(glyph, style);
            }
        }
        let name = text::cut(&language.buckets_hop(number), usize::from(LEFT) - 2).into_owned();
        let mut spans = vec![Span::styled(format!(" {name:<11} "), theme.strong)];
        spans.extend(cells);
        spans.push(Span::raw(format!("  {}", language.buckets_asked(asked.len()))));
        Line::from(spans)
    }
}
