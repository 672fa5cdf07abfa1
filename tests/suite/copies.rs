//! Who holds a key: each of those closest to it, asked by itself, against what is true.

use std::{collections::BTreeSet, time::Duration};

use kadscope::{
    dht::{Copies, CopyKind, Event, Failure, PeerId, Position, Truth},
    node,
};
use libp2p::identity::Keypair;

use crate::common::{
    Watched,
    hand::{Answer, ByHand, GET_VALUE, RECORD, field, message, record},
    key,
};

/// Counts the copies of a key. Returns what was said, who holds what, and what is true.
async fn copies(network: &mut Watched, line: &str) -> (String, Copies, Truth) {
    network.events.clear();
    let (_, said) = network.line(line).await;
    let (copies, truth) = told(network);
    (said, copies.expect("the closest were asked"), truth)
}

fn told(network: &Watched) -> (Option<Copies>, Truth) {
    let truth = network.events.iter().rev().find_map(|event| match event {
        Event::Truth { truth, .. } => Some(truth.clone()),
        _ => None,
    });
    let copies = network.events.iter().rev().find_map(|event| match event {
        Event::Copies { copies, .. } => Some((**copies).clone()),
        _ => None,
    });
    (copies, truth.unwrap_or_default())
}

fn those(copies: &Copies, is: impl Fn(&kadscope::dht::HeldCopy) -> bool) -> BTreeSet<PeerId> {
    copies.closest.iter().filter(|copy| is(copy)).map(|copy| copy.peer).collect()
}

