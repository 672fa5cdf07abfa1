//! Every event survives being written and read, and what is broken is named.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use libp2p::identity::Keypair;
use proptest::prelude::*;

use super::*;
use crate::dht::{
    Answer, Bucket, Cause, Change, Direction, Entry, Event, Failure, Mode, Multiaddr, Outcome, Phase, QueryId, Quorum,
    REPUBLISH, Rpc, RpcKind, SessionInfo, Timestamp, Truth, Via, Warning, verdict::Code,
};

/// How many kinds of events there are.
const EVENTS: usize = 33;

/// Makes things at random.
struct Any(Rng);

impl Any {
    fn peer(&mut self) -> PeerId {
        Keypair::ed25519_from_bytes([self.0.u8(..8); 32]).expect("32 bytes are a key").public().to_peer_id()
    }

    fn peers(&mut self) -> Vec<PeerId> {
        (0..self.0.usize(..4)).map(|_| self.peer()).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.0.bool().then(|| make(self))
    }

    fn text(&mut self) -> String {
        (0..self.0.usize(..8))
            .map(|_| {
                *self
                    .0
                    .choice(&['a', '"', '\\', '\n', 'ü', '\u{202e}', '\u{9b}', '𝄞', '\0', '\u{e0001}'])
                    .expect("some")
            })
            .collect()
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.0.usize(..3)).map(|_| self.text()).collect()
    }

    fn bytes(&mut self) -> Vec<u8> {
        if self.0.bool() { self.text().into_bytes() } else { (0..self.0.usize(..6)).map(|_| self.0.u8(..)).collect() }
    }

    fn key(&mut self) -> Key {
        Key::new(self.bytes())
    }

    fn duration(&mut self) -> Duration {
        Duration::from_nanos(self.0.u64(..) >> self.0.u32(14..64))
    }

    fn address(&mut self) -> Multiaddr {
        let address: Multiaddr = "/ip4/127.0.0.1/tcp/4001".parse().expect("a multiaddr");
        if self.0.bool() { address.with_p2p(self.peer()).expect("without a peer") } else { address }
    }

    fn addresses(&mut self) -> Vec<Multiaddr> {
        (0..self.0.usize(..3)).map(|_| self.address()).collect()
    }

    fn query(&mut self) -> QueryId {
        QueryId(self.0.u64(..) >> self.0.u32(..64))
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *self.0.choice(of).expect("some")
    }

    fn failure(&mut self) -> Failure {
        match self.0.choice(Failure::samples()).expect("some") {
            Failure::Other(_) => Failure::Other(self.text()),
            Failure::WrongIdentity(_) => Failure::WrongIdentity(self.peer()),
            Failure::Idle(_) => Failure::Idle(self.duration()),
            simple => simple,
        }
    }

    fn direction(&mut self) -> Direction {
        self.one(&[Direction::In, Direction::Out])
    }

    fn quorum(&mut self) -> Quorum {
        let n = Quorum::N(3.try_into().expect("not 0"));
        self.one(&[Quorum::One, Quorum::Majority, Quorum::All, n])
    }

    fn session(&mut self) -> SessionInfo {
        SessionInfo {
            peer: self.peer(),
            protocol: self.text(),
            k: self.0.usize(..),
            alpha: self.0.usize(..),
            mode: self.one(&[Mode::Client, Mode::Server]),
            nodes: self.0.usize(..1000),
            mdns: self.0.bool(),
            disjoint_paths: self.0.bool(),
            record_ttl: self.duration(),
            republish: self.maybe(Self::duration).unwrap_or(REPUBLISH),
        }
    }

    fn buckets(&mut self) -> Vec<Bucket> {
        let mut bucket = |_| Bucket {
            cpl: self.0.u16(..256),
            entries: self.peers().into_iter().map(|peer| Entry { peer, connected: self.0.bool() }).collect(),
            pending: self.0.bool(),
        };
        (0..3).map(&mut bucket).collect()
    }

    fn rpc(&mut self) -> Rpc {
        let phase = match self.0.u8(..5) {
            0 => Phase::Dialing,
            1 => Phase::Asked { after_dial: self.0.bool() },
            2 => Phase::Answered { closer: self.peers(), unroutable: self.0.usize(..3) },
            3 => Phase::Failed { failure: self.failure() },
            _ => Phase::NotSent,
        };
        Rpc {
            direction: self.direction(),
            kind: self.one(&RpcKind::ALL),
            phase,
            peer: self.peer(),
            key: self.maybe(Self::key),
            query: self.maybe(Self::query),
            late: self.0.bool(),
        }
    }

    fn change(&mut self) -> Change {
        let evicted = Change::Evicted(self.peer());
        self.one(&[Change::Inserted, Change::Pending, Change::Full, evicted, Change::Removed, Change::Updated])
    }

    fn event(&mut self, which: usize) -> Event {
        match which {
            0 => Event::Session(self.session()),
            1 => Event::Listening { address: self.address() },
            2 => Event::NotListening { address: self.address() },
            3 => Event::ModeChanged { mode: self.one(&[Mode::Client, Mode::Server]) },
            4 => Event::QuorumChanged { quorum: self.quorum() },
            5 => Event::PeerDiscovered {
                peer: self.peer(),
                via: self.one(&[Via::Mdns, Via::Practice, Via::Dial, Via::Kad, Via::Identify]),
                addresses: self.addresses(),
            },
            6 => Event::PeerExpired { peer: self.peer() },
            7 => Event::Connected { peer: self.peer(), direction: self.direction(), address: self.address() },
            8 => Event::Disconnected { peer: self.peer(), failure: self.failure() },
            9 => Event::DialFailed { peer: self.peer(), failure: self.failure() },
            10 => Event::Identified {
                peer: self.peer(),
                agent: self.text(),
                protocols: self.texts(),
                addresses: self.addresses(),
            },
            11 => Event::Rtt { peer: self.peer(), rtt: self.duration() },
            12 => Event::RoutingTable { buckets: self.buckets() },
            13 => Event::RoutingChanged { peer: self.peer(), cpl: self.0.u16(..256), change: self.change() },
            14 => Event::Command { n: self.0.u64(..), line: self.text() },
            15 => Event::CommandFinished {
                n: self.0.u64(..),
                answer: Answer::Said { code: self.one(&Code::ALL), text: self.text() },
            },
            16 => Event::QueryStarted {
                query: self.query(),
                kind: self.one(&Kind::ALL),
                key: self.key(),
                cause: if self.0.bool() { Cause::Automatic } else { Cause::Command(self.0.u64(..)) },
                known: self.peers(),
            },
            17 => Event::Rpc(self.rpc()),
            18 => Event::RecordFound { query: self.query(), peer: self.maybe(Self::peer), value: self.bytes() },
            19 => Event::ProviderFound { query: self.query(), peer: self.peer() },
            20 => Event::QueryFinished {
                query: self.query(),
                asked: self.0.u32(..),
                answered: self.0.u32(..),
                failed: self.0.u32(..),
                outcome: Outcome { timed_out: self.0.bool(), closest: self.peers(), unseen: self.0.bool() },
            },
            21 => Event::ReadBack { query: self.query(), holders: self.0.usize(..30) },
            22 => Event::Paused,
            23 => Event::Stepped { step: self.0.u64(..), asks: self.peers() },
            24 => Event::Resumed,
            25 => Event::RecordStored {
                key: self.key(),
                size: self.0.usize(..),
                publisher: self.maybe(Self::peer),
                expires_in: self.maybe(Self::duration),
            },
            26 => Event::RecordExpired { key: self.key() },
            27 => Event::ProviderAdded { key: self.key(), peer: self.peer(), expires_in: self.maybe(Self::duration) },
            28 => Event::Looking { name: self.text(), peer: self.peer() },
            29 => Event::NodeStarted { name: self.text(), peer: self.peer() },
            30 => Event::NodeStopped { name: self.text(), peer: self.peer() },
            31 => Event::Truth { query: self.query(), truth: Truth { closest: self.peers(), holders: self.peers() } },
            _ => Event::Notice { warning: Warning::Said(self.text()) },
        }
    }

    fn derived(&mut self, event: &Event) -> Derived {
        match event {
            Event::RoutingChanged { .. } => Derived::Connected(self.0.bool()),
            Event::Stepped { .. } => Derived::Step { command: self.0.u64(..), verdict: self.text() },
            Event::QueryFinished { .. } | Event::ReadBack { .. } => Derived::Query(Box::new(FinishedQuery {
                kind: self.one(&Kind::ALL),
                key: self.key(),
                command: self.maybe(|any| any.0.u64(..)),
                outcome: self.one(&Code::ALL),
                verdict: self.text(),
                rounds: self.0.u16(..),
                lasted: self.duration(),
                stored: self.peers(),
                values: vec![self.bytes()],
                providers: self.peers(),
                more_providers: self.0.usize(..),
                without_address: self.0.u32(..),
            })),
            _ => Derived::Nothing,
        }
    }
}

