//! Asking one peer, without kad: a ping, what it knows of a key, its routing table. Each question is a task beside the node,
//! with a client of its own; what comes of it is told as the node's events are.

mod asker;
pub(super) mod client;
pub(super) mod reading;
pub(super) mod wire;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use libp2p::identity::Keypair;
use tokio::{sync::mpsc, task::JoinSet};

use super::{Node, discovery::MAX_ADDRESSES, doubts::StoredValue, statistics::Statistic};
use crate::{
    command::{DialTarget, Question},
    dht::{Answer, Direction, Event, Held, Multiaddr, PeerId, QueryId, without_peer},
};
pub(super) use asker::Asker;
use asker::nothing_told;
use client::{Setup, Target};

/// Questions under way at once.
const MAX_QUESTIONS: usize = 32;
/// Peers of which it is kept where they were found.
const MAX_FOUND: usize = 1_000;
/// Stored values that are asked for at once, each of at most k peers: of others those in doubt are left so.
const MAX_CHECKS: usize = 8;

/// The questions under way.
pub(super) struct Questions {
    /// They end with the node.
    pub(super) tasks: JoinSet<()>,
    /// Those under way, each with where its peer is looked for.
    by_command: HashMap<u64, Vec<Multiaddr>>,
    /// The queries whose stored values are asked for.
    checks: HashSet<QueryId>,
    /// Where those that answered were found: an address that was named once need not be named again.
    found: HashMap<PeerId, Vec<Multiaddr>>,
    pub(super) told: mpsc::UnboundedSender<Event>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Default for Questions {
    fn default() -> Self {
        let (told, events) = mpsc::unbounded_channel();
        let (by_command, checks, found) = Default::default();
        Self { tasks: JoinSet::new(), by_command, checks, found, told, events }
    }
}

/// Waits for what comes of a question; for ever where none is under way.
pub(super) async fn told(questions: &mut Option<Box<Questions>>) -> Event {
    let event = match questions {
        Some(questions) => questions.events.recv().await,
        None => None,
    };
    match event {
        Some(event) => event,
        None => std::future::pending().await,
    }
}

impl Node {
    /// Asks a peer something.
    pub(super) fn ask(&mut self, n: u64, question: Question, whom: DialTarget) {
        let peer = whom.peer();
        let addresses = match whom {
            DialTarget::Address(address) => vec![address],
            DialTarget::Peer(peer) => self.addresses_of(peer),
        };
        let target = Target { peer, addresses };
        if let Some(answer) = self.refusal_to_ask(&target) {
            let why = answer.failure().cloned();
            if let Some(event) = why.and_then(|why| nothing_told(&question, target.peer, Duration::ZERO, why)) {
                self.say(event);
            }
            return self.done(n, answer);
        }
        let (asker, addresses) = (self.asker(target.clone()), target.addresses);
        let questions = self.questions.get_or_insert_default();
        questions.tasks.spawn(async move {
            let answer = asker.carry_out(question).await;
            asker.say(Event::CommandFinished { n, answer });
        });
        questions.by_command.insert(n, addresses);
    }

    /// Asks those in doubt what they keep of a value that a query stored; all of that is told at once.
    pub(super) fn check(&mut self, query: QueryId, stored: StoredValue) {
        let StoredValue { key, value, in_doubt } = stored;
        let askers: Vec<_> = in_doubt
            .into_iter()
            .map(|peer| {
                let addresses = self.addresses_of(peer);
                (peer, self.asker(Target { peer: Some(peer), addresses }))
            })
            .collect();
        let questions = self.questions.get_or_insert_default();
        questions.checks.insert(query);
        let told = questions.told.clone();
        questions.tasks.spawn(async move {
            let each = askers.iter().map(|(peer, asker)| async { (*peer, asker.keeps(&key, &value).await) });
            let mut held = futures::future::join_all(each).await;
            held.sort_by_key(|(_, held)| Held::ALL.iter().position(|one| one == held));
            let _ = told.send(Event::StoreChecked { query, held }); // who is gone hears nothing
        });
    }

    /// Returns whether those in doubt of another value can be asked.
    pub(super) fn can_check(&self) -> bool {
        self.questions.as_ref().is_none_or(|questions| questions.checks.len() < MAX_CHECKS)
    }

