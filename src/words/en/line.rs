//! The command language: what each command does, what is wrong with a line.

use crate::{
    command::{Argument, Fault, MAX_RATE, MIN_TAIL, Meaning, Offer, ParseError, Verb},
    dht::{
        Key, PeerId,
        name::{Hash, Name, Namespace, spoken},
    },
    words::line::shown,
};

pub(in crate::words) fn about(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "fetch the value of a key",
        Verb::Put => "store a value at the peers closest to its key",
        Verb::Provide => "tell the closest peers that we provide a key",
        Verb::Providers => "ask who provides a key",
        Verb::Closest => "find the peers closest to a key, or to a peer",
        Verb::Bootstrap => "look up ourselves, and refresh the buckets",
        Verb::Dial => "connect to an address, or to a known peer",
        Verb::Add => "put a peer and its address into the routing table",
        Verb::Forget => "take a peer out of the routing table",
        Verb::Remove => "take a record out of our own store",
        Verb::Unprovide => "stop providing a key",
        Verb::Mode => "answer others; only ask; auto: only ask till reachable",
        Verb::Quorum => "how many equal answers or acknowledgements make a success; N up to k",
        Verb::Pause => "let our own queries stand still; others are still answered",
        Verb::Step => "let them go one step on, or N, while they stand still",
        Verb::Resume => "let them go on by themselves",
        Verb::Ping => "connect to one peer by itself, and measure five round trips",
        Verb::Ask => "what one peer, asked by itself, knows of a key: value, providers, closer peers",
        Verb::Table => "the routing table of any peer, as it tells it when it is asked by itself",
        Verb::Copies => "who of those closest to a key has it, asked one by one; --every: again and again, until off",
        Verb::Crawl => "walk through the whole network, and see who is there (F6); --tables: whose tables name whom",
        Verb::Be => "look through another practice node's eyes, and type as it",
        Verb::Spawn => "start a new practice node, or N; they join by bootstrap",
        Verb::Kill => "stop practice nodes; --silent: they keep their connections, and say nothing",
        Verb::Restart => "start them again as who they were, with an empty store",
        Verb::Churn => "let so many nodes a minute leave, and as many join, at random",
        Verb::Latency => "how long a byte travels between practice nodes, one way",
        Verb::Loss => "how many writes between practice nodes are lost, and sent again later",
        Verb::Partition => "cut practice nodes off from all others, not from each other",
        Verb::Heal => "join what was cut; what was held back is delivered",
        Verb::Wait => "in scripts: let time go by",
        Verb::Expect => "in scripts: the last verdict or value must contain a text, or its outcome be one, e.g. `ok`",
        Verb::Record => "write down what happens from now on, or with the last minutes, for kadscope replay",
        Verb::Export => {
            "write down what is known now, as JSON, also the last minutes; FILE.csv, FILE.dot: what a crawl found"
        }
        Verb::Screen => "write down what is on the screen: FILE.svg as a picture, any other as text",
        Verb::Jump => "in a recording: go to a time, or to a part of the whole",
        Verb::Records => "show what this node's store holds (F7), or another practice node's; in a script, this one's",
        Verb::Requests => "show what this node asks and is asked (F8)",
        Verb::Changes => "show what happened to the routing table, and why",
        Verb::Census => "what a crawl found of the network as a whole, and what changed since the one before",
        Verb::Mdns => "show what mDNS hears, from whom, and what of it is of no use",
        Verb::Mouse => "click and scroll here, or leave the mouse to the terminal",
        Verb::Clear => "empty the notices on the screen",
        Verb::Help => "show the keys and commands, or one command",
        Verb::Quit => "end, at once",
    }
}

