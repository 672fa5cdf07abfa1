//! What the views say that are pages on a screen: the same in sentences.

use std::time::Duration;

use crate::{
    dht::{Answer, PeerId, Timestamp, name::spoken},
    state::{
        Lab, State,
        crawl::census::{Census, NEAREST},
        records::KeptRecord,
    },
    words::{Language, units::clock},
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
pub(super) fn census(state: &State, lab: &Lab, _: Timestamp) -> String {
    let Some(crawl) = state.crawls.last.as_deref() else { return LANGUAGE.screen().crawl.none.to_owned() };
    let census = Census::of(crawl, &state.position);
    let labels = &LANGUAGE.screen().crawl.census;
    let ended = crawl.finished.as_ref().map(|(_, summary)| LANGUAGE.answer(&Answer::Crawled(*summary)));
    let mut lines: Vec<String> = ended.into_iter().collect();
    lines.push(LANGUAGE.census_peers(census.reached, census.unreached, census.waiting));
    lines.extend(census.estimate.map(|estimate| LANGUAGE.census_reckoned(estimate, NEAREST)));
    if crawl.plan.has_tables {
        let [entries, dead] = census.entries;
        lines.push(LANGUAGE.census_tables(census.tables, entries, dead));
    }
    let unsaid = || labels.unsaid.to_owned();
    let named = |(name, count): &(Option<String>, usize)| (name.clone().unwrap_or_else(unsaid), *count);
    let failures = census.failures.iter().map(|(failure, count)| (LANGUAGE.failure(failure), *count));
    if let (Some(changes), Some(at)) = (&crawl.changes, state.crawls.ended_before()) {
        lines.push(LANGUAGE.census_since(&clock(at)));
        let changed = [labels.came, labels.went]
            .into_iter()
            .zip(changes)
            .flat_map(|(word, peers)| peers.iter().map(move |peer| format!("  {word:<6}  {}", self::named(lab, peer))));
        let before = lines.len();
        lines.extend(changed);
        if lines.len() == before {
            lines.push(format!("  {}", labels.no_change));
        }
    }
    for (title, counts) in [
        (labels.programs, census.agents.iter().map(named).collect::<Vec<_>>()),
        (labels.versions, census.versions.iter().map(named).collect::<Vec<_>>()),
        (labels.protocols, census.protocols.clone()),
        (labels.failures, failures.collect()),
    ] {
        if !counts.is_empty() {
            let counts = counts.iter().map(|(name, count)| format!("  {count:>6}  {name}"));
            lines.extend(std::iter::once(title.to_owned()).chain(counts));
        }
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
