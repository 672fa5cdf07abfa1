//! What a crawl found: the list and the census.

use std::time::Duration;

use crate::{
    dht::CrawlCounts,
    words::{
        en::{peers, times},
        nodes::title,
        screen::{CensusWords, CrawlColumns, CrawlWords, ReachWords},
        units::duration,
    },
};

pub(super) const LABELS: CrawlWords = CrawlWords {
    no_title: "Network",
    none: "Nobody has walked through this network yet. `crawl` does, from the routing table: who is there, running what, and \
           who cannot be reached; `crawl --tables` also reads everybody's routing table.",
    none_in_recording: "No crawl has begun in this recording yet.",
    nobody_yet: "Nobody has answered yet.",
    legend: ["`census` counts the whole", "`census`"],
    reach: ReachWords {
        answered: "answered",
        reached: "no answer",
        unreached: "not reached",
        waiting: "not yet",
        us: "this node",
        walker: "walked",
    },
    columns: CrawlColumns {
        peer: "peer",
        reach: title!("reached"),
        nearness: "nearness",
        near: title!("cpl"),
        closest: "closest",
        table: title!("table"),
        named_by: title!("known by"),
        agent: title!("agent"),
    },
    census: CensusWords {
        title: "Census",
        peers: "peers",
        reckoned: "by the nearest",
        took: "crawl",
        tables: "tables",
        no_tables: "not read: `crawl --tables` does",
        partial: "Not walked to the end: all that stands here is of a part of the network.",
        programs: "Programs",
        versions: "Versions",
        protocols: "Protocols",
        failures: "Not reached, or without an answer",
        all_reached: "Everybody who was named could be reached, and answered.",
        density: "Density around this node",
        density_columns: "bits shared: so many peers share at least so many leading bits with it, and so many would by chance",
        came: "came",
        went: "went",
        no_change: "nobody came or went",
        unsaid: "(not said)",
        reach: "reached",
        address: "address",
        table: "its table",
        known_by: "known by",
    },
};

pub(in crate::words) fn crawl_progress(counts: &CrawlCounts, left: Option<Duration>) -> String {
    let left = left.map_or_else(String::new, |left| format!(" · about {} left", duration(left)));
    format!(
        "{} of {} asked · {} under way · {} waiting · {} failed{left} ",
        counts.done(),
        counts.known,
        counts.under_way,
        counts.waiting(),
        counts.unreachable
    )
}

pub(in crate::words) fn crawl_title(began: &str, ended: Option<&str>, listed: Option<usize>, all: usize) -> String {
    let what = match ended {
        Some(ended) => format!("Crawl of {ended}"),
        None => format!("Crawl since {began}"),
    };
    match listed {
        Some(listed) => format!("{what} · {listed} of {}", peers(all)),
        None => format!("{what} · {}", peers(all)),
    }
}

pub(in crate::words) fn crawl_reached(n: usize) -> String {
    format!("{n} reached")
}

pub(in crate::words) fn crawl_unreached(n: usize) -> String {
    format!("{n} not reached")
}

pub(in crate::words) fn crawl_waiting(n: usize) -> String {
    format!("{n} not asked")
}

pub(in crate::words) fn census_reckoned(n: f64, nearest: usize) -> String {
    format!("about {n:.0}, give or take a quarter: so many would put the {nearest} nearest to this node where they are")
}

pub(in crate::words) fn census_tables(tables: usize, entries: usize, dead: usize) -> String {
    format!(
        "{} read: {}, {dead} of which lead to peers that were not reached",
        times(tables, "table"),
        entries_of(entries)
    )
}

fn entries_of(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

pub(in crate::words) fn census_density(bits: u16, count: usize, expected: f64) -> String {
    format!("{bits:>4}  {count:>6}  {expected:>8.1}  ")
}

pub(in crate::words) fn census_since(before: &str) -> String {
    format!("Since the crawl of {before}")
}

pub(in crate::words) fn census_more(n: usize) -> String {
    format!("and {n} more")
}

pub(in crate::words) fn crawl_of_peer(clock: &str) -> String {
    format!("In the crawl of {clock}")
}

pub(in crate::words) fn crawl_known_by(tables: u32, whose: &str) -> String {
    if whose.is_empty() {
        format!("{tables} of the tables read")
    } else {
        format!("{tables} of the tables read: {whose}")
    }
}