pub(in crate::words) fn offer(what: Offer) -> &'static str {
    match what {
        Offer::Command(verb) => about(verb),
        Offer::Key => "a key that was used here",
        Offer::Peer => "a peer",
        Offer::Node => "a practice node",
        Offer::Word(word) => match word {
            "server" => "answer others",
            "client" => "only ask",
            "auto" => "only ask till others can reach us",
            "one" => "one is enough",
            "majority" => "more than half of k",
            "all" => "all k",
            "on" => "from now on",
            "off" => "no longer",
            "--silent" => "they keep their connections, and say nothing",
            "--light" => "dark on light",
            "--providers" => "who knows who provides it",
            "--every" => "again and again, so long after each round",
            "--tables" => "read each peer's whole routing table",
            "--parallel" => "so many peers at a time, 128 unless told otherwise",
            "--limit" => "so many peers at most, 50,000 unless told otherwise",
            "--last" => "with what has happened for so long",
            "random:10" => "ten of them at random",
            "random:1" => "one of them at random",
            "holders:10" => "ten of those that hold the key of the last query",
            "holders:1" => "one of those that hold the key of the last query",
            "not" => "any outcome but this",
            _ => "",
        },
    }
}

pub(in crate::words) fn meaning(meaning: &Meaning) -> String {
    let peer = |peer: &PeerId| format!("peer {peer}");
    match meaning {
        Meaning::Name(Name::Content(cid)) => format!("CID → {}", Hash::of(cid)),
        Meaning::Name(Name::Peer(id)) => peer(id),
        Meaning::Name(Name::ContentOrPeer(id)) => format!("CID or peer → {}", spoken(&Key::new(id.to_bytes()))),
        Meaning::Name(Name::Record(Namespace::Ipns, id)) => format!("IPNS record of {}", peer(id)),
        Meaning::Name(Name::Record(Namespace::Pk, id)) => format!("public key of {}", peer(id)),
        Meaning::Hashed(key) => spoken(key),
        Meaning::NearlyName => "taken as text: it names no content, peer or node that is known".to_owned(),
        Meaning::TextOfCid => "taken as text: no record lives under a CID; provide, providers".to_owned(),
    }
}

pub(in crate::words) fn command_help(verb: Verb) -> String {
    let spec = verb.spec();
    let options = spec.options().map(|word| format!("\n  {word}: {}", offer(Offer::Word(word))));
    format!("{}: {}, e.g. {}{}", spec.usage(), about(verb), spec.example, options.collect::<String>())
}

