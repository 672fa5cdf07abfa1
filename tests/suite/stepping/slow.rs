//! Stepping and silence for as long as kad itself waits.

use super::*;

/// Steps a command with a pause between steps that is longer than kad waits for a peer.
async fn stepped_slowly(command: NodeCommand, kind: RpcKind, fate: fn(usize) -> Fate, pause_between: Duration) {
    let mut network = Network::start(100, fate, |_| {}).await;
    pause(&mut network.node).await;
    let query = begin(&mut network.node, command).await;
    while !ended(&network.node, query) {
        let (announced, asked) = step(&mut network.node, query).await;
        assert_eq!(announced, asked);
        assert!(asked.len() <= 20);
        network.node.wait(pause_between).await;
    }
    let query = network.node.state.queries.get(query).expect("it has just ended").clone();
    assert_eq!(query.stored.len(), network.received(kind, &query.key), "{:?}", query.verdict);
    assert!(!query.stored.is_empty(), "{:?}", query.verdict);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn a_put_survives_twelve_seconds_between_steps() {
    let command = NodeCommand::Put { key: key("slow"), value: b"value".to_vec() };
    stepped_slowly(command, RpcKind::PutValue, a_tenth_dead, Duration::from_secs(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn a_provide_survives_twelve_seconds_between_steps() {
    let command = NodeCommand::Provide { key: key("slow") };
    stepped_slowly(command, RpcKind::AddProvider, a_tenth_dead, Duration::from_secs(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn put_and_provide_survive_fifteen_seconds_between_steps_among_many_silent() {
    let put = NodeCommand::Put { key: key("slow"), value: b"value".to_vec() };
    let provide = NodeCommand::Provide { key: key("slow") };
    let pause = Duration::from_secs(15);
    tokio::join!(
        stepped_slowly(put, RpcKind::PutValue, two_fifths_silent, pause),
        stepped_slowly(provide, RpcKind::AddProvider, two_fifths_silent, pause),
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn where_all_are_silent_a_query_ends_within_ninety_seconds_and_says_why() {
    let mut network = Network::start(30, |_| Fate::Silent, |_| {}).await;
    let (ok, said) = network.node.line("put lost value").await;
    assert!(!ok && said.contains("none answered"), "{said}");
    let query = network.node.state.queries.iter().next().expect("it has just ended");
    assert!(query.lasted(network.node.now()) < Duration::from_secs(90), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
#[expect(clippy::print_stdout, reason = "how long it took, for who measures: --nocapture")]
async fn the_phases_of_a_query_are_over_within_ninety_seconds_in_all() {
    let mut silent = Vec::new();
    for _ in 0..9 {
        silent.push(ByHand::start(|_, _| Answer::Unfinished(Vec::new())).await);
    }
    // One lookup for our own place, and one for each bucket farther than the nearest filled one: five or more.
    let near = |me: PeerId| {
        let cpl = |peer: &PeerId| Position::of_peer(peer).common_prefix(&Position::of_peer(&me));
        silent.iter().any(|peer| cpl(&peer.peer) >= 4)
    };
    let (identity, _, address) = iter::repeat_with(somebody).find(|(_, me, _)| near(*me)).expect("there is no end");
    let mut config = kadscope::node::Config::new(identity);
    config.listen = vec![address];
    config.table = Some(silent.into_iter().map(|peer| (peer.peer, peer.address)).collect());
    let mut node = Watched::node(config).await;
    node.tell(NodeCommand::Bootstrap).await; // three at a time, ten seconds each: half a minute a lookup
    node.wait(Duration::from_secs(55)).await;
    let ended = |event: &Event| matches!(event, Event::QueryFinished { .. });
    node.until(ended).await;
    let query = node.state.queries.iter().next().expect("it has just ended").clone();
    let (took, lookups) = (query.lasted(node.now()), query.lookups.len());
    let said = query.said(Language::English).expect("it has ended");
    println!("{lookups} lookups in {took:?}: {said}");
    assert!(lookups > 2 && took > Duration::from_secs(61), "more than one phase: {lookups} lookups in {took:?}");
    assert!(took < Duration::from_secs(90), "{took:?}");
    assert!(query.outcome.timed_out && said.contains("80 s in all"), "{said}");
}
