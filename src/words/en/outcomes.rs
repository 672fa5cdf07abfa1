//! What came of queries and commands, and why something failed.

mod answer;
mod practice;
mod program;
mod verdict;
mod why;

pub(in crate::words) use answer::{answer, how_whole};
pub(in crate::words) use practice::refusal;
pub(in crate::words) use program::not_all;
pub(in crate::words) use verdict::{among, copies, outcome, verdict};
pub(in crate::words) use why::nobody;

use super::{clause, peers, quoted, shown, shown_in, tails, times};
use crate::dht::{Failure, Way};

pub(in crate::words) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::TimedOut => "timed out".to_owned(),
        Failure::Refused => "connection refused".to_owned(),
        Failure::NotFollowed => "not dialled: its addresses are nearer than who named them, or DNS names".to_owned(),
        Failure::NoListener => "no node listens there".to_owned(),
        Failure::Unreachable => "no way leads there".to_owned(),
        Failure::Reset => "closed the stream without an answer".to_owned(),
        Failure::Closed => "the connection closed".to_owned(),
        Failure::ClosedThere => "the other side closed it, or the line broke".to_owned(),
        Failure::ClosedHere => "closed by this node".to_owned(),
        Failure::Idle(rest) => format!("closed after {} of rest", humantime::format_duration(*rest)),
        Failure::NoProtocol => "protocol not supported".to_owned(),
        Failure::WrongIdentity(other) => format!("another peer answers there: {other}"),
        Failure::WrongMessage => "answered something else".to_owned(),
        Failure::NoAddress => "no address of it is known".to_owned(),
        Failure::NoTransport(ways) => unspoken(ways),
        Failure::LinkLocal => "it is a link-local address, good only on one interface, which libp2p cannot name: dial \
                               another address of it"
            .to_owned(),
        Failure::NoSuchName => "there is no such DNS name, or it leads to no address".to_owned(),
        Failure::NameServers => "no name server answered, or none could tell where that DNS name leads".to_owned(),
        Failure::NotLibp2p => "what answers there is no libp2p program, or one without noise and yamux".to_owned(),
        Failure::NotAllowed => "this machine does not allow it: a firewall, or a broadcast address".to_owned(),
        Failure::DialledAlready => "it is connected or being dialled already".to_owned(),
        Failure::Ourselves => "that is this node itself".to_owned(),
        Failure::Twin => {
            "it has this node's identity: it is this node by another address, or another program with the \
                          same --identity file"
                .to_owned()
        }
        Failure::GivenUp => "the attempt was given up".to_owned(),
        Failure::Denied => "a limit on connections does not allow it".to_owned(),
        Failure::StoreFull => "the store is full".to_owned(),
        Failure::TooLarge => "the value is too large".to_owned(),
        Failure::TooManyProviders => "it has as many providers as are kept: the first come stay".to_owned(),
        Failure::Other(words) if words.is_empty() => "no reason given".to_owned(),
        Failure::Other(words) => quoted(words),
    }
}

/// Why an address, or all of a peer, cannot be dialled.
fn unspoken(ways: &[Way]) -> String {
    match ways {
        [Way::NoPlace] => "the address says no place to connect to; one that does: /ip4/127.0.0.1/tcp/4001".to_owned(),
        [Way::NoPort] => "the address has no port, as in /ip4/127.0.0.1/tcp/4001".to_owned(),
        ways if ways.contains(&Way::Spoken) => {
            "a practice network opens no port unless it is started with --listen".to_owned()
        }
        [] => "no transport here speaks this kind of address: TCP and QUIC are spoken".to_owned(),
        ways => {
            let mut ways: Vec<_> = ways.iter().map(|at| way(*at)).collect();
            ways.dedup();
            format!("it can be reached only {}; kadscope speaks TCP and QUIC", ways.join(" or "))
        }
    }
}

/// In which way a peer can be reached.
pub(in crate::words) fn way(way: Way) -> &'static str {
    match way {
        Way::Spoken => "by TCP or QUIC",
        Way::Relay => "through a relay",
        Way::WebSocket => "by WebSocket",
        Way::WebTransport => "by WebTransport",
        Way::WebRtc => "by WebRTC",
        Way::OldQuic => "by QUIC draft 29",
        Way::Udp => "by UDP without QUIC",
        Way::Http => "by HTTP or TLS",
        Way::Overlay => "through Tor or the like",
        Way::NoPort | Way::NoPlace => "at an address without a port",
        Way::Other => "in another way",
    }
}
