//! The tap as a `NetworkBehaviour`: every method goes on to kad, and is looked at on its way.

use std::task::{Context, Poll};

use libp2p::{
    Multiaddr, PeerId,
    core::{Endpoint, transport::PortUse},
    swarm::{
        ConnectionClosed, ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent,
        THandlerOutEvent, ToSwarm,
    },
};

use super::{super::boxed::BoxedHandler, Event, Handler, Tap, read::dial_failure};

impl NetworkBehaviour for Tap {
    type ConnectionHandler = BoxedHandler<Handler>;
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
        let handler = self.kad.handle_established_inbound_connection(id, peer, local, remote)?;
        self.connected(peer);
        Ok(BoxedHandler::new(handler))
    }

    fn handle_pending_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        self.kad.handle_pending_outbound_connection(id, peer, addresses, role)
    }

    fn handle_established_outbound_connection(
        &mut self,
        id: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        let handler = self.kad.handle_established_outbound_connection(id, peer, address, role, port)?;
        self.connected(peer);
        Ok(BoxedHandler::new(handler))
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, id: ConnectionId, event: THandlerOutEvent<Self>) {
        self.heard(peer, &event);
        self.kad.on_connection_handler_event(peer, id, event);
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        let failure = dial_failure(&event);
        if let FromSwarm::ConnectionClosed(ConnectionClosed { peer_id, remaining_established: 0, .. }) = &event {
            self.has_closed(peer_id);
        }
        self.kad.on_swarm_event(event);
        if let Some((peer, reason)) = failure {
            self.lost(peer, &reason);
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
