//! Pause, step, resume on real lookups: whom a step announces it asks, none more; others are answered meanwhile.

mod common;
#[path = "common/network.rs"]
mod made;

use std::{collections::BTreeSet, time::Duration};

use common::{Watched, key};
use kadscope::{
    command::NodeCommand,
    dht::{Cause, Direction, Event, Kind, PeerId, QueryId, RpcKind},
    state::lookup::Stage,
};
use made::{Fate, Network};

/// A tenth of the nodes is dead.
fn a_tenth_dead(number: usize) -> Fate {
    if number % 10 == 3 { Fate::Dead } else { Fate::Alive }
}

async fn pause(node: &mut Watched) {
    assert!(node.line("pause").await.0);
}

/// Gives a command for a query, and returns its number.
async fn begin(node: &mut Watched, command: NodeCommand) -> QueryId {
    node.tell(command).await;
    match node.until(|event| matches!(event, Event::QueryStarted { cause: Cause::Command(_), .. })).await {
        Event::QueryStarted { query, .. } => query,
        event => panic!("{event:?} is what was waited for"),
    }
}

/// Makes one step. Returns whom it was announced to ask, and whom it asked.
async fn step(node: &mut Watched, query: QueryId) -> (BTreeSet<PeerId>, BTreeSet<PeerId>) {
    let announced = node.state.next_asks(node.now()).into_iter().find(|(id, _)| *id == query);
    node.tell(NodeCommand::Step { steps: 1 }).await;
    let stepped = node.until(|event| matches!(event, Event::Stepped { .. })).await;
    let Event::Stepped { asks, .. } = stepped else { panic!("{stepped:?} is what was waited for") };
    (announced.map(|(_, peers)| peers.into_iter().collect()).unwrap_or_default(), asks.into_iter().collect())
}

/// Waits until all that were asked have answered or failed.
async fn answers(node: &mut Watched, query: QueryId) {
    while node.state.queries.get(query).is_some_and(|query| {
        let lookup = query.lookup().expect("a query has a lookup");
        let open = |stage| matches!(stage, Stage::Dialing | Stage::Asked);
        query.finished.is_none()
            && (lookup.hops.values().any(|hop| open(hop.stage))
                || lookup.hops.values().any(|hop| hop.store == Some(kadscope::state::lookup::Store::Asked)))
    }) {
        node.until(|event| matches!(event, Event::Rpc(_))).await;
    }
}

