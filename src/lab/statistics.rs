//! What the nodes tell of themselves is noted in `Lab` at once, so that it is true whenever it is asked, and shown to the
//! screen a few times a second.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    sync::{Notify, mpsc, watch},
    time::{Instant, sleep_until},
};

use super::{NEWS_REST, expiry::Expiry};
use crate::{
    dht::{Event, without_peer},
    node::{Statistic, StatisticsSink},
    state::{
        Lab,
        lab::{Holding, Life},
    },
};

/// Where the nodes' statistics are noted.
#[derive(Clone)]
pub(super) struct Statistics {
    lab: watch::Sender<Lab>,
    /// Who hears of nodes that started, and of guests.
    news: mpsc::UnboundedSender<Event>,
    fresh: Arc<Notify>,
    expiry: Arc<Expiry>,
}

/// The time between a node's start and its end: what it tells afterwards is not heard.
#[derive(Clone, Default)]
pub(super) struct Span(Arc<AtomicBool>);

impl Span {
    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Statistics {
    pub(super) fn new(lab: watch::Sender<Lab>, news: mpsc::UnboundedSender<Event>) -> Self {
        Self { lab, news, fresh: Arc::default(), expiry: Arc::default() }
    }

    /// Returns where a node tells of itself; `ready` hears when it is.
    pub(super) fn statistics(&self, number: usize, span: Span, ready: mpsc::UnboundedSender<()>) -> StatisticsSink {
        let statistics = self.clone();
        StatisticsSink::new(move |statistic| {
            let is_ready = statistic == Statistic::Ready;
            statistics.note(number, &span, statistic);
            if is_ready {
                let _ = ready.send(());
            }
        })
    }

    fn note(&self, number: usize, span: &Span, statistic: Statistic) {
        self.lab.send_if_modified(|lab| {
            if !span.is_over() {
                self.note_expiry(number, &statistic);
                if let Some(event) = note(lab, number, statistic) {
                    let _ = self.news.send(event); // at the end nobody hears it
                }
            }
            false // the screen looks later
        });
        self.fresh.notify_one();
    }

    fn note_expiry(&self, number: usize, statistic: &Statistic) {
        match statistic {
            Statistic::Holds { key, provider, expires_in: Some(left) } => {
                self.expiry.set(Instant::now() + *left, number, *provider, key);
            }
            Statistic::Holds { key, provider, expires_in: None } | Statistic::Dropped { key, provider } => {
                self.expiry.unset(number, *provider, key);
            }
            _ => {}
        }
    }

    /// A node's life is over, and with it all it held.
    pub(super) fn forget(&self, number: usize) {
        self.expiry.forget(number);
    }
}

/// When what was noted is shown next.
pub(super) struct Refresh {
    statistics: Statistics,
    /// Kept here, since whoever waits may be called away.
    due: Option<Instant>,
}

impl Refresh {
    pub(super) fn of(statistics: Statistics) -> Self {
        Self { statistics, due: None }
    }

    /// Waits until there is something to show.
    pub(super) async fn come(&mut self) {
        while self.due.is_none() {
            let expires = self.statistics.expiry.next();
            tokio::select! {
                () = self.statistics.fresh.notified() => self.due = Some(Instant::now() + NEWS_REST),
                () = sleep_until(expires.unwrap_or_else(Instant::now)), if expires.is_some() => self.due = expires,
            }
        }
        if let Some(due) = self.due {
            sleep_until(due).await;
        }
    }

    /// Shows what was noted to whoever watches.
    pub(super) fn show(&mut self) {
        self.due = None;
        let expired = self.statistics.expiry.take(Instant::now());
        self.statistics.lab.send_modify(|lab| {
            for gone in expired {
                lab.holds(gone.number, holding(gone.provider), &gone.key, false);
            }
        });
    }
}

/// Notes what a node tells of itself. Returns what is worth telling of that.
fn note(lab: &mut Lab, number: usize, statistic: Statistic) -> Option<Event> {
    match statistic {
        Statistic::Ready => {
            lab.lives(number, Life::Alive);
            return Some(Event::NodeStarted { name: format!("n{number}"), peer: lab.nodes[number].peer });
        }
        Statistic::Connections(count) => lab.nodes[number].connections = count,
        Statistic::Table(entries) => lab.nodes[number].table = entries,
        Statistic::Served => lab.nodes[number].served += 1,
        Statistic::Holds { key, provider, .. } => lab.holds(number, holding(provider), &key, true),
        Statistic::Dropped { key, provider } => lab.holds(number, holding(provider), &key, false),
        Statistic::Met { peer, address } => {
            let address = without_peer(address);
            let joins = lab.number(&peer).is_none() && lab.guests.met(number, peer, address.clone());
            return joins.then_some(Event::GuestJoined { peer, address });
        }
        Statistic::Identified { peer, agent, address, is_server } => {
            lab.guests.identified(&peer, agent, address.map(without_peer), is_server);
        }
        Statistic::Asks(asker) => lab.guests.leave_out(asker),
        Statistic::Parted(peer) => lab.guests.parted(number, &peer),
        Statistic::Unreached { peer, failure } => {
            return lab.guests.unreached(&peer).then_some(Event::GuestLeft { peer, failure });
        }
    }
    None
}

fn holding(provider: bool) -> Holding {
    if provider { Holding::Provider } else { Holding::Value }
}
