//! What a node holds and is asked, in lines.

use std::time::Duration;

use super::{
    Encoder, LineFault,
    decode::{Decoder, bytes, duration, need, rpc_kind},
    wire::{Text, Wire, WireBytes, WireRequest},
};
use crate::dht::{
    Because, Direction, Gone, How, Key, PeerId, Reply, Request, Requests, RpcKind, StoredProvider, StoredRecord,
};

impl Encoder {
    pub(super) fn stored_record(&mut self, record: &StoredRecord) -> &mut Self {
        let StoredRecord { key, size, value, publisher, expires_in, how, from } = record;
        self.key("key", key).number("size", *size as u64).peer_if("publisher", publisher.as_ref()).expiry(*expires_in);
        if let Some(value) = value {
            self.bytes("value", value);
        }
        self.came(*how, from.as_ref())
    }

    pub(super) fn stored_provider(&mut self, record: &StoredProvider) -> &mut Self {
        let StoredProvider { key, peer, expires_in, how, from } = record;
        self.key("key", key).peer("peer", peer).expiry(*expires_in).came(*how, from.as_ref())
    }

    fn came(&mut self, how: Option<How>, from: Option<&PeerId>) -> &mut Self {
        if let Some(how) = how {
            self.text("how", how.word());
        }
        self.peer_if("from", from)
    }

    pub(super) fn gone(&mut self, why: Option<Gone>) -> &mut Self {
        match why {
            Some(why) => self.text("why", why.word()),
            None => self,
        }
    }

    pub(super) fn because(&mut self, cause: Option<Because>) -> &mut Self {
        match cause {
            Some(cause) => self.text("cause", cause.word()).peer_if("oldest", cause.oldest().as_ref()),
            None => self,
        }
    }

    pub(super) fn reply(&mut self, reply: Option<Reply>) -> &mut Self {
        let Some(reply) = reply else { return self };
        self.text("answer", reply.word());
        match reply.count() {
            Some(count) => self.number("count", count as u64),
            None => self,
        }
    }

    pub(super) fn requests(&mut self, requests: &Requests<Duration>) -> &mut Self {
        for (name, way) in [("totals_in", Direction::In), ("totals_out", Direction::Out)] {
            self.list(name, RpcKind::ALL, |line, kind| line.raw(&requests.total(way, kind).to_string()));
        }
        self.list("last", requests.last(), |line, request| {
            line.raw("{\"ago\":");
            line.seconds(request.at);
            line.peer("peer", &request.peer).text("kind", request.kind.word());
            if let Some(key) = &request.key {
                line.key("key", key);
            }
            line.reply(request.reply).raw("}");
        })
    }
}

impl Decoder {
    pub(super) fn stored_record(&mut self, wire: Wire) -> Result<StoredRecord, LineFault> {
        Ok(StoredRecord {
            size: need(wire.size, "size")?,
            publisher: self.maybe(wire.publisher.as_ref(), "publisher")?,
            expires_in: duration(wire.expires_in, 1e9),
            how: how(&wire),
            from: self.maybe(wire.from.as_ref(), "from")?,
            value: wire.value.map(|value| bytes(Some(value), "value")).transpose()?,
            key: key(wire.key)?,
        })
    }

    pub(super) fn stored_provider(&mut self, wire: Wire) -> Result<StoredProvider, LineFault> {
        Ok(StoredProvider {
            peer: self.peer(&wire)?,
            expires_in: duration(wire.expires_in, 1e9),
            how: how(&wire),
            from: self.maybe(wire.from.as_ref(), "from")?,
            key: key(wire.key)?,
        })
    }

    pub(super) fn from(&mut self, wire: &Wire) -> Result<PeerId, LineFault> {
        self.id(need(wire.from.as_deref(), "from")?, "from")
    }

    pub(super) fn because(&mut self, wire: &Wire) -> Result<Option<Because>, LineFault> {
        let Some(word) = wire.cause.as_deref() else { return Ok(None) };
        let mut oldest = || self.id(need(wire.oldest.as_deref(), "oldest")?, "oldest");
        Ok(Some(match word {
            "probe" => Because::Probe(oldest()?),
            "answered" => Because::Answered(oldest()?),
            "came_to_us" => Because::CameToUs,
            "we_asked" => Because::WeAsked,
            "announced" => Because::Announced,
            "added" => Because::Added,
            "room" => Because::Room,
            "all_connected" => Because::AllConnected,
            "not_connected" => Because::NotConnected,
            "another_waits" => Because::AnotherWaits,
            "no_answer" => Because::NoAnswer,
            "no_server" => Because::NoServer,
            "forgotten" => Because::Forgotten,
            _ => return Ok(None), // of a later version
        }))
    }

    pub(super) fn requests(&mut self, wire: Wire) -> Result<Requests<Duration>, LineFault> {
        let total = |way, kind: RpcKind| {
            let totals = if way == Direction::In { &wire.totals_in } else { &wire.totals_out };
            totals.get(kind as usize).copied().unwrap_or(0)
        };
        let mut last = Vec::new();
        for request in wire.last {
            let WireRequest { ago, peer, kind, key: about, answer, count } = request;
            last.push(Request {
                at: need(duration(Some(ago), 1e9), "ago")?,
                peer: self.id(&peer, "peer")?,
                kind: rpc_kind(Some(&kind))?,
                key: about.map(|bytes| key(Some(bytes))).transpose()?,
                reply: reply(answer.as_ref(), count),
            });
        }
        Ok(Requests::of(total, last))
    }
}

pub(super) fn key(wire: Option<WireBytes>) -> Result<Key, LineFault> {
    bytes(wire, "key").map(Key::new)
}

/// A word of a later version says nothing here, as in what follows.
fn how(wire: &Wire) -> Option<How> {
    let word = wire.how.as_deref()?;
    How::ALL.into_iter().find(|how| how.word() == word)
}

pub(super) fn gone(wire: &Wire) -> Option<Gone> {
    let word = wire.why.as_deref()?;
    Gone::ALL.into_iter().find(|why| why.word() == word)
}

pub(super) fn reply(word: Option<&Text>, count: usize) -> Option<Reply> {
    Reply::of_word(word?, count)
}
