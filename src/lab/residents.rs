//! The nodes' tasks: started, told, killed, and what is to be done when one ends by itself.

use std::collections::HashMap;

use tokio::{
    sync::mpsc,
    task::{AbortHandle, Id, JoinError, JoinSet},
};

use super::{
    Error,
    notes::{Notes, Span},
};
use crate::network::{self, Order};

/// Orders that may wait for a node: more than a hand can type before they are carried out.
const INBOX: usize = 64;

/// The nodes that run. They end when this is dropped.
pub(super) struct Residents {
    tasks: JoinSet<Result<(), network::Error>>,
    numbers: HashMap<Id, usize>,
    living: HashMap<usize, Resident>,
    notes: Notes,
    started: mpsc::UnboundedSender<()>,
    starts: mpsc::UnboundedReceiver<()>,
}

/// A node that runs.
struct Resident {
    orders: mpsc::Sender<Order>,
    task: AbortHandle,
    span: Span,
}

impl Residents {
    pub(super) fn new(notes: Notes) -> Self {
        let (started, starts) = mpsc::unbounded_channel();
        Self { tasks: JoinSet::new(), numbers: HashMap::new(), living: HashMap::new(), notes, started, starts }
    }

    /// Starts a node.
    pub(super) fn start(&mut self, number: usize, config: network::Config) {
        let (orders, inbox) = mpsc::channel(INBOX);
        let span = Span::default();
        let vitals = self.notes.vitals(number, span.clone(), self.started.clone());
        let task = self.tasks.spawn(network::run_unseen(network::Config { vitals: Some(vitals), ..config }, inbox));
        self.numbers.insert(task.id(), number);
        self.living.insert(number, Resident { orders, task, span });
    }

    /// Waits until so many more nodes are ready.
    pub(super) async fn ready(&mut self, count: usize) -> Result<(), Error> {
        for _ in 0..count {
            tokio::select! {
                _started = self.starts.recv() => {}
                Some(ended) = self.tasks.join_next() => return Err(ended.map_or(Error::Lost, |ended| match ended {
                    Ok(()) => Error::Lost,
                    Err(error) => error.into(),
                })),
            }
        }
        Ok(())
    }

    /// Tells a node something, if it runs and its inbox has room.
    pub(super) fn tell(&self, number: usize, order: Order) -> bool {
        self.living.get(&number).is_some_and(|node| node.orders.try_send(order).is_ok())
    }

    /// Ends a node's life at once: nothing that it still tells is heard, and its connections are closed.
    pub(super) async fn kill(&mut self, number: usize) {
        let Some(node) = self.living.remove(&number) else { return };
        node.span.end();
        node.task.abort();
        // its memory port is free again when its task is gone
        while self.numbers.contains_key(&node.task.id()) {
            let Some(ended) = self.tasks.join_next_with_id().await else { return };
            self.forget(&ended);
        }
    }

    /// Waits until a node ends by itself, which it does not unless something is wrong. Returns which, and why.
    pub(super) async fn ended(&mut self) -> (usize, Option<String>) {
        while self.starts.try_recv().is_ok() {} // those that join are waited for by nobody
        loop {
            let Some(ended) = self.tasks.join_next_with_id().await else { return std::future::pending().await };
            let reason = match &ended {
                Ok((_, Err(error))) => Some(error.to_string()),
                Ok((_, Ok(()))) => None,
                Err(error) => Some(error.to_string()),
            };
            if let Some(number) = self.forget(&ended)
                && self.living.remove(&number).is_some()
            {
                return (number, reason);
            }
        }
    }

    fn forget<T>(&mut self, ended: &Result<(Id, T), JoinError>) -> Option<usize> {
        let id = match ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        self.numbers.remove(&id)
    }
}
