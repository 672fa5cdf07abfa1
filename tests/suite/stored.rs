//! What real nodes hold and are asked, and why their tables change: each thing told once, with its cause.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use kadscope::{
    dht::{
        Because, Change, Direction, Event, Failure, Gone, How, Key, PeerId, Phase, Position, Reply, Rpc, RpcKind,
        Timestamp,
    },
    node,
    state::{Lab, State, lab::Holding},
};
use libp2p::identity::Keypair;

use crate::common::{Watched, key};

/// A row of the store: its key, and who provides it, if it is a provider record.
type Stored = (Key, Option<PeerId>);

/// Returns what the rows of a state say is in the store.
fn rows(state: &State) -> BTreeSet<Stored> {
    let rows: Vec<Stored> =
        state.records.iter().map(|(_, record)| (record.item.key.clone(), record.item.provider())).collect();
    let all: BTreeSet<Stored> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), all.len(), "none is there twice");
    all
}

/// Returns what the practice network says a node holds: of providers the keys alone.
fn truly(lab: &Lab, state: &State, keys: &[Key]) -> BTreeSet<(Key, bool)> {
    let number = lab.number(&state.session.peer).expect("a practice node");
    let of = |what: Holding| keys.iter().filter(move |key| lab.holders(what, key).any(|holder| holder == number));
    let values = of(Holding::Value).map(|key| (key.clone(), false));
    values.chain(of(Holding::Provider).map(|key| (key.clone(), true))).collect()
}

/// Returns how often a peer's sending was told to have come into the store, by row, and how often it was answered so.
fn comings(events: &[Event]) -> [BTreeMap<(Key, PeerId), usize>; 2] {
    let (mut told, mut answered) = (BTreeMap::new(), BTreeMap::new());
    for event in events {
        let came = match event {
            Event::RecordStored(record) => (record.how != Some(How::Held)).then_some((&record.key, record.from)),
            Event::ProviderAdded(record) => (record.how != Some(How::Held)).then_some((&record.key, record.from)),
            _ => None,
        };
        if let Some((key, Some(from))) = came {
            *told.entry((key.clone(), from)).or_default() += 1;
        }
        if let Event::Rpc(Rpc { direction: Direction::In, key: Some(key), peer, reply: Some(Reply::Stored), .. }) =
            event
        {
            *answered.entry((key.clone(), *peer)).or_default() += 1;
        }
    }
    [told, answered]
}

