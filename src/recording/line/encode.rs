//! Event → line.

use super::{Derived, Encoder, FinishedQuery, VERSION};
use crate::{
    dht::{
        Cause, Direction, Event, Held, Outcome, Phase, RECORD_TTL, REPUBLISH, Rpc, SessionInfo, Timestamp, Truth, Via,
        verdict::Code,
    },
    words::Language,
};

impl Encoder {
    /// Returns an event's line with its line break. Where it ends a command it is two lines: the second says what
    /// came of the command.
    pub fn lines(&mut self, at: Timestamp, event: &Event, derived: &Derived) -> &[u8] {
        self.line.clear();
        self.event(at, event, derived);
        match (event, derived) {
            (
                Event::QueryFinished { query, .. }
                | Event::ReadBack { query, .. }
                | Event::StoreChecked { query, .. }
                | Event::Copies { query, .. },
                Derived::Query(finished),
            ) => {
                if let FinishedQuery { command: Some(n), outcome, verdict, .. } = &**finished {
                    self.begin(at, "command_finished").number("n", *n).outcome(*outcome).text("verdict", verdict);
                    self.query(*query).end();
                }
            }
            (Event::Stepped { step, .. }, Derived::Step { command, verdict }) => {
                self.begin(at, "command_finished").number("n", *command).outcome(Code::Ok).text("verdict", verdict);
                self.number("step", *step).end();
            }
            _ => {}
        }
        &self.line
    }

    fn event(&mut self, at: Timestamp, event: &Event, derived: &Derived) {
        let line = self.begin(at, name(event));
        match event {
            Event::Session(session) => line.session(session),
            Event::Listening { address } | Event::NotListening { address } => line.address(address),
            Event::ModeChanged { mode } => line.text("mode", &mode.to_string()),
            Event::QuorumChanged { quorum } => line.text("quorum", &quorum.to_string()),
            Event::PeerDiscovered { peer, via, addresses } => {
                line.peer("peer", peer).text("via", via_word(*via)).addresses(addresses)
            }
            Event::PeerExpired { peer } | Event::PeerForgotten { peer } | Event::PingFailed { peer } => {
                line.peer("peer", peer)
            }
            Event::Mdns(report) => line.mdns(report),
            Event::Connected { peer, direction, address } => {
                line.peer("peer", peer).text("direction", direction_word(*direction)).address(address)
            }
            Event::Disconnected { peer, failure } | Event::DialFailed { peer, failure } => {
                line.peer("peer", peer).failure(failure)
            }
            Event::Identified { peer, agent, protocols, addresses } => {
                line.peer("peer", peer).text("agent", agent).texts("protocols", protocols).addresses(addresses)
            }
            Event::Rtt { peer, rtt } => line.peer("peer", peer).duration("ms", *rtt, 6),
            Event::RoutingTable { buckets } => line.buckets(buckets),
            Event::RoutingChanged(what) => line.change(what, derived).because(what.cause),
            Event::Command { n, line: typed } => line.number("n", *n).text("line", typed),
            Event::CommandFinished { n, answer } => {
                line.number("n", *n).outcome(answer.code()).text("verdict", &Language::English.answer(answer));
                if let Some(failure) = answer.failure() {
                    line.text("failure", failure.code());
                }
                line
            }
            Event::QueryStarted { query, kind, key, cause, known } => {
                line.query(*query).text("kind", kind.word()).key("key", key).cause(*cause).peers("known", known)
            }
            Event::Rpc(rpc) => line.rpc(rpc),
            Event::RecordFound { query, peer, value } => {
                line.query(*query).peer_if("peer", peer.as_ref()).bytes("value", value)
            }
            Event::ProviderFound { query, peer } => line.query(*query).peer("peer", peer),
            Event::QueryFinished { query, asked, answered, failed, outcome } => {
                line.query(*query).finished([*asked, *answered, *failed], outcome, derived)
            }
            Event::ReadBack { query, holders } => line.query(*query).number("copies", *holders as u64),
            Event::StoreChecked { query, held } => {
                line.query(*query);
                for one in Held::ALL {
                    line.peers(one.word(), held.iter().filter(|(_, held)| *held == one).map(|(peer, _)| peer));
                }
                line
            }
            Event::Pinged(pinged) => line.pinged(pinged),
            Event::Told(told) => line.told(told),
            Event::TrueTable { peer, entries } => line.peer("peer", peer).peers("entries", entries),
            Event::RemoteTable(table) => line.remote_table(table),
            Event::Copies { query, key, copies } => line.query(*query).key("key", key).copies(copies),
            Event::CrawlStarted(plan) => line.crawl_plan(plan),
            Event::Crawling(counts) => line.crawl_counts(counts),
            Event::Crawled(found) => line.crawled(found),
            Event::CrawlFinished(summary) => line.crawl_summary(summary),
            Event::Paused | Event::Resumed => line,
            Event::Stepped { step, asks } => line.number("step", *step).peers("asks", asks),
            Event::RecordStored(record) => line.stored_record(record),
            Event::RecordExpired { key, why } => line.key("key", key).gone(*why),
            Event::ProviderAdded(record) => line.stored_provider(record),
            Event::ProviderExpired { key, peer, why } => line.key("key", key).peer("peer", peer).gone(*why),
            Event::RecordRefused { key, from, failure } | Event::ProviderRefused { key, from, failure } => {
                line.key("key", key).peer("from", from).failure(failure)
            }
            Event::Requests(requests) => line.requests(requests),
            Event::Looking { name, peer } | Event::NodeStarted { name, peer } | Event::NodeStopped { name, peer } => {
                line.text("name", name).peer("peer", peer)
            }
            Event::GuestJoined { peer, address } => line.peer("peer", peer).address(address),
            Event::GuestLeft { peer, failure } => line.peer("peer", peer).failure(failure),
            Event::Truth { query, truth: Truth { closest, holders, guests, later } } => {
                line.query(*query).peers("closest", closest).peers("holders", holders);
                line.peers_if("guests", guests).peers_if("later", later)
            }
            Event::Notice { warning } => {
                line.text("code", warning.code()).text("text", &Language::English.warning(warning))
            }
        }
        .end();
    }

