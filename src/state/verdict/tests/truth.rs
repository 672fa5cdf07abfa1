//! What a practice network knows to be true, and what ended unseen.

use super::*;
use crate::state::score::{Why, score};

const ASK: RpcKind = RpcKind::FindNode;

/// So many that are farther from the key than we are, or not, nearest first.
fn around(farther: bool, count: usize) -> Vec<u8> {
    let place = |number: u8| crate::dht::Position::of_peer(&id(number)).distance(&Key::new("k").position());
    let mut all: Vec<u8> = (1..120).filter(|number| (place(*number) > place(0)) == farther).collect();
    all.sort_by_key(|number| place(*number));
    all.truncate(count);
    all
}

#[test]
fn the_true_closest_beside_what_was_found_and_stored() {
    let near = around(false, 20);
    assert_eq!(near.len(), 20);
    let most = near[..18].to_vec();
    let closest = || Told::nothing().start(Kind::Closest, "k", near.clone()).answered(ASK, most.clone());
    let found = ids(most.clone());
    closest()
        .truth(near.clone(), [])
        .end_with(false, found.clone())
        .has_said(true, "closest k: 18 found, 18 of 18 asked answered. Found 18 of the true 20 closest");
    closest()
        .truth(near[..3].to_vec(), [])
        .end_with(false, found.clone())
        .has_said(true, "closest k: 18 found, 18 of 18 asked answered. Found 3 of the true 3 closest");
    closest().truth([], []).end_with(false, found).has_said(true, "closest k: 18 found, 18 of 18 asked answered");
    let stored = put().answered(ASK, 1..=20).answered(RpcKind::PutValue, most.clone());
    stored
        .truth(near.clone(), most.clone())
        .says(true, "put k: acknowledged by 18 of 18 peers asked. Stored at 18 of the true 20 closest");
    put()
        .truth(near.clone(), [0])
        .says(false, "put k: kept here only. Nobody was asked: it ended before the first request");
    let provided = Told::nothing().start(Kind::Provide, "k", 1..=20).answered(ASK, 1..=20);
    provided.asked(RpcKind::AddProvider, near.clone()).truth(near.clone(), near).says(
        true,
        "provide k: told 20 peers that we have it (the protocol has no acknowledgement). Told 20 of the true 20 closest",
    );
}

#[test]
fn a_guest_that_is_found_is_no_miss_and_what_is_true_is_of_the_practice_nodes() {
    let all = around(false, 21); // the first is a guest
    let (guest, nodes) = (all[0], all[1..].to_vec());
    let closest = |found: &[u8]| {
        let told = Told::nothing().start(Kind::Closest, "k", all.clone()).answered(ASK, found.to_vec());
        told.truth_with_guests(nodes.clone(), [], [guest]).end_with(false, ids(found.to_vec()))
    };
    closest(&all[..20])
        .has_said(true, "closest k: 20 found, 20 of 20 asked answered. Found 19 of the true 19 closest practice nodes");
    closest(&all[1..])
        .has_said(true, "closest k: 20 found, 20 of 20 asked answered. Found 20 of the true 20 closest practice nodes");
    let far = around(true, 1)[0];
    let told = Told::nothing().start(Kind::Closest, "k", all.clone()).answered(ASK, nodes.iter().copied().chain([far]));
    told.truth_with_guests(nodes.clone(), [], [far])
        .end_with(false, ids(nodes.clone()))
        .has_said(true, "closest k: 20 found, 21 of 21 asked answered. Found 20 of the true 20 closest practice nodes");
    let got = Told::nothing().start(Kind::Get, "k", all.clone()).answered(RpcKind::GetValue, all.clone());
    let got = got.value([guest], "v").truth_with_guests(nodes.clone(), nodes[..2].to_vec(), [guest]);
    got.says(true, "get k: v (found at 1 peer). Copies alive: at 2 other practice nodes (k 20)");
}