#[tokio::test]
async fn every_record_of_a_node_has_its_row_and_every_renewal_its_line_after_a_be_too() {
    let mut practice = Watched::practice(24, |node| {
        (node.k, node.record_ttl, node.republish) = (4, Duration::from_secs(60), Duration::from_secs(2));
    })
    .await;
    let keys: Vec<Key> = (0..6).map(|n| key(&format!("key {n}"))).collect();
    for n in 0..6 {
        let line = if n % 2 == 0 { format!("put 'key {n}' value") } else { format!("provide 'key {n}'") };
        assert!(practice.line(&line).await.0, "{line}");
    }
    for key in [&keys[0], &keys[2], &keys[0]] {
        let holders: Vec<usize> = practice.lab.borrow().holders(Holding::Value, key).collect();
        let me = practice.lab.borrow().number(&practice.state.session.peer);
        let another = holders.into_iter().find(|number| *number > 0 && Some(*number) != me).expect("four hold it");
        let left = practice.now();
        practice.type_line(&format!("be n{another}")).await;
        practice.until(|event| matches!(event, Event::Looking { .. })).await;
        practice.events.clear();
        practice.until(|event| matches!(event, Event::Requests(_))).await;
        let held = practice.events.iter().filter(|event| match event {
            Event::RecordStored(record) => record.how == Some(How::Held),
            Event::ProviderAdded(record) => record.how == Some(How::Held),
            _ => false,
        });
        assert_eq!(held.count(), rows(&practice.state).len(), "each is told once");
        let has_come = |at: Option<Timestamp>| at.is_some_and(|at| at > left);
        assert!(!practice.state.records.iter().any(|(_, record)| has_come(record.came())), "and lights nothing up");
        let begun = Instant::now();
        loop {
            practice.wait(Duration::from_millis(500)).await; // until a renewal by all that hold it is over
            let [told, answered] = comings(&practice.events);
            if !told.is_empty() && told == answered {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{told:?}\n{answered:?}");
        }
        let seen: BTreeSet<(Key, bool)> =
            rows(&practice.state).into_iter().map(|(key, provider)| (key, provider.is_some())).collect();
        assert_eq!(seen, truly(&practice.lab.borrow(), &practice.state, &keys));
        let renewed = practice.state.records.iter().filter(|(_, record)| has_come(record.came())).count();
        assert!(renewed > 0, "a renewal is seen at its row");
    }
}

#[tokio::test]
async fn a_node_that_is_looked_into_says_what_it_would_say_to_who_became_it() {
    let mut practice = Watched::practice(24, |node| node.k = 4).await;
    assert!(practice.line("put a value").await.0 && practice.line("provide b").await.0);
    let number = practice.lab.borrow().holders(Holding::Value, &key("a")).find(|number| *number > 0).expect("four");
    let peer = practice.lab.borrow().nodes[number].peer;
    practice.look_into(Some(peer)).await;
    let is_there = |lab: &Lab| lab.inside.as_ref().is_some_and(|state| state.session.peer == peer);
    practice.lab.wait_for(is_there).await.expect("the network runs");
    let inside = practice.lab.borrow().inside.clone().expect("it is there");
    assert_eq!(rows(&inside).into_iter().map(|(key, _)| key).filter(|of| *of == key("a")).count(), 1);
    practice.type_line(&format!("be n{number}")).await;
    practice.until(|event| matches!(event, Event::Requests(_))).await;
    practice.until(|event| matches!(event, Event::RoutingTable { .. })).await;
    assert_eq!(rows(&inside), rows(&practice.state));
    let table = |state: &State| state.buckets.iter().flat_map(|bucket| &bucket.entries).count();
    assert_eq!((table(&inside), inside.requests.served()), (table(&practice.state), practice.state.requests.served()));

    let dead = if number == 1 { 2 } else { 1 };
    let other = practice.lab.borrow().nodes[dead].peer;
    practice.look_into(Some(other)).await;
    let is_other = |lab: &Lab| lab.inside.as_ref().is_some_and(|state| state.session.peer == other);
    practice.lab.wait_for(is_other).await.expect("the network runs");
    practice.type_line(&format!("kill n{dead}")).await;
    practice.lab.wait_for(|lab| lab.inside.is_none()).await.expect("the network runs");
    practice.type_line(&format!("restart n{dead}")).await;
    practice.lab.wait_for(is_other).await.expect("it says so again");
    practice.look_into(None).await;
    practice.lab.wait_for(|lab| lab.inside.is_none()).await.expect("the network runs");
}

#[tokio::test]
async fn who_waits_while_the_node_stands_still_costs_nothing_and_is_told_once() {
    let idle = Duration::from_millis(300);
    let mut node = Watched::lonely(|config| {
        config.k = 1;
        (config.policy.idle, config.policy.waits) = (idle, Duration::from_secs(1));
    })
    .await;
    let me = node.state.session.peer;
    let dead = opposite(&me, idle).await;
    node.type_line(&format!("dial {}", dead.address())).await;
    let first = dead.state.session.peer;
    node.until(|event| matches!(event, Event::RoutingChanged(what) if what.peer == first)).await;
    drop(dead);
    node.until(|event| matches!(event, Event::Disconnected { peer, .. } if *peer == first)).await;
    let other = opposite(&me, Duration::from_secs(60)).await;
    node.type_line(&format!("dial {}", other.address())).await;
    let is =
        |change: Change| move |event: &Event| matches!(event, Event::RoutingChanged(what) if what.change == change);
    node.until(is(Change::Pending)).await;
    node.type_line("pause").await;
    node.until(|event| matches!(event, Event::Paused)).await;
    node.events.clear();
    node.wait(Duration::from_secs(3)).await;
    let tables = node.events.iter().filter(|event| matches!(event, Event::RoutingTable { .. })).count();
    assert!(tables < 6, "it is told when it changes: {:?}", node.events);
    node.type_line("resume").await;
    node.wait(Duration::from_secs(3)).await;
    let told: Vec<_> = node.state.changes.newest_first(node.now(), None).map(|(_, what)| what.change).collect();
    let expected = [Change::Evicted(first), Change::Pending, Change::Inserted];
    assert_eq!(told, expected, "that it waited, and that it took the place, each once");
}

/// A node that holds what others send, and two that send.
async fn holder(change: impl FnOnce(&mut node::Config)) -> (Watched, Watched, Watched) {
    let mut holder = Watched::lonely(change).await;
    let mut senders = Vec::new();
    for _ in 0..2 {
        let mut sender = Watched::lonely(|config| config.record_ttl = Duration::from_secs(2)).await;
        assert!(sender.line(&format!("dial {}", holder.address())).await.0);
        sender.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
        let peer = sender.state.session.peer;
        holder.until(|event| matches!(event, Event::Identified { peer: other, .. } if *other == peer)).await;
        senders.push(sender);
    }
    let [one, two] = senders.try_into().ok().expect("two");
    (holder, one, two)
}

#[tokio::test]
async fn a_value_is_replaced_and_expires_by_its_own_time_before_it_is_dropped() {
    let (mut holder, mut one, mut two) = holder(|_| {}).await;
    let (first, second) = (one.state.session.peer, two.state.session.peer);
    assert!(one.line("put a one").await.0);
    let stored = |from| move |event: &Event| matches!(event, Event::RecordStored(record) if record.from == Some(from));
    holder.until(stored(first)).await;
    assert!(two.line("put a two").await.0);
    holder.until(|event| matches!(event, Event::RecordExpired { why: Some(Gone::Replaced), .. })).await;
    holder.until(stored(second)).await;
    let (_, record) = holder.state.records.iter().next().expect("one row");
    assert_eq!((record.how(), record.publisher, record.value.as_deref()), (How::Put, Some(second), Some(&b"two"[..])));
    assert_eq!(holder.state.records.len(), 1);
    holder.wait(Duration::from_millis(2_500)).await;
    let now = holder.now();
    let (_, record) = holder.state.records.iter().next().expect("kad has not looked at it");
    assert!(record.is_expired(now), "by our clock it is over");
    two.type_line("get a").await; // who asks for it lets kad look
    let gone = holder.until(|event| matches!(event, Event::RecordExpired { .. })).await;
    assert_eq!(gone, Event::RecordExpired { key: key("a"), why: Some(Gone::Expired) });
    assert!(holder.state.records.is_empty() && holder.state.records.gone.len() == 2);
}

#[tokio::test]
async fn what_a_store_does_not_take_is_told_with_who_sent_it() {
    let (mut holder, mut one, mut two) = holder(|config| (config.max_records, config.k) = (1, 1)).await;
    let (first, second) = (one.state.session.peer, two.state.session.peer);
    assert!(one.line("put a value").await.0);
    two.type_line("put b value").await;
    let refused = holder.until(|event| matches!(event, Event::RecordRefused { .. })).await;
    assert_eq!(refused, Event::RecordRefused { key: key("b"), from: second, failure: Failure::StoreFull });
    assert!(one.line("provide c").await.0);
    holder.until(|event| matches!(event, Event::ProviderAdded(record) if record.peer == first)).await;
    two.type_line("provide c").await;
    let refused = holder.until(|event| matches!(event, Event::ProviderRefused { .. })).await;
    let failure = Failure::TooManyProviders;
    assert_eq!(refused, Event::ProviderRefused { key: key("c"), from: second, failure }, "k of them are kept");
    let answered = |kind: RpcKind, reply: Reply| {
        holder.events.iter().any(
            |event| matches!(event, Event::Rpc(rpc) if (rpc.kind, rpc.peer, rpc.reply) == (kind, second, Some(reply))),
        )
    };
    assert!(answered(RpcKind::PutValue, Reply::Refused) && answered(RpcKind::AddProvider, Reply::Refused));
    assert_eq!((holder.state.records.counts(), holder.state.records.refused.len()), ([1, 1], 2));
}

#[tokio::test]
async fn what_is_removed_by_a_command_is_told_so() {
    let mut node = Watched::lonely(|_| {}).await;
    node.line("put a value").await;
    node.line("provide b").await;
    let me = node.state.session.peer;
    let how =
        |(_, record): (_, &kadscope::state::records::KeptRecord)| (record.how(), record.expires, record.is_own(&me));
    assert_eq!(node.state.records.iter().map(how).collect::<Vec<_>>(), [(How::Typed, None, true); 2]);
    node.type_line("remove a").await;
    let gone = node.until(|event| matches!(event, Event::RecordExpired { .. })).await;
    assert_eq!(gone, Event::RecordExpired { key: key("a"), why: Some(Gone::Removed) });
    node.type_line("unprovide b").await;
    let gone = node.until(|event| matches!(event, Event::ProviderExpired { .. })).await;
    assert_eq!(gone, Event::ProviderExpired { key: key("b"), peer: me, why: Some(Gone::Removed) });
    assert!(node.state.records.is_empty());
}

/// A node whose position shares no bit with another's.
async fn opposite(of: &PeerId, idle: Duration) -> Watched {
    let far =
        |keys: &Keypair| Position::of_peer(&keys.public().to_peer_id()).common_prefix(&Position::of_peer(of)) == 0;
    let identity = std::iter::repeat_with(Keypair::generate_ed25519).find(far).expect("one of two");
    Watched::lonely(|config| (config.identity, config.policy.idle) = (identity, idle)).await
}

#[tokio::test]
async fn a_full_bucket_takes_a_newcomer_only_for_one_that_does_not_answer() {
    let idle = Duration::from_millis(300);
    let mut node = Watched::lonely(|config| {
        config.k = 1;
        (config.policy.idle, config.policy.waits) = (idle, Duration::from_secs(3));
    })
    .await;
    let me = node.state.session.peer;
    let told = async |node: &mut Watched, peer: PeerId| {
        let about = |event: &Event| matches!(event, Event::RoutingChanged(what) if what.peer == peer && what.change != Change::Updated);
        let Event::RoutingChanged(what) = node.until(about).await else { unreachable!("awaited") };
        assert_eq!(what.cpl, 0);
        (what.change, what.cause.expect("why is told"))
    };
    let away =
        |peer: PeerId| move |event: &Event| matches!(event, Event::Disconnected { peer: other, .. } if *other == peer);
    let peer = |other: &Watched| other.state.session.peer;

    let dead = opposite(&me, idle).await;
    let first = peer(&dead);
    node.type_line(&format!("dial {}", dead.address())).await;
    assert_eq!(told(&mut node, first).await, (Change::Inserted, Because::WeAsked));
    drop(dead);
    node.until(away(first)).await;

    let other = opposite(&me, idle).await;
    let second = peer(&other);
    node.type_line(&format!("dial {}", other.address())).await;
    assert_eq!(told(&mut node, second).await, (Change::Pending, Because::Probe(first)));
    assert_eq!(told(&mut node, second).await, (Change::Evicted(first), Because::NoAnswer));
    if node.state.peers.get(&second).is_some_and(|peer| peer.status == kadscope::state::Status::Connected) {
        node.until(away(second)).await; // it lives, at rest
    }

    let newcomer = opposite(&me, Duration::from_secs(60)).await;
    let third = peer(&newcomer);
    node.type_line(&format!("dial {}", newcomer.address())).await;
    assert_eq!(told(&mut node, third).await, (Change::Pending, Because::Probe(second)));
    assert_eq!(told(&mut node, third).await, (Change::Full, Because::Answered(second)), "which kad does not say");

    node.type_line(&format!("forget {second}")).await;
    assert_eq!(told(&mut node, second).await, (Change::Removed, Because::Forgotten));
    let changes: Vec<_> = node.state.changes.newest_first(node.now(), None).map(|(_, what)| what.change).collect();
    assert_eq!(changes.len(), 6, "{changes:?}");
}

#[tokio::test]
async fn of_a_thousand_requests_of_all_kinds_the_totals_are_what_the_tap_saw() {
    let mut server = Watched::lonely(|config| config.max_records = 10_000).await;
    let mut client = Watched::lonely(|config| config.max_records = 10_000).await;
    assert!(client.line(&format!("dial {}", server.address())).await.0);
    client.until(|event| matches!(event, Event::RoutingTable { buckets } if !buckets.is_empty())).await;
    for n in 0..180 {
        for line in ["get", "providers", "closest", "provide", "put"] {
            let value = if line == "put" { " value" } else { "" };
            client.line(&format!("{line} k{n}{value}")).await;
        }
    }
    let asked = |event: &&Event, way: Direction| matches!(event, Event::Rpc(Rpc { direction, phase: Phase::Asked { .. }, .. }) if *direction == way);
    let sent = client.events.iter().filter(|event| asked(event, Direction::Out)).count();
    assert!(sent > 1_000, "{sent}");
    while server.events.iter().filter(|event| asked(event, Direction::In)).count() < sent {
        server.until(|event| asked(&event, Direction::In)).await;
    }
    for kind in RpcKind::ALL {
        let of = |node: &Watched, way| {
            let is_it = |event: &&Event| asked(event, way) && matches!(event, Event::Rpc(rpc) if rpc.kind == kind);
            node.events.iter().filter(is_it).count() as u64
        };
        let (came, left) = (of(&server, Direction::In), of(&client, Direction::Out));
        assert!(came >= 180 && came == left, "{kind:?}: {came} of {left}");
        assert_eq!(server.state.requests.total(Direction::In, kind), came, "{kind:?}");
        assert_eq!(client.state.requests.total(Direction::Out, kind), left, "{kind:?}");
    }
    let log = &server.state.requests;
    assert_eq!((log.served(), log.newest_first().len()), (sent as u64, 1_000), "what is not listed is counted");
    assert!(log.newest_first().all(|request| request.reply.is_some()), "to each it is told what was answered");
    let replies: BTreeSet<&str> = log.newest_first().filter_map(|request| Some(request.reply?.word())).collect();
    assert_eq!(replies, BTreeSet::from(["closer", "stored"]), "nobody else is known, and nothing that is asked for");
    assert_eq!(log.top_askers(5), [(client.state.session.peer, 1_000)]);
    let timed: usize = RpcKind::ALL.map(|kind| client.state.requests.took(kind).len()).iter().sum();
    assert_eq!(timed as u64, sent as u64 - client.state.requests.total(Direction::Out, RpcKind::AddProvider));
}
