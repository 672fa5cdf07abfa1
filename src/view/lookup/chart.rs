//! How a lookup closes in on its key: every request a mark, at the time it ended and as high as the peer is close;
//! the best answer so far as a line.

use std::time::Duration;

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::mark::{HopMark, LEGEND};
use crate::{
    dht::Timestamp,
    state::{Lookup, keyspace::closeness, lookup::Stage},
    view::{Scene, text},
};

/// Columns before the picture: the number of bits, and the axis.
const LABELS: usize = 4;
/// Lines around the picture: title, axis, times, legend.
const AROUND: usize = 4;
/// The same where there is little room: the legend stands behind the title, the times in the axis.
const AROUND_LOW: usize = 2;
/// Below this height there is little room.
const LOW: usize = 9;
/// A lookup that took this many times as long as half of its requests did is drawn with logarithmic time.
const STRETCHED: u64 = 6;

/// One request.
struct Point {
    /// Microseconds after the start.
    at: u64,
    closeness: u32,
    mark: HopMark,
}

/// Which moment and which closeness stand where.
struct Scale {
    width: usize,
    height: usize,
    /// Microseconds from the left to the right.
    length: u64,
    /// Time is logarithmic, and linear below this.
    unit: Option<u64>,
    lowest: u32,
    steps: u32,
}

/// Returns the chart in lines.
pub(super) fn lines(scene: &Scene, lookup: &Lookup, width: usize, height: usize) -> Vec<Line<'static>> {
    let is_low = height < LOW;
    let mut lines = vec![if is_low { low_title(scene, lookup, width) } else { title(scene, width) }];
    let mut points = points(scene, lookup);
    if points.is_empty() {
        let nobody = scene.ui.language.lookup().chart.nobody;
        lines.push(Line::styled(text::cut(nobody, width).into_owned(), scene.theme.quiet));
        return lines;
    }
    points.sort_by_key(|point| point.at);
    let scale = Scale::of(
        &points,
        width.saturating_sub(LABELS + 1).max(1),
        height.saturating_sub(if is_low { AROUND_LOW } else { AROUND }).max(1),
    );
    let mut grid = vec![vec![(" ", Style::new()); scale.width]; scale.height];
    draw_best(&mut grid, &scale, &points);
    points.sort_by_key(|point| (!point.mark.is_open(), point.mark == HopMark::Failed)); // the later is seen
    for point in &points {
        grid[scale.row(point.closeness)][scale.column(point.at)] = (point.mark.glyph(), point.mark.style(scene.theme));
    }
    lines.extend(grid.into_iter().enumerate().map(|(row, cells)| {
        let mut spans = vec![Span::styled(format!("{} ┤", scale.label(row)), scene.theme.quiet)];
        spans.extend(cells.into_iter().map(|(glyph, style)| Span::styled(glyph, style)));
        Line::from(spans)
    }));
    if is_low {
        lines.push(Line::styled(low_axis(scene, &scale), scene.theme.quiet));
    } else {
        lines.push(Line::styled(format!("{:LABELS$}└{}", "", "─".repeat(scale.width)), scene.theme.quiet));
        lines.push(Line::styled(times(scene, &scale), scene.theme.quiet));
        lines.push(legend(scene, lookup, 1, width));
    }
    lines
}

/// The title, and behind it what the marks mean.
fn low_title(scene: &Scene, lookup: &Lookup, width: usize) -> Line<'static> {
    let title = Span::styled(scene.ui.language.lookup().chart.title, scene.theme.strong);
    let legend = legend(scene, lookup, 2, width.saturating_sub(title.width()));
    std::iter::once(title).chain(legend.spans).collect()
}

/// The axis with its times in it.
fn low_axis(scene: &Scene, scale: &Scale) -> String {
    let labels = &scene.ui.language.lookup().chart;
    let end = text::duration(Duration::from_micros(scale.length));
    let kind = if scale.unit.is_some() { format!(" {} ", labels.log_time) } else { String::new() };
    let line = scale.width.saturating_sub(text::width(&end) + 4);
    format!("{:LABELS$}└ 0 {kind:─^line$} {end}", "")
}

fn title(scene: &Scene, width: usize) -> Line<'static> {
    let labels = &scene.ui.language.lookup().chart;
    let more = format!("  {}", labels.about);
    let more = text::cut(&more, width.saturating_sub(text::width(labels.title))).into_owned();
    Line::from(vec![Span::styled(labels.title, scene.theme.strong), Span::styled(more, scene.theme.quiet)])
}

fn points(scene: &Scene, lookup: &Lookup) -> Vec<Point> {
    let asked = lookup.hops.iter().filter(|(_, hop)| hop.stage != Stage::Heard);
    let points = asked.map(|(distance, hop)| {
        let at = hop.ended.or(hop.asked).unwrap_or(lookup.started);
        let mark = HopMark::of(lookup, hop, false, scene.now);
        Point { at: micros(at, lookup.started), closeness: closeness(distance), mark }
    });
    points.collect()
}

