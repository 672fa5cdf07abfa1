//! The table itself, and how a command is found in it.

use std::collections::HashSet;

use super::*;
use crate::command::{NameMatch, parse};

#[test]
fn every_name_is_there_once() {
    let mut names = HashSet::new();
    for name in COMMANDS.iter().flat_map(Spec::names) {
        assert!(names.insert(name), "{name} is there twice");
        assert!(name.len() <= LONGEST && name == name.to_lowercase(), "{name}");
    }
}

#[test]
fn every_verb_finds_its_row() {
    for spec in COMMANDS {
        assert_eq!(spec.verb.spec().name, spec.name);
    }
}

#[test]
fn every_example_parses_as_its_command() {
    for spec in COMMANDS {
        assert_eq!(hint(spec.example).map(|found| found.name), Some(spec.name));
        assert!(parse(spec.example, &|_| NameMatch::None).is_ok(), "{}", spec.example);
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
        ("foo", None),
        ("grün", None),
    ] {
        assert_eq!(nearest(word).map(|spec| spec.name), name, "{word}");
    }
}
