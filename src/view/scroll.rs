//! Which lines of a page are on the screen: those around its selected row, and so many further as it is scrolled.

use ratatui::{
    layout::Rect,
    text::Line,
    widgets::{Paragraph, Scrollbar, ScrollbarOrientation, ScrollbarState},
};

use super::{Scene, canvas::Canvas};
use crate::state::{Row, Spot};

/// Where a page of some lines stands in a room.
#[derive(Clone, Copy)]
pub(super) struct Scrolled {
    /// The first line that is shown.
    pub(super) from: usize,
    /// The last line that can be the first.
    pub(super) most: usize,
    /// How many lines it can be scrolled at most beyond what the selected row needs.
    pub(super) last: u16,
    /// Lines that are shown at once.
    height: usize,
}

impl Scrolled {
    /// Returns where a page of so many lines stands, whose selected row begins with this one.
    pub(super) fn new(scene: &Scene, whole: usize, selected: Option<usize>, height: u16) -> Self {
        let height = usize::from(height);
        let most = whole.saturating_sub(height);
        let clicked = scene.ui.pages.last().and_then(|open| open.line);
        let lead = clicked.map_or(height / 2, usize::from).min(height.saturating_sub(1));
        let needed = selected.map_or(0, |line| line.saturating_sub(lead)).min(most);
        let from = needed.saturating_add(scene.ui.scroll().into()).min(most);
        Self { from, most, last: u16::try_from(most - needed).unwrap_or(u16::MAX), height }
    }

    /// Draws a bar that tells where the page stands, unless all of it is seen.
    pub(super) fn draw_bar(&self, canvas: &mut Canvas, area: Rect, scene: &Scene) {
        let area = area.intersection(canvas.area());
        if self.most > 0 && !area.is_empty() {
            let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight).style(scene.theme.quiet);
            let mut at = ScrollbarState::new(self.most + 1).position(self.from).viewport_content_length(self.height);
            canvas.render_stateful_widget(bar.begin_symbol(None).end_symbol(None), area, &mut at);
        }
    }

    /// Notes where a row stands that has these lines of the page, and points at it if it is the selected one.
    pub(super) fn mark(&self, canvas: &mut Canvas, room: Rect, scene: &Scene, row: Row, lines: std::ops::Range<usize>) {
        let shown = lines.start.max(self.from)..lines.end.min(self.from + self.height);
        if shown.is_empty() {
            return;
        }
        let fit = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
        let line = fit(shown.start - self.from);
        let area = Rect { y: room.y + line, height: fit(shown.len()), ..room };
        canvas.mark(area, Spot::PageRow(row, Some(line)));
        if scene.ui.page_row() == Some(row) {
            let pointer = Rect { x: room.x.saturating_sub(1), width: 1, height: 1, ..area };
            canvas.render_widget(Paragraph::new(Line::styled("›", scene.theme.strong)), pointer);
            let style = if scene.ui.focus.is_at_prompt() { scene.theme.kept } else { scene.theme.selected };
            canvas.set_one_style(area, style);
        }
    }
}
