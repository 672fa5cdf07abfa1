//! A small node that goes from peer to peer: it connects to some at a time, asks each what it must, and lets it go. It is
//! made as the one that asks a single peer, so it is in nobody's routing table.

use std::{collections::HashMap, num::NonZeroU8, time::Duration};

use futures::StreamExt as _;
use libp2p::{
    Swarm, identify,
    request_response::{self, OutboundRequestId},
    swarm::{SwarmEvent, dial_opts::DialOpts},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior, interval},
};

use super::walk::{Turn, Walk};
use crate::{
    dht::{
        CrawlEnd, CrawlPlan, CrawlSummary, Crawled, Event, Failure, Key, Multiaddr, PeerId, Reach, RpcKind,
        without_peer,
    },
    node::{
        ask::{
            client::{Behaviour, BehaviourEvent, of_outbound},
            reading::Reading,
            wire::{Answer, Request},
        },
        failure,
    },
};

/// How long a dial may take, all addresses together.
const DIALS: Duration = Duration::from_secs(5);
/// How long one peer may take to answer all that it is asked.
const ANSWERS: Duration = Duration::from_secs(60);
/// How long a peer that has answered may yet take to say what it is.
const IDENTIFIES: Duration = Duration::from_secs(1);
/// How long it may take until a connection is closed.
const LEAVES: Duration = Duration::from_secs(5);
/// The rest before a peer is dialled again that closed the connection at once: js-libp2p takes so many a second from one host.
const REST: Duration = Duration::from_secs(1);
/// Requests to one peer that lead on to others, where its table is not read.
const MAX_LEADS: u32 = 4;
/// How often is looked whose time is over.
const LOOK: Duration = Duration::from_millis(50);
/// How often it is told how far it is.
const TELL: Duration = Duration::from_millis(500);

/// A crawl that runs.
pub(super) struct Crowd {
    swarm: Swarm<Behaviour>,
    plan: CrawlPlan,
    walk: Walk,
    visits: HashMap<PeerId, Visit>,
    told: mpsc::UnboundedSender<Event>,
    begun: Instant,
    /// How many of those that were reached answered.
    answered: usize,
    /// When it was told last how far it is.
    said: Instant,
}

/// A peer that is being asked.
struct Visit {
    stage: Stage,
    /// When this stage is over in any case.
    due: Instant,
    /// How far off it is.
    reach: Reach,
    reading: Reading,
    found: Crawled,
    /// Where it is dialled again.
    addresses: Vec<Multiaddr>,
    /// Whether it was dialled once before.
    is_again: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// It is dialled again when its time comes.
    Resting,
    Dialling,
    /// This was asked last.
    Asking(OutboundRequestId),
    /// It has answered, and has not said what it is.
    Identifying,
    /// All is told; its connection closes.
    Leaving,
}

impl Crowd {
    pub(super) fn new(
        swarm: Swarm<Behaviour>,
        plan: CrawlPlan,
        walk: Walk,
        told: mpsc::UnboundedSender<Event>,
    ) -> Self {
        let now = Instant::now();
        Self { swarm, plan, walk, visits: HashMap::new(), told, begun: now, answered: 0, said: now }
    }

    /// Walks until everybody was asked, or somebody stops it. Returns what it came to.
    pub(super) async fn run(mut self, mut stop: oneshot::Receiver<()>) -> CrawlSummary {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.fill();
        self.tell_counts();
        let mut is_stopped = false;
        while !self.visits.is_empty() && !is_stopped {
            tokio::select! {
                event = self.swarm.select_next_some() => self.on_event(event),
                _ = look.tick() => self.look(),
                _ = &mut stop => is_stopped = true,
            }
            self.fill();
        }
        self.walk.counts.under_way = 0;
        let end = match (is_stopped, self.walk.has_left_out()) {
            (true, _) => CrawlEnd::Stopped,
            (false, true) => CrawlEnd::Limit,
            (false, false) => CrawlEnd::Done,
        };
        CrawlSummary { counts: self.walk.counts, answered: self.answered, took: self.begun.elapsed(), end }
    }

