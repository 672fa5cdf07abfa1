//! A small node that asks one peer: an identity of its own, outbound requests, identify and ping, and no kad. So it is in
//! nobody's routing table, and nobody in ours; and an answer, which leaves out who asks, can name our node.

use std::{io, time::Duration};

use futures::StreamExt as _;
use libp2p::{
    StreamProtocol, Swarm, identify,
    identity::Keypair,
    ping,
    request_response::{self, OutboundFailure, ProtocolSupport},
    swarm::{NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle, dial_opts::DialOpts},
};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::wire::{Answer, Codec, Request};
use crate::{
    dht::{Failure, IDENTIFIES, Multiaddr, PeerId},
    node::{behaviour, failure, link::PathEnd, transport},
};

/// How long an answer may take: as long as kad waits.
const ANSWERS: Duration = Duration::from_secs(10);
/// Time between round trips.
const PINGS: Duration = Duration::from_millis(100);
/// How long one round trip may take.
const ROUND_TRIP: Duration = Duration::from_secs(5);
/// The rest before a peer that resets a connection is tried once more: js-libp2p takes so many a second from one host.
const REST: Duration = Duration::from_secs(1);
/// How long a connection stays open on which nothing is asked.
const IDLE: Duration = Duration::from_secs(60);
/// How long all addresses may take together: the transport tries some at once, and each has a time of its own.
const CONNECTS: Duration = Duration::from_secs(20);

/// What a client is made of.
#[derive(Clone)]
pub(in crate::node) struct Setup {
    /// Who asks: somebody made up for it.
    pub(in crate::node) identity: Keypair,
    /// Where our node listens: it says which transports there are.
    pub(in crate::node) listen: Vec<Multiaddr>,
    /// Our node's line in a practice network.
    pub(in crate::node) link: Option<PathEnd>,
    /// The Kademlia protocol.
    pub(in crate::node) protocol: String,
}

/// Whom to ask, and where it may be.
#[derive(Clone, Debug)]
pub(in crate::node) struct Target {
    /// Who; none is whoever is there.
    pub(in crate::node) peer: Option<PeerId>,
    pub(in crate::node) addresses: Vec<Multiaddr>,
}

#[derive(NetworkBehaviour)]
pub(in crate::node) struct Behaviour {
    pub(in crate::node) dht: request_response::Behaviour<Codec>,
    pub(in crate::node) identify: identify::Behaviour,
    pub(in crate::node) ping: Toggle<ping::Behaviour>,
}

/// A client that is connected.
pub(in crate::node) struct Client {
    swarm: Swarm<Behaviour>,
    /// To whom.
    pub(in crate::node) peer: PeerId,
    /// How long transport and handshake took.
    pub(in crate::node) connect: Duration,
    is_closed: bool,
}

impl Client {
    /// Connects, once more after a rest where the connection is reset.
    pub(in crate::node) async fn connect(setup: &Setup, target: &Target, pings: bool) -> Result<Self, Failure> {
        let tried = || async {
            timeout(CONNECTS, Self::try_connect(setup, target, pings)).await.unwrap_or(Err(Failure::TimedOut))
        };
        match tried().await {
            Err(Failure::ClosedThere) => {
                sleep(REST).await;
                tried().await
            }
            came => came,
        }
    }

    async fn try_connect(setup: &Setup, target: &Target, pings: bool) -> Result<Self, Failure> {
        let mut swarm = swarm(setup, pings).map_err(|error| failure::of_stream(&error))?;
        let begun = Instant::now();
        swarm.dial(target.opts()).map_err(|error| failure::of_dial(&error))?;
        loop {
            match swarm.select_next_some().await {
                SwarmEvent::ConnectionEstablished { peer_id: peer, .. } => {
                    return Ok(Self { swarm, peer, connect: begun.elapsed(), is_closed: false });
                }
                SwarmEvent::OutgoingConnectionError { error, .. } => return Err(failure::of_dial(&error)),
                _ => {} // the transports have times of their own
            }
        }
    }

    /// Asks for one thing.
    pub(in crate::node) async fn ask(&mut self, request: Request) -> Result<Answer, Failure> {
        if self.is_closed {
            return Err(Failure::ClosedThere);
        }
        let id = self.swarm.behaviour_mut().dht.send_request(&self.peer, request);
        let answered = async {
            loop {
                match self.next().await {
                    Some(Heard::Answer(to, answer)) if to == id => return Ok(answer),
                    Some(Heard::Failure(of, failure)) if of == id => return Err(failure),
                    _ => {}
                }
            }
        };
        timeout(ANSWERS, answered).await.unwrap_or(Err(Failure::TimedOut))
    }

