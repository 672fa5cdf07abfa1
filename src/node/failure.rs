//! What libp2p's errors are, as a `Failure`: the only place that looks into them.

use std::{error::Error, io};

use libp2p::{
    TransportError,
    core::{
        transport::{memory::MemoryTransportError, timeout::TransportTimeoutError},
        upgrade::NegotiationError,
    },
    dns, quic,
    swarm::{ConnectionError, DialError},
};

use super::Policy;
use crate::dht::Failure;

/// Why a dial failed: at its first address, where it has several.
pub(super) fn of_dial(error: &DialError) -> Failure {
    match error {
        DialError::LocalPeerId { .. } => Failure::Ourselves,
        DialError::NoAddresses => Failure::NoAddress,
        DialError::DialPeerConditionFalse(_) => Failure::DialledAlready,
        DialError::Aborted => Failure::GivenUp,
        DialError::WrongPeerId { obtained, .. } => Failure::WrongIdentity(*obtained),
        DialError::Denied { .. } => Failure::Denied,
        DialError::Transport(tried) => tried.first().map_or(Failure::NoAddress, |(_, error)| of_transport(error)),
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

fn of_transport(error: &TransportError<io::Error>) -> Failure {
    match error {
        TransportError::MultiaddrNotSupported(_) => Failure::NoTransport,
        TransportError::Other(error) => of_chain(error),
    }
}

/// Finds out by the first error in a chain that says what it is; else by the words of the last.
fn of_chain(outermost: &(dyn Error + 'static)) -> Failure {
    let (mut error, mut words) = (outermost, String::new());
    loop {
        if let Some(failure) = of_one(error) {
            return failure;
        }
        let text = error.to_string();
        if !text.is_empty() {
            words = text;
        }
        // an `io::Error` that wraps another error names the one behind it as its source
        let wrapped = error.downcast_ref::<io::Error>().and_then(|error| error.get_ref());
        match wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source()) {
            Some(inner) => error = inner,
            None => return Failure::Other(words),
        }
    }
}

fn of_one(error: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return match error.kind() {
            io::ErrorKind::TimedOut => Some(Failure::TimedOut),
            io::ErrorKind::ConnectionRefused => Some(Failure::Refused),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Some(Failure::Unreachable),
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
    match error.downcast_ref::<dns::Error<io::Error>>() {
        Some(dns::Error::MultiaddrNotSupported(_)) => return Some(Failure::NoTransport),
        Some(dns::Error::Dial(errors)) => return errors.last().map(|last| of_chain(last)),
        Some(dns::Error::Transport(_) | dns::Error::ResolveError(_) | dns::Error::TooManyLookups) | None => {}
    }
    if let Some(quic::Error::HandshakeTimedOut) = error.downcast_ref() {
        return Some(Failure::TimedOut);
    }
    if let Some(MemoryTransportError::Unreachable) = error.downcast_ref() {
        return Some(Failure::NoListener);
    }
    // else it is a broken line, which is its source
    matches!(error.downcast_ref(), Some(NegotiationError::Failed)).then_some(Failure::NoProtocol)
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
            (wrapped(io::Error::other(NegotiationError::Failed)), Failure::NoProtocol),
            (
                wrapped(io::Error::other(NegotiationError::from(io::Error::from(io::ErrorKind::ConnectionReset)))),
                Failure::Reset,
            ),
            (wrapped(io::ErrorKind::UnexpectedEof.into()), Failure::Reset),
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
        assert_eq!(of_dial(&DialError::Transport(vec![(address, unspoken)])), Failure::NoTransport);
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
}
