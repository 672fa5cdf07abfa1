//! What is on the screen: drawn from the node's state as it is, or as it was when it was frozen.

use std::{io, time::Duration};

use crossterm::event::Event;
use tokio::sync::watch;

use crate::{
    dht::{PeerId, Timestamp},
    state::{Lab, Spot, State, Ui},
    terminal::Screen,
    view::{self, Drawn, Scene, Theme},
};

/// What is shown: the node's state as it is, or as it was when the picture was frozen.
pub(super) struct Picture<C> {
    pub(super) node: watch::Receiver<State>,
    pub(super) lab: watch::Receiver<Lab>,
    frozen: Option<Frozen>,
    theme: Theme,
    clock: C,
    /// How long what was drawn stays true by itself; for ever once it is frozen.
    pub(super) true_for: Option<Duration>,
    /// What was drawn last: a click is on what the eye saw.
    drawn: Drawn,
}

/// A moment, kept.
struct Frozen {
    state: State,
    lab: Lab,
    at: Timestamp,
}

impl<C: Fn() -> Timestamp> Picture<C> {
    pub(super) fn new(node: watch::Receiver<State>, lab: watch::Receiver<Lab>, theme: Theme, clock: C) -> Self {
        Self { node, lab, frozen: None, theme, clock, true_for: None, drawn: Drawn::default() }
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(super) fn is_frozen(&self) -> bool {
        self.frozen.is_some()
    }

    /// Hands what is shown to `act`, which may freeze the picture, or let it go on.
    pub(super) fn update<T>(&mut self, ui: &mut Ui, act: impl FnOnce(&mut Ui, &State, &Lab) -> T) -> T {
        let done = match &self.frozen {
            Some(kept) => act(ui, &kept.state, &kept.lab),
            None => act(ui, &self.node.borrow(), &self.lab.borrow()),
        };
        if !ui.frozen {
            self.frozen = None;
        } else if self.frozen.is_none() {
            self.frozen = Some(self.moment());
        }
        done
    }

    /// Returns the practice node whose page is open.
    pub(super) fn looks_into(&self, ui: &Ui) -> Option<PeerId> {
        ui.looks_into(&self.node.borrow(), &self.lab.borrow())
    }

    /// Hands what is on the screen to `read`.
    pub(super) fn with<T>(&self, ui: &Ui, read: &dyn Fn(&Scene) -> T) -> T {
        let Self { node, lab, frozen, theme, clock, .. } = self;
        if let Some(kept) = frozen {
            return read(&Scene { state: &kept.state, lab: &kept.lab, ui, theme, now: kept.at });
        }
        read(&Scene { state: &node.borrow(), lab: &lab.borrow(), ui, theme, now: clock() })
    }

    /// Returns what lies under the mouse, if the event is the mouse's.
    pub(super) fn under(&self, event: &Event) -> Option<Spot> {
        let Event::Mouse(mouse) = event else { return None };
        self.drawn.spot_at(mouse.column, mouse.row).copied()
    }

    fn moment(&self) -> Frozen {
        Frozen { state: self.node.borrow().clone(), lab: self.lab.borrow().clone(), at: (self.clock)() }
    }

    /// Draws. The guards live in the closure, which fills the buffer; it is written when they are gone.
    pub(super) fn draw(&mut self, screen: &mut impl Screen, ui: &mut Ui) -> io::Result<()> {
        let Self { node, lab, frozen, theme, clock, true_for, drawn } = self;
        screen.draw(|frame| {
            if let Some(kept) = frozen {
                *true_for = None;
                *drawn = view::draw(frame, &Scene { state: &kept.state, lab: &kept.lab, ui, theme, now: kept.at });
            } else {
                let (state, lab) = (node.borrow_and_update(), lab.borrow_and_update());
                let scene = Scene { state: &state, lab: &lab, ui, theme, now: clock() };
                *true_for = Some(view::changes_in(&scene));
                *drawn = view::draw(frame, &scene);
            }
        })?;
        ui.scrolled_at_most(drawn.last_line);
        Ok(())
    }
}