    /// Waits until the peer has said what it is, and measures so many round trips. Returns how long the one took, which may
    /// never be, the others, and why there are no more of these.
    pub(in crate::node) async fn measure(
        &mut self,
        count: usize,
    ) -> (Option<Duration>, Vec<Duration>, Option<Failure>) {
        let begun = Instant::now();
        let (mut identify, mut all, mut failure) = (None, Vec::with_capacity(count), None);
        let mut end = begun + IDENTIFIES;
        while identify.is_none() || all.len() < count && failure.is_none() {
            match timeout_at(end, self.next()).await {
                Ok(Some(Heard::Identified)) => {
                    identify.get_or_insert(begun.elapsed());
                    end = end.max(Instant::now() + ROUND_TRIP);
                }
                Ok(Some(Heard::RoundTrip(Ok(rtt)))) if all.len() < count => {
                    all.push(rtt);
                    end = end.max(Instant::now() + ROUND_TRIP);
                }
                Ok(Some(Heard::RoundTrip(Err(why)))) => _ = failure.get_or_insert(why),
                Ok(Some(Heard::Closed(why))) => {
                    failure.get_or_insert(why);
                    break;
                }
                Ok(_) => {}
                Err(_) if all.len() < count => {
                    failure.get_or_insert(Failure::TimedOut);
                    break;
                }
                Err(_) => break,
            }
        }
        let failure = failure.filter(|_| all.len() < count);
        (identify, all, failure)
    }

    /// Waits for the next thing that happens.
    async fn next(&mut self) -> Option<Heard> {
        match self.swarm.select_next_some().await {
            SwarmEvent::Behaviour(BehaviourEvent::Dht(request_response::Event::Message {
                message: request_response::Message::Response { request_id, response },
                ..
            })) => Some(Heard::Answer(request_id, response)),
            SwarmEvent::Behaviour(BehaviourEvent::Dht(request_response::Event::OutboundFailure {
                request_id,
                error,
                ..
            })) => Some(Heard::Failure(request_id, of_outbound(&error))),
            SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received { .. })) => {
                Some(Heard::Identified)
            }
            SwarmEvent::Behaviour(BehaviourEvent::Ping(ping::Event { result, .. })) => {
                Some(Heard::RoundTrip(result.map_err(|error| of_ping(&error))))
            }
            SwarmEvent::ConnectionClosed { .. } => {
                self.is_closed = true;
                Some(Heard::Closed(Failure::ClosedThere))
            }
            _ => None,
        }
    }
}

/// What happened to a client.
enum Heard {
    Answer(request_response::OutboundRequestId, Answer),
    Failure(request_response::OutboundRequestId, Failure),
    Identified,
    RoundTrip(Result<Duration, Failure>),
    Closed(Failure),
}

impl Target {
    fn opts(&self) -> DialOpts {
        match (self.peer, self.addresses.first()) {
            (Some(peer), _) => DialOpts::peer_id(peer).addresses(self.addresses.clone()).build(),
            (None, Some(address)) => DialOpts::unknown_peer_id().address(address.clone()).build(),
            (None, None) => DialOpts::unknown_peer_id().address(Multiaddr::empty()).build(), // it is refused
        }
    }
}

pub(in crate::node) fn swarm(setup: &Setup, pings: bool) -> io::Result<Swarm<Behaviour>> {
    let identity = setup.identity.clone();
    let me = identity.public().to_peer_id();
    let transport = transport::new(&identity, &setup.listen, setup.link.as_ref())?;
    let protocol = StreamProtocol::try_from_owned(setup.protocol.clone()).map_err(io::Error::other)?;
    let requests = request_response::Config::default().with_request_timeout(ANSWERS);
    let behaviour = Behaviour {
        dht: request_response::Behaviour::with_codec(Codec, [(protocol, ProtocolSupport::Outbound)], requests),
        identify: identify::Behaviour::new(behaviour::introduction(&identity)),
        ping: pings
            .then(|| ping::Behaviour::new(ping::Config::new().with_interval(PINGS).with_timeout(ROUND_TRIP)))
            .into(),
    };
    let settings = libp2p::swarm::Config::with_tokio_executor().with_idle_connection_timeout(IDLE);
    Ok(Swarm::new(transport, behaviour, me, settings))
}

pub(in crate::node) fn of_outbound(error: &OutboundFailure) -> Failure {
    match error {
        OutboundFailure::DialFailure => Failure::GivenUp,
        OutboundFailure::Timeout => Failure::TimedOut,
        OutboundFailure::ConnectionClosed => Failure::ClosedThere,
        OutboundFailure::UnsupportedProtocols => Failure::NoProtocol,
        OutboundFailure::Io(error) => failure::of_stream(error),
    }
}

fn of_ping(error: &ping::Failure) -> Failure {
    match error {
        ping::Failure::Timeout => Failure::TimedOut,
        ping::Failure::Unsupported => Failure::NoProtocol,
        ping::Failure::Other { error } => failure::of_chain(&**error),
    }
}
