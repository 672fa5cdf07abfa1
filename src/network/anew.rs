//! What a practice node does once it has joined, or was looked at: it begins anew, as if it had been settled with the
//! table that it has made. libp2p keeps the room of its largest tables of dials, connections, queries and events for
//! ever, and a node at rest hardly needs them so large again.

use std::{mem, time::Duration};

use futures::{FutureExt as _, StreamExt as _};
use libp2p::kad::store::MemoryStore;
use tokio::time::sleep;

use super::{Config, Error, Multiaddr, Node, PeerId, link::End, snapshot, store::Store};
use crate::dht::MAX_K;

/// The part of the time between two replications by which the next, and all that kad stores again by itself, may be put
/// off, however often a node begins anew.
const PUT_OFF: u32 = 4;
/// How long dials that were made before still have to arrive; later ones wait.
const GRACE: Duration = Duration::from_millis(5);

impl Node {
    /// Begins anew after it has joined or was looked at, as soon as nothing at all is under way: with its identity and its
    /// address, its routing table in kad's order, and its records.
    ///
    /// # Errors
    /// Says why it could not start again.
    pub(super) async fn begin_anew(mut self: Box<Self>) -> Result<Box<Self>, Error> {
        if !self.may_begin_anew() {
            return Ok(self);
        }
        let _away = self.config.link.as_ref().map(End::step_out);
        sleep(GRACE).await;
        while self.may_begin_anew() {
            if let Some(event) = self.swarm.next().now_or_never().flatten() {
                self.happened(event);
            } else {
                self = self.made_anew()?;
                self.start().await?;
            }
        }
        Ok(self)
    }

    fn made_anew(mut self: Box<Self>) -> Result<Box<Self>, Error> {
        let config = Config { table: Some(self.table()), peers: Vec::new(), ..self.config.clone() };
        let empty = Store::new(MemoryStore::new(self.me));
        let store = mem::replace(self.kad().store_mut(), empty);
        let (ended_unseen, born) = (mem::take(&mut self.ended_unseen), self.born);
        drop(self); // first, so that what comes takes the place of what goes, also its address
        let mut anew = Box::new(Self { ended_unseen, born, ..Self::new(config, None)? });
        *anew.kad().store_mut() = store;
        Ok(anew)
    }

    /// Whether its tables have grown, nobody looks, and nothing is under way. kad counts from its own beginning when it
    /// stores again what it keeps: that must not be put off for long. (It also forgets which records others have just
    /// replicated, and does so itself once more.)
    fn may_begin_anew(&mut self) -> bool {
        self.has_grown
            && self.reached.is_empty()
            && self.config.is_shut_in()
            && self.report.is_none()
            && self.born.elapsed() < self.config.replicate() / PUT_OFF
            && self.swarm.network_info().connection_counters().num_connections() == 0
            && self.swarm.behaviour().kad.in_flight() == 0
            && !self.swarm.behaviour().kad.is_paused()
            && !self.kad().kbuckets().any(|bucket| bucket.has_pending())
            && self.entries() >= MAX_K // with fewer kad goes on to look for more
    }

    /// Returns the routing table as one that it could begin with.
    fn table(&mut self) -> Vec<(PeerId, Multiaddr)> {
        let each = |(peer, addresses): (_, Vec<_>)| addresses.into_iter().map(move |address| (peer, address));
        snapshot::entries(self.kad()).into_iter().flat_map(each).collect()
    }
}

#[cfg(test)]
mod tests {
    use libp2p::{
        identity::Keypair,
        kad::{Record, store::RecordStore as _},
    };
    use tokio::time::timeout;

    use super::*;

    /// How long a node may take to join, and to come to rest.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Returns a practice node that joins a settled network through one of its nodes, and holds a value.
    async fn joining() -> Box<Node> {
        let mut configs: Vec<Config> = (0..=MAX_K).map(|_| config()).collect();
        let all: Vec<_> = configs.iter().map(|each| (each.session().peer, each.listen[0].clone())).collect();
        for (nth, mut config) in configs.drain(..).enumerate() {
            config.table =
                Some(all.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, it)| it.clone()).collect());
            tokio::spawn(live(started(config).await));
        }
        let mut config = config();
        let (peer, address) = all[0].clone();
        config.peers = vec![address.with_p2p(peer).expect("no other peer's address")];
        let mut node = started(config).await;
        let value = Record::new(b"key".to_vec(), b"value".to_vec());
        node.kad().store_mut().put(value).expect("there is room");
        node
    }

    fn config() -> Config {
        let listen = vec![format!("/memory/{}", fastrand::u64(1 << 32..)).parse().expect("an address")];
        Config { listen, nodes: MAX_K + 2, ..Config::new(Keypair::generate_ed25519()) }
    }

    async fn started(config: Config) -> Box<Node> {
        let mut node = Box::new(Node::new(config, None).expect("a node"));
        node.start().await.expect("it listens");
        node
    }

    fn address(node: &Node) -> Multiaddr {
        node.swarm.listeners().next().expect("it listens").clone()
    }

    async fn live(mut node: Box<Node>) {
        loop {
            let event = node.swarm.select_next_some().await;
            node.happened(event);
        }
    }

    /// Lets a node run until something holds.
    async fn until(node: &mut Node, holds: impl Fn(&Node) -> bool) {
        while !holds(node) {
            let event = timeout(PATIENCE, node.swarm.select_next_some()).await.expect("it happens");
            node.happened(event);
        }
    }

    /// Lets a node join, until it is connected to nobody.
    async fn join(node: &mut Node) {
        let connections = |node: &Node| node.swarm.network_info().connection_counters().num_connections();
        until(node, |node| node.has_grown && connections(node) == 0).await;
    }

    #[tokio::test]
    async fn who_has_joined_begins_anew_with_its_table_its_records_and_its_address() {
        let mut node = joining().await;
        join(&mut node).await;
        let (before, port) = (node.table(), address(&node));
        assert!(before.len() >= MAX_K, "{before:?}");
        node = node.begin_anew().await.expect("it starts");
        assert!(!node.has_grown, "it has begun anew");
        assert_eq!(node.table(), before);
        assert_eq!(address(&node), port);
        assert!(node.kad().store_mut().get(&b"key".to_vec().into()).is_some());
        let (peer, _) = before[0];
        node.swarm.dial(peer).expect("its address is known");
        until(&mut node, |node| node.reached.contains_key(&peer)).await;
    }

    #[tokio::test]
    async fn who_is_looked_at_goes_on_as_it_is_until_nobody_looks() {
        let mut node = joining().await;
        join(&mut node).await;
        node.look(Box::new(|_| {}));
        node = node.begin_anew().await.expect("it goes on");
        assert!(node.has_grown);
        node.leave();
        node = node.begin_anew().await.expect("it starts");
        assert!(!node.has_grown);
    }

    #[tokio::test]
    async fn what_is_kept_is_not_stored_again_much_later() {
        let mut node = joining().await;
        join(&mut node).await;
        node.config.republish = Duration::from_millis(4); // longer ago it was born
        node = node.begin_anew().await.expect("it goes on");
        assert!(node.has_grown);
    }
}
