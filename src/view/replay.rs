//! Where a recording is, how fast it goes, and its time line with the queries and failures on it.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use super::{Scene, canvas::Canvas, text};
use crate::{dht::Timestamp, recording::TimelineMark, state::Replay};

/// Columns of the narrowest time line that shows anything.
const LEAST: usize = 8;

/// Draws the line.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, replay: &Replay) {
    let Scene { ui, theme, .. } = scene;
    let speed = match replay.speed {
        speed @ 0.. => format!("{}×", 1_u32 << speed.min(30)),
        speed => format!("1/{}×", 1_u32 << (-speed).min(30)),
    };
    let state = if replay.playing { "▶" } else { "■" };
    let reading = if replay.is_whole { "" } else { "+" };
    let now = format!("{state} {speed}  {}", time(replay.now));
    let words = ui.language.replay_time(&now, &format!("{}{reading}", time(replay.end)));
    let events = ui.language.replay_event(replay.event, &format!("{}{reading}", replay.events));
    let room = usize::from(area.width);
    let mut spans = vec![Span::styled(if text::width(&words) <= room { words } else { now }, theme.strong)];
    let used = spans[0].width();
    if let Some(columns) = room.checked_sub(used + 4 + text::width(&events)).filter(|columns| *columns >= LEAST) {
        spans.push(Span::raw("  "));
        spans.extend(time_line(scene, replay, columns));
        spans.push(Span::styled(format!("  {events}"), theme.quiet));
    } else if let Some(columns) = room.checked_sub(used + 2).filter(|columns| *columns >= LEAST) {
        spans.push(Span::raw("  "));
        spans.extend(time_line(scene, replay, columns));
    }
    canvas.render_widget(Line::from(spans), area);
}

/// Returns the time line: what has been is drawn heavier; the worst of what a column stands for is marked.
fn time_line(scene: &Scene, replay: &Replay, columns: usize) -> Vec<Span<'static>> {
    let theme = scene.theme;
    let end = replay.end.0.max(1);
    let place =
        |at: u64| usize::try_from(u128::from(at.min(end)) * (columns as u128 - 1) / u128::from(end)).unwrap_or(0);
    let mut marks = vec![TimelineMark::Nothing; columns];
    for (nth, mark) in (0..).zip(replay.marks.iter()) {
        let column = place(replay.mark.saturating_mul(nth));
        marks[column] = marks[column].max(*mark);
    }
    let now = place(replay.now.0);
    let span = |(column, mark): (usize, TimelineMark)| match mark {
        _ if column == now => Span::styled("█", theme.focus),
        TimelineMark::Failure => Span::styled("✗", theme.bad),
        TimelineMark::Query => Span::styled("●", theme.good),
        TimelineMark::Nothing if column < now => Span::styled("━", theme.quiet),
        TimelineMark::Nothing => Span::styled("─", theme.quiet),
    };
    marks.into_iter().enumerate().map(span).collect()
}

/// Returns a time as minutes, seconds and milliseconds.
fn time(at: Timestamp) -> String {
    let millis = at.0 / 1_000;
    format!("{}:{:02}.{:03}", millis / 60_000, millis / 1_000 % 60, millis % 1_000)
}
