//! What came of a query, in one or two plain sentences: what happened, to how many, and if it failed why and what to
//! do. Pure, from what the state holds.

use std::fmt::Write as _;

use super::{Query, State};
use crate::dht::{Kind, hex, is_plain};

/// Characters of a value that a sentence shows.
const MAX_SHOWN: usize = 60;

/// What came of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Whether it succeeded, as the command language means it.
    pub ok: bool,
    /// The sentence.
    pub text: String,
}

fn good(text: String) -> Verdict {
    Verdict { ok: true, text }
}

fn bad(text: String) -> Verdict {
    Verdict { ok: false, text }
}

/// Returns the verdict of a query that still runs, as soon as its quorum is met; none before, and none again after.
pub(super) fn early(query: &Query) -> Option<Verdict> {
    if query.verdict.is_some() {
        return None;
    }
    let Query { key, needed, .. } = query;
    match query.kind {
        Kind::Put if query.stored.len() >= *needed => {
            let (stored, left) = (query.stored.len(), (query.stores as usize).saturating_sub(query.stored.len()));
            Some(good(format!("put {key}: stored at {stored}, asking {left} more")))
        }
        Kind::Get => query
            .best_value()
            .filter(|(_, holders)| holders >= needed)
            .map(|(value, _)| good(format!("get {key}: {}, asking on", shown(value)))),
        _ => None,
    }
}

/// Returns the verdict of a query that has ended.
pub(super) fn of(query: &Query, state: &State) -> Verdict {
    match query.kind {
        Kind::Get => get(query, state),
        Kind::Put => put(query, state),
        Kind::Provide => provide(query, state),
        Kind::Providers => providers(query, state),
        Kind::Closest => closest(query, state),
        Kind::Bootstrap => bootstrap(query, state),
        Kind::Republish | Kind::Replicate => again(query),
        Kind::Reprovide => Verdict {
            ok: !query.stored.is_empty(),
            text: format!("reprovide {}: sent to {}", query.key, peers(query.stored.len())),
        },
    }
}

fn get(query: &Query, state: &State) -> Verdict {
    let Query { key, needed, .. } = query;
    let Some((value, holders)) = query.best_value() else {
        return bad(format!("get {key}: not found. {}", nobody_had(query, state)));
    };
    let here = query.values.iter().any(|(known, at)| known == value && at.contains(&None));
    let others = holders - usize::from(here);
    let place = match (here, others) {
        (true, 0) => "found here".to_owned(),
        (true, n) => format!("found here and at {}", peers(n)),
        (false, n) => format!("found at {}", peers(n)),
    };
    let mut text = format!("get {key}: {} ({place})", shown(value));
    if query.values.len() > 1 {
        let _ = write!(text, ". Holders disagree: {} different values were found", query.values.len());
    }
    if holders < *needed {
        return bad(format!("{text}. The quorum asks for {needed} equal values"));
    }
    good(text)
}

fn put(query: &Query, state: &State) -> Verdict {
    let Query { key, needed, stores, .. } = query;
    let stored = query.stored.len();
    if stored >= *needed {
        return good(format!("put {key}: stored at {stored} of {} asked", peers(*stores as usize)));
    }
    if *stores == 0 {
        return bad(format!("put {key}: kept here only. {}", nobody_asked(query, state)));
    }
    let why = if stored == 0 { "nobody acknowledged it".to_owned() } else { format!("the quorum asks for {needed}") };
    bad(format!(
        "put {key}: stored at {stored} of {} asked, and here: {why}{}",
        peers(*stores as usize),
        timed_out(query)
    ))
}

fn provide(query: &Query, state: &State) -> Verdict {
    let Query { key, stores, .. } = query;
    let sent = query.stored.len();
    if sent > 0 {
        let unsent = (*stores as usize).saturating_sub(sent);
        let rest =
            if unsent > 0 { format!(", not sent to {unsent}: their connections had closed") } else { String::new() };
        return good(format!(
            "provide {key}: told {} that we have it{rest} (the protocol has no acknowledgement)",
            peers(sent)
        ));
    }
    bad(format!("provide {key}: noted here only. {}", nobody_asked(query, state)))
}

