//! What mDNS heard, in lines.

use std::net::IpAddr;

use super::{
    Encoder, LineFault, Wanted,
    decode::{Decoder, duration, need, wrong},
    wire::{Wire, WireAnnouncement, WireIgnored, WireInterface},
};
use crate::dht::{Announcement, Ignored, Interface, MdnsReport, Unusable};

impl Encoder {
    /// Writes what mDNS heard.
    pub(super) fn mdns(&mut self, report: &MdnsReport) -> &mut Self {
        self.list("interfaces", &report.interfaces, |line, interface| {
            let Interface { address, prefix, asked, heard, answered, answers } = interface;
            line.raw(&format!("{{\"address\":\"{address}\",\"prefix\":{prefix}"));
            line.number("asked", *asked).number("heard", *heard).number("answered", *answered);
            line.number("answers", *answers).raw("}");
        });
        self.list("announcements", &report.announcements, |line, announcement| {
            let Announcement { peer, from, ago, lapses_in, unusable } = announcement;
            line.raw(&format!("{{\"from\":\"{from}\""));
            line.peer("peer", peer).duration("ago", *ago, 9).duration("lapses_in", *lapses_in, 9);
            if let Some(reason) = unusable {
                line.text("unusable", reason.code());
            }
            line.raw("}");
        });
        self.list("ignored", &report.ignored, |line, Ignored { from, peer, reason }| {
            line.raw(&format!("{{\"from\":\"{from}\""));
            line.peer_if("peer", peer.as_ref()).text("reason", reason.code()).raw("}");
        })
    }
}

impl Decoder {
    /// Understands what mDNS heard.
    pub(super) fn mdns(&mut self, wire: &Wire) -> Result<MdnsReport, LineFault> {
        Ok(MdnsReport {
            interfaces: wire.interfaces.iter().map(interface).collect::<Result<_, _>>()?,
            announcements: wire.announcements.iter().map(|wire| self.announcement(wire)).collect::<Result<_, _>>()?,
            ignored: wire.ignored.iter().filter_map(|wire| self.ignored(wire).transpose()).collect::<Result<_, _>>()?,
        })
    }

    fn announcement(&mut self, wire: &WireAnnouncement) -> Result<Announcement, LineFault> {
        Ok(Announcement {
            peer: self.id(&wire.peer, "peer")?,
            from: ip(&wire.from)?,
            ago: need(duration(wire.ago, 1e9), "ago")?,
            lapses_in: need(duration(wire.lapses_in, 1e9), "lapses_in")?,
            unusable: wire.unusable.as_deref().and_then(reason),
        })
    }

    /// Understands what was of no use, and for which reason; none for one of a later version.
    fn ignored(&mut self, wire: &WireIgnored) -> Result<Option<Ignored>, LineFault> {
        let (from, peer) = (ip(&wire.from)?, self.maybe(wire.peer.as_ref(), "peer")?);
        Ok(reason(&wire.reason).map(|reason| Ignored { from, peer, reason }))
    }
}

fn interface(wire: &WireInterface) -> Result<Interface, LineFault> {
    let WireInterface { ref address, prefix, asked, heard, answered, answers } = *wire;
    Ok(Interface { address: ip(address)?, prefix, asked, heard, answered, answers })
}

fn reason(code: &str) -> Option<Unusable> {
    Unusable::ALL.into_iter().find(|reason| reason.code() == code)
}

fn ip(text: &str) -> Result<IpAddr, LineFault> {
    text.parse().map_err(|_| wrong("address", text, Wanted::Address))
}
