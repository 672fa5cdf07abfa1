//! Requests by kind: how many in the last minutes, how long ours took, and where that time went.

use std::time::Duration;

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, text};
use crate::{
    dht::{Direction, RpcKind},
    state::{
        RequestLog,
        requests::{Pulse, mean, quantiles},
    },
};

/// Columns of five seconds in the last two minutes; where there is little room two or three stand as one.
const MINUTES: usize = 24;
/// Columns before the bars, and of these at least.
const FIXED: usize = 54;
const LEAST_BAR: usize = 20;
/// Columns of a bar at most, and of the number behind it.
const MOST_BAR: usize = 40;
const NUMBER: usize = 8;
/// What shows a request, a connection that is opened, and identify.
const GLYPHS: [&str; 3] = ["█", "▒", "░"];

/// The table, of some width: a line a kind, and one of identify.
pub(super) struct ByKind<'a> {
    scene: &'a Scene<'a>,
    /// Columns of the last two minutes, where there is room for them.
    minutes: usize,
    /// Columns for the bars.
    bars: usize,
    /// The longest of the bars.
    longest: Duration,
}

impl<'a> ByKind<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, room: usize) -> Self {
        let log = &scene.state.requests;
        let has_room = |minutes: &usize| room >= FIXED + 2 * (minutes + 1) + LEAST_BAR;
        let minutes = [MINUTES, MINUTES / 2, MINUTES / 3].into_iter().find(has_room).unwrap_or(0);
        let charts = if minutes > 0 { 2 * (minutes + 1) } else { 0 };
        let averages = RpcKind::ALL.iter().map(|kind| average(log, *kind).iter().sum::<Duration>());
        let longest = averages.chain(mean(log.identify())).max().unwrap_or_default();
        Self { scene, minutes, bars: room.saturating_sub(FIXED + charts + NUMBER).min(MOST_BAR), longest }
    }

    pub(super) fn lines(&self) -> Vec<Line<'static>> {
        let kinds = RpcKind::ALL.into_iter().map(|kind| self.kind(kind));
        std::iter::once(self.titles()).chain(kinds).chain([self.identify()]).collect()
    }

    fn titles(&self) -> Line<'static> {
        let labels = &self.scene.labels().requests;
        let minutes = self.column(labels.minutes);
        let times = [labels.half, labels.most, labels.nearly_all].map(|title| format!(" {title:>6}")).concat();
        let (kind, came, left, time) = (labels.kind, labels.came, labels.left, labels.time);
        let titles = format!(" {kind:<13} {came:>8}{minutes} {left:>8}{minutes}{times}  {time}");
        Line::styled(titles, self.scene.theme.quiet)
    }

    fn kind(&self, kind: RpcKind) -> Line<'static> {
        let (log, theme) = (&self.scene.state.requests, self.scene.theme);
        let (came, left) = (log.total(Direction::In, kind), log.total(Direction::Out, kind));
        let mut spans = vec![
            Span::raw(format!(" {:<13} {came:>8}", kind.word())),
            Span::styled(self.chart(|pulse| pulse.served[kind as usize]), theme.mark),
            Span::raw(format!(" {left:>8}")),
            Span::styled(self.chart(|pulse| pulse.asked[kind as usize]), theme.good),
            Span::raw(times(log.quantiles(kind))),
        ];
        if kind == RpcKind::AddProvider && left > 0 {
            spans.push(Span::styled(self.scene.labels().requests.no_answer, theme.quiet));
        }
        let [connect, request] = average(log, kind);
        spans.extend(self.stacked([request, connect, Duration::ZERO]));
        Line::from(spans)
    }

    /// How long peers took to say what they are: beside the requests, which do not wait for it.
    fn identify(&self) -> Line<'static> {
        let log = &self.scene.state.requests;
        let blank = self.column("");
        let name = format!(" {:<13} {:>8}{blank} {:>8}{blank}", self.scene.labels().requests.identify, "", "");
        let mut spans = vec![Span::styled(name, self.scene.theme.quiet), Span::raw(times(quantiles(log.identify())))];
        spans.extend(self.stacked([Duration::ZERO, Duration::ZERO, mean(log.identify()).unwrap_or_default()]));
        Line::from(spans)
    }

    /// Returns a count of the last two minutes as a chart; nothing where there is no room for it.
    fn chart(&self, of: impl Fn(&Pulse) -> u32) -> String {
        if self.minutes == 0 {
            return String::new();
        }
        let counts = self.scene.state.requests.pulse.last(self.scene.now, MINUTES);
        let mut counts: Vec<u64> = counts.map(|pulse| pulse.map_or(0, &of).into()).collect();
        counts.splice(..0, std::iter::repeat_n(0, MINUTES - counts.len())); // a young session's stand at the right
        let sums = counts.chunks(MINUTES / self.minutes).map(|columns| columns.iter().sum::<u64>());
        self.column(&text::sparkline(sums.map(|sum| (sum > 0).then_some(sum))))
    }

    fn column(&self, words: &str) -> String {
        let minutes = self.minutes;
        let words = text::cut(words, minutes);
        if minutes > 0 { format!(" {words:>minutes$}") } else { String::new() }
    }

    /// Returns times as parts of one bar, in proportion to the longest of all, and their sum.
    fn stacked(&self, [request, connect, identify]: [Duration; 3]) -> Vec<Span<'static>> {
        let all = request + connect + identify;
        if all.is_zero() {
            return Vec::new();
        }
        let ([full, half, light], theme) = (GLYPHS, self.scene.theme);
        let parts = [(connect, half, theme.mark), (request, full, theme.good), (identify, light, Style::new())];
        let parts = parts.into_iter().filter(|(time, ..)| !time.is_zero());
        let mut spans: Vec<Span> =
            parts.map(|(time, glyph, style)| Span::styled(glyph.repeat(self.columns_of(time)), style)).collect();
        spans.push(Span::raw(format!(" {}", text::duration(all))));
        spans
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few columns"
    )]
    fn columns_of(&self, time: Duration) -> usize {
        ((time.as_secs_f64() / self.longest.as_secs_f64() * self.bars as f64).round() as usize).max(1)
    }
}

/// Returns how long a request of ours takes on average: until the connection stood, and from there on.
fn average(log: &RequestLog, kind: RpcKind) -> [Duration; 2] {
    let connect = mean(log.took(kind).map(|took| took.connect.unwrap_or_default()));
    let request = mean(log.took(kind).map(|took| took.request));
    [connect, request].map(Option::unwrap_or_default)
}

/// Returns times in columns of seven, and a gap.
fn times(times: [Option<Duration>; 3]) -> String {
    let short = |time| text::duration(time).replace(' ', "");
    format!("{}  ", times.map(|time| format!(" {:>6}", time.map(short).unwrap_or_default())).concat())
}
