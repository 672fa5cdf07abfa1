//! The nodes' tasks: started, told, killed, and what is to be done when one ends by itself.

use std::collections::{HashMap, VecDeque};

use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, Id, JoinError, JoinSet},
};

use super::{
    Error,
    statistics::{Span, Statistics},
};
use crate::{
    dht::{Event, PeerId},
    node::{self, NodeOrder, Observer},
};

/// Orders that may wait for a node: more than a hand can type before they are carried out.
const INBOX: usize = 64;

/// The nodes that run. They end when this is dropped.
pub(super) struct Supervisor {
    tasks: JoinSet<Result<(), node::Error>>,
    numbers: HashMap<Id, usize>,
    living: HashMap<usize, Resident>,
    /// Those that ended by themselves and of which nobody has heard yet, with why.
    lost: VecDeque<(usize, Option<String>)>,
    statistics: Statistics,
    started: mpsc::UnboundedSender<()>,
    starts: mpsc::UnboundedReceiver<()>,
}

/// A node that runs.
struct Resident {
    orders: mpsc::Sender<NodeOrder>,
    task: AbortHandle,
    span: Span,
}

impl Supervisor {
    pub(super) fn new(statistics: Statistics) -> Self {
        let (started, starts) = mpsc::unbounded_channel();
        let (tasks, numbers, living, lost) = Default::default();
        Self { tasks, numbers, living, lost, statistics, started, starts }
    }

    /// Starts a node.
    pub(super) fn start(&mut self, number: usize, config: node::Config) {
        let (orders, inbox) = mpsc::channel(INBOX);
        let span = Span::default();
        let statistics = self.statistics.statistics(number, span.clone(), self.started.clone());
        let task = self.tasks.spawn(node::run(node::Config { statistics: Some(statistics), ..config }, inbox, None));
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

    /// Tells a node something, if it runs and its inbox has capacity.
    pub(super) fn tell(&self, number: usize, order: NodeOrder) -> bool {
        self.living.get(&number).is_some_and(|node| node.orders.try_send(order).is_ok())
    }

    /// Lets a node tell what happens, and waits until its inbox has capacity for that: nothing would be seen of it.
    pub(super) async fn observe(&self, number: usize, observer: Box<dyn Observer>) {
        if let Some(node) = self.living.get(&number) {
            let _ = node.orders.send(NodeOrder::Observe(observer)).await; // one that has just ended says so itself
        }
    }

    /// Lets a node tell nobody any more, and waits until it does so: what it told later would come after the next node's.
    pub(super) async fn unobserve(&self, number: usize) {
        let Some(node) = self.living.get(&number) else { return };
        let (left, has_left) = oneshot::channel();
        if node.orders.send(NodeOrder::Unobserve(left)).await.is_ok() {
            let _ = has_left.await; // an end of its task is an answer too
        }
    }

    /// Returns who is in a node's routing table; none where it does not run, or has no time to say so.
    pub(super) async fn table(&self, number: usize) -> Option<Vec<PeerId>> {
        self.ask(number, NodeOrder::Tell)?.await.ok()
    }

    /// Returns where a node will say how things stand, as events that lead there; nowhere where it does not run, or its inbox is
    /// full.
    pub(super) fn describe(&self, number: usize) -> Option<oneshot::Receiver<Vec<Event>>> {
        self.ask(number, NodeOrder::Describe)
    }

    fn ask<T>(&self, number: usize, order: fn(oneshot::Sender<T>) -> NodeOrder) -> Option<oneshot::Receiver<T>> {
        let (tell, told) = oneshot::channel();
        self.tell(number, order(tell)).then_some(told)
    }

    /// Ends a node's life at once: nothing that it still tells is heard, and its connections are closed.
    pub(super) async fn kill(&mut self, number: usize) {
        let Some(node) = self.living.remove(&number) else { return };
        node.span.end();
        node.task.abort();
        // its memory port is free again when its task is gone
        while self.numbers.contains_key(&node.task.id()) {
            let Some(ended) = self.tasks.join_next_with_id().await else { return };
            self.note_end(ended);
        }
    }

    /// Waits until a node ends by itself, which it does not unless something is wrong. Returns which, and why.
    pub(super) async fn ended(&mut self) -> (usize, Option<String>) {
        while self.starts.try_recv().is_ok() {} // those that join are waited for by nobody
        loop {
            if let Some(lost) = self.lost.pop_front() {
                return lost;
            }
            match self.tasks.join_next_with_id().await {
                Some(ended) => self.note_end(ended),
                None => std::future::pending().await,
            }
        }
    }

    /// Notes that a task is gone; if nobody ended it, why.
    fn note_end(&mut self, ended: Result<(Id, Result<(), node::Error>), JoinError>) {
        let (id, reason) = match ended {
            Ok((id, Ok(()))) => (id, None),
            Ok((id, Err(error))) => (id, Some(error.to_string())),
            Err(error) => (error.id(), Some(error.to_string())),
        };
        if let Some(number) = self.numbers.remove(&id)
            && self.living.get(&number).is_some_and(|node| node.task.id() == id)
        {
            self.living.remove(&number);
            self.lost.push_back((number, reason));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::watch;

    use super::*;
    use crate::state::Lab;

    #[tokio::test]
    async fn a_look_waits_for_room_in_the_inbox() {
        let mut supervisor =
            Supervisor::new(Statistics::new(watch::channel(Lab::of(1)).0, mpsc::unbounded_channel().0));
        let (orders, mut inbox) = mpsc::channel(1);
        let task = tokio::spawn(std::future::pending::<()>()).abort_handle();
        supervisor.living.insert(0, Resident { orders, task, span: Span::default() });
        supervisor.observe(0, Box::new(|_| {})).await;
        let (first, ()) = tokio::join!(inbox.recv(), supervisor.observe(0, Box::new(|_| {})));
        assert!(
            matches!((first, inbox.try_recv()), (Some(NodeOrder::Observe(_)), Ok(NodeOrder::Observe(_)))),
            "none is lost"
        );
    }
}
