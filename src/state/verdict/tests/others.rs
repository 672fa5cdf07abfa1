//! Providers and peers; what sentences and the list of keys leave out.

use super::*;
use crate::dht::StoredRecord;

#[test]
fn word_of_a_key_provided() {
    let (ask, add) = (RpcKind::FindNode, RpcKind::AddProvider);
    let start = || Told::nothing().table(1..=20).start(Kind::Provide, "k", 1..=20).answered(ask, 1..=20);
    start()
        .asked(add, 1..=20)
        .says(true, "provide k: told 20 peers that we have it (the protocol has no acknowledgement)");
    start().asked(add, 1..=18).message(add, [19, 20], &Phase::NotSent, false).says(
        true,
        "provide k: told 18 peers that we have it, not sent to 2: their connections had closed (the protocol has no \
         acknowledgement)",
    );
    start().asked(add, 1..=18).not_reached(add, [19, 20], Failure::Refused).says(
        true,
        "provide k: told 18 peers that we have it, 2 could not be reached again (connection refused) (the protocol has no \
         acknowledgement)",
    );
    start().not_reached(add, 1..=20, Failure::Refused).says(
        false,
        "provide k: noted here only. 20 peers answered, but could not be reached again to be told (connection refused): `provide` it \
         again",
    );
    start().message(add, 1..=20, &Phase::NotSent, false).says(
        false,
        "provide k: noted here only. 20 peers answered, but their connections had closed before they were told: \
         `provide` it again",
    );
    start().message(add, [1], &Phase::NotSent, false).says(
        false,
        "provide k: noted here only. 1 peer answered, but its connection had closed before it was told: `provide` it \
         again",
    );
    start().out_of_time(
        false,
        "provide k: noted here only. 20 peers answered, but the 60 s were over before it could be sent to any. Try \
         again",
    );
    Told::nothing().start(Kind::Provide, "k", []).says(
        false,
        "provide k: noted here only. Nobody could be asked: no peer is known. `dial` one, or start with --peer",
    );
}

#[test]
fn who_provides_a_key() {
    let found = |numbers: Vec<u8>| {
        let told = Told::nothing().start(Kind::Providers, "k", 1..=20).answered(RpcKind::GetProviders, 1..=20);
        told.each(numbers, |n| Event::ProviderFound { query: ID, peer: id(n) })
    };
    found(vec![]).says(false, "providers k: none known. 20 peers answered, none knows one");
    found(vec![0]).says(true, "providers k: this peer (1xG4Cw)");
    found(vec![0, 3]).says(true, "providers k: this peer and 1 peer (bg4WzE)");
    found((1..=8).collect()).says(true, "providers k: 8 peers (c6LSK4 ZoC3xp WyXkF7 emRaJE bg4WzE and 3 more)");
}

#[test]
fn looking_for_peers() {
    let ask = RpcKind::FindNode;
    let closest = || Told::nothing().start(Kind::Closest, id(9).to_bytes(), 1..=20);
    closest()
        .answered(ask, 1..=20)
        .end_with(false, ids(1..=20))
        .has_said(true, "closest peer BzuCka: 20 found, 20 of 20 asked answered");
    closest().answered(ask, 1..=4).failed(ask, 5..=6, TIMEOUT).end_with(true, ids(1..=4)).has_said(
        true,
        "closest peer BzuCka: 4 found, 4 of 6 asked answered, 2 failed (timed out). It ran out of time (60 s)",
    );
    closest().failed(ask, 1..=2, TIMEOUT).says(
        false,
        "closest peer BzuCka: no answer. Asked 2 peers, none answered: 2 failed (timed out). `dial` one of them to \
         see whether it is still there",
    );
    let bootstrap = || Told::nothing().table(1..=20).start(Kind::Bootstrap, id(0).to_bytes(), 1..=20);
    bootstrap()
        .answered(ask, 1..=20)
        .says(true, "bootstrap: 20 of 20 requests answered, 20 peers in the routing table");
    bootstrap()
        .answered(ask, 1..=19)
        .failed(ask, [20], TIMEOUT)
        .says(true, "bootstrap: 19 of 20 requests answered, 1 failed (timed out), 20 peers in the routing table");
    bootstrap().failed(ask, 1..=3, TIMEOUT).says(
        false,
        "bootstrap: no answer. Asked 3 peers, none answered: 3 failed (timed out). `dial` one of them to see whether \
         it is still there",
    );
}