    fn session(&mut self, session: &SessionInfo) -> &mut Self {
        let SessionInfo {
            peer,
            protocol,
            k,
            alpha,
            mode,
            nodes,
            mdns,
            disjoint_paths,
            record_ttl,
            republish,
            up,
            started,
        } = session;
        self.number("version", VERSION)
            .peer("peer", peer)
            .text("protocol", protocol)
            .number("k", *k as u64)
            .number("alpha", *alpha as u64)
            .text("mode", &mode.to_string())
            .number("nodes", *nodes as u64)
            .flag_if("mdns", *mdns)
            .flag_if("disjoint_paths", *disjoint_paths);
        if *record_ttl != RECORD_TTL {
            self.duration("record_ttl", *record_ttl, 9);
        }
        if *republish != REPUBLISH {
            self.duration("republish", *republish, 9);
        }
        if let Some(up) = up {
            self.duration("up", *up, 9);
        }
        match started {
            Some(started) => self.text("started", &humantime::format_rfc3339_millis(*started).to_string()),
            None => self,
        }
    }

    fn cause(&mut self, cause: Cause) -> &mut Self {
        match cause {
            Cause::Command(n) => self.text("cause", "command").number("n", n),
            Cause::Automatic => self.text("cause", "automatic"),
        }
    }

    fn rpc(&mut self, rpc: &Rpc) -> &mut Self {
        let Rpc { direction, kind, phase, peer, key, query, late, reply } = rpc;
        self.text("direction", direction_word(*direction)).text("kind", kind.word());
        self.text("phase", phase_word(phase)).peer("peer", peer);
        if let Some(key) = key {
            self.key("key", key);
        }
        if let Some(query) = query {
            self.query(*query);
        }
        if rpc.is_asked() {
            self.text("cause", "asked");
        }
        match phase {
            Phase::Dialing | Phase::NotSent => &mut *self,
            Phase::Asked { after_dial } => self.flag_if("after_dial", *after_dial),
            Phase::Answered { closer, unroutable: 0 } => self.peers("closer", closer),
            Phase::Answered { closer, unroutable } => {
                self.peers("closer", closer).number("unroutable", *unroutable as u64)
            }
            Phase::Failed { failure } => self.failure(failure),
        };
        self.reply(*reply);
        self.flag_if("late", *late)
    }