    /// Begins to ask as many as may be asked at a time.
    fn fill(&mut self) {
        while self.visits.len() < self.plan.parallel {
            let Some(Turn { peer, at }) = self.walk.next() else { break };
            let (agent, protocols, table) = Default::default();
            let address = at.as_ref().ok().and_then(|addresses| addresses.first()).cloned();
            let found = Crawled { peer, address, is_reachable: false, agent, protocols, table, failure: None };
            let addresses = match at {
                Ok(addresses) => addresses,
                Err(why) => {
                    self.tell(Crawled { failure: Some(why), ..found });
                    continue;
                }
            };
            if let Err(error) = self.swarm.dial(dialled(peer, addresses.clone())) {
                self.tell(Crawled { failure: Some(failure::of_dial(&error)), ..found });
                continue;
            }
            let visit = Visit {
                stage: Stage::Dialling,
                due: Instant::now() + DIALS,
                reach: Reach::Public,
                reading: Reading::near(peer),
                found,
                addresses,
                is_again: false,
            };
            self.visits.insert(peer, visit);
        }
        self.walk.counts.under_way = self.visits.values().filter(|visit| visit.stage != Stage::Leaving).count();
    }

    fn on_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::ConnectionEstablished { peer_id: peer, endpoint, .. } => {
                let address = without_peer(endpoint.get_remote_address().clone());
                let Some(visit) = self.visits.get_mut(&peer).filter(|visit| visit.stage == Stage::Dialling) else {
                    let _ = self.swarm.disconnect_peer_id(peer); // it was given up just before
                    return;
                };
                visit.reach = Reach::of(&address).unwrap_or(Reach::Public); // a name may be any
                (visit.found.is_reachable, visit.found.address) = (true, Some(address));
                visit.due = Instant::now() + ANSWERS;
                self.go_on(peer);
            }
            SwarmEvent::OutgoingConnectionError { peer_id: Some(peer), error, .. } => {
                self.not_reached(peer, failure::of_dial(&error));
            }
            SwarmEvent::ConnectionClosed { peer_id: peer, num_established: 0, .. } => {
                self.end(peer, Some(Failure::ClosedThere));
                self.visits.remove(&peer);
            }
            SwarmEvent::Behaviour(BehaviourEvent::Dht(request_response::Event::Message {
                peer,
                message: request_response::Message::Response { request_id, response },
                ..
            })) => self.came(peer, request_id, response),
            SwarmEvent::Behaviour(BehaviourEvent::Dht(request_response::Event::OutboundFailure {
                peer,
                request_id,
                error,
                ..
            })) if self.is_asking(&peer, request_id) => self.end(peer, Some(of_outbound(&error))),
            SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received {
                peer_id: peer, info, ..
            })) => {
                self.identified(peer, info);
            }
            _ => {}
        }
    }

    fn is_asking(&self, peer: &PeerId, id: OutboundRequestId) -> bool {
        self.visits.get(peer).is_some_and(|visit| visit.stage == Stage::Asking(id))
    }

    /// Takes in an answer.
    fn came(&mut self, peer: PeerId, id: OutboundRequestId, answer: Answer) {
        if !self.is_asking(&peer, id) {
            return;
        }
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        let newcomers = self.walk.named(visit.reach, &answer.closer);
        visit.reading.told(answer.closer);
        self.walk.counts.requests += 1;
        let is_enough = newcomers == 0 || visit.reading.requests() >= MAX_LEADS;
        if is_enough && !self.plan.has_tables { self.end(peer, None) } else { self.go_on(peer) }
    }

    /// Asks a peer the next thing, or ends.
    fn go_on(&mut self, peer: PeerId) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        let Some(key) = visit.reading.next() else { return self.end(peer, None) };
        let id = self.swarm.behaviour_mut().dht.send_request(&peer, find_node(key));
        visit.stage = Stage::Asking(id);
    }

    fn identified(&mut self, peer: PeerId, info: identify::Info) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        visit.found.agent = Some(info.agent_version);
        visit.found.protocols = info.protocols.iter().map(ToString::to_string).collect();
        if visit.stage == Stage::Identifying {
            self.leave(peer);
        }
    }

    /// Ends a visit, to its end or because of this; one that has not said what it is may yet do so.
    fn end(&mut self, peer: PeerId, why: Option<Failure>) {
        let Some(visit) = self.visits.get_mut(&peer).filter(|visit| visit.stage != Stage::Leaving) else { return };
        let is_closed = why == Some(Failure::ClosedThere);
        if visit.stage != Stage::Identifying {
            visit.found.failure = why;
        }
        if visit.found.agent.is_none() && !is_closed && visit.stage != Stage::Identifying {
            (visit.stage, visit.due) = (Stage::Identifying, Instant::now() + IDENTIFIES);
        } else {
            self.leave(peer);
        }
    }

    /// A dial failed; one that was cut short at once is tried again after a rest.
    fn not_reached(&mut self, peer: PeerId, why: Failure) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        if visit.stage == Stage::Dialling && why == Failure::ClosedThere && !visit.is_again {
            (visit.stage, visit.due, visit.is_again) = (Stage::Resting, Instant::now() + REST, true);
            return;
        }
        if visit.stage == Stage::Dialling {
            visit.found.failure = Some(why);
            let found = visit.found.clone();
            self.tell(found);
        }
        self.visits.remove(&peer);
    }

    /// Tells what is known of a peer, and lets it go.
    fn leave(&mut self, peer: PeerId) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        (visit.stage, visit.due) = (Stage::Leaving, Instant::now() + LEAVES);
        let mut found = visit.found.clone();
        if self.plan.has_tables && visit.reading.requests() > 0 {
            found.table = Some(visit.reading.found().keys().copied().collect());
        }
        self.tell(found);
        if self.swarm.disconnect_peer_id(peer).is_err() {
            self.visits.remove(&peer); // it is gone
        }
    }

    /// Looks whose time is over, and tells now and then how far it is.
    fn look(&mut self) {
        let now = Instant::now();
        let due = |(peer, visit): (&PeerId, &Visit)| (visit.due <= now).then_some((*peer, visit.stage));
        let over: Vec<_> = self.visits.iter().filter_map(due).collect();
        for (peer, stage) in over {
            match stage {
                Stage::Resting => self.dial_again(peer),
                Stage::Dialling => self.give_up(peer),
                Stage::Asking(_) => self.end(peer, Some(Failure::TimedOut)),
                Stage::Identifying => self.leave(peer),
                Stage::Leaving => _ = self.visits.remove(&peer), // it closes whenever it does
            }
        }
        if now >= self.said + TELL {
            self.said = now;
            self.tell_counts();
        }
    }

    fn tell_counts(&self) {
        let _ = self.told.send(Event::Crawling(self.walk.counts)); // who is gone hears nothing
    }

    fn dial_again(&mut self, peer: PeerId) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        (visit.stage, visit.due) = (Stage::Dialling, Instant::now() + DIALS);
        let addresses = std::mem::take(&mut visit.addresses); // there is no third time
        if let Err(error) = self.swarm.dial(dialled(peer, addresses)) {
            self.not_reached(peer, failure::of_dial(&error));
        }
    }

    /// Ends a dial that takes too long.
    fn give_up(&mut self, peer: PeerId) {
        let Some(visit) = self.visits.get_mut(&peer) else { return };
        (visit.stage, visit.due) = (Stage::Leaving, Instant::now() + LEAVES);
        let found = Crawled { failure: Some(Failure::TimedOut), ..visit.found.clone() };
        self.tell(found);
        let _ = self.swarm.disconnect_peer_id(peer); // what is under way is given up, and that will be told
    }

    fn tell(&mut self, found: Crawled) {
        self.walk.counts.note(&found);
        self.answered += usize::from(found.has_answered());
        let _ = self.told.send(Event::Crawled(Box::new(found))); // who is gone hears nothing
    }
}

/// Returns how a peer is dialled: at one address after another, so that there are no more sockets than peers that are asked.
fn dialled(peer: PeerId, addresses: Vec<Multiaddr>) -> DialOpts {
    DialOpts::peer_id(peer).addresses(addresses).override_dial_concurrency_factor(NonZeroU8::MIN).build()
}

fn find_node(key: Key) -> Request {
    Request { kind: RpcKind::FindNode, key }
}

#[cfg(test)]
mod tests;
