//! Dialling: peers that were named at the start, and whom a command names; why it failed, also for us ourselves.

use libp2p::{
    multiaddr::Protocol,
    swarm::{ConnectionId, DialError, dial_opts::DialOpts},
};

use super::{Node, failure, statistics::Statistic, transport};
use crate::dht::{Answer, Because, Event, Failure, Multiaddr, PeerId, Via, Warning, Way, peer_of, without_peer};

/// Who else has our identity: we ourselves, when we dial ourselves, or a twin.
#[derive(Default)]
pub(super) struct Namesakes {
    /// Whether we have dialled ourselves.
    are_ourselves: bool,
    /// Whether it was told that there is a twin.
    are_told: bool,
}

impl Node {
    /// Connects to a bootstrap peer; what comes of it is told as events.
    pub(super) fn call(&mut self, address: &Multiaddr) {
        if let Some(failure) = self.leads_to_ourselves(address) {
            return self.not_called(address, failure);
        }
        let peer = peer_of(address);
        if let Some(peer) = peer {
            self.say(Event::PeerDiscovered { peer, via: Via::Dial, addresses: vec![address.clone()] });
            self.add_address(&peer, address.clone(), Because::Added);
            self.table_changed();
        }
        let opts = dialled(address.clone());
        let id = opts.connection_id();
        match self.swarm.dial(opts) {
            Ok(()) => {
                self.calls.insert(id, address.clone());
            }
            Err(DialError::DialPeerConditionFalse(_)) => {}
            Err(error) => {
                let failure = self.why_not_dialled(&error);
                self.not_called(address, failure);
            }
        }
    }

    fn not_called(&mut self, address: &Multiaddr, failure: Failure) {
        self.say(Event::Notice { warning: Warning::PeerNotReached { address: address.clone(), failure } });
    }

    pub(super) fn dial_address(&mut self, n: u64, address: Multiaddr) {
        if let Some(failure) = self.leads_to_ourselves(&address) {
            return self.done(n, Answer::NotConnected(failure));
        }
        if let Some(peer) = peer_of(&address) {
            if self.swarm.is_connected(&peer) {
                return self.done(n, Answer::ConnectedAlready(peer));
            }
            self.say(Event::PeerDiscovered { peer, via: Via::Dial, addresses: vec![address.clone()] });
        }
        self.dial(n, dialled(address));
    }

    /// Dials a peer at the addresses that kad, identify and mDNS have of it.
    pub(super) fn dial_peer(&mut self, n: u64, peer: PeerId) {
        if peer == self.me {
            return self.done(n, Answer::NotConnected(Failure::Ourselves));
        }
        if self.swarm.is_connected(&peer) {
            return self.done(n, Answer::ConnectedAlready(peer));
        }
        let announced = self.announced_at(&peer);
        self.dial(n, DialOpts::peer_id(peer).addresses(announced).extend_addresses_through_behaviour().build());
    }

    fn dial(&mut self, n: u64, opts: DialOpts) {
        let id = opts.connection_id();
        match self.swarm.dial(opts) {
            Ok(()) => {
                self.dials.insert(id, n);
            }
            Err(error) => {
                let failure = self.why_not_dialled(&error);
                self.done(n, Answer::NotConnected(failure));
            }
        }
    }

    pub(super) fn dial_failed(&mut self, id: ConnectionId, peer: Option<PeerId>, error: &DialError) {
        let failure = self.why_not_dialled(error);
        self.namesakes.are_ourselves |= matches!(failure, Failure::Ourselves | Failure::Twin); // it may have been us
        if let Some(n) = self.dials.remove(&id) {
            self.say(Event::CommandFinished { n, answer: Answer::NotConnected(failure.clone()) });
        }
        if let Some(address) = self.calls.remove(&id) {
            self.not_called(&address, failure.clone());
        }
        if let Some(peer) = peer
            && !matches!(error, DialError::DialPeerConditionFalse(_))
            && !self.swarm.is_connected(&peer)
        {
            if was_tried(&failure) {
                self.statistic(|| Statistic::Unreached { peer, failure: failure.clone() });
            }
            self.say(Event::DialFailed { peer, failure });
        }
    }

    /// Returns why a dial failed: whoever has our identity and is not where we are is a twin, or we ourselves at an address
    /// that we do not know of.
    fn why_not_dialled(&self, error: &DialError) -> Failure {
        match error {
            DialError::LocalPeerId { address } if !self.is_ours(address) => Failure::Twin,
            error => failure::of_dial(error),
        }
    }

    /// Returns why an address need not even be dialled: it is our own, or names us.
    fn leads_to_ourselves(&self, address: &Multiaddr) -> Option<Failure> {
        if self.is_ours(address) {
            return Some(Failure::Ourselves);
        }
        (peer_of(address) == Some(self.me)).then_some(Failure::Twin)
    }

    /// Returns whether this node listens at an address, as far as it knows.
    fn is_ours(&self, address: &Multiaddr) -> bool {
        let address = without_peer(address.clone());
        let mut ours = self.swarm.listeners().chain(self.swarm.external_addresses()).chain(&self.config.listen);
        Way::of(&address) == Way::Spoken && ours.any(|ours| leads_to(&address, &without_peer(ours.clone())))
    }

    /// Somebody with our identity has called, unless it was ourselves.
    pub(super) fn refused_a_call(&mut self, from: &Multiaddr) {
        let Some(at) = transport::ip_of(from) else { return };
        let is_here = self.swarm.listeners().any(|ours| transport::ip_of(ours) == Some(at));
        let dials = self.swarm.network_info().connection_counters().num_pending_outgoing();
        if self.is_ours(from) || is_here && (dials > 0 || self.namesakes.are_ourselves) {
            return; // it may have been ourselves
        }
        if !std::mem::replace(&mut self.namesakes.are_told, true) {
            self.say(Event::Notice { warning: Warning::Twin { at: at.to_string() } });
        }
    }
}

/// Returns whether an address is that of a listener, or this machine's of one that listens at all its addresses.
fn leads_to(address: &Multiaddr, listener: &Multiaddr) -> bool {
    let is_anywhere = transport::ip_of(listener).is_some_and(|ip| ip.is_unspecified());
    address == listener
        || is_anywhere && transport::is_loopback(address) && address.iter().skip(1).eq(listener.iter().skip(1))
}

/// Returns how an address is dialled: a name that says no peer not from the port that we listen at, for if it leads to ourselves, a TCP
/// connection from a port to itself would only hear its own echo.
fn dialled(address: Multiaddr) -> DialOpts {
    let is_name = matches!(
        address.iter().next(),
        Some(Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_) | Protocol::Dnsaddr(_))
    );
    match peer_of(&address) {
        None if is_name => DialOpts::unknown_peer_id().address(address).allocate_new_port().build(),
        _ => DialOpts::from(address),
    }
}

/// Returns whether a dial failed at an address of the other, and not for want of one, or of room here.
fn was_tried(failure: &Failure) -> bool {
    !matches!(
        failure,
        Failure::NoAddress
            | Failure::Denied
            | Failure::GivenUp
            | Failure::Ourselves
            | Failure::Twin
            | Failure::NoTransport(_)
            | Failure::NameServers
            | Failure::NoSuchName
            | Failure::LinkLocal
            | Failure::NotAllowed
    )
}
