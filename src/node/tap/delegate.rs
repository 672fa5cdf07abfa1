//! The tap as a `NetworkBehaviour`: every method goes on to kad, and is observed on its way.

use std::task::{Context, Poll};

use libp2p::{
    Multiaddr, PeerId,
    core::{Endpoint, transport::PortUse},
    swarm::{
        ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent,
        ToSwarm,
    },
};

use super::{
    Event, Handler, Tap,
    read::{inbound, lost},
};

impl NetworkBehaviour for Tap {
    type ConnectionHandler = Handler;
    type ToSwarm = Event;

    fn handle_pending_inbound_connection(
        &mut self,
        id: ConnectionId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.kad.handle_pending_inbound_connection(id, local, remote)
    }

    fn handle_established_inbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        let mut handler = self.kad.handle_established_inbound_connection(id, peer, local, remote)?;
        self.connected(peer, &mut handler);
        Ok(handler)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        let mut known = self.kad.handle_pending_outbound_connection(id, peer, addresses, role)?;
        known.extend(peer.iter().flat_map(|peer| self.learned(peer)));
        Ok(known)
    }

    fn handle_established_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        let mut handler = self.kad.handle_established_outbound_connection(id, peer, address, role, port)?;
        self.connected(peer, &mut handler);
        Ok(handler)
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, id: ConnectionId, event: THandlerOutEvent<Self>) {
        self.heard(peer, &event);
        let request = inbound(&event);
        self.kad.store_mut().hears(peer);
        self.kad.on_connection_handler_event(peer, id, event);
        let stored = self.kad.store_mut().done();
        if let Some((kind, key)) = request {
            self.asked_by(peer, kind, key, stored);
        }
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        let failure = lost(&event);
        self.external.on_swarm_event(&event);
        self.kad.on_swarm_event(event);
        if let Some(lost) = failure {
            self.lost(&lost);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        loop {
            if let Some(event) = self.out.pop_front() {
                return Poll::Ready(event);
            }
            self.enforce_limit(cx);
            let goes_on = if self.may_go_on() { self.advance(cx) } else { self.step(cx) };
            if !goes_on && self.out.is_empty() {
                return Poll::Pending;
            }
        }
    }
}
