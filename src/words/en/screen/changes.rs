//! What happened to the routing table, and why; the last minutes above the queries.

use std::time::Duration;

use crate::{
    dht::{Because, Change, RoutingChange},
    words::screen::{ChangeWords, PulseWords},
};

pub(super) const LABELS: ChangeWords = ChangeWords {
    title: "Changes of the routing table",
    none: "Nothing has changed in the table. Peers come in when we connect to them or they to us.",
    inferred: "~ is inferred: that one who waited found no place kad does not say.",
};

pub(super) const PULSE: PulseWords =
    PulseWords { out: "out", came: "in", failed: "failed", rtt: "rtt", table: "table", records: "records" };

pub(in crate::words) fn table_change(what: &RoutingChange, who: &str, other: Option<&str>) -> String {
    let RoutingChange { cpl, change, cause, .. } = *what;
    let other = other.unwrap_or("the entry disconnected longest");
    let why = match cause {
        Some(Because::CameToUs) => ", it connected to us",
        Some(Because::WeAsked) => ", we connected to it",
        Some(Because::Announced) => ", it announced itself by mDNS",
        Some(Because::Added) => ", it was named by a command or at the start",
        Some(Because::Room) => ", it had waited, and a place became free",
        _ => "",
    };
    match (change, cause) {
        (Change::Inserted, _) => format!("+ {who} cpl {cpl}{why}"),
        (Change::Pending, Some(Because::Probe(_))) => {
            format!("… {who} waits at cpl {cpl}: full; {other}, disconnected longest, is asked whether it lives")
        }
        (Change::Pending, _) => format!("… {who} waits at cpl {cpl}: full"),
        (Change::Full, Some(Because::Answered(_))) => format!("~ {other} answered: {who} found no place at cpl {cpl}"),
        (Change::Full, Some(Because::AnotherWaits)) => {
            format!("· {who} found no place at cpl {cpl}: full, and another waits")
        }
        (Change::Full, Some(Because::AllConnected)) => {
            format!("· {who} found no place at cpl {cpl}: full of connected peers")
        }
        (Change::Full, Some(Because::NotConnected)) => {
            format!("· {who} found no place at cpl {cpl}: full, and it is not connected itself")
        }
        (Change::Full, _) => format!("· {who} found no place at cpl {cpl}: full"),
        (Change::Evicted(_), _) => format!("- {other}, did not answer: {who} takes its place at cpl {cpl}"),
        (Change::Removed, Some(Because::NoServer)) => format!("- {who}: no longer speaks our protocol"),
        (Change::Removed, Some(Because::Forgotten)) => format!("- {who}: forgotten"),
        (Change::Removed, _) => format!("- {who}: was removed"),
        (Change::Updated, _) => format!("{who} changed at cpl {cpl}"),
    }
}

pub(in crate::words) fn changes_of_last(last: Duration) -> String {
    format!("Changes of the routing table, last {}", humantime::format_duration(last))
}

pub(in crate::words) fn changes_dropped(n: u64) -> String {
    format!("{n} older ones are not kept")
}
