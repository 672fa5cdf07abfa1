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

use super::{clause, peers, quoted, shown, shown_in, tails, times};
use crate::dht::Failure;

pub(in crate::words) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::TimedOut => "timed out".to_owned(),
        Failure::Refused => "connection refused".to_owned(),
        Failure::NoListener => "no listener on the given port".to_owned(),
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
        Failure::NoTransport => {
            "no transport here speaks this kind of address (a practice network opens no port unless it is started with \
             --listen)"
                .to_owned()
        }
        Failure::DialledAlready => "it is connected or being dialled already".to_owned(),
        Failure::Ourselves => "that is this node itself".to_owned(),
        Failure::GivenUp => "the attempt was given up".to_owned(),
        Failure::Denied => "a limit on connections does not allow it".to_owned(),
        Failure::Other(words) if words.is_empty() => "no reason given".to_owned(),
        Failure::Other(words) => words.clone(),
    }
}
