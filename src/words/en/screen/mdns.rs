//! What mDNS heard.

use crate::{
    dht::{Announcement, Ignored, Interface, Unusable},
    words::screen::MdnsWords,
};

pub(super) const LABELS: MdnsWords = MdnsWords {
    title: "mDNS",
    about: "Programs of libp2p ask their local network for _p2p._udp.local, and answer with where they listen. Somebody \
            asks about every 15 s; on every interface is heard and counted what is about libp2p. What this machine asks \
            may be another program's here.",
    off: "mDNS is off: start without --no-mdns, or a practice network with --tcp --mdns.",
    no_interface: "It is heard on no interface: this machine has no IPv4 address but loopback, or the notices say why.",
    announced: "Who announced itself",
    nobody: "Nobody yet.",
    ignored: "What is of no use",
    none_ignored: "Nothing.",
    lapsed: "lapsed",
    announcement: "announced",
};

pub(in crate::words) fn mdns_interface(interface: &Interface) -> String {
    let Interface { asked, heard, answered, answers, .. } = *interface;
    format!(
        "this machine asked {asked}×, others {heard}×; answers: {answered} that named this node, {answers} that named others"
    )
}

pub(in crate::words) fn mdns_summary(
    interfaces: &[Interface],
    announced: &[Announcement],
    ignored: &[Ignored],
) -> String {
    let on = |on: &Interface| format!("{}/{}: {}", on.address, on.prefix, mdns_interface(on));
    let announced = announced.iter().map(|told| {
        let reason = told.unusable.map(|reason| format!(": {}", mdns_unusable(reason))).unwrap_or_default();
        let (ago, rest) = (told.ago.as_secs(), told.lapses_in.as_secs());
        format!("{} from {}, {ago} s ago, good for {rest} s more{reason}", told.peer, told.from)
    });
    let ignored = ignored.iter().map(|ignored| {
        let who = ignored.peer.map(|peer| format!(" ({peer})")).unwrap_or_default();
        format!("{}{who}: {}", ignored.from, mdns_unusable(ignored.reason))
    });
    let mut lines: Vec<String> = interfaces.iter().map(on).chain(announced).chain(ignored).collect();
    if interfaces.is_empty() {
        lines.insert(0, LABELS.no_interface.to_owned());
    }
    lines.join("\n")
}

pub(in crate::words) fn mdns_announcement(from: &str, ago: &str, lapses_in: Option<&str>) -> String {
    match lapses_in {
        Some(rest) => format!("from {from}, {ago}, good for {rest} more"),
        None => format!("from {from}, {ago}; it lapsed"),
    }
}

pub(in crate::words) fn mdns_unusable(reason: Unusable) -> String {
    match reason {
        Unusable::Garbled => "no DNS message",
        Unusable::NoTxt => "an answer without an address (no TXT record)",
        Unusable::NoPeer => "an answer whose addresses name no peer",
        Unusable::Loopback => "announces loopback addresses only",
        Unusable::NotSpoken => "announces no transport that is spoken here",
        Unusable::Twin => "another program has this node's identity",
        Unusable::OtherPort => "announced at another port too: started anew, or two programs have its identity",
    }
    .to_owned()
}

pub(in crate::words) fn mdns_ignored(reason: Unusable, ago: &str) -> String {
    format!("{}, {ago}", mdns_unusable(reason))
}
