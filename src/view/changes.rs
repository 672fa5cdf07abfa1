//! What happened to the routing table, and why: a page, and the last of it under the buckets.

use std::time::Duration;

use ratatui::{
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{Scene, canvas::Canvas, names, text, writer::PageWriter};
use crate::dht::{Because, RoutingChange, Timestamp};

/// Changes on the page.
const MAX_LISTED: usize = 500;

/// Writes the page.
pub(super) fn write(to: &mut PageWriter, scene: &Scene, within: Option<Duration>) {
    let Scene { state, ui, now, .. } = *scene;
    let labels = &scene.labels().changes;
    let mut listed = state.changes.newest_first(now, within).take(MAX_LISTED).peekable();
    if listed.peek().is_none() {
        return to.text(labels.none);
    }
    for (at, change) in listed {
        let lines = text::wrap(&said(scene, change), to.width.saturating_sub(9));
        for (nth, line) in lines.into_iter().enumerate() {
            let time = if nth == 0 { text::clock(*at) } else { String::new() };
            to.line(Line::from(vec![Span::styled(format!("{time:>7}  "), scene.theme.quiet), Span::raw(line)]));
        }
    }
    let is_inferred = |what: &RoutingChange| matches!(what.cause, Some(Because::Answered(_)));
    if state.changes.newest_first(now, within).take(MAX_LISTED).any(|(_, what)| is_inferred(what)) {
        to.blank();
        to.text(labels.inferred);
    }
    if state.changes.dropped > 0 {
        to.text(&ui.language.changes_dropped(state.changes.dropped));
    }
}

/// Draws the last of them in a room, under a title.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let title = Line::styled(format!(" {}", scene.labels().changes.title), scene.theme.strong);
    let width = usize::from(area.width).saturating_sub(10);
    let lines = |(at, change): &(Timestamp, RoutingChange)| {
        let mut time = Some(text::clock(*at));
        let line = move |words: String| {
            let time = time.take().unwrap_or_default();
            Line::from(vec![Span::styled(format!(" {time:>6}  "), scene.theme.quiet), Span::raw(words)])
        };
        text::wrap(&said(scene, change), width).into_iter().map(line).collect::<Vec<_>>()
    };
    let most = usize::from(area.height);
    let all = scene.state.changes.newest_first(scene.now, None).take(most).flat_map(lines);
    let lines: Vec<Line> = std::iter::once(title).chain(all).take(most).collect();
    canvas.render_widget(Paragraph::new(lines), area);
}

fn said(scene: &Scene, what: &RoutingChange) -> String {
    let other = what.other().map(|peer| names::short(scene, &peer));
    scene.ui.language.table_change(what, &names::short(scene, &what.peer), other.as_deref())
}
