//! Addresses, the peers that they name, and how far off they lie.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};

/// How far off an address lies, the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reach {
    /// Within this process.
    Process,
    /// On this machine.
    Machine,
    /// On this line: link-local.
    Link,
    /// On a private network, or one behind a provider's translation.
    Private,
    /// Anywhere.
    Public,
}

impl Reach {
    /// Returns how far off an address lies: by the IP address or the port that it begins with. None of a name, which may lead
    /// anywhere, and of what is no place of one peer: multicast, or unspecified.
    #[must_use]
    pub fn of(address: &Multiaddr) -> Option<Self> {
        match address.iter().next()? {
            Protocol::Memory(_) => Some(Self::Process),
            Protocol::Ip4(ip) => Self::of_ip(ip.into()),
            Protocol::Ip6(ip) => Self::of_ip(ip.into()),
            Protocol::Ip6zone(_) => Some(Self::Link),
            _ => None,
        }
    }

    /// Returns how far off an IP address lies; one that stands for another (mapped, translated, 6to4) as that other.
    fn of_ip(ip: IpAddr) -> Option<Self> {
        match ip.to_canonical() {
            IpAddr::V4(ip) => Self::of_ip4(ip),
            IpAddr::V6(ip) => match ip.segments() {
                [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Self::of_ip4(ip4(high, low)),
                [0x64, 0xff9b, 1, ..] => Some(Self::Private), // RFC 8215
                [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Self::of_ip4(ip4(high, low)), // the old way of mapping
                _ => Self::of_ip6(ip),
            },
        }
    }

    fn of_ip4(ip: Ipv4Addr) -> Option<Self> {
        let [first, second, third, _] = ip.octets();
        match first {
            0 | 224.. => None, // this network, multicast, reserved, broadcast
            127 => Some(Self::Machine),
            169 if second == 254 => Some(Self::Link),
            _ if ip.is_private() => Some(Self::Private),
            100 if second & 0xc0 == 64 => Some(Self::Private), // RFC 6598
            192 if (second, third) == (0, 0) => Some(Self::Private), // RFC 6890: for protocols
            198 if second & 0xfe == 18 => Some(Self::Private), // RFC 2544: for benchmarks
            _ => Some(Self::Public),
        }
    }

    fn of_ip6(ip: Ipv6Addr) -> Option<Self> {
        match ip.segments()[0] {
            _ if ip.is_loopback() => Some(Self::Machine),
            _ if ip.is_unspecified() || ip.is_multicast() => None,
            0 => None, // no place at all
            first if first & 0xffc0 == 0xfe80 => Some(Self::Link),
            first if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfec0 => Some(Self::Private),
            _ => Some(Self::Public),
        }
    }
}

fn ip4(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

/// Returns whether an address may be dialled that a peer named which is reached so far off itself: what comes from afar leads
/// nowhere nearer, and no name is believed, since who named it says where that leads. Nor is anything that is more than an IP
/// address and a port: transports look at the last of several.
#[must_use]
pub fn may_follow(address: &Multiaddr, named_from: Reach) -> bool {
    is_plain(address) && Reach::of(address).is_some_and(|reach| reach >= named_from)
}

/// Returns whether an address is one of TCP, QUIC or this process, and nothing else.
fn is_plain(address: &Multiaddr) -> bool {
    use Protocol as P;
    let address = without_peer(address.clone());
    let mut parts = address.iter();
    matches!(
        [parts.next(), parts.next(), parts.next(), parts.next()],
        [Some(P::Ip4(_) | P::Ip6(_)), Some(P::Tcp(_)), None, None]
            | [Some(P::Ip4(_) | P::Ip6(_)), Some(P::Udp(_)), Some(P::QuicV1), None]
            | [Some(P::Memory(_)), None, None, None]
    )
}

/// Returns the peer that an address names at its end.
#[must_use]
pub fn peer_of(address: &Multiaddr) -> Option<PeerId> {
    match address.iter().last() {
        Some(Protocol::P2p(peer)) => Some(peer),
        _ => None,
    }
}

/// Returns an address without the peer that it names at its end.
#[must_use]
pub fn without_peer(mut address: Multiaddr) -> Multiaddr {
    if peer_of(&address).is_some() {
        address.pop();
    }
    address
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ip: IpAddr) -> Multiaddr {
        Multiaddr::from(ip).with(Protocol::Tcp(4001))
    }

    #[test]
    fn an_address_lies_so_far_off() {
        for (address, reach) in [
            ("/memory/7", Some(Reach::Process)),
            ("/ip4/127.0.0.1/tcp/1", Some(Reach::Machine)),
            ("/ip4/127.9.9.9/udp/1/quic-v1", Some(Reach::Machine)),
            ("/ip6/::1/tcp/1", Some(Reach::Machine)),
            ("/ip6/::ffff:127.0.0.1/tcp/1", Some(Reach::Machine)),
            ("/ip6/::7f00:1/tcp/1", Some(Reach::Machine)),
            ("/ip4/169.254.1.1/tcp/1", Some(Reach::Link)),
            ("/ip6/fe80::1/tcp/1", Some(Reach::Link)),
            ("/ip6zone/eth0/ip6/fe80::1/tcp/1", Some(Reach::Link)),
            ("/ip4/10.1.2.3/tcp/1", Some(Reach::Private)),
            ("/ip4/172.31.0.1/tcp/1", Some(Reach::Private)),
            ("/ip4/192.168.0.1/tcp/1", Some(Reach::Private)),
            ("/ip4/100.64.0.1/tcp/1", Some(Reach::Private)),
            ("/ip6/fd00::1/tcp/1", Some(Reach::Private)),
            ("/ip6/64:ff9b::a00:1/tcp/1", Some(Reach::Private)),
            ("/ip6/2002:c0a8:1::1/tcp/1", Some(Reach::Private)),
            ("/ip6/64:ff9b:1::808:808/tcp/1", Some(Reach::Private)),
            ("/ip4/192.0.0.8/tcp/1", Some(Reach::Private)),
            ("/ip4/172.32.0.1/tcp/1", Some(Reach::Public)),
            ("/ip4/8.8.8.8/tcp/1", Some(Reach::Public)),
            ("/ip4/100.128.0.1/tcp/1", Some(Reach::Public)),
            ("/ip6/2a00::1/tcp/1", Some(Reach::Public)),
            ("/ip6/64:ff9b::808:808/tcp/1", Some(Reach::Public)),
            ("/ip4/0.0.0.0/tcp/1", None),
            ("/ip4/255.255.255.255/tcp/1", None),
            ("/ip4/224.0.0.251/udp/5353", None),
            ("/ip6/::/tcp/1", None),
            ("/ip6/ff02::fb/udp/1", None),
            ("/dns4/example.com/tcp/1", None),
            ("/dnsaddr/example.com", None),
        ] {
            assert_eq!(Reach::of(&address.parse().expect(address)), reach, "{address}");
        }
    }

    #[test]
    fn nothing_is_followed_that_leads_on_behind_its_first_place() {
        for (address, is_followed) in [
            ("/ip4/8.8.8.8/tcp/1", true),
            ("/ip6/2a00::1/udp/1/quic-v1", true),
            ("/ip4/8.8.8.8/tcp/1/p2p/12D3KooWKSjQwXJfnhxsjEbKLmbnxnL6qPZzNezfncM9nMstmPS7", true),
            ("/ip4/8.8.8.8/tcp/1/ip4/127.0.0.1/tcp/22", false),
            ("/ip4/8.8.8.8/dns4/example.com/tcp/1", false),
            ("/ip4/8.8.8.8/tcp/1/dns4/example.com/tcp/2", false),
            ("/memory/1/ip4/8.8.8.8/tcp/1", false),
            ("/ip4/8.8.8.8", false),
        ] {
            assert_eq!(may_follow(&address.parse().expect(address), Reach::Process), is_followed, "{address}");
        }
    }

    proptest! {
        #[test]
        fn from_a_public_address_nothing_leads_but_to_public_ones(ip: IpAddr, bits: u32) {
            let is_near = match ip.to_canonical() {
                IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
                IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
            };
            prop_assert!(!(is_near && may_follow(&at(ip), Reach::Public)));
            let [a, b, c, d] = bits.to_be_bytes();
            for near in [[10, b, c, d], [127, b, c, d], [192, 168, c, d], [172, 16 | a & 15, c, d], [169, 254, c, d]] {
                let ip4 = Ipv4Addr::from(near);
                for same in [IpAddr::from(ip4), ip4.to_ipv6_mapped().into(), ip4.to_ipv6_compatible().into()] {
                    prop_assert!(!may_follow(&at(same), Reach::Public), "{same}");
                }
            }
            prop_assert!(!may_follow(&Multiaddr::empty().with(Protocol::Memory(bits.into())), Reach::Machine));
        }
    }
}
