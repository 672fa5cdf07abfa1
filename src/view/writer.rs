//! Writes the lines of a page: titles, text, facts beside their names.

use std::ops::Range;

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, text};
use crate::state::Row;

/// Columns of the names of facts, at most.
pub(super) const NAMES: usize = 22;

/// Collects the lines of a page of some width.
pub(super) struct PageWriter {
    lines: Vec<Line<'static>>,
    /// Which of them are a row that can be selected.
    rows: Vec<(Row, Range<usize>)>,
    pub(super) width: usize,
    strong: Style,
    quiet: Style,
}

impl PageWriter {
    /// Returns an empty page of this width.
    pub(super) fn new(scene: &Scene, width: u16) -> Self {
        Self {
            lines: Vec::new(),
            rows: Vec::new(),
            width: width.into(),
            strong: scene.theme.strong,
            quiet: scene.theme.quiet,
        }
    }

    /// Returns what was written.
    pub(super) fn lines(self) -> Vec<Line<'static>> {
        self.lines
    }

    /// Returns which lines of it are rows that can be selected.
    pub(super) fn rows(&self) -> Vec<(Row, Range<usize>)> {
        self.rows.clone()
    }

    /// Adds lines that fit already, as a row that can be selected.
    pub(super) fn row(&mut self, row: Row, lines: Vec<Line<'static>>) {
        let from = self.lines.len();
        self.lines.extend(lines);
        self.rows.push((row, from..self.lines.len()));
    }

    /// Adds a line that fits already.
    pub(super) fn line(&mut self, line: Line<'static>) {
        self.lines.push(line);
    }

    /// Adds a blank line.
    pub(super) fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Adds a title, apart from what is before it.
    pub(super) fn title(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.blank();
        }
        self.lines.push(Line::styled(title.to_owned(), self.strong));
    }

    /// Adds text, wrapped.
    pub(super) fn text(&mut self, words: &str) {
        self.lines.extend(text::wrap(&text::clean(words), self.width).into_iter().map(Line::from));
    }

    /// Adds a fact: its name, and what is to say, wrapped beside it.
    pub(super) fn fact(&mut self, name: &str, words: &str) {
        let lines = text::wrap(&text::clean(words), self.beside()).into_iter().map(Line::from).collect();
        self.facts(name, lines);
    }

    /// Adds a fact in lines that fit already.
    pub(super) fn facts(&mut self, name: &str, lines: Vec<Line<'static>>) {
        let names = self.width.saturating_sub(self.beside());
        let mut name = Some(text::clean(name).into_owned()).filter(|name| !name.is_empty());
        if let Some(long) = name.take_if(|name| text::width(name) >= names) {
            self.lines.push(Line::styled(text::cut(&long, self.width).into_owned(), self.quiet));
        }
        for line in lines {
            let name = name.take().unwrap_or_default();
            let gap = " ".repeat(names.saturating_sub(text::width(&name)));
            let mut spans = vec![Span::styled(name, self.quiet), Span::raw(gap)];
            spans.extend(line.spans.into_iter().map(|span| span.patch_style(line.style)));
            self.lines.push(Line::from(spans));
        }
    }

    /// Returns how many columns stand beside the names of facts.
    fn beside(&self) -> usize {
        self.width - NAMES.min(self.width / 3)
    }
}
