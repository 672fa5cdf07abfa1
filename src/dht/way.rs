//! How an address is reached: by a transport that is spoken here, or only in some other way.

use libp2p::{Multiaddr, multiaddr::Protocol};

/// How an address is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// By TCP, by QUIC, or within this process: all that is spoken here.
    Spoken,
    /// Through another peer (circuit relay).
    Relay,
    /// By WebSocket, plain or secured.
    WebSocket,
    WebTransport,
    /// By WebRTC, direct or with a relay's help.
    WebRtc,
    /// By QUIC as it was before its standard.
    OldQuic,
    /// By UDP without QUIC.
    Udp,
    /// By TLS, HTTP or HTTPS.
    Http,
    /// Through Tor, I2P or the like.
    Overlay,
    /// Not yet: it has no port.
    NoPort,
    /// Not at all: it names no place, but a peer or nothing.
    NoPlace,
    /// By none of these.
    Other,
}

impl Way {
    /// Every way, in the order of the README.
    pub const ALL: [Self; 12] = [
        Self::Spoken,
        Self::Relay,
        Self::WebSocket,
        Self::WebTransport,
        Self::WebRtc,
        Self::OldQuic,
        Self::Udp,
        Self::Http,
        Self::Overlay,
        Self::NoPort,
        Self::NoPlace,
        Self::Other,
    ];

    /// Returns how this address is reached.
    #[must_use]
    pub fn of(address: &Multiaddr) -> Self {
        use Protocol as P;
        let has = |is: fn(P) -> bool| address.iter().any(is);
        // what carries another stands before it, and says less
        if has(|part| matches!(part, P::P2pCircuit)) {
            Self::Relay
        } else if has(|part| matches!(part, P::Ws(_) | P::Wss(_))) {
            Self::WebSocket
        } else if has(|part| matches!(part, P::WebTransport)) {
            Self::WebTransport
        } else if has(|part| matches!(part, P::WebRTC | P::WebRTCDirect | P::P2pWebRtcDirect | P::P2pWebRtcStar)) {
            Self::WebRtc
        } else if has(|part| matches!(part, P::Quic)) {
            Self::OldQuic
        } else if has(|part| matches!(part, P::Http | P::Https | P::Tls)) {
            Self::Http
        } else if has(|part| matches!(part, P::Onion(..) | P::Onion3(_) | P::Garlic64(_) | P::Garlic32(_))) {
            Self::Overlay
        } else if has(|part| matches!(part, P::Memory(_) | P::Dnsaddr(_))) {
            Self::Spoken // of a /dnsaddr the addresses that it leads to say more
        } else if has(|part| matches!(part, P::Sctp(_) | P::Dccp(_) | P::Udt | P::Utp | P::Unix(_))) {
            Self::Other
        } else if !has(|part| is_place(&part)) {
            Self::NoPlace
        } else if has(|part| matches!(part, P::Tcp(1..))) || has(|part| matches!(part, P::QuicV1)) {
            Self::Spoken
        } else if has(|part| matches!(part, P::Udp(1..))) {
            Self::Udp
        } else {
            Self::NoPort
        }
    }

    /// Returns its word in the line format, which never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Spoken => "spoken",
            Self::Relay => "relay",
            Self::WebSocket => "websocket",
            Self::WebTransport => "webtransport",
            Self::WebRtc => "webrtc",
            Self::OldQuic => "old_quic",
            Self::Udp => "udp",
            Self::Http => "http",
            Self::Overlay => "overlay",
            Self::NoPort => "no_port",
            Self::NoPlace => "no_place",
            Self::Other => "other",
        }
    }

    /// Returns the way of this word; those of later versions are other ones.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|way| way.word() == word).unwrap_or(Self::Other)
    }
}

fn is_place(part: &Protocol) -> bool {
    match part {
        Protocol::Ip4(ip) => !ip.is_unspecified(),
        Protocol::Ip6(ip) => !ip.is_unspecified(),
        Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

    #[test]
    fn an_address_is_spoken_or_not() {
        for (address, way) in [
            ("/ip4/1.2.3.4/tcp/4001", Way::Spoken),
            ("/ip6/::1/udp/4001/quic-v1", Way::Spoken),
            ("/dns4/example.com/tcp/4001", Way::Spoken),
            ("/dnsaddr/bootstrap.libp2p.io", Way::Spoken),
            ("/memory/7", Way::Spoken),
            ("/ip6zone/eth0/ip6/fe80::1/tcp/4001", Way::Spoken), // tried: the system says no
            ("/ip4/1.2.3.4/tcp/4001/p2p/ID/p2p-circuit", Way::Relay),
            ("/ip4/1.2.3.4/tcp/443/wss/p2p/ID/p2p-circuit/webrtc/p2p/ID", Way::Relay),
            ("/ip4/1.2.3.4/tcp/4001/ws", Way::WebSocket),
            ("/dns4/example.com/tcp/443/tls/ws", Way::WebSocket),
            ("/dns4/example.com/tcp/443/tls/sni/example.com/ws", Way::WebSocket),
            ("/dns4/example.com/tcp/443/wss", Way::WebSocket),
            ("/ip4/1.2.3.4/udp/4001/quic-v1/webtransport", Way::WebTransport),
            ("/ip4/1.2.3.4/udp/4001/webrtc-direct", Way::WebRtc),
            ("/ip4/1.2.3.4/udp/4001/quic", Way::OldQuic),
            ("/ip4/1.2.3.4/udp/4001", Way::Udp),
            ("/ip4/1.2.3.4/tcp/80/http", Way::Http),
            ("/onion3/vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd:1234", Way::Overlay),
            ("/ip4/1.2.3.4", Way::NoPort),
            ("/dns/example.com", Way::NoPort),
            ("/p2p/ID", Way::NoPlace),
            ("/ip4/0.0.0.0/tcp/4001", Way::NoPlace),
            ("/ip4/1.2.3.4/tcp/0", Way::NoPort),
            ("/ip4/1.2.3.4/sctp/4001", Way::Other),
            ("/unix/%2Ftmp%2Fsocket", Way::Other),
        ] {
            let parsed = address.replace("ID", ID).parse().unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(Way::of(&parsed), way, "{address}");
        }
        assert_eq!(Way::of(&Multiaddr::empty()), Way::NoPlace);
    }

    #[test]
    fn a_word_is_read_again() {
        for way in Way::ALL {
            assert_eq!(Way::of_word(way.word()), way);
        }
    }
}
