//! A walk through the whole network: everybody is found, or it is said why not; and nothing is changed by it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
    time::Duration,
};

use kadscope::{
    dht::{CrawlEnd, CrawlSummary, Crawled, Direction, Event, Failure, Multiaddr, PeerId, Position, RpcKind},
    lab, node,
    recording::Player,
    session::Past,
    state::{Lab, crawl::census::Census, lab::Life},
};
use libp2p::identity::Keypair;

use crate::common::{
    Watched,
    hand::{Answer, ByHand, CLOSER, field, message, named},
    settled::{Fate, Network},
};

/// Walks through the network. Returns what was said, and what it came to.
async fn crawl(network: &mut Watched, line: &str) -> (bool, String, CrawlSummary) {
    let (ok, said) = network.line(line).await;
    let crawl = network.state.crawls.last.as_ref().unwrap_or_else(|| panic!("{said}"));
    let summary = crawl.finished.as_ref().unwrap_or_else(|| panic!("{said}")).1;
    (ok, said, summary)
}

fn found(network: &Watched) -> Vec<Crawled> {
    let of = |event: &Event| match event {
        Event::Crawled(found) => Some((**found).clone()),
        _ => None,
    };
    network.events.iter().filter_map(of).collect()
}

fn table_of(network: &Watched) -> BTreeSet<PeerId> {
    network.state.buckets.iter().flat_map(|bucket| &bucket.entries).map(|entry| entry.peer).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_found_with_the_table_that_it_truly_has() {
    let mut network = Watched::practice(60, |node| node.k = 8).await;
    let mut tables = BTreeMap::new();
    for number in (0..60).rev() {
        let (ok, said) = network.line(&format!("be n{number}")).await;
        assert!(ok, "{said}");
        network.until(|event| matches!(event, Event::RoutingTable { .. })).await;
        tables.insert(network.state.session.peer, table_of(&network));
    }
    let me = network.state.session.peer;
    let mine = tables.remove(&me).expect("it was looked at");
    network.events.clear();
    let (ok, said, summary) = crawl(&mut network, "crawl --tables").await;
    assert!(ok, "{said}");
    assert_eq!((summary.counts.known, summary.counts.reachable, summary.answered), (59, 59, 59), "{said}");
    assert_eq!(summary.end, CrawlEnd::Done);
    let found = found(&network);
    assert!(found.iter().all(|found| found.is_reachable && found.failure.is_none()), "{said}");
    assert!(found.iter().all(|found| found.agent.as_deref().is_some_and(|agent| agent.starts_with("kadscope"))));
    let read = found.iter().map(|found| (found.peer, found.table.iter().flatten().copied().collect()));
    assert_eq!(read.collect::<BTreeMap<_, BTreeSet<_>>>(), tables);
    let state = &network.state.crawls.last.as_ref().expect("it ran");
    for (peer, table) in &tables {
        let number = state.number(peer).expect("it was found");
        let by = tables.values().filter(|table| table.contains(peer)).count();
        assert_eq!((state.peers[number].named_by as usize, state.known_by(number).count()), (by, by));
        assert_eq!(state.peers[number].table.as_ref().map(|table| table.len()), Some(table.len()));
    }
    let rpcs = network.events.iter().filter(
        |event| matches!(event, Event::Rpc(rpc) if rpc.direction == Direction::Out || rpc.kind == RpcKind::FindNode),
    );
    assert_eq!(rpcs.count(), 0, "it is told by lines of its own, and asks not itself");
    assert_eq!(table_of(&network), mine);
    assert!(network.lab.borrow().guests.iter().len() == 0, "who asks is nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dead_are_named_with_the_reason_and_two_walks_are_compared() {
    let mut network = Watched::practice(100, |_| {}).await;
    crawl(&mut network, "crawl").await;
    assert!(network.state.crawls.last.as_ref().is_some_and(|last| last.changes.is_none()), "there was none before");
    assert!(network.line("kill random:30").await.0 && network.line("spawn 10").await.0);
    let run = |lab: &Lab| lab.living().count() == 80;
    network.lab.clone().wait_for(run).await.expect("they start");
    network.events.clear();
    let (ok, said, summary) = crawl(&mut network, "crawl --tables").await;
    assert!(ok, "{said}");
    let with = |life: Life| -> BTreeSet<PeerId> {
        network.lab.borrow().nodes.iter().filter(|node| node.life == life).map(|node| node.peer).collect()
    };
    let (dead, mut alive) = (with(Life::Dead), with(Life::Alive));
    alive.remove(&network.state.session.peer);
    let found = found(&network);
    let those =
        |is: &dyn Fn(&Crawled) -> bool| found.iter().filter(|found| is(found)).map(|found| found.peer).collect();
    let newcomers: BTreeSet<_> = network.lab.borrow().nodes[100..].iter().map(|node| node.peer).collect();
    let reached = BTreeSet::from_iter(those(&|found| found.is_reachable));
    let missed: BTreeSet<_> = alive.difference(&reached).copied().collect();
    let listed: BTreeSet<_> = found.iter().flat_map(|found| found.table.iter().flatten()).copied().collect();
    assert!(reached.is_subset(&alive) && missed.is_disjoint(&listed), "who is in nobody's table is not found: {said}");
    assert!(missed.len() < 10, "those are few: {said}");
    let unreached: Vec<PeerId> = those(&|found| found.failure == Some(Failure::NoListener));
    assert_eq!(unreached.len(), summary.counts.unreachable, "{said}");
    assert!(unreached.iter().all(|peer| dead.contains(peer)) && unreached.len() > 20, "{said}");
    assert!(said.contains(&format!("{} reached, {} not", reached.len(), unreached.len())), "{said}");
    let last = network.state.crawls.last.clone().expect("it ran");
    let [came, went] = last.changes.as_ref().expect("there were two");
    assert_eq!(came.iter().copied().collect::<BTreeSet<_>>(), newcomers.difference(&missed).copied().collect());
    let gone = dead.union(&missed).filter(|peer| !newcomers.contains(peer)).copied().collect();
    assert_eq!(went.iter().copied().collect::<BTreeSet<_>>(), gone);
    let (_, _, cut_short) = crawl(&mut network, "crawl --limit 10").await;
    assert_eq!(cut_short.end, CrawlEnd::Limit);
    let changes = network.state.crawls.last.as_ref().and_then(|crawl| crawl.changes.clone());
    assert_eq!(changes, Some([vec![], vec![]]), "who was not asked did not go");
    let census = Census::of(&last, &network.state.position);
    assert_eq!((census.reached, census.unreached, census.waiting), (reached.len(), unreached.len(), 0));
    assert_eq!(census.failures, [(Failure::NoListener, unreached.len())]);
    assert_eq!(census.tables, reached.len());
    let lists = found.iter().filter_map(|found| found.table.as_ref());
    let entries: Vec<_> = lists.flatten().collect();
    let of_dead = entries.iter().filter(|peer| unreached.contains(peer)).count();
    assert_eq!(census.entries, [entries.len(), of_dead]);
    assert_eq!(census.density.first().map(|(bits, count, _)| (*bits, *count)), Some((0, reached.len())));
}

/// A peer that names twenty others to whoever asks, each time new ones, that are all said to be where it is.
async fn liar() -> ByHand {
    let names = |kind, me: PeerId| {
        let invented = |_| field(CLOSER, named(&PeerId::random().to_bytes(), &[here(me)]));
        Answer::Bytes(message(kind, &(0..20).map(invented).collect::<Vec<_>>()))
    };
    ByHand::start(names).await
}

/// Some address at which nobody listens.
fn here(peer: PeerId) -> Vec<u8> {
    let port = u64::from_be_bytes(peer.to_bytes()[30..38].try_into().expect("eight bytes")) | 1 << 60;
    format!("/memory/{port}").parse::<Multiaddr>().expect("a multiaddr").to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_invents_peers_without_end_leads_to_the_limit_and_no_further() {
    for line in ["crawl --limit 30", "crawl --tables --limit 30", "crawl --limit 1 --parallel 1"] {
        let limit: usize =
            line.split("--limit ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).expect("one");
        let liar = liar().await;
        let mut config = node::Config::new(Keypair::generate_ed25519());
        config.listen = vec!["/memory/0".parse().expect("a multiaddr")];
        config.table = Some(vec![(liar.peer, liar.address.clone())]);
        let mut node = Watched::node(config).await;
        let (ok, said, summary) = crawl(&mut node, line).await;
        assert!(ok && summary.end == CrawlEnd::Limit, "{line}: {said}");
        assert_eq!(found(&node).len(), summary.counts.known, "{line}: each is told once");
        assert!(summary.counts.known <= limit && said.contains("limit"), "{line}: {said}");
        assert_eq!(summary.answered, 1, "{line}: {said}");
        let crawl = node.state.crawls.last.as_ref().expect("it ran");
        for asked in found(&node) {
            let known = crawl.get(&asked.peer).expect("who was asked is in the list");
            assert_eq!(known.reach.is_reached(), asked.is_reachable, "{line}");
        }
        assert!(crawl.peers.len() <= 2 * limit + 1, "{line}: {} are listed", crawl.peers.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_stopped_with_what_it_has() {
    let fate = |number| if number % 4 == 1 { Fate::Silent } else { Fate::Alive };
    let mut network = Network::start(40, fate, |_| {}).await;
    let node = &mut network.node;
    let (ok, said) = node.line("crawl off").await;
    assert!(!ok, "{said}");
    node.type_line("crawl --parallel 2").await;
    for _ in 0..3 {
        node.until(|event| matches!(event, Event::Crawled(_))).await;
    }
    let (ok, said) = node.line("crawl").await;
    assert!(!ok, "one at a time: {said}");
    node.type_line("crawl off").await;
    node.until(|event| matches!(event, Event::CrawlFinished(_))).await;
    node.until(|event| matches!(event, Event::CommandFinished { .. })).await;
    let crawl = node.state.crawls.last.as_ref().expect("it ran");
    let summary = crawl.finished.as_ref().expect("it ended").1;
    let told = found(node).len();
    assert!(summary.end == CrawlEnd::Stopped && !summary.is_ok());
    assert!(told >= 3 && told == summary.counts.done() && summary.counts.waiting() > 0, "{summary:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_what_it_has_where_another_node_is_looked_at() {
    let config = node::Config::new(Keypair::generate_ed25519());
    let latency = Duration::from_millis(100);
    let mut network = Watched::lab(lab::Config { latency, ..lab::Config::new(60, 7, config) }).await;
    network.type_line("crawl --parallel 2").await;
    for _ in 0..3 {
        network.until(|event| matches!(event, Event::Crawled(_))).await;
    }
    network.type_line("be n9").await;
    let ended = network.until(|event| matches!(event, Event::CrawlFinished(_))).await;
    let told = found(&network).len();
    let Event::CrawlFinished(summary) = ended else { unreachable!("it was waited for") };
    assert_eq!((summary.end, summary.counts.done()), (CrawlEnd::Stopped, told));
    network.until(|event| matches!(event, Event::Looking { .. })).await;
    let (ok, said, _) = crawl(&mut network, "crawl").await;
    assert!(ok, "another may walk then: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lookup_is_scored_by_a_crawl_that_came_to_its_end_where_nothing_is_true() {
    let mut others = Vec::new();
    for _ in 0..12 {
        others.push(Watched::lonely(|_| {}).await);
    }
    let mut node = Watched::lonely(|config| config.k = 4).await;
    for other in &others {
        let (ok, said) = node.line(&format!("dial {}", other.address())).await;
        assert!(ok, "{said}");
    }
    node.wait(Duration::from_millis(500)).await; // they say what they are
    let node = &mut node;
    let (_, said) = node.line("closest a").await;
    assert!(!said.contains("crawl"), "{said}");
    crawl(node, "crawl --limit 3").await;
    let (_, said) = node.line("closest a").await;
    assert!(!said.contains("crawl"), "a part of the network is no measure: {said}");
    crawl(node, "crawl").await;
    let (_, said) = node.line("closest a").await;
    assert!(said.contains("Found 4 of the 4 closest known to the crawl of ") && said.contains("(12 peers)"), "{said}");
    let (reached, place) = (12, crate::common::key("a").position());
    let mut near: Vec<PeerId> =
        node.state.crawls.last.as_ref().expect("it ran").peers.iter().map(|peer| peer.peer).collect();
    near.retain(|peer| *peer != node.state.session.peer);
    near.sort_by_cached_key(|peer| Position::of_peer(peer).distance(&place));
    assert_eq!(near.len(), reached);
    let known = node.state.queries.iter().find_map(|query| query.known_closest.as_ref()).expect("it is scored");
    assert_eq!(known.closest, near[..4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_nobody_has_nobody_to_walk_to() {
    let mut lonely = Watched::lonely(|_| {}).await;
    let (ok, said) = lonely.line("crawl").await;
    assert!(!ok && lonely.state.crawls.last.is_none(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_are_reached_over_tcp_and_quic() {
    let quic = |config: &mut node::Config| config.listen = vec!["/ip4/127.0.0.1/udp/0/quic-v1".parse().expect("one")];
    let (first, second) = (Watched::lonely(|_| {}).await, Watched::lonely(quic).await);
    let both = |config: &mut node::Config| {
        config.listen.push("/ip4/127.0.0.1/udp/0/quic-v1".parse().expect("one"));
    };
    let mut node = Watched::lonely(both).await;
    for other in [&first, &second] {
        let (ok, said) = node.line(&format!("dial {}", other.address())).await;
        assert!(ok, "{said}");
    }
    node.wait(Duration::from_millis(500)).await; // they say what they are
    let (ok, said, summary) = crawl(&mut node, "crawl --tables").await;
    assert!(ok && summary.counts.reachable == 2, "{said}");
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kadscope")).arg("run").args(arguments).output().expect("it runs")
}

#[test]
fn what_was_found_is_written_as_a_table_a_graph_and_a_document_and_played_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("is text").to_owned();
    let exports = ["a.csv", "a.dot", "a.json"].map(|name| format!("export {}", path(name)));
    let output = run(&[
        "--demo",
        "30",
        "--seed",
        "7",
        "--record",
        &path("a.jsonl"),
        "-c",
        "kill n3",
        "-c",
        "put a v",
        "-c",
        "crawl --tables",
        "-c",
        "copies a",
        "-c",
        "census",
        "-c",
        &exports[0],
        "-c",
        &exports[1],
        "-c",
        &exports[2],
    ]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(path(name)).expect("it was written");
    let csv = read("a.csv");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["peer", "name", "reach", "address", "agent", "protocols", "table", "known_by", "failure"]);
    assert_eq!(rows.len(), 1 + 30, "{csv}");
    let with = |reach: &str| rows.iter().filter(|row| row[2] == reach).collect::<Vec<_>>();
    assert_eq!((with("answered").len(), with("unreachable").len(), with("walker").len()), (28, 1, 1), "{csv}");
    assert_eq!((with("unreachable")[0][1], with("unreachable")[0][8]), ("n3", "no_listener"));
    let arrows = read("a.dot").matches(" -> ").count();
    let entries: usize = rows[1..].iter().filter_map(|row| row[6].parse::<usize>().ok()).sum();
    assert!(arrows == entries && entries > 200, "{arrows} {entries}");
    let document: serde_json::Value = serde_json::from_str(&read("a.json")).expect("JSON");
    assert_eq!(document["crawl"]["peers"].as_array().map(Vec::len), Some(30));
    assert_eq!(document["copies"][0]["last"]["closest"].as_array().map(Vec::len), Some(21), "20, and one that is dead");
    let mut player = Player::open(path("a.jsonl").as_ref(), Past::default()).expect("is a recording");
    player.to_end();
    let state = player.world().state().expect("somebody is looked at");
    let crawl = state.crawls.ended().expect("it was played back");
    assert_eq!((crawl.peers.len(), crawl.answered().count()), (30, 28));
    assert_eq!(
        crawl.peers.iter().filter_map(|peer| peer.table.as_ref()).map(|table| table.len()).sum::<usize>(),
        entries
    );
    let held = state.copies.iter().next().expect("it was played back");
    assert_eq!(held.last.copies.answering(), 20);
}

/// A crawl is of the network: whoever is looked at then knows of it, and of a later one whoever is come back to.
#[test]
fn what_one_node_found_is_there_when_another_is_looked_at() {
    let lines = ["crawl", "be n5", "census", "kill n3", "crawl", "be n0", "census"];
    let output = run(&[&["--demo", "30"][..], &lines.map(|line| ["-c", line]).concat()].concat());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    let titles: Vec<&str> = said.lines().filter(|line| line.starts_with("ok: Crawl of ")).collect();
    let ends = |title: &&str, end: &str| title.ends_with(end);
    assert!(
        matches!(&titles[..], [first, second] if ends(first, "29 reached · 0 not reached")
        && ends(second, "28 reached · 1 not reached")),
        "{said}"
    );
}

#[test]
fn in_a_script_it_is_stopped_when_its_time_is_over_and_says_what_it_has() {
    let slow = ["--demo", "100", "--latency", "200ms", "--timeout", "4s", "--json", "-c", "crawl --parallel 2"];
    let output = run(&slow);
    assert_eq!(output.status.code(), Some(1));
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = |event: &str| lines.lines().rfind(|line| line.contains(event)).unwrap_or_else(|| panic!("{lines}"));
    assert!(last(r#""event":"crawl_finished""#).contains(r#""outcome":"stopped""#), "{lines}");
    let ended = last(r#""event":"command_finished""#);
    assert!(ended.contains("Stopped: ") && ended.contains(r#""ok":false"#), "{ended}");
}

#[cfg(unix)]
#[test]
fn a_signal_amid_a_walk_keeps_what_it_has() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kadscope"))
        .args(["run", "--demo", "100", "--latency", "200ms", "--json", "-c", "crawl --parallel 2"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    let mut heard = Vec::new();
    for line in lines.by_ref() {
        heard.push(line.expect("is text"));
        if heard.iter().filter(|line| line.contains(r#""event":"crawled""#)).count() == 3 {
            let pid = child.id().to_string();
            assert!(Command::new("kill").args(["-INT", &pid]).status().expect("there is kill").success());
            break;
        }
    }
    heard.extend(lines.map(|line| line.expect("is text")));
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let told = heard.iter().filter(|line| line.contains(r#""event":"crawled""#)).count();
    let last: Vec<serde_json::Value> = heard
        .iter()
        .filter(|line| line.contains(r#""event":"crawl_finished""#))
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(last.len(), 1, "{heard:?}");
    assert_eq!((&last[0]["outcome"], &last[0]["reachable"]), (&"stopped".into(), &told.into()));
    assert!((3..99).contains(&told), "it was amid it");
}
