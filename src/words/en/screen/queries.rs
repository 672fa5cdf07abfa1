//! The queries: those in flight, and what came of the last.

use crate::words::screen::{QueryColumns, QueryWords};

pub(super) const LABELS: QueryWords = QueryWords {
    title: "Queries",
    none: "None yet. Type `put greeting hello`, then `get greeting`: each lookup gets a line here, with what came of it. \
           Those that Kademlia starts by itself are marked automatic.",
    none_in_recording: "None yet: ) goes to where one begins.",
    starting: "starting…",
    ended: "ended",
    nothing_to_step: "nothing to step: type a command",
    disjoint_paths: "disjoint paths: whom the next step asks cannot be told",
    asks_nobody: "next step asks nobody",
    asks_or_begins: "next step asks nobody, or begins the next lookup",
    columns: QueryColumns {
        kind: "kind",
        key: "key",
        asked: "asked",
        answered: "answered",
        answered_short: "answ",
        failed: "failed",
        failed_short: "fail",
        time: "time",
        outcome: "outcome",
    },
};

pub(in crate::words) fn queries_in_flight(n: usize) -> String {
    format!("{n} in flight")
}

pub(in crate::words) fn queries_done(n: usize) -> String {
    format!("{n} done")
}

pub(in crate::words) fn queries_unmatched(filter: &str) -> String {
    format!("No query matches “{filter}”. Esc clears the filter.")
}

pub(in crate::words) fn query_asking(open: u32) -> String {
    if open == 0 { "asking…".to_owned() } else { format!("asking… {open} open") }
}

pub(in crate::words) fn query_acknowledged(n: usize, of: u32, is_provide: bool) -> String {
    format!("{}: {n} of {of}", if is_provide { "sent to" } else { "acknowledged" })
}

pub(in crate::words) fn query_automatic(told: &str) -> String {
    format!("automatic: {told}")
}

pub(in crate::words) fn query_paused(next: &str) -> String {
    format!("paused, {next}")
}

pub(in crate::words) fn queries_next_step(names: &str) -> String {
    format!("next step asks {names}")
}