fn read(line: &str) -> Result<Read, LineFault> {
    Decoder::default().read(line.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_event_survives_being_written_and_read(seed: u64) {
        let mut any = Any(Rng::with_seed(seed));
        let (mut encoder, mut decoder) = (Encoder::default(), Decoder::default());
        for which in 0..EVENTS {
            let event = any.event(which);
            let derived = any.derived(&event);
            let at = Timestamp(any.0.u64(..) >> any.0.u32(14..64));
            let lines = encoder.lines(at, &event, &derived).to_vec();
            let mut lines = lines.split_inclusive(|byte| *byte == b'\n');
            let line = lines.next().expect("a line");
            prop_assert_eq!(decoder.read(line), Ok(Read::Event(at, event)));
            for line in lines {
                prop_assert_eq!(decoder.read(line), Ok(Read::Derived));
            }
            let text = std::str::from_utf8(line).expect("is text");
            prop_assert!(!text.trim_end().contains(crate::dht::is_hostile), "{text}");
        }
    }

    #[test]
    fn whatever_is_read_nothing_panics(line: Vec<u8>, text in "\\{\"t\":[-0-9.e]{1,9},\"event\":\"[a-z_]{4,16}\"(,\"[a-z]{1,8}\":(-?[0-9]{1,30}|\"[^\"]{0,9}\"|\\[\\]|null)){0,4}\\}") {
        let _ = Decoder::default().read(&line);
        let _ = read(&text);
    }
}

#[test]
fn a_line_looks_as_the_format_says() {
    let mut any = Any(Rng::with_seed(1));
    let peer = any.peer();
    let event = Event::Rpc(Rpc {
        direction: Direction::Out,
        kind: RpcKind::GetValue,
        phase: Phase::Answered { closer: vec![peer], unroutable: 0 },
        peer,
        key: Some(Key::new("greeting")),
        query: Some(QueryId(7)),
        late: false,
    });
    let mut encoder = Encoder::default();
    let line = encoder.lines(Timestamp(12_000_345), &event, &Derived::Nothing);
    let expected = format!(
        r#"{{"t":12.000345,"event":"rpc","direction":"out","kind":"GET_VALUE","phase":"answered","peer":"{peer}","key":{{"text":"greeting"}},"query":7,"closer":["{peer}"]}}"#
    );
    assert_eq!(std::str::from_utf8(line).map(str::trim_end), Ok(&*expected));
}

#[test]
fn what_is_not_known_is_skipped() {
    let notice =
        |text: &str| Ok(Read::Event(Timestamp(1_500_000), Event::Notice { warning: Warning::Said(text.to_owned()) }));
    assert_eq!(read(r#"{"new":{"a":[1,{}]},"event":"notice","text":"a","t":1.5,"x":null}"#), notice("a"));
    assert_eq!(read(r#"{"t":1.5,"event":"moonrise","peer":"x"}"#), Ok(Read::Unknown("moonrise".to_owned())));
    let later = read(
        r#"{"t":0,"event":"session","version":9,"peer":"12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN","protocol":"/p","k":20,"alpha":3,"mode":"server","nodes":0}"#,
    );
    assert!(matches!(later, Ok(Read::Later(_, Event::Session(_), 9))), "{later:?}");
}

#[test]
fn what_is_wrong_with_a_line_is_said() {
    for (line, fault) in [
        ("", "column 0: EOF while parsing a value"),
        ("hello", "column 1: expected value"),
        ("{}", "the field t is missing"),
        (r#"{"t":1}"#, "the field event is missing"),
        (r#"{"t":1,"event":"notice"}"#, "the field text is missing"),
        (r#"{"t":1,"event":"notice","text":5}"#, "column 32: invalid type: integer `5`, expected a text"),
        (r#"{"t":1,"event":"notice","te"#, "column 27: EOF while parsing a string"),
        (r#"{"t":1,"event":"peer_expired","peer":"me"}"#, "peer: me is no peer id"),
        (r#"{"t":1,"event":"mode_changed","mode":"a\nb"}"#, "mode: a�b is no mode"),
        (r#"{"t":1,"event":"record_expired","key":{"hex":"abc"}}"#, "key: abc is not made of pairs of hex digits"),
    ] {
        assert_eq!(read(line).expect_err(line).to_string(), fault, "{line}");
    }
}

#[test]
fn every_warning_and_a_failed_dial_have_their_codes_and_no_two_have_the_same() {
    let mut encoder = Encoder::default();
    let mut written = |event: &Event| -> serde_json::Value {
        serde_json::from_slice(encoder.lines(Timestamp(0), event, &Derived::Nothing)).expect("is JSON")
    };
    let mut codes = BTreeSet::new();
    for warning in Warning::samples() {
        let line = written(&Event::Notice { warning: warning.clone() });
        assert_eq!((&line["code"], line["text"].is_string()), (&warning.code().into(), true), "{line}");
        assert!(codes.insert(warning.code()), "{line}");
    }
    let failures: BTreeSet<_> = Failure::samples().iter().map(Failure::code).collect();
    assert_eq!(failures.len(), Failure::samples().len());
    let line = written(&Event::CommandFinished { n: 1, answer: Answer::NotConnected(Failure::Refused) });
    assert_eq!((&line["outcome"], &line["failure"]), (&"failed".into(), &"refused".into()), "{line}");
}

#[test]
fn an_outcome_that_contradicts_whether_it_was_ok_is_not_believed() {
    for (outcome, ok, code) in
        [("ok", false, Code::Failed), ("refused", true, Code::Ok), ("refused", false, Code::Refused)]
    {
        let line =
            format!(r#"{{"t":0,"event":"command_finished","n":1,"ok":{ok},"outcome":"{outcome}","verdict":"said"}}"#);
        let answer = Answer::Said { code, text: "said".to_owned() };
        assert_eq!(read(&line), Ok(Read::Event(Timestamp(0), Event::CommandFinished { n: 1, answer })));
    }
}

/// Every field of every event that is ever written stands in the README's table, and nothing else does.
#[test]
fn the_readme_tells_every_field() {
    let quoted = |cell: &str| -> BTreeSet<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let readme = include_str!("../../../README.md").split_once("| event | fields |").expect("there is a table").1;
    let rows = readme.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut told = BTreeMap::new();
    for row in rows {
        let (names, fields) = row[1..].split_once('|').expect("two cells");
        told.extend(quoted(names).into_iter().map(|name| (name, quoted(fields))));
    }
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut any, mut encoder) = (Any(Rng::with_seed(7)), Encoder::default());
    let dial = Event::CommandFinished { n: 1, answer: Answer::NotConnected(Failure::Refused) }; // read as a sentence
    let events: Vec<_> = (0..300).flat_map(|_| 0..EVENTS).map(|which| any.event(which)).chain([dial]).collect();
    for event in events {
        let derived = any.derived(&event);
        for line in encoder.lines(Timestamp(0), &event, &derived).split_inclusive(|byte| *byte == b'\n') {
            let line: serde_json::Value = serde_json::from_slice(line).expect("is JSON");
            let fields = written.entry(line["event"].as_str().expect("a name").to_owned()).or_default();
            names_in(&line, fields);
        }
    }
    assert_eq!(told, written);
}

/// Collects the names of all fields, but for those that every line has; bytes are no fields.
fn names_in(value: &serde_json::Value, names: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(bytes) if bytes.len() == 1 => {}
        serde_json::Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| *name != "t" && *name != "event") {
                names.insert(name.clone());
                names_in(value, names);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| names_in(value, names)),
        _ => {}
    }
}
