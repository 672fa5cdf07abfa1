//! What the views say that are pages on a screen: the same in sentences.

use std::time::Duration;

use crate::{
    dht::{MAX_K, PeerId, Timestamp, name::spoken},
    state::{Lab, State, crawl::census::Census, records::KeptRecord},
    words::Language,
};

const LANGUAGE: Language = Language::English;

fn named(lab: &Lab, peer: &PeerId) -> String {
    lab.name(peer).unwrap_or_else(|| peer.to_string())
}

/// Says what mDNS heard.
pub(super) fn mdns(state: &State, _: &Lab, now: Timestamp) -> String {
    if !state.session.mdns {
        return LANGUAGE.screen().mdns.off.to_owned();
    }
    let report = state.mdns.report(now);
    LANGUAGE.mdns_summary(&report.interfaces, &report.announcements, &report.ignored)
}

/// Says what the store of the node that is looked at holds.
///
/// # Errors
/// Says that another's is to be looked at first.
pub(super) fn records(state: &State, lab: &Lab, now: Timestamp, node: Option<PeerId>) -> Result<String, String> {
    if let Some(node) = node.filter(|node| *node != state.session.peer) {
        return Err(LANGUAGE.records_elsewhere(&named(lab, &node)));
    }
    let line = |record: &KeptRecord| {
        let provider = record.item.provider().as_ref().map(|peer| named(lab, peer));
        let called = LANGUAGE.record_called(&spoken(&record.item.key), provider.as_deref());
        let from = record.from().as_ref().map(|peer| named(lab, peer));
        let came = LANGUAGE.record_came(record.how(), from.as_deref());
        LANGUAGE.record_summary(&called, &came, record.expires.map(|at| at.since(now)))
    };
    let [values, providers] = state.records.counts();
    let lines = state.records.iter().map(|(_, record)| line(record));
    Ok(std::iter::once(LANGUAGE.records_counts(values, providers)).chain(lines).collect::<Vec<_>>().join("\n"))
}

/// Says what the node asked and was asked.
pub(super) fn requests(state: &State, _: &Lab, now: Timestamp) -> String {
    LANGUAGE.requests_summary(&state.requests.summary(now))
}

/// Says what a crawl found of the network as a whole.
pub(super) fn census(state: &State, _: &Lab, _: Timestamp) -> String {
    let Some(crawl) = state.crawls.last.as_deref() else { return LANGUAGE.screen().crawl.none.to_owned() };
    let census = Census::of(crawl, &state.position);
    let labels = &LANGUAGE.screen().crawl.census;
    let mut lines = vec![LANGUAGE.census_peers(census.reached, census.unreached, census.waiting)];
    lines.extend(census.estimate.map(|estimate| LANGUAGE.census_reckoned(estimate, MAX_K)));
    if crawl.plan.has_tables {
        let [entries, dead] = census.entries;
        lines.push(LANGUAGE.census_tables(census.tables, entries, dead));
    }
    let unsaid = || labels.unsaid.to_owned();
    let named = |(name, count): &(Option<String>, usize)| (name.clone().unwrap_or_else(unsaid), *count);
    let failures = census.failures.iter().map(|(failure, count)| (LANGUAGE.failure(failure), *count));
    for (title, counts) in [
        (labels.versions, census.versions.iter().map(named).collect::<Vec<_>>()),
        (labels.protocols, census.protocols.clone()),
        (labels.failures, failures.collect()),
    ] {
        let counts = counts.iter().map(|(name, count)| format!("  {count:>6}  {name}"));
        lines.extend(std::iter::once(title.to_owned()).chain(counts));
    }
    lines.join("\n")
}

/// Says what happened to the routing table, the oldest first.
pub(super) fn changes(state: &State, lab: &Lab, now: Timestamp, last: Option<Duration>) -> String {
    let mut lines: Vec<String> = state
        .changes
        .newest_first(now, last)
        .map(|(_, change)| {
            let other = change.other().map(|peer| named(lab, &peer));
            LANGUAGE.table_change(change, &named(lab, &change.peer), other.as_deref())
        })
        .collect();
    lines.reverse();
    if lines.is_empty() { LANGUAGE.screen().changes.none.to_owned() } else { lines.join("\n") }
}
