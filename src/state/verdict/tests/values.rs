//! Values fetched, stored, and sent again.

use super::*;

#[test]
fn a_value_found() {
    let ask = RpcKind::GetValue;
    get().value([0], "v").says(true, "get k: v (found here)");
    get().value([0, 1], "v").says(true, "get k: v (found here and at 1 peer)");
    get().value([1, 2], "v").says(true, "get k: v (found at 2 peers)");
    get().answered(ask, 1..=20).says(false, "get k: not found. 20 peers answered, none has it");
    get().answered(ask, [1]).says(false, "get k: not found. 1 peer answered, none has it");
    get().answered(ask, 1..=18).failed(ask, [19, 20], EOF).out_of_time(
        false,
        "get k: not found. 18 peers answered, none has it, 2 failed (closed the stream without an answer). It ran \
         out of time (60 s)",
    );
    get().value(1..=5, "new").value([6, 7], "old").says(
        true,
        "get k: new (found at 5 peers: WyXkF7 ZoC3xp bg4WzE and 2 more). Holders disagree: old (at 2 peers: c6LSK4 \
         to4Az7)",
    );
    get().value([0], "mine").value([1], "a").value([2], "b").value([3], &"c".repeat(30)).says(
        true,
        "get k: mine (found here). Holders disagree: a (at 1 peer: WyXkF7), b (at 1 peer: ZoC3xp), 1 more value",
    );
    Told::nothing().quorum(Quorum::Majority).start(Kind::Get, "k", [1]).value([1, 2], "v").says(
        false,
        "get k: v (found at 2 peers), but the quorum needs 11 equal values, and got 2. `quorum one` would be content",
    );
    Told::nothing().quorum(Quorum::All).start(Kind::Get, "k", [1]).value(1..=5, "new").value([6], "old").says(
        false,
        "get k: new (found at 5 peers: WyXkF7 ZoC3xp bg4WzE and 2 more), but the quorum needs 20 equal values, and \
         got 5. Holders disagree: old (at 1 peer: c6LSK4)",
    );
    get().value([1], &"x".repeat(100)).says(
        true,
        "get k: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (100 bytes) (found at 1 peer)",
    );
}

#[test]
fn a_value_stored() {
    let (ask, store) = (RpcKind::FindNode, RpcKind::PutValue);
    let sent = || put().answered(ask, 1..=20);
    sent().answered(store, 1..=20).says(true, "put k: acknowledged by 20 of 20 peers asked");
    Told::nothing()
        .start(Kind::Put, "a", [1])
        .answered(ask, [1])
        .answered(store, [1])
        .says(true, "put a: acknowledged by 1 of 1 peer asked");
    sent()
        .answered(store, 1..=17)
        .failed(store, 18..=20, EOF)
        .says(true, "put k: acknowledged by 17 of 20 peers asked, 3 gave no answer (the stream closed)");
    sent().answered(store, 1..=17).failed(store, 18..=19, EOF).failed(store, [20], TIMEOUT).says(
        true,
        "put k: acknowledged by 17 of 20 peers asked, 2 gave no answer (the stream closed), 1 failed (timed \
         out)",
    );
    sent().answered(store, 1..=17).asked(store, 18..=20).out_of_time(
        true,
        "put k: acknowledged by 17 of 20 peers asked, 3 stayed silent. It ran out of time (60 s a phase, 80 s in all)",
    );
    sent().failed(store, 1..=20, EOF).says(
        false,
        "put k: acknowledged by 0 of 20 peers asked, 20 gave no answer (the stream closed): kept here only. \
         Other programs keep only keys they can check, such as /pk/… and /ipns/…",
    );
    sent()
        .failed(store, 1..=12, TIMEOUT)
        .failed(store, 13..=20, Failure::Unreachable)
        .says(false, "put k: acknowledged by 0 of 20 peers asked, 20 failed (12 of them: timed out): kept here only");
    let closed = || sent().answered(store, 1..=16).failed(store, 17..=20, EOF);
    closed().checked([(17, Held::Same), (18, Held::Other), (19, Held::Nothing)]).has_said(
        true,
        "put k: acknowledged by 16 of 20 peers asked, 1 has it, though no acknowledgement came, 1 keeps another value, 1 did not \
         take it: it has it not when asked, 1 gave no answer (the stream closed)",
    );
    sent().failed(store, 1..=20, EOF).checked((1..=20).map(|n| (n, Held::Other))).has_said(
        false,
        "put k: acknowledged by 0 of 20 peers asked, 20 keep another value: kept here only. Some programs keep the first \
         value of a key, as py-libp2p does",
    );
    let js = sent().answered(store, 1..=20).checked([(1, Held::Nothing), (2, Held::Other), (3, Held::Same)]);
    js.has_said(true, "put k: acknowledged by 20 of 20 peers asked, 2 of these have it not when asked");
    put().failed(ask, 1..=3, TIMEOUT).says(
        false,
        "put k: kept here only. Asked 3 peers, none answered: 3 failed (timed out). `dial` one of them to see \
         whether it is still there",
    );
    put().answered(ask, 1..=3).out_of_time(
        false,
        "put k: kept here only. 3 peers answered, but the 60 s were over before it could be sent to any. Try again",
    );
    let four = |quorum| {
        let told = Told::nothing().quorum(quorum).table(1..=4).identified(1..=3, &[PROTOCOL]);
        told.start(Kind::Put, "k", 1..=4).answered(ask, 1..=4).answered(store, 1..=4)
    };
    four(Quorum::Majority).says(
        false,
        "put k: acknowledged by 4 of 4 peers asked, but the quorum needed 11, got 4. Only 4 servers are known, and a \
         quorum of majority counts against k = 20: `quorum one` would be content",
    );
    four(Quorum::All).quorum(Quorum::One).says(
        false,
        "put k: acknowledged by 4 of 4 peers asked, but the quorum needed 20, got 4. Only 4 servers are known, and a \
         quorum counts against k = 20: `quorum one` would be content",
    );
    let majority =
        || Told::nothing().quorum(Quorum::Majority).table(1..=20).start(Kind::Put, "k", 1..=20).answered(ask, 1..=20);
    majority().answered(store, 1..=9).failed(store, 10..=20, EOF).says(
        false,
        "put k: acknowledged by 9 of 20 peers asked, 11 gave no answer (the stream closed), but the quorum \
         needed 11, got 9. 20 servers are known: `quorum one` would be content",
    );
    majority().answered(store, 1..=9).failed(store, 10..=20, TIMEOUT).says(
        false,
        "put k: acknowledged by 9 of 20 peers asked, 11 failed (timed out), but the quorum needed 11, got 9. 20 servers \
         are known: `put` it again",
    );
}

