//! A query: what it asked, heard and found.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use super::{Lookup, Peers, crawl::KnownClosest, filter::occurs, notices::What};
use crate::{
    dht::{
        Cause, Copies, Failure, Held, Key, Kind, Outcome, PeerId, Phase, QueryId, Rpc, RpcKind, Timestamp, Truth,
        Verdict, cut, name, tail,
    },
    words::{Language, lookup::LookupCounts},
};

/// Lookups kept of one bootstrap: it makes one for each bucket that is farther than the nearest filled one.
const MAX_LOOKUPS: usize = 24;
/// Different values kept of one query: two are a disagreement, more are an attack.
const MAX_VALUES: usize = 20;
/// Providers kept of one query that has ended: kad's store itself keeps 20 a key, a Kubo thousands.
const MAX_PROVIDERS: usize = 200;
/// Providers kept of one that runs: some messages full, a few megabytes.
const MAX_PROVIDERS_FOUND: usize = 50_000;
/// Characters of a key that a sentence shows.
const MAX_CALLED: usize = 60;

/// One query.
#[derive(Clone, Debug)]
pub struct Query {
    pub id: QueryId,
    /// What it is for.
    pub kind: Kind,
    /// What it looks for.
    pub key: Key,
    /// The peer whose place it looks for, where the key is known to be a peer's id.
    pub peer: Option<PeerId>,
    /// Who wanted it.
    pub cause: Cause,
    /// Equal answers or acknowledgements that a success needs.
    pub needed: usize,
    /// When it started.
    pub started: Timestamp,
    /// When it ended; none while in flight.
    pub finished: Option<Timestamp>,
    /// Requests: dialled for or sent.
    pub asked: u32,
    /// Answers before its end.
    pub answered: u32,
    /// Failures before its end.
    pub failed: u32,
    /// Answers after its end.
    pub late: u32,
    /// Store requests (`PUT_VALUE`, `ADD_PROVIDER`) begun.
    pub stores: u32,
    /// Peers that acknowledged the value, or to which `ADD_PROVIDER` left.
    pub stored: BTreeSet<PeerId>,
    /// Store requests that failed, or were refused.
    pub unstored: u32,
    /// Store requests that never left: the connection had closed.
    pub unsent: u32,
    /// How many of those that acknowledged the value gave it back when they were asked for it; none if nobody was.
    pub read_back: Option<usize>,
    /// What those in doubt keep of its value, once they were asked.
    pub held: Option<HashMap<PeerId, Held>>,
    /// The different values found, each with who had it (none: our own store).
    pub values: Vec<(Vec<u8>, Vec<Option<PeerId>>)>,
    /// The providers found; of many some, once it has ended.
    pub providers: BTreeSet<PeerId>,
    /// How many more providers were found than are kept.
    pub more_providers: usize,
    /// Providers without an address, which kad takes for peers to ask; they are in no other count.
    pub without_address: u32,
    /// The lookups it is made of, oldest first: one, but for a bootstrap; never none.
    pub lookups: Vec<Lookup>,
    /// What kad said at the end.
    pub outcome: Outcome,
    /// What is true of its key, where a practice network knows.
    pub truth: Option<Truth>,
    /// What those closest to its key hold, once they were asked for it.
    pub copies: Option<Box<Copies>>,
    /// Who is closest to its key, as a crawl knows; none where the truth is known, or no crawl was made.
    pub known_closest: Option<KnownClosest>,
    /// What came of it.
    pub verdict: Option<Arc<Verdict>>,
}

impl Query {
    /// Returns a query that has just started.
    #[must_use]
    pub fn new(
        id: QueryId,
        kind: Kind,
        key: Key,
        cause: Cause,
        lookup: Lookup,
        needed: usize,
        started: Timestamp,
    ) -> Self {
        Self {
            id,
            kind,
            key,
            peer: None,
            cause,
            needed,
            started,
            finished: None,
            asked: 0,
            answered: 0,
            failed: 0,
            late: 0,
            stores: 0,
            stored: BTreeSet::new(),
            unstored: 0,
            unsent: 0,
            read_back: None,
            held: None,
            values: Vec::new(),
            providers: BTreeSet::new(),
            more_providers: 0,
            without_address: 0,
            lookups: vec![lookup],
            outcome: Outcome::default(),
            truth: None,
            copies: None,
            known_closest: None,
            verdict: None,
        }
    }

    /// Returns the lookup that is running, or ran last.
    #[must_use]
    pub fn lookup(&self) -> Option<&Lookup> {
        self.lookups.last()
    }

