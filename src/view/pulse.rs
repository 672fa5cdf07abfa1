//! The last minutes, five seconds a column: requests out and in, failures, round trips, entries of the table, records.

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::Line,
    widgets::Sparkline,
};

use super::{Scene, canvas::Canvas, text};
use crate::state::requests::Pulse;

/// Columns of one chart, at least and at most.
const LEAST: u16 = 12;
const MOST: u16 = 36;
/// Columns of a number beside it.
const NUMBER: u16 = 7;

/// One chart: its name, what it shows of a column, whether what stands stays until it changes, and how it is written.
struct Chart {
    name: &'static str,
    of: fn(&Pulse) -> Option<u64>,
    stays: bool,
    style: Style,
    is_time: bool,
}

/// Draws as many charts as fit beside each other, in one line.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let (labels, theme) = (&scene.labels().pulse, scene.theme);
    let chart = |name, of, stays, style| Chart { name, of, stays, style, is_time: false };
    let charts = [
        chart(labels.out, |pulse| Some(sum(&pulse.asked)), false, theme.good),
        chart(labels.came, |pulse| Some(sum(&pulse.served)), false, theme.mark),
        chart(labels.failed, |pulse| Some(pulse.failed.into()), false, theme.bad),
        Chart {
            is_time: true,
            ..chart(
                labels.rtt,
                |pulse| pulse.rtt.map(|rtt| u64::try_from(rtt.as_micros()).unwrap_or(0)),
                false,
                Style::new(),
            )
        },
        chart(labels.table, |pulse| pulse.table.map(u64::from), true, Style::new()),
        chart(labels.records, |pulse| pulse.records.map(u64::from), true, Style::new()),
    ];
    let fixed = |chart: &Chart| u16::try_from(chart.name.len()).unwrap_or(0) + NUMBER + 3;
    let mut shown = charts.len();
    let needed = |shown: usize| charts[..shown].iter().map(|chart| fixed(chart) + LEAST).sum::<u16>();
    while shown > 1 && needed(shown) > area.width {
        shown -= 1;
    }
    let rest = area.width.saturating_sub(charts[..shown].iter().map(fixed).sum());
    let width = (rest / u16::try_from(shown).unwrap_or(1)).min(MOST);
    let rooms = Layout::horizontal(charts[..shown].iter().map(|chart| Constraint::Length(fixed(chart) + width)));
    for (chart, room) in charts.iter().zip(rooms.split(area).iter()) {
        draw_chart(canvas, *room, scene, chart, width);
    }
}

fn draw_chart(canvas: &mut Canvas, area: Rect, scene: &Scene, chart: &Chart, width: u16) {
    let name = u16::try_from(chart.name.len() + 2).unwrap_or(0);
    let [label, bars, number] =
        Layout::horizontal([Constraint::Length(name), Constraint::Length(width), Constraint::Fill(1)]).areas(area);
    let values = values(scene, chart, width.into());
    let last = values.last().copied().flatten();
    let shown = match last {
        Some(micros) if chart.is_time => text::duration(std::time::Duration::from_micros(micros)),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    canvas.render_widget(Line::styled(format!(" {} ", chart.name), scene.theme.quiet), label);
    canvas.render_widget(Sparkline::default().data(values).style(chart.style), bars);
    canvas.render_widget(Line::raw(format!(" {shown}")), number);
}

/// Returns what a chart shows of the last columns.
fn values(scene: &Scene, chart: &Chart, columns: usize) -> Vec<Option<u64>> {
    let pulse = &scene.state.requests.pulse;
    let mut stands = if chart.stays { pulse.before(scene.now, columns).and_then(chart.of) } else { None };
    let value = |column: Option<&Pulse>| {
        let value = column.and_then(chart.of);
        if chart.stays {
            stands = value.or(stands);
            return stands;
        }
        value.or((!chart.is_time).then_some(0)) // nothing was counted
    };
    let shown: Vec<_> = pulse.last(scene.now, columns).map(value).collect();
    let mut values = vec![None; columns.saturating_sub(shown.len())]; // a young session's stand at the right, too
    values.extend(shown);
    values
}

fn sum(counts: &[u32]) -> u64 {
    counts.iter().map(|count| u64::from(*count)).sum()
}
