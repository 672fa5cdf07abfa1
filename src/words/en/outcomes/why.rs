//! Why a query came to less than it might have, and what to do.

use super::{clause, failure, peers, quoted, times};
use crate::dht::{
    Failure, LAN_PROTOCOL,
    verdict::{Failures, Lack, Nobody, NoneInTable, NotSent, Overtime, Vain},
};

pub(super) fn not_sent(why: &NotSent) -> String {
    match why {
        NotSent::Vain(why) => vain(why),
        NotSent::OutOfTime(n) => {
            format!("{} answered, but the 60 s were over before it could be sent to any. Try again", peers(*n as usize))
        }
        NotSent::Ended(n) => {
            format!("{} answered, but it ended before it could be sent to any. Try again", peers(*n as usize))
        }
    }
}

pub(super) fn lack(why: &Lack, none: &str) -> String {
    match why {
        Lack::Vain(why) => vain(why),
        Lack::Answered { answered, failures, overtime } => {
            format!("{} answered, {none}{}{}", peers(*answered as usize), failed(failures), time(*overtime))
        }
    }
}

pub(super) fn vain(why: &Vain) -> String {
    let (asked, is_repeated, failures, silent, overtime, are_connected) = match why {
        Vain::Nobody(why) => return nobody(why),
        Vain::Silence { asked, is_repeated, failures, silent, overtime, are_connected } => {
            (*asked, *is_repeated, failures, *silent, *overtime, *are_connected)
        }
    };
    let mut parts = Vec::new();
    if failures.count > 0 {
        parts.push(format!("{} failed{}", failures.count, most(failures)));
    }
    if silent > 0 {
        parts.push(format!("{silent} stayed silent"));
    }
    let made = if is_repeated {
        format!("Made {}", times(asked as usize, "request"))
    } else {
        format!("Asked {}", peers(asked as usize))
    };
    let made = format!("{made}, none answered: {}", parts.join(", "));
    if overtime.is_some() {
        return made + time(overtime);
    }
    match failures.most.as_ref().map(|(most, _)| most) {
        Some(Failure::NoProtocol) => {
            return format!("{made}. Nodes meet only under the same --protocol, and clients do not answer");
        }
        Some(Failure::WrongIdentity(_)) => return format!("{made}. Use the id that answers, or `forget` the other"),
        Some(Failure::NameServers | Failure::NoSuchName | Failure::NoTransport(_) | Failure::LinkLocal) => return made,
        _ => {}
    }
    let which = if asked == 1 { "it" } else { "one of them" };
    if are_connected {
        return format!("{made}. We are connected: `ping` {which} to see whether it still answers at all");
    }
    format!("{made}. `dial` {which} to see whether it is still there")
}

pub(in crate::words) fn nobody(why: &Nobody) -> String {
    match why {
        Nobody::TableWasEmpty(now) => {
            format!("Nobody could be asked: the routing table was empty. It has {} now: try again", peers(*now))
        }
        Nobody::EndedFirst(overtime) => {
            format!("Nobody was asked: it ended before the first request{}", time(*overtime))
        }
        Nobody::NoPeer { finds: true } => {
            "Nobody could be asked: no peer is known. Start a second node on this network, or `dial` one".to_owned()
        }
        Nobody::NoPeer { finds: false } => {
            "Nobody could be asked: no peer is known. `dial` one, or start with --peer".to_owned()
        }
        Nobody::NoneInTable { known, why, protocol } => {
            format!("Nobody could be asked: {}", none_in_table(*known, why, &quoted(protocol)))
        }
    }
}

fn none_in_table(known: usize, why: &NoneInTable, protocol: &str) -> String {
    let one_or = |one: &'static str, more: &'static str| if known == 1 { one } else { more };
    let all = if known == 1 { "the 1 known peer".to_owned() } else { format!("all {known} known peers") };
    match why {
        NoneInTable::Clients => {
            let are = one_or(
                "is a client or another program: it does not answer",
                "are clients or other programs: they do not answer",
            );
            format!("{all} {are} {protocol}. Start a server, or say `mode server` there")
        }
        NoneInTable::Strangers(other) => {
            let speak = one_or("speaks", "speak");
            match other {
                Some(other) => format!(
                    "{all} {speak} another DHT ({}), not {protocol}. To join it, start kadscope with {}",
                    quoted(other),
                    joining(other)
                ),
                None => format!("{all} {speak} another DHT, not {protocol}. Nodes meet only under the same --protocol"),
            }
        }
        NoneInTable::Gone => {
            let gone =
                one_or("is gone. See whether it runs, and `dial` it", "are gone. See whether they run, and `dial` one");
            format!("{all} {gone}")
        }
        NoneInTable::Unsaid { are_connected } => {
            let said = one_or("has not said yet what it speaks", "have not said yet what they speak");
            let advice = if *are_connected { "Try again in a moment" } else { "`dial` one" };
            format!("{all} {said} (identify). {advice}")
        }
        NoneInTable::Mixed { counts, other } => {
            let advice = match (counts[0], other) {
                (0, None) => format!("Wait for a server that speaks {protocol}, or `dial` one"),
                (0, Some(other)) => format!(
                    "Wait for a server that speaks {protocol}, or start kadscope with {} to join {}",
                    joining(other),
                    quoted(other)
                ),
                _ => "`add` a server with its address".to_owned(),
            };
            let none = match known {
                1 => "the 1 known peer is not".to_owned(),
                _ => format!("of {known} known peers none is"),
            };
            format!("{none} in the routing table ({}). {advice}", kinds(*counts))
        }
    }
}

/// The options that make kadscope speak a protocol.
fn joining(protocol: &str) -> String {
    match protocol {
        LAN_PROTOCOL => "--network ipfs-lan".to_owned(),
        protocol => format!("--protocol {}", quoted(protocol)),
    }
}

/// How many are servers, clients, of another network, and not yet known to be any of it.
fn kinds(counts: [usize; 4]) -> String {
    let words = [
        ("is a server", "are servers"),
        ("is a client", "are clients"),
        ("is of another DHT", "are of another DHT"),
        ("is not identified yet", "are not identified yet"),
    ];
    let kinds = counts.into_iter().zip(words).filter(|(n, _)| *n > 0);
    let kinds = kinds.map(|(n, (one, more))| format!("{n} {}", if n == 1 { one } else { more }));
    kinds.collect::<Vec<_>>().join(", ")
}

/// So many failed, beside those that did not.
pub(super) fn failed(failures: &Failures) -> String {
    if failures.count == 0 { String::new() } else { format!(", {} failed{}", failures.count, most(failures)) }
}

/// The most frequent failure in brackets, with its number where others failed otherwise.
pub(super) fn most(failures: &Failures) -> String {
    match &failures.most {
        None => String::new(),
        Some((most, None)) => format!(" ({})", clause(&failure(most))),
        Some((most, Some(times))) => format!(" ({times} of them: {})", clause(&failure(most))),
    }
}

pub(super) fn time(overtime: Option<Overtime>) -> &'static str {
    match overtime {
        None => "",
        Some(Overtime::Phase) => ". It ran out of time (60 s)",
        Some(Overtime::Phases) => ". It ran out of time (60 s a phase, 80 s in all)",
    }
}
