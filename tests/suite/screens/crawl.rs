//! Worlds in which a network was walked through, or a key's copies were counted.

use kadscope::{
    dht::{Copies, CopyKind, CrawlCounts, CrawlEnd, CrawlPlan, CrawlSummary, Crawled, HeldCopy},
    state::{Replay, Topic, nodes::NodesView},
};

use super::*;

const PEERS: u16 = 60;

/// A real network: this node knows a few, and nobody is ours.
fn real() -> World {
    let mut world = World::new(0, false);
    world.hear(0.1, Event::Listening { address: "/ip4/5.201.0.1/tcp/4001".parse().expect("a multiaddr") });
    for number in 1..12 {
        let (peer, address) = (id(number), address(number));
        world.hear(0.5, Event::Connected { peer, direction: Direction::Out, address });
    }
    world
}

fn address(number: u16) -> Multiaddr {
    format!("/ip4/5.98.0.{number}/tcp/4001").parse().expect("a multiaddr")
}

/// What a crawl finds of a peer: of some that they are dead, or never dialled, or say nothing.
fn found(number: u16, has_tables: bool) -> Crawled {
    let failure = match number % 12 {
        3 => Some(Failure::Refused),
        7 => Some(Failure::NotFollowed),
        10 => Some(Failure::TimedOut),
        _ => None,
    };
    let is_reachable = !matches!(number % 12, 3 | 7);
    let agent = match number % 5 {
        0 => "kubo/0.34.1/desktop",
        1 => "js-libp2p/3.0.0",
        2 => "kubo/0.22.0",
        _ => "rust-libp2p/0.57.1",
    };
    let table =
        (0..PEERS).filter(|other| *other != number && (other * 7 + number * 3).is_multiple_of(4)).map(id).collect();
    Crawled {
        peer: id(number),
        address: (failure != Some(Failure::NotFollowed)).then(|| address(number)),
        is_reachable,
        agent: (is_reachable && failure.is_none()).then(|| agent.to_owned()),
        protocols: if is_reachable { vec!["/ipfs/kad/1.0.0".to_owned(), "/ipfs/id/1.0.0".to_owned()] } else { vec![] },
        table: (has_tables && is_reachable && failure.is_none()).then_some(table),
        failure,
    }
}

/// A crawl that runs, and has asked so many.
fn crawling(mut world: World, begun: f64, peers: u16, has_tables: bool) -> World {
    world.hear(begun, Event::CrawlStarted(CrawlPlan { has_tables, ..CrawlPlan::default() }));
    for number in 1..peers {
        world.hear(begun + f64::from(number) / 10.0, Event::Crawled(Box::new(found(number, has_tables))));
    }
    let (unreachable, done) = ((1..peers).filter(|n| !found(*n, false).is_reachable).count(), usize::from(peers - 1));
    let counts = CrawlCounts {
        known: usize::from(PEERS) - 1,
        reachable: done - unreachable,
        unreachable,
        under_way: (usize::from(PEERS) - 1 - done).min(8),
        requests: 3 * u64::from(peers),
    };
    world.hear(begun + f64::from(peers) / 10.0, Event::Crawling(counts));
    world.ui.nodes.view = NodesView::Crawl;
    world
}

/// A crawl that came to its end.
fn crawled(world: World, begun: f64, peers: u16, has_tables: bool) -> World {
    let mut world = crawling(world, begun, peers, has_tables);
    let crawl = world.state.crawls.last.clone().expect("one began");
    let counts = CrawlCounts { under_way: 0, known: usize::from(peers) - 1, ..crawl.counts };
    let summary =
        CrawlSummary { counts, answered: crawl.answered().count(), took: Duration::from_secs(6), end: CrawlEnd::Done };
    world.hear(begun + 6.0, Event::CrawlFinished(summary));
    world
}

/// A second crawl beside the first.
fn twice() -> World {
    crawled(crawled(real(), 10.0, 50, false), 40.0, PEERS, true)
}

fn nodes(world: World) -> World {
    world.with(|ui| (ui.focus, ui.pane) = (Focus::Pane, Pane::Nodes))
}

fn page(world: World, page: Page) -> World {
    world.with(|ui| (ui.focus, ui.pages) = (Focus::Pane, vec![page.into()]))
}

