//! What the views say that are pages on a screen: the same in sentences.

use std::time::Duration;

use crate::{
    dht::{CopyMark, HeldCopy, PeerId, QueryId, Timestamp, name::spoken, visible},
    state::{
        Lab, State,
        crawl::census::{Census, NEAREST},
        records::KeptRecord,
    },
    words::{Language, units::clock},
};

const LANGUAGE: Language = Language::English;
/// Lines of each list of the census: all stands in the export.
const MAX_LINES: usize = 50;

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

/// Says what each of the closest holds, of which a query asked them.
pub(super) fn copies(state: &State, lab: &Lab, query: QueryId) -> Vec<String> {
    let Some(rounds) = state.copies.iter().find(|rounds| rounds.last.query == query) else { return Vec::new() };
    let (labels, copies) = (&LANGUAGE.screen().copies, &rounds.last.copies);
    let common = copies.common_value();
    let line = |(copy, rank): (&HeldCopy, usize)| {
        let why = copy.failure.as_ref().map(|failure| format!(": {}", LANGUAGE.failure(failure))).unwrap_or_default();
        let word = labels.word(CopyMark::of(copy, common), rounds.what);
        format!("  #{rank:<3} {} {word}{why}", named(lab, &copy.peer))
    };
    copies.closest.iter().zip(1..).map(line).collect()
}

/// Says how many more there are than are listed, if there are.
fn more(all: usize) -> Option<String> {
    all.checked_sub(MAX_LINES).filter(|more| *more > 0).map(|more| format!("  {}", LANGUAGE.census_more(more)))
}

/// Says what a crawl found of the network as a whole.
pub(super) fn census(state: &State, lab: &Lab, _: Timestamp) -> String {
    let Some(crawl) = state.crawls.last.as_deref() else { return LANGUAGE.screen().crawl.none.to_owned() };
    let census = Census::of(crawl, &state.position);
    let labels = &LANGUAGE.screen().crawl.census;
    let ended = crawl.finished.as_ref().map(|(at, _)| clock(*at));
    let mut facts = vec![
        LANGUAGE.crawl_title(&clock(crawl.started), ended.as_deref(), None, crawl.known()),
        LANGUAGE.crawl_reached(census.reached),
        LANGUAGE.crawl_unreached(census.unreached),
    ];
    if census.waiting > 0 {
        facts.push(LANGUAGE.crawl_waiting(census.waiting));
    }
    let mut lines = vec![facts.join(" · ")];
    if !crawl.is_whole() {
        lines.push(labels.partial.to_owned());
    }
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
        for (word, peers) in [labels.came, labels.went].into_iter().zip(changes) {
            let line = |peer: &PeerId| format!("  {word:<6}  {}", self::named(lab, peer));
            lines.extend(peers.iter().take(MAX_LINES).map(line));
            lines.extend(more(peers.len()));
        }
        if changes.iter().all(Vec::is_empty) {
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
            let line = |(name, count): &(String, usize)| format!("  {count:>6}  {}", visible(name).replace('\n', " "));
            lines.push(title.to_owned());
            lines.extend(counts.iter().take(MAX_LINES).map(line));
            lines.extend(more(counts.len()));
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
