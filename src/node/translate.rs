//! What the swarm reports, in our words.

use std::io;

use libp2p::{
    TransportError,
    core::ConnectedPoint,
    kad::{self, GetClosestPeersError, GetClosestPeersOk, GetProvidersOk, GetRecordOk, PeerInfo, QueryResult},
    ping,
    swarm::{ConnectionId, ListenError, SwarmEvent},
};
use tokio::time::Instant;

use super::{
    CannotListen, LARGE, Node, Reached, behaviour::BehaviourEvent, failure, statistics::Statistic, tap, transport,
};
use crate::{
    dht::{
        Answer, Because, Cause, Change, Direction, Event, Habits, Mode, Multiaddr, Outcome, PeerId, RoutingChange, Rpc,
        Warning,
    },
    words::in_words,
};

impl Node {
    /// Takes in one event of the swarm.
    pub(super) fn on_swarm_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(event) => self.on_behaviour_event(event),
            SwarmEvent::NewListenAddr { address, .. } => self.listening(address),
            SwarmEvent::ExpiredListenAddr { address, .. } => {
                self.say(Event::NotListening { address });
                self.declare();
            }
            SwarmEvent::ListenerClosed { addresses, reason, .. } => self.listener_closed(addresses, reason),
            SwarmEvent::ListenerError { error, .. } => {
                self.say(Event::Notice { warning: Warning::ListenerFailed(in_words(&error)) });
            }
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, num_established, .. } => {
                self.connected(peer_id, connection_id, &endpoint, num_established.get() == 1);
            }
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, cause, .. } => {
                let reached = self.reached.remove(&peer_id);
                self.statistic(|| Statistic::Connections(self.reached.len()));
                if reached.is_some_and(|reached| !transport::is_memory(&reached.address)) {
                    self.statistic(|| Statistic::Parted(peer_id));
                }
                let failure = failure::of_closing(cause.as_ref(), &self.config.policy);
                self.say(Event::Disconnected { peer: peer_id, failure });
                self.table_changed();
            }
            SwarmEvent::IncomingConnectionError { send_back_addr, error: ListenError::LocalPeerId { .. }, .. } => {
                self.refused_a_call(&send_back_addr);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                self.dial_failed(connection_id, peer_id, &error);
            }
            _ => {} // pending connections, inbound failures, candidates for external addresses: nothing we show
        }
    }

    fn on_behaviour_event(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Kad(event) => self.on_tap_event(event),
            BehaviourEvent::Identify(event) => self.identified(event),
            BehaviourEvent::Mdns(_) => {} // what it finds is heard in mdns.rs too
            BehaviourEvent::Ping(event) => {
                let peer = event.peer;
                match event.result {
                    Ok(rtt) => self.say(Event::Rtt { peer, rtt }),
                    Err(ping::Failure::Timeout) => self.say(Event::PingFailed { peer }),
                    Err(_) => {} // it does not speak ping, or its connection broke, which is told
                }
            }
            BehaviourEvent::Limits(never) => match never {},
        }
    }

    fn connected(&mut self, peer: PeerId, id: ConnectionId, endpoint: &ConnectedPoint, first: bool) {
        let address = endpoint.get_remote_address().clone();
        if let Some(n) = self.dials.remove(&id) {
            let answer = Answer::Connected { peer, address: address.clone() };
            self.say(Event::CommandFinished { n, answer });
        }
        self.calls.remove(&id);
        if first {
            let direction = if endpoint.is_dialer() { Direction::Out } else { Direction::In };
            self.reached.insert(peer, Reached { direction, address: address.clone(), program: Habits::default() });
            self.statistic(|| Statistic::Connections(self.reached.len()));
            if !transport::is_memory(&address) {
                self.statistic(|| Statistic::Met { peer, address: address.clone() });
            }
            self.say(Event::Connected { peer, direction, address });
            self.table_changed();
        }
    }

    fn listener_closed(&mut self, addresses: Vec<Multiaddr>, reason: io::Result<()>) {
        for address in addresses {
            self.say(Event::NotListening { address });
        }
        if let Err(error) = reason {
            self.say(Event::Notice { warning: Warning::ListenerClosed(in_words(&error)) });
        }
        self.declare();
    }

    fn on_tap_event(&mut self, event: tap::Event) {
        match event {
            tap::Event::Kad(event) => self.kad_said(&event),
            tap::Event::Started(started) => self.query_started(started),
            tap::Event::Given { id, answer } => self.given(id, answer),
            tap::Event::Found { id, result } => {
                self.leave_out_full_buckets();
                self.found(id, result);
            }
            tap::Event::Rpc(message) => self.message(message),
            tap::Event::Stepped { step, asks } => self.say(Event::Stepped { step, asks }),
            tap::Event::Finished(finished) => self.query_finished(finished),
        }
    }

    fn kad_said(&mut self, event: &kad::Event) {
        match *event {
            kad::Event::RoutingUpdated { peer, is_new_peer, old_peer, .. } => match (old_peer, is_new_peer) {
                (Some(old), _) => {
                    self.waits_no_longer(peer);
                    self.routing(peer, Change::Evicted(old), Some(Because::NoAnswer));
                }
                (None, true) => {
                    let cause = self.why_inserted(peer);
                    self.routing(peer, Change::Inserted, Some(cause));
                    self.leave_out_full_buckets();
                }
                (None, false) => self.routing(peer, Change::Updated, None),
            },
            kad::Event::RoutablePeer { peer, .. } => self.has_no_place(peer),
            kad::Event::PendingRoutablePeer { peer, .. } => self.waits(peer),
            kad::Event::ModeChanged { new_mode } => self.mode_is(mode(new_mode)),
            kad::Event::UnroutablePeer { .. }
            | kad::Event::InboundRequest { .. }
            | kad::Event::OutboundQueryProgressed { .. } => {}
        }
    }

    /// Tells of a change in the routing table.
    pub(super) fn routing(&mut self, peer: PeerId, change: Change, cause: Option<Because>) {
        let cpl = self.cpl(&peer);
        self.say(Event::RoutingChanged(Box::new(RoutingChange { peer, cpl, change, cause })));
        self.table_changed();
    }

    /// Tells of the mode, if it is a new one.
    pub(super) fn mode_is(&mut self, mode: Mode) {
        if self.mode != mode {
            self.mode = mode;
            self.say(Event::ModeChanged { mode });
        }
    }

    fn query_started(&mut self, started: tap::Started) {
        let tap::Started { id, kind, key, known } = started;
        let kind = self.copies.kind(id).unwrap_or(kind);
        if self.observer.is_none() {
            return; // nobody will ever see it
        }
        let query = self.numbers.give(id);
        let cause = self.causes.remove(&id).map_or(Cause::Automatic, Cause::Command);
        self.say(Event::QueryStarted { query, kind, key, cause, known });
    }

    fn found(&mut self, id: kad::QueryId, result: QueryResult) {
        let Some(query) = self.numbers.of(id) else { return };
        match result {
            QueryResult::GetRecord(Ok(GetRecordOk::FoundRecord(found))) => {
                self.say(Event::RecordFound { query, peer: found.peer, value: found.record.value });
            }
            QueryResult::GetProviders(Ok(GetProvidersOk::FoundProviders { providers, .. })) => {
                for peer in providers {
                    self.say(Event::ProviderFound { query, peer });
                }
            }
            _ => {} // the others tell nothing before their end
        }
    }

    fn message(&mut self, message: tap::Message) {
        let tap::Message { direction, kind, phase, peer, key, query: id, late, reply } = message;
        let query = id.and_then(|id| self.numbers.of(id));
        let rpc = Rpc { direction, kind, phase, peer, key, query, late, reply };
        self.requests.note(&rpc, Instant::now());
        if direction == Direction::In {
            self.statistic(|| Statistic::Served); // nothing but requests comes
            self.note_check(&rpc);
        }
        self.note_doubt(id, &rpc);
        self.note_sought(id, &rpc);
        if id.is_none() || query.is_some() {
            self.say(Event::Rpc(rpc)); // of queries that began while nobody looked it is not told
        }
    }

    /// A peer asks whom we know near ourselves: some do so before they take a newcomer into their table, and take in
    /// nobody who names nobody. (rust-libp2p names nobody to who asks but others, so one must know a third.)
    fn note_check(&mut self, rpc: &Rpc) {
        if !rpc.is_about(&self.me) {
            return;
        }
        let names_only =
            self.kad().kbuckets().all(|bucket| bucket.iter().all(|entry| *entry.node.key.preimage() == rpc.peer));
        self.checked_by = names_only.then_some(rpc.peer);
        if !names_only {
            self.is_turned_away = false;
        }
        self.warn_of_check();
    }

    /// Warns once where it is known that who asked so does take in nobody who names nobody.
    pub(super) fn warn_of_check(&mut self) {
        let Some(by) = self.checked_by else { return };
        if !self.is_turned_away && self.reached.get(&by).is_some_and(|reached| reached.program.checks_newcomers) {
            self.is_turned_away = true;
            self.say(Event::Notice { warning: Warning::NamesNobody(by) });
        }
    }

    fn query_finished(&mut self, finished: tap::QueryEnd) {
        let tap::QueryEnd { id, counts: [asked, answered, failed], timed_out, result } = finished;
        if !timed_out && matches!(result, Some(QueryResult::Bootstrap(_))) {
            self.on_bootstrapped();
        }
        let stored = self.take_stored(id);
        let found = result.as_ref().map(closest).unwrap_or_default();
        let sought = self.take_sought(id, found);
        let Some(query) = self.numbers.of(id) else { return };
        if asked == 0 || matches!(result, Some(QueryResult::Bootstrap(_))) {
            self.look_at_table(); // its verdict counts who is there
        }
        let closest = found.iter().map(|found| found.peer_id).collect();
        let large = stored.as_ref().filter(|stored| stored.value.len() > LARGE).map(|stored| stored.key.clone());
        let checked = stored.filter(|stored| self.is_checked(stored));
        let in_doubt = checked.as_ref().map(|stored| &stored.in_doubt).or(sought.as_ref().map(|round| &round.closest));
        let in_doubt = in_doubt.cloned().unwrap_or_default();
        let outcome = Outcome { timed_out, closest, unseen: false, in_doubt };
        if self.observer.is_none() {
            self.ended_unseen.push((query, [asked, answered, failed]));
        }
        self.say(Event::QueryFinished { query, asked, answered, failed, outcome });
        self.read_back(id, query, large);
        if let Some(stored) = checked {
            self.check(query, stored);
        }
        if let Some(round) = sought {
            self.ask_for_copies(query, round);
        }
        self.table_changed();
    }
}

fn closest(result: &QueryResult) -> &[PeerInfo] {
    match result {
        QueryResult::GetClosestPeers(
            Ok(GetClosestPeersOk { peers, .. }) | Err(GetClosestPeersError::Timeout { peers, .. }),
        ) => peers,
        _ => &[],
    }
}

/// Returns our word for kad's mode.
pub(super) fn mode(mode: kad::Mode) -> Mode {
    match mode {
        kad::Mode::Client => Mode::Client,
        kad::Mode::Server => Mode::Server,
    }
}

/// Returns why listening failed: the innermost reason, since the outer layers of a transport only say which layer they are.
pub(super) fn listen_error(error: &TransportError<io::Error>) -> CannotListen {
    let error = match error {
        TransportError::Other(error) => error,
        TransportError::MultiaddrNotSupported(_) => return CannotListen::NotSpoken,
    };
    let mut inner: &(dyn std::error::Error + 'static) = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let text = in_words(inner);
    CannotListen::Other(if text.is_empty() { in_words(error) } else { text })
}
