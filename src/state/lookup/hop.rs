//! One peer's part in a lookup: how far it came, who named it, what it answered.

use std::time::Duration;

use crate::dht::{Failure, MAX_K, Oddity, PeerId, Rpc, RpcKind, Timestamp};

/// How long kad waits for a peer before it goes on without it (`ClosestPeersIterConfig::peer_timeout`).
const PEER_TIMEOUT: Duration = Duration::from_secs(10);

/// How far a peer came in a lookup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Somebody named it.
    Heard,
    /// A connection is being opened.
    Dialing,
    /// It was asked.
    Asked,
    /// It answered.
    Answered,
    /// It did not.
    Failed,
}

impl Stage {
    /// Returns the word that exports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Dialing => "dialing",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Failed => "failed",
        }
    }
}

/// What came of a store request to a peer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storing {
    /// It was asked to keep the value, or a connection is being opened for that.
    Asked,
    /// It acknowledged the value; or `ADD_PROVIDER`, which has no answer, left.
    Done,
    /// It did not.
    Failed,
    /// The request never left: the connection had closed.
    NotSent,
}

/// One peer in a lookup.
#[derive(Clone, PartialEq, Debug)]
pub struct Hop {
    pub peer: PeerId,
    /// Bits its position shares with the key's.
    pub cpl: u16,
    /// How far it came.
    pub stage: Stage,
    /// Who named it first; none if it is from our own table.
    pub source: Option<PeerId>,
    /// 0 from our own table, else one more than who named it first.
    pub hop: u16,
    /// When it was heard of.
    pub heard: Timestamp,
    /// When a request to it began, with the dial if there was one.
    pub asked: Option<Timestamp>,
    /// When it answered or failed.
    pub ended: Option<Timestamp>,
    /// How many peers it named that nobody had named before.
    pub added: u16,
    /// How many peers it named.
    pub named: u16,
    /// What is odd about its answer.
    pub odd: Vec<Oddity>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Whether its answer came after the end.
    pub late: bool,
    /// What came of storing at it.
    pub store: Option<Storing>,
}

/// Which rule ended a lookup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HopEnd {
    /// The nearest that did not fail, as many as were wanted, have answered.
    ClosestAnswered,
    /// Everybody heard of was asked.
    NobodyLeft,
    /// It ran out of time, or was ended.
    OutOfTime,
}

impl Hop {
    /// Returns a peer that was just heard of.
    pub(super) fn new(peer: PeerId, cpl: u16, source: Option<PeerId>, hop: u16, heard: Timestamp) -> Self {
        Self {
            peer,
            cpl,
            stage: Stage::Heard,
            source,
            hop,
            heard,
            asked: None,
            ended: None,
            added: 0,
            named: 0,
            odd: Vec::new(),
            failure: None,
            late: false,
            store: None,
        }
    }

    /// Returns whether kad still waits for it: it gives a peer up after ten seconds.
    #[must_use]
    pub fn is_waiting(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Dialing | Stage::Asked)
            && self.asked.is_some_and(|asked| now.since(asked) < PEER_TIMEOUT)
    }
}

/// Returns what is odd about an answer. One that says who provides a key is two lists in one: of providers there may be many,
/// and itself and us among them.
pub(super) fn oddities(me: &PeerId, rpc: &Rpc, closer: &[PeerId], unroutable: usize) -> Vec<Oddity> {
    let is_one_list = rpc.kind != RpcKind::GetProviders;
    let odd = [
        (is_one_list && closer.len() > MAX_K).then_some(Oddity::TooMany(closer.len())),
        (is_one_list && closer.contains(&rpc.peer)).then_some(Oddity::Itself),
        (is_one_list && closer.contains(me)).then_some(Oddity::Us),
        (unroutable > 0).then_some(Oddity::Unroutable(unroutable)),
    ];
    odd.into_iter().flatten().collect()
}
