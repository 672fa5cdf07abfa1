//! The typed line with its cursor, scrolled where it is longer than the screen; who types; what the command wants; the
//! place of an error. While a filter is typed it stands here.

use std::{borrow::Cow, collections::VecDeque};

use ratatui::{
    layout::{Position, Rect},
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;

use super::{Scene, canvas::Canvas, text};
use crate::{
    command,
    state::{Focus, ui::find},
};

/// Draws the line, and puts the terminal's cursor there where it has the focus.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    if area.height == 0 {
        return;
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let Scene { ui, theme, .. } = scene;
    let input = &ui.prompt.input;
    let (start, line, cursor) = match ui.focus {
        Focus::Filter => ("/".to_owned(), ui.filter.as_str(), ui.filter.chars().count()),
        Focus::Search => {
            let sought = &ui.prompt.search.sought;
            (format!("{} ", scene.labels().prompt.search), sought.as_str(), sought.chars().count())
        }
        Focus::Prompt | Focus::Pane => (who_types(scene), input.value(), input.cursor()),
    };
    let room = usize::from(area.width).saturating_sub(text::width(&start));
    let (typed, at) = typed(scene, line, cursor, room);
    let left = room.saturating_sub(typed.iter().map(Span::width).sum::<usize>());
    let style = if ui.focus == Focus::Pane { theme.quiet } else { theme.focus };
    let x = area.x.saturating_add(u16::try_from(text::width(&start) + at).unwrap_or(u16::MAX));
    let mut spans = vec![Span::styled(start, style)];
    spans.extend(typed);
    spans.extend(hint(scene, line, left));
    canvas.render_widget(Line::from(spans), area);
    if ui.focus != Focus::Pane {
        canvas.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y));
    }
}

/// Returns in which column of the screen a byte of the line stands, while the line is not scrolled; else its left end.
pub(super) fn column_of(scene: &Scene, area: Rect, at: usize) -> u16 {
    let start = text::width(&who_types(scene)) + 1;
    let before = scene.ui.prompt.line().get(..at).map_or(0, |before| text::width(&text::clean(before)));
    let column = start + before;
    if column < usize::from(area.width) { area.x.saturating_add(u16::try_from(column).unwrap_or(0)) } else { area.x }
}

/// Returns what stands before the line: who types.
fn who_types(scene: &Scene) -> String {
    format!("{}> ", scene.lab.name(&scene.state.session.peer).unwrap_or_default())
}

/// Characters that one column may hold, marks and joined ones counted: what is farther from the cursor is not looked at.
const DENSE: usize = 8;

/// One character as the eye counts them.
struct Shown<'a> {
    text: Cow<'a, str>,
    width: usize,
    wrong: bool,
}

/// Returns the part of the line that is shown, and the cursor's column in it.
fn typed<'a>(scene: &Scene, line: &'a str, cursor: usize, room: usize) -> (Vec<Span<'a>>, usize) {
    let wrong = scene.ui.prompt.error.as_ref().filter(|_| matches!(scene.ui.focus, Focus::Prompt | Focus::Pane));
    let cursor = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
    let near = (room + 1) * DENSE;
    let first = line[..cursor].char_indices().rev().nth(near).map_or(0, |(at, _)| at);
    let mut all = line[first..].grapheme_indices(true).map(|(at, grapheme)| {
        let text = text::clean(grapheme);
        let wrong = wrong.is_some_and(|error| error.at.contains(&(first + at)));
        (first + at, Shown { width: text::width(&text), text, wrong })
    });
    let (mut before, mut shown, mut used) = (0, VecDeque::new(), 0);
    let mut after = None;
    for (at, grapheme) in all.by_ref() {
        if at >= cursor {
            after = Some(grapheme);
            break;
        }
        before += grapheme.width;
        shown.push_back(grapheme);
        while before >= room.max(1)
            && let Some(first) = shown.pop_front()
        {
            before -= first.width;
        }
    }
    used += before;
    let rest = after.into_iter().chain(all.map(|(_, grapheme)| grapheme)).take_while(|grapheme| {
        used += grapheme.width;
        used <= room
    });
    let style = |wrong| if wrong { scene.theme.badge } else { ratatui::style::Style::new() };
    let shown = shown.into_iter().chain(rest.take(near));
    let mut spans: Vec<Span> = shown.map(|shown| Span::styled(shown.text, style(shown.wrong))).collect();
    if wrong.is_some_and(|error| error.at.is_empty() && error.at.start >= line.len()) {
        spans.push(Span::styled(" ", scene.theme.badge)); // here a word is missing
    }
    (spans, before)
}

/// What the command being typed wants, or what can be typed at all; as much as fits.
fn hint(scene: &Scene, line: &str, room: usize) -> Option<Span<'static>> {
    let labels = &scene.labels().prompt;
    let words = match (scene.ui.focus, line.is_empty()) {
        (Focus::Filter, true) => labels.filter.to_owned(),
        (Focus::Filter, false) => return None,
        (Focus::Search, true) => labels.sought.to_owned(),
        (Focus::Search, false) => match scene.ui.prompt.search.found(&scene.ui.prompt.history) {
            Some(found) => format!("  {}", text::clean(text::beginning(found, room, 1))),
            None => format!("  {}", labels.nothing_found),
        },
        (Focus::Prompt, true) if scene.ui.ghost(scene.state, scene.lab).is_some() => {
            let ghost = scene.ui.ghost(scene.state, scene.lab).map(|command| command.to_string()).unwrap_or_default();
            format!("{ghost}   {}", scene.ui.language.tour_accept())
        }
        (_, true) if scene.ui.replay.is_some() => labels.command_in_recording.to_owned(),
        (_, true) => labels.command.to_owned(),
        (_, false) => {
            let find = |word: &str| find(scene.state, scene.lab, word);
            if let Some(meaning) = command::meaning(line, &find) {
                format!("  {}", scene.ui.language.meaning(&meaning))
            } else {
                let spec = command::hint(line)?;
                format!("  {} {} · {}", spec.name, spec.arguments, scene.ui.language.about(spec.verb))
            }
        }
    };
    let room = room.checked_sub(2).filter(|room| *room >= 8)?;
    Some(Span::styled(format!(" {}", text::cut(&words, room)), scene.theme.quiet))
}
