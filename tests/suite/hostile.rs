//! Real nodes among which one answers by hand what no honest node would: a query ends, says what was odd or what failed,
//! keeps within its bounds, and the node goes on.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::common::hand::{
    Answer, Asker, ByHand, CLOSER, FIND_NODE, GET_PROVIDERS, GET_VALUE, KEY, PING, PROVIDERS, RECORD, field, framed,
    message, named, record,
};
use crate::common::settled::{Fate, Network};
use crate::common::{Watched, key};
use kadscope::{
    command::NodeCommand,
    dht::{Event, Failure, Multiaddr, Oddity, PeerId, Warning},
    state::{
        Query,
        lookup::{Hop, HopEnd, Stage},
    },
};
use tokio::time::timeout;

/// Nodes of the network, the asking one among them: fewer than k, so that a query asks them all.
const NODES: usize = 10;
/// Honest nodes that are asked.
const HONEST: usize = NODES - 1;
/// Peers kept of a lookup that runs (`state/lookup.rs`), and of one that is over of those that were only heard of.
const MAX_HEARD: usize = 2_000;
const MAX_HEARD_AFTER: usize = 40;

async fn honest() -> Network {
    Network::start(NODES, |_| Fate::Alive, |_| {}).await
}

/// Adds a peer to the table, and returns it.
async fn with(network: &mut Network, answer: impl Fn(u8, PeerId) -> Answer + Send + Sync + 'static) -> PeerId {
    let ByHand { peer, address } = ByHand::start(answer).await;
    let (ok, said) = network.node.line(&format!("add {peer} {address}")).await;
    assert!(ok, "{said}");
    peer
}

/// Types a line that is a query; returns the query when it has ended, and what is said of it.
async fn ask(network: &mut Network, line: &str) -> (Query, String) {
    let (_, said) = network.node.line(line).await;
    let mut ended = network.node.state.queries.iter().filter(|query| query.is_commanded() && query.finished.is_some());
    (ended.next().expect("it has just ended").clone(), said)
}

fn hop(query: &Query, peer: PeerId) -> Hop {
    query.lookup().and_then(|lookup| lookup.hop(&peer)).expect("it was asked").clone()
}

/// All is as it was: without the peer a value is stored at all others, and found.
async fn goes_on(network: &mut Network, without: &[PeerId]) {
    for peer in without {
        network.node.line(&format!("forget {peer}")).await;
    }
    let (ok, said) = network.node.line("put honest value").await;
    assert!(ok && said.starts_with(&format!("put honest: acknowledged by {HONEST} of")), "{said}");
    let (ok, said) = network.node.line("get honest").await;
    assert!(ok && said.starts_with(&format!("get honest: value (found here and at {HONEST} peers")), "{said}");
    assert!(network.node.state.queries.running().all(|query| !query.is_commanded()), "all that was typed has ended");
}

fn closer(peers: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let peers: Vec<Vec<u8>> = peers.into_iter().map(|peer| field(CLOSER, peer)).collect();
    message(FIND_NODE, &peers)
}

fn at(address: &str) -> Vec<u8> {
    address.parse::<Multiaddr>().expect("a multiaddr").to_vec()
}

