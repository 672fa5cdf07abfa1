//! Real nodes, over memory and loopback: what a user's commands do, as the node's own events tell it.

mod slow;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::common::settled::{Fate, Network};
use crate::common::{Watched, key};
use kadscope::{
    command::NodeCommand,
    dht::{Change, Direction, Event, PeerId, Phase, QueryId, Rpc, RpcKind},
    lab,
    words::Language,
};
use libp2p::identity::Keypair;

#[tokio::test]
async fn a_value_put_into_a_practice_network_is_stored_at_twenty_and_found() {
    let mut practice = Watched::practice(60, |_| {}).await;
    let (ok, said) = practice.line("put greeting hello world").await;
    let told = "put greeting: acknowledged by 20 of 20 peers asked. Stored at 20 of the true 20 closest";
    assert!(ok && said.starts_with(told), "{said}");
    let (ok, said) = practice.line("get greeting").await;
    assert!(ok && said.starts_with("get greeting: hello world (found here and at "), "{said}");
    assert!(practice.asks_nobody_for(Duration::from_secs(2)).await, "a settled network at rest asks nobody");
}

#[tokio::test]
async fn the_classic_session_reads_naturally_on_a_lonely_node() {
    let mut node = Watched::lonely(|_| {}).await;
    let nobody = "Nobody could be asked: no peer is known. `dial` one, or start with --peer";
    let session = [
        ("GET 123", false, format!("get 123: not found. {nobody}")),
        ("PUT 123 123456789", false, format!("put 123: kept here only. {nobody}")),
        ("GET 123", true, "get 123: 123456789 (found here)".to_owned()),
        ("PUT_PROVIDER 234", false, format!("provide 234: noted here only. {nobody}")),
        ("GET 234", false, format!("get 234: not found. {nobody}")),
    ];
    for (line, ok, said) in session {
        assert_eq!(node.line(line).await, (ok, said), "{line}");
    }
    let (ok, said) = node.line("GET_PROVIDERS 234").await;
    assert!(ok && said.starts_with("providers 234: this peer ("), "{said}");
}

#[tokio::test]
async fn two_nodes_that_dial_each_other_exchange_values_and_providers() {
    let (mut one, mut two) = (Watched::lonely(|_| {}).await, Watched::lonely(|_| {}).await);
    let (ok, said) = two.line(&format!("dial {}", one.address())).await;
    assert!(ok, "{said}");
    two.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    one.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    assert_eq!(two.line("put a b c").await, (true, "put a: acknowledged by 1 of 1 peer asked".to_owned()));
    assert_eq!(one.line("get a").await.1, "get a: b c (found here and at 1 peer)");
    let (ok, said) = one.line("provide film").await;
    assert!(ok && said.starts_with("provide film: told 1 peer that we have it"), "{said}");
    let (ok, said) = two.line("providers film").await;
    assert!(ok && said.starts_with("providers film: 1 peer ("), "{said}");
}

