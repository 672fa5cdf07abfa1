//! Whole nodes over slow, cut and mute links: what a user's commands do then.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::common::Watched;
use kadscope::{
    dht::{Event, Multiaddr},
    node::{self, link::Paths},
};
use libp2p::identity::Keypair;

/// Memory ports of these tests: far from those of practice networks and of other tests.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1 << 41);

/// Starts two nodes, each with the other in its table.
async fn two(lines: &Paths, listen: impl Fn() -> Multiaddr) -> [(Watched, Multiaddr); 2] {
    let who = [(); 2].map(|()| (Keypair::generate_ed25519(), listen()));
    let config = |me: usize| {
        let mut config = node::Config::new(who[me].0.clone());
        let (other, address) = &who[1 - me];
        config.listen = vec![who[me].1.clone()];
        config.link = Some(lines.end(&who[me].1));
        config.table = Some(vec![(other.public().to_peer_id(), address.clone())]);
        config.nodes = 2;
        config
    };
    let (one, two) = (config(0), config(1));
    [(Watched::node(one).await, who[0].1.clone()), (Watched::node(two).await, who[1].1.clone())]
}

fn memory() -> Multiaddr {
    format!("/memory/{}", NEXT_PORT.fetch_add(1, Ordering::Relaxed)).parse().expect("a multiaddr")
}

/// A port that is free now.
fn tcp() -> Multiaddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    let port = listener.local_addr().expect("it listens").port();
    format!("/ip4/127.0.0.1/tcp/{port}").parse().expect("a multiaddr")
}

fn is_gone(event: &Event) -> bool {
    matches!(event, Event::Disconnected { .. })
}

async fn cut_and_healed(listen: impl Fn() -> Multiaddr) {
    let (lines, others) = (Paths::new(1), Paths::new(1));
    lines.set_latency(Duration::from_millis(20));
    others.set_loss(100);
    let [(mut one, _), (mut two, address)] = self::two(&lines, listen).await;
    let before = one.now();
    assert_eq!(one.line("put a b c").await, (true, "put a: acknowledged by 1 of 1 peer asked".to_owned()));
    let took = one.now().since(before);
    assert!(took > Duration::from_millis(80), "a dial and a request go there and back: {took:?}");
    assert_eq!(two.line("get a").await.1, "get a: b c (found here and at 1 peer)");

    lines.partition([&address]);
    let (ok, said) = one.line("put a d").await;
    assert!(!ok && said.contains("Asked 1 peer, none answered: 1 stayed silent"), "{said}");

    lines.heal();
    assert_eq!(one.line("put a e").await, (true, "put a: acknowledged by 1 of 1 peer asked".to_owned()));
    assert_eq!(two.line("get a").await.1, "get a: e (found here and at 1 peer)");
}

#[tokio::test]
async fn across_a_cut_a_query_fails_with_a_reason_and_healed_it_works_again() {
    cut_and_healed(memory).await;
}

#[tokio::test]
async fn over_tcp_too() {
    cut_and_healed(tcp).await;
}

#[tokio::test]
async fn a_killed_node_is_gone_at_once_and_a_mute_one_stays_connected_and_silent() {
    let lines = Paths::new(1);
    let [(mut one, _), (two, _)] = self::two(&lines, memory).await;
    assert!(one.line("put a b").await.0);
    drop(two);
    one.until(is_gone).await;

    let [(mut one, _), (mut two, mute)] = self::two(&lines, memory).await;
    assert!(one.line("put a b").await.0);
    assert!(two.line("put c d").await.0);
    lines.mute(&mute);
    drop(two);
    one.wait(Duration::from_secs(2)).await;
    assert!(!one.events.iter().any(is_gone), "the connection is open");
    let (ok, said) = one.line("put a e").await;
    assert!(!ok && said.contains("Asked 1 peer, none answered: 1 stayed silent"), "{said}");
}
