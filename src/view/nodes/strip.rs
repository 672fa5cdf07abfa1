//! Where the nodes lie in the keyspace: how many on each part of it, and among them this node, the key and its holders;
//! below it, where there is room, the window around the key where the closest lie.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::Scene;
use crate::{
    dht::Position,
    state::keyspace::Window,
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

/// What lies in the keyspace.
pub(super) struct Keyspace {
    /// Where what is measured against lies: the key, or ourselves.
    pub(super) around: Position,
    /// Whether that is a key.
    pub(super) is_key: bool,
    /// Where the nodes lie.
    pub(super) all: Vec<Position>,
    /// Where those lie that hold the key; none where that is not known.
    pub(super) holders: Option<Vec<Position>>,
    /// Where the closest lie.
    pub(super) closest: Vec<Position>,
}

/// Returns the lines: four, two, or none.
pub(super) fn lines(scene: &Scene, space: &Keyspace, width: usize, height: u16) -> Vec<Line<'static>> {
    if height < LEAST {
        return Vec::new();
    }
    let Keyspace { around, is_key, all, holders, closest } = space;
    let mut marks = vec![(scene.state.position, KeyspaceMark::Me)];
    marks.extend(is_key.then_some((*around, KeyspaceMark::Key)));
    marks.extend(holders.iter().flatten().map(|position| (*position, KeyspaceMark::Holder)));
    let near = closest.iter().map(|position| position.common_prefix(around)).min();
    let near = Window::new(*around, near.unwrap_or(0));
    let mut lines = vec![legend(scene, space, width), strip(scene, &Window::new(*around, 0), all, &marks, width)];
    if height >= BOTH && near.bits() > 0 {
        lines.push(caption(scene, &near, space, width));
        lines.push(strip(scene, &near, all, &marks, width));
    }
    lines
}

fn strip(
    scene: &Scene,
    window: &Window,
    all: &[Position],
    marks: &[(Position, KeyspaceMark)],
    width: usize,
) -> Line<'static> {
    let cells = width.saturating_sub(2 * EDGE).max(1);
    let cell = |position: &Position| window.cell(position, cells).map(|cell| cell.min(cells - 1));
    let mut heaps = vec![0_usize; cells];
    all.iter().filter_map(cell).for_each(|cell| heaps[cell] += 1);
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

fn legend(scene: &Scene, space: &Keyspace, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let (labels, how_many) = (&scene.ui.language.lookup().keyspace, scene.ui.language.nodes().how_many);
    let mut spans = vec![Span::styled(labels.title, theme.strong)];
    let me = (KeyspaceMark::Me, labels.me);
    let mut all = if space.is_key { vec![(KeyspaceMark::Key, labels.key), me] } else { vec![me] };
    all.extend(space.holders.as_ref().map(|_| (KeyspaceMark::Holder, labels.holds)));
    let all = all.into_iter().map(|(mark, words)| (mark.glyph(scene), words));
    for ((glyph, style), words) in all.chain([(("▂▅█", Style::new()), how_many)]) {
        spans.extend([Span::styled(format!("  {glyph} "), style), Span::styled(words, theme.quiet)]);
    }
    while spans.iter().map(Span::width).sum::<usize>() > width && spans.len() > 1 {
        spans.truncate(spans.len() - 2);
    }
    Line::from(spans)
}

fn caption(scene: &Scene, near: &Window, space: &Keyspace, width: usize) -> Line<'static> {
    let (language, bits, closest, parts) = (scene.ui.language, near.bits(), space.closest.len(), parts(near));
    let words = if space.is_key {
        language.nodes_around_key(bits, closest, parts)
    } else {
        language.nodes_around_us(bits, closest, parts)
    };
    Line::styled(text::cut(&format!("  {words}"), width).into_owned(), scene.theme.quiet)
}
