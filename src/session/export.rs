//! What is known now as one JSON document: peers, routing table, queries with their lookups, the practice network.

mod crawl;

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::{
    dht::{
        Because, Direction, Failure, Gone, Key, PeerId, QueryId, Reply, RpcKind, Timestamp, Unusable, is_hostile,
        program::Program,
    },
    recording::line::VERSION,
    state::{
        Lab, Lookup, Mdns, Peer, Query, RequestLog, State,
        lookup::Hop,
        records::{Again, KeptRecord},
        requests::mean,
    },
    words::Language,
};

/// Returns what is written into a file of this name: what the last crawl found as a table (`.csv`) or a graph (`.dot`), or
/// what is known now as JSON, with the lines of what happened before, if they are asked for.
///
/// # Errors
/// Says that nothing was crawled yet, or no table was read that could be drawn.
pub fn document(
    file: &Path,
    (state, lab, now): (&State, &Lab, Timestamp),
    lines: Option<&[String]>,
) -> Result<String, Program> {
    let has_ending = |ending: &str| file.extension().is_some_and(|has| has.eq_ignore_ascii_case(ending));
    let crawl = state.crawls.last.as_deref().ok_or_else(|| Program::NothingCrawled(file.display().to_string()));
    if has_ending("csv") {
        crawl.map(|crawl| crawl::csv(crawl, lab))
    } else if has_ending("dot") {
        let crawl = crawl?;
        if crawl.plan.has_tables {
            Ok(crawl::dot(crawl, lab))
        } else {
            Err(Program::NoTablesRead(file.display().to_string()))
        }
    } else {
        Ok(export(state, lab, now, lines))
    }
}

/// Returns what is known now, as a JSON document; with the lines of what happened before, if they are asked for.
#[must_use]
fn export(state: &State, lab: &Lab, now: Timestamp, lines: Option<&[String]>) -> String {
    let session = &state.session;
    let name = |peer: &PeerId| lab.name(peer);
    let mut document = json!({
        "version": VERSION,
        "t": seconds(now),
        "peer": text(&session.peer),
        "name": name(&session.peer),
        "protocol": session.protocol,
        "k": session.k,
        "alpha": session.alpha,
        "mode": session.mode.to_string(),
        "nodes": session.nodes,
        "quorum": state.quorum.to_string(),
        "paused": state.paused.is_some(),
        "listening": all(&state.listening),
        "requests_served": state.requests.served(),
        "peers": state.peers.iter().map(|peer| of_peer(peer, state, lab)).collect::<Vec<_>>(),
        "mdns": of_mdns(&state.mdns),
        "buckets": state.buckets.iter().map(|bucket| json!({
            "cpl": bucket.cpl,
            "entries": bucket.entries.iter().map(|entry| json!({
                "peer": text(&entry.peer), "connected": entry.connected,
            })).collect::<Vec<_>>(),
            "pending": bucket.pending,
        })).collect::<Vec<_>>(),
        "records": state.records.iter().map(|(_, record)| of_record(record, state, now)).collect::<Vec<_>>(),
        "gone": state.records.gone.iter().map(|past| json!({
            "key": of_key(&past.record.item.key),
            "provider": past.record.item.provider().as_ref().map(text),
            "why": past.why.map(Gone::word),
            "at": seconds(past.at),
        })).collect::<Vec<_>>(),
        "refused": state.records.refused.iter().map(|refused| json!({
            "key": of_key(&refused.item.key),
            "provider": refused.item.provider().as_ref().map(text),
            "from": text(&refused.from),
            "failure": refused.failure.code(),
            "at": seconds(refused.at),
        })).collect::<Vec<_>>(),
        "requests": of_requests(&state.requests),
        "changes": state.changes.newest_first(now, None).map(|(at, change)| json!({
            "peer": text(&change.peer),
            "cpl": change.cpl,
            "change": change.change.word(),
            "cause": change.cause.map(Because::word),
            "other": change.other().as_ref().map(text),
            "at": seconds(*at),
        })).collect::<Vec<_>>(),
        "copies": crawl::of_copies(state),
        "crawl": crawl::of_crawl(state, lab),
        "queries": state.queries.iter().map(of_query).collect::<Vec<_>>(),
        "keys": state.keys.iter().map(of_key).collect::<Vec<_>>(),
        "network": lab.nodes.iter().zip(0..).map(|(node, number)| json!({
            "name": format!("n{number}"),
            "peer": text(&node.peer),
            "life": node.life.word(),
            "connections": node.connections,
            "table": node.table,
            "holds": node.holds,
            "served": node.served,
        })).collect::<Vec<Value>>(),
        "guests": lab.guests.iter().map(|(peer, guest)| json!({
            "peer": text(peer),
            "address": guest.address.to_string(),
            "agent": guest.agent,
            "connected_to": guest.nodes.iter().map(|number| format!("n{number}")).collect::<Vec<_>>(),
            "gone": guest.is_gone,
        })).collect::<Vec<Value>>(),
    });
    if let Some(lines) = lines {
        let lines = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        document["lines"] = lines.collect();
    }
    let mut text = format!("{document:#}");
    if text.contains(is_hostile) {
        text = escaped(&text);
    }
    text.push('\n');
    text
}

