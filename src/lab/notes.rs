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
    node::{Vital, Vitals},
    state::{
        Lab,
        lab::{Holding, Life},
    },
};

/// Where the nodes' news are noted.
#[derive(Clone)]
pub(super) struct Notes {
    lab: watch::Sender<Lab>,
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

impl Notes {
    pub(super) fn new(lab: watch::Sender<Lab>) -> Self {
        Self { lab, fresh: Arc::default(), expiry: Arc::default() }
    }

    /// Returns where a node tells of itself; `ready` hears when it is.
    pub(super) fn vitals(&self, number: usize, span: Span, ready: mpsc::UnboundedSender<()>) -> Vitals {
        let notes = self.clone();
        Vitals::new(move |vital| {
            let is_ready = vital == Vital::Ready;
            notes.note(number, &span, vital);
            if is_ready {
                let _ = ready.send(());
            }
        })
    }

    fn note(&self, number: usize, span: &Span, vital: Vital) {
        self.lab.send_if_modified(|lab| {
            if !span.is_over() {
                self.note_expiry(number, &vital);
                note(lab, number, vital);
            }
            false // the screen looks later
        });
        self.fresh.notify_one();
    }

    fn note_expiry(&self, number: usize, vital: &Vital) {
        match vital {
            Vital::Holds { key, provider, expires_in: Some(left) } => {
                self.expiry.set(Instant::now() + *left, number, *provider, key);
            }
            Vital::Holds { key, provider, expires_in: None } | Vital::Dropped { key, provider } => {
                self.expiry.unset(number, *provider, key);
            }
            Vital::Ready | Vital::Connections(_) | Vital::Table(_) | Vital::Served => {}
        }
    }

    /// A node's life is over, and with it all it held.
    pub(super) fn forget(&self, number: usize) {
        self.expiry.forget(number);
    }
}

/// When what was noted is shown next.
pub(super) struct News {
    notes: Notes,
    /// Kept here, since whoever waits may be called away.
    due: Option<Instant>,
}

impl News {
    pub(super) fn of(notes: Notes) -> Self {
        Self { notes, due: None }
    }

    /// Waits until there is something to show.
    pub(super) async fn come(&mut self) {
        while self.due.is_none() {
            let expires = self.notes.expiry.next();
            tokio::select! {
                () = self.notes.fresh.notified() => self.due = Some(Instant::now() + NEWS_REST),
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
        let expired = self.notes.expiry.take(Instant::now());
        self.notes.lab.send_modify(|lab| {
            for gone in expired {
                lab.holds(gone.number, holding(gone.provider), &gone.key, false);
            }
        });
    }
}

fn note(lab: &mut Lab, number: usize, vital: Vital) {
    match vital {
        Vital::Ready => lab.lives(number, Life::Alive),
        Vital::Connections(count) => lab.nodes[number].connections = count,
        Vital::Table(entries) => lab.nodes[number].table = entries,
        Vital::Served => lab.nodes[number].served += 1,
        Vital::Holds { key, provider, .. } => lab.holds(number, holding(provider), &key, true),
        Vital::Dropped { key, provider } => lab.holds(number, holding(provider), &key, false),
    }
}

fn holding(provider: bool) -> Holding {
    if provider { Holding::Provider } else { Holding::Value }
}
