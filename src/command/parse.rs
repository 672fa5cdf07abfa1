//! Understands one line of the language: the command's name here, its arguments in `arguments`.

use std::ops::Range;

use super::{Command, Fault, ParseError, arguments::ArgumentReader, spec, words::Words};
use crate::dht::{Key, PeerId, name::Name};

/// What a word that names a peer was found to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameMatch {
    /// This peer.
    One(PeerId),
    /// Nobody.
    None,
    /// The tail of so many.
    Many(usize),
}

/// Understands a line. `find` looks a peer up by the tail of its id (four characters or more) or a node's name.
///
/// # Errors
/// Names the word that is wrong and what was expected.
pub fn parse(line: &str, find: &dyn Fn(&str) -> NameMatch) -> Result<Command, ParseError> {
    let mut words = Words::of(line);
    let Some(name) = words.next() else {
        return Err(ParseError { at: line.len()..line.len(), command: None, fault: Fault::Empty });
    };
    let Some(spec) = spec::named(name.raw) else {
        return Err(unknown(name.raw, name.at));
    };
    let mut arguments = ArgumentReader::of(line, words, spec, find);
    let command = (spec.read)(&mut arguments)?;
    arguments.end()?;
    Ok(command)
}

/// What the key or the peer of a line was understood as, where that is more than its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// As this.
    Name(Name),
    /// As the hash of a text: this key.
    Hashed(Key),
    /// As a text, although it looks like a name or a node's: one with a letter wrong, or of nobody.
    NearlyName,
    /// As a text, although it is a CID: the command is about a record, and none lives under one.
    TextOfCid,
}

/// Returns what the key or the peer of a line is understood as, whatever else is wrong with the line, or missing.
pub fn meaning(line: &str, find: &dyn Fn(&str) -> NameMatch) -> Option<Meaning> {
    let mut words = Words::of(line);
    let spec = spec::named(words.next()?.raw)?;
    let mut arguments = ArgumentReader::of(line, words, spec, find);
    let _ = (spec.read)(&mut arguments); // what is wrong is said when the line is carried out
    arguments.meaning
}

