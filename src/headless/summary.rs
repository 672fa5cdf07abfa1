//! What the views say that are pages on a screen: the same in sentences.

use std::time::Duration;

use crate::{
    dht::{PeerId, Timestamp, name::spoken},
    state::{Lab, State, records::KeptRecord},
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
