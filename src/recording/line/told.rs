//! What one peer told when it was asked by itself, in lines.

use super::{
    Encoder, LineFault,
    decode::{Decoder, addresses, bytes, duration, need, rpc_kind},
    wire::{Wire, WireRemote},
};
use crate::dht::{Key, Pinged, RemoteBucket, RemoteEntry, RemoteTable, Told};

impl Encoder {
    pub(super) fn pinged(&mut self, pinged: &Pinged) -> &mut Self {
        let Pinged { peer, connect, identify, round_trips, failure } = pinged;
        self.peer_if("peer", peer.as_ref());
        for (name, time) in [("connect_ms", connect), ("identify_ms", identify)] {
            if let Some(time) = time {
                self.duration(name, *time, 6);
            }
        }
        self.list("rtt_ms", round_trips, |line, time| line.milliseconds(*time));
        self.failure_if(failure.as_ref())
    }

    pub(super) fn told(&mut self, told: &Told) -> &mut Self {
        let Told { peer, key, took, value, expires_in, providers, closer, unanswered, failure } = told;
        self.peer("peer", peer).key("key", key).duration("ms", *took, 6);
        if let Some(value) = value {
            self.bytes("value", value);
        }
        self.expiry(*expires_in).peers("providers", providers).peers("closer", closer);
        if !unanswered.is_empty() {
            self.list("unanswered", unanswered, |line, kind| line.quoted(kind.word()));
        }
        self.failure_if(failure.as_ref())
    }

    pub(super) fn remote_table(&mut self, table: &RemoteTable) -> &mut Self {
        let RemoteTable { peer, buckets, requests, took, is_exact, contradictions, failure } = table;
        self.peer("peer", peer).number("requests", u64::from(*requests)).duration("ms", *took, 6);
        self.flag("exact", *is_exact);
        if *contradictions > 0 {
            self.number("contradictions", u64::from(*contradictions));
        }
        self.list("buckets", buckets, |line, bucket| {
            line.raw(&format!("{{\"cpl\":{}", bucket.cpl));
            line.list("entries", &bucket.entries, |line, entry| {
                line.raw("{\"peer\":");
                line.name(&entry.peer);
                line.addresses(&entry.addresses).raw("}");
            });
            line.raw("}");
        });
        self.failure_if(failure.as_ref())
    }
}

impl Decoder {
    pub(super) fn pinged(&mut self, wire: &Wire) -> Result<Pinged, LineFault> {
        let times = wire.rtt_ms.iter().filter_map(|time| duration(Some(*time), 1e6));
        Ok(Pinged {
            peer: self.maybe(wire.peer.as_ref(), "peer")?,
            connect: duration(wire.connect_ms, 1e6),
            identify: duration(wire.identify_ms, 1e6),
            round_trips: times.collect(),
            failure: self.failure_if(wire)?,
        })
    }

    pub(super) fn told(&mut self, mut wire: Wire) -> Result<Told, LineFault> {
        Ok(Told {
            peer: self.peer(&wire)?,
            key: Key::new(bytes(wire.key.take(), "key")?),
            took: need(duration(wire.ms, 1e6), "ms")?,
            value: wire.value.take().map(|value| bytes(Some(value), "value")).transpose()?,
            expires_in: duration(wire.expires_in, 1e9),
            providers: self.all(&wire.providers)?,
            closer: self.all(&wire.closer)?,
            unanswered: wire.unanswered.iter().map(|kind| rpc_kind(Some(kind))).collect::<Result<_, _>>()?,
            failure: self.failure_if(&wire)?,
        })
    }

    pub(super) fn remote_table(&mut self, wire: &Wire) -> Result<RemoteTable, LineFault> {
        let mut entry = |peer: &str, remote: &WireRemote| {
            Ok(RemoteEntry { peer: self.id(peer, "peer")?, addresses: addresses(&remote.addresses)? })
        };
        let mut buckets = Vec::with_capacity(wire.buckets.len());
        for bucket in &wire.buckets {
            let entries =
                bucket.entries.iter().map(|wire| entry(&wire.peer, &wire.remote)).collect::<Result<_, LineFault>>()?;
            buckets.push(RemoteBucket { cpl: bucket.cpl, entries });
        }
        Ok(RemoteTable {
            peer: self.peer(wire)?,
            buckets,
            requests: need(wire.requests, "requests")?,
            took: need(duration(wire.ms, 1e6), "ms")?,
            is_exact: need(wire.exact, "exact")?,
            contradictions: wire.contradictions,
            failure: self.failure_if(wire)?,
        })
    }
}
