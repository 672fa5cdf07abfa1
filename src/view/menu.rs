//! What Tab offers: a menu above the typed word, a line each with what it is or does.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::{Block, Clear, Paragraph},
};

use super::{Scene, canvas::Canvas, prompt, text};
use crate::{command::Candidate, state::Spot};

/// Candidates that are seen at once.
const SEEN: usize = 10;
/// Columns of a candidate at most.
const MAX_WORD: usize = 30;

/// Draws the menu above the typed line, over what stands there.
pub(super) fn draw(canvas: &mut Canvas, line: Rect, scene: &Scene) {
    let all = &scene.ui.prompt.candidates;
    let high = usize::from(line.y.saturating_sub(canvas.area().y)).saturating_sub(2);
    let seen = all.len().min(SEEN).min(high);
    if all.len() < 2 || seen == 0 || line.height == 0 {
        return;
    }
    let chosen = scene.ui.prompt.candidate;
    let from = chosen.unwrap_or(0).saturating_sub(seen / 2).min(all.len() - seen);
    let word = |candidate: &Candidate| text::cut(&text::clean(&candidate.word), MAX_WORD).into_owned();
    let names = all.iter().map(|candidate| text::width(&word(candidate))).max().unwrap_or(0);
    let rows = all.iter().enumerate().skip(from).take(seen).map(|(nth, candidate)| {
        let word = word(candidate);
        let gap = " ".repeat(names - text::width(&word) + 2);
        let about = scene.ui.language.offer(candidate.what);
        if chosen == Some(nth) {
            Line::styled(format!("{word}{gap}{about}"), scene.theme.selected)
        } else {
            Line::from(vec![Span::raw(word), Span::raw(gap), Span::styled(about, scene.theme.quiet)])
        }
    });
    let rows: Vec<Line> = rows.collect();
    let width = rows.iter().map(Line::width).max().unwrap_or(0) + 4;
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(line.width);
    let height = u16::try_from(seen + 2).unwrap_or(u16::MAX);
    let x = prompt::column_of(scene, line, scene.ui.prompt.completing.start).saturating_sub(2);
    let x = x.max(line.x).min(line.right().saturating_sub(width));
    let area = Rect { x, y: line.y - height, width, height };
    let count = format!(" {} ", scene.ui.language.nth_of(chosen.map_or(0, |nth| nth + 1), all.len()));
    let count = if all.len() > seen { count } else { String::new() };
    let block = Block::bordered().border_style(scene.theme.focus).style(Style::reset());
    let block = block.title_bottom(Line::raw(count).right_aligned());
    canvas.render_widget(Clear, area);
    canvas.mark(area, Spot::Menu);
    for (nth, line) in (from..from + seen).zip(1..) {
        canvas.mark(Rect { y: area.y + line, height: 1, ..area }, Spot::Candidate(nth));
    }
    let block = block.padding(ratatui::widgets::Padding::horizontal(1));
    canvas.render_widget(Paragraph::new(rows).block(block), area);
}