fn providers(query: &Query, state: &State) -> Verdict {
    let Query { key, .. } = query;
    let me = query.providers.contains(&state.session.peer);
    match (me, query.providers.len() - usize::from(me)) {
        (false, 0) => bad(format!("providers {key}: none known. {}", nobody_had(query, state))),
        (true, 0) => good(format!("providers {key}: this peer ({})", crate::dht::tail(&state.session.peer))),
        (true, n) => good(format!("providers {key}: this peer and {}", names(query, state, n))),
        (false, n) => good(format!("providers {key}: {}", names(query, state, n))),
    }
}

fn names(query: &Query, state: &State, n: usize) -> String {
    const SHOWN: usize = 5;
    let tails = query.providers.iter().filter(|peer| **peer != state.session.peer).map(crate::dht::tail);
    let mut text = tails.take(SHOWN).collect::<Vec<_>>().join(" ");
    if n > SHOWN {
        let _ = write!(text, " and {} more", n - SHOWN);
    }
    format!("{} ({text})", peers(n))
}

fn closest(query: &Query, state: &State) -> Verdict {
    let what = super::queries::target(query);
    if query.answered == 0 {
        return bad(format!("closest {what}: no answer. {}", nobody_asked(query, state)));
    }
    good(format!(
        "closest {what}: {} found, {} of {} asked answered{}",
        query.outcome.closest.len(),
        query.answered,
        query.asked,
        timed_out(query)
    ))
}

fn bootstrap(query: &Query, state: &State) -> Verdict {
    if query.answered == 0 {
        return bad(format!("bootstrap: no answer. {}", nobody_asked(query, state)));
    }
    good(format!(
        "bootstrap: {} of {} requests answered, {} in the routing table",
        query.answered,
        query.asked,
        peers(state.buckets.entries())
    ))
}

fn again(query: &Query) -> Verdict {
    let (word, key) = (query.kind.word(), &query.key);
    Verdict {
        ok: !query.stored.is_empty(),
        text: format!("{word} {key}: stored at {} of {}", query.stored.len(), peers(query.stores as usize)),
    }
}

/// Why nothing came back: how many were asked, or why nobody was.
fn nobody_had(query: &Query, state: &State) -> String {
    if query.asked == 0 || query.answered == 0 {
        return nobody_asked(query, state);
    }
    format!("{} answered, none has it{}", peers(query.answered as usize), timed_out(query))
}

/// Why nobody answered, and what to do.
fn nobody_asked(query: &Query, state: &State) -> String {
    if query.asked > 0 {
        return format!(
            "Asked {}, none answered: {} failed{}",
            peers(query.asked as usize),
            query.failed,
            timed_out(query)
        );
    }
    let known = state.peers.len();
    if known == 0 {
        return "Nobody could be asked: no peer is known. Start a second node on this network, or `dial` one"
            .to_owned();
    }
    let protocol = &state.session.protocol;
    format!(
        "Nobody could be asked: of {} known none is in the routing table (a server that speaks {protocol} would be)",
        peers(known)
    )
}

fn timed_out(query: &Query) -> &'static str {
    if query.outcome.timed_out { ". It ran out of time" } else { "" }
}

fn peers(n: usize) -> String {
    if n == 1 { "1 peer".to_owned() } else { format!("{n} peers") }
}

/// A value as a sentence shows it: text where it is text, else hex; cut, with its size, where it is long.
fn shown(value: &[u8]) -> String {
    let text = match std::str::from_utf8(value) {
        Ok(text) if is_plain(text) => text.to_owned(),
        _ => hex(value),
    };
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], value.len()),
        None => text,
    }
}
