//! What mDNS heard.

use crate::{
    dht::{Interface, Unusable},
    words::{
        en::{peers, times},
        screen::MdnsWords,
    },
};

pub(super) const LABELS: MdnsWords = MdnsWords {
    title: "mDNS",
    about: "Programs of libp2p ask their local network for _p2p._udp.local, and answer with where they listen. Here it is \
            asked every 15 s, and heard on every interface; counted is what is about libp2p. What this machine asks may \
            be another program's here.",
    off: "mDNS is off: start without --no-mdns, or a practice network with --tcp --mdns.",
    no_interface: "It listens on no interface: this machine has no IPv4 address but loopback.",
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

pub(in crate::words) fn mdns_summary(interfaces: &[Interface], announced: usize) -> String {
    if interfaces.is_empty() {
        return LABELS.no_interface.to_owned();
    }
    let on = |on: &Interface| format!("{}/{}: {}", on.address, on.prefix, mdns_interface(on));
    let on = interfaces.iter().map(on).collect::<Vec<_>>().join("\n");
    format!("{} announced\n{on}", peers(announced))
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

pub(in crate::words) fn mdns_ignored(reason: Unusable, reports: u32, ago: &str) -> String {
    let often = if reports > 1 { format!(", {}", times(reports as usize, "time")) } else { String::new() };
    format!("{}{often}, {ago}", mdns_unusable(reason))
}
