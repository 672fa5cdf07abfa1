//! What a node knows that is not observed: asked once a second while its page is open. Being asked changes nothing about it.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep_until};

use super::Network;
use crate::{dht::PeerId, state::State};

/// How often it is asked.
const EVERY: Duration = Duration::from_secs(1);

/// Which node is looked into, and when it is asked next.
pub(super) struct LookedInto {
    number: Option<usize>,
    due: Instant,
}

impl LookedInto {
    pub(super) fn nobody() -> Self {
        Self { number: None, due: Instant::now() }
    }

    /// Waits until the node is to be asked; for ever where none is looked into.
    pub(super) async fn is_due(&self) {
        match self.number {
            Some(_) => sleep_until(self.due).await,
            None => std::future::pending().await,
        }
    }
}

impl Network {
    /// Looks into a node from now on, or into none.
    pub(super) async fn look_into(&mut self, peer: Option<PeerId>) {
        self.looked_into.number = peer.and_then(|peer| self.lab.borrow().number(&peer));
        if self.looked_into.number.is_none() {
            self.lab.send_if_modified(|lab| lab.inside.take().is_some());
        }
        self.ask_inside().await;
    }

    /// Asks the node that is looked into how things stand.
    pub(super) async fn ask_inside(&mut self) {
        self.looked_into.due = Instant::now() + EVERY;
        let Some(number) = self.looked_into.number else { return };
        let told = self.supervisor.describe(number).await;
        let mut state = State::new(self.plan.alone(number).session());
        for event in told.iter().flatten() {
            state.apply(event, self.observers.now());
        }
        self.lab.send_modify(|lab| lab.inside = told.map(|_| Arc::new(state)));
    }
}