    fn finished(&mut self, counts: [u32; 3], outcome: &Outcome, derived: &Derived) -> &mut Self {
        let Outcome { timed_out, closest, unseen, in_doubt } = outcome;
        if let Derived::Query(finished) = derived {
            let FinishedQuery { kind, key, outcome, .. } = &**finished;
            self.text("kind", kind.word()).key("key", key).outcome(*outcome);
        }
        let [asked, answered, failed] = counts.map(u64::from);
        self.number("asked", asked).number("answered", answered).number("failed", failed);
        self.flag_if("timed_out", *timed_out).flag_if("unseen", *unseen);
        if !in_doubt.is_empty() {
            self.peers("in_doubt", in_doubt);
        }
        if !closest.is_empty() {
            self.peers("closest", closest);
        }
        if let Derived::Query(finished) = derived {
            self.found(finished);
        }
        self
    }

    fn outcome(&mut self, outcome: Code) -> &mut Self {
        self.flag("ok", outcome == Code::Ok).text("outcome", outcome.word())
    }

    fn found(&mut self, finished: &FinishedQuery) {
        let FinishedQuery {
            verdict, rounds, lasted, stored, values, providers, more_providers, without_address, ..
        } = finished;
        self.duration("ms", *lasted, 6).text("verdict", verdict).number("rounds", u64::from(*rounds));
        if !stored.is_empty() {
            self.peers("stored", stored);
        }
        if !values.is_empty() {
            self.list("values", values, |line, value| line.blob(value));
        }
        if !providers.is_empty() {
            self.peers("providers", providers);
        }
        if *more_providers > 0 {
            self.number("more_providers", *more_providers as u64);
        }
        if *without_address > 0 {
            self.number("without_address", u64::from(*without_address));
        }
    }
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Session(_) => "session",
        Event::Listening { .. } => "listening",
        Event::NotListening { .. } => "not_listening",
        Event::ModeChanged { .. } => "mode_changed",
        Event::QuorumChanged { .. } => "quorum_changed",
        Event::PeerDiscovered { .. } => "peer_discovered",
        Event::PeerExpired { .. } => "peer_expired",
        Event::PeerForgotten { .. } => "peer_forgotten",
        Event::Mdns(_) => "mdns",
        Event::Connected { .. } => "connected",
        Event::Disconnected { .. } => "disconnected",
        Event::DialFailed { .. } => "dial_failed",
        Event::Identified { .. } => "identified",
        Event::Rtt { .. } => "rtt",
        Event::PingFailed { .. } => "ping_failed",
        Event::RoutingTable { .. } => "routing_table",
        Event::RoutingChanged(_) => "routing_changed",
        Event::Command { .. } => "command",
        Event::CommandFinished { .. } => "command_finished",
        Event::QueryStarted { .. } => "query_started",
        Event::Rpc(_) => "rpc",
        Event::RecordFound { .. } => "record_found",
        Event::ProviderFound { .. } => "provider_found",
        Event::QueryFinished { .. } => "query_finished",
        Event::ReadBack { .. } => "read_back",
        Event::StoreChecked { .. } => "store_checked",
        Event::Pinged(_) => "pinged",
        Event::Told(_) => "told",
        Event::TrueTable { .. } => "true_table",
        Event::RemoteTable(_) => "remote_table",
        Event::Copies { .. } => "copies",
        Event::CrawlStarted(_) => "crawl_started",
        Event::Crawling(_) => "crawling",
        Event::Crawled(_) => "crawled",
        Event::CrawlFinished(_) => "crawl_finished",
        Event::Paused => "paused",
        Event::Stepped { .. } => "stepped",
        Event::Resumed => "resumed",
        Event::RecordStored(_) => "record_stored",
        Event::RecordExpired { .. } => "record_expired",
        Event::RecordRefused { .. } => "record_refused",
        Event::ProviderAdded(_) => "provider_added",
        Event::ProviderExpired { .. } => "provider_expired",
        Event::ProviderRefused { .. } => "provider_refused",
        Event::Requests(_) => "requests",
        Event::Looking { .. } => "looking",
        Event::NodeStarted { .. } => "node_started",
        Event::NodeStopped { .. } => "node_stopped",
        Event::GuestJoined { .. } => "guest_joined",
        Event::GuestLeft { .. } => "guest_left",
        Event::Truth { .. } => "truth",
        Event::Notice { .. } => "notice",
    }
}

fn via_word(via: Via) -> &'static str {
    if via == Via::Mdns { "mdns" } else { via.word() }
}

pub(super) fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

fn phase_word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Dialing => "dialing",
        Phase::Asked { .. } => "asked",
        Phase::Answered { .. } => "answered",
        Phase::Failed { .. } => "failed",
        Phase::NotSent => "not_sent",
    }
}
