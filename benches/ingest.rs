//! How many events a second a node's state takes in, and whether its memory stays flat.
//!
//! `cargo bench --bench ingest`. The events are those of a server in a busy network of 1,000 peers, prepared beforehand
//! in a ring; each lap is about new queries and new keys. They are cloned from the ring in slices while the clock stands
//! still: only `State::apply`, which also frees them, is timed.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]

#[path = "../tests/suite/common/memory.rs"]
mod memory;

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use fastrand::Rng;
use kadscope::{
    dht::{
        Cause, Change, Direction, Event, Failure, Key, Kind, Multiaddr, Outcome, PeerId, Phase, Position, QueryId,
        RoutingChange, Rpc, RpcKind, SessionInfo, Timestamp, Via,
    },
    state::State,
};
use memory::resident;

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Peers of the network.
const PEERS: usize = 1_000;
/// Events in the ring, but for those that end its last queries.
const RING: usize = 100_000;
/// Events cloned at a time.
const SLICE: usize = 1_000;
/// Queries in flight at any time.
const IN_FLIGHT: usize = 8;
/// Events after which the clock is read.
const MILLION: usize = 1_000_000;
/// Time from one event to the next, in microseconds.
const STEP: u64 = 100;

fn main() {
    let peers: Vec<PeerId> = (0..PEERS).map(|_| PeerId::random()).collect();
    let me = PeerId::random();
    let (ring, queries) = Maker::new(me, peers).ring();
    print_mix(&ring);

    let mut state = State::new(SessionInfo::of(me));
    let before = resident() as f64 / 1024.0;
    let mut run = Run { ring, queries, applied: 0 };
    println!("{:>10}  {:>12}  {:>12}  {:>8}  {:>9}", "events", "events/s", "at best", "memory", "the state");
    let (mut taken, mut best) = (Duration::ZERO, Duration::MAX);
    for millions in 1..=10 {
        let time = run.until(millions * MILLION, &mut state);
        (taken, best) = (taken + time, best.min(time));
        if [1, 10].contains(&millions) {
            let (rate, at_best) =
                ((millions * MILLION) as f64 / taken.as_secs_f64(), MILLION as f64 / best.as_secs_f64());
            let (events, memory) = (run.applied, resident() as f64 / 1024.0);
            println!("{events:>10}  {rate:>12.0}  {at_best:>12.0}  {memory:>5.1} MB  {:>6.1} MB", memory - before);
        }
    }
    println!(
        "kept: {} peers, {} queries, {} keys. At best: the quickest million. Target: 1000000 events/s, the same memory twice",
        state.peers.len(),
        state.queries.len(),
        state.keys.len(),
    );
}

/// The ring on its way through the state.
struct Run {
    ring: Vec<Event>,
    /// Queries in one lap.
    queries: u64,
    applied: usize,
}

impl Run {
    /// Applies events until so many were. Returns how long that took.
    fn until(&mut self, events: usize, state: &mut State) -> Duration {
        let mut taken = Duration::ZERO;
        let mut slice = Vec::with_capacity(SLICE);
        while self.applied < events {
            let wanted = SLICE.min(events - self.applied);
            slice.extend((self.applied..self.applied + wanted).map(|at| self.event(at)));
            let mut now = Timestamp(self.applied as u64 * STEP);
            let start = Instant::now();
            for event in slice.drain(..) {
                now = Timestamp(now.0 + STEP);
                state.apply(&event, now);
            }
            taken += start.elapsed();
            self.applied += wanted;
        }
        taken
    }

    /// Returns an event; those of later laps are about queries and keys that were never seen before.
    fn event(&self, at: usize) -> Event {
        let mut event = self.ring[at % self.ring.len()].clone();
        let earlier = (at / self.ring.len()) as u64 * self.queries;
        match &mut event {
            Event::QueryStarted { query, key, .. } => {
                query.0 += earlier;
                *key = key_of(query.0);
            }
            Event::Rpc(Rpc { query: Some(query), key, .. }) => {
                query.0 += earlier;
                *key = Some(key_of(query.0));
            }
            Event::RecordFound { query, .. } | Event::QueryFinished { query, .. } => query.0 += earlier,
            _ => {}
        }
        event
    }
}

fn key_of(query: u64) -> Key {
    Key::new(format!("the key of query {query}"))
}

/// Makes the events of the ring.
struct Maker {
    me: PeerId,
    peers: Vec<PeerId>,
    /// Whether each peer is connected.
    connected: Vec<bool>,
    random: Rng,
    /// What is still to come of each query in flight.
    scripts: Vec<VecDeque<Event>>,
    queries: u64,
}

impl Maker {
    fn new(me: PeerId, peers: Vec<PeerId>) -> Self {
        let connected = vec![false; peers.len()];
        Self { me, peers, connected, random: Rng::with_seed(7), scripts: Vec::new(), queries: 0 }
    }

    /// Returns the ring, and how many queries are in it.
    fn ring(mut self) -> (Vec<Event>, u64) {
        let mut ring: Vec<Event> = (0..RING).map(|_| self.event()).collect();
        ring.extend(self.scripts.into_iter().flatten());
        (ring, self.queries)
    }

