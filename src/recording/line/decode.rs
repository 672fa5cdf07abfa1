//! Line → event. Fields that are not known are skipped, and so is the order in which they stand.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use data_encoding::HEXLOWER_PERMISSIVE;

use super::{
    LineFault, VERSION, Wanted, failure,
    stored::{gone, key, reply},
    wire::{Text, Wire, WireBytes, WireName},
};
use crate::dht::{
    Answer, Cause, Direction, Event, Failure, Held, Key, Kind, Mode, Multiaddr, Outcome, PeerId, Phase, QueryId,
    Quorum, RECORD_TTL, REPUBLISH, Rpc, RpcKind, SessionInfo, Timestamp, Truth, Via, Warning, verdict::Code,
};

/// Peers whose bytes are remembered by their written form: base58 is slow, and the same few are named again and again.
const MAX_NAMES: usize = 20_000;

/// What a line says.
#[derive(Clone, PartialEq, Debug)]
pub enum Read {
    /// This happened, then.
    Event(Timestamp, Event),
    /// A session begins, written by a later version of the format.
    Later(Timestamp, Event, u64),
    /// What other lines say already.
    Derived,
    /// An event of this name, which is not known here.
    Unknown(String),
}

/// Reads lines.
#[derive(Default)]
pub struct Decoder {
    names: std::collections::HashMap<Box<str>, PeerId, foldhash::fast::RandomState>,
}

