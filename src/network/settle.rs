//! A node that starts with a full routing table: the table is filled, and kad's first bootstrap is ended unsent.

use std::time::Duration;

use futures::StreamExt as _;
use libp2p::swarm::SwarmEvent;
use tokio::time::timeout;

use super::{Node, tap};
use crate::dht::{Event, Multiaddr, PeerId, Via};

/// How long a memory port may take to open; it opens at the first poll.
const OPENING: Duration = Duration::from_secs(5);

impl<R: FnMut(Event) + Send> Node<R> {
    /// Fills the routing table and comes to rest. The first listening address arms a bootstrap, so it is waited for.
    pub(super) async fn settle(&mut self, table: Vec<(PeerId, Multiaddr)>) {
        while self.swarm.listeners().next().is_none() {
            match timeout(OPENING, self.swarm.select_next_some()).await {
                Ok(event) => self.happened(event),
                Err(_) => break, // it says itself why it cannot listen
            }
        }
        for (peer, address) in table {
            self.kad().add_address(&peer, address.clone());
            self.say(Event::PeerDiscovered { peer, via: Via::Practice, addresses: vec![address] });
        }
        self.swarm.behaviour_mut().kad.hush_bootstrap();
        self.drain();
        self.look_at_table();
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
