//! What came of fetching a value, and of storing one.

use std::fmt::Write as _;

use super::{
    Verdict, bad, good,
    why::{self, nobody_answered, nobody_had, timed_out},
    words::{peers, shown, shown_in, tails},
};
use crate::{
    dht::PeerId,
    state::{Query, State},
};

/// Characters of a value that a sentence shows where holders disagree.
const MAX_AMONG: usize = 24;
/// Values that a sentence shows besides the one most have.
const MAX_OTHERS: usize = 2;
/// Holders of a value that a sentence names.
const MAX_HOLDERS: usize = 3;

pub(super) fn get(query: &Query, state: &State) -> Verdict {
    let key = query.called();
    let Some((value, equal)) = query.best_value() else {
        return bad(format!("get {key}: not found. {}", nobody_had(query, state, "none has it")));
    };
    let disagree = query.values.len() > 1;
    let place = query.values.iter().find(|(known, _)| known == value).map(|(_, at)| place(at, disagree));
    let mut text = format!("get {key}: {} (found {})", shown(value), place.unwrap_or_default());
    let needed = query.needed;
    if equal < needed {
        let _ = write!(text, ", but the quorum needs {needed} equal values, and got {equal}");
    }
    if disagree {
        let _ = write!(text, ". Holders disagree: {}", others(query, value));
    } else if equal < needed {
        text.push_str(". `quorum one` would be content");
    }
    text.push_str(timed_out(query));
    Verdict { ok: equal >= needed, text }
}

/// Says where a value is: here, at how many others, and if it matters at whom.
fn place(holders: &[Option<PeerId>], named: bool) -> String {
    let others = holders.iter().flatten();
    let n = others.clone().count();
    let mut at = format!("at {}", peers(n));
    if named {
        let _ = write!(at, ": {}", tails(others, MAX_HOLDERS));
    }
    match (n < holders.len(), n) {
        (true, 0) => "here".to_owned(),
        (true, _) => format!("here and {at}"),
        (false, _) => at,
    }
}

fn others(query: &Query, best: &[u8]) -> String {
    let others = query.values.iter().filter(|(value, _)| value != best);
    let mut said: Vec<String> = others
        .take(MAX_OTHERS)
        .map(|(value, at)| format!("{} ({})", shown_in(value, MAX_AMONG), place(at, true)))
        .collect();
    match query.values.len() - 1 - said.len() {
        0 => {}
        1 => said.push("1 more value".to_owned()),
        n => said.push(format!("{n} more values")),
    }
    said.join(", ")
}

pub(super) fn put(query: &Query, state: &State) -> Verdict {
    let (key, stored, needed) = (query.called(), query.stored.len(), query.needed);
    if query.stores == 0 {
        return bad(format!("put {key}: kept here only. {}", not_sent(query, state)));
    }
    let rest = Some(why::not_stored(query)).filter(|rest| !rest.is_empty()).map(|rest| format!(", {rest}"));
    let asked = peers(query.stores as usize);
    let text = format!("put {key}: stored at {stored} of {asked} asked{}", rest.unwrap_or_default());
    if stored == 0 {
        return bad(format!("{text}: kept here only{}{}", advice(query), timed_out(query)));
    }
    if query.read_back == Some(0) {
        let text = format!(
            "put {key}: acknowledged by {stored}, but it can be fetched from none: with the closer peers an answer is \
             larger than 16 KiB. Store less than about 8 KiB"
        );
        return Verdict { ok: stored >= needed, text };
    }
    if stored >= needed {
        return good(text + timed_out(query));
    }
    bad(format!("{text}, but the quorum needed {needed}, got {stored}. {}", too_few(query, state)))
}

/// Says why too few stored it, and what to do.
fn too_few(query: &Query, state: &State) -> String {
    let servers = why::servers(query, state);
    if servers >= query.needed {
        let again = if why::refused(query) { "`quorum one` would be content" } else { "`put` it again" };
        return format!("{} are known: {again}", count(servers));
    }
    let k = state.session.k;
    let name = if state.needed() == query.needed { format!(" of {}", state.quorum) } else { String::new() };
    let is = if servers == 1 { "is" } else { "are" };
    format!(
        "Only {} {is} known, and a quorum{name} counts against k = {k}: `quorum one` would be content",
        count(servers)
    )
}

fn count(servers: usize) -> String {
    if servers == 1 { "1 server".to_owned() } else { format!("{servers} servers") }
}

fn advice(query: &Query) -> &'static str {
    if why::refused(query) && !query.outcome.timed_out {
        ". Other programs keep only keys they can check, such as /pk/… and /ipns/…"
    } else {
        ""
    }
}

/// Says why a value, or word of one, was not sent to anybody.
pub(super) fn not_sent(query: &Query, state: &State) -> String {
    match (query.answered, query.outcome.timed_out) {
        (0, _) => nobody_answered(query, state),
        (n, true) => {
            format!("{} answered, but the 60 s were over before it could be sent to any. Try again", peers(n as usize))
        }
        (n, false) => format!("{} answered, but it ended before it could be sent to any. Try again", peers(n as usize)),
    }
}

/// What came of storing a record again, by kad's clock.
pub(super) fn again(query: &Query, state: &State) -> Verdict {
    let (word, key, stored) = (query.kind.word(), query.called(), query.stored.len());
    if query.stores == 0 {
        return bad(format!("{word} {key}: stored at none. {}", not_sent(query, state)));
    }
    let rest = why::not_stored(query);
    let rest = if rest.is_empty() { rest } else { format!(", {rest}") };
    let text =
        format!("{word} {key}: stored at {stored} of {}{rest}{}", peers(query.stores as usize), timed_out(query));
    Verdict { ok: stored > 0, text }
}
