//! How a practice node comes to rest: with a full routing table at its start, or by a bootstrap of its own. What kad would
//! bootstrap beyond that is ended unsent.

use std::time::Duration;

use futures::StreamExt as _;
use libp2p::swarm::SwarmEvent;
use tokio::time::timeout;

use super::{Node, tap, transport};
use crate::dht::{MAX_K, Multiaddr, PeerId};

/// How long a memory port may take to open; it opens at the first poll.
const OPENING: Duration = Duration::from_secs(5);
/// How long further addresses of one IP listener may take: one for each interface.
const AFTER: Duration = Duration::from_millis(200);
/// Entries between two times that kad's queue is emptied: it keeps the room of its longest queue.
const BETWEEN: usize = 8;

impl Node {
    /// Fills the routing table and comes to rest. Each listening address arms a bootstrap while nobody is connected, so
    /// all are waited for: every listener, and a moment longer for those that have several.
    pub(super) async fn settle(&mut self, table: Vec<(PeerId, Multiaddr)>) {
        let memory_alone = self.config.listen.iter().all(transport::is_memory);
        while self.swarm.listeners().count() < self.config.listen.len() || !memory_alone {
            let patience = if self.swarm.listeners().count() < self.config.listen.len() { OPENING } else { AFTER };
            match timeout(patience, self.swarm.select_next_some()).await {
                Ok(event) => self.happened(event),
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
    /// fewer than 20 peers when it took up the first few: a practice node that knows enough by now does without.
    pub(super) fn has_joined(&mut self) {
        if self.config.nodes > 0 && self.entries() >= MAX_K {
            self.swarm.behaviour_mut().kad.hush_bootstrap();
        }
    }

    /// Takes what kad has queued for each entry out of memory.
    fn drain(&mut self) {
        while let Some(Some(event)) = futures::FutureExt::now_or_never(self.swarm.next()) {
            if !matches!(&event, SwarmEvent::Behaviour(super::behaviour::BehaviourEvent::Kad(tap::Event::Kad(_)))) {
                self.happened(event);
            }
        }
    }
}
