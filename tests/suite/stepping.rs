//! Pause, step, resume on real lookups: whom a step announces it asks, none more; others are answered meanwhile.

mod slow;

use std::{
    collections::BTreeSet,
    iter,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::common::hand::{
    ADD_PROVIDER, Answer, Asker, ByHand, FIND_NODE, GET_PROVIDERS, GET_VALUE, KEY, PROVIDERS, PUT_VALUE, RECORD, field,
    message, named, record,
};
use crate::common::settled::{Fate, Network, somebody};
use crate::common::{Watched, key};
use kadscope::{
    command::NodeCommand,
    dht::{Cause, Direction, Event, PeerId, Position, QueryId, RpcKind},
    state::lookup::Stage,
    words::Language,
};
use tokio::{sync::mpsc, time::timeout};

/// How long anything may take before a test gives up; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// Steps a query whose connections close soon as far as all but what it stores, and waits until all are closed.
async fn step_until_it_stores(node: &mut Watched, query: QueryId) {
    let ends = |node: &Watched| {
        let lookup = node.state.queries.get(query).and_then(|query| query.lookup());
        lookup.and_then(|lookup| lookup.ends(node.now()))
    };
    while ends(node).is_none() {
        step(node, query).await;
        answers(node, query).await;
    }
    while node.state.peers.connected_count() > 0 {
        node.until(|event| matches!(event, Event::Disconnected { .. })).await;
    }
}

/// Waits until all that were asked have answered or failed.
async fn answers(node: &mut Watched, query: QueryId) {
    while node.state.queries.get(query).is_some_and(|query| {
        let lookup = query.lookup().expect("a query has a lookup");
        let open = |stage| matches!(stage, Stage::Dialing | Stage::Asked);
        query.finished.is_none()
            && (lookup.hops.values().any(|hop| open(hop.stage))
                || lookup.hops.values().any(|hop| hop.store == Some(kadscope::state::lookup::Storing::Asked)))
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
        let set = |config: &mut kadscope::node::Config| (config.k, config.alpha) = (k, alpha);
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

#[tokio::test(flavor = "multi_thread")]
async fn what_a_verdict_counts_is_what_arrived_also_where_many_are_silent() {
    // no connection at rest closes just when kad gives up the silent
    let mut network = Network::start(60, two_fifths_silent, |config| config.policy.idle = PATIENCE).await;
    for (line, kind) in [("put live value", RpcKind::PutValue), ("provide live", RpcKind::AddProvider)] {
        let (ok, said) = network.node.line(line).await;
        assert!(ok, "{said}");
        let query = network.node.state.queries.iter().next().expect("it has just ended").clone();
        network.node.wait(Duration::from_millis(500)).await; // the last announcement may still be on its way
        assert_eq!(query.stored.len(), network.received(kind, &query.key), "{said}");
        assert!(query.stored.len() > 10, "{said}");
    }
}

/// Sends a thousand requests of all kinds, from ten who ask at once. A hundred of the two hundred `PUT_VALUE` find no
/// room; `ADD_PROVIDER` has no answer. Returns how long it took until all answers, and all that need none, had come.
async fn answers_a_thousand(node: &mut Watched) -> Duration {
    let from = node.events.len();
    let mut askers = Vec::new();
    for _ in 0..10 {
        askers.push(Asker::of(node.address()).await);
    }
    let (answered, mut answers) = mpsc::unbounded_channel();
    let begun = Instant::now();
    for (at, asker) in askers.into_iter().enumerate() {
        let (asker, answered) = (Arc::new(asker), answered.clone());
        tokio::spawn(async move {
            for number in 0..20 {
                let key = move |word: &str| field(KEY, format!("{word}{at}.{number}").into_bytes());
                let me = field(PROVIDERS, named(&asker.me.to_bytes(), &[]));
                let put = field(RECORD, record(format!("theirs{at}.{number}").as_bytes(), b"value"));
                for request in [
                    message(GET_VALUE, &[field(KEY, b"mine1".to_vec())]),
                    message(ADD_PROVIDER, &[key("film"), me]),
                    message(GET_PROVIDERS, &[key("film")]),
                    message(FIND_NODE, &[key("place")]),
                ] {
                    let _ = answered.send(!asker.ask(request).await.is_empty());
                }
                // kad resets what the store refuses, and forgets to wake the stream: nobody can wait for it.
                let (asker, answered) = (Arc::clone(&asker), answered.clone());
                tokio::spawn(async move {
                    answered.send(!asker.ask(message(PUT_VALUE, &[key("x"), put])).await.is_empty())
                });
            }
        });
    }
    let mut came = 0;
    while came < 700 {
        let answer = timeout(PATIENCE, answers.recv()).await.expect("in time");
        came += usize::from(answer.expect("requests are under way"));
    }
    let asked = |node: &Watched| {
        let since = node.events[from..].iter();
        since.filter(|event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::In)).count()
    };
    while asked(node) < 1_000 {
        node.until(|event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::In)).await;
    }
    let took = begun.elapsed();
    node.wait(Duration::from_millis(200)).await;
    while let Ok(answer) = answers.try_recv() {
        came += usize::from(answer);
    }
    assert_eq!((asked(node), came), (1_000, 700), "200 have no answer, 100 are refused");
    took
}

/// A node that knows nobody, and has room for a hundred records more.
async fn nearly_full() -> Watched {
    let (.., address) = somebody();
    let mut node = Watched::lonely(|config| config.listen = vec![address]).await;
    for number in 0..924 {
        node.line(&format!("put mine{number} value")).await; // a store takes 1,024
    }
    node
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "how long it took, for who measures: --nocapture")]
async fn paused_it_answers_a_thousand_requests_of_all_kinds_and_asks_nobody() {
    let mut free = nearly_full().await;
    let unpaused = answers_a_thousand(&mut free).await;
    let mut node = nearly_full().await;
    let (_, peer, address) = somebody();
    assert!(node.line(&format!("add {peer} {address}")).await.0); // somebody to ask, if it could
    pause(&mut node).await;
    begin(&mut node, NodeCommand::Get { key: key("not asked for while paused") }).await;
    let from = node.events.len();
    let paused = answers_a_thousand(&mut node).await;
    println!("1,000 requests: all answers were there after {paused:?} paused, {unpaused:?} unpaused");
    assert!(paused < Duration::from_secs(10), "{paused:?} paused, {unpaused:?} unpaused");
    let outbound =
        node.events[from..].iter().any(|event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::Out));
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

/// Long enough for an answer, and soon over.
const SOON_IDLE: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_arrives_although_the_connections_have_closed_since_the_lookup() {
    for (command, kind) in [
        (NodeCommand::Provide { key: key("talk") }, RpcKind::AddProvider),
        (NodeCommand::Put { key: key("greeting"), value: b"hello".to_vec() }, RpcKind::PutValue),
    ] {
        let mut network = Network::start(100, |_| Fate::Alive, |config| config.policy.idle = SOON_IDLE).await;
        let node = &mut network.node;
        pause(node).await;
        let query = begin(node, command).await;
        step_until_it_stores(node, query).await;
        step(node, query).await;
        node.tell(NodeCommand::Resume).await;
        node.until(|event| matches!(event, Event::QueryFinished { .. })).await;
        let query = node.state.queries.get(query).expect("it has just ended").clone();
        assert_eq!(query.stored.len(), 20, "{:?}", query.verdict);
        while network.received(kind, &query.key) < 20 {
            network.node.wait(Duration::from_millis(50)).await; // what was sent last is still on its way
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_reached_again_to_be_told_is_counted_with_the_reason() {
    let node = kadscope::node::Config::new(libp2p::identity::Keypair::generate_ed25519());
    let mut settings = kadscope::lab::Config::new(60, 7, node);
    settings.node.policy.idle = SOON_IDLE;
    let mut node = Watched::lab(settings).await;
    pause(&mut node).await;
    let query = begin(&mut node, NodeCommand::Provide { key: key("talk") }).await;
    step_until_it_stores(&mut node, query).await;
    let lookup = node.state.queries.get(query).and_then(|query| query.lookup()).expect("it has one");
    let gone: Vec<String> = lookup.closest().take(3).map(|hop| hop.peer.to_base58()).collect();
    assert!(node.line(&format!("kill {}", gone.join(" "))).await.0);
    step(&mut node, query).await;
    node.until(|event| matches!(event, Event::QueryFinished { .. })).await;
    let query = node.state.queries.get(query).expect("it is kept");
    let said = query.said(Language::English).expect("it has ended");
    assert!(query.verdict.as_ref().is_some_and(|verdict| verdict.ok), "{said}");
    assert!(said.contains("told 17 peers that we have it, 3 could not be reached again ("), "{said}");
}
