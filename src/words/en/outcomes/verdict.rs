//! What came of a query: what happened, to how many, and if it failed why and what to do.

use std::{fmt::Write as _, time::Duration};

use super::{
    peers, shown, shown_in, tails, times,
    why::{failed, lack, most, not_sent, time, vain},
};
use crate::{
    dht::{
        CopyKind, Kind, PeerId, Verdict, tail,
        verdict::{
            Beside, Code, CopiesFound, End, Found, Holders, Holdings, Missed, Near, NotStored, RequestCounts, Stored,
            Untold,
        },
    },
    words::units::{clock, long},
};

/// Characters of a value that a sentence shows where holders disagree.
const MAX_AMONG: usize = 24;
/// Values that a sentence shows besides the one most have.
const MAX_OTHERS: usize = 2;
/// Holders of a value that a sentence names.
const MAX_HOLDERS: usize = 3;
/// Providers that a sentence names.
const MAX_NAMED: usize = 5;
/// From this age on it is said how old a crawl is.
const OLD: Duration = Duration::from_secs(5 * 60);

pub(in crate::words) fn outcome(code: Code) -> &'static str {
    match code {
        Code::Ok => "it succeeded, or was carried out",
        Code::NotFound => "what was looked for was not found",
        Code::NobodyAsked => "nobody could be asked",
        Code::NoAnswer => "nobody answered",
        Code::TimedOut => "the time was over before anybody answered, or before anything was sent",
        Code::KeptHere => "it is kept by this node alone, though somebody answered",
        Code::Refused => "those that were asked to store it refused it, or all would",
        Code::QuorumMissed => "fewer than the quorum stored it, or had it",
        Code::Unseen => "it ended while another node was looked at",
        Code::Failed => "a command that is no query was not carried out",
    }
}

pub(in crate::words) fn verdict(kind: Kind, verdict: &Verdict) -> String {
    let mut text = end(kind, &verdict.end);
    if let Some(beside) = &verdict.truth {
        let _ = write!(text, ". {}", truth(kind, beside));
    }
    if verdict.is_under_cid {
        text.push_str(match kind {
            Kind::Put => ". No record lives under a CID; `provide` tells others that we have the content",
            _ => ". No record lives under a CID; `providers` asks who has the content",
        });
    }
    match verdict.late {
        0 => {}
        1 => text.push_str(". 1 answer came late, after the end, and does not count"),
        n => _ = write!(text, ". {n} answers came late, after the end, and do not count"),
    }
    text
}

fn end(kind: Kind, end: &End) -> String {
    match end {
        End::StoringOn { stored, open: 0 } => format!("acknowledged by {stored}"),
        End::StoringOn { stored, open } => format!("acknowledged by {stored}, asking {open} more"),
        End::FoundAlready { value } => format!("{}, asking on", shown(value)),
        End::Unseen { asked, answered, failed } => {
            let failed = if *failed > 0 { format!(", {failed} failed") } else { String::new() };
            format!("ended while you looked at another node: {asked} asked, {answered} answered{failed}")
        }
        End::Found(value) => found(value),
        End::NotFound(why) => format!("not found. {}", lack(why, "none has it")),
        End::NotSent(why) => format!("{}. {}", nothing_sent(kind), not_sent(why)),
        End::Stored(of) => stored(kind, of),
        End::Unfetchable { stored } => format!(
            "acknowledged by {stored}, but by our count no answer with it and the closer peers fits into 16 KiB, the most \
             that programs of rust-libp2p read unless told otherwise. Store less than about 8 KiB"
        ),
        End::Told { told, rest, overtime, .. } if kind == Kind::Reprovide => {
            format!("sent to {}{}{}", peers(*told), untold(rest), time(*overtime))
        }
        End::Told { told, drop, rest, overtime } => format!(
            "told {} that we have it{} (the protocol has no acknowledgement){}{}",
            peers(*told),
            untold(rest),
            dropped(*drop),
            time(*overtime)
        ),
        End::ToldNobody { answered, rest } => format!("{}. {}", nothing_sent(kind), told_nobody(*answered, rest)),
        End::Providers { here, others, more } => providers(here.as_ref(), others, *more),
        End::NoProvider(why) => format!("none known. {}", lack(why, "none knows one")),
        End::Closest { found, requests: RequestCounts { asked, answered, failures, overtime } } => {
            format!("{found} found, {answered} of {asked} asked answered{}{}", failed(failures), time(*overtime))
        }
        End::AskingEach(n) => format!("asking each of the {n} closest for it"),
        End::Copies(of) => copies_found(of),
        End::Bootstrapped { entries, requests: RequestCounts { asked, answered, failures, overtime } } => format!(
            "{answered} of {asked} requests answered{}, {} in the routing table{}",
            failed(failures),
            peers(*entries),
            time(*overtime)
        ),
        End::NoAnswer(why) => format!("no answer. {}", vain(why)),
    }
}

