//! How many are asked at a time.

use libp2p::identity::Keypair;

use super::*;
use crate::node::{self, ask::client};

/// The first of the ports of these tests: far from those of others.
const PORTS: u64 = 1 << 51;

/// Starts so many nodes, each of which knows all others; returns where they are.
async fn nodes(count: u64) -> Vec<(PeerId, Vec<Multiaddr>)> {
    let who: Vec<_> = (0..count)
        .map(|number| {
            let address: Multiaddr = format!("/memory/{}", PORTS + number).parse().expect("a multiaddr");
            (Keypair::generate_ed25519(), address)
        })
        .collect();
    let table: Vec<_> = who.iter().map(|(key, at)| (key.public().to_peer_id(), at.clone())).collect();
    for (identity, address) in who {
        let mut config = node::Config::new(identity);
        (config.listen, config.table) = (vec![address], Some(table.clone()));
        let (orders, inbox) = mpsc::channel(1);
        let (started, start) = oneshot::channel();
        let mut started = Some(started);
        let report = move |event| {
            if matches!(event, Event::RoutingTable { .. }) {
                started.take().map(|started| started.send(()));
            }
        };
        tokio::spawn(async move {
            let _orders = orders; // it ends with the test
            node::run(config, inbox, Some(Box::new(report))).await
        });
        start.await.expect("it starts");
    }
    table.into_iter().map(|(peer, at)| (peer, vec![at])).collect()
}

#[tokio::test]
async fn no_more_connections_are_open_at_a_time_than_it_is_told() {
    let peers = nodes(30).await;
    for parallel in [1, 4] {
        let mut walk = Walk::of(PeerId::random(), 100);
        walk.named(Reach::Process, &peers[..1]);
        let setup = client::Setup {
            identity: Keypair::generate_ed25519(),
            listen: vec!["/memory/0".parse().expect("a multiaddr")],
            link: None,
            protocol: crate::dht::PROTOCOL.to_owned(),
        };
        let (told, mut heard) = mpsc::unbounded_channel();
        let swarm = client::swarm(&setup, false).expect("a swarm");
        let mut crowd = Crowd::new(swarm, CrawlPlan { parallel, ..CrawlPlan::default() }, walk, told);
        let mut most = 0;
        crowd.fill();
        while !crowd.visits.is_empty() {
            tokio::select! {
                event = crowd.swarm.select_next_some() => crowd.on_event(event),
                () = tokio::time::sleep(LOOK) => crowd.look(),
            }
            crowd.fill();
            let info = crowd.swarm.network_info();
            let counters = info.connection_counters();
            most = most.max(counters.num_established() + counters.num_pending());
        }
        assert_eq!(usize::try_from(most), Ok(parallel));
        assert_eq!((crowd.walk.counts.reachable, crowd.answered), (30, 30));
        drop(crowd);
        let mut told = 0;
        while let Some(event) = heard.recv().await {
            told += usize::from(matches!(event, Event::Crawled(found) if found.failure.is_none()));
        }
        assert_eq!(told, 30);
    }
}
