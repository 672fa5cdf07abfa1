//! Who holds a key, in lines.

use super::{
    Encoder, LineFault,
    decode::{Decoder, bytes, duration, query},
    stored::key,
    wire::{Wire, WireClosest, WireCopy, WireFailure},
};
use crate::dht::{Copies, CopyKind, Event, Failure, HeldCopy, PeerId};

impl Encoder {
    pub(super) fn copies(&mut self, copies: &Copies) -> &mut Self {
        let Copies { what, closest, here, providers } = copies;
        self.text("what", what.word()).flag_if("here", *here);
        self.list("closest", closest.iter().zip(1_u64..), |line, (copy, rank)| line.copy(copy, rank));
        if providers.is_empty() {
            return self;
        }
        self.peers("providers", providers.iter().map(|(peer, _)| peer));
        let unreached = providers.iter().filter_map(|(peer, failure)| Some((peer, failure.as_ref()?)));
        self.list("unreached", unreached, |line, (peer, failure)| {
            line.raw("{\"peer\":");
            line.name(peer);
            line.failure(failure).raw("}");
        })
    }

    fn copy(&mut self, copy: &HeldCopy, rank: u64) {
        let HeldCopy { peer, has, value, expires_in, providers, more_providers, failure } = copy;
        self.raw(&format!("{{\"rank\":{rank}"));
        self.peer("peer", peer).flag("has", *has);
        if let Some(value) = value {
            self.bytes("value", value);
        }
        self.expiry(*expires_in).peers_if("providers", providers);
        if *more_providers > 0 {
            self.number("more_providers", *more_providers as u64);
        }
        self.failure_if(failure.as_ref()).raw("}");
    }
}

impl Decoder {
    /// Understands peers of which only the ids stand there.
    pub(super) fn closest(&mut self, wire: &Wire) -> Result<Vec<PeerId>, LineFault> {
        let ids = wire.closest.iter().filter_map(|one| match one {
            WireClosest::Peer(peer) => Some(peer),
            WireClosest::Copy(_) => None,
        });
        ids.map(|peer| self.id(peer, "peers")).collect()
    }

    pub(super) fn copies(&mut self, wire: Wire) -> Result<Event, LineFault> {
        let is_of_providers = wire.what.as_deref() == Some(CopyKind::Provider.word());
        let what = if is_of_providers { CopyKind::Provider } else { CopyKind::Value };
        let mut providers: Vec<(PeerId, Option<Failure>)> =
            self.all(&wire.providers)?.into_iter().map(|peer| (peer, None)).collect();
        for unreached in &wire.unreached {
            let peer = self.id(&unreached.peer, "peer")?;
            let failure = self.failure_of(&unreached.failure)?;
            for provider in providers.iter_mut().filter(|(provider, _)| *provider == peer) {
                provider.1.clone_from(&failure);
            }
        }
        let (query, here, mut closest) = (query(&wire)?, wire.here, Vec::new());
        for one in wire.closest {
            if let WireClosest::Copy(copy) = one {
                closest.push(self.copy(*copy)?);
            }
        }
        let copies = Box::new(Copies { what, closest, here, providers });
        Ok(Event::Copies { query, key: key(wire.key)?, copies })
    }

    fn copy(&mut self, copy: WireCopy) -> Result<HeldCopy, LineFault> {
        Ok(HeldCopy {
            peer: self.id(&copy.peer, "peer")?,
            has: copy.has,
            value: copy.value.map(|value| bytes(Some(value), "value")).transpose()?,
            expires_in: duration(copy.expires_in, 1e9),
            providers: self.all(&copy.providers)?,
            more_providers: copy.more_providers,
            failure: self.failure_of(&copy.failure)?,
        })
    }

    /// Understands why something failed, if so it did.
    fn failure_of(&mut self, wire: &WireFailure) -> Result<Option<Failure>, LineFault> {
        let Some(reason) = wire.reason.as_deref() else { return Ok(None) };
        let found = self.maybe(wire.found.as_ref(), "found")?;
        super::failure::read(wire.failure.as_deref(), reason, found, duration(wire.after, 1e9), &wire.ways).map(Some)
    }
}