fn nothing_sent(kind: Kind) -> &'static str {
    match kind {
        Kind::Provide => "noted here only",
        Kind::Reprovide => "sent to none",
        Kind::Republish | Kind::Replicate => "acknowledged by none",
        Kind::Get
        | Kind::Put
        | Kind::Providers
        | Kind::Closest
        | Kind::Copies
        | Kind::ProviderCopies
        | Kind::Bootstrap => "kept here only",
    }
}

fn found(Found { value, at, quorum: (equal, needed), others, overtime }: &Found) -> String {
    let mut text = format!("{} (found {})", shown(value), place(at, !others.is_empty()));
    if equal < needed {
        let _ = write!(text, ", but the quorum needs {needed} equal values, and got {equal}");
    }
    if !others.is_empty() {
        let _ = write!(text, ". Holders disagree: {}", disagreeing(others));
    } else if equal < needed {
        text.push_str(". `quorum one` would be content");
    }
    text + time(*overtime)
}

/// Says where a value is: here, at how many others, and if it matters at whom.
fn place(Holders { here, others }: &Holders, named: bool) -> String {
    let mut at = format!("at {}", peers(others.len()));
    if named {
        let _ = write!(at, ": {}", tails(others, MAX_HOLDERS, 0));
    }
    match (here, others.len()) {
        (true, 0) => "here".to_owned(),
        (true, _) => format!("here and {at}"),
        (false, _) => at,
    }
}

fn disagreeing(others: &[(Vec<u8>, Holders)]) -> String {
    let shown = others.iter().take(MAX_OTHERS);
    let mut said: Vec<String> =
        shown.map(|(value, at)| format!("{} ({})", shown_in(value, MAX_AMONG), place(at, true))).collect();
    match others.len() - said.len() {
        0 => {}
        1 => said.push("1 more value".to_owned()),
        n => said.push(format!("{n} more values")),
    }
    said.join(", ")
}

fn stored(kind: Kind, all: &Stored) -> String {
    let Stored { stored, asked, rest, missed, overtime } = all;
    let mut text = format!("acknowledged by {stored} of {}", peers(*asked as usize));
    if kind == Kind::Put {
        text.push_str(" asked");
    }
    for part in not_stored(rest) {
        let _ = write!(text, ", {part}");
    }
    if kind == Kind::Put && all.kept() == 0 {
        text.push_str(": kept here only");
        if rest.is_refused() && overtime.is_none() {
            text.push_str(match rest.closed {
                Holdings { nothing: 0, unknown: 0, other: 1.., .. } => {
                    ". Some programs keep the first value of a key, as py-libp2p does"
                }
                _ => ". Other programs keep only keys they can check, such as /pk/… and /ipns/…",
            });
        }
    }
    match missed {
        Some(missed) => format!(
            "{text}, but the quorum needed {}, got {}. {}",
            missed.needed,
            all.kept(),
            too_few(missed, rest.is_refused())
        ),
        None => text + time(*overtime),
    }
}