impl Decoder {
    /// Understands a line.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(&mut self, line: &[u8]) -> Result<Read, LineFault> {
        let wire: Wire = match serde_json::from_slice(line) {
            Ok(wire) => wire,
            Err(error) => return self.unknown(line).ok_or_else(|| no_json(&error)),
        };
        let seconds = need(wire.t, "t")?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is no time is the nearest")]
        let at = Timestamp((seconds * 1e6).round() as u64);
        let later = wire.version.filter(|version| *version > VERSION);
        if wire.event.as_deref() == Some("command_finished") && (wire.query.is_some() || wire.step.is_some()) {
            return Ok(Read::Derived);
        }
        Ok(match (self.event(wire)?, later) {
            (Ok(event), None) => Read::Event(at, event),
            (Ok(event), Some(version)) => Read::Later(at, event, version),
            (Err(unknown), _) => Read::Unknown(unknown),
        })
    }

    /// Returns the name of an event that is not known: its fields may be of other kinds than ours of the same names.
    fn unknown(&mut self, line: &[u8]) -> Option<Read> {
        let WireName { event } = serde_json::from_slice(line).ok()?;
        self.event(Wire { event: Some(event), ..Wire::default() }).ok()?.err().map(Read::Unknown)
    }

    /// Returns the event, or the name of one that is not known.
    fn event(&mut self, wire: Wire) -> Result<Result<Event, String>, LineFault> {
        let name = need(wire.event.as_deref(), "event")?;
        Ok(Ok(match name {
            "session" => Event::Session(self.session(&wire)?),
            "listening" => Event::Listening { address: address(wire.address.as_deref())? },
            "not_listening" => Event::NotListening { address: address(wire.address.as_deref())? },
            "mode_changed" => Event::ModeChanged { mode: mode(wire.mode.as_deref())? },
            "quorum_changed" => Event::QuorumChanged { quorum: quorum(wire.quorum.as_deref())? },
            "peer_discovered" => Event::PeerDiscovered {
                peer: self.peer(&wire)?,
                via: via(wire.via.as_deref())?,
                addresses: addresses(&wire.addresses)?,
            },
            "peer_expired" => Event::PeerExpired { peer: self.peer(&wire)? },
            "peer_forgotten" => Event::PeerForgotten { peer: self.peer(&wire)? },
            "mdns" => Event::Mdns(self.mdns(&wire)?),
            "connected" => Event::Connected {
                peer: self.peer(&wire)?,
                direction: direction(wire.direction.as_deref())?,
                address: address(wire.address.as_deref())?,
            },
            "disconnected" => Event::Disconnected { peer: self.peer(&wire)?, failure: self.failure(&wire)? },
            "dial_failed" => Event::DialFailed { peer: self.peer(&wire)?, failure: self.failure(&wire)? },
            "identified" => Event::Identified {
                peer: self.peer(&wire)?,
                addresses: addresses(&wire.addresses)?,
                agent: owned(wire.agent, "agent")?,
                protocols: wire.protocols.into_iter().map(|text| text.0.into_owned()).collect(),
            },
            "ping_failed" => Event::PingFailed { peer: self.peer(&wire)? },
            "rtt" => Event::Rtt { peer: self.peer(&wire)?, rtt: need(duration(wire.ms, 1e6), "ms")? },
            "routing_table" => Event::RoutingTable { buckets: self.buckets(&wire.buckets)? },
            "routing_changed" => Event::RoutingChanged(Box::new(self.routing_change(&wire)?)),
            "command" => Event::Command { n: need(wire.n, "n")?, line: owned(wire.line, "line")? },
            "command_finished" => {
                Event::CommandFinished { n: need(wire.n, "n")?, answer: answer(&wire, need(wire.ok, "ok")?)? }
            }
            "query_started" => Event::QueryStarted {
                query: query(&wire)?,
                kind: kind(wire.kind.as_deref())?,
                cause: cause(&wire)?,
                known: self.all(&wire.known)?,
                key: Key::new(bytes(wire.key, "key")?),
            },
            "rpc" => Event::Rpc(self.rpc(wire)?),
            "record_found" => Event::RecordFound {
                query: query(&wire)?,
                peer: self.maybe(wire.peer.as_ref(), "peer")?,
                value: bytes(wire.value, "value")?,
            },
            "provider_found" => Event::ProviderFound { query: query(&wire)?, peer: self.peer(&wire)? },
            "query_finished" => Event::QueryFinished {
                query: query(&wire)?,
                asked: need(wire.asked, "asked")?,
                answered: need(wire.answered, "answered")?,
                failed: need(wire.failed, "failed")?,
                outcome: self.outcome(&wire)?,
            },
            "read_back" => Event::ReadBack { query: query(&wire)?, holders: need(wire.copies, "copies")? },
            "store_checked" => Event::StoreChecked { query: query(&wire)?, held: self.held(&wire)? },
            "pinged" => Event::Pinged(Box::new(self.pinged(&wire)?)),
            "told" => Event::Told(Box::new(self.told(wire)?)),
            "true_table" => Event::TrueTable { peer: self.peer(&wire)?, entries: self.all(&wire.entries)? },
            "remote_table" => Event::RemoteTable(Arc::new(self.remote_table(&wire)?)),
            "copies" => self.copies(wire)?,
            "crawl_started" | "crawling" | "crawled" | "crawl_finished" => self.crawl(wire)?,
            "paused" => Event::Paused,
            "stepped" => Event::Stepped { step: need(wire.step, "step")?, asks: self.all(&wire.asks)? },
            "resumed" => Event::Resumed,
            "record_stored" => Event::RecordStored(Box::new(self.stored_record(wire)?)),
            "record_expired" => Event::RecordExpired { why: gone(&wire), key: key(wire.key)? },
            "record_refused" => {
                Event::RecordRefused { from: self.from(&wire)?, failure: self.failure(&wire)?, key: key(wire.key)? }
            }
            "provider_added" => Event::ProviderAdded(Box::new(self.stored_provider(wire)?)),
            "provider_expired" => {
                Event::ProviderExpired { peer: self.peer(&wire)?, why: gone(&wire), key: key(wire.key)? }
            }
            "provider_refused" => {
                Event::ProviderRefused { from: self.from(&wire)?, failure: self.failure(&wire)?, key: key(wire.key)? }
            }
            "requests" => Event::Requests(Box::new(self.requests(wire)?)),
            "looking" => Event::Looking { peer: self.peer(&wire)?, name: owned(wire.name, "name")? },
            "node_started" => Event::NodeStarted { peer: self.peer(&wire)?, name: owned(wire.name, "name")? },
            "node_stopped" => Event::NodeStopped { peer: self.peer(&wire)?, name: owned(wire.name, "name")? },
            "guest_joined" => {
                Event::GuestJoined { peer: self.peer(&wire)?, address: address(wire.address.as_deref())? }
            }
            "guest_left" => Event::GuestLeft { peer: self.peer(&wire)?, failure: self.failure(&wire)? },
            "truth" => Event::Truth {
                query: query(&wire)?,
                truth: Truth {
                    closest: self.closest(&wire)?,
                    holders: self.all(&wire.holders)?,
                    guests: self.all(&wire.guests)?,
                    later: self.all(&wire.later)?,
                },
            },
            "notice" => Event::Notice { warning: Warning::Said(owned(wire.text, "text")?) },
            unknown => return Ok(Err(unknown.to_owned())),
        }))
    }

    fn session(&mut self, wire: &Wire) -> Result<SessionInfo, LineFault> {
        Ok(SessionInfo {
            peer: self.peer(wire)?,
            protocol: need(wire.protocol.as_deref(), "protocol")?.to_owned(),
            k: need(wire.k, "k")?,
            alpha: need(wire.alpha, "alpha")?,
            mode: mode(wire.mode.as_deref())?,
            nodes: wire.nodes.unwrap_or(0),
            mdns: wire.mdns,
            disjoint_paths: wire.disjoint_paths,
            record_ttl: duration(wire.record_ttl, 1e9).unwrap_or(RECORD_TTL),
            republish: duration(wire.republish, 1e9).unwrap_or(REPUBLISH),
            up: duration(wire.up, 1e9),
            started: wire.started.as_deref().and_then(|text| humantime::parse_rfc3339(text).ok()),
        })
    }

    fn rpc(&mut self, wire: Wire) -> Result<Rpc, LineFault> {
        let phase = match need(wire.phase.as_deref(), "phase")? {
            "dialing" => Phase::Dialing,
            "asked" => Phase::Asked { after_dial: wire.after_dial },
            "answered" => Phase::Answered { closer: self.all(&wire.closer)?, unroutable: wire.unroutable },
            "failed" => Phase::Failed { failure: self.failure(&wire)? },
            "not_sent" => Phase::NotSent,
            other => return Err(wrong("phase", other, Wanted::Phase)),
        };
        Ok(Rpc {
            direction: direction(wire.direction.as_deref())?,
            kind: rpc_kind(wire.kind.as_deref())?,
            phase,
            peer: self.peer(&wire)?,
            query: wire.query.map(QueryId),
            late: wire.late,
            reply: reply(wire.answer.as_ref(), wire.count),
            key: wire.key.map(|key| bytes(Some(key), "key").map(Key::new)).transpose()?,
        })
    }

    pub(super) fn failure_if(&mut self, wire: &Wire) -> Result<Option<Failure>, LineFault> {
        wire.reason.as_ref().map(|_| self.failure(wire)).transpose()
    }

    pub(super) fn failure(&mut self, wire: &Wire) -> Result<Failure, LineFault> {
        let (reason, found) = (need(wire.reason.as_deref(), "reason")?, self.maybe(wire.found.as_ref(), "found")?);
        failure::read(wire.failure.as_deref(), reason, found, duration(wire.after, 1e9), &wire.ways)
    }

    fn outcome(&mut self, wire: &Wire) -> Result<Outcome, LineFault> {
        let (closest, in_doubt) = (self.closest(wire)?, self.all(&wire.in_doubt)?);
        Ok(Outcome { timed_out: wire.timed_out, unseen: wire.unseen, closest, in_doubt })
    }

    fn held(&mut self, wire: &Wire) -> Result<Vec<(PeerId, Held)>, LineFault> {
        let lists = [&wire.same, &wire.other, &wire.nothing, &wire.unknown];
        let mut all = Vec::new();
        for (held, peers) in Held::ALL.into_iter().zip(lists) {
            all.extend(self.all(peers)?.into_iter().map(|peer| (peer, held)));
        }
        Ok(all)
    }

    pub(super) fn peer(&mut self, wire: &Wire) -> Result<PeerId, LineFault> {
        self.id(need(wire.peer.as_deref(), "peer")?, "peer")
    }

    pub(super) fn maybe(&mut self, text: Option<&Text>, field: &'static str) -> Result<Option<PeerId>, LineFault> {
        text.map(|text| self.id(text, field)).transpose()
    }

    pub(super) fn all(&mut self, texts: &[Text]) -> Result<Vec<PeerId>, LineFault> {
        texts.iter().map(|text| self.id(text, "peers")).collect()
    }

    pub(super) fn id(&mut self, text: &str, field: &'static str) -> Result<PeerId, LineFault> {
        if let Some(peer) = self.names.get(text) {
            return Ok(*peer);
        }
        let is_short = text.len() <= 200; // the cost of base58 grows with the square
        let peer = text.parse().ok().filter(|_| is_short).ok_or_else(|| wrong(field, text, Wanted::Peer))?;
        if self.names.len() >= MAX_NAMES {
            self.names.clear();
        }
        self.names.insert(text.into(), peer);
        Ok(peer)
    }
}

