//! The frame around a pane: its title, whether it has the focus, whether there is more than fits, and what is said where
//! there is nothing to show.

use ratatui::{
    layout::{Margin, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::{Block, BorderType, Paragraph},
};

use super::{
    Scene,
    canvas::Canvas,
    line::{self, Part, part},
    text,
};
use crate::state::{Pane, Spot};

/// Below this height a pane stands without a frame: the rows are worth more.
const LEAST: u16 = 5;

/// Returns whether keys move the selection in this pane.
pub(super) fn has_focus(scene: &Scene, pane: Pane) -> bool {
    !scene.ui.focus.is_at_prompt() && scene.ui.pane == pane && scene.ui.pages.is_empty()
}

/// Returns in which line of this pane's list the selected row stands, where it was clicked.
pub(super) fn clicked_line(scene: &Scene, pane: Pane) -> Option<u16> {
    scene.ui.line.filter(|_| scene.ui.pane == pane)
}

/// Returns the text that rows of this pane have to contain, if one is set.
pub(super) fn filter<'a>(scene: &Scene<'a>, pane: Pane) -> Option<&'a str> {
    (scene.ui.pane == pane && !scene.ui.filter.is_empty()).then_some(scene.ui.filter.as_str())
}

/// Draws the frame of one of the panes, and returns the room within it.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, pane: Pane, mut title: Vec<Part>) -> Rect {
    if let Some(filter) = filter(scene, pane) {
        title.insert(1.min(title.len()), part(1, format!("/{}", text::clean(filter)), scene.theme.mark));
    }
    canvas.mark(area, Spot::Pane(pane));
    boxed(canvas, area, scene, has_focus(scene, pane), title)
}

/// Draws a frame with a simple title, and returns the room within it.
pub(super) fn plain(canvas: &mut Canvas, area: Rect, scene: &Scene, focused: bool, title: &str) -> Rect {
    boxed(canvas, area, scene, focused, vec![part(0, title, scene.theme.strong)])
}

/// Draws a frame, and returns the room within it; a low one is none at all.
pub(super) fn boxed(canvas: &mut Canvas, area: Rect, scene: &Scene, focused: bool, title: Vec<Part>) -> Rect {
    if area.height < LEAST {
        return area;
    }
    let (kind, style) =
        if focused { (BorderType::Thick, scene.theme.focus) } else { (BorderType::Plain, scene.theme.quiet) };
    let mut line = line::fit(title, " · ", usize::from(area.width).saturating_sub(6));
    line.spans.insert(0, if focused { Span::styled(" ▶ ", scene.theme.focus) } else { Span::raw(" ") });
    line.spans.push(Span::raw(" "));
    let block = Block::bordered().border_type(kind).border_style(style);
    let block = block.title_style(Style::new().remove_modifier(Modifier::DIM)).title(line);
    let inside = block.inner(area);
    canvas.render_widget(block, area);
    inside
}

/// Writes into the lower border of a frame: what the glyphs mean at the left, in the first wording that fits; that there are
/// more rows at the right.
pub(super) fn foot(
    canvas: &mut Canvas,
    area: Rect,
    scene: &Scene,
    legends: &[&'static str],
    [above, below]: [bool; 2],
) {
    if area.height < LEAST || area.width < 20 {
        return;
    }
    let more = scene.labels().more;
    let more = match (above, below) {
        (false, false) => String::new(),
        (true, false) => format!(" ↑ {more} "),
        (false, true) => format!(" ↓ {more} "),
        (true, true) => format!(" ↑↓ {more} "),
    };
    let more = Line::styled(more, scene.theme.quiet);
    let room = usize::from(area.width).saturating_sub(more.width() + 5);
    let legend = legends.iter().map(|words| legend(scene, words)).find(|legend| legend.width() <= room);
    let y = area.bottom() - 1;
    let width = |line: &Line| u16::try_from(line.width()).unwrap_or(u16::MAX);
    let right = Rect { x: area.right().saturating_sub(width(&more) + 2), y, width: width(&more), height: 1 };
    if let Some(legend) = legend {
        canvas.render_widget(&legend, Rect { x: area.x + 2, y, width: width(&legend), height: 1 });
    }
    canvas.render_widget(&more, right);
}

/// Gives the marks of a legend the styles that they have above it.
fn legend(scene: &Scene, words: &'static str) -> Line<'static> {
    let styled = |word: &'static str| match word {
        "█" => Span::styled(word, scene.theme.good),
        mark if !mark.is_ascii() => Span::raw(mark),
        word => Span::styled(word, scene.theme.quiet),
    };
    let spans = words.split_inclusive(' ').flat_map(|word| [styled(word.trim_end()), Span::raw(" ")]);
    std::iter::once(Span::raw(" ")).chain(spans).collect()
}

/// Says why there is nothing to show, and what would change that; returns how many lines that took.
pub(super) fn say(canvas: &mut Canvas, area: Rect, style: Style, words: &str) -> u16 {
    let area = area.inner(Margin::new(1.min(area.width / 4), 0));
    let lines = text::wrap(words, area.width.into());
    let taken = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
    let lines = lines.into_iter().map(|line| Line::styled(line, style)).collect::<Vec<_>>();
    canvas.render_widget(Paragraph::new(lines), area);
    taken
}
