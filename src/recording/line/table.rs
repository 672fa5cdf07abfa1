//! The routing table, and what changes in it, in lines.

use super::{
    Derived, Encoder, LineFault, Wanted,
    decode::{Decoder, need, wrong},
    wire::{Wire, WireBucket, WireEntry},
};
use crate::dht::{Bucket, Change, Entry, RoutingChange};

impl Encoder {
    pub(super) fn buckets(&mut self, buckets: &[Bucket]) -> &mut Self {
        self.list("buckets", buckets, |line, bucket| {
            line.raw(&format!("{{\"cpl\":{}", bucket.cpl));
            line.list("entries", &bucket.entries, |line, entry| {
                line.raw("{\"peer\":");
                line.name(&entry.peer);
                line.flag("connected", entry.connected);
                line.raw("}");
            });
            line.flag("pending", bucket.pending);
            line.raw("}");
        })
    }

    pub(super) fn change(&mut self, what: &RoutingChange, derived: &Derived) -> &mut Self {
        let replaced = match &what.change {
            Change::Evicted(replaced) => Some(replaced),
            _ => None,
        };
        self.peer("peer", &what.peer).number("cpl", what.cpl.into());
        if let Derived::Connected(yes) = derived {
            self.flag("connected", *yes);
        }
        self.text("change", what.change.word()).peer_if("replaced", replaced)
    }
}

impl Decoder {
    pub(super) fn routing_change(&mut self, wire: &Wire) -> Result<RoutingChange, LineFault> {
        Ok(RoutingChange {
            peer: self.peer(wire)?,
            cpl: need(wire.cpl, "cpl")?,
            change: self.change(wire)?,
            cause: self.because(wire)?,
        })
    }

    fn change(&mut self, wire: &Wire) -> Result<Change, LineFault> {
        Ok(match need(wire.change.as_deref(), "change")? {
            "inserted" => Change::Inserted,
            "pending" => Change::Pending,
            "full" => Change::Full,
            "evicted" => Change::Evicted(self.id(need(wire.replaced.as_deref(), "replaced")?, "replaced")?),
            "removed" => Change::Removed,
            "updated" => Change::Updated,
            other => return Err(wrong("change", other, Wanted::Change)),
        })
    }

    pub(super) fn buckets(&mut self, buckets: &[WireBucket]) -> Result<Vec<Bucket>, LineFault> {
        let mut read = Vec::with_capacity(buckets.len());
        for WireBucket { cpl, entries, pending } in buckets {
            let entry =
                |entry: &WireEntry| Ok(Entry { peer: self.id(&entry.peer, "peer")?, connected: entry.connected });
            let entries = entries.iter().map(entry).collect::<Result<_, LineFault>>()?;
            read.push(Bucket { cpl: *cpl, entries, pending: *pending });
        }
        Ok(read)
    }
}
