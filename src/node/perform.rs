//! Carries out the commands of a node.

use std::num::NonZeroUsize;

use libp2p::kad::{self, QueryId, Quorum as KadQuorum, Record, RoutingUpdate, store::RecordStore as _};

use super::{
    GivenCommand, Node, RecordRules, behaviour,
    message_size::{self, MAX_MESSAGE},
    store::Store,
    translate,
};
use crate::{
    command::{DialTarget, ModeChoice, NodeCommand},
    dht::{Answer, Because, Change, Event, Key, Multiaddr, PeerId, Quorum, Via, Warning, name::Namespace},
};

/// Queries in flight at once: what a script starts by mistake must end somewhere.
const MAX_QUERIES: usize = 1_000;

impl Node {
    /// Carries out one command. What is not a query is done at once, but for a dial.
    pub(super) fn perform(&mut self, request: GivenCommand) {
        let n = request.n;
        self.say(Event::Command { n, line: request.line });
        match request.command {
            NodeCommand::Get { key }
            | NodeCommand::Provide { key }
            | NodeCommand::Providers { key }
            | NodeCommand::Closest { key }
            | NodeCommand::Copies { key, .. }
                if message_size::of_request(&key) > MAX_MESSAGE =>
            {
                self.done(n, Answer::KeyTooLong { key: key.bytes().len(), most: MAX_MESSAGE });
            }
            NodeCommand::Get { key } => _ = self.query(n, |kad| Ok(kad.get_record(record_key(&key)))),
            NodeCommand::Put { key, value } => self.put(n, &key, value),
            NodeCommand::Provide { key } => self.provide(n, &key),
            NodeCommand::Providers { key } => _ = self.query(n, |kad| Ok(kad.get_providers(record_key(&key)))),
            NodeCommand::Closest { key } => self.closest(n, &key),
            NodeCommand::Bootstrap => self.bootstrap(n),
            NodeCommand::Dial(DialTarget::Address(address)) => self.dial_address(n, address),
            NodeCommand::Dial(DialTarget::Peer(peer)) => self.dial_peer(n, peer),
            NodeCommand::Add { peer, address } => self.add(n, peer, address),
            NodeCommand::Forget { peer } => self.forget(n, peer),
            NodeCommand::Remove { key } => self.remove(n, &key),
            NodeCommand::Unprovide { key } => self.unprovide(n, &key),
            NodeCommand::Mode(choice) => self.set_mode(n, choice),
            NodeCommand::Pause => self.pause(n),
            NodeCommand::Step { steps } => self.step(n, steps),
            NodeCommand::Ask { whom, question } => self.ask(n, question, whom),
            NodeCommand::Copies { key, what, every } => self.copies(n, key, what, every),
            NodeCommand::EndCopies => self.end_copies(n),
            NodeCommand::Crawl(plan) => self.crawl(n, plan),
            NodeCommand::EndCrawl => self.end_crawl(n),
            NodeCommand::Resume => self.resume(n),
            NodeCommand::Quorum(quorum) => self.set_quorum(n, quorum),
        }
    }

    pub(super) fn done(&mut self, n: u64, answer: Answer) {
        self.say(Event::CommandFinished { n, answer });
    }

    /// Starts a query, or says why not.
    pub(super) fn query(
        &mut self,
        n: u64,
        start: impl FnOnce(&mut kad::Behaviour<Store>) -> Result<QueryId, Answer>,
    ) -> Option<QueryId> {
        let tap = &mut self.swarm.behaviour_mut().kad;
        if tap.in_flight() >= MAX_QUERIES {
            self.done(n, Answer::TooManyQueries(MAX_QUERIES));
            return None;
        }
        match tap.start(start) {
            Ok(id) => {
                self.causes.insert(id, n);
                Some(id)
            }
            Err(answer) => {
                self.done(n, answer);
                None
            }
        }
    }

    fn put(&mut self, n: u64, key: &Key, value: Vec<u8>) {
        if let Some(answer) = self.refusal(key, &value) {
            return self.done(n, answer);
        }
        let record = Record { key: record_key(key), value: value.clone(), publisher: None, expires: None };
        // Always all: with a smaller quorum kad ends at the first acknowledgements and forgets the rest.
        let full = self.store_full(key, true);
        let put = self.query(n, |kad| kad.put_record(record, KadQuorum::All).map_err(|_| full));
        if let Some(id) = put {
            self.note_store(id, key.clone(), value);
        }
    }

    fn provide(&mut self, n: u64, key: &Key) {
        if self.swarm.external_addresses().next().is_none() {
            self.say(Event::Notice { warning: Warning::NoAddress });
        }
        let full = self.store_full(key, false);
        self.query(n, |kad| kad.start_providing(record_key(key)).map_err(|_| full));
    }

    /// Why our own store takes nothing more. (It would refuse a value that is too large too, but none is that can be sent.)
    fn store_full(&self, key: &Key, is_value: bool) -> Answer {
        Answer::StoreFull { key: key.clone(), is_value, most: self.config.max_records }
    }

