//! What came of a command.

use std::fmt::Write as _;

use super::{failure, practice::practice, program::program, why::nobody};
use crate::{
    dht::{
        Answer, CrawlCounts, CrawlEnd, CrawlSummary, Failure, Pinged, RpcKind, TableSummary, Told, name::spoken, tail,
    },
    words::{
        en::{peers, shown, tails, times},
        units::duration,
    },
};

/// Providers that a sentence names.
const MAX_TOLD: usize = 5;

pub(in crate::words) fn answer(answer: &Answer) -> String {
    match answer {
        Answer::TooManyQueries(most) => format!("{most} queries are in flight: wait until some have ended"),
        Answer::StoreFull { key, is_value: true, most } => format!(
            "put {}: this node's store is full: it keeps {most} values at most. Nothing was sent. `remove` one, or start with \
             a larger --max-records",
            spoken(key)
        ),
        Answer::StoreFull { key, is_value: false, most } => format!(
            "provide {}: this node's store is full: it keeps providers of {most} keys at most, its own and others'. Nothing was \
             sent. Start with a larger --max-records",
            spoken(key)
        ),
        Answer::KeyTooLong { key, most } => format!(
            "the key is too long: {key} bytes, and peers read messages of {most} at most. Nothing was sent: use a shorter \
             key, or its hash (hash:TEXT)"
        ),
        Answer::TooLarge { key, value, message, most } => format!(
            "put {}: the value is too large: {value} bytes make a PUT_VALUE message of {message}, and peers read at most \
             {most}. Nothing was kept or sent",
            spoken(key)
        ),
        Answer::NotForIpfs(key) => {
            format!(
                "put {}: IPFS servers refuse it: they keep only keys under /pk/ and /ipns/. Nothing was sent",
                spoken(key)
            )
        }
        Answer::NobodyToBootstrap(Some(why)) => format!("bootstrap: {}", nobody(why)),
        Answer::NobodyToBootstrap(None) => "bootstrap: nobody could be asked: the routing table is empty".to_owned(),
        Answer::Connected { peer, address } => format!("connected to {} at {address}", tail(peer)),
        Answer::ConnectedAlready(peer) => format!("already connected to {}", tail(peer)),
        Answer::NotConnected(why) => format!("could not connect: {}", failure(why)),
        Answer::AsksOurselves => "that is this node itself: `export FILE` writes down what it knows".to_owned(),
        Answer::CannotAsk { peer, is_connected: true } => {
            format!("{} dialled us, and no address is known at which it can be asked by itself", tail(peer))
        }
        Answer::CannotAsk { peer, is_connected: false } => {
            format!("no address of {} is known: name one, as in /ip4/10.0.0.1/tcp/4001/p2p/ID", tail(peer))
        }
        Answer::TooManyQuestions(most) => format!("{most} questions are under way: wait until some are answered"),
        Answer::NotReached { peer, failure: why, is_connected } => {
            let who = peer.as_ref().map(|peer| format!(" to {}", tail(peer))).unwrap_or_default();
            let but =
                if *is_connected { ". It is connected to us, since it dialled us; it cannot be dialled" } else { "" };
            format!("could not connect{who}: {}{but}", failure(why))
        }
        Answer::Pinged(pinged) => self::pinged(pinged),
        Answer::Told(told) => self::told(told),
        Answer::TableRead(table) => table_read(table),
        Answer::TooManyCopies(most) => {
            format!("{most} keys are asked for again and again: end that with `copies off` first")
        }
        Answer::CopiesEnd(n) => format!("no more rounds: {} asked for again and again", times_are(*n, "key")),
        Answer::NoCopiesAsked => "no key is asked for again and again: `copies KEY --every 30s` does so".to_owned(),
        Answer::NobodyToCrawl(Some(why)) => format!("crawl: {}", nobody(why)),
        Answer::NobodyToCrawl(None) => "crawl: nobody could be asked: the routing table is empty".to_owned(),
        Answer::CrawlsAlready => "a crawl runs already: `crawl off` stops it".to_owned(),
        Answer::NothingCrawls => "no crawl runs: `crawl` begins one".to_owned(),
        Answer::CrawlStops => "the crawl stops".to_owned(),
        Answer::Crawled(summary) => crawled(summary),
        Answer::Added(peer) => format!("{} is in the routing table", tail(peer)),
        Answer::Waits(peer) => {
            format!("{} waits for a place: its bucket is full, the oldest entry is dialled first", tail(peer))
        }
        Answer::NoPlace(peer) => format!(
            "{} was not added: its bucket is full, and only a connected newcomer may wait for a place",
            tail(peer)
        ),
        Answer::Ourselves => "that is this node itself: it is never in its own routing table".to_owned(),
        Answer::Forgotten(peer) => format!("{} is out of the routing table", tail(peer)),
        Answer::NotInTable(peer) => format!("{} is not in the routing table", tail(peer)),
        Answer::Removed(key) => {
            format!("remove {}: gone from this node's store; copies at other peers stay until they expire", spoken(key))
        }
        Answer::NothingToRemove(key) => format!("remove {}: it is not in this node's store", spoken(key)),
        Answer::Unprovided(key) => {
            format!("unprovide {}: not announced again; what others noted stays until it expires", spoken(key))
        }
        Answer::NotProvided(key) => format!("unprovide {}: this node does not provide it", spoken(key)),
        Answer::Paused => "paused: our own queries stand still; others are still answered".to_owned(),
        Answer::PausedAlready => "paused already: `step` goes one step on, `resume` all the way".to_owned(),
        Answer::Resumed => "resumed: our own queries go on by themselves".to_owned(),
        Answer::ResumedEarly => "resumed before all steps were made".to_owned(),
        Answer::NotPaused => "not paused".to_owned(),
        Answer::NoStepUnpaused => "not paused: `pause` first, then each `step` goes one step on".to_owned(),
        Answer::NothingToStep => "no query is in flight: type one, e.g. `get greeting`, then `step`".to_owned(),
        Answer::QuorumIs(quorum) => format!("quorum is {quorum} now"),
        Answer::QuorumTooLarge { quorum, k } => {
            format!("quorum {quorum} cannot be met: a value is stored at k = {k} peers at most")
        }
        Answer::ModeIs(mode) => format!("mode is {mode}"),
        Answer::ModeAuto(mode) => format!(
            "mode auto: {mode} now; a server only once an external address is confirmed, which kadscope itself does not do"
        ),
        Answer::LeftBehind => "another node was looked at before this came to anything".to_owned(),
        Answer::Practice(answer) => practice(answer),
        Answer::Program(answer) => program(answer),
        Answer::Said { text, .. } => text.clone(),
    }
}

