//! What walks through the whole network found: a table of its own, bounded, apart from the peers of the node.

pub mod census;
mod names;
mod roll;

use std::{sync::Arc, time::Duration};

use super::HashMap;
use crate::{
    dht::{
        CrawlCounts, CrawlEnd, CrawlPlan, CrawlSummary, Crawled, Distance, Failure, Multiaddr, PeerId, Position,
        Timestamp,
    },
    words::Language,
};
pub use names::Names;
pub use roll::{CrawlColumn, CrawlRoll, CrawlSort};

/// The last walks.
#[derive(Clone, Debug, Default)]
pub struct Crawls {
    /// The one that runs, or ran last. Shared with the frames until it changes.
    pub last: Option<Arc<Crawl>>,
    /// The one before it that came to its end.
    pub before: Option<Arc<Crawl>>,
}

/// A walk through the network.
#[derive(Clone, Debug)]
pub struct Crawl {
    /// The node that walked: others name it, and it is not asked.
    pub me: PeerId,
    pub plan: CrawlPlan,
    pub started: Timestamp,
    /// When it ended, and what it came to; none while it runs.
    pub finished: Option<(Timestamp, CrawlSummary)>,
    /// How far it is, as it last told.
    pub counts: CrawlCounts,
    /// The peers in the order in which they were asked, or named by the table of one.
    pub peers: Vec<CrawledPeer>,
    /// The programs, as they call themselves.
    pub agents: Names,
    /// The sets of protocols.
    pub protocols: Names,
    /// Who was reached now and could not be by the crawl before, and the other way round; none before both have ended.
    pub changes: Option<[Vec<PeerId>; 2]>,
    numbers: HashMap<PeerId, u32>,
}

/// A peer of the network.
#[derive(Clone, Debug)]
pub struct CrawledPeer {
    pub peer: PeerId,
    /// Where it lies.
    pub position: Position,
    pub reach: PeerReach,
    /// Where it was reached, or is said to be.
    pub address: Option<Multiaddr>,
    /// The number of its program's name in [`Crawl::agents`].
    pub agent: Option<u32>,
    /// The number of its protocols in [`Crawl::protocols`].
    pub protocols: Option<u32>,
    /// The numbers of the peers in its table; none where that was not read.
    pub table: Option<Box<[u32]>>,
    /// In how many of the tables that were read it stands.
    pub named_by: u32,
    /// Why it was not reached, or did not answer.
    pub failure: Option<Box<Failure>>,
}

/// Whether a peer could be reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PeerReach {
    /// It could, and answered.
    Answered,
    /// It could, and did not answer to the end.
    Reached,
    /// It could not.
    Unreached,
    /// It was not asked yet.
    Waiting,
}

impl PeerReach {
    /// Returns whether it could be reached.
    #[must_use]
    pub fn is_reached(self) -> bool {
        matches!(self, Self::Answered | Self::Reached)
    }

    /// Returns the words for it on the screen.
    #[must_use]
    pub fn said(self, language: Language) -> &'static str {
        let words = &language.screen().crawl.reach;
        match self {
            Self::Answered => words.answered,
            Self::Reached => words.reached,
            Self::Unreached => words.unreached,
            Self::Waiting => words.waiting,
        }
    }

    /// Returns the word that exports and filters use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Reached => "reached",
            Self::Unreached => "unreachable",
            Self::Waiting => "waiting",
        }
    }
}

/// The peers closest to a key that a crawl knows of, and what crawl that was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownClosest {
    /// When the crawl ended.
    pub at: Timestamp,
    /// How many peers answered it.
    pub peers: usize,
    /// Those closest to the key that answered, nearest first.
    pub closest: Vec<PeerId>,
}

impl Crawls {
    pub(super) fn started(&mut self, me: PeerId, plan: CrawlPlan, now: Timestamp) {
        if let Some(last) = self.last.take().filter(|last| last.finished.is_some()) {
            self.before = Some(last);
        }
        self.last = Some(Arc::new(Crawl::of(me, plan, now)));
    }

    pub(super) fn counted(&mut self, counts: CrawlCounts) {
        if let Some(last) = self.running_mut() {
            last.counts = counts;
        }
    }

