//! Whom a node tells what happens: nobody, until somebody looks at it. Then a snapshot comes first, and goes on live.

use libp2p::kad;
use tokio::time::Instant;

use super::{Node, Observer, Reached, snapshot, statistics::Statistic, store::Kept};
use crate::dht::{Answer, Event, Key, Outcome, Via};

impl Node {
    /// Tells somebody from now on, first how things stand.
    pub(super) fn observe(&mut self, observer: Box<dyn Observer>) {
        self.observer = Some(observer);
        self.snapshot();
    }

    /// Tells nobody any more. What of its queries ends now is told when somebody looks again; of commands that are not
    /// yet queries, or none, nobody will hear more.
    pub(super) fn leave(&mut self) {
        let mut pending = self.end_questions();
        pending.extend(self.dials.drain().map(|(_, n)| n).chain(self.causes.drain().map(|(_, n)| n)));
        for n in pending {
            self.say(Event::CommandFinished { n, answer: Answer::LeftBehind });
        }
        self.observer = None;
    }

    fn snapshot(&mut self) {
        self.say(Event::Session(self.session()));
        let listening: Vec<_> = self.swarm.listeners().cloned().collect();
        for address in listening {
            self.say(Event::Listening { address });
        }
        let via = if self.config.nodes > 0 { Via::Practice } else { Via::Kad };
        for (peer, addresses) in snapshot::entries(self.kad()) {
            self.say(Event::PeerDiscovered { peer, via, addresses });
        }
        let reached: Vec<_> = self.reached.iter().map(|(peer, reached)| (*peer, reached.clone())).collect();
        for (peer, Reached { direction, address, .. }) in reached {
            self.say(Event::Connected { peer, direction, address });
        }
        self.retell_mdns();
        self.look_at_table();
        let paused = self.swarm.behaviour().kad.is_paused();
        self.say(if paused { Event::Paused } else { Event::Resumed });
        let ended = std::mem::take(&mut self.ended_unseen);
        for (query, [asked, answered, failed]) in ended {
            let outcome = Outcome { unseen: true, ..Outcome::default() };
            self.say(Event::QueryFinished { query, asked, answered, failed, outcome });
        }
    }

    /// Tells what the store keeps now, or no longer.
    pub(super) fn tell_kept(&mut self) {
        for kept in self.kad().store_mut().news() {
            let in_future = |expires: Option<Instant>| expires.map(|at| at.saturating_duration_since(Instant::now()));
            let our = |key: kad::RecordKey| Key::new(key.to_vec());
            match kept {
                Kept::Value { key, size, publisher, expires } => {
                    let (key, expires_in) = (our(key), in_future(expires));
                    self.statistic(|| Statistic::Holds { key: key.clone(), provider: false, expires_in });
                    self.say(Event::RecordStored { key, size, publisher, expires_in });
                }
                Kept::NoValue { key } => {
                    let key = our(key);
                    self.statistic(|| Statistic::Dropped { key: key.clone(), provider: false });
                    self.say(Event::RecordExpired { key });
                }
                Kept::Provider { key, peer, expires } => {
                    let (key, expires_in) = (our(key), in_future(expires));
                    self.statistic(|| Statistic::Holds { key: key.clone(), provider: true, expires_in });
                    self.say(Event::ProviderAdded { key, peer, expires_in });
                }
                Kept::NoProvider { key } => self.statistic(|| Statistic::Dropped { key: our(key), provider: true }),
            }
        }
    }

    pub(super) fn statistic(&self, statistic: impl FnOnce() -> Statistic) {
        if let Some(statistics) = &self.config.statistics {
            statistics.tell(statistic());
        }
    }

    pub(super) fn look_at_table(&mut self) {
        self.table_due = None;
        self.table_seen = Some(Instant::now());
        if self.config.statistics.is_some() {
            let entries = self.entries();
            self.statistic(|| Statistic::Table(entries));
        }
        if self.observer.is_some() {
            let me = self.me;
            let buckets = snapshot::routing_table(self.kad(), &me);
            self.say(Event::RoutingTable { buckets });
        }
    }

    /// Returns how many peers are in the routing table.
    pub(super) fn entries(&mut self) -> usize {
        self.kad().kbuckets().map(|bucket| bucket.num_entries()).sum()
    }

    pub(super) fn say(&mut self, event: Event) {
        if let Some(observer) = &mut self.observer {
            observer.observe(event);
        }
    }
}