fn pinged(Pinged { peer, connect, identify, round_trips, failure: why }: &Pinged) -> String {
    let who = peer.as_ref().map_or_else(|| "it".to_owned(), tail);
    let mut said = match connect {
        Some(time) => format!("{who}: connected in {}", duration(*time)),
        None => format!("{who}: not connected"),
    };
    let _ = match identify {
        Some(time) => write!(said, ", said what it is after {}", duration(*time)),
        None => write!(said, ", did not say what it is"),
    };
    if !round_trips.is_empty() {
        let all: Vec<String> = round_trips.iter().map(|time| duration(*time)).collect();
        let _ = write!(said, ", round trips {}", all.join(", "));
    }
    if let Some(why) = why {
        let _ = write!(
            said,
            "; {} round trip failed: {}",
            if round_trips.is_empty() { "the first" } else { "the next" },
            failure(why)
        );
    }
    said
}

fn told(told: &Told) -> String {
    if let (false, Some(why)) = (told.has_answer(), &told.failure) {
        return format!("{} of {}: no answer: {}", tail(&told.peer), spoken(&told.key), unanswered(why));
    }
    let Told { peer, key, took, value, expires_in, providers, closer, unanswered, failure: why } = told;
    let life = expires_in.map(|left| format!(" (lives {} more)", duration(left))).unwrap_or_default();
    let value = match value {
        Some(value) => format!("it has {}{life}", shown(value)),
        None if unanswered.contains(&RpcKind::GetValue) => "it did not answer whether it has a value".to_owned(),
        None => "it has no value".to_owned(),
    };
    let providers = match providers.len() {
        0 if unanswered.contains(&RpcKind::GetProviders) => "did not answer who provides it".to_owned(),
        0 => "knows no provider".to_owned(),
        n => format!("knows {}: {}", times(n, "provider"), tails(providers, MAX_TOLD, 0)),
    };
    let closer = match closer.len() {
        0 => "names nobody closer".to_owned(),
        n => format!("names {}: {}", peers(n), tails(closer, MAX_TOLD, 0)),
    };
    let why = why.as_ref().map(|why| format!(" ({})", failure(why))).unwrap_or_default();
    format!("{} of {}: {value}, {providers}{why}, {closer}, in {}", tail(peer), spoken(key), duration(*took))
}

/// Says why a peer that we are connected to answers nothing.
fn unanswered(why: &Failure) -> String {
    match why {
        Failure::NoProtocol => format!("{}: it is a client, or of another network (--protocol)", failure(why)),
        why => failure(why),
    }
}

fn table_read(table: &TableSummary) -> String {
    format!("{}: {}", tail(&table.peer), how_whole(table))
}

/// Says how many entries were told, and whether these are all.
pub(in crate::words) fn how_whole(table: &TableSummary) -> String {
    let TableSummary { entries, requests, took, is_exact, contradictions, failure: why, .. } = table;
    if let (0, Some(why)) = (requests, why) {
        return format!("no answer: {}", unanswered(why));
    }
    let entries = if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
    let read = format!("{entries} as told, {}, {}", times(*requests as usize, "request"), duration(*took));
    match (why, is_exact, contradictions) {
        (Some(why), ..) => format!("{read}, not complete: a request failed: {}", failure(why)),
        (None, false, _) => format!("{read}, not complete: it names more and more peers"),
        (None, true, 0) => format!("{read}, complete"),
        (None, true, n) => format!(
            "{read}, complete, but {} left out by one answer and named by another: it changed meanwhile, or is invented",
            if *n == 1 { "1 was".to_owned() } else { format!("{n} were") }
        ),
    }
}

/// That so many are what was asked for.
fn times_are(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what} was") } else { format!("{n} {what}s were") }
}

/// What a crawl came to.
fn crawled(summary: &CrawlSummary) -> String {
    let CrawlSummary { counts, answered, took, end } = summary;
    let CrawlCounts { known, reachable, unreachable, requests, .. } = *counts;
    let mut text = format!("{} found, {reachable} reached", peers(known));
    if unreachable > 0 {
        let _ = write!(text, ", {unreachable} not");
    }
    if *answered < reachable {
        let _ = write!(text, "; {} of those reached did not answer", reachable - answered);
    }
    let _ =
        write!(text, " ({} in {})", times(usize::try_from(requests).unwrap_or(usize::MAX), "request"), duration(*took));
    match end {
        CrawlEnd::Done => {}
        CrawlEnd::Limit => text.push_str(". More were named than the limit lets it know: `crawl --limit N` takes more"),
        CrawlEnd::Stopped => _ = write!(text, ". Stopped: {} not asked yet", counts.waiting()),
    }
    text
}