    /// Returns who asks somebody, with an identity of its own.
    pub(super) fn asker(&mut self, target: Target) -> Asker {
        let identity = Keypair::generate_ed25519();
        self.statistic(|| Statistic::Asks(identity.public().to_peer_id()));
        let setup = self.setup(identity);
        Asker { setup, target, told: self.questions.get_or_insert_default().told.clone() }
    }

    /// Returns what somebody is made of who asks with this identity.
    pub(super) fn setup(&self, identity: Keypair) -> Setup {
        Setup {
            identity,
            listen: self.config.listen.clone(),
            link: self.config.link.clone(),
            protocol: self.config.protocol.clone(),
        }
    }

    /// Returns why somebody cannot be asked, if so it is.
    fn refusal_to_ask(&self, target: &Target) -> Option<Answer> {
        if target.peer == Some(self.me) {
            return Some(Answer::AsksOurselves);
        }
        if let Some(peer) = target.peer.filter(|_| target.addresses.is_empty()) {
            return Some(Answer::CannotAsk { peer, is_connected: self.swarm.is_connected(&peer) });
        }
        let open = self.questions.as_ref().map_or(0, |questions| questions.by_command.len());
        (open >= MAX_QUESTIONS).then_some(Answer::TooManyQuestions(MAX_QUESTIONS))
    }

    /// Takes in what came of a question.
    pub(super) fn on_told(&mut self, mut event: Event) {
        if let Some(questions) = &mut self.questions {
            while questions.tasks.try_join_next().is_some() {} // those that are done
        }
        let crawled = self.note_crawl(&event);
        self.note_copies(&event);
        if let (Event::StoreChecked { query, .. }, Some(questions)) = (&event, &mut self.questions) {
            questions.checks.remove(query);
        }
        if let (Event::CommandFinished { n, answer }, Some(questions)) = (&mut event, &mut self.questions) {
            let asked = questions.by_command.remove(n);
            if let (Some(peer), Some(addresses)) = (who_answered(answer), asked) {
                if questions.found.len() >= MAX_FOUND {
                    questions.found.clear();
                }
                questions.found.insert(peer, addresses);
            }
            if let Answer::NotReached { peer: Some(peer), is_connected, .. } = answer {
                *is_connected = self.swarm.is_connected(peer);
            }
        }
        self.say(event);
        if let Some((n, answer)) = crawled {
            self.done(n, answer);
        }
    }

    /// Ends all questions: nobody would hear what comes of them. Returns their commands.
    pub(super) fn end_questions(&mut self) -> Vec<u64> {
        let crawl = self.leave_crawl();
        self.leave_copies();
        let Some(questions) = self.questions.take() else { return Vec::new() }; // with it its tasks end
        for query in questions.checks {
            self.say(Event::StoreChecked { query, held: Vec::new() });
        }
        questions.by_command.into_keys().chain(crawl).collect()
    }

    /// Returns where a peer may be: where we reached it, what kad, identify and mDNS know, and where it was asked before.
    pub(super) fn addresses_of(&mut self, peer: PeerId) -> Vec<Multiaddr> {
        let known = self.swarm.behaviour_mut().known_addresses(peer);
        let found = self.questions.as_ref().and_then(|questions| questions.found.get(&peer)).cloned();
        let reached = self.reached.get(&peer).filter(|reached| reached.direction == Direction::Out);
        let mut all: Vec<Multiaddr> = reached.map(|reached| reached.address.clone()).into_iter().collect();
        all.extend(known);
        all.extend(self.announced_at(&peer));
        all.extend(found.unwrap_or_default());
        all.extend(self.crawled_at(&peer));
        let mut seen = HashSet::new();
        all.retain(|address| seen.insert(without_peer(address.clone())));
        all.truncate(MAX_ADDRESSES);
        all
    }
}

/// Returns the peer that an answer is from.
fn who_answered(answer: &Answer) -> Option<PeerId> {
    match answer {
        Answer::Pinged(pinged) => pinged.connect.and(pinged.peer),
        Answer::Told(told) => Some(told.peer),
        Answer::TableRead(table) => Some(table.peer),
        _ => None,
    }
}
