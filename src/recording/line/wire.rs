//! The fields of a line as serde reads them: all at once, whatever the event.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// Every field that some event has: read in one go, without looking ahead for the event's name.
#[derive(Deserialize, Default)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "as they stand in the lines")]
pub(super) struct Wire<'a> {
    pub(super) t: Option<f64>,
    #[serde(borrow)]
    pub(super) event: Option<Text<'a>>,
    pub(super) version: Option<u64>,
    pub(super) peer: Option<Text<'a>>,
    pub(super) protocol: Option<Text<'a>>,
    pub(super) k: Option<usize>,
    pub(super) alpha: Option<usize>,
    pub(super) mode: Option<Text<'a>>,
    pub(super) nodes: Option<usize>,
    pub(super) mdns: bool,
    pub(super) disjoint_paths: bool,
    pub(super) record_ttl: Option<f64>,
    pub(super) republish: Option<f64>,
    pub(super) started: Option<Text<'a>>,
    pub(super) address: Option<Text<'a>>,
    pub(super) quorum: Option<Text<'a>>,
    pub(super) via: Option<Text<'a>>,
    pub(super) addresses: Vec<Text<'a>>,
    pub(super) direction: Option<Text<'a>>,
    pub(super) reason: Option<Text<'a>>,
    pub(super) failure: Option<Text<'a>>,
    pub(super) found: Option<Text<'a>>,
    pub(super) after: Option<f64>,
    pub(super) ways: Vec<Text<'a>>,
    pub(super) agent: Option<Text<'a>>,
    pub(super) protocols: Vec<Text<'a>>,
    pub(super) ms: Option<f64>,
    pub(super) buckets: Vec<WireBucket<'a>>,
    pub(super) cpl: Option<u16>,
    pub(super) change: Option<Text<'a>>,
    pub(super) replaced: Option<Text<'a>>,
    pub(super) n: Option<u64>,
    pub(super) line: Option<Text<'a>>,
    pub(super) ok: Option<bool>,
    pub(super) verdict: Option<Text<'a>>,
    pub(super) outcome: Option<Text<'a>>,
    pub(super) query: Option<u64>,
    pub(super) kind: Option<Text<'a>>,
    pub(super) key: Option<WireBytes<'a>>,
    pub(super) cause: Option<Text<'a>>,
    pub(super) known: Vec<Text<'a>>,
    pub(super) phase: Option<Text<'a>>,
    pub(super) after_dial: bool,
    pub(super) closer: Vec<Text<'a>>,
    pub(super) unroutable: usize,
    pub(super) late: bool,
    pub(super) value: Option<WireBytes<'a>>,
    pub(super) asked: Option<u32>,
    pub(super) answered: Option<u32>,
    pub(super) failed: Option<u32>,
    pub(super) timed_out: bool,
    pub(super) unseen: bool,
    pub(super) closest: Vec<WireClosest<'a>>,
    pub(super) copies: Option<usize>,
    pub(super) in_doubt: Vec<Text<'a>>,
    pub(super) same: Vec<Text<'a>>,
    pub(super) other: Vec<Text<'a>>,
    pub(super) nothing: Vec<Text<'a>>,
    pub(super) unknown: Vec<Text<'a>>,
    pub(super) step: Option<u64>,
    pub(super) asks: Vec<Text<'a>>,
    pub(super) size: Option<usize>,
    pub(super) publisher: Option<Text<'a>>,
    pub(super) expires_in: Option<f64>,
    pub(super) name: Option<Text<'a>>,
    pub(super) holders: Vec<Text<'a>>,
    pub(super) guests: Vec<Text<'a>>,
    pub(super) later: Vec<Text<'a>>,
    pub(super) what: Option<Text<'a>>,
    pub(super) here: bool,
    pub(super) unreached: Vec<WireUnreached<'a>>,
    pub(super) tables: bool,
    pub(super) parallel: Option<usize>,
    pub(super) limit: Option<usize>,
    pub(super) peers: usize,
    pub(super) reachable: WireReachable,
    pub(super) unreachable: usize,
    pub(super) under_way: usize,
    pub(super) table: Option<Vec<Text<'a>>>,
    pub(super) text: Option<Text<'a>>,
    pub(super) providers: Vec<Text<'a>>,
    pub(super) entries: Vec<Text<'a>>,
    pub(super) unanswered: Vec<Text<'a>>,
    pub(super) connect_ms: Option<f64>,
    pub(super) identify_ms: Option<f64>,
    pub(super) rtt_ms: Vec<f64>,
    pub(super) requests: Option<u32>,
    pub(super) up: Option<f64>,
    pub(super) answer: Option<Text<'a>>,
    pub(super) count: usize,
    pub(super) oldest: Option<Text<'a>>,
    pub(super) how: Option<Text<'a>>,
    pub(super) from: Option<Text<'a>>,
    pub(super) why: Option<Text<'a>>,
    pub(super) totals_in: Vec<u64>,
    pub(super) totals_out: Vec<u64>,
    pub(super) last: Vec<WireRequest<'a>>,
    pub(super) exact: Option<bool>,
    pub(super) contradictions: u32,
    pub(super) interfaces: Vec<WireInterface<'a>>,
    pub(super) announcements: Vec<WireAnnouncement<'a>>,
    pub(super) ignored: Vec<WireIgnored<'a>>,
}

