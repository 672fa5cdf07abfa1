//! The language, against any line: no line panics, errors point into it, and what is written parses to the same.

use std::{num::NonZeroUsize, path::PathBuf, time::Duration};

use kadscope::{
    command::{
        COMMANDS, Command, DialTarget, Drawing, Expected, Known, LabCommand, ModeChoice, Moment, NameMatch,
        NodeCommand, Nodes, SessionCommand, complete, parse,
    },
    dht::{Key, Multiaddr, PeerId, Quorum, verdict::Code},
    words::Language,
};
use proptest::{collection::vec, prelude::*, sample::select};

/// A CID, which is `hash:hello`.
const CID: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
/// An IPNS name.
const NAME: &str = "/ipns/k51qzi5uqu5dlvj2baxnqndepeb86cbk3ng7n3i46uzyxzyqj2xjonzllnv0v8";

/// Finds somebody for every word that could be a peer's tail, so that ambiguity is met too.
fn find(word: &str) -> NameMatch {
    match word.len() {
        0..4 => NameMatch::None,
        4..6 => NameMatch::Many(2),
        _ => NameMatch::One(peer(word.as_bytes()[0])),
    }
}

fn peer(seed: u8) -> PeerId {
    let mut bytes = vec![0x12, 0x20];
    bytes.resize(34, seed);
    PeerId::from_bytes(&bytes).expect("a sha2-256 multihash")
}

/// Lines that look like commands, and any other.
fn lines() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        select(vec![
            "get",
            "PUT",
            "closest",
            "add",
            "dial",
            "mode",
            "quorum",
            "help",
            "forget",
            "one",
            "0x",
            "0xff",
            "hash:",
            "hash:\"",
            "n7",
            "\"",
            "'",
            "\"a b\"",
            "\\",
            "/ip4/1.2.3.4/tcp/1",
            "ключ",
            "\u{202e}",
            " ",
            "\u{3000}"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
        any::<String>(),
    ];
    (vec(word, 0..6), select(vec!["", " ", "  "])).prop_map(|(words, between)| words.join(between))
}

fn keys() -> impl Strategy<Value = Key> {
    let text = prop_oneof![
        "\\PC{1,12}",
        any::<String>(),
        select(vec!["0x12", "hash:a", "\"", "'a", "a b", " ", "n7abcd", CID, "/ipfs/bafkqaaa", NAME])
            .prop_map(str::to_owned)
    ];
    prop_oneof![text.prop_map(|text| Key::new(text.into_bytes())), vec(any::<u8>(), 1..40).prop_map(Key::new)]
        .prop_filter("a key is not empty", |key| !key.bytes().is_empty())
}

fn values() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any::<String>().prop_map(String::into_bytes),
        vec(any::<u8>(), 0..40),
        select(vec!["", " a ", "\"a", "'", "0x1", "a  b", "a\\"]).prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn addresses() -> impl Strategy<Value = Multiaddr> {
    select(vec!["/ip4/127.0.0.1/tcp/4001", "/ip6/::1/udp/4001/quic-v1", "/dns/example.org/tcp/443/wss", "/memory/7"])
        .prop_map(|text| text.parse().expect("an address"))
}

fn commands() -> impl Strategy<Value = Command> {
    let peers = || any::<u8>().prop_map(peer);
    let quorums = prop_oneof![
        select(vec![Quorum::One, Quorum::Majority, Quorum::All]),
        any::<NonZeroUsize>().prop_map(Quorum::N)
    ];
    let modes = select(vec![ModeChoice::Server, ModeChoice::Client, ModeChoice::Auto]);
    let node = prop_oneof![
        keys().prop_map(|key| NodeCommand::Get { key }),
        (keys(), values()).prop_map(|(key, value)| NodeCommand::Put { key, value }),
        keys().prop_map(|key| NodeCommand::Provide { key }),
        keys().prop_map(|key| NodeCommand::Providers { key }),
        keys().prop_map(|key| NodeCommand::Closest { key }),
        peers().prop_map(|peer| NodeCommand::Closest { key: Key::new(peer.to_bytes()) }),
        Just(NodeCommand::Bootstrap),
        addresses().prop_map(|address| NodeCommand::Dial(DialTarget::Address(address))),
        peers().prop_map(|peer| NodeCommand::Dial(DialTarget::Peer(peer))),
        (peers(), addresses()).prop_map(|(peer, address)| NodeCommand::Add { peer, address }),
        peers().prop_map(|peer| NodeCommand::Forget { peer }),
        keys().prop_map(|key| NodeCommand::Remove { key }),
        keys().prop_map(|key| NodeCommand::Unprovide { key }),
        modes.prop_map(NodeCommand::Mode),
        quorums.prop_map(NodeCommand::Quorum),
        Just(NodeCommand::Pause),
        (1..u64::MAX).prop_map(|steps| NodeCommand::Step { steps }),
        Just(NodeCommand::Resume),
    ];
    prop_oneof![
        2 => node.prop_map(Command::Node),
        1 => lab_commands().prop_map(Command::Lab),
        1 => session_commands().prop_map(Command::Session),
    ]
}

fn durations() -> impl Strategy<Value = Duration> {
    (0..3_600_000_u64).prop_map(Duration::from_millis)
}

fn nodes() -> impl Strategy<Value = Nodes> {
    prop_oneof![
        (0..10_000_usize, 0..100_usize).prop_map(|(first, more)| Nodes::Range { first, last: first + more }),
        (1..10_000_usize).prop_map(Nodes::Random),
        (1..10_000_usize).prop_map(Nodes::Holders),
        any::<u8>().prop_map(|seed| Nodes::Peer(peer(seed))),
    ]
}

