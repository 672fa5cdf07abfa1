//! Who of those closest to a key has it.

use super::*;
use crate::dht::{Copies, CopyKind, HeldCopy};

fn has(number: u8) -> HeldCopy {
    HeldCopy { has: true, value: Some(b"v".to_vec()), ..HeldCopy::none(id(number)) }
}

fn has_not(number: u8) -> HeldCopy {
    HeldCopy::none(id(number))
}

fn silent(number: u8) -> HeldCopy {
    HeldCopy::unsaid(id(number), Failure::TimedOut)
}

/// What is said where these are the closest.
fn said(
    what: CopyKind,
    closest: Vec<HeldCopy>,
    providers: Vec<(PeerId, Option<Failure>)>,
    here: bool,
) -> (bool, Code, String) {
    let told = Told::nothing().table(1..=20).start(what.kind(), "k", 1..=20).answered(RpcKind::FindNode, 1..=20);
    let copies = Box::new(Copies { what, closest, here, providers });
    let told = told.end_with(false, vec![]).hear(Event::Copies { query: ID, key: Key::new("k"), copies });
    let query = told.state.queries.get(ID).expect("it is kept");
    (told.verdict().ok, told.verdict().code(), query.said(Language::English).expect("it has ended"))
}

fn value(closest: Vec<HeldCopy>) -> (bool, Code, String) {
    said(CopyKind::Value, closest, vec![], false)
}

#[test]
fn whoever_has_it_is_enough_and_the_outcome_says_whether_anybody_answered() {
    for (closest, here, ok, code, words) in [
        (vec![has(1), has(2)], false, true, Code::Ok, "held by 2 of the 2 closest"),
        (vec![has(1), has_not(2), silent(3)], false, true, Code::Ok, "held by 1 of the 2 closest that answer"),
        (vec![has_not(1), has_not(2)], false, false, Code::NotFound, "held by none of the 2 closest"),
        (vec![has_not(1), silent(2)], false, false, Code::NotFound, "held by none of the 1 closest that answer"),
        (vec![silent(1), silent(2)], false, false, Code::NoAnswer, "none of the 2 closest answers"),
        (vec![has_not(1)], true, false, Code::KeptHere, "held by none of the 1 closest, and here"),
    ] {
        let told = said(CopyKind::Value, closest, vec![], here);
        assert_eq!((told.0, told.1), (ok, code), "{words}");
        assert!(told.2.starts_with(&format!("copies k: {words}")), "{}", told.2);
    }
}

#[test]
fn another_value_is_told_of_whoever_is_in_the_minority() {
    let other = HeldCopy { value: Some(b"w".to_vec()), ..has(3) };
    let (ok, _, words) = value(vec![has(1), has(2), other]);
    assert!(ok && words.ends_with("has another value than most"), "{words}");
}

#[test]
fn providers_are_counted_and_whether_they_can_be_reached() {
    let knows =
        |number, providers: Vec<u8>| HeldCopy { has: true, providers: ids(providers), ..HeldCopy::none(id(number)) };
    let refused = Some(Failure::Refused);
    for (closest, providers, words) in [
        (vec![knows(1, vec![5]), has_not(2)], vec![(id(5), None)], "1 of the 2 closest knows 1 provider; "),
        (
            vec![knows(1, vec![5])],
            vec![(id(5), refused.clone())],
            "1 of the 1 closest knows 1 provider, which cannot be reached",
        ),
        (
            vec![knows(1, vec![5, 6]), knows(2, vec![6])],
            vec![(id(5), refused.clone()), (id(6), None)],
            "2 of the 2 closest know 2 providers, 1 of which cannot be reached",
        ),
        (
            vec![HeldCopy { more_providers: 40, ..knows(1, vec![5, 6]) }],
            vec![(id(5), refused)],
            "1 of the 1 closest knows 42 providers, 1 of which were tried, and 1 of these cannot be reached",
        ),
    ] {
        let (_, _, told) = said(CopyKind::Provider, closest, providers, false);
        assert!(told.starts_with(&format!("copies --providers k: {words}")), "{told}");
    }
}
