//! The page of a query, the keyspace.

mod labels;
mod truth;

pub(in crate::words) use labels::lookup;
pub(in crate::words) use truth::{
    truth_copies, truth_failed, truth_found, truth_missed, truth_missed_since, truth_providers,
};

use super::{peers, times};
use crate::{
    dht::{Cause, Kind, MAX_K, Oddity, QueryId},
    words::lookup::{LookupCounts, Stand},
};

pub(in crate::words) fn query_title(id: QueryId) -> String {
    format!("Query {id}")
}

pub(in crate::words) fn query_lasted(lasted: &str, is_over: bool) -> String {
    if is_over { format!("in {lasted}") } else { format!("for {lasted}") }
}

pub(in crate::words) fn query_cause(kind: Kind, cause: Cause) -> String {
    match cause {
        Cause::Command(n) => format!("command {n}"),
        Cause::Automatic if kind.asks_each() => "a further round of `copies --every`".to_owned(),
        Cause::Automatic => "automatic: Kademlia itself".to_owned(),
    }
}

pub(in crate::words) fn query_lookups(n: usize, is_over: bool) -> String {
    if is_over { format!("the last of {n} lookups") } else { lookup_nth(n) }
}

pub(in crate::words) fn query_quorum(needed: usize) -> String {
    format!("quorum {needed}")
}

pub(in crate::words) fn lookup_counts(counts: &LookupCounts, stand: Stand) -> String {
    let LookupCounts { asked, answered, failed, silent, open, late } = *counts;
    let some = |n: u32, what: &str| if n > 0 { format!(", {n} {what}") } else { String::new() };
    let late = if late > 0 { format!(" ({late} answered late)") } else { String::new() };
    let stand = match stand {
        Stand::Runs => "open",
        Stand::Satisfied => "not needed",
        Stand::Ended => "not awaited",
    };
    let open = some(open, stand);
    format!(
        "lookup: {asked} asked, {answered} answered{}{}{open}{late}",
        some(failed, "failed"),
        some(silent, "silent")
    )
}

pub(in crate::words) fn lookup_rounds(n: u16) -> String {
    format!("rounds {n}")
}

pub(in crate::words) fn lookup_stalled(at: &str, again: usize, row: usize, most: usize) -> String {
    let again = match again {
        0 => String::new(),
        1 => ", and once more later".to_owned(),
        n => format!(", and {n} times more later"),
    };
    format!("stalled at {at}{again}: {} in a row named nobody nearer, so up to {most} are asked at once", answers(row))
}

pub(in crate::words) fn lookup_stalled_briefly(at: &str, row: usize, most: usize) -> String {
    format!("stalled at {at}: {} named nobody nearer, so up to {most} at once", answers(row))
}

fn answers(n: usize) -> String {
    if n == 1 { "1 answer".to_owned() } else { format!("{n} answers") }
}

pub(in crate::words) fn lookup_ended(wanted: usize, but: usize) -> String {
    let but = match but {
        0 => String::new(),
        1 => ", but for 1 that did not".to_owned(),
        n => format!(", but for {n} that did not"),
    };
    format!("ended: {}{but}", closest_answered(wanted))
}

pub(in crate::words) fn lookup_stores(wanted: usize, open: usize, is_provide: bool) -> String {
    let then = if is_provide {
        format!("telling them: {open} still to be reached")
    } else {
        format!("storing at them: {open} still to acknowledge")
    };
    format!("{}; {then}", closest_answered(wanted))
}

fn closest_answered(wanted: usize) -> String {
    match wanted {
        1 => "the nearest has answered".to_owned(),
        n => format!("the {n} nearest have answered"),
    }
}

pub(in crate::words) fn lookup_waits(names: &str, n: usize, most: Option<usize>) -> String {
    match n {
        0 => "waiting.".to_owned(),
        _ => format!("waiting for {names} ({}).", at_once(most)),
    }
}

pub(in crate::words) fn lookup_why_next(names: &str, n: usize, most: Option<usize>) -> String {
    let nearest = if n == 1 { "the nearest".to_owned() } else { format!("the {n} nearest") };
    format!("next: {names}: {nearest} not yet asked ({}).", at_once(most))
}

fn at_once(most: Option<usize>) -> String {
    most.map_or_else(|| "stalled".to_owned(), |alpha| format!("α {alpha}"))
}

pub(in crate::words) fn lookup_why_stores(names: &str, n: usize, is_provide: bool) -> String {
    let what = if is_provide { "word that we provide it" } else { "the value" };
    let nearest =
        if n == 1 { "the nearest that answered".to_owned() } else { format!("the {n} nearest that answered") };
    format!("next: {what} goes to {names}: {nearest}.")
}

