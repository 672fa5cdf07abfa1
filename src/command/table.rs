//! The table of commands: parsing, help, completion and the README's list are read from it.

use super::{
    Command::{Lab, Node, Session},
    LabCommand as L, NodeCommand as N, ParseError, SessionCommand as S,
    arguments::Arguments,
};

/// One command.
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Other spellings, the classic ones among them; like the name, in either case.
    pub aliases: &'static [&'static str],
    /// Its arguments, as help and the hint show them, e.g. `KEY VALUE`: what can be chosen from stands in small letters,
    /// what need not be there in brackets.
    pub arguments: &'static str,
    /// What it does, in half a line.
    pub about: &'static str,
    /// A line that parses.
    pub example: &'static str,
    /// Understands its arguments.
    pub(super) read: fn(&mut Arguments<'_>) -> Result<super::Command, ParseError>,
}

/// Every command, in the order of the help.
pub const COMMANDS: &[Spec] = &[
    Spec {
        name: "get",
        aliases: &["get_value"],
        arguments: "KEY",
        about: "fetch the value of a key",
        example: "get greeting",
        read: |a| Ok(Node(N::Get { key: a.key()? })),
    },
    Spec {
        name: "put",
        aliases: &["put_value", "store"],
        arguments: "KEY VALUE",
        about: "store a value at the peers closest to its key",
        example: "put greeting hello world",
        read: |a| Ok(Node(N::Put { key: a.key()?, value: a.value()? })),
    },
    Spec {
        name: "provide",
        aliases: &["put_provider", "start_providing"],
        arguments: "KEY",
        about: "tell the closest peers that we provide a key",
        example: "provide hash:greeting",
        read: |a| Ok(Node(N::Provide { key: a.key()? })),
    },
    Spec {
        name: "providers",
        aliases: &["get_providers", "find_providers"],
        arguments: "KEY",
        about: "ask who provides a key",
        example: "providers hash:greeting",
        read: |a| Ok(Node(N::Providers { key: a.key()? })),
    },
    Spec {
        name: "closest",
        aliases: &["get_closest_peers", "find_node", "lookup"],
        arguments: "KEY|PEER",
        about: "find the peers closest to a key, or to a peer",
        example: "closest \"greeting\"",
        read: |a| Ok(Node(N::Closest { key: a.key_or_peer()? })),
    },
    Spec {
        name: "bootstrap",
        aliases: &[],
        arguments: "",
        about: "look up ourselves, and refresh the buckets",
        example: "bootstrap",
        read: |_| Ok(Node(N::Bootstrap)),
    },
    Spec {
        name: "dial",
        aliases: &["connect"],
        arguments: "MULTIADDR",
        about: "connect to an address",
        example: "dial /ip4/127.0.0.1/tcp/4001",
        read: |a| Ok(Node(N::Dial { address: a.address()? })),
    },
    Spec {
        name: "add",
        aliases: &["add_address"],
        arguments: "PEER MULTIADDR",
        about: "put a peer and its address into the routing table",
        example: "add 12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN /ip4/127.0.0.1/tcp/4001",
        read: |a| {
            let peer = a.peer()?;
            Ok(Node(N::Add { peer, address: a.address_of(&peer)? }))
        },
    },
    Spec {
        name: "forget",
        aliases: &["remove_peer"],
        arguments: "PEER",
        about: "take a peer out of the routing table",
        example: "forget 12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
        read: |a| Ok(Node(N::Forget { peer: a.peer()? })),
    },
    Spec {
        name: "remove",
        aliases: &["rm", "delete", "remove_record"],
        arguments: "KEY",
        about: "take a record out of our own store",
        example: "remove greeting",
        read: |a| Ok(Node(N::Remove { key: a.key()? })),
    },
    Spec {
        name: "unprovide",
        aliases: &["stop_providing"],
        arguments: "KEY",
        about: "stop providing a key",
        example: "unprovide hash:greeting",
        read: |a| Ok(Node(N::Unprovide { key: a.key()? })),
    },
    Spec {
        name: "mode",
        aliases: &[],
        arguments: "server|client|auto",
        about: "answer others; only ask; auto: only ask till reachable",
        example: "mode client",
        read: |a| Ok(Node(N::Mode(a.mode()?))),
    },
    Spec {
        name: "quorum",
        aliases: &[],
        arguments: "one|majority|all|N",
        about: "how many equal answers or acknowledgements make a success; N up to k",
        example: "quorum majority",
        read: |a| Ok(Node(N::Quorum(a.quorum()?))),
    },
    Spec {
        name: "pause",
        aliases: &[],
        arguments: "",
        about: "let our own queries stand still; others are still answered",
        example: "pause",
        read: |_| Ok(Node(N::Pause)),
    },
    Spec {
        name: "step",
        aliases: &[],
        arguments: "[N]",
        about: "let them go one step on, or N, while they stand still",
        example: "step 3",
        read: |a| Ok(Node(N::Step { steps: a.steps()? })),
    },
    Spec {
        name: "resume",
        aliases: &["continue"],
        arguments: "",
        about: "let them go on by themselves",
        example: "resume",
        read: |_| Ok(Node(N::Resume)),
    },
    Spec {
        name: "be",
        aliases: &["as", "attach"],
        arguments: "NODE",
        about: "look through another practice node's eyes, and type as it",
        example: "be n7",
        read: |a| Ok(Lab(L::Be { node: a.node()? })),
    },
    Spec {
        name: "spawn",
        aliases: &[],
        arguments: "[N]",
        about: "start a new practice node, or N; they join by bootstrap",
        example: "spawn 10",
        read: |a| Ok(Lab(L::Spawn { count: a.count()? })),
    },
    Spec {
        name: "kill",
        aliases: &[],
        arguments: "[--silent] NODE…",
        about: "stop practice nodes; --silent: they keep their connections, and say nothing",
        example: "kill n3-n9 holders:10",
        read: |a| {
            let silent = a.flag("--silent");
            Ok(Lab(L::Kill { silent, nodes: a.nodes()? }))
        },
    },
    Spec {
        name: "restart",
        aliases: &[],
        arguments: "NODE…",
        about: "start them again as who they were, with an empty store",
        example: "restart n3-n9",
        read: |a| Ok(Lab(L::Restart { nodes: a.nodes()? })),
    },
    Spec {
        name: "churn",
        aliases: &[],
        arguments: "RATE|off",
        about: "let so many nodes a minute leave, and as many join, by chance",
        example: "churn 60",
        read: |a| Ok(Lab(L::Churn { per_minute: a.rate()? })),
    },
    Spec {
        name: "latency",
        aliases: &[],
        arguments: "DUR",
        about: "how long a byte travels between practice nodes, one way",
        example: "latency 150ms",
        read: |a| Ok(Lab(L::Latency { one_way: a.duration()? })),
    },
    Spec {
        name: "loss",
        aliases: &[],
        arguments: "PERCENT",
        about: "how many writes between practice nodes are lost, and sent again later",
        example: "loss 5",
        read: |a| Ok(Lab(L::Loss { percent: a.percent()? })),
    },
    Spec {
        name: "partition",
        aliases: &["cut"],
        arguments: "NODE…",
        about: "cut practice nodes off from all others, not from each other",
        example: "partition n0-n99",
        read: |a| Ok(Lab(L::Partition { nodes: a.nodes()? })),
    },
    Spec {
        name: "heal",
        aliases: &[],
        arguments: "",
        about: "join what was cut; what was held back is delivered",
        example: "heal",
        read: |_| Ok(Lab(L::Heal)),
    },
    Spec {
        name: "wait",
        aliases: &["sleep"],
        arguments: "DUR",
        about: "in scripts: let time go by",
        example: "wait 2s",
        read: |a| Ok(Session(S::Wait { duration: a.duration()? })),
    },
    Spec {
        name: "expect",
        aliases: &[],
        arguments: "TEXT|[not] OUTCOME",
        about: "in scripts: the last verdict or value must contain a text, or its outcome be one, e.g. `ok`",
        example: "expect hello world",
        read: |a| Ok(Session(S::Expect(a.expected()?))),
    },
    Spec {
        name: "record",
        aliases: &[],
        arguments: "FILE|off",
        about: "write down what happens from now on, for kadscope replay",
        example: "record lecture.jsonl",
        read: |a| Ok(Session(S::Record { file: a.file_or_off()? })),
    },
    Spec {
        name: "export",
        aliases: &[],
        arguments: "FILE",
        about: "write down what is known now, as JSON",
        example: "export now.json",
        read: |a| Ok(Session(S::Export { file: a.file()? })),
    },
    Spec {
        name: "screen",
        aliases: &["screenshot"],
        arguments: "FILE",
        about: "write down what is on the screen, as text",
        example: "screen lookup.txt",
        read: |a| Ok(Session(S::Screen { file: a.file()? })),
    },
    Spec {
        name: "jump",
        aliases: &["goto"],
        arguments: "DUR|PERCENT",
        about: "in a recording: go to a time, or to a part of the whole",
        example: "jump 1m30s",
        read: |a| Ok(Session(S::Jump { to: a.moment()? })),
    },
    Spec {
        name: "help",
        aliases: &["?", "h", "man"],
        arguments: "[COMMAND]",
        about: "show the keys and commands, or one command",
        example: "help put",
        read: |a| Ok(Session(S::Help { command: a.command()? })),
    },
    Spec {
        name: "quit",
        aliases: &["q", "exit", "bye"],
        arguments: "",
        about: "end, at once",
        example: "quit",
        read: |_| Ok(Session(S::Quit)),
    },
];

