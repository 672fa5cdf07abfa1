//! What is drawn on: the terminal's frame, and beside it what lies where, so that a click finds what the eye saw.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Style,
    widgets::{StatefulWidget, Widget},
};

use crate::state::Spot;

/// The frame while it is drawn.
pub(super) struct Canvas<'a, 'b> {
    frame: &'a mut Frame<'b>,
    spots: Vec<(Rect, Spot)>,
}

/// What a picture tells beside itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    /// How many lines of an open page can be scrolled away at most: only the picture knows where a page ends.
    pub last_line: u16,
    /// What lies where; of two that overlap, the later lies on top.
    pub spots: Vec<(Rect, Spot)>,
}

impl Drawn {
    /// Returns what lies in a cell.
    #[must_use]
    pub fn spot_at(&self, column: u16, row: u16) -> Option<&Spot> {
        let here = Position::new(column, row);
        self.spots.iter().rev().find_map(|(area, spot)| area.contains(here).then_some(spot))
    }
}

impl<'a, 'b> Canvas<'a, 'b> {
    pub(super) fn new(frame: &'a mut Frame<'b>) -> Self {
        Self { frame, spots: Vec::new() }
    }

    pub(super) fn area(&self) -> Rect {
        self.frame.area()
    }

    pub(super) fn render_widget(&mut self, widget: impl Widget, area: Rect) {
        self.frame.render_widget(widget, area);
    }

    pub(super) fn render_stateful_widget<W: StatefulWidget>(&mut self, widget: W, area: Rect, state: &mut W::State) {
        self.frame.render_stateful_widget(widget, area, state);
    }

    /// Gives what is drawn in an area one style in place of those it has: reversed colours would make stripes.
    pub(super) fn set_one_style(&mut self, area: Rect, style: Style) {
        self.frame.buffer_mut().set_style(area, Style::reset().patch(style));
    }

    pub(super) fn set_cursor_position(&mut self, position: Position) {
        self.frame.set_cursor_position(position);
    }

    /// Notes what lies in an area, on top of what was noted there before.
    pub(super) fn mark(&mut self, area: Rect, spot: Spot) {
        self.spots.push((area, spot));
    }

    /// Returns what was drawn, a page of it scrolled at most so far.
    pub(super) fn drawn(self, last_line: u16) -> Drawn {
        Drawn { last_line, spots: self.spots }
    }
}
