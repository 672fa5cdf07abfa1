//! The practice network as a laboratory: any node can be looked at, broken, and scored.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use crate::common::{Watched, key};
use kadscope::{
    dht::{Event, Kind, PeerId, Phase, Position, QueryId, Rpc, RpcKind, Truth, without_peer},
    lab,
    node::{Config, Policy},
    session::{self, Session},
    state::{
        Status,
        lab::{Holding, Life},
    },
    words::Language,
};
use libp2p::identity::Keypair;

fn config(nodes: usize) -> lab::Config {
    lab::Config::new(nodes, 7, Config::new(Keypair::generate_ed25519()))
}

/// Types a line that must be ok; returns what it says.
async fn ok(network: &mut Watched, line: &str) -> String {
    let (ok, text) = network.line(line).await;
    assert!(ok, "{line}: {text}");
    text
}

/// Types a line that must be refused; returns what it says.
async fn refused(network: &mut Watched, line: &str) -> String {
    let (ok, text) = network.line(line).await;
    assert!(!ok, "{line}: {text}");
    text
}

/// Returns who holds a value, without the node that is looked at.
fn others_holding(network: &Watched, name: &str) -> BTreeSet<usize> {
    let lab = network.lab.borrow();
    let me = lab.number(&network.state.session.peer);
    lab.holders(Holding::Value, &key(name)).filter(|number| Some(*number) != me).collect()
}

fn truth_of(network: &Watched, query: QueryId) -> Truth {
    let told = network.events.iter().find_map(|event| match event {
        Event::Truth { query: of, truth } if *of == query => Some(truth.clone()),
        _ => None,
    });
    told.expect("what is true is told before a query's end")
}