/// Takes the place out of what serde says: the line is always the first.
fn no_json(error: &serde_json::Error) -> LineFault {
    let (text, column) = (error.to_string(), error.column());
    let place = format!(" at line {} column {column}", error.line());
    LineFault::Json { column, reason: text.strip_suffix(&place).unwrap_or(&text).to_owned() }
}

pub(super) fn need<T>(field: Option<T>, name: &'static str) -> Result<T, LineFault> {
    field.ok_or(LineFault::Missing(name))
}

pub(super) fn wrong(field: &'static str, text: &str, wanted: Wanted) -> LineFault {
    let text = text.chars().take(60).map(|c| if c.is_control() { '�' } else { c }).collect();
    LineFault::Wrong { field, text, wanted }
}

fn owned(text: Option<Text>, name: &'static str) -> Result<String, LineFault> {
    Ok(need(text, name)?.0.into_owned())
}

/// Understands what came of a command: its sentence, and its outcome where the line has one that is known.
fn answer(wire: &Wire, ok: bool) -> Result<Answer, LineFault> {
    let text = need(wire.verdict.as_deref(), "verdict")?.to_owned();
    let code = wire.outcome.as_deref().and_then(Code::of_word).filter(|code| (*code == Code::Ok) == ok);
    Ok(Answer::Said { code: code.unwrap_or(if ok { Code::Ok } else { Code::Failed }), text })
}

