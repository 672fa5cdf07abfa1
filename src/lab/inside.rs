//! What a node knows that is not observed: asked once a second while its page is open. Being asked changes nothing about it.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

use super::Network;
use crate::{
    dht::{Event, PeerId},
    state::State,
};

/// How often it is asked.
const EVERY: Duration = Duration::from_secs(1);

/// Which node is looked into, when it is asked next, and what it is about to say.
pub(super) struct LookedInto {
    number: Option<usize>,
    due: Instant,
    told: Option<oneshot::Receiver<Vec<Event>>>,
    /// What it has said so far: what changes from one time to the next has happened meanwhile.
    state: Option<State>,
}

/// What comes next.
pub(super) enum Inside {
    /// It is to be asked.
    Due,
    /// It said how things stand; nothing where it ended meanwhile.
    Told(Option<Vec<Event>>),
}

impl LookedInto {
    pub(super) fn nobody() -> Self {
        Self { number: None, due: Instant::now(), told: None, state: None }
    }

    /// Waits until the node is to be asked, or has answered; for ever where none is looked into.
    pub(super) async fn next(&mut self) -> Inside {
        match (&mut self.told, self.number) {
            (Some(told), _) => Inside::Told(told.await.ok()),
            (None, Some(_)) => {
                sleep_until(self.due).await;
                Inside::Due
            }
            (None, None) => std::future::pending().await,
        }
    }
}

impl Network {
    /// Looks into a node from now on, or into none.
    pub(super) fn look_into(&mut self, peer: Option<PeerId>) {
        let number = peer.and_then(|peer| self.lab.borrow().number(&peer));
        self.looked_into = LookedInto { number, ..LookedInto::nobody() };
        self.shows_inside(None);
    }

    /// Asks the node that is looked into, or shows what it said. Nothing waits for it meanwhile.
    pub(super) fn on_inside(&mut self, inside: Inside) {
        let Some(number) = self.looked_into.number else { return };
        match inside {
            Inside::Due => {
                self.looked_into.due = Instant::now() + EVERY;
                self.looked_into.told = self.supervisor.describe(number);
                if self.looked_into.told.is_none() {
                    self.shows_inside(None);
                }
            }
            Inside::Told(told) => {
                self.looked_into.told = None;
                let now = self.observers.now();
                let session = self.plan.alone(number).session();
                let state = self.looked_into.state.get_or_insert_with(|| State::new(session));
                for event in told.iter().flatten() {
                    state.apply(event, now);
                }
                let state = told.map(|_| Arc::new(state.clone()));
                self.shows_inside(state);
            }
        }
    }

    fn shows_inside(&mut self, state: Option<Arc<State>>) {
        self.lab.send_if_modified(|lab| {
            let differs = state.is_some() || lab.inside.is_some();
            lab.inside = state;
            differs
        });
    }
}