/// Ids as short as kad takes them, no two the same: more of them fit an answer than a lookup keeps.
fn short_ids(most: usize) -> impl Iterator<Item = Vec<u8>> {
    (0..=u16::MAX).map(|number| [&[0, 2][..], &number.to_be_bytes()].concat()).take(most) // identity, 2 bytes long
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_names_itself_and_us_is_asked_once_and_we_are_not() {
    let mut network = honest().await;
    let me = network.node.state.session.peer;
    let peer = with(&mut network, move |_, itself| {
        Answer::Bytes(closer([itself, me, me].map(|peer| named(&peer.to_bytes(), &[at("/memory/1")]))))
    })
    .await;
    let (query, said) = ask(&mut network, "closest place").await;
    let hop = hop(&query, peer);
    assert_eq!((hop.stage, hop.named, hop.added), (Stage::Answered, 3, 0), "{said}");
    assert_eq!(hop.odd, [Oddity::Itself, Oddity::Us]);
    let lookup = query.lookup().expect("a query has a lookup");
    assert!(lookup.hop(&me).is_none(), "we are not asked ourselves");
    assert_eq!((lookup.end, lookup.hops.len(), query.asked), (Some(HopEnd::NobodyLeft), NODES, 10));
    assert_eq!(said, "closest place: 10 found, 10 of 10 asked answered");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closer_peers_that_do_not_fit_a_message_fail_with_the_reason() {
    let mut network = honest().await;
    let many = closer((0..30_000).map(|_| named(&PeerId::random().to_bytes(), &[])));
    let peer = with(&mut network, move |_, _| Answer::Bytes(many.clone())).await;
    let (query, said) = ask(&mut network, "closest place").await;
    let hop = hop(&query, peer);
    let Some(Failure::Other(words)) = hop.failure else { panic!("{:?}", hop.failure) };
    assert_eq!(hop.stage, Stage::Failed, "{said}");
    assert!(words.contains("exceeds maximum of 1048576b"), "{words}");
    assert_eq!(query.lookup().map(|lookup| (lookup.hops.len(), lookup.dropped)), Some((NODES, 0)));
    assert!(said.starts_with("closest place: 9 found, 9 of 10 asked answered, 1 failed (message with "), "{said}");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_many_closer_peers_are_counted_and_only_so_many_kept() {
    const MANY: usize = 10_000;
    let mut network = honest().await;
    let many = closer(short_ids(MANY).map(|id| named(&id, &[])));
    let peer = with(&mut network, move |_, _| Answer::Bytes(many.clone())).await;
    let (query, said) = ask(&mut network, "closest place").await;
    assert_eq!(hop(&query, peer).odd, [Oddity::TooMany(MANY), Oddity::Unroutable(MANY)], "{said}");
    assert_eq!(usize::from(hop(&query, peer).named), MANY);
    let lookup = query.lookup().expect("a query has a lookup");
    assert!(lookup.hops.len() <= MAX_HEARD, "{} kept", lookup.hops.len());
    assert_eq!(lookup.hops.len() + lookup.dropped, NODES + MANY, "all that were heard of");
    let heard = lookup.hops.values().filter(|hop| hop.stage == Stage::Heard).count();
    assert!(heard <= MAX_HEARD_AFTER, "{heard} kept that were only heard of");
    assert_eq!((query.answered, lookup.end), (10, Some(HopEnd::NobodyLeft)), "{said}");
    assert!(said.starts_with("closest place: 10 found, 10 of 10010 asked answered, 10000 failed ("), "{said}");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_providers_some_are_kept_and_all_are_counted_and_those_without_an_address_are_in_no_other_count() {
    const MANY: usize = 2_400; // some 100 KiB, as a Kubo answers
    let mut network = honest().await;
    let many: Vec<_> = (0..MANY).map(|_| field(PROVIDERS, named(&PeerId::random().to_bytes(), &[]))).collect();
    let many = message(GET_PROVIDERS, &many);
    let peer = with(&mut network, move |kind, _| match kind {
        GET_PROVIDERS => Answer::Bytes(many.clone()),
        _ => Answer::Bytes(closer([])),
    })
    .await;
    network.node.line("provide film").await;
    let (query, said) = ask(&mut network, "providers film").await;
    assert_eq!((query.providers.len(), query.more_providers), (201, MANY - 200), "{said}");
    assert!(query.providers.contains(&network.node.state.session.peer), "we are among those that are kept");
    assert_eq!(usize::try_from(query.without_address), Ok(MANY));
    assert_eq!((query.asked, query.answered, query.failed), (10, 10, 0));
    let lookup = query.lookup().expect("a query has a lookup");
    assert_eq!((lookup.hops.len(), lookup.dropped, hop(&query, peer).named), (NODES, 0, 0));
    assert!(said.starts_with("providers film: this peer and 2400 peers (") && said.ends_with(" more)"), "{said}");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closer_peers_without_an_address_are_no_providers() {
    const MANY: usize = 10_000;
    let mut network = honest().await;
    let many: Vec<_> = short_ids(MANY).map(|id| field(CLOSER, named(&id, &[]))).collect();
    let many = message(GET_PROVIDERS, &many);
    let peer = with(&mut network, move |_, _| Answer::Bytes(many.clone())).await;
    let (query, said) = ask(&mut network, "providers film").await;
    assert_eq!((query.without_address, query.providers.len(), query.failed), (0, 0, 10_000), "{said}");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_for_itself_as_kubo_asks_newcomers_and_knows_nobody_says_so_once() {
    let memory = || vec![Multiaddr::from(libp2p::multiaddr::Protocol::Memory(0))];
    let mut node = Watched::lonely(|config| config.listen = memory()).await;
    let me = node.state.session.peer;
    let is_told = |event: &Event| matches!(event, Event::Notice { warning: Warning::NamesNobody(_) });
    for (agent, times) in [("rust-libp2p/0.57.1", 0), ("kubo/0.22.0/", 1), ("kubo/0.22.0/", 1)] {
        let asker = Asker::of_program(agent, node.address()).await;
        let said = |event: &Event| matches!(event, Event::Identified { peer, .. } if *peer == asker.me);
        node.until(said).await;
        asker.ask(message(FIND_NODE, &[field(KEY, me.to_bytes())])).await;
        node.until(|event| matches!(event, Event::Rpc(rpc) if rpc.peer == asker.me)).await;
        node.wait(Duration::from_millis(50)).await;
        assert_eq!(node.events.iter().filter(|event| is_told(event)).count(), times, "{agent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_thirty_kilobytes_is_read() {
    let mut network = honest().await;
    let value = vec![b'x'; 30_000]; // as a litep2p stores one
    let answer = message(GET_VALUE, &[field(KEY, b"big".to_vec()), field(RECORD, record(b"big", &value))]);
    let peer = with(&mut network, move |_, _| Answer::Bytes(answer.clone())).await;
    let (query, said) = ask(&mut network, "get big").await;
    assert!(query.values == [(value, vec![Some(peer)])], "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_without_an_address_of_use_are_counted_as_such_and_names_that_are_none_are_left_out() {
    let mut network = honest().await;
    let ids: Vec<PeerId> = (0..5).map(|_| PeerId::random()).collect();
    let garbage = vec![0xff; 40];
    let address = [garbage.clone(), at("/ip4/0.0.0.0/tcp/1"), at("/ip4/127.0.0.1/tcp/0"), Vec::new(), at("/memory/1")];
    let mut peers: Vec<Vec<u8>> = ids.iter().zip(address).map(|(id, at)| named(&id.to_bytes(), &[at])).collect();
    peers.extend([named(&garbage, &[at("/memory/1")]), named(&[], &[]), Vec::new()]);
    let answer = closer(peers);
    let peer = with(&mut network, move |_, _| Answer::Bytes(answer.clone())).await;
    let (query, said) = ask(&mut network, "closest place").await;
    let told = hop(&query, peer);
    assert_eq!((told.stage, told.named, told.added), (Stage::Answered, 5, 5), "{said}");
    assert_eq!(told.odd, [Oddity::Unroutable(4)]);
    for id in ids {
        let hop = hop(&query, id);
        assert_eq!((hop.stage, hop.source), (Stage::Failed, Some(peer)));
        assert!(hop.failure.is_some_and(|failure| failure != Failure::Other(String::new())), "{said}");
    }
    assert!(said.starts_with("closest place: 10 found, 10 of 15 asked answered, 5 failed ("), "{said}");
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_are_a_failure_with_a_reason() {
    let mut network = honest().await;
    let seed = AtomicU64::new(7);
    let peer = with(&mut network, move |_, _| {
        let mut random = fastrand::Rng::with_seed(seed.fetch_add(1, Ordering::Relaxed));
        let mut bytes = vec![0; random.usize(1..2_000)];
        random.fill(&mut bytes);
        Answer::Bytes(if random.bool() { framed(bytes) } else { bytes })
    })
    .await;
    for number in 0..30 {
        let (query, said) = ask(&mut network, &format!("closest place{number}")).await;
        let hop = hop(&query, peer);
        assert_eq!((hop.stage, query.answered), (Stage::Failed, 9), "{said}");
        assert!(
            matches!(hop.failure, Some(Failure::Reset | Failure::Closed | Failure::Other(_))),
            "{said}: {:?}",
            hop.failure
        );
        assert!(said.contains("9 of 10 asked answered, 1 failed ("), "{said}");
    }
    goes_on(&mut network, &[peer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_length_fails_at_once_and_one_that_never_goes_on_after_ten_seconds() {
    let mut network = honest().await;
    let endless = with(&mut network, |_, _| Answer::Endless(0xff)).await;
    let unfinished = with(&mut network, |_, _| Answer::Unfinished(vec![0x80; 3])).await;
    let half = with(&mut network, |_, _| Answer::Unfinished(framed(vec![0x08; 9_000])[..5_000].to_vec())).await;
    let silent = with(&mut network, |_, _| Answer::Unfinished(Vec::new())).await;
    let (query, said) = ask(&mut network, "get nothing").await;
    assert!(said.starts_with("get nothing: not found. 9 peers answered, none has it, "), "{said}");
    assert!(said.contains(" failed (") && query.lasted(network.node.now()) < Duration::from_secs(60), "{said}");
    network.node.wait(Duration::from_secs(2)).await; // kad gives a peer up as its stream times out: either may be first
    let query = network.node.state.queries.get(query.id).expect("it is kept").clone();
    let failed = hop(&query, endless);
    assert_eq!((failed.stage, failed.late), (Stage::Failed, false), "{said}");
    assert!(failed.failure.is_some_and(|failure| failure != Failure::TimedOut), "{said}");
    for peer in [unfinished, half, silent] {
        let hop = hop(&query, peer);
        assert!(hop.stage == Stage::Failed || hop.late, "{said}");
        assert_eq!(hop.failure, Some(Failure::TimedOut), "{said}");
    }
    goes_on(&mut network, &[endless, unfinished, half, silent]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_kind_is_one_to_a_lookup_and_none_to_a_store() {
    let mut network = honest().await;
    let pong = with(&mut network, |_, _| Answer::Bytes(message(PING, &[]))).await;
    let other = with(&mut network, |kind, _| {
        Answer::Bytes(match kind {
            FIND_NODE => message(GET_PROVIDERS, &[]),
            _ => message(FIND_NODE, &[]),
        })
    })
    .await;
    for line in ["closest place", "get nothing", "providers film"] {
        let (query, said) = ask(&mut network, line).await;
        assert_eq!([query.asked, query.answered, query.failed], [11, 10, 1], "{said}");
        assert_eq!((hop(&query, other).stage, hop(&query, pong).stage), (Stage::Answered, Stage::Failed), "{said}");
        assert!(said.contains("1 failed (answered something else)"), "{said}");
    }
    let (query, said) = ask(&mut network, "put mine value").await;
    assert_eq!((query.stored.len(), query.stored.contains(&other)), (HONEST, false), "{said}");
    assert_eq!(said, "put mine: acknowledged by 9 of 10 peers asked, 1 failed (answered something else)");

    // Nor does a step wait for what has come.
    assert!(network.node.line("pause").await.0);
    network.node.tell(NodeCommand::Closest { key: key("elsewhere") }).await;
    network.node.until(|event| matches!(event, Event::QueryStarted { .. })).await;
    network.node.tell(NodeCommand::Step { steps: 50 }).await;
    network.node.until(|event| matches!(event, Event::QueryFinished { .. })).await;
    assert!(network.node.line("resume").await.0);
    goes_on(&mut network, &[pong, other]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_bytes_come_as_a_request_the_next_is_answered() {
    let mut network = honest().await;
    let at = network.node.address();
    let asker = Asker::of(at).await;
    let mut random = fastrand::Rng::with_seed(7);
    for number in 0..200 {
        let mut bytes = vec![0; random.usize(1..2_000)];
        random.fill(&mut bytes);
        let request = match number % 4 {
            0 => bytes,
            1 => framed(bytes),
            2 => message(random.u8(..6), &[field(random.u8(1..12), bytes)]),
            _ => vec![0xff; 100_000],
        };
        let came = timeout(Duration::from_secs(10), asker.ask(request)).await;
        assert!(came.is_ok() || number % 4 == 2, "only a store's refusal keeps a stream open");
        let answer = asker.ask(message(FIND_NODE, &[field(KEY, b"place".to_vec())])).await;
        assert!(!answer.is_empty(), "after {number}");
    }
    goes_on(&mut network, &[]).await;
}