/// A key of each kind that libp2p has; RSA from a file, since it can make none.
fn keys() -> [(&'static str, Keypair); 4] {
    let rsa = include_bytes!("../keys/rsa.pk8");
    [
        ("ed25519", Keypair::generate_ed25519()),
        ("secp256k1", Keypair::generate_secp256k1()),
        ("ecdsa", Keypair::generate_ecdsa()),
        ("rsa", Keypair::rsa_from_pkcs8(&mut rsa.to_vec()).expect("an RSA key made for tests")),
    ]
}

#[tokio::test]
async fn peers_with_keys_of_every_kind_are_dialled_and_dial_by_tcp_and_quic() {
    for transport in ["tcp/0", "udp/0/quic-v1"] {
        for (kind, key) in keys() {
            let listen = format!("/ip4/127.0.0.1/{transport}").parse().expect("a multiaddr");
            let mut other = Watched::lonely(|config| (config.identity, config.listen) = (key, vec![listen])).await;
            let mut node = Watched::lonely(|_| {}).await;
            let (ok, said) = node.line(&format!("dial {}", other.address())).await;
            assert!(ok, "{kind} by {transport}: {said}");
            node.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
            other.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
            assert_eq!(
                node.line("put a b").await,
                (true, "put a: acknowledged by 1 of 1 peer asked".to_owned()),
                "{kind}"
            );
            assert!(other.line("get a").await.1.contains("found here and at 1 peer"), "{kind}");
            let (ok, said) = other.line("provide film").await;
            assert!(ok, "{kind}: {said}");
            assert!(node.line("providers film").await.1.starts_with("providers film: 1 peer ("), "{kind}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_hundred_queries_adds_up_to_kads_own_counts_also_where_many_are_dead() {
    let fate = |number| if number % 10 < 3 { Fate::Dead } else { Fate::Alive };
    let mut network = Network::start(200, fate, |_| {}).await;
    let node = &mut network.node;
    for number in 0..100 {
        let key = key(&format!("key {number}"));
        let command = match number % 5 {
            0 => NodeCommand::Put { key, value: b"value".to_vec() },
            1 => NodeCommand::Provide { key },
            2 => NodeCommand::Get { key },
            3 => NodeCommand::Providers { key },
            _ => NodeCommand::Closest { key },
        };
        node.tell(command).await;
    }
    let ended = |event: &Event| matches!(event, Event::QueryFinished { .. });
    for _ in 0..100 {
        node.until(ended).await;
    }
    let mut told: HashMap<QueryId, [u32; 3]> = HashMap::new();
    let mut open: HashSet<(QueryId, PeerId)> = HashSet::new();
    for event in &node.events {
        let Event::Rpc(rpc) = event else { continue };
        let Some(query) = rpc.query else { continue };
        let is_store = rpc.kind == RpcKind::AddProvider;
        let [begun, came, lost] = told.entry(query).or_default();
        match rpc.phase {
            Phase::Dialing | Phase::Asked { after_dial: false } => {
                *begun += 1;
                *came += u32::from(is_store); // kad counts it when it is sent: there is no answer
                assert!(is_store || open.insert((query, rpc.peer)), "{query} asked {} twice", rpc.peer);
            }
            Phase::NotSent if !rpc.late => (*begun, *came) = (*begun + 1, *came + 1),
            Phase::Answered { .. } if !rpc.late => {
                assert!(open.remove(&(query, rpc.peer)), "{query}: an answer of {} without its request", rpc.peer);
                *came += 1;
            }
            Phase::Failed { .. } if !rpc.late => {
                open.remove(&(query, rpc.peer));
                *lost += 1;
            }
            Phase::Answered { .. } | Phase::Failed { .. } | Phase::NotSent | Phase::Asked { after_dial: true } => {}
        }
    }
    let mut failures = 0;
    for event in &node.events {
        let Event::QueryFinished { query, asked, answered, failed, .. } = event else { continue };
        assert_eq!(told[query], [*asked, *answered, *failed], "query {query}");
        failures += failed;
    }
    assert!(failures > 100, "the dead were asked: {failures} failures");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_default_network_half_of_the_lookups_learn_of_a_peer_that_ends_among_the_closest() {
    let mut practice = Watched::practice(200, |_| {}).await;
    let mut learned = 0;
    for number in 0..100 {
        practice.line(&format!("closest \"random {number}\"")).await;
        let query = practice.state.queries.iter().next().expect("it has just ended");
        let lookup = query.lookup().expect("a query has a lookup");
        learned += usize::from(lookup.closest().any(|hop| hop.source.is_some()));
    }
    assert!(learned >= 50, "{learned} of 100 had something to see");
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_and_one_byte_less_is_stored() {
    let mut practice = Watched::practice(30, |_| {}).await;
    let (mut fits, mut too_large) = (1, kadscope::node::MAX_MESSAGE);
    while too_large - fits > 1 {
        let size = fits.midpoint(too_large);
        let (_, said) = practice.line(&format!("put k {}", "x".repeat(size))).await;
        if said.contains("too large") { too_large = size } else { fits = size }
    }
    let (ok, said) = practice.line(&format!("put k {}", "x".repeat(fits))).await;
    assert!(ok && said.contains("acknowledged by 20 of 20"), "{fits} bytes: {said}");
    let (ok, said) = practice.line(&format!("put other {}", "x".repeat(fits + 100))).await;
    assert!(!ok && said.contains("at most 16384. Nothing was kept or sent"), "{said}");
    let (ok, said) = practice.line("get other").await;
    assert!(!ok && said.contains("not found"), "{said}");
}

#[tokio::test]
async fn a_peer_is_shown_as_gone_only_after_a_failed_dial() {
    let mut node = Watched::lonely(|_| {}).await;
    let (ok, said) = node.line("dial /ip4/127.0.0.1/tcp/1").await;
    assert!(!ok && said.starts_with("could not connect: "), "{said}");
    let (ok, said) = node.line("dial /memory/1125899906842624").await;
    assert!(!ok, "{said}");
    let peer = libp2p::PeerId::random();
    let (ok, _) = node.line(&format!("add {peer} /ip4/127.0.0.1/tcp/1")).await;
    assert!(ok);
    assert_eq!(node.state.peers.get(&peer).map(|peer| peer.status.word()), Some("known"));
    let (ok, said) = node.line("get nothing").await;
    assert!(!ok && said.contains("Asked 1 peer, none answered: 1 failed"), "{said}");
    assert_eq!(node.state.peers.get(&peer).map(|peer| peer.status.word()), Some("gone"));
}

#[tokio::test]
async fn that_a_peer_becomes_a_client_and_leaves_the_table_is_told() {
    let (mut one, mut two) = (Watched::lonely(|_| {}).await, Watched::lonely(|_| {}).await);
    two.line(&format!("dial {}", one.address())).await;
    two.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    one.line("mode client").await;
    let leaver = one.state.session.peer;
    two.until(
        |event| matches!(event, Event::RoutingChanged(what) if what.peer == leaver && what.change == Change::Removed),
    )
    .await;
}

#[tokio::test]
async fn inbound_requests_are_told_with_peer_and_key() {
    let (mut one, mut two) = (Watched::lonely(|_| {}).await, Watched::lonely(|_| {}).await);
    two.line(&format!("dial {}", one.address())).await;
    two.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    two.line("put a b").await;
    let asker = two.state.session.peer;
    one.until(|event| {
        matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::In && rpc.kind == RpcKind::PutValue
            && rpc.peer == asker && rpc.key == Some(key("a")))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_all_acknowledge_and_plain_programs_cannot_fetch_is_called_so() {
    let mut practice = Watched::practice(200, |_| {}).await;
    for (size, fetched) in [(9_000, true), (16_000, false)] {
        let (ok, said) = practice.line(&format!("put size{size} {}", "x".repeat(size))).await;
        assert!(ok && said.contains("acknowledged by 20 of 20"), "{said}");
        let told = practice.until(|event| matches!(event, Event::ReadBack { .. })).await;
        let Event::ReadBack { holders, .. } = told else { panic!("{told:?} is what was waited for") };
        assert_eq!(holders > 0, fetched, "{size} bytes: {holders} gave it back");
        let said = practice.state.notices.last().expect("what happened is said").what.said(Language::English);
        assert_eq!(said.contains("fits into 16 KiB"), !fetched, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_counts_the_table_as_it_is_at_its_end() {
    let mut network = Network::start(50, |_| Fate::Alive, |_| {}).await;
    let said = network.node.line("bootstrap").await.1;
    let counted = network.node.state.buckets.entries();
    let table = |event: &Event| matches!(event, Event::RoutingTable { .. });
    let _ = tokio::time::timeout(Duration::from_secs(2), network.node.until(table)).await; // if it changed since
    assert_eq!(network.node.state.buckets.entries(), counted, "{said}");
    assert!(said.contains(&format!("{counted} peers in the routing table")), "{said}");
}

#[tokio::test]
async fn bootstraps_at_once_are_as_many_as_were_typed() {
    let mut practice = Watched::practice(40, |_| {}).await;
    practice.line("pause").await;
    practice.type_line("bootstrap").await;
    practice.type_line("bootstrap").await;
    practice.type_line("resume").await;
    for _ in 0..2 {
        practice.until(|event| matches!(event, Event::QueryFinished { .. })).await;
    }
    assert!(practice.asks_nobody_for(Duration::from_secs(2)).await);
    assert_eq!(practice.state.queries.iter().count(), 2);
}
