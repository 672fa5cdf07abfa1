//! The tap: a `NetworkBehaviour` around `kad::Behaviour` that delegates everything, and reports each Kademlia message
//! that passes between the behaviour and its connection handlers.
//!
//! Nothing of kad is patched or rewritten; only what a query stores is dialled again where kad gives it up (`announce`).
//! kad does not say which peer a query asks when it has to dial first; what it
//! does say, in order, is how many requests each query has made. After each poll the growth of that number puts as many
//! *tags* of the query in a queue, and the requests that leave next take them:
//!
//! ```text
//!   kad.poll ─► num_requests grew by 2 ─► tags: #7 #7 ─► NotifyHandler takes one: asked
//!                                                    └─► Dial takes one: dialing (no tag left: a bucket's probe)
//! ```
//!
//! kad runs its queries only when its own queue of events is empty, so the order is kept.

mod announce;
mod delegate;
mod event;
mod limit;
mod open;
mod pause;
mod read;
mod served;

pub(super) use event::{Event, Message, QueryEnd, Started};

use std::collections::{HashMap, HashSet, VecDeque};

use libp2p::{
    PeerId,
    kad::{self, KBucketKey, QueryId, QueryResult},
    swarm::{
        ConnectionHandler, ExternalAddresses, NetworkBehaviour, ToSwarm,
        dial_opts::{DialOpts, PeerCondition},
    },
};
use tokio::time::{Instant, Interval};

use super::{failure, message_size, store::Store};
use crate::dht::{Direction, Key, Kind, MAX_K, Phase, RpcKind};
use announce::Learned;
use open::Open;
use pause::Pause;
use read::{closer, counts, is_provide, outbound, phase, purpose, purpose_of_result, request, sum};

type Kad = kad::Behaviour<Store>;
type Handler = <Kad as NetworkBehaviour>::ConnectionHandler;
type ToHandler = <Handler as ConnectionHandler>::FromBehaviour;
type FromHandler = <Handler as ConnectionHandler>::ToBehaviour;

/// A query in flight, as the tap knows it.
struct Active {
    is_commanded: bool,
    /// Requests counted into tags.
    tagged: u32,
    /// kad's counts of the phases that are over; they start from nothing in the next one.
    before: [u32; 3],
    /// Which lookup or store phase it is in, and since when.
    phase: u32,
    since: Instant,
    /// When it began, of which pauses are taken off.
    begun: Instant,
    timed_out: bool,
    request: RpcKind,
    key: Key,
    /// Where the peers can be reached that its lookup heard of, if it will store something.
    learned: Option<Learned>,
}

/// `kad::Behaviour`, tapped.
pub(super) struct Tap {
    me: PeerId,
    kad: Kad,
    /// Our own addresses, as kad knows them.
    external: ExternalAddresses,
    active: HashMap<QueryId, Active>,
    tags: VecDeque<QueryId>,
    open: HashMap<(QueryId, PeerId, RpcKind), Open>,
    /// Ends that wait until the last request of their query has left.
    ending: Vec<QueryEnd>,
    out: VecDeque<ToSwarm<Event, ToHandler>>,
    look: Option<Interval>,
    /// Bootstraps that are ended at each of their steps, before they send anything.
    hushed: HashSet<QueryId>,
    pause: Pause,
    /// Questions of others that kad has not answered yet, in the order in which they came.
    asking: VecDeque<(PeerId, RpcKind, Key)>,
}

impl Tap {
    pub(super) fn new(me: PeerId, kad: Kad) -> Self {
        Self {
            me,
            kad,
            external: ExternalAddresses::default(),
            active: HashMap::new(),
            tags: VecDeque::new(),
            open: HashMap::new(),
            ending: Vec::new(),
            out: VecDeque::new(),
            look: None,
            hushed: HashSet::new(),
            pause: Pause::default(),
            asking: VecDeque::new(),
        }
    }

    /// Returns kad, for everything but starting queries.
    pub(super) fn kad(&mut self) -> &mut Kad {
        &mut self.kad
    }

    /// Starts a query, so that it is known even if it ends before it asks anybody.
    pub(super) fn start<E>(&mut self, start: impl FnOnce(&mut Kad) -> Result<QueryId, E>) -> Result<QueryId, E> {
        let id = start(&mut self.kad)?;
        self.note_started(id);
        if let Some(active) = self.active.get_mut(&id) {
            active.is_commanded = true;
        }
        Ok(id)
    }

    /// Returns whether a query in flight was started by a command, not by kad itself.
    pub(super) fn is_commanded(&self, id: QueryId) -> bool {
        self.active.get(&id).is_some_and(|active| active.is_commanded)
    }

    /// Returns how many queries are in flight.
    pub(super) fn in_flight(&self) -> usize {
        self.active.len()
    }

