//! What a value on the command line may be, and what is said of one that is none.

use std::{ffi::OsString, net::IpAddr, time::Duration};

use crate::{
    command::ModeChoice,
    dht::{MAX_K, Multiaddr},
    lab::MAX_NODES,
    words::Language,
};

/// Joins `--tcp` and an address behind it, as people type it: any other word behind it is not its own (`demo --tcp 60`).
pub(super) fn joined(given: &[OsString]) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(given.len());
    for word in given {
        let is_address = word.to_str().is_some_and(|word| word.parse::<IpAddr>().is_ok());
        match joined.last_mut() {
            Some(last) if last == "--tcp" && is_address => {
                last.push("=");
                last.push(word);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

pub(super) fn nodes(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(nodes @ 1..=MAX_NODES) => Ok(nodes),
        Ok(0) => Err(Language::English.program().arguments.no_nodes.to_owned()),
        Ok(_) => Err(Language::English.too_many_nodes(MAX_NODES)),
        Err(_) => Err(Language::English.nodes_expected(MAX_NODES)),
    }
}

pub(super) fn bucket_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(k @ 1..=MAX_K) => Ok(k),
        Ok(0) => Err(Language::English.program().arguments.empty_bucket.to_owned()),
        Ok(_) => Err(Language::English.bucket_too_big(MAX_K)),
        Err(_) => Err(Language::English.bucket_expected(MAX_K)),
    }
}

pub(super) fn multiaddr(text: &str) -> Result<Multiaddr, String> {
    text.parse().map_err(|error| Language::English.address_expected(&error))
}

pub(super) fn protocol(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err(Language::English.slash_expected(text)) }
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
        Ok(Duration::ZERO) => Err(Language::English.program().arguments.no_time.to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(Language::English.duration_expected(&error)),
    }
}

pub(super) fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL.map(Language::tag).join(", ");
    Language::of(tag).ok_or_else(|| Language::English.language_expected(&known))
}

pub(super) fn mode(word: &str) -> ModeChoice {
    match word {
        "client" => ModeChoice::Client,
        "auto" => ModeChoice::Auto,
        _ => ModeChoice::Server,
    }
}
