//! One peer, asked by itself: its table is told as it is, what it knows of a key, how quick it is; and nothing is changed by it.

use std::{collections::BTreeSet, time::Duration};

use crate::common::{
    Watched,
    hand::{Answer, ByHand, CLOSER, FIND_NODE, GET_VALUE, RECORD, field, message, named, record},
};
use kadscope::{
    dht::{Event, Failure, Multiaddr, PeerId, Timestamp},
    lab, node,
    recording::Player,
    session::Past,
    state::{Replay, Row, Ui},
};
use libp2p::identity::Keypair;

fn config(nodes: usize, k: usize) -> lab::Config {
    lab::Config::new(nodes, 7, node::Config { k, ..node::Config::new(Keypair::generate_ed25519()) })
}

/// Returns who is in the table of the node that is looked at.
fn table_of(network: &Watched) -> BTreeSet<PeerId> {
    network.state.buckets.iter().flat_map(|bucket| &bucket.entries).map(|entry| entry.peer).collect()
}

async fn be(network: &mut Watched, number: usize) {
    let (ok, said) = network.line(&format!("be n{number}")).await;
    assert!(ok || said.contains("already"), "{said}");
    if ok {
        network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    }
}

/// Reads the table of every node through another's eyes, and compares it with what it is.
async fn every_table_is_told(config: lab::Config) {
    let nodes = config.nodes;
    let mut network = Watched::lab(config).await;
    let mut tables = Vec::new();
    for number in 0..nodes {
        be(&mut network, number).await;
        tables.push((network.state.session.peer, table_of(&network)));
    }
    for (number, (peer, table)) in tables.iter().enumerate() {
        if network.state.session.peer == *peer {
            be(&mut network, (number + 1) % nodes).await;
        }
        let (ok, said) = network.line(&format!("table n{number}")).await;
        let read = network.state.tables.of(peer).expect("it was read");
        assert!(ok && read.table.is_exact, "n{number}: {said}");
        assert_eq!(read.peers(), *table, "n{number}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_every_practice_node_is_told_as_it_is() {
    every_table_is_told(config(200, 20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_every_practice_node_is_told_as_it_is_where_buckets_are_small() {
    every_table_is_told(config(200, 4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_every_practice_node_is_told_as_it_is_over_tcp() {
    every_table_is_told(lab::Config { tcp: Some([127, 0, 0, 1].into()), ..config(200, 20) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_others_join_each_difference_is_an_entry_that_changed_meanwhile() {
    let mut network = Watched::lab(config(100, 20)).await;
    let peer = network.lab.borrow().nodes[5].peer;
    network.line("spawn 30").await;
    for _ in 0..10 {
        network.line("table n5").await;
        let read = network.state.tables.of(&peer).expect("it was read").clone();
        let before = read.truth.clone().expect("it is a practice node");
        network.line("table n5").await;
        let after = network.state.tables.of(&peer).and_then(|read| read.truth.clone()).expect("it is a practice node");
        let told = read.peers();
        let invented: Vec<_> = told.iter().filter(|peer| !before.contains(peer) && !after.contains(peer)).collect();
        let missed: Vec<_> = before.intersection(&after).filter(|peer| !told.contains(peer)).collect();
        assert!(invented.is_empty() && missed.is_empty(), "{invented:?} {missed:?}");
    }
}

#[test]
fn what_was_told_is_there_in_a_replay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("asked.jsonl");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_kadscope"))
        .args(["run", "--demo", "60", "--seed", "7", "--record"])
        .arg(&path)
        .args(["-c", "ping n5", "-c", "ask n5 a", "-c", "table n5"])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success() && said.ends_with("complete\n"), "{said}");
    let lines = std::fs::read_to_string(&path).expect("it was written");
    assert!(
        lines.contains(r#""event":"pinged""#)
            && lines.contains(r#""event":"told""#)
            && lines.contains(r#""cause":"asked""#)
    );
    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    player.to_time(Timestamp(u64::MAX));
    let (state, lab) = (player.world().state().expect("somebody is observed"), player.world().lab());
    let peer = lab.node("n5").expect("it has a name");
    let read = state.tables.of(&peer).expect("it was read");
    assert!(
        read.table.len() > 20
            && read.against_truth().is_some_and(|(untold, gone)| untold.is_empty() && gone.is_empty())
    );
    let ui = Ui { replay: Some(Replay::default()), ..Ui::default() };
    assert_eq!(ui.offers(&peer, state, lab), [Row::Table(peer)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn to_ask_changes_nothing() {
    nothing_is_changed(config(60, 20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn to_ask_changes_nothing_over_tcp() {
    nothing_is_changed(lab::Config { tcp: Some([127, 0, 0, 1].into()), ..config(60, 20) }).await;
}

async fn nothing_is_changed(config: lab::Config) {
    let mut network = Watched::lab(config).await;
    let (ok, said) = network.line("put a b").await;
    assert!(ok, "{said}");
    network.wait(Duration::from_millis(300)).await;
    let all = |network: &Watched| {
        let of = |node: &kadscope::state::lab::LabNode| (node.table, node.holds);
        network.lab.borrow().nodes.iter().map(of).collect::<Vec<_>>()
    };
    let (before, table) = (all(&network), table_of(&network));
    for number in 1..51 {
        for line in [format!("ping n{number}"), format!("ask n{number} a"), format!("table n{number}")] {
            let (ok, said) = network.line(&line).await;
            assert!(ok, "{line}: {said}");
        }
    }
    network.wait(Duration::from_millis(700)).await;
    assert_eq!(all(&network), before);
    assert_eq!(table_of(&network), table);
    assert!(network.lab.borrow().guests.iter().len() == 0, "who asks is nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_peer_knows_of_a_key_is_told() {
    let mut network = Watched::practice(40, |_| {}).await;
    network.line("put film \"a value\"").await;
    network.line("provide film").await;
    let closest = network.lab.borrow().closest(&crate::common::key("film").position(), 1, None)[0];
    loop {
        let (ok, said) = network.line(&format!("ask n{closest} film")).await;
        assert!(ok && said.contains("it has a value (lives "), "{said}");
        if said.contains("knows 1 provider: ") {
            break; // an announcement is not acknowledged: it is on its way a while longer
        }
    }
    let (ok, said) = network.line(&format!("ask n{closest} nothing")).await;
    assert!(ok && said.contains("it has no value, knows no provider, names 20 peers: "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_tells_each_step_and_where_it_ends() {
    let mut network = Watched::practice(20, |_| {}).await;
    let (ok, said) = network.line("ping n7").await;
    assert!(ok && said.contains("connected in ") && said.contains("said what it is after "), "{said}");
    let pinged = network.events.iter().find_map(|event| match event {
        Event::Pinged(pinged) => Some(pinged.clone()),
        _ => None,
    });
    assert_eq!(pinged.expect("it is told").round_trips.len(), 5);
    network.line("kill n7").await;
    let (ok, said) = network.line("ping n7").await;
    assert!(!ok && said.contains("could not connect to "), "{said}");
    network.line("partition n8").await;
    let (ok, said) = network.line("table n8").await;
    assert!(!ok && said.contains("could not connect to "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_peer_told_is_kept_where_it_answers_no_more() {
    let mut network = Watched::practice(20, |_| {}).await;
    let peer = network.lab.borrow().nodes[7].peer;
    network.line("table n7").await;
    network.line("kill n7").await;
    let (ok, _) = network.line("table n7").await;
    let told = network.state.tables.of(&peer).map(|read| read.table.len());
    assert!(!ok && told > Some(0) && network.state.tables.unread(&peer).is_some(), "{told:?}");
    network.line("restart n7").await;
    loop {
        let (ok, _) = network.line("table n7").await;
        if ok {
            break; // it listens
        }
    }
    assert!(network.state.tables.unread(&peer).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_cannot_be_asked_has_told_nothing() {
    let mut node = Watched::lonely(|_| {}).await;
    let (stranger, us) = (PeerId::random(), node.state.session.peer);
    for (peer, why) in [(stranger, Failure::NoAddress), (us, Failure::Ourselves)] {
        let (ok, said) = node.line(&format!("table {peer}")).await;
        let told = node.state.tables.unread(&peer).map(|(_, why)| why.clone());
        assert!(!ok && told == Some(why), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_named_once_need_not_be_named_again() {
    let three = strangers(3);
    let (ok, said, mut node, peer) = table_by_hand(move || closer(three.clone())).await;
    assert!(ok, "{said}");
    let (ok, said) = node.line(&format!("table {peer}")).await;
    assert!(ok && said.contains(": 3 entries as told"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_key_is_no_value() {
    let memory = || vec![Multiaddr::from(libp2p::multiaddr::Protocol::Memory(0))];
    let mut node = Watched::lonely(|config| config.listen = memory()).await;
    let answer = message(GET_VALUE, &[field(RECORD, record(b"another", b"a value"))]);
    let ByHand { peer, address } = ByHand::start(move |_, _| Answer::Bytes(answer.clone())).await;
    let (ok, said) = node.line(&format!("ask {address}/p2p/{peer} film")).await;
    assert!(ok && said.contains("it has no value"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_of_another_protocol_is_said_to_be_one() {
    let memory = || vec![Multiaddr::from(libp2p::multiaddr::Protocol::Memory(0))];
    let mut node = Watched::lonely(|config| {
        config.listen = memory();
        config.protocol = "/other/kad/1.0.0".to_owned();
    })
    .await;
    let ByHand { peer, address } = ByHand::start(|_, _| closer(strangers(3))).await;
    for line in [format!("ask {address}/p2p/{peer} film"), format!("table {address}/p2p/{peer}")] {
        let (ok, said) = node.line(&line).await;
        assert!(!ok && said.contains("no answer: protocol not supported: it is a client, or of another"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn latency_holds_for_who_asks() {
    let mut network = Watched::lab(lab::Config { latency: Duration::from_millis(40), ..config(20, 20) }).await;
    network.line("ping n7").await;
    let pinged = network.events.iter().find_map(|event| match event {
        Event::Pinged(pinged) => Some(pinged.clone()),
        _ => None,
    });
    let all = pinged.expect("it is told").round_trips;
    assert!(all.len() == 5 && all.iter().all(|time| *time >= Duration::from_millis(80)), "{all:?}");
}

/// What a peer that answers by hand is said to have told.
async fn table_by_hand(answer: impl Fn() -> Answer + Send + Sync + 'static) -> (bool, String, Watched, PeerId) {
    let memory = || vec![Multiaddr::from(libp2p::multiaddr::Protocol::Memory(0))];
    let mut node = Watched::lonely(|config| config.listen = memory()).await;
    let ByHand { peer, address } = ByHand::start(move |_, _| answer()).await;
    let (ok, said) = node.line(&format!("table {address}/p2p/{peer}")).await;
    (ok, said, node, peer)
}

fn closer(peers: impl IntoIterator<Item = PeerId>) -> Answer {
    let peers: Vec<_> = peers.into_iter().map(|peer| field(CLOSER, named(&peer.to_bytes(), &[]))).collect();
    Answer::Bytes(message(FIND_NODE, &peers))
}

fn strangers(count: usize) -> Vec<PeerId> {
    (0..count).map(|_| PeerId::random()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_that_lie_end_in_a_clear_line() {
    let same = strangers(20);
    let (ok, said, ..) = table_by_hand(move || closer(same.clone())).await;
    assert!(ok && said.contains("20 entries as told, 2 requests") && said.ends_with("complete"), "{said}");
    let (ok, said, node, peer) = table_by_hand(|| closer(strangers(20))).await;
    assert!(
        ok && said.ends_with("left out by one answer and named by another: it changed meanwhile, or is invented"),
        "{said}"
    );
    let read = node.state.tables.of(&peer).expect("it is kept");
    assert!(read.table.requests <= 200 && read.table.contradictions > 10, "{said}");
    let (ok, said, node, peer) = table_by_hand(|| closer(strangers(10_000))).await;
    assert!(ok && said.contains("left out by one answer and named by another"), "{said}");
    assert!(node.state.tables.of(&peer).is_some_and(|read| read.table.len() <= 200), "not all of it is read: {said}");
    for broken in [vec![0xff; 40], vec![0x20, 0x08], Vec::new()] {
        let (ok, said, ..) = table_by_hand(move || Answer::Bytes(broken.clone())).await;
        assert!(!ok && said.contains(": no answer: "), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_silent_or_sends_half_an_answer_is_given_up_after_ten_seconds() {
    for half in [&b""[..], b"\x20\x08\x04"] {
        let begun = tokio::time::Instant::now();
        let (ok, said, ..) = table_by_hand(move || Answer::Unfinished(half.to_vec())).await;
        assert!(!ok && said.ends_with("no answer: timed out"), "{said}");
        assert!(begun.elapsed() >= Duration::from_secs(10));
    }
}
