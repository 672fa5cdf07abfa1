//! What libp2p's errors are, as a `Failure`: the only place that looks into them.

use std::{collections::BTreeSet, error::Error, io};

use libp2p::{
    Multiaddr, TransportError,
    core::{
        transport::{memory::MemoryTransportError, timeout::TransportTimeoutError},
        upgrade::{NegotiationError, ProtocolError},
    },
    dns,
    multiaddr::Protocol,
    noise, quic,
    swarm::{ConnectionError, DialError},
};

use super::Policy;
use crate::{
    dht::{Failure, Way},
    words::in_words,
};

/// Why a dial failed: at the address where it came furthest, where it has several.
pub(super) fn of_dial(error: &DialError) -> Failure {
    match error {
        DialError::LocalPeerId { .. } => Failure::Ourselves,
        DialError::NoAddresses => Failure::NoAddress,
        DialError::DialPeerConditionFalse(_) => Failure::DialledAlready,
        DialError::Aborted => Failure::GivenUp,
        DialError::WrongPeerId { obtained, .. } => Failure::WrongIdentity(*obtained),
        DialError::Denied { .. } => Failure::Denied,
        DialError::Transport(tried) => furthest(tried.iter().map(|(address, error)| of_transport(address, error))),
    }
}

/// Returns the failure that came furthest: a machine that refuses says more than one that no way leads to.
fn furthest(failures: impl Iterator<Item = Failure>) -> Failure {
    let (mut best, mut all_ways) = (None, BTreeSet::new());
    for failure in failures {
        match failure {
            Failure::NoTransport(ways) => all_ways.extend(ways),
            failure if best.as_ref().is_none_or(|best| came(best) < came(&failure)) => best = Some(failure),
            _ => {}
        }
    }
    best.unwrap_or_else(|| {
        if all_ways.is_empty() { Failure::NoAddress } else { Failure::NoTransport(all_ways.into_iter().collect()) }
    })
}

/// How far a dial came that failed so: who answered something is further than who did not, and who is nowhere is last.
fn came(failure: &Failure) -> u8 {
    match failure {
        Failure::WrongIdentity(_) | Failure::Ourselves | Failure::Twin | Failure::Denied => 9,
        Failure::NoProtocol | Failure::NotLibp2p => 8,
        Failure::Reset | Failure::Closed | Failure::ClosedThere => 7,
        Failure::Refused => 6,
        Failure::TimedOut => 5,
        Failure::Other(_) => 4,
        Failure::Unreachable | Failure::NotAllowed | Failure::NoListener => 3,
        Failure::NameServers => 2,
        Failure::NoSuchName | Failure::LinkLocal => 1,
        _ => 0,
    }
}

/// Why a connection closed.
pub(super) fn of_closing(cause: Option<&ConnectionError>, policy: &Policy) -> Failure {
    match cause {
        None => Failure::ClosedHere,
        Some(ConnectionError::KeepAliveTimeout) => Failure::Idle(policy.idle),
        Some(ConnectionError::IO(_)) => Failure::ClosedThere,
    }
}

/// Why a request failed. kad's own error has no name that could be said here: behind what is no answer of the right kind
/// lies an error of the stream.
pub(super) fn of_request(error: &dyn Error) -> Failure {
    match error.source().map(of_chain) {
        None => Failure::WrongMessage,
        Some(Failure::Refused) => Failure::NoProtocol, // so kad calls it when the other does not speak its protocol
        Some(failure) => failure,
    }
}

/// Why a stream failed.
pub(super) fn of_stream(error: &io::Error) -> Failure {
    of_chain(error)
}

fn of_transport(address: &Multiaddr, error: &TransportError<io::Error>) -> Failure {
    match error {
        TransportError::MultiaddrNotSupported(address) => unspoken(address),
        TransportError::Other(error) => match of_chain(error) {
            Failure::Reset | Failure::Closed => Failure::ClosedThere, // amid the handshake
            Failure::NoProtocol => Failure::NotLibp2p,                // it has none of our handshakes
            Failure::Other(_) if chain(error).any(is_garbled) => Failure::NotLibp2p,
            failure if is_link_local(address) && came(&failure) <= came(&Failure::TimedOut) => Failure::LinkLocal,
            failure => failure,
        },
    }
}