/// Writes a file as a whole: nobody sees a half of it, and what was there before stays if this fails.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        return OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes()); // a device, or a pipe
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder)?; // what is wrong with the part is said with the part's name, which tells nobody anything
    let mut part = tempfile::Builder::new();
    #[cfg(unix)]
    part.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // as any new file, less what the umask takes
    let mut part = part.prefix(".").suffix(".part").tempfile_in(folder).map_err(|error| error.kind())?;
    part.as_file_mut().write_all(text.as_bytes())?;
    part.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Escapes what would move, hide or reorder in a terminal. Such characters stand in texts only, but for line breaks.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hostile(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

fn of_mdns(mdns: &Mdns) -> Value {
    json!({
        "interfaces": mdns.interfaces.iter().map(|on| json!({
            "address": on.address.to_string(),
            "prefix": on.prefix,
            "asked": on.asked,
            "heard": on.heard,
            "answered": on.answered,
            "answers": on.answers,
        })).collect::<Vec<_>>(),
        "ignored": mdns.ignored.iter().map(|(ignored, at)| json!({
            "from": ignored.from.to_string(),
            "peer": ignored.peer.as_ref().map(text),
            "reason": ignored.reason.code(),
            "at": seconds(*at),
        })).collect::<Vec<_>>(),
    })
}

fn of_peer(peer: &Peer, state: &State, lab: &Lab) -> Value {
    json!({
        "peer": peer.text,
        "name": lab.name(&peer.id),
        "cpl": peer.cpl,
        "status": peer.status.word(),
        "via": peer.via.iter().map(|via| via.word().to_lowercase()).collect::<Vec<_>>(),
        "addresses": all(&peer.addresses),
        "agent": peer.agent,
        "protocols": peer.protocols,
        "server": peer.server,
        "rtt_ms": peer.rtt.map(|rtt| rtt.as_secs_f64() * 1e3),
        "seen": peer.seen.map(seconds),
        "announced": state.mdns.peers.get(&peer.id).map(|heard| json!({
            "from": heard.from.to_string(),
            "at": seconds(heard.at),
            "lapses": seconds(heard.lapses),
            "unusable": heard.unusable.map(Unusable::code),
        })),
        "since": seconds(peer.since),
        "failure": peer.failure.as_ref().map(Failure::code),
        "reason": peer.failure.as_ref().map(|failure| Language::English.failure(failure)),
    })
}

fn of_record(record: &KeptRecord, state: &State, now: Timestamp) -> Value {
    let again = match state.records.stores.again(record, &state.session, &state.session.peer, now) {
        Again::At(at) => Some(seconds(at)),
        Again::Never => None,
    };
    json!({
        "key": of_key(&record.item.key),
        "provider": record.item.provider().as_ref().map(text),
        "size": record.size,
        "value": record.value.as_deref().map(of_bytes),
        "publisher": record.publisher.as_ref().map(text),
        "how": record.how().word(),
        "from": record.from().as_ref().map(text),
        "since": record.since.map(seconds),
        "came": record.came().map(seconds),
        "times": record.times,
        "expires": record.expires.map(seconds),
        "again_reckoned": again,
    })
}

fn of_requests(log: &RequestLog) -> Value {
    let of = |kind: RpcKind| {
        let [p50, p90, p99] = log.quantiles(kind).map(|time| time.map(|time| time.as_secs_f64() * 1e3));
        let connect = mean(log.took(kind).map(|took| took.connect.unwrap_or_default()));
        json!({
            "kind": kind.word(),
            "in": log.total(Direction::In, kind),
            "out": log.total(Direction::Out, kind),
            "p50_ms": p50,
            "p90_ms": p90,
            "p99_ms": p99,
            "connect_mean_ms": connect.map(|time| time.as_secs_f64() * 1e3),
        })
    };
    json!({
        "kinds": RpcKind::ALL.map(of),
        "failed": log.failed,
        "last": log.newest_first().map(|request| json!({
            "at": seconds(request.at),
            "peer": text(&request.peer),
            "kind": request.kind.word(),
            "key": request.key.as_ref().map(of_key),
            "answer": request.reply.map(Reply::word),
            "count": request.reply.and_then(Reply::count),
        })).collect::<Vec<_>>(),
    })
}

fn of_query(query: &Query) -> Value {
    let QueryId(id) = query.id;
    json!({
        "query": id,
        "kind": query.kind.word(),
        "key": of_key(&query.key),
        "cause": if query.is_commanded() { "command" } else { "automatic" },
        "started": seconds(query.started),
        "finished": query.finished.map(seconds),
        "asked": query.asked,
        "answered": query.answered,
        "failed": query.failed,
        "late": query.late,
        "ok": query.verdict.as_ref().map(|verdict| verdict.ok),
        "outcome": query.verdict.as_ref().map(|verdict| verdict.code().word()),
        "verdict": query.said(Language::English),
        "stored": peers(&query.stored),
        "values": query.values.iter().map(|(value, holders)| json!({
            "value": of_bytes(value),
            "holders": holders.iter().map(|holder| holder.as_ref().map(text)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "providers": peers(&query.providers),
        "more_providers": query.more_providers,
        "without_address": query.without_address,
        "truth": query.truth.as_ref().map(|truth| json!({
            "closest": peers(&truth.closest), "holders": peers(&truth.holders), "guests": peers(&truth.guests),
        })),
        "lookups": query.lookups.iter().map(of_lookup).collect::<Vec<_>>(),
    })
}

fn of_lookup(lookup: &Lookup) -> Value {
    json!({
        "key": of_key(&lookup.key),
        "rounds": lookup.rounds(),
        "stalls": lookup.stalls.iter().map(|at| seconds(*at)).collect::<Vec<_>>(),
        "hops": lookup.hops.values().map(of_hop).collect::<Vec<_>>(),
    })
}

fn of_hop(hop: &Hop) -> Value {
    json!({
        "peer": text(&hop.peer),
        "hop": hop.hop,
        "from": hop.source.as_ref().map(text),
        "stage": hop.stage.word(),
        "asked": hop.asked.map(seconds),
    })
}

fn of_key(key: &Key) -> Value {
    of_bytes(key.bytes())
}

fn of_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!({ "text": text }),
        Err(_) => json!({ "hex": HEXLOWER.encode(bytes) }),
    }
}

fn peers<'a>(peers: impl IntoIterator<Item = &'a PeerId>) -> Vec<String> {
    peers.into_iter().map(text).collect()
}

fn text(peer: &PeerId) -> String {
    peer.to_base58()
}

fn all(things: &[impl ToString]) -> Vec<String> {
    things.iter().map(ToString::to_string).collect()
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of less than 285 years")]
fn seconds(at: Timestamp) -> f64 {
    at.0 as f64 / 1e6
}
