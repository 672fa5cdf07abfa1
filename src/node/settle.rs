//! How a practice node comes to rest: with a full routing table at its start, or by a bootstrap of its own. What kad would
//! bootstrap beyond that is ended, unsent where it can be.

use std::time::Duration;

use futures::StreamExt as _;
use libp2p::{
    kad::{QueryId, QueryInfo, QueryRef},
    swarm::SwarmEvent,
};
use tokio::time::timeout;

use super::{Config, Node, tap, transport};
use crate::dht::{MAX_K, Multiaddr, PeerId};

/// How long a memory port may take to open; it opens at the first poll.
const OPENING: Duration = Duration::from_secs(5);
/// How long further addresses of one IP listener may take: one for each interface.
const AFTER: Duration = Duration::from_millis(200);
/// Entries between two times that kad's queue is emptied: it keeps the capacity of its longest queue.
const BETWEEN: usize = 8;

impl Node {
    /// Fills the routing table and comes to rest. Each listening address arms a bootstrap while nobody is connected, so
    /// all are waited for: every listener, and a moment longer for those that have several.
    pub(super) async fn settle(&mut self, table: Vec<(PeerId, Multiaddr)>) {
        let memory_alone = self.config.listen.iter().all(transport::is_memory);
        while self.swarm.listeners().count() < self.config.listen.len() || !memory_alone {
            let patience = if self.swarm.listeners().count() < self.config.listen.len() { OPENING } else { AFTER };
            match timeout(patience, self.swarm.select_next_some()).await {
                Ok(event) => self.on_swarm_event(event),
                Err(_) => break, // all are open, or it says itself why it cannot listen
            }
        }
        for (nth, (peer, address)) in table.into_iter().enumerate() {
            self.kad().add_address(&peer, address);
            if nth == 0 {
                self.swarm.behaviour_mut().kad.hush_bootstrap(); // the listening address armed it
            }
            if nth % BETWEEN == 0 {
                self.drain();
            }
        }
        self.swarm.behaviour_mut().kad.hush_bootstrap();
        self.drain();
        self.look_at_table();
    }

    /// A bootstrap has gone through all its lookups. While a node joins, kad has armed another meanwhile, since it knew
    /// fewer than 20 peers when it took up the first few.
    pub(super) fn on_bootstrapped(&mut self) {
        if self.config.policy.joins_once && self.entries() >= MAX_K {
            self.swarm.behaviour_mut().kad.hush_bootstrap();
        }
    }

    /// Ends each lookup of an automatic bootstrap that refreshes a full bucket: it would bring nobody there, but that kad
    /// may put one whom it dials in the place of an entry that is not connected. What a command started goes through all.
    pub(super) fn leave_out_full_buckets(&mut self) {
        let Config { policy, k, .. } = self.config;
        if policy.refreshes_full_buckets {
            return;
        }
        let refreshes: Vec<_> = self.kad().iter_queries().filter_map(|query| refresh(&query)).collect();
        for (query, target) in refreshes {
            let is_full = self.kad().kbucket(target).is_some_and(|bucket| bucket.num_entries() >= k);
            if is_full && !self.swarm.behaviour().kad.is_commanded(query) {
                self.swarm.behaviour_mut().kad.finish(query);
            }
        }
    }

    /// Takes what kad has queued for each entry out of memory.
    fn drain(&mut self) {
        while let Some(Some(event)) = futures::FutureExt::now_or_never(self.swarm.next()) {
            if !matches!(&event, SwarmEvent::Behaviour(super::behaviour::BehaviourEvent::Kad(tap::Event::Kad(_)))) {
                self.on_swarm_event(event);
            }
        }
    }
}

/// Returns a bootstrap's query and the target of its present lookup.
fn refresh(query: &QueryRef<'_>) -> Option<(QueryId, PeerId)> {
    match query.info() {
        QueryInfo::Bootstrap { peer, .. } => Some((query.id(), *peer)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use libp2p::{identity::Keypair, kad};

    use super::{super::Policy, *};
    use crate::dht::Position;

    /// Returns a practice node whose two farthest buckets are full, and nothing else is known to it.
    async fn with_full_buckets() -> Node {
        let mut config = Config::new(Keypair::generate_ed25519());
        (config.policy, config.k) = (Policy::PRACTICE, 4);
        config.listen = vec!["/memory/0".parse().expect("an address")];
        let mut node = Node::new(config, None).expect("a node");
        node.listen().expect("it listens");
        node.settle(Vec::new()).await; // waits until it listens
        for port in 1_u64.. {
            if node.entries() == 8 {
                break;
            }
            let peer = Keypair::generate_ed25519().public().to_peer_id();
            if Position::of_peer(&node.me).common_prefix(&Position::of_peer(&peer)) < 2 {
                node.kad().add_address(&peer, format!("/memory/{port}").parse().expect("an address"));
            }
        }
        node
    }

    /// Returns whether a bootstrap goes on to refresh the farthest bucket, once the lookup of the node itself is over.
    fn refreshes_the_farthest(node: &mut Node, by_command: bool) -> bool {
        let bootstrap = |kad: &mut kad::Behaviour<_>| kad.bootstrap();
        let tap = &mut node.swarm.behaviour_mut().kad;
        let id = if by_command { tap.start(bootstrap) } else { bootstrap(tap.kad()) }.expect("peers are known");
        node.leave_out_full_buckets();
        assert_eq!(node.kad().iter_queries().count(), 1, "who is near ourselves is asked in any case");
        node.swarm.behaviour_mut().kad.finish(id);
        node.drain();
        node.kad().query(&id).is_some()
    }

    #[tokio::test]
    async fn an_automatic_bootstrap_leaves_out_full_buckets_whoever_looks() {
        let mut node = with_full_buckets().await;
        assert!(!refreshes_the_farthest(&mut node, false));
        let mut seen = with_full_buckets().await;
        seen.observe(Box::new(|_| {}));
        assert!(!refreshes_the_farthest(&mut seen, false));
        let mut told = with_full_buckets().await;
        assert!(refreshes_the_farthest(&mut told, true));
        let mut roomy = with_full_buckets().await;
        roomy.config.k += 1;
        assert!(refreshes_the_farthest(&mut roomy, false));
        let mut plain = with_full_buckets().await;
        plain.config.policy = Policy::PLAIN;
        assert!(refreshes_the_farthest(&mut plain, false));
    }
}
