//! All nodes of a practice network at once: from left to right their place in the keyspace, from top to bottom nothing, so
//! that those that lie close together are told apart.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, keyspace::EDGE};
use crate::state::{keyspace::Window, lab::Life, nodes::Roll};

/// Returns the picture in so many lines; the last is the axis, with the key and us on it.
pub(super) fn lines(scene: &Scene, width: usize, height: usize) -> Vec<Line<'static>> {
    let Scene { state, lab, ui, theme, .. } = *scene;
    let cells = width.saturating_sub(2 * EDGE).max(1);
    let rows = height.saturating_sub(1).max(1);
    let whole = Window::new(state.position, 0);
    let roll = Roll::new(ui, state, lab);
    let key = ui.nodes.aim(ui.query, &state.queries).map(|aim| aim.position);
    let mut grid = vec![vec![(" ", Style::new()); cells]; rows];
    for (number, node) in lab.nodes.iter().enumerate() {
        let Some(cell) = whole.cell(&node.position, cells) else { continue };
        let row = usize::from(node.position.bytes()[8]) * rows / 256;
        let (glyph, style) = match node.life {
            _ if node.peer == state.session.peer => ("@", theme.strong),
            Life::Alive if roll.holds(number) => ("■", theme.mark),
            Life::Alive | Life::Waiting => ("·", Style::new()),
            Life::Silent => ("◌", theme.mark),
            Life::Dead => ("×", theme.bad),
        };
        if !matches!(grid[row][cell].0, "@" | "■") {
            grid[row][cell] = (glyph, style);
        }
    }
    let line = |cells: Vec<(&'static str, Style)>, ends: [&'static str; 2]| -> Line<'static> {
        let cells = cells.into_iter().map(|(glyph, style)| Span::styled(glyph, style));
        let edge = |words| Span::styled(words, theme.quiet);
        std::iter::once(edge(ends[0])).chain(cells).chain([edge(ends[1])]).collect()
    };
    let mut axis = vec![("─", theme.quiet); cells];
    for (position, glyph) in key.iter().map(|key| (key, "◆")).chain([(&state.position, "@")]) {
        if let Some(cell) = whole.cell(position, cells) {
            axis[cell] = (glyph, theme.strong);
        }
    }
    let mut lines: Vec<Line> = grid.into_iter().map(|cells| line(cells, ["  ", "  "])).collect();
    lines.push(line(axis, ["0├", "┤1"]));
    lines
}
