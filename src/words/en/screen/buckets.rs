//! The routing table, bucket by bucket.

use crate::{
    dht::Change,
    words::{en::peers, screen::BucketWords},
};

pub(super) const LABELS: BucketWords = BucketWords {
    title: "Routing table",
    legend: ["█ connected ▒ known · free", "█ conn ▒ known"],
    legend_waits: ["█ connected ▒ known · free + a newcomer waits", "█ conn ▒ known + waits"],
    empty: "The table is empty: no peer is known yet.",
    share: "share",
    fill: "fill",
    known: "known",
    told: "told",
    tree_legend: ["@ us ● known · runs, unknown to us × killed ◆ key", "@ us ● known · unknown × killed"],
    order: "longest disconnected first",
    no_peers: "No known peer shares exactly this many leading bits with us. Lookups and `bootstrap` find some.",
};

pub(in crate::words) fn buckets_peers(n: usize) -> String {
    peers(n)
}

pub(in crate::words) fn buckets_changed(who: &str, change: Change, cpl: u16) -> String {
    let what = match change {
        Change::Inserted => "came in",
        Change::Pending => "waits for a place",
        Change::Full => "found no place",
        Change::Evicted(_) => "took a place",
        Change::Removed => "was removed",
        Change::Updated => "changed",
    };
    format!("{who} {what} at cpl {cpl}")
}

pub(in crate::words) fn buckets_no_server(known: usize, protocol: &str) -> String {
    format!("The table is empty: of {} known none has said that it answers {protocol} as a server.", peers(known))
}

pub(in crate::words) fn buckets_unreachable(known: usize, servers: usize) -> String {
    let answer = match servers {
        1 => "1 answers our protocol, but no address is known at which it can be dialled".to_owned(),
        n => format!("{n} answer our protocol, but no address is known at which they can be dialled"),
    };
    format!("The table is empty: of {} known {answer}.", peers(known))
}

pub(in crate::words) fn buckets_turned_away(by: &str) -> String {
    format!("{by} names us to nobody, since we name nobody but it. `dial` another node.")
}

pub(in crate::words) fn buckets_deeper(cpl: u16) -> [String; 3] {
    [", nearer to us than any known peer", ", nearer to us", ""]
        .map(|more| format!("cpl {cpl} and deeper: empty{more}"))
}

pub(in crate::words) fn buckets_known_of(known: usize, running: usize, dead: usize) -> String {
    let dead = if dead > 0 { format!(" {dead}×") } else { String::new() };
    format!("{known} of {running}{dead}")
}

pub(in crate::words) fn buckets_hop(number: u16) -> String {
    format!("hop {number}")
}

pub(in crate::words) fn buckets_asked(n: usize) -> String {
    format!("{n} asked")
}

pub(in crate::words) fn buckets_share(share: &str) -> String {
    format!("{share} of the keyspace")
}