#[test]
fn an_asker_nearer_than_the_last_is_told_so() {
    for (count, last) in [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th")] {
        let far = around(true, count);
        let told = Told::nothing().start(Kind::Closest, "k", far.clone()).answered(ASK, far.clone());
        let told = told.truth(far.clone(), []).end_with(false, ids(far));
        let text = format!(
            "closest k: {count} found, {count} of {count} asked answered. Found {count} of the true {count} closest (we \
             are nearer than the {last})"
        );
        told.has_said(true, &text);
    }
}

#[test]
fn copies_that_are_alive_beside_a_value() {
    let ask = RpcKind::GetValue;
    get()
        .value([1, 2], "v")
        .truth(1..=20, 1..=12)
        .says(true, "get k: v (found at 2 peers). Copies alive: at 12 others (k 20)");
    get()
        .value([1, 2], "v")
        .truth(1..=20, 0..=12)
        .says(true, "get k: v (found at 2 peers). Copies alive: at 12 others (k 20), and here");
    get()
        .value([0], "v")
        .truth(1..=20, [0])
        .says(true, "get k: v (found here). Copies alive: at 0 others (k 20), and here");
    get()
        .value([1], "v")
        .truth(1..=20, 1..=22)
        .says(true, "get k: v (found at 1 peer). Copies alive: at 22 others (k 20)");
    get()
        .answered(ask, 1..=20)
        .truth(1..=20, [])
        .says(false, "get k: not found. 20 peers answered, none has it. No other node that runs holds it");
    get().answered(ask, 1..=18).truth(3..=22, [30, 31]).says(
        false,
        "get k: not found. 18 peers answered, none has it. But 2 peers that run hold it: found 16 of the true 20 \
         closest",
    );
    let ask = RpcKind::GetProviders;
    let asked = || Told::nothing().start(Kind::Providers, "k", 1..=20).answered(ask, 1..=20).truth(1..=20, [4]);
    asked().says(
        false,
        "providers k: none known. 20 peers answered, none knows one. But 1 peer that runs knows a provider: \
         found 20 of the true 20 closest",
    );
    asked()
        .each([3], |n| Event::ProviderFound { query: ID, peer: id(n) })
        .says(true, "providers k: 1 peer (bg4WzE). Provider records alive: at 1 other (k 20)");
}

#[test]
fn each_missed_node_has_its_reason() {
    let told = Told::nothing().start(Kind::Closest, "k", 1..=7).answered(ASK, [1, 2]).failed(ASK, [3], TIMEOUT);
    let told = told.asked(ASK, [4, 5]).truth([1, 2, 3, 4, 5, 6, 30], []).end_with(false, ids([1, 2]));
    let answer = Phase::Answered { closer: vec![], unroutable: 0 };
    let told = told.message(ASK, [5], &answer, true);
    let query = told.state.queries.get(ID).expect("it has ended");
    let score = score(query, &told.state).expect("its truth is known");
    assert_eq!((score.found, score.of), (2, 7));
    let missed: Vec<_> = score.missed.iter().map(|(_, why)| *why).collect();
    assert_eq!(missed, [Why::Failed(&TIMEOUT), Why::Silent, Why::Late, Why::NotAsked, Why::Unheard]);
}

#[test]
fn what_ended_while_another_node_was_looked_at() {
    let end = |told: Told, [asked, answered, failed]: [u32; 3]| {
        let outcome = Outcome { unseen: true, ..Outcome::default() };
        told.hear(Event::QueryFinished { query: ID, asked, answered, failed, outcome })
    };
    end(put().truth(1..=20, []), [23, 20, 0])
        .has_said(false, "put k: ended while you looked at another node: 23 asked, 20 answered");
    end(get(), [23, 20, 2])
        .has_said(false, "get k: ended while you looked at another node: 23 asked, 20 answered, 2 failed");
    end(get(), [3, 0, 3])
        .has_said(false, "get k: ended while you looked at another node: 3 asked, 0 answered, 3 failed");
    end(get().value([0], "v"), [0, 0, 0])
        .has_said(true, "get k: ended while you looked at another node: 0 asked, 0 answered");
    end(Told::nothing().start(Kind::Bootstrap, "me", [1]), [5, 4, 1])
        .has_said(true, "bootstrap: ended while you looked at another node: 5 asked, 4 answered, 1 failed");
}