#[test]
fn a_value_too_large_to_be_fetched() {
    let told = put().answered(RpcKind::PutValue, 1..=20).end_with(false, vec![]);
    let mut query = told.state.queries.get(ID).expect("it is kept").clone();
    query.read_back = Some(20);
    assert_eq!(super::super::of(&query, &told.state), *told.verdict());
    query.read_back = Some(0);
    assert_eq!(
        Language::English.verdict(Kind::Put, &super::super::of(&query, &told.state)),
        "acknowledged by 20, but by our count no answer with it and the closer peers fits into 16 KiB, the most that programs of \
         rust-libp2p read unless told otherwise. Store less than about 8 KiB"
    );
}

#[test]
fn an_early_verdict_counts_only_the_stores_that_are_open() {
    let store = RpcKind::PutValue;
    let told = put().asked(store, 1..=20);
    let told = told.message(store, 1..=3, &Phase::Failed { failure: EOF }, false);
    let told = told.message(store, [4], &Phase::Answered { closer: vec![], unroutable: 0 }, false);
    told.has_said(true, "put k: acknowledged by 1, asking 16 more");
    get().value([1], "v").has_said(true, "get k: v, asking on");
}

#[test]
fn what_kads_clock_sends_again() {
    let start = |kind| Told::nothing().start(kind, "k", 1..=20).answered(RpcKind::FindNode, 1..=5);
    let store = RpcKind::PutValue;
    start(Kind::Republish).answered(store, 1..=5).says(true, "republish k: acknowledged by 5 of 5 peers");
    start(Kind::Replicate)
        .answered(store, 1..=4)
        .failed(store, [5], EOF)
        .says(true, "replicate k: acknowledged by 4 of 5 peers, 1 gave no answer (the stream closed)");
    start(Kind::Replicate)
        .failed(store, 1..=5, EOF)
        .says(false, "replicate k: acknowledged by 0 of 5 peers, 5 gave no answer (the stream closed)");
    start(Kind::Reprovide).asked(RpcKind::AddProvider, 1..=5).says(true, "reprovide k: sent to 5 peers");
    start(Kind::Reprovide).message(RpcKind::AddProvider, 1..=5, &Phase::NotSent, false).says(
        false,
        "reprovide k: sent to none. 5 peers answered, but their connections had closed before they were told: \
         `provide` it again",
    );
    Told::nothing().start(Kind::Republish, "k", []).says(
        false,
        "republish k: acknowledged by none. Nobody could be asked: no peer is known. `dial` one, or start with --peer",
    );
}

#[test]
fn a_replication_keeps_the_counts_that_kad_does_not_tell() {
    let told = Told::nothing().start(Kind::Replicate, "k", 1..=20).answered(RpcKind::PutValue, 1..=4);
    let told = told.failed(RpcKind::PutValue, [5], EOF);
    let told =
        told.hear(Event::QueryFinished { query: ID, asked: 5, answered: 0, failed: 0, outcome: Outcome::default() });
    let query = told.state.queries.get(ID).expect("it is kept");
    assert_eq!([query.asked, query.answered, query.failed], [5, 4, 1]);
}
