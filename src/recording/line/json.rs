//! The pieces of a line: fields, texts, lists. Knows nothing of events.

use std::{io, time::Duration};

use data_encoding::HEXLOWER;
use serde::Serialize as _;
use serde_json::ser::Formatter;

use crate::dht::{Key, Multiaddr, PeerId, QueryId, Timestamp, is_hostile};

/// Peers whose written form is remembered: base58 is slow, and the same few are named again and again.
const MAX_NAMES: usize = 20_000;

/// Writes events as lines.
#[derive(Default)]
pub struct Encoder {
    names: std::collections::HashMap<PeerId, Box<str>, foldhash::fast::RandomState>,
    pub(super) line: Vec<u8>,
}

impl Encoder {
    pub(super) fn begin(&mut self, at: Timestamp, event: &str) -> &mut Self {
        self.raw(&format!("{{\"t\":{}.{:06},\"event\":\"{event}\"", at.0 / 1_000_000, at.0 % 1_000_000));
        self
    }

    pub(super) fn end(&mut self) {
        self.raw("}\n");
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.line.extend_from_slice(text.as_bytes());
    }

    pub(super) fn field(&mut self, name: &str) {
        self.raw(",\"");
        self.raw(name);
        self.raw("\":");
    }

    pub(super) fn quoted(&mut self, text: &str) {
        let mut writer = serde_json::Serializer::with_formatter(&mut self.line, TerminalSafe);
        // into memory, and of a text: neither fails
        let _ = text.serialize(&mut writer);
    }

    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.field(name);
        self.quoted(text);
        self
    }

    pub(super) fn number(&mut self, name: &str, number: u64) -> &mut Self {
        self.field(name);
        self.raw(&number.to_string());
        self
    }

    pub(super) fn flag(&mut self, name: &str, yes: bool) -> &mut Self {
        self.field(name);
        self.raw(if yes { "true" } else { "false" });
        self
    }

    /// Writes what is true; what is missing is false.
    pub(super) fn flag_if(&mut self, name: &str, yes: bool) -> &mut Self {
        if yes { self.flag(name, true) } else { self }
    }

    pub(super) fn query(&mut self, query: QueryId) -> &mut Self {
        self.number("query", query.0)
    }

    /// Writes a duration whose unit is 10 to the power of `-places` seconds, with nanoseconds as decimals.
    pub(super) fn duration(&mut self, name: &str, duration: Duration, places: u32) -> &mut Self {
        self.field(name);
        self.decimal(duration, places);
        self
    }

    pub(super) fn milliseconds(&mut self, duration: Duration) {
        self.decimal(duration, 6);
    }

    pub(super) fn seconds(&mut self, duration: Duration) {
        self.decimal(duration, 9);
    }

    /// Writes a duration as a number, so many places of its nanoseconds before the point.
    fn decimal(&mut self, duration: Duration, places: u32) {
        let (nanos, unit) = (duration.as_nanos(), 10_u128.pow(places));
        let mut text = format!("{}.{:0width$}", nanos / unit, nanos % unit, width = places as usize);
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
        self.raw(&text);
    }

    pub(super) fn expiry(&mut self, expires_in: Option<Duration>) -> &mut Self {
        match expires_in {
            Some(expires_in) => self.duration("expires_in", expires_in, 9),
            None => self,
        }
    }

    pub(super) fn peer(&mut self, name: &str, peer: &PeerId) -> &mut Self {
        self.field(name);
        self.name(peer);
        self
    }

    pub(super) fn peer_if(&mut self, name: &str, peer: Option<&PeerId>) -> &mut Self {
        match peer {
            Some(peer) => self.peer(name, peer),
            None => self,
        }
    }

    /// Writes a peer id, which needs no escapes.
    pub(super) fn name(&mut self, peer: &PeerId) {
        if self.names.len() >= MAX_NAMES && !self.names.contains_key(peer) {
            self.names.clear();
        }
        let name = self.names.entry(*peer).or_insert_with(|| format!("\"{}\"", peer.to_base58()).into());
        self.line.extend_from_slice(name.as_bytes());
    }

    pub(super) fn peers<'a>(&mut self, name: &str, peers: impl IntoIterator<Item = &'a PeerId>) -> &mut Self {
        self.list(name, peers, Self::name)
    }

    /// Writes peers, if there are any.
    pub(super) fn peers_if(&mut self, name: &str, peers: &[PeerId]) -> &mut Self {
        if peers.is_empty() { self } else { self.peers(name, peers) }
    }

    pub(super) fn texts<'a>(&mut self, name: &str, texts: impl IntoIterator<Item = &'a String>) -> &mut Self {
        self.list(name, texts, |line, text| line.quoted(text))
    }

    pub(super) fn address(&mut self, address: &Multiaddr) -> &mut Self {
        self.text("address", &address.to_string())
    }

    pub(super) fn addresses(&mut self, addresses: &[Multiaddr]) -> &mut Self {
        self.list("addresses", addresses, |line, address| line.quoted(&address.to_string()))
    }

    pub(super) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        self.field(name);
        self.raw("[");
        for (nth, item) in items.into_iter().enumerate() {
            if nth > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
        self
    }

    pub(super) fn key(&mut self, name: &str, key: &Key) -> &mut Self {
        self.bytes(name, key.bytes())
    }

    pub(super) fn bytes(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        self.field(name);
        self.blob(bytes);
        self
    }

    pub(super) fn blob(&mut self, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.raw("{\"text\":");
            self.quoted(text);
            self.raw("}");
        } else {
            let mut text = "{\"hex\":\"".to_owned();
            HEXLOWER.encode_append(bytes, &mut text);
            self.raw(&text);
            self.raw("\"}");
        }
    }
}

/// Writes texts so that a terminal shows them as they are: what would move, hide or reorder is escaped.
struct TerminalSafe;

impl Formatter for TerminalSafe {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hostile)) = rest.char_indices().find(|(_, c)| !c.is_ascii_graphic() && is_hostile(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in hostile.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hostile.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}
