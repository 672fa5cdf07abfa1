//! A peer's routing table, as it told it.

use crate::{
    dht::{Failure, RemoteTable},
    words::{
        en::outcomes::{failure, how_whole},
        screen::TableWords,
    },
};

pub(super) const LABELS: TableWords = TableWords {
    not_read: "It is being read: it takes seconds, and up to 20 where nobody answers.",
    told: "read",
    us: "this node",
    known: "of its entries",
    changes: "changed",
    truth: "the true table",
    buckets: "Its buckets, by the bits that it shares with an entry (█ known to this node)",
    legend: "@ that peer  ● connected to us  ○ known  × gone  ? unknown  · runs, not told",
    entries: "Its entries",
    is_us: "@ this node",
    unknown: "? unknown",
    new: "new",
    untold: "As it tells them: an entry may be dead. Entries without an address are not told, nor their order, their age, and who \
             waits for a place.",
};

pub(in crate::words) fn page_table(who: &str) -> String {
    format!("Routing table of {who}")
}

pub(in crate::words) fn table_unread(clock: &str, why: &Failure, before: Option<&str>) -> String {
    let failure = failure(why);
    match before {
        Some(before) => {
            format!("Asked again at {clock}, it told nothing: {failure}. What follows is what it told at {before}.")
        }
        None => format!("Asked at {clock}, it told nothing: {failure}. `table PEER` asks again."),
    }
}

pub(in crate::words) fn table_told(clock: &str, table: &RemoteTable) -> String {
    format!("at {clock}, {}", how_whole(&table.into()))
}

pub(in crate::words) fn table_has_us(cpl: Option<u16>) -> String {
    match cpl {
        Some(cpl) => format!("it has us, at cpl {cpl}"),
        None => "it does not have us".to_owned(),
    }
}

pub(in crate::words) fn table_known(known: usize, gone: usize, all: usize) -> String {
    let gone = if gone == 0 { String::new() } else { format!(", {gone} gone") };
    format!("{all}, {known} known to this node{gone}")
}

pub(in crate::words) fn table_changes(then: &str, came: &str, went: &str) -> String {
    match (came, went) {
        ("", "") => format!("nothing since {then}"),
        (came, "") => format!("since {then} came {came}"),
        ("", went) => format!("since {then} went {went}"),
        (came, went) => format!("since {then} came {came}; went {went}"),
    }
}

pub(in crate::words) fn table_truth(untold: &str, gone: &str) -> String {
    match (untold, gone) {
        ("", "") => "is the same".to_owned(),
        (untold, "") => format!("has {untold} too, not told"),
        ("", gone) => format!("has no {gone}, told all the same"),
        (untold, gone) => format!("has {untold} too, not told; has no {gone}, told all the same"),
    }
}

pub(in crate::words) fn table_count(entries: usize, k: usize) -> String {
    format!("{entries} (k {k})")
}