fn last_query(network: &Watched) -> QueryId {
    network.state.queries.iter().map(|query| query.id).max().expect("a query")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_refused_in_a_clear_line() {
    let mut network = Watched::lab(config(30)).await;
    assert_eq!(refused(&mut network, "kill n999").await, "kill: there is no node n999 here: n0 to n29");
    assert_eq!(refused(&mut network, "kill n0").await, "kill: n0 is the node you are: `be` another one first");
    assert_eq!(refused(&mut network, "restart n0-n3").await, "restart: n0 is the node you are: `be` another one first");
    assert_eq!(refused(&mut network, "be n0").await, "be n0: you are n0 already");
    assert_eq!(
        refused(&mut network, "partition n0-n29").await,
        "partition: that is everybody: nobody would be cut off from anybody"
    );
    assert_eq!(refused(&mut network, "kill random:30").await, "kill: only 29 nodes run besides the one you are");
    assert_eq!(refused(&mut network, "heal").await, "heal: nothing is cut");
    let too_many = refused(&mut network, "spawn 1000000").await;
    assert!(too_many.starts_with("spawn: 1000000 nodes that join would need about 5000 GB"), "{too_many}");
    let stranger = PeerId::random();
    assert!(refused(&mut network, &format!("kill {stranger}")).await.ends_with("is no node of this practice network"));
    assert_eq!(ok(&mut network, "kill n3-n5").await, "n3-n5 are dead");
    assert_eq!(refused(&mut network, "kill n4").await, "kill: n4 does not run");
    assert_eq!(refused(&mut network, "be n4").await, "be n4: n4 does not run: `restart n4` first");
    assert_eq!(ok(&mut network, "kill --silent n4-n6").await, {
        "n6 fell silent: its connections stay open, and nothing comes; n4-n5 did not run anyway"
    });
    assert_eq!(network.lab.borrow().living().count(), 26);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_seen_as_it_was_left() {
    let Session { task, mut observed, lab, mut commands } =
        session::start(session::Config::Practice(config(60)), Arc::new(Default::default));
    let find = |word: &str| word.parse().map_or(kadscope::command::NameMatch::None, kadscope::command::NameMatch::One);
    let mut give = |line: &str| {
        let command = kadscope::command::parse(line, &find).expect("a command");
        commands.give(line.to_owned(), command).expect("it is taken")
    };
    let mut state = observed.borrow_and_update().clone();
    state.wait_for(|state| state.buckets.entries() > 0).await.expect("it starts");
    give("put a hello");
    state.wait_for(|state| state.queries.iter().any(|query| query.finished.is_some())).await.expect("it runs");
    let first = state.borrow().session.peer;

    give("be n7");
    observed.changed().await.expect("another node is shown");
    let mut other = observed.borrow_and_update().clone();
    other.wait_for(|state| state.buckets.entries() > 0).await.expect("a snapshot comes");
    assert_eq!(other.borrow().session.peer, lab.borrow().nodes[7].peer);
    assert_eq!(other.borrow().queries.len(), 0, "nobody looked at it before");
    give("get a");
    let answered = |state: &kadscope::state::State| state.queries.iter().any(|query| query.verdict.is_some());
    other.wait_for(answered).await.expect("it runs");

    give("be n0");
    observed.changed().await.expect("the first node is shown again");
    let again = observed.borrow_and_update().clone();
    assert_eq!(again.borrow().session.peer, first);
    let (verdicts, numbers): (Vec<_>, Vec<_>) = {
        let state = again.borrow();
        state.queries.iter().map(|query| (query.verdict.clone().map(|verdict| verdict.ok), query.id)).unzip()
    };
    assert_eq!(verdicts, [Some(true)], "its past is still there");
    let there = other.borrow().queries.iter().next().map(|query| query.id);
    assert_ne!(numbers.first().copied(), there, "query numbers are unique in the session");

    give("restart n7");
    let says_so = |state: &kadscope::state::State| {
        state.notices.newest_first().any(|notice| notice.what.said(Language::English).starts_with("n7 starts again"))
    };
    again.clone().wait_for(says_so).await.expect("it has stopped");
    let mut lab = lab.clone();
    lab.wait_for(|lab| lab.nodes[7].life == Life::Alive).await.expect("it runs again");
    give("be n7");
    observed.changed().await.expect("another node is shown");
    let mut reborn = observed.borrow_and_update().clone();
    reborn.wait_for(|state| !state.listening.is_empty()).await.expect("a snapshot comes");
    assert_eq!(reborn.borrow().queries.iter().filter(|query| query.is_commanded()).count(), 0, "it is in another life");
    drop(commands);
    task.await.expect("it ends").expect("in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oracle_knows_who_is_closest_and_who_holds() {
    let mut network = Watched::lab(config(200)).await;
    ok(&mut network, "put greeting hello").await;
    let truth = truth_of(&network, last_query(&network));
    let (me, target) = (network.state.session.peer, Position::of(b"greeting"));
    let all: Vec<PeerId> = network.lab.borrow().nodes.iter().map(|node| node.peer).collect();
    let mut closest: Vec<PeerId> = all.iter().copied().filter(|peer| *peer != me).collect();
    closest.sort_by_key(|peer| Position::of_peer(peer).distance(&target));
    closest.truncate(20);
    assert_eq!(truth.closest, closest);
    let stored = network.state.queries.get(last_query(&network)).expect("kept").stored.clone();
    let others: BTreeSet<PeerId> = truth.holders.iter().copied().filter(|peer| *peer != me).collect();
    assert_eq!(others, stored, "the number in the verdict is the number that hold it");
    assert!(truth.holders.contains(&me), "and here");

    let killed: Vec<String> = stored.iter().take(8).map(|peer| peer.to_base58()).collect();
    ok(&mut network, &format!("kill {}", killed.join(" "))).await;
    let (found, text) = network.line("get greeting").await;
    assert!(found, "{text}");
    let truth = truth_of(&network, last_query(&network));
    assert_eq!(truth.holders.iter().filter(|peer| **peer != me).count(), 12);
    assert!(killed.iter().all(|dead| !truth.closest.iter().any(|peer| peer.to_base58() == *dead)));

    ok(&mut network, "provide talk").await;
    let truth = truth_of(&network, last_query(&network));
    let left = network.state.queries.get(last_query(&network)).expect("kept").stored.clone();
    assert_eq!(truth.holders.len(), left.len() + 1, "its end is told when word of it has arrived");
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_were_just_told_can_be_killed() {
    let mut network = Watched::practice(60, |node| node.k = 8).await;
    ok(&mut network, "latency 100ms").await; // word of a provider is on its way for so long
    for n in 0..4 {
        ok(&mut network, &format!("provide talk{n}")).await;
        ok(&mut network, "kill holders:2").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_still_ends_is_told_before_another_node_is_looked_at() {
    let mut network = Watched::practice(60, |node| node.k = 8).await;
    ok(&mut network, "latency 300ms").await;
    network.type_line("provide talk").await;
    let sent =
        |event: &Event| matches!(event, Event::Rpc(Rpc { kind: RpcKind::AddProvider, phase: Phase::Asked { .. }, .. }));
    network.until(sent).await;
    network.type_line("be n5").await;
    network.until(|event| matches!(event, Event::Looking { .. })).await;
    let from = network.events.len();
    network.wait(Duration::from_secs(1)).await;
    let ends = network.events[from..].iter().any(|event| matches!(event, Event::QueryFinished { .. }));
    assert!(!ends, "nothing of the node that was left comes after");
}

async fn wait_until(network: &Watched, mut holds: impl FnMut(&kadscope::state::Lab) -> bool) {
    let mut lab = network.lab.clone();
    let waited = tokio::time::timeout(Duration::from_secs(60), lab.wait_for(|lab| holds(lab))).await;
    waited.expect("it comes in time").expect("the network runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_node_comes_back_with_an_empty_store_and_joins() {
    let mut network = Watched::lab(config(100)).await;
    ok(&mut network, "put a 1").await;
    let holder = truth_of(&network, last_query(&network)).holders[0];
    let number = network.lab.borrow().number(&holder).expect("a node");
    let line = format!("n{number}");
    ok(&mut network, &format!("kill {line}")).await;
    assert_eq!(network.lab.borrow().nodes[number].life, Life::Dead);
    assert!(!network.lab.borrow().holders(Holding::Value, &key("a")).any(|at| at == number));
    ok(&mut network, &format!("restart {line}")).await;
    wait_until(&network, |lab| lab.nodes[number].life == Life::Alive && lab.nodes[number].table >= 20).await;
    assert_eq!(network.lab.borrow().nodes[number].peer, holder, "the same identity");
    assert_eq!(network.lab.borrow().nodes[number].holds, 0, "an empty store");
    ok(&mut network, &format!("be {line}")).await;
    let (found, text) = network.line("get a").await;
    assert!(found, "it is in the network: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_are_spawned_join() {
    let mut network = Watched::lab(config(60)).await;
    assert_eq!(ok(&mut network, "spawn 5").await, "n60-n64 start, and join by bootstrap, fifty a second");
    wait_until(&network, |lab| (60..65).all(|number| lab.nodes[number].table >= 20)).await;
    ok(&mut network, "be n64").await;
    ok(&mut network, "put from-a-newcomer x").await;
}

/// kad would bootstrap again, since it knew too few when it began.
#[tokio::test(flavor = "multi_thread")]
async fn who_joins_bootstraps_once() {
    let mut network = Watched::lab(lab::Config { latency: Duration::from_millis(20), ..config(60) }).await;
    ok(&mut network, "spawn 1").await;
    wait_until(&network, |lab| lab.nodes.len() == 61 && lab.nodes[60].table >= 20).await; // in its first lookup
    ok(&mut network, "be n60").await;
    assert!(network.asks_nobody_for(Duration::from_secs(5)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_forms_by_bootstrap() {
    let mut network = Watched::lab(lab::Config { join: true, ..config(40) }).await;
    wait_until(&network, |lab| !lab.is_building() && lab.nodes.iter().all(|node| node.table >= 20)).await;
    ok(&mut network, "put a 1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_nodes_join_by_bootstrap_and_find_each_other() {
    let mut settings = config(40);
    settings.node.policy = Policy::PLAIN;
    let mut network = Watched::lab(settings).await;
    wait_until(&network, |lab| !lab.is_building() && lab.nodes.iter().all(|node| node.table >= 20)).await;
    ok(&mut network, "put a 1").await;
    ok(&mut network, "be n39").await;
    ok(&mut network, "get a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_cut_off_finds_nothing_until_it_is_healed() {
    let mut settings = config(40);
    settings.node.alpha = 20; // each that is silent takes ten seconds
    let mut network = Watched::lab(settings).await;
    let hidden = ok(&mut network, "partition n0").await;
    assert_eq!(hidden, "n0 is cut off from all others: `heal` joins them");
    let text = refused(&mut network, "closest nowhere").await;
    assert!(text.contains("none answered"), "{text}");
    ok(&mut network, "heal").await;
    ok(&mut network, "closest nowhere").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_networks_of_one_seed_do_not_meet() {
    let (mut one, mut other) = (Watched::lab(config(40)).await, Watched::lab(config(40)).await);
    ok(&mut one, "put secret x").await;
    let text = refused(&mut other, "get secret").await;
    assert!(text.contains("not found") || text.contains("nobody"), "{text}");
    ok(&mut one, "loss 100").await;
    ok(&mut other, "put public x").await;
    assert_eq!(other.lab.borrow().holders(Holding::Value, &key("secret")).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_hold_what_was_looked_for_last_can_be_named() {
    let mut network = Watched::lab(config(60)).await;
    assert_eq!(
        refused(&mut network, "kill holders:10").await,
        "kill: holders:10 are nodes that hold the key of the last query, and there was none yet"
    );
    ok(&mut network, "provide talk").await; // nobody acknowledges an announcement: it may still be on its way
    wait_until(&network, |lab| lab.holders(Holding::Provider, &key("talk")).count() > 2).await; // us among them
    let refusal = refused(&mut network, "kill holders:60").await;
    assert!(refusal.starts_with("kill: only ") && refusal.contains(" know who provides talk besides"), "{refusal}");
    ok(&mut network, "put greeting hello").await;
    let all = others_holding(&network, "greeting");
    ok(&mut network, "kill holders:10").await;
    let left = others_holding(&network, "greeting");
    assert_eq!(left.len() + 10, all.len());
    assert!(left.is_subset(&all) && network.lab.borrow().living().count() == 50);
    assert_eq!(
        refused(&mut network, "kill holders:60").await,
        format!("kill: only {} nodes hold greeting besides the one you are", left.len())
    );

    ok(&mut network, "be holders:1").await;
    network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    let me = network.lab.borrow().number(&network.state.session.peer).expect("a node");
    let others = others_holding(&network, "greeting");
    assert!(left.contains(&me) && !others.contains(&me), "n{me}");
    ok(&mut network, &format!("kill holders:{}", others.len())).await;
    assert_eq!(network.lab.borrow().nodes[me].life, Life::Alive);
    assert_eq!(refused(&mut network, "kill holders:1").await, "kill: no node holds greeting besides the one you are");
}

#[tokio::test(flavor = "multi_thread")]
async fn churn_goes_by_the_seed_and_keeps_the_number_of_nodes() {
    let mut gone = Vec::new();
    for _ in 0..2 {
        let mut network = Watched::lab(config(60)).await;
        ok(&mut network, "churn 600").await;
        let mut left = Vec::new();
        while left.len() < 40 {
            if let Event::NodeStopped { name, .. } =
                network.until(|event| matches!(event, Event::NodeStopped { .. })).await
            {
                left.push(name);
            }
        }
        ok(&mut network, "churn off").await;
        wait_until(&network, |lab| lab.living().count() == 60).await;
        assert!(!left.contains(&"n0".to_owned()), "who is looked at stays");
        gone.push(left);
    }
    assert_eq!(gone[0], gone[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn settled_tables_are_true_and_lookups_over_them_find_the_closest() {
    let mut network = Watched::lab(config(300)).await;
    wait_until(&network, |lab| lab.nodes.iter().all(|node| node.table >= 20)).await; // as the network view shows it
    for number in [0, 17, 299] {
        if number > 0 {
            ok(&mut network, &format!("be n{number}")).await;
            network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
        }
        let (state, lab) = (&network.state, network.lab.borrow());
        let me = state.position;
        for cpl in 0..state.buckets.depth() {
            let Some(bucket) = state.buckets.get(cpl) else { continue };
            let there = lab.nodes.iter().filter(|node| node.position.common_prefix(&me) == cpl).count();
            assert_eq!(bucket.entries.len(), there.min(20), "n{number}, cpl {cpl}");
            for entry in &bucket.entries {
                let at = lab.number(&entry.peer).expect("a true node");
                assert_eq!(lab.nodes[at].position.common_prefix(&me), cpl);
            }
        }
    }
    let (mut found, mut wanted) = (0, 0);
    for n in 0..100 {
        ok(&mut network, &format!("closest \"random {n}\"")).await;
        let query = network.state.queries.get(last_query(&network)).expect("kept");
        assert_eq!(query.kind, Kind::Closest);
        let truth = truth_of(&network, query.id);
        found += truth.closest.iter().filter(|peer| query.outcome.closest.contains(peer)).count();
        wanted += truth.closest.len();
    }
    assert!(found * 100 >= wanted * 99, "{found} of {wanted} true closest were found");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_machines_join_a_network_that_listens_on_tcp() {
    let mut network = Watched::lab(lab::Config { tcp: Some([127, 0, 0, 1].into()), ..config(20) }).await;
    let mut stranger = Watched::lonely(|config| config.peers = vec![network.address()]).await;
    wait_for_table(&mut stranger, 10).await;
    ok(&mut network, "put a 1").await;
    let text = ok(&mut stranger, "get a").await;
    assert!(text.contains("found at 20 peers") || text.contains("found here and at"), "{text}");
    ok(&mut stranger, "put b 2").await;
    ok(&mut network, "be n7").await;
    network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    ok(&mut network, "get b").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_from_outside_is_a_guest_and_found_first_no_miss() {
    let mut network = Watched::lab(lab::Config { tcp: Some([127, 0, 0, 1].into()), ..config(20) }).await;
    let mut stranger = Watched::lonely(|config| config.peers = vec![network.address()]).await;
    let guest = stranger.state.session.peer;
    network.until(|event| matches!(event, Event::GuestJoined { peer, .. } if *peer == guest)).await;
    wait_for_table(&mut stranger, 10).await;
    let text = ok(&mut network, &format!("closest {guest}")).await;
    assert!(text.contains("Found 19 of the true 19 closest practice nodes"), "{text}");
    {
        let lab = network.lab.borrow();
        let (_, known) = lab.guests.iter().find(|(peer, _)| **peer == guest).expect("it is listed");
        assert!(known.agent.as_ref().is_some_and(|agent| agent.starts_with("kadscope/")) && !known.is_gone);
        assert_eq!(known.address, without_peer(stranger.address()), "where it listens, not where it dialled from");
        assert_eq!(lab.guests.iter().len(), 1, "nodes are no guests");
    }
    drop(stranger);
    let has_left = |event: &Event| matches!(event, Event::GuestLeft { peer, .. } if *peer == guest);
    while !network.events.iter().any(has_left) {
        network.line(&format!("closest {guest}")).await;
    }
    assert_eq!(network.lab.borrow().guests.present().count(), 0);
}

async fn wait_for_table(node: &mut Watched, entries: usize) {
    while node.state.buckets.entries() < entries {
        node.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    }
}

/// Returns what each node of a network is connected to, knows and holds, as far as it tells.
fn nodes_of(network: &Watched) -> Vec<(Life, usize, usize, usize, u64)> {
    let of = |node: &kadscope::state::lab::LabNode| (node.life, node.connections, node.table, node.holds, node.served);
    network.lab.borrow().nodes.iter().map(of).collect()
}

/// Returns whom the node that is looked at is connected to and knows, and which keys it holds of these.
fn seen_of(network: &Watched, keys: &[&str]) -> (BTreeSet<PeerId>, BTreeSet<PeerId>, Vec<bool>) {
    let (state, lab) = (&network.state, network.lab.borrow());
    let connected = state.peers.iter().filter(|peer| peer.status == Status::Connected).map(|peer| peer.id).collect();
    let known = state.buckets.iter().flat_map(|bucket| &bucket.entries).map(|entry| entry.peer).collect();
    let me = lab.number(&state.session.peer).expect("a node");
    (connected, known, keys.iter().map(|name| lab.holders(Holding::Value, &key(name)).any(|at| at == me)).collect())
}

async fn be(network: &mut Watched, name: &str) {
    ok(network, &format!("be {name}")).await;
    network.until(|event| matches!(event, Event::Resumed)).await; // the last of how things stand
}

/// A practice network whose connections stay, so that nothing of it hangs on the time.
fn kept(nodes: usize) -> lab::Config {
    let mut config = config(nodes);
    config.node.policy.idle = Duration::from_secs(60 * 60);
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_at_rest_is_the_same_before_while_and_after_it_is_looked_at() {
    let keys = ["a", "b", "c"];
    let mut network = Watched::lab(kept(60)).await;
    for key in keys {
        ok(&mut network, &format!("put {key} value")).await;
    }
    let at_rest = |lab: &kadscope::state::Lab| {
        let with = |wanted: fn(&kadscope::state::lab::LabNode) -> usize| lab.nodes.iter().map(wanted).sum::<usize>();
        with(|node| node.connections) == 2 * lab.nodes[0].connections && with(|node| node.holds) == 3 * 21
    };
    wait_until(&network, at_rest).await; // both ends have told
    let before = nodes_of(&network);
    assert!(before[7].1 > 0, "n0 has asked it");
    be(&mut network, "n7").await;
    let (while_looked_at, seen) = (nodes_of(&network), seen_of(&network, &keys));
    assert_eq!((seen.0.len(), seen.1.len()), (before[7].1, before[7].2));
    network.wait(Duration::from_secs(1)).await;
    assert_eq!(seen_of(&network, &keys), seen);
    be(&mut network, "n0").await;
    let after = nodes_of(&network);
    assert_eq!(before, while_looked_at);
    assert_eq!(before, after);
    be(&mut network, "n7").await;
    assert_eq!(seen_of(&network, &keys), seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_in_which_a_node_was_looked_at_is_as_one_in_which_none_was() {
    let keys = ["a", "b", "c", "d"];
    let mut ends = Vec::new();
    for looks in [false, true] {
        let mut network = Watched::lab(kept(20)).await; // all are asked by each lookup
        ok(&mut network, "put a 1").await;
        ok(&mut network, "put b 2").await;
        ok(&mut network, "provide talk").await;
        if looks {
            be(&mut network, "n7").await;
            network.wait(Duration::from_secs(1)).await;
            be(&mut network, "n0").await;
        }
        ok(&mut network, "get a").await;
        ok(&mut network, "put c 3").await;
        ok(&mut network, "providers talk").await;
        ok(&mut network, "put d 4").await;
        wait_until(&network, |lab| lab.holders(Holding::Provider, &key("talk")).count() == 20).await;
        let mut all = vec![seen_of(&network, &keys)];
        let nodes = nodes_of(&network);
        for number in 1..20 {
            be(&mut network, &format!("n{number}")).await;
            all.push(seen_of(&network, &keys));
        }
        ends.push((nodes, all));
    }
    assert!(ends[0] == ends[1], "{ends:#?}");
}