    /// Returns whom the next step will ask for it, as far as its lookup tells.
    #[must_use]
    pub fn next_asks(&self, now: Timestamp) -> Vec<PeerId> {
        let Some(lookup) = self.lookup() else { return Vec::new() };
        match (self.kind, lookup.ends(now)) {
            _ if self.stores > 0 => Vec::new(), // all store requests leave at once
            (kind, Some(_)) if kind.stores() => lookup.closest().map(|hop| hop.peer).collect(),
            _ => lookup.next(now),
        }
    }

    /// Returns what came of the requests of its lookups, without those to store.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> LookupCounts {
        let stored = u32::try_from(self.stored.len()).unwrap_or(u32::MAX);
        let asked = self.asked.saturating_sub(self.stores);
        let answered = self.answered.saturating_sub(stored + self.unsent);
        let failed_late = self.lookups.iter().map(Lookup::failed_late).sum::<usize>();
        let failed_late = u32::try_from(failed_late).unwrap_or(u32::MAX);
        let failed = self.failed.saturating_sub(self.unstored) + failed_late;
        let rest = asked.saturating_sub(answered + failed);
        let silent = self.lookups.iter().map(|lookup| lookup.silent_at(now)).sum::<usize>();
        let silent = u32::try_from(silent).unwrap_or(u32::MAX).min(rest);
        let late = self.lookups.iter().map(Lookup::late).sum::<usize>();
        let late = u32::try_from(late).unwrap_or(u32::MAX);
        LookupCounts { asked, answered, failed, silent, open: rest - silent, late }
    }

    /// Returns whether somebody typed it, so that its end is worth a notice.
    #[must_use]
    pub fn is_commanded(&self) -> bool {
        matches!(self.cause, Cause::Command(_))
    }

    /// Returns whether somebody is being asked for its key, one by one.
    #[must_use]
    pub fn is_being_checked(&self) -> bool {
        !self.outcome.in_doubt.is_empty() && self.held.is_none() && self.copies.is_none()
    }

    /// Returns whether a filter's text occurs in what the list shows of the query: its number, kind, key or verdict.
    /// The empty text occurs in all.
    #[must_use]
    pub fn matches(&self, filter: &str, language: Language) -> bool {
        filter.is_empty()
            || self.id.to_string() == filter
            || occurs(filter, self.kind.word())
            || occurs(filter, &self.target())
            || self.said(language).is_some_and(|text| occurs(filter, &text))
    }

    /// Returns what it looks for, as people name it: a peer by its last characters, a key as it is.
    #[must_use]
    pub fn target(&self) -> String {
        self.peer.map_or_else(|| name::spoken(&self.key), |peer| format!("peer {}", tail(&peer)))
    }

    /// Returns what a sentence calls it by: what it looks for, cut where that is long, since a key may be 64 KiB.
    #[must_use]
    pub fn called(&self) -> String {
        cut(&self.target(), MAX_CALLED)
    }

    /// Returns what came of it, as a notice tells it.
    #[must_use]
    pub fn ended(&self) -> Option<What> {
        self.verdict.as_ref().map(|verdict| self.ended_with(verdict))
    }

    /// Returns the notice of a verdict on it.
    pub(super) fn ended_with(&self, verdict: &Arc<Verdict>) -> What {
        What::Ended { query: self.id, kind: self.kind, called: self.called(), verdict: Arc::clone(verdict) }
    }

    /// Returns what came of it, in words.
    #[must_use]
    pub fn said(&self, language: Language) -> Option<String> {
        self.ended().map(|what| what.said(language))
    }

    /// Returns how long it ran, or has been running.
    #[must_use]
    pub fn lasted(&self, now: Timestamp) -> Duration {
        self.finished.unwrap_or(now).since(self.started)
    }

    /// Returns the value most holders have, and how many have it.
    #[must_use]
    pub fn best_value(&self) -> Option<(&[u8], usize)> {
        let (value, holders) = self.values.iter().rev().max_by_key(|(_, holders)| holders.len())?;
        Some((value, holders.len()))
    }

    /// Takes in a message of it.
    pub(super) fn message(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) {
        if self.leave_out(rpc, peers, now) {
            return;
        }
        self.look_up(rpc, peers, now);
        if rpc.late {
            self.late += u32::from(matches!(rpc.phase, Phase::Answered { .. }));
            return;
        }
        let stores = matches!(rpc.kind, RpcKind::PutValue | RpcKind::AddProvider);
        match &rpc.phase {
            Phase::Dialing => {
                self.asked += 1;
                self.stores += u32::from(stores);
            }
            Phase::Asked { after_dial } => {
                self.asked += u32::from(!after_dial);
                self.stores += u32::from(stores && !after_dial);
                if rpc.kind == RpcKind::AddProvider {
                    self.answered += 1; // no answer exists: kad counts it when it is sent
                    self.stored.insert(rpc.peer);
                }
            }
            Phase::Answered { .. } => {
                self.answered += 1;
                if stores {
                    self.stored.insert(rpc.peer);
                }
            }
            Phase::Failed { .. } => {
                self.failed += 1;
                self.unstored += u32::from(stores);
            }
            Phase::NotSent => {
                self.unsent += 1;
                self.asked += 1;
                self.answered += 1; // so does kad count it
                self.stores += 1;
            }
        }
    }

    /// Takes in a value that a peer had, or our own store. Returns whether it is new.
    pub(super) fn record_found(&mut self, peer: Option<PeerId>, value: &[u8]) -> bool {
        if let Some((_, holders)) = self.values.iter_mut().find(|(known, _)| known == value) {
            let new = !holders.contains(&peer);
            if new {
                holders.push(peer);
            }
            return new;
        }
        if self.values.len() == MAX_VALUES {
            return false;
        }
        self.values.push((value.to_vec(), vec![peer]));
        true
    }

    /// Takes in a provider. Returns whether it is new.
    pub(super) fn provider_found(&mut self, peer: PeerId) -> bool {
        self.providers.len() < MAX_PROVIDERS_FOUND && self.providers.insert(peer)
    }

    /// Closes it with kad's own counts; of a replication kad tells no more than how many it asked.
    pub(super) fn end(&mut self, counts: [u32; 3], outcome: Outcome, me: &PeerId, now: Timestamp) {
        let (answered, failed) = (self.answered, self.failed);
        let [asked, answered_in_all, failed_in_all] = counts;
        let without = self.without_address;
        self.asked = asked.saturating_sub(without);
        self.answered = answered_in_all;
        self.failed = failed_in_all.saturating_sub(without);
        if self.kind == Kind::Replicate {
            (self.answered, self.failed) = (self.answered.max(answered), self.failed.max(failed));
        }
        if let Some(lookup) = self.lookups.last_mut() {
            lookup.finished(outcome.timed_out, now);
        }
        self.keep_some_providers(me);
        self.outcome = outcome;
        self.finished = Some(now);
    }

    /// Takes a message into its lookups. A bootstrap begins a new one with the first request for another key.
    fn look_up(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) {
        let begins = matches!(rpc.phase, Phase::Dialing | Phase::Asked { after_dial: false });
        if self.kind == Kind::Bootstrap && begins {
            self.begin_lookup(rpc.key.as_ref(), peers, now);
        }
        let waits = |lookup: &&mut Lookup| begins || lookup.has_asked(&rpc.peer, peers);
        if let Some(lookup) = self.lookups.iter_mut().rev().find(waits) {
            lookup.message(rpc, peers, now);
        }
    }

    fn begin_lookup(&mut self, key: Option<&Key>, peers: &Peers, now: Timestamp) {
        let (Some(key), Some(last)) = (key, self.lookups.last_mut()) else { return };
        if last.key == *key {
            return;
        }
        last.finished(false, now);
        let next = Lookup::new(key.clone(), peers, &[], last.wanted, last.alpha, now);
        if self.lookups.len() == MAX_LOOKUPS {
            self.lookups.remove(0);
        }
        self.lookups.push(next);
    }

    /// Takes a provider that kad could not ask out of the lookup again, where nobody named it as closer. Returns whether it
    /// did.
    fn leave_out(&mut self, rpc: &Rpc, peers: &Peers, now: Timestamp) -> bool {
        let is_vain = matches!(rpc.phase, Phase::Failed { failure: Failure::NoAddress });
        if !is_vain || !self.providers.contains(&rpc.peer) {
            return false;
        }
        let is_left_out = self.lookups.last_mut().is_some_and(|lookup| lookup.leave_out(&rpc.peer, peers, now));
        if is_left_out {
            self.asked = self.asked.saturating_sub(1);
            self.without_address += 1;
        }
        is_left_out
    }

    /// Forgets most of its providers, where they are many; not us.
    fn keep_some_providers(&mut self, me: &PeerId) {
        let here = self.providers.take(me);
        if let Some(beyond) = self.providers.iter().nth(MAX_PROVIDERS).copied() {
            self.more_providers = self.providers.split_off(&beyond).len();
        }
        self.providers.extend(here);
    }
}