pub(in crate::words) fn parse_error(error: &ParseError) -> String {
    let said = fault(&error.fault);
    let Some(spec) = error.command.map(Verb::spec) else { return said };
    match error.fault {
        Fault::Missing(_) | Fault::TooMuch(_) => format!("{}: {said} ({})", spec.name, spec.usage()),
        _ => format!("{}: {said}", spec.name),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "type a command; help lists them".to_owned(),
        Fault::Unknown { name, meant: Some(verb) } => {
            format!("unknown command {}: did you mean {}?", shown(name), verb.spec().name)
        }
        Fault::Unknown { name, meant: None } => format!("unknown command {}: help lists them", shown(name)),
        Fault::Missing(what) => format!("the {} is missing", argument(*what)),
        Fault::TooMuch(word) if word.starts_with("--") => format!("it has no option {}", shown(word)),
        Fault::TooMuch(word) => format!("one word too many: {}", shown(word)),
        Fault::Unclosed { quote } => format!("the closing {quote} is missing"),
        Fault::Glued(word) => format!("a blank must follow the closing quote in {}", shown(word)),
        Fault::EmptyKey => "the key is empty".to_owned(),
        Fault::NoDigits => "the key is empty: hex digits must follow 0x".to_owned(),
        Fault::NoHex { other, word } => {
            format!("{} is no hex digit, in {}: quote what is text", shown(&other.to_string()), shown(word))
        }
        Fault::OddHex(word) => format!("{} has an odd number of hex digits: two make a byte", shown(word)),
        Fault::EmptyText => "the text is empty: all contains it".to_owned(),
        Fault::EmptyFile => "the file's name is empty".to_owned(),
        Fault::Ambiguous { tail, peers, or_key: false } => {
            format!("{peers} peers end in {}: type more of it", shown(tail))
        }
        Fault::Ambiguous { tail, peers, or_key: true } => {
            format!("{peers} peers end in {}: type more of it, or quote a key", shown(tail))
        }
        Fault::NobodyCalled(name) => format!("there is no node {} here", shown(name)),
        Fault::ShortTail(tail) => {
            format!("{} is too short: type {MIN_TAIL} or more last characters of a peer id", shown(tail))
        }
        Fault::NobodyEndsIn(tail) => format!("no peer known here ends in {}", shown(tail)),
        Fault::NoAddress(word) => {
            format!("{} is no multiaddr: it must look like /ip4/127.0.0.1/tcp/4001", shown(word))
        }
        Fault::NobodyToDial(word) => {
            format!("{} is no multiaddr, which looks like /ip4/127.0.0.1/tcp/4001, and no peer known here", shown(word))
        }
        Fault::NobodysAddress(word) => format!("{} names no peer: /p2p/ and its id must stand at the end", shown(word)),
        Fault::OthersAddress { other, peer } => format!("this address is another peer's: {other}, not {peer}"),
        Fault::NoMode(word) => format!("{} is no mode: server, client or auto", shown(word)),
        Fault::NoSwitch(word) => format!("{} is neither on nor off", shown(word)),
        Fault::QuorumOfNone => "0 answers prove nothing: one, majority, all, or a number from 1".to_owned(),
        Fault::NoQuorum(word) => format!("{} is no quorum: one, majority, all, or a number from 1", shown(word)),
        Fault::NoSteps(word) => format!("{} is no number of steps: a number from 1", shown(word)),
        Fault::NoCount(word) => format!("{} is no number of nodes: a number from 1", shown(word)),
        Fault::NoCountIn { count, word } => format!("{} must be a number from 1, in {}", shown(count), shown(word)),
        Fault::SeveralNodes(word) => format!("{} is more than one node", shown(word)),
        Fault::Backwards(word) => format!("{} runs backwards: the smaller number first", shown(word)),
        Fault::NoNode(word) => {
            format!("{} is no node: n7, n3-n9, random:10, holders:10, or the tail of a peer id", shown(word))
        }
        Fault::NoRate(word) => format!("{} is no rate: nodes a minute, 1 to {MAX_RATE}, or off", shown(word)),
        Fault::NoDuration(word) => format!("{} is no duration: it must look like 150ms, 2s or 1m", shown(word)),
        Fault::TooLong(word) => format!("{} is too long: an hour at most", shown(word)),
        Fault::TooOften(word) => format!("{} is too short: a second at least", shown(word)),
        Fault::NoNumber { word, most } => format!("{} is no number from 1 to {most}", shown(word)),
        Fault::NoPercentage(word) => format!("{} is no percentage: 0 to 100", shown(word)),
    }
}