    fn event(&mut self) -> Event {
        let peer = self.somebody();
        match self.random.u32(0..100) {
            0..45 => Event::Rpc(Rpc {
                direction: Direction::In,
                kind: [RpcKind::FindNode, RpcKind::GetValue, RpcKind::PutValue][self.random.usize(0..3)],
                phase: Phase::Asked { after_dial: false },
                peer,
                key: Some(Key::new(self.somebody().to_bytes())),
                query: None,
                late: false,
                reply: None,
            }),
            45..69 => self.of_a_query(),
            69..79 => Event::Rtt { peer, rtt: Duration::from_micros(self.random.u64(200..200_000)) },
            79..89 => self.connection(),
            89..92 => Event::Identified {
                peer,
                agent: "kubo/0.40.1/39f8a23".to_owned(),
                protocols: ["/ipfs/kad/1.0.0", "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0", "/ipfs/bitswap/1.2.0", "/x/"]
                    .map(str::to_owned)
                    .to_vec(),
                addresses: (0..4).map(|_| self.address()).collect(),
            },
            92..97 => {
                let cpl = Position::of_peer(&self.me).common_prefix(&Position::of_peer(&peer));
                Event::RoutingChanged(Box::new(RoutingChange { peer, cpl, change: Change::Updated, cause: None }))
            }
            _ => Event::PeerDiscovered { peer, via: Via::Kad, addresses: vec![self.address()] },
        }
    }

    /// Returns the next event of one of the queries in flight.
    fn of_a_query(&mut self) -> Event {
        while self.scripts.len() < IN_FLIGHT {
            let script = self.query();
            self.scripts.push(script);
        }
        let at = self.random.usize(0..self.scripts.len());
        let event = self.scripts[at].pop_front().expect("no script is empty");
        if self.scripts[at].is_empty() {
            self.scripts.swap_remove(at);
        }
        event
    }

    /// Returns the events of a GET: three peers are dialled and then asked, five are asked at once, four answer.
    fn query(&mut self) -> VecDeque<Event> {
        let query = QueryId(self.queries);
        self.queries += 1;
        let asked = self.several(8);
        let (kind, key, cause) = (Kind::Get, key_of(query.0), Cause::Command(query.0));
        let mut script = VecDeque::from([Event::QueryStarted { query, kind, key, cause, known: self.several(20) }]);
        for (number, peer) in asked.iter().enumerate() {
            let dialled = number >= 5;
            if dialled {
                script.push_back(ours(*peer, query, Phase::Dialing));
            }
            script.push_back(ours(*peer, query, Phase::Asked { after_dial: dialled }));
            if number >= 4 {
                let phase = Phase::Answered { closer: self.several(20), unroutable: 0 };
                script.push_back(ours(asked[number - 4], query, phase));
            }
        }
        script.push_back(Event::RecordFound { query, peer: Some(asked[3]), value: b"the value".to_vec() });
        let outcome = Outcome::default();
        script.push_back(Event::QueryFinished { query, asked: 8, answered: 4, failed: 0, outcome });
        script
    }

    fn connection(&mut self) -> Event {
        let at = self.random.usize(0..self.peers.len());
        self.connected[at] = !self.connected[at];
        let peer = self.peers[at];
        if !self.connected[at] {
            return Event::Disconnected { peer, failure: Failure::Idle(Duration::from_secs(120)) };
        }
        let direction = if self.random.bool() { Direction::In } else { Direction::Out };
        Event::Connected { peer, direction, address: self.address() }
    }

    fn somebody(&mut self) -> PeerId {
        self.peers[self.random.usize(0..self.peers.len())]
    }

    fn several(&mut self, how_many: usize) -> Vec<PeerId> {
        self.random.choose_multiple(self.peers.iter().copied(), how_many)
    }

    fn address(&mut self) -> Multiaddr {
        let (host, port) = (self.random.u8(1..=254), self.random.u16(4_001..4_021));
        format!("/ip4/10.1.2.{host}/tcp/{port}").parse().expect("a multiaddr")
    }
}

fn ours(peer: PeerId, query: QueryId, phase: Phase) -> Event {
    let (direction, kind, key) = (Direction::Out, RpcKind::GetValue, Some(key_of(query.0)));
    Event::Rpc(Rpc { direction, kind, phase, peer, key, query: Some(query), late: false, reply: None })
}

fn print_mix(ring: &[Event]) {
    let mut mix: BTreeMap<&str, usize> = BTreeMap::new();
    for event in ring {
        *mix.entry(name(event)).or_default() += 1;
    }
    println!("the mix of {} events:", ring.len());
    for (name, count) in mix {
        println!("{:>9.1} %  {name}", count as f64 * 100.0 / ring.len() as f64);
    }
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Rpc(Rpc { direction: Direction::In, .. }) => "asked by others",
        Event::Rpc(Rpc { phase: Phase::Answered { .. }, .. }) => "answers to us, naming 20 peers",
        Event::Rpc(_) => "requests of ours, dialling for them",
        Event::Rtt { .. } => "round-trip times",
        Event::Connected { .. } | Event::Disconnected { .. } => "connections opened or closed",
        Event::Identified { .. } => "identified",
        Event::RoutingChanged(_) => "routing table changes",
        Event::PeerDiscovered { .. } => "peers discovered",
        _ => "queries started or finished, records found",
    }
}
