//! What the node's store holds: a row a record, the last that came first; below them what went and what was refused.

mod page;

pub(super) use page::{write, write_of};

use std::time::Duration;

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span, Text},
    widgets::Paragraph,
};

use super::{
    NEAR, Scene,
    canvas::Canvas,
    columns::{self, Column, TableRow},
    line::{Part, part},
    list, names, pane, text,
};
use crate::{
    dht::{Gone, Key, Position, Timestamp, name},
    state::{
        Pane, Row, State,
        records::{Again, Item, KeptRecord, RecordId},
        ui::{MAX_FILTERED, StoredFilter},
    },
};

/// From this height within the frame there is room for what went.
const TALL: u16 = 9;
/// Of the lines within the frame what went has so many at most.
const SHARE: u16 = 4;
/// Where the bar stands among the columns, and how wide it is.
const LIFE: usize = 7;
const BAR: u16 = 8;
/// Where what is left of it stands: as wide as a time, or as the words for what is over.
const LEFT: usize = 8;
const TIME: u16 = 8;
const OVER: u16 = 24;
/// From this width the words for what is over have room in any case.
const WIDE: u16 = 110;
/// Where a key stands, and the value beside it.
const KEY: usize = 0;
const WHAT: usize = 2;
/// Of what is left of a life: from here on it is told in steps.
const MINUTE: Duration = Duration::from_secs(60);
const STEP: u64 = 5;
/// What shows that a bar is full, and empty.
const FULL: &str = "█";
const GONE: &str = "·";

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let Scene { state, ui, theme, .. } = *scene;
    let labels = &scene.labels().records;
    let inside = pane::draw(canvas, area, scene, Pane::Records, title(scene));
    let list = draw_past(canvas, inside, scene);
    if state.records.is_empty() {
        let words = if ui.replay.is_some() { labels.empty_in_recording } else { labels.empty };
        pane::say(canvas, list, Style::new(), words);
        return;
    }
    let window = window(scene, usize::from(list.height.saturating_sub(1)));
    if window.rows.is_empty() {
        let is_part = state.records.len() > MAX_FILTERED;
        pane::say(canvas, list, theme.quiet, &ui.language.records_unmatched(&text::clean(&ui.filter), is_part));
        return;
    }
    let more = [window.above, window.below];
    draw_rows(canvas, list, scene, window.rows, ui.record);
    pane::foot(canvas, area, scene, &labels.legend, more);
}

/// Draws what another node holds within the frame of a page; `scene` is of that node. Returns how far it can be scrolled.
pub(super) fn draw_of(canvas: &mut Canvas, inside: Rect, scene: &Scene) -> u16 {
    let records = &scene.state.records;
    let above = draw_past(canvas, inside, scene);
    if records.is_empty() {
        pane::say(canvas, above, Style::new(), scene.labels().records.empty_there);
        return 0;
    }
    let height = usize::from(above.height.saturating_sub(1));
    let last = records.len().saturating_sub(height);
    let from = usize::from(scene.ui.scroll()).min(last);
    draw_rows(canvas, above, scene, records.iter().skip(from).take(height).collect(), None);
    u16::try_from(last).unwrap_or(u16::MAX)
}

/// Draws what went and was refused at the bottom of a room. Returns the rest of it.
fn draw_past(canvas: &mut Canvas, room: Rect, scene: &Scene) -> Rect {
    let past = if room.height >= TALL { past(scene, room) } else { Vec::new() };
    let height = u16::try_from(past.len()).unwrap_or(0);
    let [list, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(room);
    canvas.render_widget(Paragraph::new(past), below);
    list
}

fn draw_rows(
    canvas: &mut Canvas,
    area: Rect,
    scene: &Scene,
    rows: Vec<(RecordId, &KeptRecord)>,
    selected: Option<RecordId>,
) {
    let is_over = rows.iter().any(|(_, record)| record.is_expired(scene.now));
    let columns = columns(scene, area.width, is_over);
    let widths = columns::fit(&columns, area.width.saturating_sub(1));
    let neighbours = Neighbours::of(scene.state);
    let rows = rows.into_iter().map(|(id, record)| TableRow {
        row: Row::Record(id),
        cells: cells(scene, record, &neighbours, &widths),
        selected: selected == Some(id),
    });
    let focused = pane::has_focus(scene, Pane::Records);
    columns::draw(canvas, area, scene.theme, (&columns, &widths), rows.collect(), (Pane::Records, focused));
}

fn title(scene: &Scene) -> Vec<Part> {
    let Scene { state, ui, theme, .. } = *scene;
    let (language, records) = (ui.language, &state.records);
    let mut title = vec![part(0, scene.labels().records.title, theme.strong)];
    if !records.is_empty() {
        let [values, providers] = records.counts();
        title.push(part(1, language.records_counts(values, providers), theme.strong));
    }
    if records.unlisted > 0 {
        title.push(part(2, language.records_unlisted(records.unlisted), theme.mark));
    }
    title
}

/// Returns the records around the selected one that pass the filter.
fn window<'a>(scene: &Scene<'a>, height: usize) -> list::RowWindow<(RecordId, &'a KeptRecord)> {
    let Scene { state, lab, ui, .. } = *scene;
    let records = &state.records;
    let filter = StoredFilter::new(pane::filter(scene, Pane::Records).unwrap_or_default(), lab);
    let passes = |(_, record): &(RecordId, &KeptRecord)| filter.has_record(record);
    let selected = ui.record.and_then(|id| Some((id, records.get(id)?)));
    let line = pane::clicked_line(scene, Pane::Records);
    let Some((id, _)) = selected else {
        let after = records.iter().take(MAX_FILTERED).filter(passes);
        return list::window(std::iter::empty(), None, after, (height, line), |_| 1);
    };
    let before = records.above(id).take(MAX_FILTERED).filter(passes);
    let after = records.below(id).take(MAX_FILTERED).filter(passes);
    list::window(before, selected.filter(passes), after, (height, line), |_| 1)
}