pub(super) fn query(wire: &Wire) -> Result<QueryId, LineFault> {
    need(wire.query, "query").map(QueryId)
}

pub(super) fn bytes(bytes: Option<WireBytes>, name: &'static str) -> Result<Vec<u8>, LineFault> {
    let WireBytes { text, hex } = need(bytes, name)?;
    if let Some(text) = text {
        return Ok(text.0.into_owned().into_bytes());
    }
    let hex = need(hex, name)?;
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| wrong(name, &hex, Wanted::Bytes))
}

/// Reads a duration of which so many nanoseconds make one.
pub(super) fn duration(number: Option<f64>, unit: f64) -> Option<Duration> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is no time is the nearest")]
    let nanos = |number: f64| (number * unit).round() as u64;
    number.map(|number| Duration::from_nanos(nanos(number)))
}

pub(super) fn address(text: Option<&str>) -> Result<Multiaddr, LineFault> {
    let text = need(text, "address")?;
    text.parse().map_err(|_| wrong("address", text, Wanted::Address))
}

pub(super) fn addresses(texts: &[Text]) -> Result<Vec<Multiaddr>, LineFault> {
    texts.iter().map(|text| text.parse().map_err(|_| wrong("addresses", text, Wanted::Address))).collect()
}

fn mode(word: Option<&str>) -> Result<Mode, LineFault> {
    match need(word, "mode")? {
        "client" => Ok(Mode::Client),
        "server" => Ok(Mode::Server),
        other => Err(wrong("mode", other, Wanted::Mode)),
    }
}

fn quorum(word: Option<&str>) -> Result<Quorum, LineFault> {
    match need(word, "quorum")? {
        "one" => Ok(Quorum::One),
        "majority" => Ok(Quorum::Majority),
        "all" => Ok(Quorum::All),
        other => other.parse::<NonZeroUsize>().map(Quorum::N).map_err(|_| wrong("quorum", other, Wanted::Quorum)),
    }
}

fn via(word: Option<&str>) -> Result<Via, LineFault> {
    match need(word, "via")? {
        "mdns" => Ok(Via::Mdns),
        "practice" => Ok(Via::Practice),
        "dial" => Ok(Via::Dial),
        "kad" => Ok(Via::Kad),
        "identify" => Ok(Via::Identify),
        other => Err(wrong("via", other, Wanted::Via)),
    }
}

fn direction(word: Option<&str>) -> Result<Direction, LineFault> {
    match need(word, "direction")? {
        "in" => Ok(Direction::In),
        "out" => Ok(Direction::Out),
        other => Err(wrong("direction", other, Wanted::Direction)),
    }
}

fn cause(wire: &Wire) -> Result<Cause, LineFault> {
    match need(wire.cause.as_deref(), "cause")? {
        "command" => need(wire.n, "n").map(Cause::Command),
        "automatic" => Ok(Cause::Automatic),
        other => Err(wrong("cause", other, Wanted::Cause)),
    }
}

fn kind(word: Option<&str>) -> Result<Kind, LineFault> {
    let word = need(word, "kind")?;
    Kind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| wrong("kind", word, Wanted::Query))
}

pub(super) fn rpc_kind(word: Option<&str>) -> Result<RpcKind, LineFault> {
    let word = need(word, "kind")?;
    RpcKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| wrong("kind", word, Wanted::Message))
}