pub(in crate::words) fn lookup_ends_when(wanted: Option<usize>) -> String {
    match wanted {
        None => "It ends when nobody is left to ask.".to_owned(),
        Some(1) => "It ends when the nearest has answered.".to_owned(),
        Some(n) => format!("It ends when the {n} nearest have answered."),
    }
}

pub(in crate::words) fn lookup_next(names: &str) -> String {
    format!("next: {names}")
}

pub(in crate::words) fn lookup_next_waits(waiting: usize) -> String {
    match waiting {
        1 => "next: nobody before the one that is asked answers".to_owned(),
        n => format!("next: nobody before one of {n} answers"),
    }
}

pub(in crate::words) fn some_names(names: &[String], more: usize) -> String {
    let names = names.join(" ");
    if more > 0 { format!("{names} and {more} more") } else { names }
}

pub(in crate::words) fn key_hash(beginning: &str) -> String {
    format!("the key's hash: {beginning}…")
}

pub(in crate::words) fn shared_bits(n: u16) -> String {
    times(n.into(), "bit")
}

pub(in crate::words) fn keyspace_zoomed(bits: u16, closest: usize, parts: Option<u64>) -> String {
    format!("zoomed at the key: the {} shared by the {closest} closest{}", shared_bits(bits), of_the_space(parts))
}

/// How large a window of the keyspace is.
pub(super) fn of_the_space(parts: Option<u64>) -> String {
    parts.map_or_else(String::new, |parts| format!(", 1/{parts} of the space"))
}

pub(in crate::words) fn lookup_news(new: u16, named: u16) -> String {
    format!("{new} of {named}")
}

pub(in crate::words) fn lookup_late_news(named: u16) -> String {
    format!("of {named}")
}

pub(in crate::words) fn oddities(all: &[Oddity]) -> String {
    let said = all.iter().map(|odd| match odd {
        Oddity::TooMany(named) => format!("named {named} peers, more than {MAX_K}"),
        Oddity::Itself => "named itself".to_owned(),
        Oddity::Us => "named us".to_owned(),
        Oddity::Unroutable(named) => format!("named {named} without an address that can be dialled"),
    });
    said.collect::<Vec<_>>().join(", ")
}

pub(in crate::words) fn tree_root(asked: usize, unasked: usize) -> String {
    format!("our own table: {asked} asked{}", not_asked(unasked))
}

pub(in crate::words) fn tree_told(bits: u16, new: u16, named: u16, unasked: usize) -> String {
    format!("{}  {} new{}", shared_bits(bits), lookup_news(new, named), not_asked(unasked))
}

fn not_asked(n: usize) -> String {
    if n > 0 { format!(", {n} not asked") } else { String::new() }
}

pub(in crate::words) fn tree_left(n: usize) -> String {
    format!("… {n} more asked")
}

pub(in crate::words) fn only_heard_of(n: usize) -> String {
    format!("{} that were only heard of", peers(n))
}

pub(in crate::words) fn shown_of(shown: usize, more: usize) -> String {
    if more == 0 { shown.to_string() } else { format!("{shown} of {} shown", shown + more) }
}

pub(in crate::words) fn providers_without_address(n: u32) -> String {
    format!("{} told without an address: kad would ask them too, and cannot; they are in no count", of_providers(n))
}

fn of_providers(n: u32) -> String {
    if n == 1 { "1 provider was".to_owned() } else { format!("{n} providers were") }
}

pub(in crate::words) fn query_started(clock: &str) -> String {
    format!("at {clock} of the session")
}

pub(in crate::words) fn query_needed(n: usize) -> String {
    format!("{n} needed")
}

pub(in crate::words) fn different_values(n: usize) -> String {
    format!("{n} different values")
}

pub(in crate::words) fn lookup_nth(n: usize) -> String {
    format!("lookup {n}")
}

pub(in crate::words) fn earlier_lookup(
    asked: usize,
    heard: usize,
    rounds: u16,
    lasted: Option<&str>,
    best: u16,
) -> String {
    let rounds = times(rounds.into(), "round");
    let lasted = lasted.map_or_else(String::new, |lasted| format!(" in {lasted}"));
    format!("asked {asked}, heard of {heard}, {rounds}{lasted}; the best shares {}", shared_bits(best))
}

pub(in crate::words) fn value_begins(beginning: &str, bytes: usize) -> String {
    format!("{beginning} ({bytes} bytes)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_odd_is_said() {
        let odd = [Oddity::TooMany(3_000), Oddity::Itself, Oddity::Us, Oddity::Unroutable(2)];
        let said =
            "named 3000 peers, more than 20, named itself, named us, named 2 without an address that can be dialled";
        assert_eq!(oddities(&odd), said);
    }
}
