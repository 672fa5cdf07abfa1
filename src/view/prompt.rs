//! The typed line with its cursor, scrolled where it is longer than the screen; who types; what the command wants; the
//! place of an error. While a filter is typed it stands here.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;

use super::{Scene, text};
use crate::{command, state::Focus};

/// Draws the line, and puts the terminal's cursor there where it has the focus.
pub(super) fn draw(frame: &mut Frame, area: Rect, scene: &Scene) {
    if area.height == 0 {
        return;
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let Scene { ui, lab, state, theme, .. } = scene;
    let input = &ui.prompt.input;
    let (start, line, cursor) = if ui.focus == Focus::Filter {
        ("/".to_owned(), ui.filter.as_str(), ui.filter.chars().count())
    } else {
        let who = lab.name(&state.session.peer).unwrap_or_default();
        (format!("{who}> "), input.value(), input.cursor())
    };
    let room = usize::from(area.width).saturating_sub(text::width(&start));
    let (typed, at) = typed(scene, line, cursor, room);
    let left = room.saturating_sub(typed.iter().map(Span::width).sum::<usize>());
    let style = if ui.focus == Focus::Pane { theme.quiet } else { theme.focus };
    let x = area.x.saturating_add(u16::try_from(text::width(&start) + at).unwrap_or(u16::MAX));
    let mut spans = vec![Span::styled(start, style)];
    spans.extend(typed);
    spans.extend(hint(scene, line, left));
    frame.render_widget(Line::from(spans), area);
    if ui.focus != Focus::Pane {
        frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
    }
}

/// One character as the eye counts them.
struct Shown {
    text: String,
    width: usize,
    wrong: bool,
}

/// Returns the part of the line that is shown, and the cursor's column in it.
fn typed(scene: &Scene, line: &str, cursor: usize, room: usize) -> (Vec<Span<'static>>, usize) {
    let wrong = scene.ui.prompt.error.as_ref().filter(|_| scene.ui.focus != Focus::Filter);
    let cursor = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
    let (mut before, mut all) = (0, Vec::new());
    let mut cursor_at = 0; // which character the cursor stands on
    for (at, grapheme) in line.grapheme_indices(true) {
        let text = text::clean(grapheme).into_owned();
        let width = text::width(&text);
        if at < cursor {
            before += width;
            cursor_at += 1;
        }
        all.push(Shown { text, width, wrong: wrong.is_some_and(|error| error.at.contains(&at)) });
    }
    let mut from = 0;
    while before >= room.max(1) && from < cursor_at {
        before -= all[from].width;
        from += 1;
    }
    let mut used = 0;
    let shown = all.into_iter().skip(from).take_while(|shown| {
        used += shown.width;
        used <= room
    });
    let style = |wrong| if wrong { scene.theme.badge } else { ratatui::style::Style::new() };
    let mut spans: Vec<Span> = shown.map(|shown| Span::styled(shown.text, style(shown.wrong))).collect();
    if wrong.is_some_and(|error| error.at.is_empty() && error.at.start >= line.len()) {
        spans.push(Span::styled(" ", scene.theme.badge)); // here a word is missing
    }
    (spans, before)
}

/// What the command being typed wants, or what can be typed at all; as much as fits.
fn hint(scene: &Scene, line: &str, room: usize) -> Option<Span<'static>> {
    let words = match (scene.ui.focus, line.is_empty()) {
        (Focus::Filter, true) => "what rows must contain".to_owned(),
        (Focus::Filter, false) => return None,
        (_, true) => "type a command, e.g. put greeting hello".to_owned(),
        (_, false) => {
            let spec = command::hint(line)?;
            format!("  {} {} · {}", spec.name, spec.arguments, spec.about)
        }
    };
    let room = room.checked_sub(2).filter(|room| *room >= 8)?;
    Some(Span::styled(format!(" {}", text::cut(&words, room)), scene.theme.quiet))
}
