//! What one node knows, and what the user is doing: pure data, no runtime, no terminal, no clock.
//!
//! [`State`] is written by whoever takes in what one node reports, through [`State::apply`]; [`Ui`] by the app's loop, through
//! [`Ui::update`]. Every pane of the screen is one file here and one of the same name in `view/`.

pub mod action;
pub mod buckets;
pub mod changes;
pub mod columns;
pub mod filter;
pub mod guests;
pub mod keys;
pub mod keyspace;
pub mod lab;
pub mod lookup;
pub mod mdns;
pub mod nodes;
pub mod notices;
pub mod peers;
pub mod prompt;
mod queries;
mod query;
pub mod records;
pub mod replay;
pub mod requests;
pub mod score;
pub mod spot;
pub mod tables;
pub mod told;
pub mod ui;
mod verdict;

pub use buckets::Buckets;
pub use keys::Keys;
pub use lab::Lab;
pub use lookup::Lookup;
pub use mdns::Mdns;
pub use notices::{Notice, Notices};
pub use peers::{Peer, Peers, Status};
pub use prompt::Prompt;
pub use queries::Queries;
pub use query::Query;
pub use records::Records;
pub use replay::Replay;
pub use requests::RequestLog;
pub use spot::{Row, Spot};
pub use ui::{Focus, LookupPicture, OpenPage, Page, Pane, Topic, Tour, Ui};

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use libp2p::multiaddr::Protocol;

use crate::dht::{
    Cause, Direction, Event, Habits, Key, Kind, MAX_K, MdnsReport, Mode, Multiaddr, Outcome, PeerId, Phase, Position,
    QueryId, Quorum, Rpc, SessionInfo, Timestamp, Via, cut, name,
};
use changes::{Changes, TableChange};
use notices::What;
use tables::Tables;
use told::Hearsay;

/// Characters of a typed line that a notice shows: a key in it may be 64 KiB.
const MAX_LINE: usize = 200;
/// A map that is asked for every event.
type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// What one node knows.
#[derive(Clone, Debug)]
pub struct State {
    /// What the node said of itself at its start; its mode is today's.
    pub session: SessionInfo,
    /// Our own place in the keyspace.
    pub position: Position,
    /// Where it listens.
    pub listening: Vec<Multiaddr>,
    /// How many equal answers or acknowledgements make a success.
    pub quorum: Quorum,
    /// Who is around.
    pub peers: Peers,
    /// The routing table.
    pub buckets: Buckets,
    /// Queries in flight, and the last that ended.
    pub queries: Queries,
    /// Since when the node is looked at, this time.
    pub looked_at: Timestamp,
    /// Who asked us last whom we know near ourselves, where we could name nobody.
    pub checked_by: Option<PeerId>,
    /// The routing tables of others, as they told them.
    pub tables: Tables,
    /// What mDNS heard.
    pub mdns: Mdns,
    /// What just happened.
    pub notices: Notices,
    /// Keys that were typed, stored or asked for, for completion.
    pub keys: Keys,
    /// Whether our own queries stand still, and how many steps they went since.
    pub paused: Option<u64>,
    /// What the node asked and was asked.
    pub requests: RequestLog,
    /// What its store holds.
    pub records: Records,
    /// What happened to the routing table.
    pub changes: Changes,
    /// What single peers told when they were asked.
    pub told: Hearsay,
}

impl State {
    /// Returns what a node knows that has just started.
    #[must_use]
    pub fn new(session: SessionInfo) -> Self {
        let position = Position::of_peer(&session.peer);
        Self {
            position,
            listening: Vec::new(),
            quorum: Quorum::One,
            peers: Peers::new(session.peer),
            buckets: Buckets::default(),
            queries: Queries::default(),
            looked_at: Timestamp::default(),
            checked_by: None,
            tables: Tables::default(),
            mdns: Mdns::default(),
            notices: Notices::default(),
            keys: Keys::default(),
            paused: None,
            requests: RequestLog::default(),
            records: Records::default(),
            changes: Changes::default(),
            told: Hearsay::default(),
            session,
        }
    }

