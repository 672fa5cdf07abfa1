//! Standing still, and going step by step: kad is polled only while answers are owed to others, or for a step.
//!
//! None of our own requests can slip out with an answer: kad runs its queries only when its own queue is empty, and an
//! answer that is owed is in that queue. A step polls it until it has nothing more to say, in one go, so that no answer
//! can come between and free a place for one more request.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use libp2p::{PeerId, swarm::ToSwarm};
use tokio::time::Instant;

use super::{Event, FromHandler, Message, Tap, ToHandler};
use crate::dht::{Direction, Phase};

/// Whether the node stands still, and what it still has to do.
#[derive(Default)]
pub(super) struct Pause {
    /// Since when it stands still.
    since: Option<Instant>,
    /// Answers that others wait for.
    owed: usize,
    /// Steps that were asked for and not made.
    steps: u64,
    /// Whether the next is the first of those asked for.
    at_once: bool,
    /// Steps made in this pause.
    made: u64,
}

impl Pause {
    pub(super) fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// A request of another came that will be answered. (`ADD_PROVIDER` is not.)
    pub(super) fn owes(&mut self, event: &FromHandler) {
        self.owed += usize::from(matches!(
            event,
            FromHandler::FindNodeReq { .. }
                | FromHandler::GetProvidersReq { .. }
                | FromHandler::GetRecord { .. }
                | FromHandler::PutRecord { .. }
        ));
    }

    /// Such an answer left; a refusal by the store is one.
    pub(super) fn paid(&mut self, event: &ToHandler) {
        let paid = matches!(
            event,
            ToHandler::FindNodeRes { .. }
                | ToHandler::GetProvidersRes { .. }
                | ToHandler::GetRecordRes { .. }
                | ToHandler::PutRecordRes { .. }
                | ToHandler::Reset(_)
        );
        self.owed = self.owed.saturating_sub(usize::from(paid));
    }
}

impl Tap {
    /// Returns whether the node stands still.
    pub(in crate::node) fn is_paused(&self) -> bool {
        self.pause.is_on()
    }

    /// Stands still from now on. Requests that kad has made already still leave.
    pub(in crate::node) fn stand_still(&mut self) {
        if !self.is_paused() {
            self.pause = Pause { since: Some(Instant::now()), owed: self.pause.owed, ..Pause::default() };
        }
    }

    /// Asks for so many steps. The first is made at once, each further one when all it asked have answered or failed.
    pub(in crate::node) fn ask_for_steps(&mut self, steps: u64) {
        self.pause.at_once |= self.pause.steps == 0;
        self.pause.steps = self.pause.steps.saturating_add(steps);
    }

    /// Goes on by itself. The time of the pause does not count for the queries' limit.
    pub(in crate::node) fn go_on(&mut self) {
        if let Some(since) = self.pause.since.take() {
            let now = Instant::now();
            for active in self.active.values_mut() {
                for clock in [&mut active.since, &mut active.begun] {
                    let stood: Duration = now.duration_since(since.max(*clock));
                    *clock += stood;
                }
            }
        }
        self.pause.steps = 0;
    }

    /// Returns whether kad may be polled: it is not paused, others wait for answers, or requests made before have not left.
    pub(super) fn may_go_on(&self) -> bool {
        !self.is_paused() || self.pause.owed > 0 || !self.tags.is_empty()
    }

    /// Polls kad once. Returns whether it may have more to say.
    pub(super) fn advance(&mut self, cx: &mut Context<'_>) -> bool {
        let polled = libp2p::swarm::NetworkBehaviour::poll(&mut self.kad, cx);
        let more = polled.is_ready();
        match polled {
            Poll::Ready(event) => {
                self.walk(); // first: the poll that makes requests returns the first of them
                self.polled(event);
            }
            Poll::Pending => {
                self.pause.owed = 0;
                self.rest();
            }
        }
        self.release();
        more
    }

    /// Makes a step, if one was asked for and the one before is over. Returns whether it did.
    pub(super) fn step(&mut self, cx: &mut Context<'_>) -> bool {
        if self.pause.steps == 0 || (self.waits() && !self.pause.at_once) {
            return false;
        }
        let before = self.out.len();
        let mut asks: Vec<PeerId> = Vec::new();
        for _ in 0..2 {
            if asks.is_empty() {
                while self.advance(cx) {} // kad gives up who is silent in one poll, and asks in their place in the next
                asks = self.out.iter().skip(before).filter_map(asked).collect();
            }
        }
        self.pause.steps -= 1;
        self.pause.at_once = false;
        self.pause.made += 1;
        let step = self.pause.made;
        self.report(Event::Stepped { step, asks });
        true
    }
}

/// Returns whom a report says was asked.
fn asked(report: &ToSwarm<Event, ToHandler>) -> Option<PeerId> {
    match report {
        ToSwarm::GenerateEvent(Event::Rpc(Message { direction: Direction::Out, phase, peer, late: false, .. })) => {
            matches!(phase, Phase::Dialing | Phase::Asked { after_dial: false }).then_some(*peer)
        }
        _ => None,
    }
}
