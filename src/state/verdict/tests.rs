//! One cause after another, and what is said of it. Here: how such a state is told.

mod copies;
mod failing;
mod others;
mod truth;
mod values;

use crate::{
    dht::{
        Bucket, Cause, Entry, Event, Failure, Held, Key, Kind, Outcome, PROTOCOL, PeerId, Phase, QueryId, Quorum, Rpc,
        RpcKind, SessionInfo, Timestamp, Truth, Verdict, Via, Warning, verdict::Code,
    },
    state::State,
    words::Language,
};
use libp2p::identity::Keypair;

const EOF: Failure = Failure::Reset;
const TIMEOUT: Failure = Failure::TimedOut;
const ID: QueryId = QueryId(1);

fn id(number: u8) -> PeerId {
    let mut seed = [7; 32];
    seed[0] = number;
    Keypair::ed25519_from_bytes(seed).expect("32 bytes are a seed").public().to_peer_id()
}

fn ids(numbers: impl IntoIterator<Item = u8>) -> Vec<PeerId> {
    numbers.into_iter().map(id).collect()
}

/// A state in the making: what happened so far, one event a microsecond.
struct Told {
    state: State,
    now: u64,
}

impl Told {
    fn nothing() -> Self {
        let session = SessionInfo::of(id(0));
        Self { state: State::new(session), now: 0 }
    }

    #[expect(clippy::needless_pass_by_value, reason = "events are made where they happen")]
    fn hear(mut self, event: Event) -> Self {
        self.now += 1;
        self.state.apply(&event, Timestamp(self.now));
        self
    }

    fn each<T>(self, all: impl IntoIterator<Item = T>, event: impl Fn(T) -> Event) -> Self {
        all.into_iter().fold(self, |told, one| told.hear(event(one)))
    }

    fn known(self, numbers: impl IntoIterator<Item = u8>) -> Self {
        self.each(numbers, |n| Event::PeerDiscovered { peer: id(n), via: Via::Mdns, addresses: vec![] })
    }

    fn identified(self, numbers: impl IntoIterator<Item = u8>, protocols: &[&str]) -> Self {
        let said: Vec<String> = protocols.iter().map(ToString::to_string).collect();
        self.each(numbers, |n| Event::Identified {
            peer: id(n),
            agent: "x".to_owned(),
            protocols: said.clone(),
            addresses: vec![],
        })
    }

    fn table(self, numbers: impl IntoIterator<Item = u8>) -> Self {
        let entries = ids(numbers).into_iter().map(|peer| Entry { peer, connected: true }).collect();
        self.hear(Event::RoutingTable { buckets: vec![Bucket { cpl: 0, entries, pending: false }] })
    }

    fn quorum(self, quorum: Quorum) -> Self {
        self.hear(Event::QuorumChanged { quorum })
    }

    fn start(self, kind: Kind, key: impl Into<Vec<u8>>, known: impl IntoIterator<Item = u8>) -> Self {
        let (key, known) = (Key::new(key), ids(known));
        self.hear(Event::QueryStarted { query: ID, kind, key, cause: Cause::Command(1), known })
    }

    fn message(self, kind: RpcKind, numbers: impl IntoIterator<Item = u8>, phase: &Phase, late: bool) -> Self {
        self.each(numbers, |n| {
            let (direction, phase, query) = (crate::dht::Direction::Out, phase.clone(), Some(ID));
            Event::Rpc(Rpc { direction, kind, phase, peer: id(n), key: None, query, late, reply: None })
        })
    }

    fn asked(self, kind: RpcKind, numbers: impl IntoIterator<Item = u8>) -> Self {
        self.message(kind, numbers, &Phase::Asked { after_dial: false }, false)
    }

    fn answered(self, kind: RpcKind, numbers: impl IntoIterator<Item = u8> + Clone) -> Self {
        let told = self.asked(kind, numbers.clone());
        told.message(kind, numbers, &Phase::Answered { closer: vec![], unroutable: 0 }, false)
    }

    fn failed(self, kind: RpcKind, numbers: impl IntoIterator<Item = u8> + Clone, failure: Failure) -> Self {
        let told = self.asked(kind, numbers.clone());
        told.message(kind, numbers, &Phase::Failed { failure }, false)
    }

    fn not_reached(self, kind: RpcKind, numbers: impl IntoIterator<Item = u8> + Clone, failure: Failure) -> Self {
        let told = self.message(kind, numbers.clone(), &Phase::Dialing, false);
        told.message(kind, numbers, &Phase::Failed { failure }, false)
    }

    /// Ends the query, and tells what those in doubt say.
    fn checked(self, held: impl IntoIterator<Item = (u8, Held)>) -> Self {
        let held: Vec<_> = held.into_iter().map(|(n, held)| (id(n), held)).collect();
        self.end_with(false, vec![]).hear(Event::StoreChecked { query: ID, held })
    }

    fn value(self, numbers: impl IntoIterator<Item = u8>, value: &str) -> Self {
        self.each(numbers, |n| {
            let peer = (n > 0).then(|| id(n)); // 0 is our own store
            Event::RecordFound { query: ID, peer, value: value.into() }
        })
    }

    /// Says what is true: who is closest, and who holds it.
    fn truth(self, closest: impl IntoIterator<Item = u8>, holders: impl IntoIterator<Item = u8>) -> Self {
        self.truth_with_guests(closest, holders, [])
    }

    /// Says what is true, and who came from outside.
    fn truth_with_guests(
        self,
        closest: impl IntoIterator<Item = u8>,
        holders: impl IntoIterator<Item = u8>,
        guests: impl IntoIterator<Item = u8>,
    ) -> Self {
        let truth = Truth { closest: ids(closest), holders: ids(holders), guests: ids(guests), later: Vec::new() };
        self.hear(Event::Truth { query: ID, truth })
    }

    /// Ends the query with the counts that the state made itself, and returns what is said.
    fn end_with(self, timed_out: bool, closest: Vec<PeerId>) -> Self {
        let query = self.state.queries.get(ID).expect("it runs");
        let (asked, answered, failed) = (query.asked, query.answered, query.failed);
        let outcome = Outcome { timed_out, closest, ..Outcome::default() };
        self.hear(Event::QueryFinished { query: ID, asked, answered, failed, outcome })
    }

    fn verdict(&self) -> &Verdict {
        self.state.queries.get(ID).and_then(|query| query.verdict.as_ref()).expect("it has a verdict")
    }

    fn says(self, ok: bool, text: &str) {
        self.end_with(false, vec![]).has_said(ok, text);
    }

    fn out_of_time(self, ok: bool, text: &str) {
        self.end_with(true, vec![]).has_said(ok, text);
    }

    fn has_said(&self, ok: bool, text: &str) {
        let query = self.state.queries.get(ID).expect("it is kept");
        let said = query.said(Language::English).expect("it has a verdict");
        assert_eq!((self.verdict().ok, said.as_str()), (ok, text));
    }
}

fn get() -> Told {
    Told::nothing().table(1..=20).start(Kind::Get, "k", 1..=20)
}

fn put() -> Told {
    Told::nothing().table(1..=20).start(Kind::Put, "k", 1..=20)
}