    pub(super) fn found(&mut self, found: &Crawled) {
        if let Some(last) = self.running_mut() {
            last.found(found);
        }
    }

    /// Returns the one that runs: of one that has ended nothing more is heard.
    fn running_mut(&mut self) -> Option<&mut Crawl> {
        self.last.as_mut().filter(|last| last.finished.is_none()).map(Arc::make_mut)
    }

    pub(super) fn finished(&mut self, summary: &CrawlSummary, now: Timestamp) {
        let before = self.before.clone();
        let Some(last) = self.running_mut() else { return };
        (last.finished, last.counts) = (Some((now, *summary)), summary.counts);
        last.changes = before.map(|before| [last.reached_but_not_by(&before), before.reached_but_not_by(last)]);
    }

    /// Takes over what another node knows, if its last crawl began later: a crawl is of the network, not of a node.
    pub fn take_over(&mut self, others: &Self) {
        let began = |crawls: &Self| crawls.last.as_ref().map(|last| last.started);
        if !others.is_running() && began(others) > began(self) {
            self.clone_from(others);
        }
    }

    /// Returns when the crawl ended that came to its end before the last.
    #[must_use]
    pub fn ended_before(&self) -> Option<Timestamp> {
        self.before.as_ref().and_then(|before| before.finished.as_ref()).map(|(at, _)| *at)
    }

    /// Returns the last that came to its end.
    #[must_use]
    pub fn ended(&self) -> Option<&Crawl> {
        self.newest(|crawl| crawl.finished.is_some())
    }

    /// Returns the last of which this holds.
    fn newest(&self, is_wanted: impl Fn(&Crawl) -> bool) -> Option<&Crawl> {
        let all = [&self.last, &self.before].into_iter().flatten();
        all.map(|crawl| &**crawl).find(|crawl| is_wanted(crawl))
    }

    /// Returns the one that runs.
    #[must_use]
    pub fn running(&self) -> Option<&Crawl> {
        self.last.as_deref().filter(|last| last.finished.is_none())
    }

    /// Returns whether one runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running().is_some()
    }

    /// Returns who of those that answered the last crawl that walked to its end is closest to a place: at most k, without
    /// ourselves.
    #[must_use]
    pub fn closest(&self, to: &Position, k: usize) -> Option<KnownClosest> {
        let crawl = self.newest(Crawl::is_whole)?;
        let (at, summary) = crawl.finished.as_ref()?;
        let closest = crawl.closest(to, k);
        (!closest.is_empty()).then_some(KnownClosest { at: *at, peers: summary.answered, closest })
    }
}

impl Crawl {
    fn of(me: PeerId, plan: CrawlPlan, started: Timestamp) -> Self {
        let (peers, agents, protocols, numbers) = Default::default();
        let counts = CrawlCounts::default();
        Self { me, plan, started, finished: None, counts, peers, agents, protocols, changes: None, numbers }
    }

