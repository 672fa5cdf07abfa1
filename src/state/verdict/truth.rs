//! What a practice network knows to be true, beside what a query came to: a clause after its sentence.

use super::words::peers;
use crate::{
    dht::Kind,
    state::{
        Query, State,
        score::{Score, score},
    },
};

/// Returns the clause; nothing where the truth is not known, or says no more than the sentence.
pub(super) fn clause(query: &Query, state: &State) -> String {
    let Some(score) = score(query, state).filter(|score| score.of > 0) else { return String::new() };
    match query.kind {
        Kind::Closest if query.answered > 0 => format!(". Found {}", closest(&score, score.found)),
        Kind::Put | Kind::Republish | Kind::Replicate if !query.stored.is_empty() => {
            format!(". Stored at {}", closest(&score, score.stored))
        }
        Kind::Provide | Kind::Reprovide if !query.stored.is_empty() => {
            format!(". Told {}", closest(&score, score.stored))
        }
        Kind::Get => copies(&score, !query.values.is_empty(), ["Copies alive", "holds it", "hold it"]),
        Kind::Providers => {
            let words = ["Provider records alive", "knows a provider", "know a provider"];
            copies(&score, !query.providers.is_empty(), words)
        }
        _ => String::new(),
    }
}

/// So many of the true closest.
fn closest(score: &Score, n: usize) -> String {
    let near = if score.is_near { format!(" (we are nearer than {})", the_last(score.of)) } else { String::new() };
    format!("{n} of the true {} closest{near}", score.of)
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

/// How many copies there are; where none was found, that there are some, and how near the lookup came.
fn copies(score: &Score, is_found: bool, [name, holds, hold]: [&str; 3]) -> String {
    match (is_found, score.holders) {
        (true, _) => format!(". {name}: {}", score.copies()),
        (false, 0) => format!(". No other node that runs {holds}"),
        (false, n) => {
            let found = closest(&Score { is_near: false, ..score.clone() }, score.found);
            format!(
                ". But {} that run{} {}: found {found}",
                peers(n),
                if n == 1 { "s" } else { "" },
                if n == 1 { holds } else { hold }
            )
        }
    }
}

/// What is said of a query that ended while another node was looked at: only its end is known.
pub(super) fn unseen(query: &Query) -> super::Verdict {
    let what = match query.kind {
        Kind::Bootstrap => "bootstrap".to_owned(),
        kind => format!("{} {}", kind.word(), query.called()),
    };
    let failed = if query.failed > 0 { format!(", {} failed", query.failed) } else { String::new() };
    let text = format!(
        "{what}: ended while you looked at another node: {} asked, {} answered{failed}",
        query.asked, query.answered
    );
    let was_good = query.verdict.as_ref().is_some_and(|verdict| verdict.ok);
    // the others need more than an answer, and of that nobody heard
    let is_lookup = matches!(query.kind, Kind::Closest | Kind::Bootstrap);
    super::Verdict { ok: was_good || (is_lookup && query.answered > 0), text }
}