/// Returns the hint for a line being typed: what the arguments of its command are.
#[must_use]
pub fn hint(line: &str) -> Option<&'static Spec> {
    line.split_whitespace().next().and_then(named)
}

/// Returns the command of this name or alias, in either case.
pub(super) fn named(word: &str) -> Option<&'static Spec> {
    COMMANDS.iter().find(|spec| spec.names().any(|name| name.eq_ignore_ascii_case(word)))
}

/// Returns the command whose name or alias a word was probably meant to be.
pub(super) fn nearest(word: &str) -> Option<&'static Spec> {
    let word = word.to_lowercase();
    let far = word.chars().count().clamp(1, 6) / 3 + 1; // two slips in a long word, one in a short one
    let distance = |spec: &Spec| spec.names().map(|name| strsim::osa_distance(name, &word)).min().unwrap_or(usize::MAX);
    let near = COMMANDS.iter().min_by_key(|spec| distance(spec))?;
    (word.len() <= 2 * LONGEST && distance(near) <= far.min(2)).then_some(near)
}

/// Bytes of the longest name: what is twice as long is no slip of it.
const LONGEST: usize = "get_closest_peers".len();

impl Spec {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::command::{Found, parse};

    #[test]
    fn every_name_is_there_once() {
        let mut names = HashSet::new();
        for name in COMMANDS.iter().flat_map(Spec::names) {
            assert!(names.insert(name), "{name} is there twice");
            assert!(name.len() <= LONGEST && name == name.to_lowercase(), "{name}");
        }
    }

    #[test]
    fn every_example_parses_as_its_command() {
        for spec in COMMANDS {
            assert_eq!(hint(spec.example).map(|found| found.name), Some(spec.name));
            assert!(parse(spec.example, &|_| Found::None).is_ok(), "{}", spec.example);
        }
    }

    #[test]
    fn a_hint_needs_a_whole_name() {
        for (line, name) in [
            ("put", Some("put")),
            (" PUT a", Some("put")),
            ("GET_PROVIDERS x", Some("providers")),
            ("PUT_PROVIDER x", Some("provide")),
            ("?", Some("help")),
            ("pu", None),
            ("puts a", None),
            ("", None),
        ] {
            assert_eq!(hint(line).map(|spec| spec.name), name, "{line}");
        }
    }

    #[test]
    fn a_slip_finds_the_command_that_was_meant() {
        for (word, name) in [
            ("gte", Some("get")),
            ("PUTT", Some("put")),
            ("boostrap", Some("bootstrap")),
            ("provders", Some("providers")),
            ("frobnicate", None),
            ("xyzzy", None),
            ("grün", None),
        ] {
            assert_eq!(nearest(word).map(|spec| spec.name), name, "{word}");
        }
    }
}