#[test]
fn long_keys_and_lines_are_cut_and_bytes_are_hex() {
    Told::nothing()
        .start(Kind::Get, "x".repeat(60_000), [])
        .value([0], "v")
        .says(true, "get xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: v (found here)");
    Told::nothing()
        .start(Kind::Get, vec![0xff; 60_000], [])
        .value([0], "v")
        .says(true, "get 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffff…: v (found here)");
    let told = Told::nothing().hear(Event::Command { n: 1, line: "x".repeat(60_000) });
    let said = told.state.notices.last().expect("it is said").what.said(Language::English);
    assert_eq!(said.chars().count(), 201, "{said}");
    let told = told.hear(Event::Notice { warning: Warning::ListenerClosed("broken".to_owned()) });
    assert!(
        told.state.notices.last().is_some_and(|notice| notice.what.tells() == crate::state::notices::Tells::Bad),
        "bad news"
    );
}

#[test]
fn the_oldest_key_is_forgotten_and_our_own_id_never_kept() {
    let told = Told::nothing().start(Kind::Bootstrap, id(0).to_bytes(), []);
    assert!(told.state.keys.is_empty());
    let told = told
        .each((0..501u32).rev(), |n| Event::RecordStored(Box::new(StoredRecord::of(Key::new(format!("{n:03}")), 1))));
    assert_eq!(told.state.keys.len(), 500);
    assert!(!told.state.keys.contains(&Key::new("500")));
    assert!(told.state.keys.iter().is_sorted() && told.state.keys.contains(&Key::new("000")));
}

#[test]
fn a_long_key_with_line_breaks_quotes_and_wide_letters_is_told_like_any_other() {
    let long = |text: &str| text.chars().cycle().take(400).collect::<String>();
    for (key, called) in [
        (
            long("say \"漢字\", it's \\ new "),
            "say \"漢字\", it's \\ new say \"漢字\", it's \\ new say \"漢字\", it's \\ n…",
        ),
        (long("say \"漢字\", it's\nnew "), "0x7361792022e6bca2e5ad97222c20697427730a6e6577207361792022e6…"),
    ] {
        Told::nothing()
            .table(1..=20)
            .start(Kind::Get, key, 1..=20)
            .answered(RpcKind::GetValue, 1..=20)
            .says(false, &format!("get {called}: not found. 20 peers answered, none has it"));
    }
}

#[test]
fn every_end_of_a_query_has_its_outcome() {
    let (get_value, put_value) = (RpcKind::GetValue, RpcKind::PutValue);
    let unseen = Event::QueryFinished {
        query: ID,
        asked: 3,
        answered: 3,
        failed: 0,
        outcome: Outcome { unseen: true, ..Outcome::default() },
    };
    let strict = || Told::nothing().table(1..=20).quorum(Quorum::All).start(Kind::Get, "k", 1..=20);
    let closest = || put().answered(RpcKind::FindNode, 1..=20);
    let ended = |told: Told| told.end_with(false, ids(1..=20));
    let all = vec![
        (ended(get().value([1], "v")), Code::Ok),
        (ended(get().answered(get_value, 1..=20)), Code::NotFound),
        (ended(Told::nothing().start(Kind::Get, "k", [])), Code::NobodyAsked),
        (ended(get().failed(get_value, 1..=3, TIMEOUT)), Code::NoAnswer),
        (get().asked(get_value, 1..=3).end_with(true, vec![]), Code::TimedOut),
        (put().answered(RpcKind::FindNode, 1..=3).end_with(false, vec![]), Code::KeptHere),
        (closest().failed(put_value, 1..=20, EOF).checked((1..=20).map(|n| (n, Held::Nothing))), Code::Refused),
        (ended(closest().failed(put_value, 1..=20, EOF)), Code::KeptHere),
        (closest().failed(put_value, 1..=20, EOF).checked([(1, Held::Same)]), Code::Ok),
        (ended(closest().failed(put_value, 1..=19, EOF).failed(put_value, [20], TIMEOUT)), Code::KeptHere),
        (ended(strict().value([1], "v").answered(get_value, 1..=20)), Code::QuorumMissed),
        (get().hear(unseen), Code::Unseen),
    ];
    for (told, code) in &all {
        assert_eq!(told.verdict().code(), *code, "{:?}", told.verdict());
    }
    let made: Vec<_> = all.iter().map(|(_, code)| *code).collect();
    let missing: Vec<_> = Code::ALL.into_iter().filter(|code| !made.contains(code)).collect();
    assert_eq!(missing, [Code::Failed], "which is no query's");
}