fn micros(at: Timestamp, start: Timestamp) -> u64 {
    u64::try_from(at.since(start).as_micros()).unwrap_or(u64::MAX)
}

impl Scale {
    /// `points` are sorted by time.
    fn of(points: &[Point], width: usize, height: usize) -> Self {
        let length = points.last().map_or(1, |point| point.at).max(1);
        let half = points[points.len() / 2].at.max(1);
        let lowest = points.iter().map(|point| point.closeness).min().unwrap_or(0) / 256 * 256;
        let highest = points.iter().map(|point| point.closeness).max().unwrap_or(0) / 256 * 256 + 256;
        let unit = (length > half.saturating_mul(STRETCHED)).then_some(half);
        Self { width, height, length, unit, lowest, steps: highest - lowest }
    }

    fn column(&self, at: u64) -> usize {
        let (part, whole) = match self.unit {
            None => (at.min(self.length), self.length),
            Some(unit) => (log(at.min(self.length), unit), log(self.length, unit)),
        };
        let column = u128::from(part) * (self.width as u128 - 1) / u128::from(whole.max(1));
        usize::try_from(column).unwrap_or(0).min(self.width - 1)
    }

    fn row(&self, closeness: u32) -> usize {
        let above = u64::from(closeness.saturating_sub(self.lowest)) * self.height as u64 / u64::from(self.steps);
        self.height - 1 - usize::try_from(above).unwrap_or(0).min(self.height - 1)
    }

    /// The number of bits that begins in a row, if one does.
    fn label(&self, row: usize) -> String {
        let range = self.steps / 256;
        let step = range.div_ceil(u32::try_from(self.height).unwrap_or(u32::MAX)).max(1);
        let mut bits = (self.lowest / 256..self.lowest / 256 + range).rev().filter(|bits| bits % step == 0);
        match bits.find(|bits| self.row(bits * 256) == row) {
            Some(bits) => format!("{bits:>3}"),
            None => "   ".to_owned(),
        }
    }
}

/// Returns a logarithm of 1 + at / unit in steps of 1/256, straight between the powers of two: for pictures.
fn log(at: u64, unit: u64) -> u64 {
    let grown = u64::try_from((u128::from(at) << 8) / u128::from(unit)).unwrap_or(u64::MAX - 256) + 256;
    let power = grown.ilog2();
    u64::from(power - 8) * 256 + ((grown >> (power - 8)) & 255)
}

/// Draws the closest that has answered so far, from the first answer to the right edge.
fn draw_best(grid: &mut [Vec<(&'static str, Style)>], scale: &Scale, points: &[Point]) {
    let mut best: Option<(usize, u32)> = None; // from this column on
    for point in points.iter().filter(|point| point.mark == HopMark::Answered) {
        let column = scale.column(point.at);
        let Some((from, before)) = best else {
            best = Some((column, point.closeness));
            continue;
        };
        if point.closeness <= before {
            continue;
        }
        let (low, high) = (scale.row(before), scale.row(point.closeness));
        grid[low][from.min(column)..column].fill(("─", Style::new()));
        if high < low {
            grid[low][column].0 = "╯";
            grid.iter_mut().take(low).skip(high + 1).for_each(|row| row[column].0 = "│");
            grid[high][column].0 = "╭";
        }
        best = Some((column + usize::from(high < low), point.closeness));
    }
    if let Some((from, closeness)) = best {
        let from = from.min(scale.width);
        grid[scale.row(closeness)][from..].fill(("─", Style::new()));
    }
}

/// The times under the axis: the start, the end, and the middle where it has room.
fn times(scene: &Scene, scale: &Scale) -> String {
    let labels = &scene.ui.language.lookup().chart;
    let end = text::duration(Duration::from_micros(scale.length));
    let kind = if scale.unit.is_some() { labels.log_time } else { labels.time };
    let room = scale.width.saturating_sub(text::width(&end) + 2);
    let middle = if text::width(kind) <= room { kind } else { "" };
    format!("{:LABELS$} 0{middle:^room$} {end}", "")
}

/// What the marks mean, as many of them as fit.
fn legend(scene: &Scene, lookup: &Lookup, indent: usize, width: usize) -> Line<'static> {
    let labels = &scene.ui.language.lookup().chart;
    let mut spans = vec![Span::raw(format!("{:indent$}─ ", "")), Span::styled(labels.best, scene.theme.quiet)];
    for mark in LEGEND {
        spans.push(Span::styled(format!("  {} ", mark.glyph()), mark.style(scene.theme)));
        let word = match (mark, lookup.ended) {
            (HopMark::Asked, None) => labels.open,
            (HopMark::Asked, Some(_)) => labels.unanswered,
            _ => mark.word(scene.ui.language),
        };
        spans.push(Span::styled(word, scene.theme.quiet));
    }
    while spans.iter().map(Span::width).sum::<usize>() > width && spans.len() > 1 {
        spans.truncate(spans.len() - 2);
    }
    Line::from(spans)
}
