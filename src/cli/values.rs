//! What a value on the command line may be, and what is said of one that is none.

use std::time::Duration;

use crate::{
    command::ModeChoice,
    dht::{MAX_K, Multiaddr},
    lab::MAX_NODES,
    words::Language,
};

pub(super) fn nodes(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(nodes @ 1..=MAX_NODES) => Ok(nodes),
        Ok(0) => Err("a network has at least one node".to_owned()),
        Ok(_) => Err(format!("at most {MAX_NODES}: each is a whole node with a share of this machine's memory")),
        Err(_) => Err(format!("expected a number of nodes, 1 to {MAX_NODES}")),
    }
}

pub(super) fn bucket_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(k @ 1..=MAX_K) => Ok(k),
        Ok(0) => Err("a bucket holds at least one peer".to_owned()),
        Ok(_) => Err(format!("at most {MAX_K}: libp2p-kad keeps {MAX_K} in answers, lookup seeds and bootstrap")),
        Err(_) => Err(format!("expected a number, 1 to {MAX_K}")),
    }
}

pub(super) fn multiaddr(text: &str) -> Result<Multiaddr, String> {
    text.parse().map_err(|error| format!("{error}; expected a multiaddr, e.g. /ip4/192.168.1.7/tcp/4001"))
}

pub(super) fn protocol(text: &str) -> Result<String, String> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("a protocol's name starts with a slash: /{text}"))
    }
}

/// Reads a duration; nothing is one too.
pub(super) fn maybe_nothing(text: &str) -> Result<Duration, String> {
    match text {
        "0" | "0s" | "0ms" => Ok(Duration::ZERO),
        _ => duration(text),
    }
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be longer than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(format!("{error}; expected a duration, e.g. 90s, 5m, 48h")),
    }
}

pub(super) fn language(tag: &str) -> Result<Language, String> {
    let known = || Language::ALL.map(Language::tag).join(", ");
    Language::of(tag).ok_or_else(|| format!("expected one of: {}", known()))
}

pub(super) fn mode(word: &str) -> ModeChoice {
    match word {
        "client" => ModeChoice::Client,
        "auto" => ModeChoice::Auto,
        _ => ModeChoice::Server,
    }
}
