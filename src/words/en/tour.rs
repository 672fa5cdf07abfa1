//! The first minute.

use super::times;
use crate::words::tour::{Came, StepTold};

pub(in crate::words) fn tour_opening(nodes: usize, k: usize) -> String {
    if nodes <= k + 1 {
        return format!(
            "{nodes} real DHT nodes run here, each at its place in the keyspace; @ is ours. So few all know each other: a value \
             is kept by all others. Enter stores one. (Try demo 200, or --k 4.)"
        );
    }
    format!(
        "{nodes} real DHT nodes run here, each at its place in the keyspace; @ is ours. None knows all others. A value is kept \
         by the {k} that share most leading bits with its key (not the nearest on this line). Enter stores one."
    )
}

pub(in crate::words) fn tour_came(came: &Came, act: usize) -> String {
    match came {
        Came::Stored { at, known } => {
            let whence = match known {
                0 => "none stood in our own table, all were named by those who were asked".to_owned(),
                known if known == at => "all of them stood in our own table".to_owned(),
                known => format!("{known} stood in our own table, the others were named by those who were asked"),
            };
            format!("Stored at the {at} nodes nearest to the key, and here: {whence}. Enter fetches it back.")
        }
        Came::Fetched { asked, holders, next, .. } if act == 1 => format!(
            "Found: the way led to the same place, and {holders} of the {} that were asked had it. Enter kills {next} that hold it.",
            times(*asked as usize, "node")
        ),
        Came::Fetched { holders, here, killed, .. } if act == 3 => format!(
            "Found at {holders}{}: of all the copies one is enough.{} Enter makes you a node without a copy.",
            if *here { ", and here" } else { "" },
            if *killed { " Those killed could not be reached, and others were asked in their place." } else { "" }
        ),
        Came::Fetched { .. } => "Found from here, too: whoever asks, the key leads to the same nodes.".to_owned(),
        Came::Lost => "This time it was not found: all that held it are gone, or out of reach.".to_owned(),
        Came::Killed { gone, left, here } => format!(
            "{gone} of those that hold it are killed (×). {left} others still hold it{}. Do they answer? Enter fetches it again.",
            if *here { ", and we keep a copy, too" } else { "" }
        ),
        Came::Become { name } => format!(
            "You are {name} now, elsewhere in the keyspace (@), with a table of its own and no copy. Enter fetches it from here."
        ),
    }
}

pub(in crate::words) fn tour_end() -> &'static str {
    "There is more: help, pause, kill, be, churn, partition, record and replay."
}

pub(in crate::words) fn tour_begins(act: usize) -> &'static str {
    match act {
        0 => "put greeting hello: first we must find the nodes nearest to the key.",
        1 => "get greeting: we ask our way to the key, and whoever has the value gives it.",
        2 => "kill holders:10",
        3 => "get greeting, once more.",
        4 => "be random:1",
        _ => "get greeting, from elsewhere.",
    }
}

pub(in crate::words) fn tour_asked(step: &StepTold) -> String {
    let StepTold { asked, is_first, open, failed, new, nearer } = *step;
    let whom = match (is_first, asked) {
        (true, 1) => "asked the nearest it knows".to_owned(),
        (true, n) => format!("asked the {n} nearest it knows"),
        (false, 1) => "asked the nearest not yet asked".to_owned(),
        (false, n) => format!("asked the {n} nearest not yet asked"),
    };
    let failed = if failed > 0 { format!("; {failed} of them did not answer") } else { String::new() };
    let named = match (open, new, nearer) {
        (open, 0, _) if open > 0 => format!("; {open} still to answer"),
        (_, 0, _) => "; they named nobody new".to_owned(),
        (_, new, 0) => format!("; they named {new} new, none of them nearer"),
        (_, new, nearer) => format!("; they named {new} new, {nearer} of them nearer"),
    };
    format!("{whom}{failed}{named}")
}

pub(in crate::words) fn tour_asking(asked: usize, is_check: bool) -> String {
    let whom = if asked == 1 { "the nearest".to_owned() } else { format!("the {asked} nearest") };
    if is_check {
        format!("To be sure, it asks {whom} not yet asked, all at once…")
    } else {
        format!("Now it asks {whom} not yet asked…")
    }
}

pub(in crate::words) fn tour_stores(done: usize, of: usize) -> String {
    format!("the {of} nearest are found: the value goes to each of them, {done} acknowledged it")
}

pub(in crate::words) fn tour_act(act: usize, of: usize, wanted: usize) -> String {
    let wanted = if wanted > 0 { format!(", {wanted} more to come") } else { String::new() };
    format!("{act} of {of}{wanted}")
}

pub(in crate::words) fn tour_elsewhere() -> &'static str {
    " (Esc first: a pane has the focus.)"
}

pub(in crate::words) fn tour_accept() -> &'static str {
    "Enter carries it out, or type your own"
}

pub(in crate::words) fn tour_paused() -> &'static str {
    "by the first minute · Esc ends it"
}

pub(in crate::words) fn tour_legend(has_key: bool) -> &'static str {
    if has_key { "◆ key  @ us  ■ holds it  · a node  × killed" } else { "@ us  · a node" }
}
