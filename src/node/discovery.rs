//! Who is around, and where: what identify says of a peer, and which of our own addresses others may use.

use libp2p::{identify, kad::RoutingUpdate};

use super::{Node, statistics::Statistic, transport};
use crate::{
    command::ModeChoice,
    dht::{Because, Change, Direction, Event, Habits, Multiaddr, PeerId},
};

/// Addresses of a peer that are taken from others: an honest node has fewer worth dialling.
pub(super) const MAX_ADDRESSES: usize = 16;

impl Node {
    /// A peer says what it is: servers of our protocol belong in the routing table, others do not.
    pub(super) fn identified(&mut self, event: identify::Event) {
        let identify::Event::Received { peer_id: peer, info, .. } = event else { return };
        if let Some(reached) = self.reached.get_mut(&peer) {
            reached.program = Habits::of(&info.agent_version);
        }
        self.warn_of_check();
        let protocols: Vec<String> = info.protocols.iter().map(ToString::to_string).collect();
        let addresses = self.useful(&peer, info.listen_addrs);
        if protocols.contains(&self.config.protocol) {
            let came = self.reached.get(&peer).is_some_and(|reached| reached.direction == Direction::In);
            self.route(&peer, &addresses, if came { Because::CameToUs } else { Because::WeAsked });
        } else if self.kad().remove_peer(&peer).is_some() {
            self.waits_no_longer(peer);
            self.routing(peer, Change::Removed, Some(Because::NoServer));
        }
        if self.reached.get(&peer).is_some_and(|reached| !transport::is_memory(&reached.address)) {
            let (agent, address) = (info.agent_version.clone(), addresses.first().cloned());
            let is_server = protocols.contains(&self.config.protocol);
            self.statistic(|| Statistic::Identified { peer, agent, address, is_server });
        }
        self.say(Event::Identified { peer, agent: info.agent_version, protocols, addresses });
    }

    /// Puts a peer into the routing table, at no more than a few addresses: kad keeps all, and passes them on to others,
    /// whose answers would outgrow a message.
    pub(super) fn route(&mut self, peer: &PeerId, addresses: &[Multiaddr], why: Because) {
        let k = self.config.k;
        let (known, is_full) = self.kad().kbucket(*peer).map_or((0, false), |bucket| {
            let entry = bucket.iter().find(|entry| entry.node.key.preimage() == peer);
            (entry.map_or(0, |entry| entry.node.value.len()), bucket.num_entries() >= k)
        });
        if is_full && known == 0 && !self.config.policy.offers_to_full_buckets {
            return;
        }
        for address in addresses.iter().take(MAX_ADDRESSES.saturating_sub(known)) {
            if matches!(self.add_address(peer, address.clone(), why), RoutingUpdate::Failed) {
                break; // there is no place for it, whatever its address
            }
        }
        self.table_changed();
    }

    /// Leaves out loopback addresses of a peer that was not reached over loopback: here they would be ourselves.
    fn useful(&self, peer: &PeerId, mut addresses: Vec<Multiaddr>) -> Vec<Multiaddr> {
        let near = self.reached.get(peer).is_some_and(|reached| transport::is_loopback(&reached.address));
        addresses.retain(|address| near || !transport::is_loopback(address));
        addresses
    }

    /// Notes a new listening address.
    pub(super) fn listening(&mut self, address: Multiaddr) {
        self.say(Event::Listening { address });
        self.declare();
    }

    /// Declares where others can reach us: `ADD_PROVIDER` carries only declared addresses. All but loopback; loopback
    /// where there is no other that a stranger could dial. Nothing in auto mode, which becomes a server by what others
    /// confirm.
    pub(super) fn declare(&mut self) {
        let all: Vec<Multiaddr> = self.swarm.listeners().cloned().collect();
        if let Some(mdns) = &mut self.mdns {
            mdns.listens(all.clone());
        }
        let is_far = |address| !transport::is_loopback(address) && !transport::is_memory(address);
        let far = all.iter().any(is_far);
        let mut wanted: Vec<Multiaddr> =
            all.into_iter().filter(|address| !far || !transport::is_loopback(address)).collect();
        if !self.config.is_reachable || self.config.mode == ModeChoice::Auto {
            wanted.clear();
        }
        let declared: Vec<Multiaddr> = self.swarm.external_addresses().cloned().collect();
        for address in declared.iter().filter(|address| !wanted.contains(address)) {
            self.swarm.remove_external_address(address);
        }
        for address in wanted.into_iter().filter(|address| !declared.contains(address)) {
            self.swarm.add_external_address(address);
        }
    }
}
