//! Failures in lines: a code, which never changes, and a sentence beside it, which may. Lines of before there were codes
//! have the sentence alone: this is the one place that looks into it.

use std::time::Duration;

use super::{Encoder, LineFault, wire::Text};
use crate::{
    dht::{Failure, PeerId, Way},
    words::Language,
};

/// What libp2p-kad said before every error of a stream.
const STREAM: &str = "I/O error during a Kademlia RPC query: ";
/// What was said before the peer that answered in the place of another.
const ANOTHER: &str = "another peer answers there: ";

impl Encoder {
    /// Writes why something failed, if it did.
    pub(super) fn failure_if(&mut self, failure: Option<&Failure>) -> &mut Self {
        match failure {
            Some(failure) => self.failure(failure),
            None => self,
        }
    }

    /// Writes why something failed.
    pub(super) fn failure(&mut self, failure: &Failure) -> &mut Self {
        let reason = match failure {
            Failure::Other(words) => words.clone(), // as they are, to be read again
            known => Language::English.failure(known),
        };
        self.text("failure", failure.code()).text("reason", &reason);
        match failure {
            Failure::WrongIdentity(found) => self.peer("found", found),
            Failure::Idle(rest) => self.duration("after", *rest, 9),
            Failure::NoTransport(ways) => self.list("ways", ways, |line, way| line.quoted(way.word())),
            _ => self,
        }
    }
}

/// Understands why something failed.
pub(super) fn read(
    code: Option<&str>,
    reason: &str,
    found: Option<PeerId>,
    after: Option<Duration>,
    ways: &[Text<'_>],
) -> Result<Failure, LineFault> {
    Ok(match code {
        None => by_words(reason),
        Some("wrong_identity") => Failure::WrongIdentity(found.ok_or(LineFault::Missing("found"))?),
        Some("idle") => Failure::Idle(after.ok_or(LineFault::Missing("after"))?),
        Some("no_transport") => Failure::NoTransport(ways.iter().map(|word| Way::of_word(word)).collect()),
        Some(code) => simple(code).unwrap_or_else(|| Failure::Other(reason.to_owned())), // also what is new to us
    })
}

/// Returns the failure of this code that needs no more than that.
fn simple(code: &str) -> Option<Failure> {
    Some(match code {
        "timed_out" => Failure::TimedOut,
        "refused" => Failure::Refused,
        "no_listener" => Failure::NoListener,
        "not_followed" => Failure::NotFollowed,
        "unreachable" => Failure::Unreachable,
        "reset" => Failure::Reset,
        "closed" => Failure::Closed,
        "closed_there" => Failure::ClosedThere,
        "closed_here" => Failure::ClosedHere,
        "no_protocol" => Failure::NoProtocol,
        "wrong_message" => Failure::WrongMessage,
        "no_address" => Failure::NoAddress,
        "link_local" => Failure::LinkLocal,
        "no_such_name" => Failure::NoSuchName,
        "name_servers" => Failure::NameServers,
        "not_libp2p" => Failure::NotLibp2p,
        "not_allowed" => Failure::NotAllowed,
        "twin" => Failure::Twin,
        "dialled_already" => Failure::DialledAlready,
        "ourselves" => Failure::Ourselves,
        "given_up" => Failure::GivenUp,
        "denied" => Failure::Denied,
        "store_full" => Failure::StoreFull,
        "too_large" => Failure::TooLarge,
        "too_many_providers" => Failure::TooManyProviders,
        _ => return None,
    })
}

fn by_words(reason: &str) -> Failure {
    let words = without_place(reason.strip_prefix(STREAM).unwrap_or(reason));
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let rest = lower.strip_prefix("closed after ").and_then(|rest| rest.strip_suffix(" of rest"));
    if let Some(rest) = rest {
        return Failure::Idle(humantime::parse_duration(rest).unwrap_or(Duration::from_secs(120)));
    }
    if let Some(found) = words.strip_prefix(ANOTHER).and_then(|id| id.parse().ok()) {
        return Failure::WrongIdentity(found);
    }
    match lower.trim_end_matches('.') {
        "the connection closed" => return Failure::Closed,
        "closed by this node" => return Failure::ClosedHere,
        "no listener on the given port" => return Failure::NoListener,
        "no address of it is known" => return Failure::NoAddress,
        "it is connected or being dialled already" => return Failure::DialledAlready,
        "that is this node itself" => return Failure::Ourselves,
        "the attempt was given up" => return Failure::GivenUp,
        "protocol not supported" => return Failure::NoProtocol,
        _ => {}
    }
    if lower.starts_with("the other side closed it") {
        return Failure::ClosedThere;
    }
    if has(&["timed out", "timeout", "did not answer within", "no answer within"]) {
        return Failure::TimedOut;
    }
    if has(&["connection refused"]) {
        return Failure::Refused;
    }
    if has(&["end of file", "reset"]) {
        return Failure::Reset;
    }
    if has(&["wrong message type"]) {
        return Failure::WrongMessage;
    }
    if has(&["no transport here speaks"]) {
        return Failure::NoTransport(Vec::new());
    }
    Failure::Other(words.to_owned())
}

/// Returns what is said of an address.
fn without_place(words: &str) -> &str {
    match words.split_once(": ") {
        Some((address, rest)) if address.starts_with('/') => rest,
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_before_there_were_codes_is_understood() {
        for (reason, failure) in [
            ("I/O error during a Kademlia RPC query: timed out", Failure::TimedOut),
            ("/ip4/127.0.0.1/udp/9/quic-v1: Handshake with the remote timed out.", Failure::TimedOut),
            ("Remote did not answer within 10s", Failure::TimedOut),
            ("/ip4/127.0.0.1/tcp/9: Connection refused (os error 111)", Failure::Refused),
            ("/memory/7: No listener on the given port.", Failure::NoListener),
            (
                "/ip4/10.9.9.9/tcp/1: No route to host (os error 113)",
                Failure::Other("No route to host (os error 113)".to_owned()), // said as it stands
            ),
            ("I/O error during a Kademlia RPC query: unexpected end of file", Failure::Reset),
            ("stream reset by peer", Failure::Reset),
            ("the connection closed", Failure::Closed),
            ("the other side closed it, or the line broke: Connection reset by peer", Failure::ClosedThere),
            ("closed by this node", Failure::ClosedHere),
            ("closed after two minutes of rest", Failure::Idle(Duration::from_secs(120))),
            ("closed after 10s of rest", Failure::Idle(Duration::from_secs(10))),
            ("I/O error during a Kademlia RPC query: protocol not supported", Failure::NoProtocol),
            ("answered PUT_VALUE with the wrong message type, FIND_NODE", Failure::WrongMessage),
            ("Remote answered our Kademlia RPC query with the wrong message type", Failure::WrongMessage),
            ("no address of it is known", Failure::NoAddress),
            ("it is connected or being dialled already", Failure::DialledAlready),
            ("that is this node itself", Failure::Ourselves),
            ("the attempt was given up", Failure::GivenUp),
            ("/ip4/1.2.3.4/tcp/1: something odd", Failure::Other("something odd".to_owned())),
        ] {
            assert_eq!(by_words(reason), failure, "{reason}");
        }
        let found = PeerId::random();
        assert_eq!(by_words(&format!("{ANOTHER}{found}")), Failure::WrongIdentity(found));
    }

    #[test]
    fn a_code_of_a_later_version_leaves_the_sentence() {
        let other = Failure::Other("ate by a cat".to_owned());
        assert_eq!(read(Some("eaten"), "ate by a cat", None, None, &[]), Ok(other));
    }
}