/// Why no transport speaks an address.
pub(super) fn unspoken(address: &Multiaddr) -> Failure {
    Failure::NoTransport(vec![Way::of(address)])
}

fn is_link_local(address: &Multiaddr) -> bool {
    address.iter().any(|part| matches!(part, Protocol::Ip6(ip) if ip.is_unicast_link_local()))
}

/// Finds out by the first error in a chain that says what it is; else by the words of the last that has any.
pub(super) fn of_chain(error: &(dyn Error + 'static)) -> Failure {
    let words = || chain(error).map(in_words).filter(|words| !words.is_empty()).last();
    chain(error).find_map(of_one).unwrap_or_else(|| Failure::Other(words().unwrap_or_default()))
}

/// Returns an error, and all that lie behind it.
fn chain<'a>(outermost: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(outermost), |&error| {
        // an `io::Error` that wraps another error names the one behind it as its source
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|inner| inner as _).or_else(|| error.source())
    })
}

fn is_garbled(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
}

fn of_one(error: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return match error.kind() {
            io::ErrorKind::TimedOut => Some(Failure::TimedOut),
            io::ErrorKind::ConnectionRefused => Some(Failure::Refused),
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => Some(Failure::Unreachable),
            io::ErrorKind::PermissionDenied => Some(Failure::NotAllowed),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => Some(Failure::Reset),
            io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected
            | io::ErrorKind::WriteZero => Some(Failure::Closed), // quinn's and yamux's words for it, too
            _ => None,
        };
    }
    if let Some(TransportTimeoutError::Timeout) = error.downcast_ref::<TransportTimeoutError<io::Error>>() {
        return Some(Failure::TimedOut);
    }
    if let Some(error) = error.downcast_ref::<dns::Error<io::Error>>() {
        return of_dns(error);
    }
    if let Some(error) = error.downcast_ref::<quic::Error>() {
        return of_quic(error);
    }
    if let Some(MemoryTransportError::Unreachable) = error.downcast_ref() {
        return Some(Failure::NoListener);
    }
    match error.downcast_ref() {
        Some(noise::Error::Io(error)) if is_garbled(error) => return Some(Failure::NotLibp2p),
        Some(noise::Error::Io(error)) => return Some(of_chain(error)),
        Some(_) => return Some(Failure::NotLibp2p),
        None => {}
    }
    match error.downcast_ref() {
        Some(NegotiationError::Failed) => Some(Failure::NoProtocol),
        Some(NegotiationError::ProtocolError(ProtocolError::IoError(_))) | None => None, // a broken line is its source
        Some(NegotiationError::ProtocolError(_)) => Some(Failure::NotLibp2p),
    }
}

fn of_dns(error: &dns::Error<io::Error>) -> Option<Failure> {
    match error {
        dns::Error::MultiaddrNotSupported(address) => Some(unspoken(address)),
        dns::Error::Dial(errors) => {
            Some(furthest(errors.iter().map(|error| of_dns(error).unwrap_or_else(|| of_chain(error)))))
        }
        dns::Error::ResolveError(error) if error.is_no_records_found() => Some(Failure::NoSuchName),
        // of names that lead to nothing that fits, libp2p has but a sentence
        dns::Error::ResolveError(error) if error.as_metrics_label() == "message" => Some(Failure::NoSuchName),
        dns::Error::ResolveError(_) => Some(Failure::NameServers),
        dns::Error::TooManyLookups => Some(Failure::NoSuchName),
        dns::Error::Transport(_) => None, // its source says more
    }
}