fn columns(scene: &Scene, room: u16, is_over: bool) -> [Column; 10] {
    let titles = &scene.labels().records.columns;
    let column = |title, least, most, priority| Column { title, least, most, priority, right: false };
    let number = |title, width, priority| Column { title, least: width, most: width, priority, right: true };
    [
        column(titles.key, 10, (room / 6).max(12), 0),
        column(titles.kind, 8, 8, 3),
        column(titles.what, 10, u16::MAX, 2),
        number(titles.size, 6, 8),
        column(titles.came, 17, 22, 4),
        column(titles.publisher, 9, 12, 7),
        column(titles.rank, 9, 9, 6),
        column(titles.life, BAR, BAR, 5),
        Column {
            title: titles.left,
            least: if is_over && room >= WIDE { OVER } else { TIME },
            most: if is_over { OVER } else { TIME },
            priority: 1,
            right: true,
        },
        number(titles.again, 8, 9),
    ]
}

fn cells(scene: &Scene, record: &KeptRecord, neighbours: &Neighbours, widths: &[u16]) -> Vec<Text<'static>> {
    let Scene { state, ui, theme, now, .. } = *scene;
    let (language, labels) = (ui.language, &scene.labels().records);
    let style = match record {
        lit if lit.is_lit(now) => theme.good.patch(theme.strong),
        over if over.is_expired(now) => theme.quiet,
        _ => Style::new(),
    };
    let plain = |words: String| Line::styled(words, style);
    let cut = |words: &str, at: usize| text::cut(&text::clean(words), widths[at].into()).into_owned();
    let provider = record.item.provider().as_ref().map(|peer| names::short(scene, peer));
    let kind = if provider.is_some() { labels.provider } else { labels.value };
    let what = provider.unwrap_or_else(|| look_at(record));
    let publisher = record.publisher.map_or_else(String::new, |peer| names::short(scene, &peer));
    let came = language.record_came(record.how(), record.from().map(|from| names::short(scene, &from)).as_deref());
    let again = state.records.stores.again(record, &state.session, &state.session.peer, now);
    let cells = [
        plain(text::cut_middle(&text::clean(&name::spoken(&record.item.key)), widths[KEY].into()).into_owned()),
        plain(kind.to_owned()),
        plain(cut(&what, WHAT)),
        plain(if record.item.provider().is_none() { record.size.to_string() } else { String::new() }),
        plain(cut(&came, 4)),
        plain(cut(&publisher, 5)),
        plain(neighbours.said(scene, &record.item.key)),
        life(scene, record, widths[LIFE].into()),
        plain(left(scene, record, widths[LEFT].into())),
        plain(match again {
            Again::At(at) => format!("~{}", clock(at.since(now))),
            Again::Never => labels.never.to_owned(),
        }),
    ];
    cells.into_iter().map(Text::from).collect()
}

/// Returns a look at a value: its text, or its first bytes.
fn look_at(record: &KeptRecord) -> String {
    match record.value.as_deref() {
        Some(value) => crate::dht::as_text(value).unwrap_or_else(|| crate::dht::hex(value)),
        None => "…".to_owned(),
    }
}

/// Where this node and the peers in its table lie: worked out once a frame.
struct Neighbours {
    us: Position,
    others: Vec<Position>,
    k: usize,
}

impl Neighbours {
    fn of(state: &State) -> Self {
        let entries = state.buckets.iter().flat_map(|bucket| &bucket.entries);
        let others = entries.map(|entry| state.peers.position(&entry.peer)).collect();
        Self { us: state.position, others, k: state.session.k }
    }

    /// Returns which of them this node is, from the closest to a key on.
    fn rank(&self, key: &Key) -> usize {
        let key = key.position();
        let ours = self.us.distance(&key);
        1 + self.others.iter().filter(|other| other.distance(&key) < ours).count()
    }