/// Says why too few stored it, and what to do.
fn too_few(Missed { needed, servers, name, k }: &Missed, is_refused: bool) -> String {
    let many = times(*servers, "server");
    if servers >= needed {
        return format!(
            "{many} are known: {}",
            if is_refused { "`quorum one` would be content" } else { "`put` it again" }
        );
    }
    let name = name.as_ref().map_or_else(String::new, |name| format!(" of {name}"));
    let is = if *servers == 1 { "is" } else { "are" };
    format!("Only {many} {is} known, and a quorum{name} counts against k = {k}: `quorum one` would be content")
}

fn not_stored(NotStored { closed, hollow, failures, unsent, silent }: &NotStored) -> Vec<String> {
    let mut parts = Vec::new();
    let mut say = |n: u32, one: &str, more: &str| {
        if n > 0 {
            parts.push(format!("{n} {}", if n == 1 { one } else { more }));
        }
    };
    say(*hollow, "of these has it not when asked", "of these have it not when asked");
    say(closed.same, "has it, though no acknowledgement came", "have it, though no acknowledgement came");
    say(closed.other, "keeps another value", "keep another value");
    say(closed.nothing, "did not take it: it has it not when asked", "did not take it: they have it not when asked");
    say(closed.unknown, "gave no answer (the stream closed)", "gave no answer (the stream closed)");
    if failures.count > 0 {
        parts.push(format!("{} failed{}", failures.count, most(failures)));
    }
    if *unsent > 0 {
        parts.push(format!("{unsent} were not sent it: their connections had closed"));
    }
    if *silent > 0 {
        parts.push(format!("{silent} stayed silent"));
    }
    parts
}

/// That so many drop a provider of a key that is no multihash.
fn dropped(n: usize) -> String {
    match n {
        0 => String::new(),
        n => format!(
            ". {n} of them, js-libp2p, {} it: the key is no multihash, as those of CIDs and of hash:TEXT are",
            if n == 1 { "drops" } else { "drop" }
        ),
    }
}

fn told_nobody(answered: u32, rest: &Untold) -> String {
    if rest.unreached.count > 0 {
        return format!(
            "{} answered, but could not be reached again to be told{}: `provide` it again",
            peers(answered as usize),
            most(&rest.unreached)
        );
    }
    match answered {
        1 => "1 peer answered, but its connection had closed before it was told: `provide` it again".to_owned(),
        n => format!("{n} peers answered, but their connections had closed before they were told: `provide` it again"),
    }
}

fn untold(Untold { unreached, unsent }: &Untold) -> String {
    let mut text = String::new();
    if unreached.count > 0 {
        let _ = write!(text, ", {} could not be reached again{}", unreached.count, most(unreached));
    }
    match unsent {
        0 => {}
        1 => text.push_str(", not sent to 1: its connection had closed"),
        n => _ = write!(text, ", not sent to {n}: their connections had closed"),
    }
    text
}

fn providers(here: Option<&PeerId>, others: &[PeerId], more: usize) -> String {
    let named = tails(others, MAX_NAMED, more);
    match (here, others.len() + more) {
        (Some(me), 0) => format!("this peer ({})", tail(me)),
        (Some(_), n) => format!("this peer and {} ({named})", peers(n)),
        (None, n) => format!("{} ({named})", peers(n)),
    }
}

