//! The nodes as a table: one row each.

use std::collections::HashMap;

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Text},
};

use super::{Measured, Roll, Scene, are_holders_told, is_told, life_word};
use crate::{
    dht::{Position, TAIL, tail},
    state::{
        Pane, Row,
        keyspace::closeness,
        lab::Life,
        nodes::{Aim, Sort, SortKey},
    },
    view::{
        canvas::Canvas,
        columns::{self, Column, TableRow},
        pane, text,
    },
    words::nodes::Title,
};

/// Where the bar stands among the columns.
const BAR: usize = 5;

/// The table, of some width.
pub(super) struct NodesTable<'a> {
    scene: &'a Scene<'a>,
    roll: &'a Roll<'a>,
    place: Position,
    /// Which nodes are the closest, from 1 on.
    closest: HashMap<usize, usize>,
    /// How close the closest is, for the bars.
    closeness: u32,
    columns: [Column; 13],
    widths: Vec<u16>,
}

impl<'a> NodesTable<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, roll: &'a Roll<'a>, measured: &Measured, width: u16) -> Self {
        let place = measured.aim.as_ref().map_or(scene.state.position, |aim| aim.position);
        let nearest = measured.closest.first().map(|number| scene.lab.nodes[*number].position.distance(&place));
        let columns = columns_of(scene, measured.aim.as_ref());
        Self {
            scene,
            roll,
            place,
            closest: measured.closest.iter().copied().zip(1..).collect(),
            closeness: nearest.as_ref().map_or(1, closeness).max(1),
            widths: columns::fit(&columns, width.saturating_sub(1)),
            columns,
        }
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, area: Rect, rows: Vec<usize>) {
        let selected = self.scene.ui.nodes.node;
        let rows = rows.into_iter().map(|number| TableRow {
            row: Row::Peer(self.scene.lab.nodes[number].peer),
            cells: self.cells(number),
            selected: selected == Some(self.scene.lab.nodes[number].peer),
        });
        let focused = pane::has_focus(self.scene, Pane::Nodes);
        columns::draw(
            canvas,
            area,
            self.scene.theme,
            (&self.columns, &self.widths),
            rows.collect(),
            (Pane::Nodes, focused),
        );
    }

    fn cells(&self, number: usize) -> Vec<Text<'static>> {
        let Scene { state, lab, theme, ui, .. } = *self.scene;
        let labels = ui.language.nodes();
        let node = &lab.nodes[number];
        let is_me = node.peer == state.session.peer;
        let style = match node.life {
            _ if is_me => theme.strong,
            Life::Alive => Style::new(),
            Life::Silent | Life::Dead | Life::Waiting => theme.quiet,
        };
        let plain = |words: String| Line::styled(words, style);
        let runs = |count: String| if node.life == Life::Alive { plain(count) } else { plain("–".to_owned()) };
        let distance = node.position.distance(&self.place);
        let bar = text::bar(closeness(&distance), self.closeness, self.widths[BAR].into());
        let cells = [
            plain(format!("n{number}")),
            plain(tail(&node.peer)),
            life(self.scene, node.life),
            Line::styled(if is_me { labels.you } else { "" }, theme.strong),
            Line::styled(if node.side > 0 { node.side.to_string() } else { String::new() }, theme.mark),
            Line::styled(bar, if self.closest.contains_key(&number) { theme.good } else { theme.quiet }),
            plain(distance.leading_zeros().to_string()),
            Line::styled(self.closest.get(&number).map_or_else(String::new, |nth| format!("#{nth}")), theme.good),
            Line::styled(
                if self.roll.holds(number) { format!("■ {}", labels.holds) } else { String::new() },
                theme.mark,
            ),
            runs(node.table.to_string()),
            runs(node.connections.to_string()),
            runs(node.holds.to_string()),
            plain(node.served.to_string()),
        ];
        cells.into_iter().map(Text::from).collect()
    }
}

/// Returns whether a node runs: a glyph and the word.
fn life(scene: &Scene, life: Life) -> Line<'static> {
    let theme = scene.theme;
    let (glyph, style) = match life {
        Life::Alive => ("●", theme.good),
        Life::Silent => ("◌", theme.mark),
        Life::Dead => ("×", theme.bad),
        Life::Waiting => ("…", theme.quiet),
    };
    Line::styled(format!("{glyph} {}", life_word(scene.ui.language, life)), style)
}

fn columns_of(scene: &Scene, aim: Option<&Aim>) -> [Column; 13] {
    let Scene { lab, ui, .. } = scene;
    let (sort, labels) = (ui.nodes.sorted(aim), &ui.language.nodes().columns);
    let name = u16::try_from(2 + lab.nodes.len().saturating_sub(1).max(100).ilog10()).unwrap_or(0).max(5);
    let tail = u16::try_from(TAIL).unwrap_or(0);
    let side = if lab.conditions.sides > 0 { 4 } else { 0 };
    let holds = if aim.is_some_and(|aim| are_holders_told(scene, aim)) { 7 } else { 0 };
    let count = |width| if is_told(scene) { width } else { 0 };
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let number = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    [
        column(title(sort, SortKey::Node, &labels.node), name, name, 0),
        column(labels.peer, tail, tail, 1),
        column(title(sort, SortKey::Life, &labels.life), 9, 9, 2),
        column("", 3, 3, 3),
        number(labels.side, side, 5),
        column(labels.nearness, 8, 16, 12),
        number(title(sort, SortKey::Near, &labels.near), 4, 6),
        number(labels.closest, 7, 7),
        column(title(sort, SortKey::Holder, &labels.holder), holds, holds, 4),
        number(title(sort, SortKey::Table, &labels.table), count(6), 8),
        number(title(sort, SortKey::Connections, &labels.connections), count(6), 10),
        number(title(sort, SortKey::Keys, &labels.keys), count(5), 9),
        number(title(sort, SortKey::Served, &labels.served), count(6), 11),
    ]
}

/// The title of a column by which the list can be sorted, with an arrow where it is.
fn title(sort: Sort, by: SortKey, title: &Title) -> &'static str {
    match (sort.by == by, sort.rises()) {
        (false, _) => title.plain,
        (true, true) => title.rises,
        (true, false) => title.falls,
    }
}
