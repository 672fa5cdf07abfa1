//! Header, panes, pages, prompt.

mod buckets;
mod changes;
mod copies;
mod crawl;
mod gloss;
mod header;
mod help;
mod mdns;
mod page;
mod peers;
mod queries;
mod records;
mod requests;
mod table;

pub(in crate::words) use buckets::{
    buckets_asked, buckets_changed, buckets_deeper, buckets_hop, buckets_known_of, buckets_no_server, buckets_peers,
    buckets_share, buckets_turned_away, buckets_unreachable,
};
pub(in crate::words) use changes::{changes_dropped, changes_of_last, table_change};
pub(in crate::words) use copies::{copies_again, copies_rounds, copies_since, copies_title, copies_under_way};
pub(in crate::words) use crawl::{
    census_density, census_more, census_reckoned, census_since, census_tables, crawl_known_by, crawl_of_peer,
    crawl_progress, crawl_reached, crawl_title, crawl_unreached, crawl_waiting,
};
pub(in crate::words) use header::{
    header_building, header_crawls, header_listens, header_network, header_parameters, header_paused, header_quorum,
    header_served, header_times, header_too_small, header_up,
};
pub(in crate::words) use help::help_no_command;
pub(in crate::words) use mdns::{mdns_announcement, mdns_ignored, mdns_interface, mdns_summary, mdns_unusable};
pub(in crate::words) use page::{
    ago, page_about, page_ask, page_cpl, page_help_on, page_lapsed, page_node, page_peer, page_sent, page_stranger,
    this_node,
};
pub(in crate::words) use peers::{
    peers_by_mdns, peers_client, peers_connected, peers_lapsed, peers_none, peers_only_by, peers_stranger, peers_title,
    peers_unmatched,
};
pub(in crate::words) use queries::{
    queries_done, queries_in_flight, queries_next_step, queries_unmatched, query_acknowledged, query_asking,
    query_automatic, query_paused,
};
pub(in crate::words) use records::{
    and_more, record_again, record_called, record_came, record_gone, record_left, record_rank, record_rank_behind,
    record_refused, record_summary, record_times, records_counts, records_elsewhere, records_of, records_unlisted,
    records_unmatched,
};
pub(in crate::words) use requests::{
    request_reply, requests_came, requests_dropped, requests_failed, requests_from, requests_left, requests_summary,
    requests_unmatched,
};
pub(in crate::words) use table::{
    page_table, table_changes, table_count, table_has_us, table_known, table_told, table_truth, table_unread,
};

use crate::words::screen::{Labels, PromptWords};

static LABELS: Labels = Labels {
    command: "Command",
    more: "more",
    now: "now",
    header: header::LABELS,
    peers: peers::LABELS,
    buckets: buckets::LABELS,
    queries: queries::LABELS,
    records: records::LABELS,
    requests: requests::LABELS,
    changes: changes::LABELS,
    pulse: changes::PULSE,
    mdns: mdns::LABELS,
    table: table::LABELS,
    copies: copies::LABELS,
    crawl: crawl::LABELS,
    page: page::LABELS,
    help: help::LABELS,
    gloss: gloss::LABELS,
    prompt: PromptWords {
        command: "type a command, e.g. put greeting hello",
        command_in_recording: "type a command, e.g. jump 1m30s",
        filter: "what rows must contain",
        search: "history:",
        sought: "what an earlier line contains",
        nothing_found: "no earlier line contains it",
    },
};

pub(in crate::words) fn screen() -> &'static Labels {
    &LABELS
}

pub(in crate::words) fn nth_of(nth: usize, all: usize) -> String {
    format!("{nth} of {all}")
}

pub(in crate::words) fn replay_time(now: &str, end: &str) -> String {
    format!("{now} of {end}")
}

pub(in crate::words) fn replay_event(event: u64, events: &str) -> String {
    format!("event {event} of {events}")
}
