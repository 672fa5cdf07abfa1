//! The one function that writes a node's state: it takes in what the node reports.

use std::{sync::Arc, time::Duration};

use libp2p::multiaddr::Protocol;

use super::{Lookup, Query, RequestLog, State, notices::What, records::Stores, replace, verdict};
use crate::dht::{
    Bucket, Cause, Direction, Event, Key, Kind, MAX_K, MdnsReport, Mode, Multiaddr, Outcome, PeerId, Phase, Pinged,
    Position, QueryId, Rpc, SessionInfo, Timestamp, Via, cut, name,
};

/// Two starts that are further apart are those of two lives of a node: what it says comes a little later than it happened.
const SAME_LIFE: Duration = Duration::from_secs(10);
/// Characters of a typed line that a notice shows: a key in it may be 64 KiB.
const MAX_LINE: usize = 200;

impl State {
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
            Event::Rtt { peer, rtt } => self.pinged(*peer, *rtt, now),
            Event::PingFailed { peer } => self.peers.pinged(*peer, None, now),
            Event::RoutingTable { buckets } => self.table_told(buckets, now),
            Event::RoutingChanged(change) => {
                self.changes.note(change, now);
                self.peers.named(change.peer, now);
                true
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
            Event::Copies { query, key, copies } => {
                let has_changed = self.copies.note(*query, key, copies, now);
                let is_kept = self.queries.copied(*query, copies) && self.conclude(*query, now);
                if has_changed {
                    self.tell_of_round(*query, now);
                }
                is_kept
            }
            Event::CrawlStarted(_) | Event::Crawling(_) | Event::Crawled(_) | Event::CrawlFinished(_) => {
                self.crawls(event, now)
            }
            Event::Pinged(pinged) => self.asked_whether_it_is_there(pinged, now),
            Event::TrueTable { peer, entries } => {
                self.tables.knows(*peer, entries);
                false
            }
            Event::RemoteTable(table) => self.tables.told(table, now),
            Event::Paused => self.paused.is_none() && replace(&mut self.paused, Some(0)),
            Event::Stepped { step, asks } => self.stepped(*step, asks, now),
            Event::Resumed => replace(&mut self.paused, None),
            Event::RecordStored(_)
            | Event::RecordExpired { .. }
            | Event::RecordRefused { .. }
            | Event::ProviderAdded(_)
            | Event::ProviderExpired { .. }
            | Event::ProviderRefused { .. } => self.store_changed(event, now),
            Event::Requests(requests) => {
                self.requests.so_far(requests, now);
                self.records.snapshot_ends(now);
                self.has_arrived = true;
                self.count_records(now);
                true
            }
            Event::Looking { name, .. } => self.looked_at(name.clone(), now),
            Event::Truth { query, truth } => self.queries.truth(*query, truth.clone()),
            Event::Told(told) => self.told.told(told, now),
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

    fn stepped(&mut self, step: u64, asks: &[PeerId], now: Timestamp) -> bool {
        self.paused = Some(step);
        self.notices.add(What::Stepped { step, asked: asks.len() }, now)
    }

    fn started(&mut self, session: &SessionInfo, now: Timestamp) -> bool {
        let forgets = !self.records.is_empty();
        self.records.looked_at();
        if let Some(start) = session.up.map(|up| now.before(up)) {
            if start > self.records.stores.start.after(SAME_LIFE) {
                (self.requests, self.records.stores) = (RequestLog::default(), Stores::default()); // it was started anew
            }
            self.records.stores.start = start;
        }
        let session = SessionInfo { up: None, ..session.clone() };
        self.position = Position::of_peer(&session.peer);
        replace(&mut self.session, session) || forgets
    }

    /// From here on the node is observed, perhaps again: who is connected now comes with its snapshot.
    fn looked_at(&mut self, name: String, now: Timestamp) -> bool {
        self.peers.all_away();
        for peer in std::mem::take(&mut self.mdns).peers.into_keys() {
            self.peers.forgotten(peer, true); // the snapshot tells of those that announce themselves still
        }
        (self.looked_at, self.has_arrived) = (now, false);
        self.records.left();
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

    fn asked_whether_it_is_there(&mut self, pinged: &Pinged, now: Timestamp) -> bool {
        self.told.pinged(pinged, now);
        if let Some(peer) = pinged.connect.and(pinged.peer) {
            self.peers.met(peer, Via::Dial, now);
        }
        pinged.peer.is_some()
    }

    fn table_told(&mut self, buckets: &[Bucket], now: Timestamp) -> bool {
        let differs = self.buckets.replace(buckets.to_vec());
        let entries = u32::try_from(self.buckets.entries()).ok();
        replace(&mut self.requests.pulse.now(now).table, entries) || differs
    }

    fn pinged(&mut self, peer: PeerId, rtt: Duration, now: Timestamp) -> bool {
        let longest = &mut self.requests.pulse.now(now).rtt;
        let is_longest = replace(longest, (*longest).max(Some(rtt)));
        self.peers.pinged(peer, Some(rtt), now) || is_longest
    }

    /// The store took something, lost it, or refused it.
    fn store_changed(&mut self, event: &Event, now: Timestamp) -> bool {
        match event {
            Event::RecordStored(record) => {
                self.keys.remember(&record.key);
                self.records.stored(record, now);
            }
            Event::ProviderAdded(record) => {
                self.keys.remember(&record.key);
                self.records.provider_added(record, now);
            }
            Event::RecordExpired { key, why } => self.records.expired(key, None, *why, now),
            Event::ProviderExpired { key, peer, why } => self.records.expired(key, Some(*peer), *why, now),
            Event::RecordRefused { key, from, failure } => self.records.refused(key, true, *from, failure, now),
            Event::ProviderRefused { key, from, failure } => self.records.refused(key, false, *from, failure, now),
            _ => return false, // of the store nothing else tells
        }
        self.count_records(now);
        true
    }

    fn count_records(&mut self, now: Timestamp) {
        self.requests.pulse.now(now).records = u32::try_from(self.records.len()).ok();
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

    fn crawls(&mut self, event: &Event, now: Timestamp) -> bool {
        match event {
            Event::CrawlStarted(plan) => self.crawls.started(self.session.peer, *plan, now),
            Event::Crawling(counts) => self.crawls.counted(*counts),
            Event::Crawled(found) => self.crawls.found(found),
            Event::CrawlFinished(summary) => self.crawls.finished(summary, now),
            _ => return false, // nothing else tells of them
        }
        true
    }

    fn query_finished(&mut self, query: QueryId, counts: [u32; 3], outcome: Outcome, now: Timestamp) -> bool {
        self.queries.finished(query, counts, outcome, &self.session.peer, now);
        self.compare_with_crawl(query);
        self.conclude(query, now)
    }

    /// Notes who is closest to the key of a query that has ended, as far as a crawl knows, where the truth is not known.
    fn compare_with_crawl(&mut self, query: QueryId) {
        let Some(finished) = self.queries.get(query).filter(|query| query.truth.is_none()) else { return };
        let Some(target) = finished.lookup().map(|lookup| lookup.target) else { return };
        if let Some(known) = self.crawls.closest(&target, self.session.k) {
            self.queries.known_closest(query, known);
        }
    }

    /// Tells of a further round of copies: the first is told as every command is.
    fn tell_of_round(&mut self, query: QueryId, now: Timestamp) {
        let round = self.queries.get(query).filter(|round| !round.is_commanded());
        if let Some((round, verdict)) = round.and_then(|round| Some((round, round.verdict.as_ref()?))) {
            self.notices.add(round.ended_with(verdict), now);
        }
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
