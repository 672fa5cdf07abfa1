//! Whom a node tells what happens: nobody, until somebody looks at it. Then a snapshot comes first, and goes on live.

use std::time::{Duration, Instant as StdInstant};

use libp2p::kad::{self, store::RecordStore as _};
use tokio::time::Instant;

use super::{Node, Observer, Reached, snapshot, statistics::Statistic, store::News};
use crate::dht::{Answer, Event, Gone, How, Key, MAX_SHOWN, Outcome, StoredProvider, StoredRecord, Via};

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

    /// Returns how things stand, as events that lead there: who it is, whom it knows, what it holds and was asked. Its table is
    /// told apart.
    pub(super) fn describe(&mut self) -> Vec<Event> {
        let mut events = vec![Event::Session(self.session())];
        events.extend(self.swarm.listeners().cloned().map(|address| Event::Listening { address }));
        let via = if self.config.nodes > 0 { Via::Practice } else { Via::Kad };
        let entries = snapshot::entries(self.kad()).into_iter();
        events.extend(entries.map(|(peer, addresses)| Event::PeerDiscovered { peer, via, addresses }));
        let reached = self.reached.iter().map(|(peer, reached)| (*peer, reached.clone()));
        events.extend(reached.map(|(peer, Reached { direction, address, .. })| Event::Connected {
            peer,
            direction,
            address,
        }));
        let kept = self.kad().store_mut().kept().into_iter();
        events.extend(kept.map(|kept| stored_event(kept, Some(How::Held))));
        let now = Instant::now();
        let requests = self.requests.with_time(|at| now.saturating_duration_since(*at));
        events.push(Event::Requests(Box::new(requests)));
        events
    }

    fn snapshot(&mut self) {
        for event in self.describe() {
            self.say(event);
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

    /// Tells what the store keeps now, or no longer, and what it did not take.
    pub(super) fn tell_stored(&mut self) {
        for news in self.kad().store_mut().news() {
            self.note_held(&news);
            self.say(stored_event(news, None));
        }
    }

    /// Tells the practice network what it holds of which key.
    fn note_held(&mut self, news: &News) {
        let our = |key: &kad::RecordKey| Key::new(key.to_vec());
        match news {
            News::Value(record, _) => {
                let expires_in = in_future(record.expires);
                self.statistic(|| Statistic::Holds { key: our(&record.key), provider: false, expires_in });
            }
            News::NoValue(_, Gone::Replaced) | News::Refused { .. } => {}
            News::NoValue(key, _) => self.statistic(|| Statistic::Dropped { key: our(key), provider: false }),
            News::Provider(record, _) => {
                let expires_in = in_future(record.expires);
                self.statistic(|| Statistic::Holds { key: our(&record.key), provider: true, expires_in });
            }
            News::NoProvider(key, ..) => {
                if self.kad().store_mut().providers(key).is_empty() {
                    self.statistic(|| Statistic::Dropped { key: our(key), provider: true });
                }
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
            let table = self.table();
            self.say(table);
        }
    }

    /// Returns the routing table as it is.
    pub(super) fn table(&mut self) -> Event {
        let me = self.me;
        Event::RoutingTable { buckets: snapshot::routing_table(self.kad(), &me) }
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

/// Returns the event that tells of news of the store; of what has come how it did, if that is not to be said otherwise.
fn stored_event(news: News, how: Option<How>) -> Event {
    let our = |key: kad::RecordKey| Key::new(key.to_vec());
    match news {
        News::Value(record, from) => Event::RecordStored(Box::new(StoredRecord {
            key: our(record.key),
            size: record.value.len(),
            how: how.or(Some(How::of(from.as_ref(), record.publisher.as_ref()))),
            publisher: record.publisher,
            expires_in: in_future(record.expires),
            from,
            value: (record.value.len() <= MAX_SHOWN).then_some(record.value),
        })),
        News::NoValue(key, why) => Event::RecordExpired { key: our(key), why: Some(why) },
        News::Provider(record, from) => Event::ProviderAdded(Box::new(StoredProvider {
            key: our(record.key),
            how: how.or(Some(How::of(from.as_ref(), Some(&record.provider)))),
            peer: record.provider,
            expires_in: in_future(record.expires),
            from,
        })),
        News::NoProvider(key, peer, why) => Event::ProviderExpired { key: our(key), peer, why: Some(why) },
        News::Refused { key, is_value: true, from, failure } => Event::RecordRefused { key: our(key), from, failure },
        News::Refused { key, is_value: false, from, failure } => {
            Event::ProviderRefused { key: our(key), from, failure }
        }
    }
}

/// Returns how long it is until then; none is for ever.
fn in_future(expires: Option<StdInstant>) -> Option<Duration> {
    expires.map(|at| at.saturating_duration_since(StdInstant::now()))
}