fn lab_commands() -> impl Strategy<Value = LabCommand> {
    let several = || vec(nodes(), 1..4);
    prop_oneof![
        nodes().prop_filter("one node", Nodes::is_one).prop_map(|node| LabCommand::Be { node }),
        (1..10_000_usize).prop_map(|count| LabCommand::Spawn { count }),
        (any::<bool>(), several()).prop_map(|(silent, nodes)| LabCommand::Kill { silent, nodes }),
        several().prop_map(|nodes| LabCommand::Restart { nodes }),
        proptest::option::of(1..=6_000_u32).prop_map(|per_minute| LabCommand::Churn { per_minute }),
        durations().prop_map(|one_way| LabCommand::Latency { one_way }),
        (0..=100_u8).prop_map(|percent| LabCommand::Loss { percent }),
        several().prop_map(|nodes| LabCommand::Partition { nodes }),
        Just(LabCommand::Heal),
    ]
}

fn session_commands() -> impl Strategy<Value = SessionCommand> {
    let files = || "[a-z \"'/.]{1,12}".prop_map(PathBuf::from);
    let expected = prop_oneof![
        "\\PC{1,12}".prop_filter("a text", |text| !text.trim().is_empty()).prop_map(Expected::Text),
        select(Code::ALL.to_vec()).prop_map(Expected::Outcome),
        select(Code::ALL.to_vec()).prop_map(Expected::NotOutcome),
    ];
    let moments = prop_oneof![durations().prop_map(Moment::At), (0..=100_u8).prop_map(Moment::Part)];
    prop_oneof![
        durations().prop_map(|duration| SessionCommand::Wait { duration }),
        expected.prop_map(SessionCommand::Expect),
        (files(), proptest::option::of(durations()))
            .prop_map(|(file, last)| SessionCommand::Record { file: Some(file), last }),
        Just(SessionCommand::Record { file: None, last: None }),
        (files(), proptest::option::of(durations())).prop_map(|(file, last)| SessionCommand::Export { file, last }),
        files()
            .prop_filter("no picture", |file| file.extension().is_none_or(|ending| ending != "svg"))
            .prop_map(|file| SessionCommand::Screen { file, drawing: Drawing::Text }),
        ("[a-z \"'/]{0,8}[a-z]\\.svg", any::<bool>()).prop_map(|(file, is_light)| SessionCommand::Screen {
            file: file.into(),
            drawing: Drawing::Svg { is_light },
        }),
        any::<bool>().prop_map(|on| SessionCommand::Mouse { on }),
        moments.prop_map(|to| SessionCommand::Jump { to }),
        select(vec![None, Some("put".to_owned())]).prop_map(|command| SessionCommand::Help { command }),
        Just(SessionCommand::Clear),
        Just(SessionCommand::Quit),
    ]
}

#[test]
fn every_commands_example_is_read_and_written() {
    for spec in COMMANDS {
        let command = parse(spec.example, &find).expect(spec.example);
        let line = command.to_string();
        assert!(line.starts_with(spec.name), "{line}");
        assert_eq!(parse(&line, &find), Ok(command), "{line}");
    }
}

proptest! {
    #[test]
    fn an_error_points_into_the_line_and_says_something(line in lines()) {
        if let Err(error) = parse(&line, &find) {
            prop_assert!(line.get(error.at.clone()).is_some(), "{:?}", error.at);
            let said = Language::English.parse_error(&error);
            prop_assert!(!said.is_empty());
            prop_assert!(!said.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{said}");
        }
    }

    #[test]
    fn what_is_written_parses_to_the_same(command in commands()) {
        let line = command.to_string();
        prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        prop_assert_eq!(parse(&line, &find), Ok(command), "{}", line);
    }

    #[test]
    fn what_is_offered_for_a_command_or_a_key_parses_further(
        line in lines(), cursor in any::<prop::sample::Index>(), keys in vec(keys(), 0..8),
    ) {
        check_offers(&line, cursor.index(line.len() + 1), &keys)?;
    }

    #[test]
    fn what_is_offered_for_a_key_parses_further(
        name in select(vec!["get", "PUT", "closest", "unprovide"]), key in keys(), cut in any::<prop::sample::Index>(),
        rest in select(vec!["", " value", "x"]),
    ) {
        let typed = key.to_string();
        let part: String = typed.chars().take(cut.index(typed.chars().count() + 1)).collect();
        for quote in ["", "\"", "'"] {
            let line = format!("{name} {quote}{part}{rest}");
            check_offers(&line, line.len() - rest.len(), std::slice::from_ref(&key))?;
        }
    }
}

/// Puts each candidate into the line, and looks whether the word is still found wrong.
fn check_offers(line: &str, cursor: usize, keys: &[Key]) -> Result<(), TestCaseError> {
    let known = Known { keys: &mut keys.iter(), peers: &mut std::iter::empty() };
    let offered = complete(line, cursor, known);
    prop_assert!(line.get(offered.at.clone()).is_some());
    prop_assert!(offered.candidates.len() <= 50);
    for candidate in offered.candidates {
        let (before, after) = (&line[..offered.at.start], &line[offered.at.end..]);
        let completed = format!("{before}{}{after}", candidate.word);
        let at = before.len()..before.len() + candidate.word.len();
        prop_assert!(!Language::English.offer(candidate.what).is_empty(), "{}: what is it?", candidate.word);
        if let Err(error) = parse(&completed, &find) {
            prop_assert!(error.at.start >= at.end, "{completed}: {error:?}");
        }
    }
    Ok(())
}