fn of_quic(error: &quic::Error) -> Option<Failure> {
    match error {
        quic::Error::HandshakeTimedOut => Some(Failure::TimedOut),
        quic::Error::Reach(_) => Some(Failure::Unreachable),
        quic::Error::Connection(_) => Some(Failure::ClosedThere), // amid the handshake; why, libp2p keeps to itself
        quic::Error::Io(error) => Some(of_chain(error)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt, time::Duration};

    use libp2p::{
        Multiaddr, PeerId,
        swarm::{ConnectionDenied, dial_opts::PeerCondition},
    };

    use super::*;

    fn dial(error: io::Error) -> Failure {
        let address: Multiaddr = "/ip4/127.0.0.1/tcp/1".parse().expect("a multiaddr");
        of_dial(&DialError::Transport(vec![(address, TransportError::Other(error))]))
    }

    /// An error of kad's handler: its own name is not public.
    #[derive(Debug)]
    struct Query(Option<io::Error>);

    impl fmt::Display for Query {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a query failed")
        }
    }

    impl Error for Query {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.0.as_ref().map(|error| error as _)
        }
    }

    #[test]
    fn a_dial_fails_for_what_lies_innermost() {
        let wrapped = |error: io::Error| io::Error::other(TransportTimeoutError::Other(error));
        for (error, failure) in [
            (wrapped(io::ErrorKind::ConnectionRefused.into()), Failure::Refused),
            (wrapped(io::ErrorKind::HostUnreachable.into()), Failure::Unreachable),
            (wrapped(io::Error::other(MemoryTransportError::Unreachable)), Failure::NoListener),
            (io::Error::other(TransportTimeoutError::<io::Error>::Timeout), Failure::TimedOut),
            (wrapped(io::Error::other(quic::Error::HandshakeTimedOut)), Failure::TimedOut),
            (wrapped(io::Error::other(NegotiationError::Failed)), Failure::NotLibp2p),
            (
                wrapped(io::Error::other(NegotiationError::from(io::Error::from(io::ErrorKind::ConnectionReset)))),
                Failure::ClosedThere,
            ),
            (wrapped(io::ErrorKind::UnexpectedEof.into()), Failure::ClosedThere),
            (wrapped(io::Error::other("ate by a cat")), Failure::Other("ate by a cat".to_owned())),
        ] {
            assert_eq!(dial(error), failure);
        }
        let (peer, address) = (PeerId::random(), Multiaddr::empty());
        assert_eq!(of_dial(&DialError::NoAddresses), Failure::NoAddress);
        assert_eq!(of_dial(&DialError::Aborted), Failure::GivenUp);
        assert_eq!(of_dial(&DialError::DialPeerConditionFalse(PeerCondition::NotDialing)), Failure::DialledAlready);
        assert_eq!(of_dial(&DialError::Denied { cause: ConnectionDenied::new("full") }), Failure::Denied);
        assert_eq!(of_dial(&DialError::LocalPeerId { address: address.clone() }), Failure::Ourselves);
        assert_eq!(
            of_dial(&DialError::WrongPeerId { obtained: peer, address: address.clone() }),
            Failure::WrongIdentity(peer)
        );
        let unspoken = TransportError::MultiaddrNotSupported(address.clone());
        let nowhere = Failure::NoTransport(vec![Way::NoPlace]);
        assert_eq!(of_dial(&DialError::Transport(vec![(address, unspoken)])), nowhere);
    }

    #[test]
    fn a_request_fails_as_its_stream_does_or_for_what_was_answered() {
        for (kind, failure) in [
            (io::ErrorKind::TimedOut, Failure::TimedOut),
            (io::ErrorKind::UnexpectedEof, Failure::Reset),
            (io::ErrorKind::ConnectionReset, Failure::Reset),
            (io::ErrorKind::BrokenPipe, Failure::Closed),
            (io::ErrorKind::NotConnected, Failure::Closed),
            (io::ErrorKind::WriteZero, Failure::Closed),
            (io::ErrorKind::ConnectionRefused, Failure::NoProtocol),
        ] {
            assert_eq!(of_request(&Query(Some(kind.into()))), failure, "{kind:?}");
        }
        assert_eq!(of_request(&Query(None)), Failure::WrongMessage);
    }

    #[test]
    fn a_connection_closes_by_itself_or_by_one_of_its_sides() {
        let closing = |cause| of_closing(cause, &Policy::PRACTICE);
        assert_eq!(closing(None), Failure::ClosedHere);
        assert_eq!(closing(Some(&ConnectionError::KeepAliveTimeout)), Failure::Idle(Duration::from_secs(10)));
        assert_eq!(closing(Some(&ConnectionError::IO(io::ErrorKind::BrokenPipe.into()))), Failure::ClosedThere);
    }

    /// Everything of libp2p's that can be made here, each as a dial and as a request would bring it.
    fn all_errors() -> Vec<io::Error> {
        use std::io::ErrorKind as Kind;
        let kinds = [
            Kind::NotFound,
            Kind::PermissionDenied,
            Kind::ConnectionRefused,
            Kind::ConnectionReset,
            Kind::HostUnreachable,
            Kind::NetworkUnreachable,
            Kind::ConnectionAborted,
            Kind::NotConnected,
            Kind::AddrInUse,
            Kind::AddrNotAvailable,
            Kind::NetworkDown,
            Kind::BrokenPipe,
            Kind::AlreadyExists,
            Kind::WouldBlock,
            Kind::InvalidInput,
            Kind::InvalidData,
            Kind::TimedOut,
            Kind::WriteZero,
            Kind::Interrupted,
            Kind::Unsupported,
            Kind::UnexpectedEof,
            Kind::OutOfMemory,
            Kind::Other,
        ];
        let address: Multiaddr = "/ip4/127.0.0.1/tcp/1/ws".parse().expect("a multiaddr");
        let mut all: Vec<io::Error> = kinds.into_iter().map(io::Error::from).collect();
        all.extend((1..134).map(io::Error::from_raw_os_error));
        let dns = |error: dns::Error<io::Error>| io::Error::other(error);
        all.extend([
            io::Error::other(TransportTimeoutError::<io::Error>::Timeout),
            io::Error::other(TransportTimeoutError::<io::Error>::TimerError(io::Error::other("no timer"))),
            io::Error::other(MemoryTransportError::Unreachable),
            io::Error::other(MemoryTransportError::AlreadyInUse),
            io::Error::other(NegotiationError::Failed),
            io::Error::other(NegotiationError::ProtocolError(ProtocolError::InvalidMessage)),
            io::Error::other(NegotiationError::ProtocolError(ProtocolError::InvalidProtocol)),
            io::Error::other(NegotiationError::ProtocolError(ProtocolError::TooManyProtocols)),
            io::Error::other(NegotiationError::ProtocolError(ProtocolError::IoError(Kind::UnexpectedEof.into()))),
            io::Error::other(noise::Error::BadSignature),
            io::Error::other(noise::Error::UnexpectedKey),
            io::Error::other(noise::Error::InvalidLength),
            io::Error::other(noise::Error::AuthenticationFailed),
            io::Error::other(noise::Error::Io(Kind::ConnectionReset.into())),
            io::Error::other(quic::Error::HandshakeTimedOut),
            io::Error::other(quic::Error::NoActiveListenerForDialAsListener),
            io::Error::other(quic::Error::HolePunchInProgress(([127, 0, 0, 1], 1).into())),
            io::Error::other(quic::Error::Io(Kind::NetworkUnreachable.into())),
            dns(dns::Error::TooManyLookups),
            dns(dns::Error::MultiaddrNotSupported(address.clone())),
            dns(dns::Error::Transport(Kind::ConnectionRefused.into())),
            dns(dns::Error::ResolveError("No Matching Records Found".into())),
            dns(dns::Error::Dial(vec![
                dns::Error::TooManyLookups,
                dns::Error::Transport(io::Error::other("some\n - thing")),
            ])),
            dns(dns::Error::Dial(Vec::new())),
            io::Error::other("Query { name: Name(\"x\"), query_type: A }"),
        ]);
        all
    }

    #[test]
    fn whatever_libp2p_says_is_a_clause_for_people() {
        let address: Multiaddr = "/ip6/fe80::1/tcp/4001".parse().expect("a multiaddr");
        let mut failures: Vec<Failure> = all_errors().into_iter().map(dial).collect();
        failures.extend(all_errors().into_iter().map(|error| of_request(&Query(Some(error)))));
        failures.extend(all_errors().iter().map(of_stream));
        failures.extend(all_errors().into_iter().map(|error| {
            let wrapped = io::Error::other(TransportTimeoutError::Other(error));
            of_dial(&DialError::Transport(vec![(address.clone(), TransportError::Other(wrapped))]))
        }));
        failures.extend([
            of_closing(Some(&ConnectionError::IO(io::ErrorKind::BrokenPipe.into())), &Policy::PLAIN),
            of_dial(&DialError::Transport(Vec::new())),
        ]);
        for failure in failures {
            let said = crate::words::Language::English.failure(&failure);
            let code = ["Error", "Some(", "None", "{", "}", "::", "os error", "\u{fffd}", "\n"];
            assert!(!said.is_empty() && !code.iter().any(|part| said.contains(part)), "{failure:?}: {said}");
        }
    }
}
