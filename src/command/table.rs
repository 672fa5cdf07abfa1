//! The table of commands: parsing, help, completion and the README's list are read from it. A new one is a row here, its name
//! in `verb`, and its meaning in `mod` (or `lab`).

use super::{
    Command::{Lab, Node, Session},
    Drawing, LabCommand as L, NodeCommand as N, ParseError, Question as Q, SessionCommand as S,
    arguments::ArgumentReader,
    verb::Verb,
};

/// One command.
pub struct Spec {
    /// Which command it is.
    pub verb: Verb,
    pub name: &'static str,
    /// Other spellings, the classic ones among them; like the name, in either case.
    pub aliases: &'static [&'static str],
    /// Its arguments, as help and the hint show them, e.g. `KEY VALUE`: what can be chosen from stands in small letters,
    /// what need not be there in brackets.
    pub arguments: &'static str,
    /// A line that parses.
    pub example: &'static str,
    /// Understands its arguments.
    pub(super) read: fn(&mut ArgumentReader<'_>) -> Result<super::Command, ParseError>,
}

/// Every command, in the order of the help.
pub const COMMANDS: &[Spec] = &[
    Spec {
        verb: Verb::Get,
        name: "get",
        aliases: &["get_value"],
        arguments: "KEY",
        example: "get greeting",
        read: |a| Ok(Node(N::Get { key: a.record_key()? })),
    },
    Spec {
        verb: Verb::Put,
        name: "put",
        aliases: &["put_value", "store"],
        arguments: "KEY VALUE",
        example: "put greeting hello world",
        read: |a| Ok(Node(N::Put { key: a.record_key()?, value: a.value()? })),
    },
    Spec {
        verb: Verb::Provide,
        name: "provide",
        aliases: &["put_provider", "start_providing"],
        arguments: "KEY",
        example: "provide hash:greeting",
        read: |a| Ok(Node(N::Provide { key: a.content_key()? })),
    },
    Spec {
        verb: Verb::Providers,
        name: "providers",
        aliases: &["get_providers", "find_providers"],
        arguments: "KEY",
        example: "providers hash:greeting",
        read: |a| Ok(Node(N::Providers { key: a.content_key()? })),
    },
    Spec {
        verb: Verb::Closest,
        name: "closest",
        aliases: &["get_closest_peers", "find_node", "lookup"],
        arguments: "KEY|PEER",
        example: "closest \"greeting\"",
        read: |a| Ok(Node(N::Closest { key: a.key_or_peer()? })),
    },
    Spec {
        verb: Verb::Bootstrap,
        name: "bootstrap",
        aliases: &[],
        arguments: "",
        example: "bootstrap",
        read: |_| Ok(Node(N::Bootstrap)),
    },
    Spec {
        verb: Verb::Dial,
        name: "dial",
        aliases: &["connect"],
        arguments: "MULTIADDR|PEER",
        example: "dial /ip4/127.0.0.1/tcp/4001",
        read: |a| Ok(Node(N::Dial(a.dial_target()?))),
    },
    Spec {
        verb: Verb::Add,
        name: "add",
        aliases: &["add_address"],
        arguments: "PEER MULTIADDR",
        example: "add 12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN /ip4/127.0.0.1/tcp/4001",
        read: |a| {
            let peer = a.peer()?;
            Ok(Node(N::Add { peer, address: a.address_of(&peer)? }))
        },
    },
    Spec {
        verb: Verb::Forget,
        name: "forget",
        aliases: &["remove_peer"],
        arguments: "PEER",
        example: "forget 12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN",
        read: |a| Ok(Node(N::Forget { peer: a.peer()? })),
    },
    Spec {
        verb: Verb::Remove,
        name: "remove",
        aliases: &["rm", "delete", "remove_record"],
        arguments: "KEY",
        example: "remove greeting",
        read: |a| Ok(Node(N::Remove { key: a.record_key()? })),
    },
    Spec {
        verb: Verb::Unprovide,
        name: "unprovide",
        aliases: &["stop_providing"],
        arguments: "KEY",
        example: "unprovide hash:greeting",
        read: |a| Ok(Node(N::Unprovide { key: a.content_key()? })),
    },
    Spec {
        verb: Verb::Mode,
        name: "mode",
        aliases: &[],
        arguments: "server|client|auto",
        example: "mode client",
        read: |a| Ok(Node(N::Mode(a.mode()?))),
    },
    Spec {
        verb: Verb::Quorum,
        name: "quorum",
        aliases: &[],
        arguments: "one|majority|all|N",
        example: "quorum majority",
        read: |a| Ok(Node(N::Quorum(a.quorum()?))),
    },
    Spec {
        verb: Verb::Pause,
        name: "pause",
        aliases: &[],
        arguments: "",
        example: "pause",
        read: |_| Ok(Node(N::Pause)),
    },
    Spec {
        verb: Verb::Step,
        name: "step",
        aliases: &[],
        arguments: "[N]",
        example: "step 3",
        read: |a| Ok(Node(N::Step { steps: a.steps()? })),
    },
    Spec {
        verb: Verb::Resume,
        name: "resume",
        aliases: &["continue"],
        arguments: "",
        example: "resume",
        read: |_| Ok(Node(N::Resume)),
    },
    Spec {
        verb: Verb::Ping,
        name: "ping",
        aliases: &[],
        arguments: "MULTIADDR|PEER",
        example: "ping /ip4/127.0.0.1/tcp/4001",
        read: |a| Ok(Node(N::Ask { whom: a.dial_target()?, question: Q::Ping })),
    },
    Spec {
        verb: Verb::Ask,
        name: "ask",
        aliases: &[],
        arguments: "MULTIADDR|PEER KEY",
        example: "ask /ip4/127.0.0.1/tcp/4001 greeting",
        read: |a| Ok(Node(N::Ask { whom: a.dial_target()?, question: Q::Key(a.content_key()?) })),
    },
    Spec {
        verb: Verb::Table,
        name: "table",
        aliases: &["routing_table"],
        arguments: "MULTIADDR|PEER",
        example: "table /ip4/127.0.0.1/tcp/4001",
        read: |a| Ok(Node(N::Ask { whom: a.dial_target()?, question: Q::Table })),
    },
    Spec {
        verb: Verb::Be,
        name: "be",
        aliases: &["as", "attach"],
        arguments: "NODE",
        example: "be n7",
        read: |a| Ok(Lab(L::Be { node: a.node()? })),
    },
    Spec {
        verb: Verb::Spawn,
        name: "spawn",
        aliases: &[],
        arguments: "[N]",
        example: "spawn 10",
        read: |a| Ok(Lab(L::Spawn { count: a.count()? })),
    },
    Spec {
        verb: Verb::Kill,
        name: "kill",
        aliases: &[],
        arguments: "[--silent] NODE…",
        example: "kill n3-n9 holders:10",
        read: |a| {
            let silent = a.flag("--silent");
            Ok(Lab(L::Kill { silent, nodes: a.nodes()? }))
        },
    },
    Spec {
        verb: Verb::Restart,
        name: "restart",
        aliases: &[],
        arguments: "NODE…",
        example: "restart n3-n9",
        read: |a| Ok(Lab(L::Restart { nodes: a.nodes()? })),
    },
    Spec {
        verb: Verb::Churn,
        name: "churn",
        aliases: &[],
        arguments: "RATE|off",
        example: "churn 60",
        read: |a| Ok(Lab(L::Churn { per_minute: a.rate()? })),
    },
    Spec {
        verb: Verb::Latency,
        name: "latency",
        aliases: &[],
        arguments: "DUR",
        example: "latency 150ms",
        read: |a| Ok(Lab(L::Latency { one_way: a.duration()? })),
    },
    Spec {
        verb: Verb::Loss,
        name: "loss",
        aliases: &[],
        arguments: "PERCENT",
        example: "loss 5",
        read: |a| Ok(Lab(L::Loss { percent: a.percent()? })),
    },
    Spec {
        verb: Verb::Partition,
        name: "partition",
        aliases: &["cut"],
        arguments: "NODE…",
        example: "partition n0-n99",
        read: |a| Ok(Lab(L::Partition { nodes: a.nodes()? })),
    },
    Spec { verb: Verb::Heal, name: "heal", aliases: &[], arguments: "", example: "heal", read: |_| Ok(Lab(L::Heal)) },
    Spec {
        verb: Verb::Wait,
        name: "wait",
        aliases: &["sleep"],
        arguments: "DUR",
        example: "wait 2s",
        read: |a| Ok(Session(S::Wait { duration: a.duration()? })),
    },
    Spec {
        verb: Verb::Expect,
        name: "expect",
        aliases: &[],
        arguments: "TEXT|[not] OUTCOME",
        example: "expect hello world",
        read: |a| Ok(Session(S::Expect(a.expected()?))),
    },
    Spec {
        verb: Verb::Record,
        name: "record",
        aliases: &[],
        arguments: "FILE|off [--last DUR]",
        example: "record lecture.jsonl",
        read: |a| {
            let file = a.file_or_off()?;
            let last = if file.is_some() { a.last()? } else { None };
            Ok(Session(S::Record { file, last }))
        },
    },
    Spec {
        verb: Verb::Export,
        name: "export",
        aliases: &[],
        arguments: "FILE [--last DUR]",
        example: "export now.json",
        read: |a| Ok(Session(S::Export { file: a.file()?, last: a.last()? })),
    },
    Spec {
        verb: Verb::Screen,
        name: "screen",
        aliases: &["screenshot"],
        arguments: "FILE [--light]",
        example: "screen lookup.svg",
        read: |a| {
            let file = a.file()?;
            let is_picture = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
            let drawing = if is_picture { Drawing::Svg { is_light: a.flag("--light") } } else { Drawing::Text };
            Ok(Session(S::Screen { file, drawing }))
        },
    },
    Spec {
        verb: Verb::Jump,
        name: "jump",
        aliases: &["goto"],
        arguments: "DUR|PERCENT",
        example: "jump 1m30s",
        read: |a| Ok(Session(S::Jump { to: a.moment()? })),
    },
    Spec {
        verb: Verb::Mdns,
        name: "mdns",
        aliases: &[],
        arguments: "",
        example: "mdns",
        read: |_| Ok(Session(S::Mdns)),
    },
    Spec {
        verb: Verb::Mouse,
        name: "mouse",
        aliases: &[],
        arguments: "on|off",
        example: "mouse off",
        read: |a| Ok(Session(S::Mouse { on: a.switch()? })),
    },
    Spec {
        verb: Verb::Clear,
        name: "clear",
        aliases: &["cls"],
        arguments: "",
        example: "clear",
        read: |_| Ok(Session(S::Clear)),
    },
    Spec {
        verb: Verb::Help,
        name: "help",
        aliases: &["?", "h", "man"],
        arguments: "[COMMAND]",
        example: "help put",
        read: |a| Ok(Session(S::Help { command: a.command()? })),
    },
    Spec {
        verb: Verb::Quit,
        name: "quit",
        aliases: &["q", "exit", "bye"],
        arguments: "",
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
    let far = if word.chars().count() < 6 { 1 } else { 2 }; // two slips in a long word, one in a short one
    let distance = |spec: &Spec| spec.names().map(|name| strsim::osa_distance(name, &word)).min().unwrap_or(usize::MAX);
    let near = COMMANDS.iter().min_by_key(|spec| distance(spec))?;
    (word.len() <= 2 * LONGEST && distance(near) <= far).then_some(near)
}

/// Bytes of the longest name: what is twice as long is no slip of it.
const LONGEST: usize = "get_closest_peers".len();

impl Spec {
    /// Returns its name with its arguments.
    #[must_use]
    pub fn usage(&self) -> String {
        format!("{} {}", self.name, self.arguments).trim_end().to_owned()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }
}

#[cfg(test)]
mod tests;