/// The name alone, of an event that may be any.
#[derive(Deserialize)]
pub(super) struct WireName<'a> {
    #[serde(borrow)]
    pub(super) event: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct WireBucket<'a> {
    pub(super) cpl: u16,
    #[serde(borrow)]
    pub(super) entries: Vec<WireEntry<'a>>,
    #[serde(default)]
    pub(super) pending: bool,
}

#[derive(Deserialize)]
pub(super) struct WireEntry<'a> {
    #[serde(borrow)]
    pub(super) peer: Text<'a>,
    #[serde(default)]
    pub(super) connected: bool,
    #[serde(flatten)]
    pub(super) remote: WireRemote<'a>,
}

/// What stands beside an entry of another's table.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct WireRemote<'a> {
    #[serde(borrow)]
    pub(super) addresses: Vec<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct WireInterface<'a> {
    #[serde(borrow)]
    pub(super) address: Text<'a>,
    pub(super) prefix: u8,
    pub(super) asked: u64,
    pub(super) heard: u64,
    pub(super) answered: u64,
    pub(super) answers: u64,
}

#[derive(Deserialize)]
pub(super) struct WireAnnouncement<'a> {
    #[serde(borrow)]
    pub(super) from: Text<'a>,
    pub(super) peer: Text<'a>,
    pub(super) ago: Option<f64>,
    pub(super) lapses_in: Option<f64>,
    #[serde(default)]
    pub(super) unusable: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct WireIgnored<'a> {
    #[serde(borrow)]
    pub(super) from: Text<'a>,
    #[serde(default)]
    pub(super) peer: Option<Text<'a>>,
    pub(super) reason: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct WireRequest<'a> {
    pub(super) ago: f64,
    #[serde(borrow)]
    pub(super) peer: Text<'a>,
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) key: Option<WireBytes<'a>>,
    #[serde(default)]
    pub(super) answer: Option<Text<'a>>,
    #[serde(default)]
    pub(super) count: usize,
}

/// One of the closest peers: its id alone, or what it holds.
pub(super) enum WireClosest<'a> {
    Peer(Text<'a>),
    Copy(Box<WireCopy<'a>>),
}

/// What one of the closest peers holds.
#[derive(Deserialize)]
pub(super) struct WireCopy<'a> {
    #[serde(borrow)]
    pub(super) peer: Text<'a>,
    pub(super) has: bool,
    #[serde(default)]
    pub(super) value: Option<WireBytes<'a>>,
    #[serde(default)]
    pub(super) expires_in: Option<f64>,
    #[serde(default)]
    pub(super) providers: Vec<Text<'a>>,
    #[serde(default)]
    pub(super) more_providers: usize,
    #[serde(flatten)]
    pub(super) failure: WireFailure<'a>,
}

/// Who could not be reached.
#[derive(Deserialize)]
pub(super) struct WireUnreached<'a> {
    #[serde(borrow)]
    pub(super) peer: Text<'a>,
    #[serde(flatten)]
    pub(super) failure: WireFailure<'a>,
}

/// Why something failed, if so it did.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct WireFailure<'a> {
    #[serde(borrow)]
    pub(super) reason: Option<Text<'a>>,
    pub(super) failure: Option<Text<'a>>,
    pub(super) found: Option<Text<'a>>,
    pub(super) after: Option<f64>,
    pub(super) ways: Vec<Text<'a>>,
}

/// Whether one is reachable, or how many are.
#[derive(Deserialize, Clone, Copy, Default)]
#[serde(untagged)]
pub(super) enum WireReachable {
    #[default]
    Unsaid,
    Is(bool),
    Count(usize),
}

impl<'de: 'a, 'a> Deserialize<'de> for WireClosest<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ClosestVisitor)
    }
}

struct ClosestVisitor;

impl<'de> Visitor<'de> for ClosestVisitor {
    type Value = WireClosest<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a peer")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        TextVisitor.visit_borrowed_str(text).map(WireClosest::Peer)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        TextVisitor.visit_str(text).map(WireClosest::Peer)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        WireCopy::deserialize(MapAccessDeserializer::new(map)).map(Box::new).map(WireClosest::Copy)
    }
}

#[derive(Deserialize)]
pub(super) struct WireBytes<'a> {
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    pub(super) hex: Option<Text<'a>>,
}

/// A text of the line itself, where it has no escapes. (serde would copy a `Cow` in an `Option`.)
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}
