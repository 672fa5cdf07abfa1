//! Commands on their way to whoever carries them out, each with its number.

use tokio::sync::mpsc::{self, error::TrySendError};

use super::{Given, Hub};
use crate::{
    command::{Command, NodeCommand},
    dht::{Answer, Event, PeerId, program::Program},
    lab,
    node::{self, GivenCommand},
    state::replay::PlayerCommand,
};

/// Where commands go, each with its number in the session.
pub struct Commands {
    inbox: Inbox,
    given: u64,
    /// The practice node that is looked into.
    inside: Option<PeerId>,
    /// Where all that happens passes.
    pub hub: Hub,
}

/// Who takes commands.
#[derive(Clone, Debug)]
pub enum Inbox {
    /// A node of one's own.
    Node(mpsc::Sender<node::NodeOrder>),
    /// A practice network.
    Lab(mpsc::Sender<lab::LabOrder>),
    /// A recording, which takes no commands, but is moved in.
    Replay(mpsc::Sender<PlayerCommand>),
}

impl Commands {
    /// Returns the way to this inbox.
    #[must_use]
    pub fn new(inbox: Inbox, hub: Hub) -> Self {
        Self { inbox, given: 0, inside: None, hub }
    }

    /// Waits until nobody takes commands any more: the node, the network or the recording has ended.
    pub async fn nobody_takes(&self) {
        match &self.inbox {
            Inbox::Node(inbox) => inbox.closed().await,
            Inbox::Lab(inbox) => inbox.closed().await,
            Inbox::Replay(inbox) => inbox.closed().await,
        }
    }

    /// Looks into a practice node from now on, as long as its page is open; into none.
    pub fn look_into(&mut self, peer: Option<PeerId>) {
        if let Inbox::Lab(inbox) = &self.inbox
            && self.inside != peer
            && inbox.try_send(lab::LabOrder::LookInto(peer)).is_ok()
        {
            self.inside = peer; // else at the next frame
        }
    }

    /// Moves in the recording that is played.
    pub fn play(&self, transport: PlayerCommand) {
        if let Inbox::Replay(inbox) = &self.inbox {
            let _ = inbox.try_send(transport); // a key too many is not missed
        }
    }

    /// Answers a command that the program itself carries out, as if the node had: tells of it, acts, and tells what came
    /// of that.
    pub fn answer(&mut self, line: String, act: impl FnOnce() -> Answer) -> Given {
        let n = self.begin(line);
        Given { n, answer: Some(self.hub.end(n, act())) }
    }

    /// Tells of a command that the program itself carries out. Returns its number.
    pub(super) fn begin(&mut self, line: String) -> u64 {
        self.given += 1;
        self.hub.say(Event::Command { n: self.given, line });
        self.given
    }

    /// Gives a command, and does not wait. Returns its number.
    ///
    /// # Errors
    /// Says why it was not taken.
    pub fn give(&mut self, line: String, command: Command) -> Result<u64, Program> {
        let n = self.given + 1;
        let busy = || Program::Busy(line.clone());
        let note = |command: &NodeCommand| self.hub.gives(n, command);
        let taken = match (&self.inbox, command) {
            (Inbox::Node(inbox), Command::Node(command)) => hand(inbox, busy(), || {
                note(&command);
                node::NodeOrder::Perform(GivenCommand { n, line, command })
            }),
            (Inbox::Lab(inbox), Command::Node(command)) => hand(inbox, busy(), || {
                note(&command);
                lab::LabOrder::Node(GivenCommand { n, line, command })
            }),
            (Inbox::Lab(inbox), Command::Lab(command)) => {
                hand(inbox, busy(), || lab::LabOrder::Lab { n, line, command })
            }
            (Inbox::Replay(_), Command::Node(_) | Command::Lab(_)) => Err(Program::IsRecording),
            (Inbox::Node(_), Command::Lab(_)) => Err(Program::NoPractice),
            (_, Command::Session(command)) => Err(Program::NotHere(command.to_string())),
        };
        taken.map(|()| {
            self.given = n;
            n
        })
    }
}

/// Hands over an order, which is made only when there is a place for it.
fn hand<T>(inbox: &mpsc::Sender<T>, busy: Program, order: impl FnOnce() -> T) -> Result<(), Program> {
    match inbox.try_reserve() {
        Ok(place) => {
            place.send(order());
            Ok(())
        }
        Err(TrySendError::Full(())) => Err(busy),
        Err(TrySendError::Closed(())) => Ok(()), // whoever is gone says so himself
    }
}
