//! Writes commands and keys as they are typed, so that what was written parses to the same again.

use std::{fmt, time::Duration};

use super::{Command, DialTarget, Drawing, Expected, ModeChoice, Moment, NodeCommand, Question, SessionCommand};
use crate::dht::{
    CopyKind, Key, hex, is_plain,
    name::{self, Name},
};

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(command) => command.fmt(f),
            Self::Lab(command) => command.fmt(f),
            Self::Session(command) => command.fmt(f),
        }
    }
}

impl fmt::Display for NodeCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Get { key } => write!(f, "get {}", typed(key)),
            Self::Put { key, value } => write!(f, "put {} {}", typed(key), typed_value(value)),
            Self::Provide { key } => write!(f, "provide {}", typed(key)),
            Self::Providers { key } => write!(f, "providers {}", typed(key)),
            Self::Closest { key } => write!(f, "closest {}", typed_target(key)),
            Self::Bootstrap => f.write_str("bootstrap"),
            Self::Dial(whom) => write!(f, "dial {}", typed_whom(whom)),
            Self::Add { peer, address } => write!(f, "add {peer} {}", word(&address.to_string())),
            Self::Forget { peer } => write!(f, "forget {peer}"),
            Self::Remove { key } => write!(f, "remove {}", typed(key)),
            Self::Unprovide { key } => write!(f, "unprovide {}", typed(key)),
            Self::Mode(mode) => write!(f, "mode {mode}"),
            Self::Quorum(quorum) => write!(f, "quorum {quorum}"),
            Self::Pause => f.write_str("pause"),
            Self::Step { steps: 1 } => f.write_str("step"),
            Self::Step { steps } => write!(f, "step {steps}"),
            Self::Resume => f.write_str("resume"),
            Self::Ask { whom, question: Question::Ping } => write!(f, "ping {}", typed_whom(whom)),
            Self::Ask { whom, question: Question::Key(key) } => {
                write!(f, "ask {} {}", typed_whom(whom), typed(key))
            }
            Self::Ask { whom, question: Question::Table } => write!(f, "table {}", typed_whom(whom)),
            Self::Copies { key, what, every } => {
                let providers = if *what == CopyKind::Provider { " --providers" } else { "" };
                write!(f, "copies{providers} {}{}", typed_or_off(key), typed_every(*every))
            }
            Self::EndCopies => f.write_str("copies off"),
            Self::Crawl(plan) => {
                let tables = if plan.has_tables { " --tables" } else { "" };
                write!(f, "crawl{tables} --parallel {} --limit {}", plan.parallel, plan.limit)
            }
            Self::EndCrawl => f.write_str("crawl off"),
        }
    }
}

fn typed_whom(whom: &DialTarget) -> String {
    match whom {
        DialTarget::Address(address) => word(&address.to_string()),
        DialTarget::Peer(peer) => peer.to_string(),
    }
}

impl fmt::Display for SessionCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wait { duration } => {
                write!(f, "wait {}", humantime::format_duration(*duration).to_string().replace(' ', ""))
            }
            Self::Expect(Expected::Text(text)) => write!(f, "expect {}", quoted(text)),
            Self::Expect(Expected::Outcome(code)) => write!(f, "expect {}", code.word()),
            Self::Expect(Expected::NotOutcome(code)) => write!(f, "expect not {}", code.word()),
            Self::Record { file: None, .. } => f.write_str("record off"),
            Self::Record { file: Some(file), last } => write!(f, "record {}{}", typed_file(file), typed_last(*last)),
            Self::Export { file, last } => write!(f, "export {}{}", typed_file(file), typed_last(*last)),
            Self::Screen { file, drawing } => {
                let light = if *drawing == (Drawing::Svg { is_light: true }) { " --light" } else { "" };
                write!(f, "screen {}{light}", typed_file(file))
            }
            Self::Jump { to: Moment::At(time) } => {
                write!(f, "jump {}", humantime::format_duration(*time).to_string().replace(' ', ""))
            }
            Self::Jump { to: Moment::Part(part) } => write!(f, "jump {part}%"),
            Self::Mouse { on } => f.write_str(if *on { "mouse on" } else { "mouse off" }),
            Self::Mdns => f.write_str("mdns"),
            Self::Records { node: None } => f.write_str("records"),
            Self::Records { node: Some(peer) } => write!(f, "records {peer}"),
            Self::Requests => f.write_str("requests"),
            Self::Changes { last: None } => f.write_str("changes"),
            Self::Changes { last: Some(last) } => {
                write!(f, "changes {}", humantime::format_duration(*last).to_string().replace(' ', ""))
            }
            Self::Census => f.write_str("census"),
            Self::Clear => f.write_str("clear"),
            Self::Help { command: None } => f.write_str("help"),
            Self::Help { command: Some(command) } => write!(f, "help {command}"),
            Self::Quit => f.write_str("quit"),
        }
    }
}

impl fmt::Display for ModeChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Auto => "auto",
        })
    }
}

/// Returns a key as it is typed: a word, a quoted string, or `0x…` for what is no text.
#[must_use]
pub fn typed(key: &Key) -> String {
    match std::str::from_utf8(key.bytes()) {
        Ok(text) if is_plain(text) && Name::of(text).is_some() => quoted(text),
        Ok(text) if is_plain(text) => word(text),
        _ => hex(key.bytes()),
    }
}

/// Returns what `closest` looks for as it is typed: a peer's id, or a key, in quotes so that it is no peer's tail.
pub(super) fn typed_target(key: &Key) -> String {
    match (name::possible_peer(key), std::str::from_utf8(key.bytes())) {
        (_, Ok(text)) if is_plain(text) => quoted(text),
        (Some(peer), _) => peer.to_base58(),
        _ => hex(key.bytes()),
    }
}

fn typed_value(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) if is_plain(text) && text.trim() == text && !text.starts_with(['"', '\'']) => text.to_owned(),
        Ok(text) if is_plain(text) || text.is_empty() => quoted(text),
        _ => hex(value),
    }
}

/// Returns how far back a command goes, as it is typed behind it.
fn typed_last(last: Option<Duration>) -> String {
    let last = last.map(|last| humantime::format_duration(last).to_string().replace(' ', ""));
    last.map_or_else(String::new, |last| format!(" --last {last}"))
}

/// Returns a key as it is typed where `off` stands for the end of it.
fn typed_or_off(key: &Key) -> String {
    if key.bytes() == b"off" { quoted("off") } else { typed(key) }
}

fn typed_every(every: Option<Duration>) -> String {
    let every = every.map(|every| humantime::format_duration(every).to_string().replace(' ', ""));
    every.map_or_else(String::new, |every| format!(" --every {every}"))
}

fn typed_file(file: &std::path::Path) -> String {
    let text = file.to_string_lossy();
    if text == "off" { quoted(&text) } else { word(&text) }
}

fn word(text: &str) -> String {
    let special = text.is_empty() || text.starts_with(['"', '\'']) || text.starts_with("hash:");
    if special || text.contains(char::is_whitespace) { quoted(text) } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_quoted_only_where_it_must_be() {
        for (key, expected) in [
            ("greeting", "greeting"),
            ("grün", "grün"),
            ("a b", "\"a b\""),
            ("\"a", "\"\\\"a\""),
            ("a\"b", "a\"b"),
            ("hash:a", "\"hash:a\""),
            ("0xff", "0x30786666"),
            ("a\nb", "0x610a62"),
        ] {
            assert_eq!(typed(&Key::new(key)), expected);
        }
    }
}
