//! What the node's store holds.

use std::time::Duration;

use crate::{
    dht::{Failure, Gone, How},
    words::{
        en::{outcomes::failure, times},
        screen::{RecordColumns, RecordPage, RecordWords},
    },
};

pub(super) const LABELS: RecordWords = RecordWords {
    title: "Records",
    empty: "The store is empty. `put KEY VALUE` and `provide KEY` keep a record of their own here; others send theirs when \
            this node is among the closest to their keys.",
    empty_in_recording: "The store is empty at this moment of the recording.",
    empty_there: "Its store is empty.",
    not_told: "Nothing is told of its store: it does not run.",
    not_told_in_recording: "A recording tells of the store of the node that was looked at, and of no other.",
    is_gone: "This record is not in the store any more, and what it was is no longer kept here.",
    value: "value",
    provider: "provider",
    for_ever: "for ever",
    expired: ["expired, not yet dropped", "expired"],
    not_among: "beyond k",
    never: "–",
    legend: ["█ left of its life · gone ~ reckoned", "█ left ~ reckoned"],
    columns: RecordColumns {
        key: "key",
        kind: "kind",
        what: "value or provider",
        size: "size",
        came: "came",
        publisher: "publisher",
        rank: "rank",
        life: "life",
        left: "left",
        again: "again in",
    },
    page: RecordPage {
        title: "Record",
        key: "key",
        position: "position",
        size: "size",
        text: "as text",
        json: "as JSON",
        hex: "in hex",
        too_long: "The value is longer than the 1,024 bytes that are shown of one: `get` fetches it.",
        provider: "provider",
        publisher: "publisher",
        no_publisher: "it names none: it came without, or by another program that drops it",
        came: "came",
        since: "here since",
        rank: "rank",
        left: "lives",
        again: "stored again",
        history: "How it came",
        before: "before it was seen",
        lookups: "Lookups of its key",
        no_lookup: "No lookup of it is kept here.",
        last_second: "Who is sent a copy in the last second of its life keeps it for a whole new one: on the wire a life has \
                      whole seconds, and none means for ever.",
        overwritten: "It came without a publisher in the place of our own, which is no longer stored again.",
    },
};

pub(in crate::words) fn records_counts(values: usize, providers: usize) -> String {
    format!("{} · {}", times(values, "value"), times(providers, "provider record"))
}

pub(in crate::words) fn records_unlisted(n: usize) -> String {
    format!("{n} more, not listed")
}

pub(in crate::words) fn records_unmatched(filter: &str, is_part: bool) -> String {
    let near = if is_part { " near the selected one" } else { "" };
    format!("No record{near} contains “{filter}”.")
}

pub(in crate::words) fn record_came(how: How, from: Option<&str>) -> String {
    let from = from.map(|from| format!(" by {from}")).unwrap_or_default();
    match how {
        How::Typed => "typed here".to_owned(),
        How::Put => format!("sent{from}"),
        How::Replicated => format!("replicated{from}"),
        How::Held => "was here".to_owned(),
    }
}

pub(in crate::words) fn record_rank(rank: usize, of: usize) -> String {
    format!("#{rank} of {of}")
}

pub(in crate::words) fn record_rank_behind(rank: usize) -> String {
    format!("not among them: #{rank} of those known here")
}

pub(in crate::words) fn record_gone(what: &str, why: Option<Gone>, by: Option<&str>, ago: &str) -> String {
    let why = match why {
        Some(Gone::Expired) => "expired, and was dropped",
        Some(Gone::Removed) => "was removed",
        Some(Gone::Replaced) => "was replaced",
        None => "went",
    };
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    format!("{what} {why}{by} {ago}")
}

pub(in crate::words) fn record_refused(what: &str, from: &str, why: &Failure, ago: &str) -> String {
    format!("{what} from {from} was refused {ago}: {}", failure(why))
}

pub(in crate::words) fn record_called(key: &str, provider: Option<&str>) -> String {
    match provider {
        Some(provider) => format!("{key} (provider {provider})"),
        None => key.to_owned(),
    }
}

pub(in crate::words) fn record_again(left: &str) -> String {
    format!("about {left} from now (reckoned: kad's clock cannot be read)")
}

pub(in crate::words) fn record_left(left: &str) -> String {
    format!("{left} more")
}

pub(in crate::words) fn record_times(n: u32) -> String {
    format!("was seen to come {}", times(usize::try_from(n).unwrap_or(usize::MAX), "time"))
}

pub(in crate::words) fn record_summary(called: &str, came: &str, left: Option<Duration>) -> String {
    match left {
        None => format!("{called}: {came}, for ever"),
        Some(Duration::ZERO) => format!("{called}: {came}, expired, not yet dropped"),
        Some(left) => format!("{called}: {came}, {} s left", left.as_secs()),
    }
}

pub(in crate::words) fn records_elsewhere(who: &str) -> String {
    format!("records {who}: in a script a store is seen through the eyes of its node: `be {who}` first")
}

pub(in crate::words) fn records_of(who: &str) -> String {
    format!("Records of {who}")
}

pub(in crate::words) fn and_more(n: usize) -> String {
    format!("and {n} more")
}
