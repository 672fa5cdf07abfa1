//! Events made at random.

mod walked;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use fastrand::Rng;
use libp2p::identity::Keypair;

use super::super::{Derived, FinishedQuery};
use crate::dht::{
    Announcement, Answer, Because, Bucket, Cause, Change, Direction, Entry, Event, Failure, Held, Ignored, Interface,
    Key, Kind, MdnsReport, Mode, Multiaddr, Outcome, PeerId, Phase, Pinged, QueryId, Quorum, REPUBLISH, RemoteBucket,
    RemoteEntry, RemoteTable, Reply, Request, Requests, RoutingChange, Rpc, RpcKind, SessionInfo, Told, Truth,
    Unusable, Via, Warning, verdict::Code,
};

/// Makes things at random.
pub(super) struct Any(pub(super) Rng);

impl Any {
    pub(super) fn peer(&mut self) -> PeerId {
        Keypair::ed25519_from_bytes([self.0.u8(..8); 32]).expect("32 bytes are a key").public().to_peer_id()
    }

    fn peers(&mut self) -> Vec<PeerId> {
        (0..self.0.usize(..4)).map(|_| self.peer()).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.0.bool().then(|| make(self))
    }

    fn text(&mut self) -> String {
        (0..self.0.usize(..8))
            .map(|_| {
                *self
                    .0
                    .choice(&['a', '"', '\\', '\n', 'ü', '\u{202e}', '\u{9b}', '𝄞', '\0', '\u{e0001}'])
                    .expect("some")
            })
            .collect()
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.0.usize(..3)).map(|_| self.text()).collect()
    }

    fn bytes(&mut self) -> Vec<u8> {
        if self.0.bool() { self.text().into_bytes() } else { (0..self.0.usize(..6)).map(|_| self.0.u8(..)).collect() }
    }

    fn key(&mut self) -> Key {
        Key::new(self.bytes())
    }

    fn duration(&mut self) -> Duration {
        Duration::from_nanos(self.0.u64(..) >> self.0.u32(14..64))
    }

    fn address(&mut self) -> Multiaddr {
        let address: Multiaddr = "/ip4/127.0.0.1/tcp/4001".parse().expect("a multiaddr");
        if self.0.bool() { address.with_p2p(self.peer()).expect("without a peer") } else { address }
    }

    fn addresses(&mut self) -> Vec<Multiaddr> {
        (0..self.0.usize(..3)).map(|_| self.address()).collect()
    }

    fn query(&mut self) -> QueryId {
        QueryId(self.0.u64(..) >> self.0.u32(..64))
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *self.0.choice(of).expect("some")
    }

    fn failure(&mut self) -> Failure {
        match self.0.choice(Failure::samples()).expect("some") {
            Failure::Other(_) => Failure::Other(self.text()),
            Failure::WrongIdentity(_) => Failure::WrongIdentity(self.peer()),
            Failure::Idle(_) => Failure::Idle(self.duration()),
            simple => simple,
        }
    }

    fn outcome(&mut self) -> Outcome {
        let (timed_out, unseen) = (self.0.bool(), self.0.bool());
        Outcome { timed_out, unseen, closest: self.peers(), in_doubt: self.peers() }
    }

    fn direction(&mut self) -> Direction {
        self.one(&[Direction::In, Direction::Out])
    }

    fn quorum(&mut self) -> Quorum {
        let n = Quorum::N(3.try_into().expect("not 0"));
        self.one(&[Quorum::One, Quorum::Majority, Quorum::All, n])
    }

    fn session(&mut self) -> SessionInfo {
        SessionInfo {
            peer: self.peer(),
            protocol: self.text(),
            k: self.0.usize(..),
            alpha: self.0.usize(..),
            mode: self.one(&[Mode::Client, Mode::Server]),
            nodes: self.0.usize(..1000),
            mdns: self.0.bool(),
            disjoint_paths: self.0.bool(),
            record_ttl: self.duration(),
            republish: self.maybe(Self::duration).unwrap_or(REPUBLISH),
            up: self.maybe(Self::duration),
            started: self.maybe(|any| SystemTime::UNIX_EPOCH + Duration::from_millis(any.0.u64(..4_000_000_000_000))),
        }
    }

    fn buckets(&mut self) -> Vec<Bucket> {
        let mut bucket = |_| Bucket {
            cpl: self.0.u16(..256),
            entries: self.peers().into_iter().map(|peer| Entry { peer, connected: self.0.bool() }).collect(),
            pending: self.0.bool(),
        };
        (0..3).map(&mut bucket).collect()
    }

    fn rpc(&mut self) -> Rpc {
        let phase = match self.0.u8(..5) {
            0 => Phase::Dialing,
            1 => Phase::Asked { after_dial: self.0.bool() },
            2 => Phase::Answered { closer: self.peers(), unroutable: self.0.usize(..3) },
            3 => Phase::Failed { failure: self.failure() },
            _ => Phase::NotSent,
        };
        Rpc {
            direction: self.direction(),
            kind: self.one(&RpcKind::ALL),
            phase,
            peer: self.peer(),
            key: self.maybe(Self::key),
            query: self.maybe(Self::query),
            late: self.0.bool(),
            reply: self.maybe(Self::reply),
        }
    }

    fn reply(&mut self) -> Reply {
        let count = self.0.usize(..30);
        self.one(&[
            Reply::Value,
            Reply::Providers(count),
            Reply::Closer(count),
            Reply::Stored,
            Reply::Refused,
            Reply::Ignored,
        ])
    }

    fn because(&mut self) -> Because {
        let all = Because::all(self.peer());
        self.one(&all)
    }

    fn requests(&mut self) -> Requests<Duration> {
        let totals: [[u64; 5]; 2] = [(); 2].map(|()| [(); 5].map(|()| self.0.u64(..)));
        let request = |any: &mut Self| Request {
            at: any.duration(),
            peer: any.peer(),
            kind: any.one(&RpcKind::ALL),
            key: any.maybe(Self::key),
            reply: any.maybe(Self::reply),
        };
        let last: Vec<_> = (0..self.0.usize(..4)).map(|_| request(self)).collect();
        Requests::of(|way, kind| totals[usize::from(way == Direction::Out)][kind as usize], last)
    }

    fn change(&mut self) -> Change {
        let evicted = Change::Evicted(self.peer());
        self.one(&[Change::Inserted, Change::Pending, Change::Full, evicted, Change::Removed, Change::Updated])
    }

    fn remote_table(&mut self) -> RemoteTable {
        let entry = |any: &mut Self| RemoteEntry { peer: any.peer(), addresses: any.addresses() };
        let bucket = |any: &mut Self| RemoteBucket {
            cpl: any.0.u16(..256),
            entries: (0..any.0.usize(..3)).map(|_| entry(any)).collect(),
        };
        RemoteTable {
            peer: self.peer(),
            buckets: (0..self.0.usize(..3)).map(|_| bucket(self)).collect(),
            requests: self.0.u32(..),
            took: self.duration(),
            is_exact: self.0.bool(),
            contradictions: self.0.u32(..),
            failure: self.maybe(Self::failure),
        }
    }

    fn ip(&mut self) -> IpAddr {
        if self.0.bool() { Ipv4Addr::from(self.0.u32(..)).into() } else { Ipv6Addr::from(self.0.u128(..)).into() }
    }

    fn mdns(&mut self) -> MdnsReport {
        let some = |any: &mut Self| any.0.usize(..3);
        let interface = |any: &mut Self| Interface {
            address: any.ip(),
            prefix: any.0.u8(..33),
            asked: any.0.u64(..),
            heard: any.0.u64(..),
            answered: any.0.u64(..),
            answers: any.0.u64(..),
        };
        let announcement = |any: &mut Self| Announcement {
            peer: any.peer(),
            from: any.ip(),
            ago: any.duration(),
            lapses_in: any.duration(),
            unusable: any.maybe(|any| any.one(&Unusable::ALL)),
        };
        let ignored =
            |any: &mut Self| Ignored { from: any.ip(), peer: any.maybe(Self::peer), reason: any.one(&Unusable::ALL) };
        MdnsReport {
            interfaces: (0..some(self)).map(|_| interface(self)).collect(),
            announcements: (0..some(self)).map(|_| announcement(self)).collect(),
            ignored: (0..some(self)).map(|_| ignored(self)).collect(),
        }
    }

    fn asked(&mut self, which: usize) -> Event {
        match which {
            36 => Event::Pinged(Box::new(Pinged {
                peer: self.maybe(Self::peer),
                connect: self.maybe(Self::duration),
                identify: self.maybe(Self::duration),
                round_trips: (0..self.0.usize(..6)).map(|_| self.duration()).collect(),
                failure: self.maybe(Self::failure),
            })),
            _ => Event::Told(Box::new(Told {
                peer: self.peer(),
                key: self.key(),
                took: self.duration(),
                value: self.maybe(Self::bytes),
                expires_in: self.maybe(Self::duration),
                providers: self.peers(),
                closer: self.peers(),
                unanswered: if self.0.bool() { vec![RpcKind::GetValue] } else { Vec::new() },
                failure: self.maybe(Self::failure),
            })),
        }
    }

    pub(super) fn event(&mut self, which: usize) -> Event {
        match which {
            0 => Event::Session(self.session()),
            1 => Event::Listening { address: self.address() },
            2 => Event::NotListening { address: self.address() },
            3 => Event::ModeChanged { mode: self.one(&[Mode::Client, Mode::Server]) },
            4 => Event::QuorumChanged { quorum: self.quorum() },
            5 => Event::PeerDiscovered {
                peer: self.peer(),
                via: self.one(&[Via::Mdns, Via::Practice, Via::Dial, Via::Kad, Via::Identify]),
                addresses: self.addresses(),
            },
            6 => Event::PeerExpired { peer: self.peer() },
            7 => Event::Connected { peer: self.peer(), direction: self.direction(), address: self.address() },
            8 => Event::Disconnected { peer: self.peer(), failure: self.failure() },
            9 => Event::DialFailed { peer: self.peer(), failure: self.failure() },
            10 => Event::Identified {
                peer: self.peer(),
                agent: self.text(),
                protocols: self.texts(),
                addresses: self.addresses(),
            },
            11 => Event::Rtt { peer: self.peer(), rtt: self.duration() },
            12 => Event::RoutingTable { buckets: self.buckets() },
            13 => Event::RoutingChanged(Box::new(RoutingChange {
                peer: self.peer(),
                cpl: self.0.u16(..256),
                change: self.change(),
                cause: self.maybe(Self::because),
            })),
            14 => Event::Command { n: self.0.u64(..), line: self.text() },
            15 => Event::CommandFinished {
                n: self.0.u64(..),
                answer: Answer::Said { code: self.one(&Code::ALL), text: self.text() },
            },
            16 => Event::QueryStarted {
                query: self.query(),
                kind: self.one(&Kind::ALL),
                key: self.key(),
                cause: if self.0.bool() { Cause::Automatic } else { Cause::Command(self.0.u64(..)) },
                known: self.peers(),
            },
            17 => Event::Rpc(self.rpc()),
            18 => Event::RecordFound { query: self.query(), peer: self.maybe(Self::peer), value: self.bytes() },
            19 => Event::ProviderFound { query: self.query(), peer: self.peer() },
            20 => Event::QueryFinished {
                query: self.query(),
                asked: self.0.u32(..),
                answered: self.0.u32(..),
                failed: self.0.u32(..),
                outcome: self.outcome(),
            },
            21 => Event::ReadBack { query: self.query(), holders: self.0.usize(..30) },
            22 => Event::Paused,
            23 => Event::Stepped { step: self.0.u64(..), asks: self.peers() },
            24 => Event::Resumed,
            25..=27 | 42..=45 => self.stored(which),
            28 => Event::Looking { name: self.text(), peer: self.peer() },
            29 => Event::NodeStarted { name: self.text(), peer: self.peer() },
            30 => Event::NodeStopped { name: self.text(), peer: self.peer() },
            31 => Event::Truth {
                query: self.query(),
                truth: Truth {
                    closest: self.peers(),
                    holders: self.peers(),
                    guests: self.peers(),
                    later: self.peers(),
                },
            },
            32 => Event::PeerForgotten { peer: self.peer() },
            33 => Event::Mdns(self.mdns()),
            34 => Event::GuestJoined { peer: self.peer(), address: self.address() },
            35 => Event::GuestLeft { peer: self.peer(), failure: self.failure() },
            36 | 37 => self.asked(which),
            41 => Event::PingFailed { peer: self.peer() },
            40 => Event::StoreChecked {
                query: self.query(),
                held: Held::ALL
                    .into_iter()
                    .flat_map(|held| self.peers().into_iter().map(move |peer| (peer, held)))
                    .collect(),
            },
            39 => Event::TrueTable { peer: self.peer(), entries: self.peers() },
            38 => Event::RemoteTable(Arc::new(self.remote_table())),
            46..=50 => self.walked(which),
            _ => Event::Notice { warning: Warning::Said(self.text()) },
        }
    }

    pub(super) fn derived(&mut self, event: &Event) -> Derived {
        match event {
            Event::RoutingChanged(_) => Derived::Connected(self.0.bool()),
            Event::Stepped { .. } => Derived::Step { command: self.0.u64(..), verdict: self.text() },
            Event::QueryFinished { .. }
            | Event::ReadBack { .. }
            | Event::StoreChecked { .. }
            | Event::Copies { .. } => Derived::Query(Box::new(FinishedQuery {
                kind: self.one(&Kind::ALL),
                key: self.key(),
                command: self.maybe(|any| any.0.u64(..)),
                outcome: self.one(&Code::ALL),
                verdict: self.text(),
                rounds: self.0.u16(..),
                lasted: self.duration(),
                stored: self.peers(),
                values: vec![self.bytes()],
                providers: self.peers(),
                more_providers: self.0.usize(..),
                without_address: self.0.u32(..),
            })),
            _ => Derived::Nothing,
        }
    }
}
