//! Where the nodes lie in the keyspace: how many on each part of it, and among them this node, the key and its holders;
//! below it, where there is room, the window around the key where the closest lie.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Measured, Roll, Scene, are_holders_told};
use crate::{
    dht::Position,
    state::{keyspace::Window, lab::Life, nodes::Aim},
    view::{
        keyspace::{EDGE, KeyspaceMark, parts},
        text,
    },
};

/// From this height within the frame the strip has its window, too.
const BOTH: u16 = 20;
/// Below this height there is no strip: the rows are worth more.
const LEAST: u16 = 9;
/// Few nodes to many.
const HEAPS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Returns the lines: four, two, or none.
pub(super) fn lines(scene: &Scene, roll: &Roll, measured: &Measured, width: usize, height: u16) -> Vec<Line<'static>> {
    if height < LEAST {
        return Vec::new();
    }
    let lab = scene.lab;
    let place = measured.aim.as_ref().map(|aim| aim.position);
    let around = place.unwrap_or(scene.state.position);
    let mut marks = vec![(scene.state.position, KeyspaceMark::Me)];
    marks.extend(place.map(|key| (key, KeyspaceMark::Key)));
    marks.extend(roll.holders().map(|number| (lab.nodes[number].position, KeyspaceMark::Holder)));
    let near = measured.closest.iter().map(|number| lab.nodes[*number].position.common_prefix(&around)).min();
    let near = Window::new(around, near.unwrap_or(0));
    let mut lines =
        vec![legend(scene, measured.aim.as_ref(), width), strip(scene, &Window::new(around, 0), &marks, width)];
    if height >= BOTH && near.bits() > 0 {
        lines.push(caption(scene, &near, measured, width));
        lines.push(strip(scene, &near, &marks, width));
    }
    lines
}

fn strip(scene: &Scene, window: &Window, marks: &[(Position, KeyspaceMark)], width: usize) -> Line<'static> {
    let cells = width.saturating_sub(2 * EDGE).max(1);
    let cell = |position: &Position| window.cell(position, cells).map(|cell| cell.min(cells - 1));
    let mut heaps = vec![0_usize; cells];
    let living = scene.lab.nodes.iter().filter(|node| node.life == Life::Alive);
    living.filter_map(|node| cell(&node.position)).for_each(|cell| heaps[cell] += 1);
    let mut seen = vec![KeyspaceMark::Empty; cells];
    for (position, mark) in marks {
        if let Some(cell) = cell(position) {
            seen[cell] = seen[cell].max(*mark);
        }
    }
    let most = heaps.iter().copied().max().unwrap_or(0).max(1);
    let whole = window.bits() == 0;
    let edge = |words: String| Span::styled(words, scene.theme.quiet);
    let mut spans = vec![edge(format!("{:1}├", if whole { "0" } else { "" }))];
    spans.extend(heaps.into_iter().zip(seen).map(|(nodes, mark)| match (mark, nodes) {
        (KeyspaceMark::Empty, 0) => Span::styled(" ", Style::new()),
        (KeyspaceMark::Empty, nodes) => {
            Span::styled(HEAPS[(nodes * HEAPS.len()).div_ceil(most).clamp(1, 8) - 1], Style::new())
        }
        (mark, _) => {
            let (glyph, style) = mark.glyph(scene);
            Span::styled(glyph, style)
        }
    }));
    spans.push(edge(format!("┤{}", if whole { "1" } else { "" })));
    Line::from(spans)
}

fn legend(scene: &Scene, aim: Option<&Aim>, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let (labels, how_many) = (&scene.ui.language.lookup().keyspace, scene.ui.language.nodes().how_many);
    let mut spans = vec![Span::styled(labels.title, theme.strong)];
    let me = (KeyspaceMark::Me, labels.me);
    let mut all = if aim.is_some() { vec![(KeyspaceMark::Key, labels.key), me] } else { vec![me] };
    let holders = aim.is_some_and(|aim| are_holders_told(scene, aim));
    all.extend(holders.then_some((KeyspaceMark::Holder, labels.holds)));
    let all = all.into_iter().map(|(mark, words)| (mark.glyph(scene), words));
    for ((glyph, style), words) in all.chain([(("▂▅█", Style::new()), how_many)]) {
        spans.extend([Span::styled(format!("  {glyph} "), style), Span::styled(words, theme.quiet)]);
    }
    while spans.iter().map(Span::width).sum::<usize>() > width && spans.len() > 1 {
        spans.truncate(spans.len() - 2);
    }
    Line::from(spans)
}

fn caption(scene: &Scene, near: &Window, measured: &Measured, width: usize) -> Line<'static> {
    let (language, bits, closest, parts) = (scene.ui.language, near.bits(), measured.closest.len(), parts(near));
    let words = match measured.aim {
        Some(_) => language.nodes_around_key(bits, closest, parts),
        None => language.nodes_around_us(bits, closest, parts),
    };
    Line::styled(text::cut(&format!("  {words}"), width).into_owned(), scene.theme.quiet)
}
