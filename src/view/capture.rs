//! The screen as text.

use ratatui::{Terminal, backend::TestBackend};

use super::{Scene, draw};

/// Returns what would be drawn in a window of this size, line by line.
#[must_use]
pub fn text(scene: &Scene, width: u16, height: u16) -> String {
    let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
    let Ok(frame) = terminal.draw(|frame| _ = draw(frame, scene));
    let cells = frame.buffer.content.chunks(usize::from(width.max(1)));
    let mut text = String::new();
    for row in cells {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