fn ended(node: &Watched, query: QueryId) -> bool {
    node.state.queries.get(query).is_some_and(|query| query.finished.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_asks_exactly_whom_it_announced_and_never_too_many() {
    for (k, alpha) in [(20, 1), (20, 3), (20, 10), (4, 1), (4, 3), (4, 10)] {
        let set = |config: &mut kadscope::network::Config| (config.k, config.alpha) = (k, alpha);
        let mut network = Network::start(120, a_tenth_dead, set).await;
        let node = &mut network.node;
        pause(node).await;
        for number in 0..17 {
            let query = begin(node, NodeCommand::Closest { key: key(&format!("key {number}")) }).await;
            let mut steps = 0;
            while !ended(node, query) {
                let lookup = node.state.queries.get(query).and_then(|query| query.lookup());
                let most = if lookup.is_some_and(kadscope::state::Lookup::is_stalled) { k.max(alpha) } else { alpha };
                let (announced, asked) = step(node, query).await;
                assert_eq!(announced, asked, "k {k}, α {alpha}, {query}, step {steps}");
                assert!(asked.len() <= most, "k {k}, α {alpha}: {} asked at once", asked.len());
                answers(node, query).await;
                steps += 1;
                assert!(steps < 500, "a lookup ends");
            }
        }
    }
}

/// Two fifths of the nodes accept connections and say nothing.
fn two_fifths_silent(number: usize) -> Fate {
    if number % 5 < 2 { Fate::Silent } else { Fate::Alive }
}

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
async fn a_put_survives_twelve_seconds_between_steps() {
    let command = NodeCommand::Put { key: key("slow"), value: b"value".to_vec() };
    stepped_slowly(command, RpcKind::PutValue, a_tenth_dead, Duration::from_secs(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provide_survives_twelve_seconds_between_steps() {
    let command = NodeCommand::Provide { key: key("slow") };
    stepped_slowly(command, RpcKind::AddProvider, a_tenth_dead, Duration::from_secs(12)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; the shorter ones run always"]
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
async fn where_all_are_silent_a_query_ends_within_ninety_seconds_and_says_why() {
    let mut network = Network::start(30, |_| Fate::Silent, |_| {}).await;
    let (ok, said) = network.node.line("put lost value").await;
    assert!(!ok && said.contains("none answered"), "{said}");
    let query = network.node.state.queries.iter().next().expect("it has just ended");
    assert!(query.lasted(network.node.now()) < Duration::from_secs(90), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_verdict_counts_is_what_arrived_also_where_many_are_silent() {
    let mut network = Network::start(60, two_fifths_silent, |_| {}).await;
    for (line, kind) in [("put live value", RpcKind::PutValue), ("provide live", RpcKind::AddProvider)] {
        let (ok, said) = network.node.line(line).await;
        assert!(ok, "{said}");
        let query = network.node.state.queries.iter().next().expect("it has just ended").clone();
        network.node.wait(Duration::from_millis(500)).await; // the last announcement may still be on its way
        assert_eq!(query.stored.len(), network.received(kind, &query.key), "{said}");
        assert!(query.stored.len() > 10, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_it_answers_a_thousand_requests_of_all_kinds_and_asks_nobody() {
    let (mut node, mut asker) = (Watched::lonely(|_| {}).await, Watched::lonely(|_| {}).await);
    // A store takes 1,024 records: 924 of them now, so that 100 of the 200 that come are refused.
    for number in 0..924 {
        node.line(&format!("put mine{number} value")).await;
    }
    asker.line(&format!("dial {}", node.address())).await;
    asker.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    node.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    node.wait(Duration::from_secs(2)).await; // the automatic bootstrap of a new peer
    asker.wait(Duration::from_millis(100)).await;
    pause(&mut node).await;
    begin(&mut node, NodeCommand::Get { key: key("not asked for while paused") }).await;
    let from = node.events.len();

    for number in 0..200 {
        for command in [
            NodeCommand::Get { key: key(&format!("mine{number}")) },
            NodeCommand::Provide { key: key(&format!("film{number}")) },
            NodeCommand::Providers { key: key(&format!("film{number}")) },
            NodeCommand::Closest { key: key(&format!("place{number}")) },
        ] {
            let query = begin(&mut asker, command).await;
            asker.until(|event| matches!(event, Event::QueryFinished { query: id, .. } if *id == query)).await;
            let query = asker.state.queries.get(query).expect("it has just ended");
            assert!(query.answered > 0, "{:?}", query.verdict);
        }
    }
    // Those that the store refuses last: kad resets their streams, and the asker waits out its ten seconds.
    for number in 0..200 {
        asker.tell(NodeCommand::Put { key: key(&format!("theirs{number}")), value: b"value".to_vec() }).await;
    }
    let [mut stored, mut refused] = [0, 0];
    while stored + refused < 200 {
        let Event::QueryFinished { query, .. } =
            asker.until(|event| matches!(event, Event::QueryFinished { .. })).await
        else {
            continue;
        };
        let query = asker.state.queries.get(query).expect("it has just ended");
        if query.kind == Kind::Put {
            *(if query.stored.is_empty() { &mut refused } else { &mut stored }) += 1;
        }
    }
    assert_eq!([stored, refused], [100, 100], "the store was full");
    node.wait(Duration::from_millis(200)).await;
    let since = &node.events[from..];
    let inbound =
        since.iter().filter(|event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::In)).count();
    assert!(inbound >= 1_000, "{inbound} requests arrived");
    let outbound = since.iter().any(|event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::Out));
    assert!(!outbound, "a paused node asks nobody");
    let (ok, said) = node.line("resume").await;
    assert!(ok, "{said}");
    node.until(|event| matches!(event, Event::QueryFinished { .. })).await;
}

#[tokio::test]
async fn pause_step_and_resume_say_what_is_wrong() {
    let mut node = Watched::lonely(|_| {}).await;
    for (line, ok, words) in [
        ("step", false, "not paused"),
        ("resume", false, "not paused"),
        ("pause", true, "stand still"),
        ("pause", false, "paused already"),
        ("step", false, "no query is in flight"),
        ("resume", true, "resumed"),
    ] {
        let (went, said) = node.line(line).await;
        assert_eq!(went, ok, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
}
