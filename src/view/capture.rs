//! The screen as a file shows it: as text, or as a picture.

use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::{Palette, Scene, Theme, draw, svg};
use crate::command::Drawing;

/// Returns what would be drawn in a window of this size.
#[must_use]
pub fn capture(scene: &Scene, drawing: Drawing, width: u16, height: u16) -> String {
    match drawing {
        Drawing::Text => text(scene, width, height),
        Drawing::Svg { is_light } => {
            let theme = Theme::colour();
            let palette = if is_light { Palette::LIGHT } else { Palette::DARK };
            svg::of(&drawn(&Scene { theme: &theme, ..*scene }, width, height), &palette)
        }
    }
}

/// Returns what would be drawn in a window of this size, line by line.
#[must_use]
pub fn text(scene: &Scene, width: u16, height: u16) -> String {
    let buffer = drawn(scene, width, height);
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(width.max(1))) {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn drawn(scene: &Scene, width: u16, height: u16) -> Buffer {
    let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
    let Ok(frame) = terminal.draw(|frame| _ = draw(frame, scene));
    frame.buffer.clone()
}
