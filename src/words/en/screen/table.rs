//! A peer's routing table, as it told it.

use crate::{
    dht::RemoteTable,
    words::{en::outcomes::how_whole, screen::TableWords},
};

pub(super) const LABELS: TableWords = TableWords {
    not_read: "It is being read, or could not be: the notices say which. `table PEER` reads it again.",
    told: "read",
    us: "this node",
    known: "known here",
    changes: "changed",
    truth: "the true table",
    buckets: "Its buckets, by the bits that it shares with an entry (█ known here)",
    legend: "@ that peer  ● told, and known here  ○ told, unknown here or gone  · runs, not told",
    entries: "Its entries",
    is_us: "@ this node",
    unknown: "· unknown",
    new: "new",
    untold: "As it tells them: an entry may be dead. Entries without an address are not told, nor their order, their age, and who \
             waits for a place.",
};

pub(in crate::words) fn page_table(who: &str) -> String {
    format!("Routing table of {who}")
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

pub(in crate::words) fn table_known(known: usize, all: usize) -> String {
    format!("{known} of {all}")
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
