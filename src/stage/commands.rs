//! Commands on their way to whoever carries them out, each with its number.

use tokio::sync::mpsc::{self, error::TrySendError};

use super::{Journal, Outcome};
use crate::{
    command::Command,
    dht::Event,
    lab,
    network::{self, Request},
    state::replay::Transport,
};

/// Where commands go, each with its number in the session.
pub struct Commands {
    inbox: Inbox,
    given: u64,
    /// Where all that happens passes.
    pub journal: Journal,
}

/// Who takes commands.
#[derive(Clone, Debug)]
pub enum Inbox {
    /// A node of one's own.
    Node(mpsc::Sender<network::Order>),
    /// A practice network.
    Lab(mpsc::Sender<lab::Order>),
    /// A recording, which takes no commands, but is moved in.
    Replay(mpsc::Sender<Transport>),
}

impl Commands {
    /// Returns the way to this inbox.
    #[must_use]
    pub fn new(inbox: Inbox, journal: Journal) -> Self {
        Self { inbox, given: 0, journal }
    }

    /// Waits until nobody takes commands any more: the node, the network or the recording has ended.
    pub async fn nobody_takes(&self) {
        match &self.inbox {
            Inbox::Node(inbox) => inbox.closed().await,
            Inbox::Lab(inbox) => inbox.closed().await,
            Inbox::Replay(inbox) => inbox.closed().await,
        }
    }

    /// Moves in the recording that is played.
    pub fn play(&self, transport: Transport) {
        if let Inbox::Replay(inbox) = &self.inbox {
            let _ = inbox.try_send(transport); // a key too many is not missed
        }
    }

    /// Answers a command that the program itself carries out, as if the node had: tells of it, acts, and tells what came
    /// of that.
    pub fn answer(&mut self, line: String, act: impl FnOnce() -> Result<String, String>) -> Outcome {
        self.given += 1;
        let n = self.given;
        self.journal.say(Event::Command { n, line });
        let done = act();
        let ok = done.is_ok();
        let (Ok(verdict) | Err(verdict)) = done;
        self.journal.say(Event::CommandFinished { n, ok, verdict: verdict.clone() });
        Outcome { n, ok, verdict, values: Vec::new() }
    }

    /// Gives a command, and does not wait. Returns its number.
    ///
    /// # Errors
    /// Says why it was not taken.
    pub fn give(&mut self, line: String, command: Command) -> Result<u64, String> {
        let n = self.given + 1;
        self.journal.gives(n, &command);
        let busy = format!("the node is busy, and did not take this: {line}");
        let taken = match (&self.inbox, command) {
            (Inbox::Node(inbox), Command::Node(command)) => {
                taken(&inbox.try_send(network::Order::Perform(Request { n, line, command })), busy)
            }
            (Inbox::Lab(inbox), Command::Node(command)) => {
                taken(&inbox.try_send(lab::Order::Node(Request { n, line, command })), busy)
            }
            (Inbox::Lab(inbox), Command::Lab(command)) => {
                taken(&inbox.try_send(lab::Order::Lab { n, line, command }), busy)
            }
            (Inbox::Replay(_), Command::Node(_) | Command::Lab(_)) => {
                Err("this is a recording: there is no network to ask".to_owned())
            }
            (Inbox::Node(_), Command::Lab(_)) => {
                Err("there is no practice network here: start one with kadscope demo".to_owned())
            }
            (_, Command::Session(command)) => Err(format!("{command} is for the program itself")),
        };
        taken.map(|()| {
            self.given = n;
            n
        })
    }
}

fn taken<T>(sent: &Result<(), TrySendError<T>>, busy: String) -> Result<(), String> {
    match sent {
        Err(TrySendError::Full(_)) => Err(busy),
        Ok(()) | Err(TrySendError::Closed(_)) => Ok(()), // whoever is gone says so himself
    }
}