    /// Returns whether it walked to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.finished.as_ref().is_some_and(|(_, summary)| summary.end == CrawlEnd::Done)
    }

    /// Returns a peer, if it is known.
    #[must_use]
    pub fn get(&self, peer: &PeerId) -> Option<&CrawledPeer> {
        self.number(peer).and_then(|number| self.peers.get(number))
    }

    /// Returns the number of a peer, if it is known.
    #[must_use]
    pub fn number(&self, peer: &PeerId) -> Option<usize> {
        self.numbers.get(peer).map(|number| *number as usize)
    }

    /// Returns those that answered.
    pub fn answered(&self) -> impl Iterator<Item = &CrawledPeer> {
        self.peers.iter().filter(|found| found.reach == PeerReach::Answered)
    }

    /// Returns who of those that answered is closest to a place, nearest first: at most k, without ourselves.
    #[must_use]
    pub fn closest(&self, to: &Position, k: usize) -> Vec<PeerId> {
        let mut near: Vec<(Distance, PeerId)> =
            self.answered().map(|found| (found.position.distance(to), found.peer)).collect();
        if near.len() > k && k > 0 {
            near.select_nth_unstable(k - 1);
        }
        near.truncate(k);
        near.sort_unstable();
        near.into_iter().map(|(_, peer)| peer).collect()
    }

    /// Returns how many peers are known, without ourselves, and also those of whom no more was told.
    #[must_use]
    pub fn known(&self) -> usize {
        let told = self.peers.len() - usize::from(self.number(&self.me).is_some());
        told.max(self.counts.known)
    }

    /// Returns how many of those were not asked, or have not answered yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.known().saturating_sub(self.counts.done())
    }

    /// Returns the peers that have one in their tables, as far as these were read.
    pub fn known_by(&self, number: usize) -> impl Iterator<Item = &CrawledPeer> {
        let wanted = u32::try_from(number).unwrap_or(u32::MAX);
        self.peers.iter().filter(move |found| found.table.as_ref().is_some_and(|table| table.contains(&wanted)))
    }

    /// Returns how long it may still take, by how quickly it went so far; none where that is not known, where only the last are
    /// waited for, or it has ended.
    #[must_use]
    pub fn time_left(&self, now: Timestamp) -> Option<Duration> {
        let (done, left) = (self.counts.done(), self.counts.known.saturating_sub(self.counts.done()));
        if self.finished.is_some() || done == 0 || self.counts.waiting() == 0 {
            return None;
        }
        let micros = now.since(self.started).as_micros() * left as u128 / done as u128;
        Some(Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)))
    }

    /// Returns what it has come to, if it is stopped now.
    #[must_use]
    pub fn stopped(&self, now: Timestamp) -> CrawlSummary {
        CrawlSummary::stopped(self.counts, self.answered().count(), now.since(self.started))
    }

    /// Returns who was reached here, and could not be reached there; nor was named there, if that walk came to its end.
    fn reached_but_not_by(&self, other: &Self) -> Vec<PeerId> {
        let is_missed = |found: &&CrawledPeer| match other.get(&found.peer).map(|there| there.reach) {
            Some(reach) if reach.is_reached() => false,
            Some(PeerReach::Unreached) => true,
            _ => other.is_whole(),
        };
        let reached = self.peers.iter().filter(|found| found.reach.is_reached());
        reached.filter(is_missed).map(|found| found.peer).collect()
    }

    fn found(&mut self, found: &Crawled) {
        let number = self.number_of(found.peer) as usize; // before those in its table, which may be too many
        let Crawled { address, is_reachable, agent, protocols, table, failure, .. } = found;
        let reach = match (is_reachable, failure) {
            (true, None) => PeerReach::Answered,
            (true, Some(_)) => PeerReach::Reached,
            (false, _) => PeerReach::Unreached,
        };
        self.counts.note(found);
        let table: Option<Box<[u32]>> =
            table.as_ref().map(|table| table.iter().filter_map(|peer| self.number_of_named(*peer)).collect());
        for number in table.iter().flatten() {
            self.peers[*number as usize].named_by += 1;
        }
        let agent = agent.as_ref().and_then(|agent| self.agents.number(agent));
        let mut protocols = protocols.clone();
        protocols.sort_unstable(); // each tells its own in an order of its own
        let protocols = if protocols.is_empty() { None } else { self.protocols.number(&protocols.join("\n")) };
        let known = &mut self.peers[number];
        (known.reach, known.address, known.agent, known.protocols) = (reach, address.clone(), agent, protocols);
        (known.table, known.failure) = (table, failure.clone().map(Box::new));
    }

    /// Returns the number of a peer that somebody's table names; none of one that is beyond what may be known.
    fn number_of_named(&mut self, peer: PeerId) -> Option<u32> {
        let has_room = self.peers.len() <= self.plan.limit; // and ourselves
        (has_room || self.numbers.contains_key(&peer)).then(|| self.number_of(peer))
    }

    /// Returns a peer's number.
    fn number_of(&mut self, peer: PeerId) -> u32 {
        if let Some(number) = self.numbers.get(&peer) {
            return *number;
        }
        let number = u32::try_from(self.peers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(peer, number);
        self.peers.push(CrawledPeer {
            peer,
            position: Position::of_peer(&peer),
            reach: PeerReach::Waiting,
            address: None,
            agent: None,
            protocols: None,
            table: None,
            named_by: 0,
            failure: None,
        });
        number
    }
}
