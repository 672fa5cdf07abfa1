//! How long a walk through a whole practice network takes, with and without everybody's routing table, and where many are dead;
//! what it costs in memory; and what our own lookups take meanwhile.
//!
//! `cargo bench --bench crawl` measures 1,000 nodes, `cargo bench --bench crawl -- 10000` another number. Each crawl is preceded
//! by one that is not counted, so that nobody's first connection is among what is measured.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/mod.rs"]
mod common;

use std::{
    env,
    time::{Duration, Instant},
};

use common::{Watched, memory::resident};
use kadscope::{
    dht::{Answer, CrawlSummary, Event, PeerId},
    lab, node,
    state::{
        Focus, Page, Pane, Ui,
        crawl::census::Census,
        nodes::{NodesView, Survey},
    },
    view::{Scene, Theme, draw},
    words::Language,
};
use libp2p::identity::Keypair;
use ratatui::{Terminal, backend::TestBackend};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Frames whose mean is told.
const FRAMES: u32 = 20;
/// Lookups whose median is told.
const LOOKUPS: usize = 40;

#[tokio::main]
async fn main() {
    let asked: Vec<usize> = env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    for nodes in if asked.is_empty() { vec![1_000] } else { asked } {
        measure(nodes).await;
    }
}

async fn measure(nodes: usize) {
    let node = node::Config::new(Keypair::generate_ed25519());
    let mut network = Watched::lab(lab::Config::new(nodes, 7, node)).await;
    println!("{nodes} nodes");
    crawl(&mut network, "crawl").await;
    let (before, table) = (resident(), table_of(&network));
    told("crawl", &crawl(&mut network, "crawl").await);
    told("crawl --tables", &crawl(&mut network, "crawl --tables").await);
    println!("  {:<34} {} MB more", "two crawls are kept", resident().saturating_sub(before) / 1024);
    println!("  {:<34} {}", "our table is as it was", table == table_of(&network));
    let list = Ui { pane: Pane::Nodes, focus: Focus::Pane, ..Ui::default() };
    let list = Ui { nodes: Survey { view: NodesView::Crawl, ..Survey::default() }, ..list };
    frames("a frame of the list", &network, &list);
    frames("the same, filtered", &network, &Ui { filter: "nobody".to_owned(), ..list.clone() });
    frames("a frame of the census", &network, &Ui { pages: vec![Page::Census.into()], ..list });

    let at_rest = lookups(&mut network).await;
    network.type_line("crawl --tables").await;
    network.until(|event| matches!(event, Event::CrawlStarted(_))).await;
    let (meanwhile, is_running) = (lookups(&mut network).await, network.state.crawls.is_running());
    if is_running {
        network.until(|event| matches!(event, Event::CommandFinished { answer: Answer::Crawled(_), .. })).await;
    }
    let beside = if is_running { "to its end" } else { "which ended before them" };
    println!("  {:<34} {at_rest:?}", "a lookup of ours, at rest");
    println!("  {:<34} {meanwhile:?}", format!("during a crawl, {beside}"));

    let dead = nodes * 3 / 10;
    network.line(&format!("kill random:{dead}")).await;
    told(&format!("crawl, {dead} dead"), &crawl(&mut network, "crawl").await);
    told(&format!("crawl --tables, {dead} dead"), &crawl(&mut network, "crawl --tables").await);
    let crawl = network.state.crawls.last.as_ref().expect("it ran");
    for (failure, count) in Census::of(crawl, &network.state.position).failures {
        println!("  {:<34} {count}", Language::English.failure(&failure));
    }
}

fn told(what: &str, summary: &CrawlSummary) {
    let counts = summary.counts;
    println!(
        "  {what:<34} {:>6.2} s: {} known, {} reached, {} answered, {} requests",
        summary.took.as_secs_f64(),
        counts.known,
        counts.reachable,
        summary.answered,
        counts.requests
    );
}

/// Draws some frames, and tells how long one takes.
fn frames(what: &str, network: &Watched, ui: &Ui) {
    let mut terminal = Terminal::new(TestBackend::new(160, 48)).expect("a test backend does not fail");
    let (lab, start) = (network.lab.borrow().clone(), Instant::now());
    for _ in 0..FRAMES {
        let scene = Scene { state: &network.state, lab: &lab, ui, theme: &Theme::colour(), now: network.now() };
        terminal.draw(|frame| _ = draw(frame, &scene)).expect("a test backend does not fail");
    }
    println!("  {what:<34} {:?}", start.elapsed() / FRAMES);
}

/// Walks through the network.
async fn crawl(network: &mut Watched, line: &str) -> CrawlSummary {
    network.line(line).await;
    network.events.clear();
    network.state.crawls.ended().and_then(|crawl| crawl.finished).expect("it came to its end").1
}

/// Looks up keys that nobody has, one after another. Returns the median time.
async fn lookups(network: &mut Watched) -> Duration {
    let mut times = Vec::new();
    for n in 0..LOOKUPS {
        let start = Instant::now();
        network.line(&format!("closest key{n}")).await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[LOOKUPS / 2]
}

fn table_of(network: &Watched) -> Vec<PeerId> {
    network.state.buckets.iter().flat_map(|bucket| &bucket.entries).map(|entry| entry.peer).collect()
}
