//! The keys that hold now, as many as fit.

use ratatui::{layout::Rect, text::Span};

use super::{
    Scene,
    canvas::Canvas,
    line::{self, Part},
};
use crate::keymap;

/// Draws the line.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    if area.height == 0 {
        return;
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let hints = keymap::hints(scene.ui, scene.state).into_iter().zip(0..);
    let parts = hints.map(|(hint, priority)| Part {
        priority,
        spans: vec![
            Span::styled(hint.key, scene.theme.strong),
            Span::raw(" "),
            Span::raw(scene.ui.language.key_does(hint.does)),
        ],
    });
    canvas.render_widget(line::fit(parts.collect(), "  ", area.width.into()), area);
}
