//! Every event survives being written and read, and what is broken is named.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use proptest::prelude::*;

mod any;

use super::*;
use crate::dht::{Answer, Direction, Event, Failure, Phase, QueryId, Rpc, RpcKind, Timestamp, Warning, verdict::Code};
use any::Any;

/// How many kinds of events there are.
const EVENTS: usize = 52;

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
        reply: None,
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
    let events: Vec<_> = (0..1_000).flat_map(|_| 0..EVENTS).map(|which| any.event(which)).chain([dial]).collect();
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