    /// Says which of the k closest it is, if it is one.
    fn said(&self, scene: &Scene, key: &Key) -> String {
        match self.rank(key) {
            rank if rank <= self.k => scene.ui.language.record_rank(rank, self.k),
            _ => scene.labels().records.not_among.to_owned(),
        }
    }
}

/// Returns what is left of a life as a bar, of a whole one.
fn life(scene: &Scene, record: &KeptRecord, width: usize) -> Line<'static> {
    let Scene { state, theme, now, .. } = *scene;
    let Some(expires) = record.expires else { return Line::styled(FULL.repeat(width), theme.quiet) };
    let whole = state.session.record_ttl.as_secs_f64().max(1.0);
    let share = stepped(expires.since(now)).as_secs_f64() / whole;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few columns"
    )]
    let full = ((share * width as f64).ceil() as usize).min(width);
    let style = if record.is_lit(now) { theme.good.patch(theme.strong) } else { theme.good };
    Line::from(vec![Span::styled(FULL.repeat(full), style), Span::styled(GONE.repeat(width - full), theme.quiet)])
}

/// Returns how long a record lives yet, in so many columns.
fn left(scene: &Scene, record: &KeptRecord, room: usize) -> String {
    let labels = &scene.labels().records;
    match record.expires {
        None => labels.for_ever.to_owned(),
        Some(at) if at <= scene.now => {
            labels.expired.iter().find(|words| text::width(words) <= room).unwrap_or(&"").to_string()
        }
        Some(at) => clock(at.since(scene.now)),
    }
}

/// Returns a time as it is told: every second below a minute, then in steps, so that a screen at rest is quiet.
fn stepped(left: Duration) -> Duration {
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    let step = if left <= MINUTE { 1 } else { STEP };
    Duration::from_secs(seconds.div_ceil(step) * step)
}

/// Returns a time left as a clock shows it: `0:42`, `1:25`, from an hour on `47 h`.
pub(super) fn clock(left: Duration) -> String {
    let seconds = stepped(left).as_secs();
    if seconds >= 3_600 { text::long(seconds) } else { format!("{}:{:02}", seconds / 60, seconds % 60) }
}

/// Returns whether what is told of a record changes with every second: it was just renewed, or expires soon.
pub(super) fn changes(record: &KeptRecord, now: Timestamp) -> bool {
    record.is_lit(now) || record.expires.is_some_and(|at| at > now && at.since(now) <= MINUTE)
}

/// Returns whether that is so of a record that may be on the screen, or whether one just went.
pub(super) fn any_changes(scene: &Scene) -> bool {
    let Scene { state, ui, now, .. } = *scene;
    let records = &state.records;
    let near = |(_, record): (RecordId, &KeptRecord)| changes(record, now);
    records.just_gone(now).next().is_some()
        || records.just_refused(now).next().is_some()
        || match ui.record.filter(|id| records.get(*id).is_some()) {
            Some(at) => {
                let around = records.above(at).take(NEAR).chain(records.below(at).take(NEAR));
                records.get(at).is_some_and(|record| changes(record, now)) || around.into_iter().any(near)
            }
            None => records.iter().take(NEAR).any(near),
        }
}

/// Returns what went and what was refused within the last minute, the newest first; at most as much as there is room for.
fn past(scene: &Scene, room: Rect) -> Vec<Line<'static>> {
    let Scene { state, ui, theme, now, .. } = *scene;
    let language = ui.language;
    let ago = |at| language.ago(text::age(at, now).as_deref());
    let gone = state.records.just_gone(now).map(|past| {
        let mut what = called(scene, &past.record.item);
        let mut by = None;
        if past.why == Some(Gone::Replaced) {
            what = format!("{what} “{}”", text::cut(&text::clean(&look_at(&past.record)), 20));
            by = state.records.after(past).map(|coming| coming.from.unwrap_or(state.session.peer));
        }
        let by = by.map(|by| names::short(scene, &by));
        let words = language.record_gone(&what, past.why, by.as_deref(), &ago(past.at));
        (past.at, "×", theme.quiet, words)
    });
    let refused = state.records.just_refused(now).map(|refused| {
        let from = names::short(scene, &refused.from);
        let words = language.record_refused(&called(scene, &refused.item), &from, &refused.failure, &ago(refused.at));
        (refused.at, "✗", theme.bad, words)
    });
    let mut all: Vec<_> = gone.chain(refused).collect();
    all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let width = usize::from(room.width).saturating_sub(4);
    let line = |(_, glyph, style, words): (_, &'static str, Style, String)| {
        let words = text::cut(&text::clean(&words), width).into_owned();
        Line::from(vec![Span::styled(format!(" {glyph} "), style), Span::styled(words, theme.quiet)])
    };
    all.into_iter().take((room.height / SHARE).into()).map(line).collect()
}

/// Names a value, or a provider record.
fn called(scene: &Scene, item: &Item) -> String {
    let provider = item.provider().map(|peer| names::short(scene, &peer));
    let key = name::spoken(&item.key);
    scene.ui.language.record_called(&text::cut_middle(&text::clean(&key), 40), provider.as_deref())
}
