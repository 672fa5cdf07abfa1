//! The page of a record, and the records of another node.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Neighbours, Scene, called, clock, left, look_at, names, text};
use crate::{
    dht::{How, as_text, hex, name},
    state::{
        Query, Row,
        records::{Again, KeptRecord, RecordId},
    },
    view::{
        queries,
        writer::{NAMES, PageWriter},
    },
};

/// Records of another node that its page shows.
const MAX_LISTED: usize = 200;

/// Writes all of a record.
pub(in crate::view) fn write(to: &mut PageWriter, scene: &Scene, id: RecordId) {
    let Scene { state, ui, now, .. } = *scene;
    let labels = &scene.labels().records;
    let language = ui.language;
    let record = match (state.records.get(id), state.records.past(id)) {
        (Some(record), _) => record,
        (None, Some(past)) => {
            let ago = language.ago(text::age(past.at, now).as_deref());
            to.text(&language.record_gone(&called(scene, &past.record.item), past.why, None, &ago));
            to.blank();
            &past.record
        }
        (None, None) => return to.text(labels.is_gone),
    };
    facts(to, scene, record);
    if state.records.get(id).is_some() {
        future(to, scene, record);
    }
    content(to, scene, record);
    let words = &labels.page;
    to.title(words.history);
    for coming in record.comings.iter().rev() {
        let from = coming.from.map(|from| names::of(scene, &from));
        let when = if coming.was_seen { text::clock(coming.at) } else { words.before.to_owned() };
        to.fact(&when, &language.record_came(coming.how, from.as_deref()));
    }
    if record.expires.is_some() {
        to.blank();
        to.text(labels.page.last_second);
    }
    to.title(labels.page.lookups);
    let lookups: Vec<&Query> = state.queries.iter().filter(|query| query.key == record.item.key).collect();
    if lookups.is_empty() {
        to.text(labels.page.no_lookup);
    }
    for query in lookups {
        let words = format!(" {} {} ", query.id, query.kind.word());
        let room = to.width.saturating_sub(words.len() + 2);
        let outcome = text::cut(&queries::outcome(scene, query, true), room).into_owned();
        let mut line = queries::glyph(scene.theme, query);
        line.spans.extend([Span::raw(words), Span::raw(outcome)]);
        to.row(Row::Query(query.id), vec![line]);
    }
}

fn facts(to: &mut PageWriter, scene: &Scene, record: &KeptRecord) {
    let Scene { ui, now, .. } = *scene;
    let (language, labels) = (ui.language, &scene.labels().records);
    let words = &labels.page;
    to.fact(words.key, &name::spoken(&record.item.key));
    to.fact(words.position, &hex(record.item.key.position().bytes()));
    if let Some(provider) = record.item.provider() {
        to.fact(words.provider, &names::of(scene, &provider));
    } else {
        to.fact(words.size, &record.size.to_string());
        let publisher = record.publisher.map(|publisher| names::of(scene, &publisher));
        to.fact(words.publisher, publisher.as_deref().unwrap_or(words.no_publisher));
    }
    let from = record.from().map(|from| names::of(scene, &from));
    to.fact(words.came, &language.record_came(record.how(), from.as_deref()));
    if record.times > 0 {
        to.fact("", &language.record_times(record.times));
    }
    let was_ours = record.comings.iter().any(|coming| coming.how == How::Typed);
    if was_ours && record.item.provider().is_none() && record.publisher.is_none() {
        to.text(words.overwritten);
    }
    let since = record.since.map(|since| language.ago(text::age(since, now).as_deref()));
    to.fact(words.since, since.as_deref().unwrap_or(words.before));
}

/// Writes what will become of a record that is in the store.
fn future(to: &mut PageWriter, scene: &Scene, record: &KeptRecord) {
    let Scene { state, ui, now, .. } = *scene;
    let (language, labels) = (ui.language, &scene.labels().records);
    let words = &labels.page;
    let (rank, k) = (Neighbours::of(state).rank(&record.item.key), state.session.k);
    to.fact(words.rank, &if rank <= k { language.record_rank(rank, k) } else { language.record_rank_behind(rank) });
    let lives = match record.expires {
        None => labels.for_ever.to_owned(),
        Some(at) if at <= now => labels.expired[0].to_owned(),
        Some(at) => language.record_left(&clock(at.since(now))),
    };
    to.fact(words.left, &lives);
    let again = match state.records.stores.again(record, &state.session, &state.session.peer, now) {
        Again::At(at) => language.record_again(&clock(at.since(now))),
        Again::Never => labels.never.to_owned(),
    };
    to.fact(words.again, &again);
}

/// Writes the value: as text or JSON where it is that, and in hex.
fn content(to: &mut PageWriter, scene: &Scene, record: &KeptRecord) {
    let words = &scene.labels().records.page;
    let value = match record.value.as_deref() {
        _ if record.item.provider().is_some() => return,
        None => return to.text(words.too_long),
        Some(value) => value,
    };
    to.blank();
    let json: Option<serde_json::Value> = serde_json::from_slice(value).ok();
    match (as_text(value), json.filter(|json| json.is_object() || json.is_array())) {
        (_, Some(json)) => {
            let room = to.width.saturating_sub(NAMES);
            let line = |line: &str| Line::raw(text::cut(&text::clean(line), room).into_owned()); // with its indentation
            to.facts(words.json, format!("{json:#}").lines().map(line).collect());
        }
        (Some(text), None) => to.fact(words.text, &text),
        (None, None) => {}
    }
    to.fact(words.hex, &hex(value));
}

/// Writes what a node's store holds, a line a record; `scene` is of that node.
pub(in crate::view) fn write_of(to: &mut PageWriter, scene: &Scene) {
    let Scene { state, theme, now, .. } = *scene;
    let labels = &scene.labels().records;
    if state.records.is_empty() {
        return to.text(labels.empty_there);
    }
    for (_, record) in state.records.iter().take(MAX_LISTED) {
        let came = scene
            .ui
            .language
            .record_came(record.how(), record.from().map(|from| names::short(scene, &from)).as_deref());
        let what = if record.item.provider().is_none() { look_at(record) } else { String::new() };
        let words = format!("{:>9}  {:<24}  {came}  {what}", left(scene, record, 9), called(scene, &record.item));
        let style = match record {
            lit if lit.is_lit(now) => theme.good.patch(theme.strong),
            over if over.is_expired(now) => theme.quiet,
            _ => Style::new(),
        };
        to.line(Line::styled(text::cut(&text::clean(&words), to.width).into_owned(), style));
    }
    if state.records.len() > MAX_LISTED {
        to.text(&scene.ui.language.and_more(state.records.len() - MAX_LISTED));
    }
}