    /// Returns how many equal answers or acknowledgements a success needs now.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.quorum.of(NonZeroUsize::new(self.session.k).unwrap_or(NonZeroUsize::MIN)).get()
    }

    /// Takes in what the node reported. Returns whether anything that can be shown has changed.
    pub fn apply(&mut self, event: &Event, now: Timestamp) -> bool {
        match event {
            Event::Session(session) => self.started(session, now),
            Event::Listening { address } => self.listens(address, now),
            Event::NotListening { address } => self.stopped_listening(address, now),
            Event::ModeChanged { mode } => self.mode_changed(*mode, now),
            Event::QuorumChanged { quorum } => replace(&mut self.quorum, *quorum),
            Event::PeerDiscovered { peer, via, addresses } => {
                self.peers.discovered(*peer, *via, addresses.clone(), now)
            }
            Event::PeerExpired { peer } => self.peers.lapsed(*peer),
            Event::PeerForgotten { peer } => self.forgotten(peer),
            Event::Mdns(report) => self.heard(report, now),
            Event::Connected { peer, direction, address } => {
                self.peers.connected(*peer, *direction, address.clone(), now)
            }
            Event::Disconnected { peer, failure } => self.peers.disconnected(*peer, failure.clone(), now),
            Event::DialFailed { peer, failure } => self.peers.dial_failed(*peer, failure.clone()),
            Event::Identified { peer, agent, protocols, addresses } => {
                self.note_identified(peer, now);
                let (agent, protocols, addresses) = (agent.clone(), protocols.clone(), addresses.clone());
                self.peers.identified(*peer, agent, protocols, addresses, &self.session.protocol, now)
            }
            Event::Rtt { peer, rtt } => {
                let longest = &mut self.requests.pulse.now(now).rtt;
                *longest = (*longest).max(Some(*rtt));
                self.peers.pinged(*peer, Some(*rtt), now)
            }
            Event::PingFailed { peer } => self.peers.pinged(*peer, None, now),
            Event::RoutingTable { buckets } => {
                let differs = self.buckets.replace(buckets.clone());
                self.requests.pulse.now(now).table = u32::try_from(self.buckets.entries()).ok();
                differs
            }
            Event::RoutingChanged { peer, cpl, change, cause } => {
                let (peer, cpl, change, cause) = (*peer, *cpl, *change, *cause);
                self.routing_changed(TableChange { at: now, peer, cpl, change, cause })
            }
            Event::Command { line, .. } => self.notices.add(What::Typed(cut(line, MAX_LINE)), now),
            Event::CommandFinished { answer, .. } => self.notices.add(What::Answered(answer.clone()), now),
            Event::QueryStarted { query, kind, key, cause, known } => {
                if *kind != Kind::Bootstrap {
                    self.keys.remember(key); // nobody types our own id
                }
                if *cause == Cause::Automatic {
                    self.records.stores.began(*kind, now);
                }
                let lookup = self.lookup(*kind, key, known, now);
                let new = Query::new(*query, *kind, key.clone(), *cause, lookup, self.needed(), now);
                self.queries.started(Query { peer: self.peer_sought(*kind, key), ..new })
            }
            Event::Rpc(rpc) => self.message(rpc, now),
            Event::RecordFound { query, peer, value } => {
                let new = self.queries.record_found(*query, *peer, value);
                self.judge(Some(*query), now);
                new
            }
            Event::ProviderFound { query, peer } => self.queries.provider_found(*query, *peer),
            Event::QueryFinished { query, asked, answered, failed, outcome } => {
                self.query_finished(*query, [*asked, *answered, *failed], outcome.clone(), now)
            }
            Event::ReadBack { query, holders } => {
                self.queries.read_back(*query, *holders) && self.conclude(*query, now)
            }
            Event::StoreChecked { query, held } => self.queries.checked(*query, held) && self.conclude(*query, now),
            Event::Pinged(pinged) => {
                self.told.pinged(pinged, now);
                pinged.connect.and(pinged.peer).is_some_and(|peer| self.peers.met(peer, Via::Dial, now))
            }
            Event::TrueTable { peer, entries } => {
                self.tables.knows(*peer, entries);
                false
            }
            Event::RemoteTable(table) => {
                self.tables.told(table, now);
                true
            }
            Event::Paused => self.paused.is_none() && replace(&mut self.paused, Some(0)),
            Event::Stepped { step, asks } => self.stepped(*step, asks, now),
            Event::Resumed => replace(&mut self.paused, None),
            Event::RecordStored(record) => {
                self.keys.remember(&record.key);
                self.records.stored(record, now);
                self.count_records(now)
            }
            Event::ProviderAdded(record) => {
                self.keys.remember(&record.key);
                self.records.provider_added(record, now);
                self.count_records(now)
            }
            Event::RecordExpired { key, why } => {
                self.records.expired(key, None, *why, now);
                self.count_records(now)
            }
            Event::ProviderExpired { key, peer, why } => {
                self.records.expired(key, Some(*peer), *why, now);
                self.count_records(now)
            }
            Event::RecordRefused { key, from, failure } => {
                self.records.refused(key, true, *from, failure, now);
                true
            }
            Event::ProviderRefused { key, from, failure } => {
                self.records.refused(key, false, *from, failure, now);
                true
            }
            Event::Requests(requests) => {
                self.requests.so_far(requests, now);
                true
            }
            Event::Looking { name, .. } => self.looked_at(name.clone(), now),
            Event::Truth { query, truth } => self.queries.truth(*query, truth.clone()),
            Event::Told(told) => {
                self.told.told(told, now);
                true
            }
            Event::NodeStarted { .. } | Event::NodeStopped { .. } => false, // the practice network is in `Lab`
            Event::GuestJoined { peer, .. } => self.notices.add(What::GuestJoined(*peer), now),
            Event::GuestLeft { peer, failure } => {
                self.notices.add(What::GuestLeft { peer: *peer, failure: failure.clone() }, now)
            }
            Event::Notice { warning } => self.notices.add(What::Warned(warning.clone()), now),
        }
    }

    /// Returns the lookup that a query begins with. A bootstrap is after 20 peers whatever k is (libp2p-kad).
    fn lookup(&self, kind: Kind, key: &Key, known: &[PeerId], now: Timestamp) -> Lookup {
        let SessionInfo { k, alpha, .. } = self.session;
        let wanted = if kind == Kind::Bootstrap { MAX_K } else { k };
        Lookup::new(key.clone(), &self.peers, known, wanted.max(1), alpha.max(1), now)
    }

    /// Returns the peer that a query looks for. A multihash of sha2-256 is one only where a peer of this id is known.
    fn peer_sought(&self, kind: Kind, key: &Key) -> Option<PeerId> {
        let is_known = |peer: &PeerId| *peer == self.session.peer || self.peers.get(peer).is_some();
        match kind {
            Kind::Bootstrap => name::possible_peer(key),
            Kind::Closest => name::certain_peer(key).or_else(|| name::possible_peer(key).filter(is_known)),
            _ => None,
        }
    }

    /// Returns the only peer in the table, where it asked whom we know and takes in nobody who names nobody: nobody learns
    /// of us there.
    #[must_use]
    pub fn turned_away_by(&self) -> Option<PeerId> {
        let by = self.checked_by.filter(|by| self.names_only(by))?;
        let agent = self.peers.get(&by).and_then(|peer| peer.agent.as_deref());
        agent.is_some_and(|agent| Habits::of(agent).checks_newcomers).then_some(by)
    }

    /// Returns whether the routing table has nobody but a peer.
    fn names_only(&self, peer: &PeerId) -> bool {
        self.buckets.iter().all(|bucket| bucket.entries.iter().all(|entry| entry.peer == *peer))
    }

    /// Returns whom the next step will ask, query by query; none of a query of which that cannot be told: with disjoint
    /// paths, and where a bootstrap goes on to its next lookup.
    #[must_use]
    pub fn next_asks(&self, now: Timestamp) -> Vec<(QueryId, Vec<PeerId>)> {
        if self.session.disjoint_paths {
            return Vec::new();
        }
        self.queries.running().map(|query| (query.id, query.next_asks(now))).collect()
    }

    fn stepped(&mut self, step: u64, asks: &[PeerId], now: Timestamp) -> bool {
        self.paused = Some(step);
        self.notices.add(What::Stepped { step, asked: asks.len() }, now)
    }

    fn started(&mut self, session: &SessionInfo, now: Timestamp) -> bool {
        self.records.looked_at();
        self.records.stores.start = now.before(session.up);
        let session = SessionInfo { up: Duration::ZERO, ..session.clone() };
        self.position = Position::of_peer(&session.peer);
        replace(&mut self.session, session)
    }

    /// From here on the node is observed, perhaps again: who is connected now comes with its snapshot.
    fn looked_at(&mut self, name: String, now: Timestamp) -> bool {
        self.peers.all_away();
        for peer in std::mem::take(&mut self.mdns).peers.into_keys() {
            self.peers.forgotten(peer, true); // the snapshot tells of those that announce themselves still
        }
        self.looked_at = now;
        self.notices.add(What::Be(name), now)
    }

    /// mDNS has nothing more to say of a peer.
    fn forgotten(&mut self, peer: &PeerId) -> bool {
        self.mdns.forgotten(peer);
        let is_in_table = self.buckets.bucket_of(peer).is_some();
        self.peers.forgotten(*peer, is_in_table)
    }

    fn heard(&mut self, report: &MdnsReport, now: Timestamp) -> bool {
        self.mdns.reported(report, now);
        for told in &report.announcements {
            self.peers.announced(told.peer, now.before(told.ago));
        }
        true
    }

    fn listens(&mut self, address: &Multiaddr, now: Timestamp) -> bool {
        if self.listening.contains(address) {
            return false;
        }
        self.notices.add(What::Listening(address.clone()), now);
        self.listening.push(address.clone());
        self.listening.sort_by_key(reach);
        true
    }

    fn stopped_listening(&mut self, address: &Multiaddr, now: Timestamp) -> bool {
        let before = self.listening.len();
        self.listening.retain(|known| known != address);
        self.listening.len() != before && self.notices.add(What::NotListening(address.clone()), now)
    }

    fn mode_changed(&mut self, mode: Mode, now: Timestamp) -> bool {
        replace(&mut self.session.mode, mode) && self.notices.add(What::Mode(mode), now)
    }

    fn routing_changed(&mut self, change: TableChange) -> bool {
        self.changes.note(change);
        self.peers.named(change.peer, change.at);
        true
    }

    fn count_records(&mut self, now: Timestamp) -> bool {
        self.requests.pulse.now(now).records = u32::try_from(self.records.len()).ok();
        true
    }

    /// Notes how long a peer took to say what it is, the first time on a connection that we opened.
    fn note_identified(&mut self, peer: &PeerId, now: Timestamp) {
        let Some(peer) = self.peers.get(peer).filter(|peer| peer.direction == Some(Direction::Out)) else { return };
        if let Some(connected) = peer.connected.filter(|at| peer.identified.is_none_or(|before| before < *at)) {
            self.requests.identified(now.since(connected));
        }
    }

    fn message(&mut self, rpc: &Rpc, now: Timestamp) -> bool {
        if rpc.is_asked() {
            return matches!(rpc.phase, Phase::Answered { .. }) && self.peers.met(rpc.peer, Via::Dial, now);
        }
        let asks = self.requests.note(rpc, now);
        if rpc.direction == Direction::In {
            self.note_check(rpc);
            return self.peers.heard_from(rpc.peer, now) || asks;
        }
        if let Phase::Answered { closer, .. } = &rpc.phase {
            self.peers.heard_from(rpc.peer, now);
            for peer in closer {
                self.peers.named(*peer, now);
            }
        }
        if self.queries.message(rpc, &self.peers, now) {
            if rpc.late {
                self.add_late(rpc.query);
            } else {
                self.judge(rpc.query, now);
            }
        }
        true
    }

    /// A peer asks whom we know near ourselves: whether we could name somebody.
    fn note_check(&mut self, rpc: &Rpc) {
        if rpc.is_about(&self.session.peer) {
            self.checked_by = Some(rpc.peer).filter(|peer| self.names_only(peer));
        }
    }

    /// Adds to the verdict of a query that came to nothing that answers came after its end.
    fn add_late(&mut self, query: Option<QueryId>) {
        let Some(query) = query.and_then(|id| self.queries.get(id)) else { return };
        if let Some(verdict) = verdict::with_late(query) {
            self.queries.judged(query.id, Arc::new(verdict));
        }
    }

    /// Writes the verdict of a query that is still running, once it is clear how it will be called.
    fn judge(&mut self, query: Option<QueryId>, now: Timestamp) {
        let Some(query) = query.and_then(|id| self.queries.get(id)) else { return };
        if query.finished.is_none()
            && let Some(verdict) = verdict::early(query)
        {
            let verdict = Arc::new(verdict);
            self.notices.add(query.ended_with(&verdict), now);
            self.queries.judged(query.id, verdict);
        }
    }

    fn query_finished(&mut self, query: QueryId, counts: [u32; 3], outcome: Outcome, now: Timestamp) -> bool {
        self.queries.finished(query, counts, outcome, &self.session.peer, now);
        self.conclude(query, now)
    }

    /// Writes the verdict of a query that has ended, from what is known now.
    fn conclude(&mut self, query: QueryId, now: Timestamp) -> bool {
        let Some(finished) = self.queries.get(query) else { return false };
        let verdict = Arc::new(verdict::of(finished, self));
        if finished.is_commanded() && !finished.is_being_checked() {
            self.notices.add(finished.ended_with(&verdict), now);
        }
        self.queries.judged(query, verdict);
        true
    }
}

/// Orders addresses by how far they reach and how readily they are typed: TCP before QUIC, loopback last.
fn reach(address: &Multiaddr) -> (bool, bool) {
    let is_loopback = address.iter().any(|part| match part {
        Protocol::Ip4(ip) => ip.is_loopback(),
        Protocol::Ip6(ip) => ip.is_loopback(),
        _ => false,
    });
    (is_loopback, address.iter().any(|part| part == Protocol::QuicV1))
}

/// Writes a new value. Returns whether it differs from the old one.
fn replace<T: PartialEq>(place: &mut T, new: T) -> bool {
    let differs = *place != new;
    *place = new;
    differs
}