/// Says that no command is called so, and which was probably meant.
pub(super) fn unknown(name: &str, at: Range<usize>) -> ParseError {
    let meant = spec::nearest(name).map(|spec| spec.verb);
    ParseError { at, command: None, fault: Fault::Unknown { name: name.to_owned(), meant } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        command::{
            DialTarget, Expected, LabCommand, ModeChoice, NodeCommand as N, Nodes, SessionCommand as S, node_number,
        },
        dht::{Key, Quorum, verdict::Code},
    };

    const PEER: &str = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
    const OTHER: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

    fn peer() -> PeerId {
        PEER.parse().expect("a peer id")
    }

    fn find(word: &str) -> NameMatch {
        match word {
            "n7" | "nXTN" => NameMatch::One(peer()),
            "same" => NameMatch::Many(3),
            _ => NameMatch::None,
        }
    }

    #[test]
    fn a_line_becomes_a_command() {
        let address = || "/ip4/127.0.0.1/tcp/4001".parse().expect("an address");
        let put = |key: &str, value: &[u8]| N::Put { key: Key::new(key), value: value.to_vec() };
        for (line, expected) in [
            ("get greeting", N::Get { key: Key::new("greeting") }),
            ("  GET   grün  ", N::Get { key: Key::new("grün") }),
            ("get #a", N::Get { key: Key::new("#a") }),
            ("get 0x00fF", N::Get { key: Key::new(vec![0, 255]) }),
            ("get \"0x00fF\"", N::Get { key: Key::new("0x00fF") }),
            ("get hash:hello", N::Get { key: Key::hash_of("hello") }),
            ("get hash:'two words'", N::Get { key: Key::hash_of("two words") }),
            ("get 'hash:hello'", N::Get { key: Key::new("hash:hello") }),
            ("put a  hello  world ", put("a", b"hello  world")),
            ("put 'a b' \" hello \" ", put("a b", b" hello ")),
            ("put a it's", put("a", b"it's")),
            ("put a 0x0102", put("a", &[1, 2])),
            ("put a hash:b", put("a", b"hash:b")),
            ("put a \"\"", put("a", b"")),
            ("PUT_PROVIDER a", N::Provide { key: Key::new("a") }),
            ("Get_Providers a", N::Providers { key: Key::new("a") }),
            ("closest n7", N::Closest { key: Key::new(peer().to_bytes()) }),
            ("closest nXTN", N::Closest { key: Key::new(peer().to_bytes()) }),
            ("closest \"nXTN\"", N::Closest { key: Key::new("nXTN") }),
            ("closest 11", N::Closest { key: Key::new("11") }),
            ("closest nobody", N::Closest { key: Key::new("nobody") }),
            ("bootstrap", N::Bootstrap),
            ("dial /ip4/127.0.0.1/tcp/4001", N::Dial(DialTarget::Address(address()))),
            ("add n7 /ip4/127.0.0.1/tcp/4001", N::Add { peer: peer(), address: address() }),
            ("forget nXTN", N::Forget { peer: peer() }),
            ("rm a", N::Remove { key: Key::new("a") }),
            ("unprovide a", N::Unprovide { key: Key::new("a") }),
            ("mode Auto", N::Mode(ModeChoice::Auto)),
            ("quorum all", N::Quorum(Quorum::All)),
            ("quorum 3", N::Quorum(Quorum::N(3.try_into().expect("not 0")))),
        ] {
            assert_eq!(parse(line, &find), Ok(Command::Node(expected)), "{line}");
        }
        for (line, expected) in [
            ("expect ok", Expected::Outcome(Code::Ok)),
            ("expect  not_found ", Expected::Outcome(Code::NotFound)),
            ("expect not ok", Expected::NotOutcome(Code::Ok)),
            ("expect not", Expected::Text("not".to_owned())),
            ("expect not okay", Expected::Text("not okay".to_owned())),
            ("expect ok then", Expected::Text("ok then".to_owned())),
            ("expect not ok then", Expected::Text("not ok then".to_owned())),
            ("expect 'ok'", Expected::Text("ok".to_owned())),
            ("expect not 'ok'", Expected::Text("not 'ok'".to_owned())),
            ("expect OK", Expected::Text("OK".to_owned())),
        ] {
            let command = Command::Session(S::Expect(expected));
            assert_eq!(parse(line, &find), Ok(command.clone()), "{line}");
            assert_eq!(parse(&command.to_string(), &find), Ok(command), "{line}");
        }
        assert_eq!(parse("exit", &find), Ok(Command::Session(S::Quit)));
        assert_eq!(parse("?", &find), Ok(Command::Session(S::Help { command: None })));
        let help = S::Help { command: Some("provide".to_owned()) };
        assert_eq!(parse("help put_provider", &find), Ok(Command::Session(help)));
        assert_eq!(parse(&format!("forget {OTHER}"), &find).map(|c| c.to_string()), Ok(format!("forget {OTHER}")));
    }

    #[test]
    fn practice_nodes_are_named_in_several_ways() {
        for (line, nodes) in [
            ("kill n7", Nodes::Range { first: 7, last: 7 }),
            ("kill n03-n9", Nodes::Range { first: 3, last: 9 }),
            ("kill random:10", Nodes::Random(10)),
            ("kill holders:10", Nodes::Holders(10)),
            ("kill nXTN", Nodes::Peer(peer())),
        ] {
            let command = LabCommand::Kill { silent: false, nodes: vec![nodes] };
            assert_eq!(parse(line, &find), Ok(Command::Lab(command.clone())), "{line}");
            assert_eq!(parse(&command.to_string(), &find), Ok(Command::Lab(command)), "{line}");
        }
        assert!(parse("be holders:1", &find).is_ok());
    }

    #[test]
    fn an_error_points_at_the_word_that_is_wrong() {
        for (line, word) in [
            ("  ", ""),
            ("gte a", "gte"),
            ("frobnicate", "frobnicate"),
            ("help frobnicate", "frobnicate"),
            ("put a", ""),
            ("PUT", ""),
            ("get a b", "b"),
            ("bootstrap now", "now"),
            ("put a 'b' c", "c"),
            ("get 0xabc", "0xabc"),
            ("get 0xag", "0xag"),
            ("get 0x", "0x"),
            ("get ''", "''"),
            ("get hash:", "hash:"),
            ("get \"a b", "\"a b"),
            ("get 'a'b", "'a'b"),
            ("forget same", "same"),
            ("closest same", "same"),
            ("forget abc", "abc"),
            ("forget n999", "n999"),
            ("forget wxyz", "wxyz"),
            ("dial here", "here"),
            ("dial ''", "''"),
            ("mode off", "off"),
            ("quorum 0", "0"),
            ("quorum few", "few"),
            ("kill n9-n3", "n9-n3"),
            ("kill holders:0", "holders:0"),
            ("kill holders:", "holders:"),
            ("be holders:2", "holders:2"),
            ("kill x", "x"),
            ("get a \u{202e}", "\u{202e}"),
        ] {
            let error = parse(line, &find).expect_err(line);
            assert_eq!(&line[error.at], word, "{line}");
        }
    }

    #[test]
    fn an_address_of_another_peer_is_refused() {
        let line = |at: &str| format!("add n7 /ip4/127.0.0.1/tcp/4001/p2p/{at}");
        assert!(parse(&line(PEER), &find).is_ok());
        assert!(parse(&format!("{}/p2p-circuit", line(OTHER)), &find).is_ok());
        let error = parse(&line(OTHER), &find).expect_err("another's");
        let other = Box::new(OTHER.parse().expect("a peer id"));
        assert_eq!(error.fault, Fault::OthersAddress { other, peer: peer().into() });
    }

    #[test]
    fn a_word_that_could_be_no_peer_id_costs_nothing() {
        let word = "z".repeat(64 * 1024);
        assert!(parse(&format!("closest {word}"), &find).is_ok());
        assert!(parse(&format!("dial /p2p/{word}"), &find).is_err());
    }

    #[test]
    fn a_node_is_named_by_its_number() {
        for (name, number) in [("n0", 0), ("n7", 7), ("n007", 7), ("n12", 12)] {
            assert_eq!(node_number(name), Some(number), "{name}");
        }
        for name in ["", "n", "7", "N7", "n+7", "n-7", "n7a", "nXTN", "n99999999999999999999999"] {
            assert_eq!(node_number(name), None, "{name}");
        }
    }
}
