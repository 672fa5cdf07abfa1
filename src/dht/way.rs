//! How an address is reached: by a transport that is spoken here, or only in some other way.

use libp2p::{Multiaddr, multiaddr::Protocol};

/// How an address is reached.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Way {
    /// By TCP, by QUIC, or within this process: all that is spoken here.
    Spoken,
    /// Through another peer.
    Relay,
    WebSocket,
    WebTransport,
    WebRtc,
    /// QUIC as it was before its standard.
    OldQuic,
    /// By none of these.
    Other,
}

impl Way {
    /// Returns how this address is reached.
    #[must_use]
    pub fn of(address: &Multiaddr) -> Self {
        let mut way = Self::Other;
        for part in address {
            way = match part {
                Protocol::P2pCircuit => return Self::Relay,
                Protocol::Ws(_) | Protocol::Wss(_) => return Self::WebSocket,
                Protocol::WebTransport => return Self::WebTransport,
                Protocol::WebRTC | Protocol::WebRTCDirect => return Self::WebRtc,
                Protocol::Quic => Self::OldQuic,
                Protocol::Tcp(_) | Protocol::QuicV1 | Protocol::Memory(_) | Protocol::Dnsaddr(_) => Self::Spoken,
                _ => way,
            };
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_spoken_or_not() {
        let relay = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
        for (address, way) in [
            ("/ip4/1.2.3.4/tcp/4001".to_owned(), Way::Spoken),
            (format!("/ip6/::1/udp/4001/quic-v1/p2p/{relay}"), Way::Spoken),
            ("/dns4/example.org/tcp/443".to_owned(), Way::Spoken),
            ("/dnsaddr/bootstrap.libp2p.io".to_owned(), Way::Spoken),
            ("/memory/7".to_owned(), Way::Spoken),
            (format!("/ip4/1.2.3.4/tcp/4001/p2p/{relay}/p2p-circuit"), Way::Relay),
            ("/dns/example.org/tcp/443/tls/ws".to_owned(), Way::WebSocket),
            ("/dns/example.org/tcp/443/wss".to_owned(), Way::WebSocket),
            ("/ip4/1.2.3.4/udp/4001/quic-v1/webtransport".to_owned(), Way::WebTransport),
            ("/ip4/1.2.3.4/udp/4001/webrtc-direct".to_owned(), Way::WebRtc),
            ("/ip4/1.2.3.4/udp/4001/quic".to_owned(), Way::OldQuic),
            ("/ip4/1.2.3.4/udp/4001".to_owned(), Way::Other),
            (format!("/p2p/{relay}"), Way::Other),
        ] {
            assert_eq!(Way::of(&address.parse().expect("a multiaddr")), way, "{address}");
        }
    }
}