    /// Ends the automatic bootstrap that a first listening address and each insertion below 20 peers arm.
    pub(super) fn hush_bootstrap(&mut self) {
        if let Ok(id) = self.kad.bootstrap() {
            self.hushed.insert(id);
            self.finish(id);
        }
    }

    /// Ends the present lookup of a query with what it has.
    pub(super) fn finish(&mut self, id: QueryId) {
        if let Some(mut query) = self.kad.query_mut(&id) {
            query.finish();
        }
    }

    fn note_started(&mut self, id: QueryId) {
        let Some(query) = self.kad.query(&id) else { return };
        let (kind, key) = purpose(query.info());
        let request = request(query.info());
        self.began(id, kind, key, request);
    }

    fn began(&mut self, id: QueryId, kind: Kind, key: Key, request: RpcKind) {
        let target = KBucketKey::new(key.bytes().to_vec());
        let known = self.kad.get_closest_local_peers(&target).take(MAX_K).map(KBucketKey::into_preimage).collect();
        let since = Instant::now();
        let active = Active {
            is_commanded: false,
            tagged: 0,
            before: [0; 3],
            phase: 0,
            since,
            begun: since,
            timed_out: false,
            request,
            key: key.clone(),
            learned: kind.stores().then(Learned::new),
        };
        self.active.insert(id, active);
        self.report(Event::Started(Started { id, kind, key, known }));
    }

    fn report(&mut self, event: Event) {
        self.out.push_back(ToSwarm::GenerateEvent(event));
    }

    /// Looks at every query in flight: new ones are reported, new phases noted, new requests tagged.
    fn walk(&mut self) {
        let new: Vec<QueryId> = self
            .kad
            .iter_queries()
            .map(|query| query.id())
            .filter(|id| !self.hushed.contains(id) && !self.active.contains_key(id))
            .collect();
        for id in new {
            self.note_started(id);
        }
        let further: Vec<QueryId> = self
            .kad
            .iter_queries()
            .filter(|query| self.active.get(&query.id()).is_some_and(|active| phase(query.info()).0 != active.phase))
            .map(|query| query.id())
            .collect();
        for id in further {
            self.forget_dials(id); // with the key of the lookup that made them
        }
        for query in self.kad.iter_queries() {
            let Some(active) = self.active.get_mut(&query.id()) else { continue };
            let (phase, before) = phase(query.info());
            if phase != active.phase {
                active.phase = phase;
                active.since = Instant::now();
                active.request = request(query.info());
                active.key = purpose(query.info()).1;
                active.before = before.unwrap_or(active.before);
            }
            let requests = active.before[0] + query.stats().num_requests();
            for _ in active.tagged..requests {
                self.tags.push_back(query.id());
            }
            active.tagged = active.tagged.max(requests);
        }
    }

    /// Takes in what a poll of kad returned.
    fn polled(&mut self, event: ToSwarm<kad::Event, ToHandler>) {
        match event {
            ToSwarm::GenerateEvent(kad::Event::OutboundQueryProgressed { id, result, stats, step }) => {
                self.progressed(id, result, counts(&stats), step.last);
            }
            ToSwarm::GenerateEvent(kad::Event::InboundRequest { request }) => self.replied(&request),
            ToSwarm::NotifyHandler { peer_id, handler, event } => {
                self.sent(peer_id, &event);
                self.out.push_back(ToSwarm::NotifyHandler { peer_id, handler, event });
            }
            ToSwarm::Dial { opts } => {
                let opts = self.dialed(opts);
                self.out.push_back(ToSwarm::Dial { opts });
            }
            other => self.out.push_back(other.map_out(Event::Kad)),
        }
    }

    fn progressed(&mut self, id: QueryId, result: QueryResult, counts: [u32; 3], last: bool) {
        if self.hushed.contains(&id) {
            if last {
                self.hushed.remove(&id);
            } else {
                self.finish(id);
            }
            return;
        }
        if !self.active.contains_key(&id) {
            let (kind, key) = purpose_of_result(&result);
            self.began(id, kind, key, RpcKind::FindNode); // it ended within the poll that began it
        }
        if last {
            return self.ended(id, result, counts);
        }
        if matches!(result, QueryResult::Bootstrap(_)) {
            let Some(active) = self.active.get_mut(&id) else { return };
            active.before = sum(active.before, counts);
            if active.timed_out {
                self.finish(id); // its further lookups are not made either
            }
        }
        self.report(Event::Found { id, result });
    }

