//! Walking through the whole network, by a small node of its own beside this one: what comes of it is told as the node's
//! events are.
//!
//! ```text
//!   walk    whom it knows, and whom it asks next: pure
//!   crowd   the small node that asks many at a time
//! ```

mod crowd;
mod walk;

use std::collections::HashMap;

use libp2p::identity::Keypair;
use tokio::{sync::oneshot, time::Instant};

use super::{Node, ask::client, failure, snapshot, statistics::Statistic};
use crate::dht::{Answer, CrawlCounts, CrawlPlan, CrawlSummary, Event, Multiaddr, PeerId, Reach, peer_of};
use crowd::Crowd;
use walk::Walk;

/// The crawl that runs, and where the last one found peers.
#[derive(Default)]
pub(super) struct Crawls {
    running: Option<Running>,
    /// Where each peer was reached, or said to be.
    found: HashMap<PeerId, Multiaddr>,
}

/// A crawl that runs.
struct Running {
    /// Its command.
    n: u64,
    begun: Instant,
    counts: CrawlCounts,
    answered: usize,
    /// Stops it; none once that was done.
    stop: Option<oneshot::Sender<()>>,
}

impl Node {
    /// Begins to walk through the network, from the peers in the routing table.
    pub(super) fn crawl(&mut self, n: u64, plan: CrawlPlan) {
        if self.crawls.running.is_some() {
            return self.done(n, Answer::CrawlsAlready);
        }
        let mut walk = Walk::of(self.me, plan.limit);
        let entries = snapshot::entries(self.kad());
        let farthest = self.farthest(&entries);
        for (peer, addresses) in entries {
            let given = self.config.peers.iter().filter(|given| peer_of(given) == Some(peer));
            let from = self.told_from(&peer).unwrap_or(farthest);
            walk.given(peer, &given.cloned().collect::<Vec<_>>());
            walk.named(from, &[(peer, addresses)]);
        }
        if walk.counts.known == 0 {
            return self.done(n, Answer::NobodyToCrawl(None));
        }
        let setup = self.setup(Keypair::generate_ed25519());
        let swarm = match client::swarm(&setup, false) {
            Ok(swarm) => swarm,
            Err(error) => return self.done(n, Answer::NotConnected(failure::of_stream(&error))),
        };
        self.statistic(|| Statistic::Asks(setup.identity.public().to_peer_id()));
        let (stop, is_stopped) = oneshot::channel();
        let questions = self.questions.get_or_insert_default();
        let told = questions.told.clone();
        let crowd = Crowd::new(swarm, plan, walk, told.clone());
        self.crawls.found.clear();
        self.crawls.running =
            Some(Running { n, begun: Instant::now(), counts: CrawlCounts::default(), answered: 0, stop: Some(stop) });
        questions.tasks.spawn(async move {
            let _ = told.send(Event::CrawlFinished(crowd.run(is_stopped).await)); // who is gone hears nothing
        });
        self.say(Event::CrawlStarted(plan));
    }

    /// Stops the crawl that runs: it ends at once, with what it has.
    pub(super) fn end_crawl(&mut self, n: u64) {
        let stop = self.crawls.running.as_mut().and_then(|running| running.stop.take());
        let Some(stop) = stop else { return self.done(n, Answer::NothingCrawls) };
        let _ = stop.send(()); // it may have come to its end
        self.done(n, Answer::CrawlStops);
    }

    /// Ends the crawl that runs, since nobody would hear what comes of it. Returns its command.
    pub(super) fn leave_crawl(&mut self) -> Option<u64> {
        let Running { n, begun, counts, answered, .. } = self.crawls.running.take()?;
        self.say(Event::CrawlFinished(CrawlSummary::stopped(counts, answered, begun.elapsed())));
        Some(n)
    }

    /// Returns how far off somebody may be of whom we do not know it: as far as anybody is, or as we are where all are ours.
    fn farthest(&self, entries: &[(PeerId, Vec<Multiaddr>)]) -> Reach {
        let reached = self.reached.values().map(|reached| &reached.address);
        let others = entries.iter().flat_map(|(_, addresses)| addresses).chain(reached);
        let ours = self.swarm.listeners();
        let is_practice = self.config.nodes > 0;
        let reach = if is_practice { ours.filter_map(Reach::of).min() } else { others.filter_map(Reach::of).max() };
        reach.unwrap_or(Reach::Public)
    }

    /// Returns from how far off that is told where a peer of the routing table is: from where it is itself, if that is known.
    /// What mDNS tells comes from this network.
    fn told_from(&self, peer: &PeerId) -> Option<Reach> {
        if !self.announced_at(peer).is_empty() {
            return Some(Reach::Link);
        }
        self.reached.get(peer).and_then(|reached| Reach::of(&reached.address))
    }

    /// Returns where the last crawl found a peer.
    pub(super) fn crawled_at(&self, peer: &PeerId) -> Option<Multiaddr> {
        self.crawls.found.get(peer).cloned()
    }

    /// Takes in what a crawl tells. Returns the command that is done with it, if it is its end.
    pub(super) fn note_crawl(&mut self, event: &Event) -> Option<(u64, Answer)> {
        let running = self.crawls.running.as_mut()?;
        match event {
            Event::Crawling(counts) => running.counts = *counts,
            Event::Crawled(found) => {
                if let Some(address) = &found.address {
                    self.crawls.found.insert(found.peer, address.clone());
                }
                running.answered += usize::from(found.has_answered());
                running.counts.note(found);
            }
            Event::CrawlFinished(summary) => {
                return self.crawls.running.take().map(|running| (running.n, Answer::Crawled(*summary)));
            }
            _ => {} // nothing else tells of it
        }
        None
    }
}