/// Those of the closest that truly hold it.
fn near_holders(truth: &Truth) -> BTreeSet<PeerId> {
    truth.holders.iter().filter(|holder| truth.closest.contains(holder)).copied().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_where_they_truly_are_after_holders_died() {
    let mut network = Watched::practice(200, |_| {}).await;
    for n in 0..100 {
        assert!(network.line(&format!("put key{n} v{n}")).await.0);
    }
    let (ok, said) = network.line("kill holders:10").await;
    assert!(ok, "{said}");
    let mut silent = 0;
    for n in 0..100 {
        let (said, copies, truth) = copies(&mut network, &format!("copies key{n}")).await;
        assert_eq!(those(&copies, |copy| copy.has), near_holders(&truth), "key{n}: {said}");
        let value = format!("v{n}").into_bytes();
        assert_eq!(those(&copies, |copy| copy.value.as_ref() == Some(&value)), near_holders(&truth), "key{n}");
        let answering = those(&copies, |copy| copy.failure.is_none());
        assert!(answering.iter().all(|peer| truth.closest.contains(peer)), "key{n}: {said}");
        let held = format!("copies key{n}: held by {} of the {} closest", near_holders(&truth).len(), answering.len());
        assert!(said.starts_with(&held), "{said}");
        let place = key(&format!("key{n}")).position();
        assert!(copies.closest.is_sorted_by_key(|copy| Position::of_peer(&copy.peer).distance(&place)));
        silent += copies.closest.len() - answering.len();
    }
    assert!(silent > 0, "the dead stand in tables yet, and some were near");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_cut_off_does_not_answer() {
    let mut network = Watched::practice(60, |_| {}).await;
    assert!(network.line("put a v").await.0);
    let (_, before, _) = copies(&mut network, "copies a").await;
    assert_eq!(before.held(), 20);
    let (ok, said) = network.line("partition n30-n59").await;
    assert!(ok, "{said}");
    let (said, copies, truth) = copies(&mut network, "copies a").await;
    let there: BTreeSet<_> = network.lab.borrow().nodes[30..].iter().map(|node| node.peer).collect();
    let here = |peers: BTreeSet<PeerId>| peers.difference(&there).copied().collect::<BTreeSet<_>>();
    let silent = those(&copies, |copy| copy.failure == Some(Failure::TimedOut));
    let holders = truth.holders.iter().copied().filter(|peer| *peer != network.state.session.peer).collect();
    assert_eq!(those(&copies, |copy| copy.has), here(holders), "{said}");
    assert_eq!(those(&copies, |copy| copy.failure.is_some()), silent, "{said}");
    assert!(!silent.is_empty() && here(silent).is_empty() && said.contains("do not answer"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_after_it_was_stored_is_told_so() {
    let mut network = Watched::practice(30, |node| node.k = 8).await;
    assert!(network.line("put a v").await.0);
    assert!(network.line("spawn 30").await.0);
    let all_run = |lab: &kadscope::state::Lab| lab.living().count() == 60;
    network.lab.clone().wait_for(all_run).await.expect("they start");
    for n in 30..60 {
        network.line(&format!("closest n{n}")).await; // they become known
    }
    let (said, copies, truth) = copies(&mut network, "copies a").await;
    let later: BTreeSet<_> = truth.later.iter().copied().collect();
    assert!(!later.is_empty(), "half of all came later: {said}");
    assert!(those(&copies, |copy| later.contains(&copy.peer)).is_subset(&those(&copies, |copy| !copy.has)));
    assert!(said.contains("began to run after it was stored"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_go_on_until_they_are_ended() {
    let mut network = Watched::practice(30, |_| {}).await;
    assert!(network.line("put a v").await.0);
    let (said, ..) = copies(&mut network, "copies a --every 1s").await;
    assert!(said.contains("held by 20 of the 20 closest"), "{said}");
    for _ in 0..2 {
        network.until(|event| matches!(event, Event::Copies { .. })).await;
    }
    let rounds =
        |network: &Watched| network.state.copies.of(&key("a"), CopyKind::Value).map_or(0, |rounds| rounds.marks.len());
    assert_eq!(rounds(&network), 3);
    assert!(network.line("copies off").await.0);
    network.wait(Duration::from_millis(500)).await; // one may be under way
    let before = rounds(&network);
    assert!(network.asks_nobody_for(Duration::from_millis(1_500)).await);
    assert_eq!(rounds(&network), before);
    let (ok, said) = network.line("copies off").await;
    assert!(!ok, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closest_say_which_providers_they_know_and_these_are_tried() {
    let mut network = Watched::practice(60, |_| {}).await;
    assert!(network.line("provide a").await.0);
    assert!(network.line("be n5").await.0);
    assert!(network.line("provide a").await.0);
    network.wait(Duration::from_millis(300)).await;
    assert!(network.line("be n9").await.0);
    network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    let providers: BTreeSet<_> = [0, 5].map(|n| network.lab.borrow().nodes[n].peer).into();
    let (said, all, truth) = copies(&mut network, "copies --providers a").await;
    let near: BTreeSet<_> =
        near_holders(&truth).into_iter().filter(|peer| *peer != network.state.session.peer).collect();
    assert_eq!(those(&all, |copy| copy.has), near, "{said}");
    assert!(all.closest.iter().filter(|copy| !copy.providers.is_empty()).count() >= 15, "{said}");
    assert!(all.closest.iter().all(|copy| copy.providers.iter().all(|peer| providers.contains(peer))));
    assert_eq!(all.providers.iter().map(|(peer, _)| *peer).collect::<BTreeSet<_>>(), providers);
    assert!(all.providers.iter().all(|(_, failure)| failure.is_none()), "{said}");
    assert!(network.line("kill n5").await.0);
    let (said, all, _) = copies(&mut network, "copies --providers a").await;
    let unreached: Vec<_> = all.providers.iter().filter(|(_, failure)| failure.is_some()).collect();
    let five = network.lab.borrow().nodes[5].peer;
    assert_eq!(unreached, [&(five, Some(Failure::NoListener))], "{said}");
    assert!(said.contains("know 2 providers, 1 of which cannot be reached"), "{said}");
}

/// A node that knows these.
async fn among(peers: &[ByHand]) -> Watched {
    let mut config = node::Config::new(Keypair::generate_ed25519());
    config.listen = vec!["/memory/0".parse().expect("a multiaddr")];
    config.table = Some(peers.iter().map(|peer| (peer.peer, peer.address.clone())).collect());
    Watched::node(config).await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_value_and_no_answer_stand_out() {
    let holds = |value: &'static [u8]| {
        move |kind, _| {
            let record = field(RECORD, record(b"a", value));
            Answer::Bytes(message(kind, if kind == GET_VALUE { std::slice::from_ref(&record) } else { &[] }))
        }
    };
    let refuses = |kind, _| match kind {
        GET_VALUE => Answer::Bytes(vec![3, 0xff, 0xff, 0xff]),
        _ => Answer::Bytes(message(kind, &[])),
    };
    let empty = |kind, _| Answer::Bytes(message(kind, &[]));
    let of_another_key = |kind, _| Answer::Bytes(message(kind, &[field(RECORD, record(b"b", b"hello"))]));
    let peers = [
        ByHand::start(holds(b"hello")).await,
        ByHand::start(holds(b"hello")).await,
        ByHand::start(holds(b"goodbye")).await,
        ByHand::start(refuses).await,
        ByHand::start(empty).await,
        ByHand::start(of_another_key).await,
    ];
    let mut node = among(&peers).await;
    let (said, copies, _) = copies(&mut node, "copies a").await;
    let value = |n: usize| copies.closest.iter().find(|copy| copy.peer == peers[n].peer).expect("it was asked");
    assert_eq!(copies.common_value(), Some(&b"hello"[..]));
    assert_eq!(value(2).value.as_deref(), Some(&b"goodbye"[..]));
    assert!(value(3).failure.is_some() && !value(3).has, "{:?}", value(3));
    assert!([4, 5].iter().all(|n| !value(*n).has && value(*n).failure.is_none()), "{said}");
    for words in
        ["held by 3 of the 5 closest that answer", "has another value than most", "have it not", "does not answer"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_that_has_it_is_no_success_and_nobody_at_all_says_why() {
    let mut network = Watched::practice(30, |_| {}).await;
    let (ok, said) = network.line("copies nothing").await;
    assert!(!ok && said.contains("held by none of the 20 closest"), "{said}");
    let mut lonely = Watched::lonely(|_| {}).await;
    let (ok, said) = lonely.line("copies a").await;
    assert!(!ok && said.contains("no peer is known"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_left_while_its_copies_are_counted_says_that_they_were_given_up_and_begins_no_round() {
    let mut network = Watched::lab(kadscope::lab::Config {
        latency: Duration::from_millis(100),
        ..kadscope::lab::Config::new(40, 7, node::Config::new(Keypair::generate_ed25519()))
    })
    .await;
    assert!(network.line("put a v").await.0);
    network.type_line("copies a --every 1s").await;
    network.until(|event| matches!(event, Event::QueryFinished { .. })).await;
    network.type_line("be n9").await;
    let told = network.until(|event| matches!(event, Event::Copies { .. })).await;
    let Event::Copies { copies, .. } = told else { unreachable!("it was waited for") };
    assert!(copies.closest.iter().all(|copy| copy.failure == Some(Failure::GivenUp)), "{copies:?}");
    network.until(|event| matches!(event, Event::Looking { .. })).await;
    network.events.clear();
    network.wait(Duration::from_millis(2_500)).await;
    assert!(!network.events.iter().any(|event| matches!(event, Event::Copies { .. })), "nobody looks at it");
    network.type_line("be n0").await;
    let told = network.until(|event| matches!(event, Event::Copies { .. })).await;
    let Event::Copies { copies, .. } = told else { unreachable!("it was waited for") };
    assert_eq!(copies.held(), 20, "its rounds go on where it is looked at");
}