/// One round of a key: of twenty some have it not, one has another value, one does not answer.
fn round(world: &mut World, seconds: f64, query: u64, what: CopyKind, change: impl Fn(u16, &mut HeldCopy)) {
    start(world, seconds, query, what.kind(), "greeting");
    let place = Key::new("greeting").position();
    let mut closest: Vec<u16> = (1..PEERS).collect();
    closest.sort_by_key(|number| Position::of_peer(&id(*number)).distance(&place));
    let held = closest.iter().take(20).zip(0..).map(|(number, rank)| {
        let (peer, left) = (id(*number), Duration::from_secs(3_600 + u64::from(rank) * 777));
        let (value, expires_in) = match what {
            CopyKind::Value => (Some(b"hello world".to_vec()), Some(left)),
            CopyKind::Provider => (None, None),
        };
        let providers = if what == CopyKind::Provider { vec![id(5), id(9)] } else { vec![] };
        let mut copy = HeldCopy { has: true, value, expires_in, providers, ..HeldCopy::none(peer) };
        change(rank, &mut copy);
        copy
    });
    let closest: Vec<HeldCopy> = held.collect();
    let in_doubt = closest.iter().map(|copy| copy.peer).collect();
    let outcome = Outcome { in_doubt, ..Outcome::default() };
    let ended = Event::QueryFinished { query: QueryId(query), asked: 24, answered: 22, failed: 2, outcome };
    world.hear(seconds + 0.2, ended);
    let providers = match what {
        CopyKind::Value => vec![],
        CopyKind::Provider => vec![(id(5), None), (id(9), Some(Failure::Refused))],
    };
    let copies = Box::new(Copies { what, closest, here: false, providers });
    world.hear(seconds + 0.4, Event::Copies { query: QueryId(query), key: Key::new("greeting"), copies });
}

fn without(copy: &mut HeldCopy, failure: Option<Failure>) {
    (copy.has, copy.value, copy.expires_in, copy.failure) = (false, None, None, failure);
    copy.providers.clear();
}

fn copies(mut world: World, rounds: u16) -> World {
    for n in 0..rounds {
        let (seconds, query) = (20.0 + f64::from(n) * 5.0, u64::from(n) + 1);
        round(&mut world, seconds, query, CopyKind::Value, |rank, copy| match rank {
            4 => copy.value = Some(b"goodbye".to_vec()),
            7 => without(copy, Some(Failure::TimedOut)),
            11 if n > 2 => without(copy, None),
            15 => copy.expires_in = None,
            17 => without(copy, None),
            _ => {}
        });
    }
    page(world, Page::Copies { key: Key::new("greeting"), what: CopyKind::Value })
}

/// Some rounds, and a further one that waits for somebody who does not answer.
fn under_way() -> World {
    let mut world = copies(real(), 3);
    start(&mut world, 82.0, 9, Kind::Copies, "greeting");
    world
}

fn providers(mut world: World) -> World {
    round(&mut world, 20.0, 1, CopyKind::Provider, |rank, copy| match rank {
        3 => copy.providers = vec![id(9)],
        6 | 12 => without(copy, None),
        13 => without(copy, Some(Failure::Refused)),
        _ => {}
    });
    page(world, Page::Copies { key: Key::new("greeting"), what: CopyKind::Provider })
}

pub(super) fn worlds() -> Vec<(&'static str, World)> {
    let replayed = |world: World| world.with(|ui| ui.replay = Some(Replay::default()));
    let copies_page = Page::Copies { key: Key::new("greeting"), what: CopyKind::Value };
    vec![
        ("crawl-empty", nodes(real())),
        ("crawl-running", nodes(crawling(real(), 80.0, 30, true))),
        ("crawl-ended", nodes(twice())),
        ("crawl-filtered", nodes(twice()).with(|ui| "kubo".clone_into(&mut ui.filter))),
        ("crawl-no-match", nodes(twice()).with(|ui| "zzz".clone_into(&mut ui.filter))),
        ("crawl-replay", replayed(nodes(twice()))),
        ("crawl-replay-empty", replayed(nodes(real()))),
        ("crawl-practice", nodes(crawled(practice(PEERS), 80.0, PEERS, true))),
        ("crawl-peer", page(twice(), Page::Peer(id(5)))),
        ("crawl-peer-dead", page(twice(), Page::Peer(id(3)))),
        ("census", page(twice(), Page::Census)),
        ("census-running", page(crawling(real(), 80.0, 30, false), Page::Census)),
        ("census-empty", page(real(), Page::Census)),
        ("census-replay", replayed(page(twice(), Page::Census))),
        ("copies-asking", page(real(), copies_page.clone())),
        ("copies-once", copies(real(), 1)),
        ("copies-rounds", copies(real(), 9)),
        ("copies-under-way", under_way()),
        ("copies-practice", copies(practice(PEERS), 1)),
        ("copies-providers", providers(real())),
        ("copies-replay", replayed(copies(real(), 3))),
        ("copies-replay-empty", replayed(page(real(), copies_page))),
        ("words-crawl", page(twice(), Page::Words(Topic::Crawl))),
        ("words-copies", page(copies(real(), 1), Page::Words(Topic::Copies))),
    ]
}