    /// Why a value is not even tried: it would be refused by everybody.
    fn refusal(&self, key: &Key, value: &[u8]) -> Option<Answer> {
        let ttl = self.config.record_ttl.as_secs();
        let message = message_size::of_put(key, value, ttl);
        if message_size::of_put(key, &[], ttl) > MAX_MESSAGE {
            return Some(Answer::KeyTooLong { key: key.bytes().len(), most: MAX_MESSAGE });
        }
        if message > MAX_MESSAGE {
            return Some(Answer::TooLarge { key: key.clone(), value: value.len(), message, most: MAX_MESSAGE });
        }
        let has_rule =
            [Namespace::Pk, Namespace::Ipns].iter().any(|of| key.bytes().starts_with(of.prefix().as_bytes()));
        (self.config.records == RecordRules::Ipfs && !has_rule).then(|| Answer::NotForIpfs(key.clone()))
    }

    fn bootstrap(&mut self, n: u64) {
        self.query(n, |kad| kad.bootstrap().map_err(|_| Answer::NobodyToBootstrap(None)));
    }

    fn closest(&mut self, n: u64, key: &Key) {
        let (key, k) = (key.bytes().to_vec(), self.k());
        self.query(n, |kad| Ok(kad.get_n_closest_peers(key, k)));
    }

    /// Returns k.
    pub(super) fn k(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.config.k).unwrap_or(kad::K_VALUE)
    }

    fn add(&mut self, n: u64, peer: PeerId, address: Multiaddr) {
        if peer == self.me {
            return self.done(n, Answer::Ourselves);
        }
        let update = self.add_address(&peer, address.clone(), Because::Added);
        self.say(Event::PeerDiscovered { peer, via: Via::Dial, addresses: vec![address] });
        self.table_changed();
        self.done(
            n,
            match update {
                RoutingUpdate::Success => Answer::Added(peer),
                RoutingUpdate::Pending => Answer::Waits(peer),
                RoutingUpdate::Failed => Answer::NoPlace(peer),
            },
        );
    }

    fn forget(&mut self, n: u64, peer: PeerId) {
        if self.kad().remove_peer(&peer).is_none() {
            return self.done(n, Answer::NotInTable(peer));
        }
        self.waits_no_longer(peer);
        self.routing(peer, Change::Removed, Some(Because::Forgotten));
        self.done(n, Answer::Forgotten(peer));
    }

    fn remove(&mut self, n: u64, key: &Key) {
        let store = self.kad().store_mut();
        let at = record_key(key);
        if store.get(&at).is_none() {
            return self.done(n, Answer::NothingToRemove(key.clone()));
        }
        store.remove(&at);
        self.done(n, Answer::Removed(key.clone()));
    }

    fn unprovide(&mut self, n: u64, key: &Key) {
        let at = record_key(key);
        let provided = self.kad().store_mut().provided().any(|record| record.key == at);
        if !provided {
            return self.done(n, Answer::NotProvided(key.clone()));
        }
        self.kad().stop_providing(&at);
        self.done(n, Answer::Unprovided(key.clone()));
    }

    fn pause(&mut self, n: u64) {
        if self.swarm.behaviour().kad.is_paused() {
            return self.done(n, Answer::PausedAlready);
        }
        self.swarm.behaviour_mut().kad.stand_still();
        self.say(Event::Paused);
        self.done(n, Answer::Paused);
    }

    fn step(&mut self, n: u64, steps: u64) {
        if !self.swarm.behaviour().kad.is_paused() {
            return self.done(n, Answer::NoStepUnpaused);
        }
        if self.swarm.behaviour().kad.in_flight() == 0 {
            return self.done(n, Answer::NothingToStep);
        }
        self.swarm.behaviour_mut().kad.ask_for_steps(steps);
    }

    fn resume(&mut self, n: u64) {
        if !self.swarm.behaviour().kad.is_paused() {
            return self.done(n, Answer::NotPaused);
        }
        self.swarm.behaviour_mut().kad.go_on();
        self.say(Event::Resumed);
        self.done(n, Answer::Resumed);
    }

    fn set_quorum(&mut self, n: u64, quorum: Quorum) {
        let k = self.config.k;
        if let Quorum::N(more) = quorum
            && more.get() > k
        {
            return self.done(n, Answer::QuorumTooLarge { quorum, k });
        }
        self.say(Event::QuorumChanged { quorum });
        self.done(n, Answer::QuorumIs(quorum));
    }

    fn set_mode(&mut self, n: u64, choice: ModeChoice) {
        self.config.mode = choice;
        self.declare();
        self.kad().set_mode(behaviour::mode(choice));
        let mode = translate::mode(self.kad().mode());
        self.mode_is(mode);
        self.done(n, if choice == ModeChoice::Auto { Answer::ModeAuto(mode) } else { Answer::ModeIs(mode) });
    }
}

pub(super) fn record_key(key: &Key) -> kad::RecordKey {
    kad::RecordKey::new(&key.bytes())
}
