//! What the node asks and is asked.

use std::time::Duration;

use crate::{
    dht::{Direction, Reply, Requests, RpcKind},
    words::{
        en::{peers, times},
        screen::RequestWords,
    },
};

pub(super) const LABELS: RequestWords = RequestWords {
    title: "Requests",
    empty: "Nobody has asked this node anything yet. Others do once they have it in their tables: a server is asked, a client \
            is not.",
    empty_in_recording: "Nobody has asked this node anything up to this moment of the recording.",
    kind: "kind",
    came: "in",
    left: "out",
    minutes: "last 2 min",
    half: "half",
    most: "90 %",
    nearly_all: "99 %",
    time: "where ours spend their time",
    identify: "identify",
    no_answer: "has no answer",
    legend: ["█ request ▒ connect ░ identify (beside the request)", "█ request ▒ connect ░ identify"],
    at: "when",
    who: "who",
    asks: "asks",
    key: "about",
    answer: "was answered",
    top_askers: "who asks most",
    top_keys: "asked for most",
    none: "nobody",
};

pub(in crate::words) fn requests_came(n: u64) -> String {
    format!("{n} in")
}

pub(in crate::words) fn requests_left(n: u64) -> String {
    format!("{n} out")
}

pub(in crate::words) fn requests_failed(n: u64) -> String {
    format!("{n} failed")
}

pub(in crate::words) fn requests_dropped(n: u64) -> String {
    format!("{n} older ones are counted, not listed")
}

pub(in crate::words) fn requests_unmatched(filter: &str) -> String {
    format!("No request that is listed contains “{filter}”.")
}

pub(in crate::words) fn request_reply(reply: Reply) -> String {
    match reply {
        Reply::Value => "the value".to_owned(),
        Reply::Providers(n) => times(n, "provider"),
        Reply::Closer(0) => "nobody closer".to_owned(),
        Reply::Closer(n) => format!("{} closer", peers(n)),
        Reply::Stored => "stored".to_owned(),
        Reply::Refused => "refused".to_owned(),
        Reply::Ignored => "ignored".to_owned(),
    }
}

pub(in crate::words) fn requests_from(n: usize) -> String {
    format!("{n} of those that are listed (F8)")
}

pub(in crate::words) fn requests_summary(requests: &Requests<Duration>) -> String {
    let line = |kind: RpcKind| {
        let total = |way| requests.total(way, kind);
        format!("{}: {}, {}", kind.word(), requests_came(total(Direction::In)), requests_left(total(Direction::Out)))
    };
    RpcKind::ALL.map(line).join("\n")
}