    fn ended(&mut self, id: QueryId, result: QueryResult, counts: [u32; 3]) {
        if is_provide(&result) {
            self.forget_dials(id); // those of its lookup, which is over
        }
        let Some(active) = self.active.get_mut(&id) else { return };
        active.phase += u32::from(is_provide(&result)); // what the lookup asked and is answered now comes late
        // kad merges the counts of a lookup and its store phase, not those of a bootstrap's lookups.
        let counts = if matches!(result, QueryResult::Bootstrap(_)) { sum(active.before, counts) } else { counts };
        if counts[0] > active.tagged && is_provide(&result) {
            active.request = RpcKind::AddProvider;
        }
        for _ in active.tagged..counts[0] {
            self.tags.push_back(id);
        }
        active.tagged = counts[0];
        let timed_out = active.timed_out;
        self.ending.push(QueryEnd { id, counts, timed_out, result: Some(result) });
    }

    /// A request left for a connected peer, or an answer that was owed.
    fn sent(&mut self, peer: PeerId, event: &ToHandler) {
        self.pause.paid(event);
        let Some((id, kind, key)) = outbound(event) else { return };
        if let Some(at) = self.tags.iter().position(|tag| *tag == id) {
            self.tags.remove(at);
        }
        self.ask(id, peer, kind, key, Phase::Asked { after_dial: false });
        self.await_answer(id, peer, kind, false);
    }

    /// kad dials: for the request at the head of the queue, or to probe a bucket's oldest entry.
    fn dialed(&mut self, opts: DialOpts) -> DialOpts {
        let (Some(peer), Some(id)) = (opts.get_peer_id(), self.tags.pop_front()) else { return opts };
        let Some(active) = self.active.get(&id) else { return opts };
        let (kind, key) = (active.request, active.key.clone());
        self.ask(id, peer, kind, key, Phase::Dialing);
        self.await_answer(id, peer, kind, true);
        if kind != RpcKind::AddProvider {
            return opts;
        }
        // also who has connected to us meanwhile: only a new connection takes up what waits
        DialOpts::peer_id(peer).condition(PeerCondition::NotDialing).build()
    }

    fn ask(&mut self, id: QueryId, peer: PeerId, kind: RpcKind, key: Key, phase: Phase) {
        let (direction, query) = (Direction::Out, Some(id));
        self.report(Event::Rpc(Message {
            direction,
            kind,
            phase,
            peer,
            key: Some(key),
            query,
            late: false,
            reply: None,
        }));
    }

    /// Takes in what a peer's handler says, before kad does.
    fn heard(&mut self, peer: PeerId, event: &FromHandler) {
        self.pause.owes(event);
        match event {
            FromHandler::FindNodeRes { closer_peers, query_id } => {
                self.learn(*query_id, closer_peers);
                self.came(*query_id, peer, RpcKind::FindNode, closer(closer_peers.iter()));
            }
            FromHandler::GetProvidersRes { closer_peers, provider_peers, query_id } => {
                // kad goes on with both; a provider without an address it can only fail to ask
                let providers = provider_peers.iter().filter(|provider| !provider.multiaddrs.is_empty());
                self.came(*query_id, peer, RpcKind::GetProviders, closer(closer_peers.iter().chain(providers)));
            }
            FromHandler::GetRecordRes { closer_peers, query_id, record } => {
                if let Some(record) = record {
                    self.report(Event::Given { id: *query_id, answer: message_size::of_answer(record, closer_peers) });
                }
                self.came(*query_id, peer, RpcKind::GetValue, closer(closer_peers.iter()));
            }
            FromHandler::PutRecordRes { query_id, .. } => {
                self.came(*query_id, peer, RpcKind::PutValue, closer([].iter()));
            }
            FromHandler::QueryError { error, query_id } => self.refused(*query_id, peer, failure::of_request(error)),
            FromHandler::FindNodeReq { .. }
            | FromHandler::GetProvidersReq { .. }
            | FromHandler::GetRecord { .. }
            | FromHandler::PutRecord { .. }
            | FromHandler::AddProvider { .. }
            | FromHandler::ProtocolConfirmed { .. }
            | FromHandler::ProtocolNotSupported { .. } => {}
        }
    }

    /// Reports the ends whose last request has left, or will never leave.
    fn release(&mut self) {
        let mut at = 0;
        while at < self.ending.len() {
            let id = self.ending[at].id;
            if self.tags.contains(&id) || self.is_announcing(id) {
                at += 1;
                continue;
            }
            let finished = self.ending.remove(at);
            self.active.remove(&id);
            self.report(Event::Finished(finished));
            self.forget_dials(id);
        }
    }

    /// kad has nothing more to say: no tag can be taken any more, and a query that is gone ended silently.
    fn rest(&mut self) {
        self.tags.clear();
        let gone: Vec<QueryId> = self.active.keys().filter(|id| self.kad.query(id).is_none()).copied().collect();
        for id in gone {
            if self.ending.iter().all(|ending| ending.id != id) {
                let counts = [self.active.get(&id).map_or(0, |active| active.tagged), 0, 0];
                self.ending.push(QueryEnd { id, counts, timed_out: false, result: None });
            }
        }
    }
}
