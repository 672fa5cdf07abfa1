//! What a crawl found: in the JSON document, as a table, as a graph.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{seconds, text};
use crate::{
    dht::{CopyMark, PeerId, is_hostile},
    state::{
        Lab, State,
        copies::{CopyRounds, Round, RoundMarks},
        crawl::{Crawl, CrawledPeer, PeerReach},
    },
};

/// Returns what the last crawl found; null where there was none.
pub(super) fn of_crawl(state: &State, lab: &Lab) -> Value {
    let Some(crawl) = state.crawls.last.as_deref() else { return Value::Null };
    let finished = crawl.finished.as_ref();
    json!({
        "started": seconds(crawl.started),
        "finished": finished.map(|(at, _)| seconds(*at)),
        "outcome": finished.map(|(_, summary)| summary.end.word()),
        "tables": crawl.plan.has_tables,
        "requests": crawl.counts.requests,
        "peers": crawl.peers.iter().map(|found| json!({
            "peer": text(&found.peer),
            "name": lab.name(&found.peer),
            "reach": reach(crawl, found),
            "address": found.address.as_ref().map(ToString::to_string),
            "agent": found.agent.map(|agent| crawl.agents.get(agent)),
            "protocols": protocols(crawl, found),
            "table": found.table.as_ref().map(|table| table.iter().map(|number| {
                text(&crawl.peers[*number as usize].peer)
            }).collect::<Vec<_>>()),
            "known_by": crawl.plan.has_tables.then_some(found.named_by),
            "failure": found.failure.as_ref().map(|failure| failure.code()),
        })).collect::<Vec<_>>(),
        "came": crawl.changes.as_ref().map(|[came, _]| came.iter().map(text).collect::<Vec<_>>()),
        "went": crawl.changes.as_ref().map(|[_, went]| went.iter().map(text).collect::<Vec<_>>()),
    })
}

/// Returns who holds which key: the last round whole, and how it stood in each.
pub(super) fn of_copies(state: &State) -> Vec<Value> {
    let last = |round: &Round| {
        json!({
            "at": seconds(round.at),
            "query": round.query.0,
            "here": round.copies.here,
            "closest": round.copies.closest.iter().map(|copy| json!({
                "peer": text(&copy.peer),
                "has": copy.has,
                "expires_in": copy.expires_in.map(|left| left.as_secs_f64()),
                "providers": copy.providers.iter().map(text).collect::<Vec<_>>(),
                "failure": copy.failure.as_ref().map(crate::dht::Failure::code),
            })).collect::<Vec<_>>(),
        })
    };
    let marks = |round: &RoundMarks| {
        let mark = |(peer, mark): &(PeerId, CopyMark)| json!({ "peer": text(peer), "mark": word(*mark) });
        json!({
            "at": seconds(round.at),
            "held": round.held,
            "answering": round.answering,
            "closest": round.iter().map(mark).collect::<Vec<_>>(),
        })
    };
    let of_key = |rounds: &CopyRounds| {
        json!({
            "key": super::of_key(&rounds.key),
            "what": rounds.what.word(),
            "last": last(&rounds.last),
            "rounds": rounds.marks.iter().map(marks).collect::<Vec<_>>(),
        })
    };
    state.copies.iter().map(of_key).collect()
}

fn word(mark: CopyMark) -> &'static str {
    match mark {
        CopyMark::Has => "has",
        CopyMark::HasOther => "has_other",
        CopyMark::HasNot => "has_not",
        CopyMark::NoAnswer => "no_answer",
        CopyMark::GivenUp => "given_up",
    }
}

/// Returns whether a peer was reached; of the node that walked, that it did.
fn reach(crawl: &Crawl, found: &CrawledPeer) -> &'static str {
    if found.peer == crawl.me { "walker" } else { found.reach.word() }
}

fn protocols<'a>(crawl: &'a Crawl, found: &CrawledPeer) -> Vec<&'a str> {
    found.protocols.map(|set| crawl.protocols.get(set).split('\n').collect()).unwrap_or_default()
}

/// Returns a crawl as comma-separated values, a line for each peer (RFC 4180).
pub(super) fn csv(crawl: &Crawl, lab: &Lab) -> String {
    let mut table = "peer,name,reach,address,agent,protocols,table,known_by,failure\n".to_owned();
    for found in &crawl.peers {
        let cells = [
            text(&found.peer),
            lab.name(&found.peer).unwrap_or_default(),
            reach(crawl, found).to_owned(),
            found.address.as_ref().map(ToString::to_string).unwrap_or_default(),
            found.agent.map(|agent| crawl.agents.get(agent).to_owned()).unwrap_or_default(),
            protocols(crawl, found).join(" "),
            found.table.as_ref().map(|table| table.len().to_string()).unwrap_or_default(),
            if crawl.plan.has_tables { found.named_by.to_string() } else { String::new() },
            found.failure.as_ref().map(|failure| failure.code().to_owned()).unwrap_or_default(),
        ];
        let line: Vec<String> = cells.iter().map(|cell| of_cell(cell)).collect();
        let _ = writeln!(table, "{}", line.join(","));
    }
    table
}

/// Returns a cell, in quotes where it must be. What a spreadsheet would take for a formula gets an apostrophe: agents are the
/// words of strangers.
fn of_cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect();
    let plain = if plain.starts_with(['=', '+', '-', '@']) { format!("'{plain}") } else { plain };
    if plain.contains([',', '"', '\n', '\r']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

/// Returns a crawl as a graph, from each peer to those in its table, in the language of Graphviz.
pub(super) fn dot(crawl: &Crawl, lab: &Lab) -> String {
    let mut graph = "digraph {\n".to_owned();
    for (number, found) in crawl.peers.iter().enumerate() {
        let name = lab.name(&found.peer).unwrap_or_else(|| crate::dht::tail(&found.peer));
        let style = if found.reach == PeerReach::Unreached { ", style=dashed" } else { "" };
        let _ = writeln!(graph, "  p{number} [label=\"{name}\", tooltip=\"{}\"{style}];", found.peer);
    }
    for (number, found) in crawl.peers.iter().enumerate() {
        for other in found.table.iter().flatten() {
            let _ = writeln!(graph, "  p{number} -> p{other};");
        }
    }
    graph.push_str("}\n");
    graph
}