/// Who of the closest has it, and who of them has it not, and why.
fn copies_found(found: &CopiesFound) -> String {
    let CopiesFound { what, held, of, here, others, without, later, silent, providers: [providers, tried, unreached] } =
        found;
    let those = format!("of the {of} closest{}", if silent.is_empty() { "" } else { " that answer" });
    let mut text = match (what, held) {
        _ if *of == 0 => format!("none of the {} closest answers", silent.len()),
        (CopyKind::Value, 0) => format!("held by none {those}"),
        (CopyKind::Value, n) => format!("held by {n} {those}"),
        (CopyKind::Provider, 0) => format!("none {those} knows a provider"),
        (CopyKind::Provider, 1) => format!("1 {those} knows {}", times(*providers, "provider")),
        (CopyKind::Provider, n) => format!("{n} {those} know {}", times(*providers, "provider")),
    };
    match tried {
        _ if *unreached == 0 => {}
        1 if *providers == 1 => text.push_str(", which cannot be reached"),
        tried if tried == providers => _ = write!(text, ", {unreached} of which cannot be reached"),
        tried => _ = write!(text, ", {tried} of which were tried, and {unreached} of these cannot be reached"),
    }
    if *here {
        text.push_str(match what {
            CopyKind::Value => ", and here",
            CopyKind::Provider => ", and this node knows one",
        });
    }
    let mut say = |peers: &[PeerId], one: &str, more: &str| {
        if !peers.is_empty() {
            let verb = if peers.len() == 1 { one } else { more };
            let _ = write!(text, "; {} {verb}", tails(peers, MAX_HOLDERS, 0));
        }
    };
    say(others, "has another value than most", "have other values than most");
    match what {
        _ if *held == 0 => {}
        CopyKind::Value => say(without, "has it not", "have it not"),
        CopyKind::Provider => say(without, "knows none", "know none"),
    }
    say(later, "began to run after it was stored", "began to run after it was stored");
    if *of > 0 {
        say(silent, "does not answer", "do not answer");
    }
    text
}

fn truth(kind: Kind, beside: &Beside) -> String {
    let providers = kind == Kind::Providers;
    match beside {
        Beside::Closest(near) => {
            let what = match kind {
                Kind::Closest | Kind::Copies | Kind::ProviderCopies => "Found",
                Kind::Provide | Kind::Reprovide => "Told",
                _ => "Stored at",
            };
            format!("{what} {}", closest(*near))
        }
        Beside::Known { n, of, at, peers: reached, ago } => {
            let what = if kind.stores() { "Stored at" } else { "Found" };
            let old = if *ago > OLD { format!(", {} before", long(ago.as_secs())) } else { String::new() };
            format!("{what} {n} of the {of} closest known to the crawl of {} ({}{old})", clock(*at), peers(*reached))
        }
        Beside::Alive { holders, of, here, has_guests } => {
            let name = if providers { "Provider records alive" } else { "Copies alive" };
            format!("{name}: {}", copies(*holders, *of, *here, *has_guests))
        }
        Beside::NoneAlive => {
            format!("No other node that runs {}", if providers { "knows a provider" } else { "holds it" })
        }
        Beside::Overlooked { holders, found } => {
            let (runs, hold) = match (holders, providers) {
                (1, true) => ("runs", "knows a provider"),
                (1, false) => ("runs", "holds it"),
                (_, true) => ("run", "know a provider"),
                (_, false) => ("run", "hold it"),
            };
            format!("But {} that {runs} {hold}: found {}", peers(*holders), closest(*found))
        }
    }
}

/// At how many other nodes there is a copy, and how many there are to be; the asker's own apart.
pub(in crate::words) fn copies(holders: usize, k: usize, here: bool, has_guests: bool) -> String {
    let others = match (holders, has_guests) {
        (1, false) => "1 other".to_owned(),
        (_, false) => format!("{holders} others"),
        (1, true) => "1 other practice node".to_owned(),
        (_, true) => format!("{holders} other practice nodes"),
    };
    let here = if here { ", and here" } else { "" };
    format!("at {others} (k {k}){here}")
}

fn closest(Near { n, of, is_asker_nearer, has_guests }: Near) -> String {
    let near = if is_asker_nearer { format!(" (we are nearer than {})", the_last(of)) } else { String::new() };
    format!("{n} of the true {of} closest{}{near}", among(has_guests))
}

/// Among whom that is true, where there are guests too.
pub(in crate::words) fn among(has_guests: bool) -> &'static str {
    if has_guests { " practice nodes" } else { "" }
}

/// The last of so many.
fn the_last(of: usize) -> String {
    let end = match (of % 10, of % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("the {of}{end}")
}
