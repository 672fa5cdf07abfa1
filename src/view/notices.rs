//! What just happened, in sentences above the prompt, the newest at the bottom. What concerns the line being typed
//! comes first: its error, a remark.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{Scene, canvas::Canvas, text, theme::Theme};
use crate::{
    state::{Notice, notices::Tells},
    words::notices::Remark,
};

/// Draws as many as fit.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let (room, height) = (usize::from(area.width), usize::from(area.height));
    if height == 0 {
        return;
    }
    let mut lines = shorten(about_line(scene, room, height), height, room);
    for notice in scene.ui.notices(scene.state) {
        let left = height - lines.len();
        if left == 0 {
            break;
        }
        let mut earlier = first_lines_of(scene, notice, room, left);
        if earlier.len() > left && !lines.is_empty() {
            break; // a sentence without its beginning says little
        }
        earlier = shorten(earlier, left, room);
        earlier.append(&mut lines);
        lines = earlier;
    }
    let mut rows = vec![Line::default(); height.saturating_sub(lines.len())];
    rows.append(&mut lines);
    canvas.render_widget(Paragraph::new(rows), area);
}

/// What concerns the line being typed.
fn about_line(scene: &Scene, room: usize, most: usize) -> Vec<Line<'static>> {
    let Scene { ui, theme, .. } = scene;
    if let Some(error) = &ui.prompt.error {
        let said = ui.language.parse_error(error);
        return sentence("✗", theme.bad, text::beginning(&said, room, most), Style::new(), room);
    }
    let is_over = |remark: &&Remark| **remark == Remark::WaitsForNetwork && !scene.lab.is_building();
    let pasted = (!ui.prompt.pasted.is_empty()).then_some(Remark::Pasted { more: ui.prompt.pasted.len() });
    let remark = ui.remark.as_ref().filter(|remark| !is_over(remark)).or(pasted.as_ref());
    let Some(remark) = remark else { return Vec::new() };
    let words = ui.language.remark(remark);
    let (glyph, style) = if remark.is_good() { ("✓", theme.good) } else { ("!", theme.mark) };
    sentence(glyph, style, text::beginning(&words, room, most), theme.strong, room)
}

/// Returns as many lines of a notice as may be shown, and one more if there are more.
fn first_lines_of(scene: &Scene, notice: &Notice, room: usize, most: usize) -> Vec<Line<'static>> {
    let words = notice.what.said(scene.ui.language);
    lines_of_text(scene.theme, text::beginning(&words, room, most), notice.what.tells(), room)
}

/// Returns a notice in lines: whether it tells of something good, and the sentence. A command is only repeated.
pub(super) fn lines_of(scene: &Scene, notice: &Notice, room: usize) -> Vec<Line<'static>> {
    lines_of_text(scene.theme, &notice.what.said(scene.ui.language), notice.what.tells(), room)
}

fn lines_of_text(theme: &Theme, words: &str, tells: Tells, room: usize) -> Vec<Line<'static>> {
    match tells {
        Tells::Typed => sentence(">", theme.quiet, words, theme.quiet, room),
        Tells::Good => sentence("✓", theme.good, words, Style::new(), room),
        Tells::Bad => sentence("✗", theme.bad, words, Style::new(), room),
    }
}

fn sentence(glyph: &'static str, style: Style, words: &str, words_style: Style, room: usize) -> Vec<Line<'static>> {
    let lines = text::wrap(&text::clean(words), room.saturating_sub(2));
    let starts = std::iter::once(glyph).chain(std::iter::repeat(" "));
    lines
        .into_iter()
        .zip(starts)
        .map(|(line, start)| {
            Line::from(vec![Span::styled(start, style), Span::raw(" "), Span::styled(line, words_style)])
        })
        .collect()
}

/// Cuts a sentence to so many lines, and shows that it goes on.
fn shorten(mut lines: Vec<Line<'static>>, most: usize, room: usize) -> Vec<Line<'static>> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(words) = lines.last_mut().and_then(|line| line.spans.last_mut()) {
            let kept = text::cut(&words.content, room.saturating_sub(3)).into_owned();
            words.content = format!("{}…", kept.trim_end_matches('…')).into();
        }
    }
    lines
}