fn argument(argument: Argument) -> &'static str {
    match argument {
        Argument::Key => "key",
        Argument::KeyOrPeer => "key or peer",
        Argument::Value => "value",
        Argument::Text => "text",
        Argument::File => "file",
        Argument::Peer => "peer",
        Argument::Address => "multiaddr",
        Argument::AddressOrPeer => "multiaddr or peer",
        Argument::Mode => "mode",
        Argument::Switch => "on or off",
        Argument::Quorum => "quorum",
        Argument::Node => "node",
        Argument::Rate => "rate",
        Argument::Duration => "duration",
        Argument::Percentage => "percentage",
        Argument::Number => "number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{NameMatch, parse};

    #[test]
    fn an_error_names_the_word_and_what_was_expected() {
        let find = |word: &str| if word == "same" { NameMatch::Many(3) } else { NameMatch::None };
        for (line, text) in [
            ("  ", "type a command; help lists them"),
            ("gte a", "unknown command gte: did you mean get?"),
            ("frobnicate", "unknown command frobnicate: help lists them"),
            ("help frobnicate", "unknown command frobnicate: help lists them"),
            ("put a", "put: the value is missing (put KEY VALUE)"),
            ("PUT", "put: the key is missing (put KEY VALUE)"),
            ("get a b", "get: one word too many: b (get KEY)"),
            ("bootstrap now", "bootstrap: one word too many: now (bootstrap)"),
            ("put a 'b' c", "put: one word too many: c (put KEY VALUE)"),
            ("get 0xabc", "get: 0xabc has an odd number of hex digits: two make a byte"),
            ("get 0xag", "get: g is no hex digit, in 0xag: quote what is text"),
            ("get 0xhello", "get: h is no hex digit, in 0xhello: quote what is text"),
            ("get 0x", "get: the key is empty: hex digits must follow 0x"),
            ("get ''", "get: the key is empty"),
            ("get hash:", "get: the key is empty"),
            ("get \"a b", "get: the closing \" is missing"),
            ("get 'a'b", "get: a blank must follow the closing quote in 'a'b"),
            ("forget same", "forget: 3 peers end in same: type more of it"),
            ("closest same", "closest: 3 peers end in same: type more of it, or quote a key"),
            ("forget abc", "forget: abc is too short: type 4 or more last characters of a peer id"),
            ("forget n999", "forget: there is no node n999 here"),
            ("forget wxyz", "forget: no peer known here ends in wxyz"),
            (
                "dial here",
                "dial: here is no multiaddr, which looks like /ip4/127.0.0.1/tcp/4001, and no peer known here",
            ),
            (
                "forget /ip4/1.2.3.4/tcp/1",
                "forget: /ip4/1.2.3.4/tcp/1 names no peer: /p2p/ and its id must stand at the end",
            ),
            ("mode off", "mode: off is no mode: server, client or auto"),
            ("quorum 0", "quorum: 0 answers prove nothing: one, majority, all, or a number from 1"),
            ("quorum few", "quorum: few is no quorum: one, majority, all, or a number from 1"),
            ("kill n9-n3", "kill: n9-n3 runs backwards: the smaller number first"),
            ("kill holders:0", "kill: 0 must be a number from 1, in holders:0"),
            ("kill holders:", "kill: \"\" must be a number from 1, in holders:"),
            ("be holders:2", "be: holders:2 is more than one node"),
            ("kill x", "kill: x is no node: n7, n3-n9, random:10, holders:10, or the tail of a peer id"),
            ("get a \u{202e}", "get: one word too many: \\u{202e} (get KEY)"),
            ("expect ''", "expect: the text is empty: all contains it"),
            ("expect", "expect: the text is missing (expect TEXT|[not] OUTCOME)"),
            ("export ''", "export: the file's name is empty"),
            ("export", "export: the file is missing (export FILE [--last DUR])"),
            ("closest", "closest: the key or peer is missing (closest KEY|PEER)"),
            ("add", "add: the peer is missing (add PEER MULTIADDR)"),
            ("dial", "dial: the multiaddr or peer is missing (dial MULTIADDR|PEER)"),
            ("mode", "mode: the mode is missing (mode server|client|auto)"),
            ("quorum", "quorum: the quorum is missing (quorum one|majority|all|N)"),
            ("heal n7 n8", "heal: one word too many: n7 (heal)"),
            ("kill", "kill: the node is missing (kill [--silent] NODE…)"),
            ("kill same", "kill: 3 peers end in same: type more of it"),
            ("churn", "churn: the rate is missing (churn RATE|off)"),
            ("churn 6001", "churn: 6001 is no rate: nodes a minute, 1 to 6000, or off"),
            ("wait", "wait: the duration is missing (wait DUR)"),
            ("wait soon", "wait: soon is no duration: it must look like 150ms, 2s or 1m"),
            ("wait 61m", "wait: 61m is too long: an hour at most"),
            ("loss", "loss: the percentage is missing (loss PERCENT)"),
            ("loss 101", "loss: 101 is no percentage: 0 to 100"),
            ("step 0", "step: 0 is no number of steps: a number from 1"),
            ("spawn x", "spawn: x is no number of nodes: a number from 1"),
        ] {
            let error = parse(line, &find).expect_err(line);
            assert_eq!(parse_error(&error), text, "{line}");
        }
    }

    #[test]
    fn whose_address_it_is_is_said() {
        let (other, peer) = (
            "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
            "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
        );
        let line = format!("add {peer} /ip4/127.0.0.1/tcp/4001/p2p/{other}");
        let error = parse(&line, &|_| NameMatch::None).expect_err("another's");
        assert_eq!(parse_error(&error), format!("add: this address is another peer's: {other}, not {peer}"));
    }
}
