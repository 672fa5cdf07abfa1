//! Who holds a key: the page.

use crate::{
    dht::CopyKind,
    words::screen::{CopyColumns, CopyWords},
};

pub(super) const LABELS: CopyWords = CopyWords {
    asking: "The peers closest to the key are looked up, then each is asked for it.",
    none_in_recording: "Nobody was asked for this key in this recording up to here.",
    last: "last round",
    value: "value",
    columns: CopyColumns {
        rank: "rank",
        peer: "peer",
        has: "has it",
        knows: "knows one",
        left: "left",
        rounds: "rounds",
        value: "which, or why not",
    },
    has: "■ has it",
    knows: "■ knows",
    other: "≠ another",
    knows_none: "· knows none",
    has_not: "· has it not",
    no_answer: "× no answer",
    later: "began to run after it was stored",
    left_unsaid: "not told",
    providers: "Providers that were named",
    reached: "reached",
    rounds: "rounds",
    legend: "rounds, the last at the right: ■ has it  ≠ another value  · has it not  × no answer  blank: not among the closest",
    legend_of_providers: "rounds, the last at the right: ■ knows one  · knows none  × no answer  blank: not among the closest",
    next: "next round",
    lookup: "the lookup that found them (Enter)",
};

pub(in crate::words) fn copies_title(what: CopyKind, key: &str) -> String {
    match what {
        CopyKind::Value => format!("Copies of {key}"),
        CopyKind::Provider => format!("Who knows providers of {key}"),
    }
}

pub(in crate::words) fn copies_since(clock: &str) -> String {
    format!("not seen before {clock}")
}

pub(in crate::words) fn copies_under_way(since: &str) -> String {
    format!("under way since {since}: who does not answer is waited for")
}

pub(in crate::words) fn copies_rounds(n: usize, from: &str, to: &str) -> String {
    format!("{n} since {from}, the last at {to}")
}

pub(in crate::words) fn copies_again(what: CopyKind, key: &str) -> String {
    let providers = if what == CopyKind::Provider { "--providers " } else { "" };
    format!("`copies {providers}{key} --every 30s` asks again and again, `copies off` ends it.")
}
