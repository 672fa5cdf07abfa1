//! The practice network's pane.

use super::lookup::{of_the_space, shared_bits};
use crate::words::nodes::{Columns, Labels, LifeWords, title};

static LABELS: Labels = Labels {
    none: "There is no practice network here: start one with kadscope demo.",
    you: "you",
    holds: "holds",
    how_many: "how many nodes",
    guest: "guest",
    guest_unsaid: "has not said what it is",
    guest_no_server: "no server of this DHT",
    guest_gone: "gone",
    life: LifeWords { alive: "alive", silent: "silent", dead: "dead", waiting: "waiting" },
    columns: Columns {
        node: title!("node"),
        peer: "peer",
        life: title!("life"),
        side: "side",
        nearness: "nearness",
        near: title!("cpl"),
        closest: "closest",
        holder: title!("key"),
        table: title!("table"),
        connections: title!("conns"),
        keys: title!("keys"),
        served: title!("asked"),
    },
};

pub(in crate::words) fn nodes() -> &'static Labels {
    &LABELS
}

pub(in crate::words) fn nodes_title(listed: Option<usize>, all: usize) -> String {
    match listed {
        Some(listed) => format!("Network {listed} of {all}"),
        None => format!("Network {all}"),
    }
}

pub(in crate::words) fn nodes_alive(n: usize) -> String {
    format!("{n} alive")
}

pub(in crate::words) fn nodes_silent(n: usize) -> String {
    format!("{n} silent")
}

pub(in crate::words) fn nodes_dead(n: usize) -> String {
    format!("{n} dead")
}

pub(in crate::words) fn nodes_waiting(n: usize) -> String {
    format!("{n} waiting")
}

pub(in crate::words) fn nodes_guests(n: usize) -> String {
    if n == 1 { "1 guest".to_owned() } else { format!("{n} guests") }
}

pub(in crate::words) fn guest_at(nodes: usize) -> String {
    match nodes {
        0 => "connected to none now, perhaps gone".to_owned(),
        1 => "connected to 1 node".to_owned(),
        _ => format!("connected to {nodes} nodes"),
    }
}

pub(in crate::words) fn guests_more(n: usize) -> String {
    format!(" and {n} more")
}

pub(in crate::words) fn nodes_measured(near: &str) -> String {
    format!("cpl with {near}")
}

pub(in crate::words) fn nodes_holders(others: usize, here: bool) -> String {
    let hold = if others == 1 { "holds it" } else { "hold it" };
    format!("{others} {hold}{}", and_you(here))
}

pub(in crate::words) fn nodes_knowing(others: usize, here: bool) -> String {
    let know = if others == 1 { "knows providers" } else { "know providers" };
    format!("{others} {know}{}", and_you(here))
}

fn and_you(here: bool) -> &'static str {
    if here { ", and you" } else { "" }
}

pub(in crate::words) fn nodes_latency(latency: &str) -> String {
    format!("latency {latency}")
}

pub(in crate::words) fn nodes_loss(loss: u8) -> String {
    format!("loss {loss} %")
}

pub(in crate::words) fn nodes_churn(churn: u32) -> String {
    format!("churn {churn}/min")
}

pub(in crate::words) fn nodes_cut(sides: u32) -> String {
    format!("partitioned into {sides}")
}

pub(in crate::words) fn nodes_unmatched(filter: &str) -> String {
    format!("No node matches “{filter}”. Esc clears the filter.")
}

pub(in crate::words) fn nodes_around_key(bits: u16, closest: usize, parts: Option<u64>) -> String {
    around("the key", bits, closest, parts)
}

pub(in crate::words) fn nodes_around_us(bits: u16, closest: usize, parts: Option<u64>) -> String {
    around("this node", bits, closest, parts)
}

fn around(place: &str, bits: u16, closest: usize, parts: Option<u64>) -> String {
    let bits = shared_bits(bits);
    format!("around {place}: the {bits} that the {closest} closest share with it{}", of_the_space(parts))
}
