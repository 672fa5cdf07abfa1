//! Carries out the commands of the practice network.

use std::{collections::HashSet, time::Duration};

use super::{LabOrder, MAX_NODES, Network, memory};
use crate::{
    command::{DialTarget, LabCommand, NodeCommand, Nodes, Question},
    dht::{
        Answer, Event,
        practice::{Practice, Refusal},
    },
    node,
    state::lab::Life,
    words::in_words,
};

/// What came of a command, or why it was not carried out.
type Done = Result<Practice, Practice>;

/// Returns that a command was not carried out.
fn refused(what: &str) -> impl Fn(Refusal) -> Practice + '_ {
    |why| Practice::Refused { what: what.to_owned(), why }
}

impl Network {
    /// Carries out one order.
    pub(super) async fn perform(&mut self, order: LabOrder) {
        match order {
            LabOrder::Node(request) => {
                let request = self.with_address(request).await;
                self.pass_on(request);
            }
            LabOrder::LookInto(peer) => self.look_into(peer),
            LabOrder::Lab { n, line, command } => {
                self.say(Event::Command { n, line });
                // what it says comes before what it shows: `be` goes on in another state
                if let Some(done) = self.carry_out(n, command).await {
                    self.say(Event::CommandFinished { n, answer: of(done) });
                }
            }
        }
    }

    /// Says where a practice node is that is to be asked, which whoever asks need not know; and what is true of its table, if
    /// that is to be read.
    async fn with_address(&mut self, mut request: node::GivenCommand) -> node::GivenCommand {
        let NodeCommand::Ask { whom, question } = &mut request.command else { return request };
        let Some((peer, number)) = whom.peer().and_then(|peer| Some((peer, self.lab.borrow().number(&peer)?))) else {
            return request;
        };
        if matches!(whom, DialTarget::Peer(_)) {
            *whom = DialTarget::Address(self.plan.dialled(number));
        }
        if *question == Question::Table
            && number != self.observed.number
            && let Some(entries) = self.supervisor.table(number).await
        {
            self.say(Event::TrueTable { peer, entries });
        }
        request
    }

    fn pass_on(&mut self, request: node::GivenCommand) {
        let (n, line) = (request.n, request.line.clone());
        if !self.supervisor.tell(self.observed.number, node::NodeOrder::Perform(request)) {
            let me = self.observed.number;
            let answer = match self.life(me) {
                Life::Alive => Practice::Busy { node: me, line },
                Life::Waiting | Life::Silent | Life::Dead => Practice::NotThere(me),
            };
            self.say(Event::CommandFinished { n, answer: Answer::Practice(answer) });
        }
    }

    /// Returns what came of it; nothing if that was said already.
    async fn carry_out(&mut self, n: u64, command: LabCommand) -> Option<Done> {
        Some(match command {
            LabCommand::Be { node } => return self.be(n, &node).await,
            LabCommand::Spawn { count } => self.spawn(count),
            LabCommand::Kill { silent, nodes } => self.kill(silent, &nodes).await,
            LabCommand::Restart { nodes } => self.restart(&nodes).await,
            LabCommand::Churn { per_minute } => Ok(self.set_churn(per_minute)),
            LabCommand::Latency { one_way } => Ok(self.set_latency(one_way)),
            LabCommand::Loss { percent } => Ok(self.set_loss(percent)),
            LabCommand::Partition { nodes } => self.partition(&nodes),
            LabCommand::Heal => self.heal(),
        })
    }

    async fn be(&mut self, n: u64, node: &Nodes) -> Option<Done> {
        let number = match self.named(std::slice::from_ref(node)) {
            Ok(numbers) => numbers[0],
            Err(why) => return Some(Err(refused("be")(why))),
        };
        let refusal = match self.life(number) {
            _ if number == self.observed.number => Some(Refusal::Already(number)),
            Life::Alive => None,
            Life::Dead | Life::Silent => Some(Refusal::NotRunning(number)),
            Life::Waiting => Some(Refusal::Joining(number)),
        };
        if let Some(why) = refusal {
            return Some(Err(refused(&format!("be {node}"))(why)));
        }
        self.say(Event::CommandFinished { n, answer: Answer::Practice(Practice::Be(number)) });
        self.supervisor.unobserve(self.observed.number).await;
        self.observed.ends.settle().await;
        let observer = self.observers.observer_of(&self.plan.alone(number).session());
        self.observed.switch(number, observer);
        self.say(Event::Looking { name: format!("n{number}"), peer: self.plan.peer(number) });
        self.observe().await;
        None
    }

    fn spawn(&mut self, count: usize) -> Done {
        let room = self.plan.config.most().saturating_sub(self.others().len() + 1 + self.joining.len());
        memory::allows(count, room).map_err(refused("spawn"))?;
        let mut numbers = Vec::new();
        for _ in 0..count {
            let number = self.another().map_err(|error| refused("spawn")(Refusal::NoPort(in_words(&error))))?;
            self.joining.push_back(number);
            numbers.push(number);
        }
        Ok(Practice::Start(numbers))
    }

    async fn kill(&mut self, silent: bool, nodes: &[Nodes]) -> Done {
        let numbers = self.named(nodes).map_err(refused("kill"))?;
        if numbers.contains(&self.observed.number) {
            return Err(refused("kill")(Refusal::Ourselves(self.observed.number)));
        }
        self.joining.retain(|joining| !numbers.contains(joining));
        self.lab.send_modify(|lab| numbers.iter().for_each(|number| lab.gives_up(*number)));
        let (living, gone) = self.parted(&numbers);
        if living.is_empty() {
            return Err(refused("kill")(Refusal::NoneRuns(gone)));
        }
        for number in &living {
            self.stop(*number, if silent { Life::Silent } else { Life::Dead }).await;
        }
        Ok(Practice::Stopped { living, gone, is_silent: silent })
    }

    /// Stops a node, or notes that it stopped by itself.
    pub(super) async fn stop(&mut self, number: usize, how: Life) {
        if how == Life::Silent {
            self.plan.paths.mute(&self.plan.address(number));
        }
        self.lab.send_modify(|lab| lab.lives(number, how));
        self.statistics.forget(number);
        self.supervisor.kill(number).await;
        self.say(Event::NodeStopped { name: format!("n{number}"), peer: self.plan.peer(number) });
    }

    async fn restart(&mut self, nodes: &[Nodes]) -> Done {
        let numbers = self.named_stopped(nodes).map_err(refused("restart"))?;
        if numbers.contains(&self.observed.number) && self.life(self.observed.number) == Life::Alive {
            return Err(refused("restart")(Refusal::Ourselves(self.observed.number)));
        }
        if let Some(number) = numbers.iter().find(|number| self.life(**number) == Life::Waiting) {
            return Err(refused("restart")(Refusal::NotJoined(*number)));
        }
        memory::allows(numbers.len(), MAX_NODES).map_err(refused("restart"))?;
        for &number in &numbers {
            if self.life(number) == Life::Alive {
                self.stop(number, Life::Dead).await;
            }
            self.churn.came_back(number);
            self.lab.send_modify(|lab| lab.lives(number, Life::Waiting));
        }
        self.joining.extend(&numbers);
        Ok(Practice::Restart(numbers))
    }

    fn set_churn(&mut self, per_minute: Option<u32>) -> Practice {
        let rate = per_minute.unwrap_or(0);
        self.churn.set(rate);
        self.lab.send_modify(|lab| lab.conditions.churn = rate);
        Practice::Churn(rate)
    }

    /// One node leaves, and another joins.
    pub(super) async fn turn_over(&mut self) {
        self.churn.plan_next();
        // those that are about to join belong to the network too, or the plan would hang on how fast this machine is
        let members = self.others_that(|life| matches!(life, Life::Alive | Life::Waiting));
        let Some(leaver) = self.churn.leaver(&members) else { return };
        self.joining.retain(|number| *number != leaver);
        self.stop(leaver, Life::Dead).await;
        let joiner = if let Some(back) = self.churn.left(leaver) {
            self.lab.send_modify(|lab| lab.lives(back, Life::Waiting));
            back
        } else if let Ok(new) = self.another() {
            new
        } else {
            return; // no port: one less
        };
        self.joining.push_back(joiner);
    }

    /// Sets how long a byte travels.
    pub(super) fn set_latency(&mut self, one_way: Duration) -> Practice {
        self.plan.paths.set_latency(one_way);
        self.lab.send_modify(|lab| lab.conditions.latency = one_way);
        Practice::Latency(one_way)
    }

    fn set_loss(&mut self, percent: u8) -> Practice {
        self.plan.paths.set_loss(percent);
        self.lab.send_modify(|lab| lab.conditions.loss = percent);
        Practice::Loss(percent)
    }

    fn partition(&mut self, nodes: &[Nodes]) -> Done {
        let numbers = self.named(nodes).map_err(refused("partition"))?;
        let named: HashSet<usize> = numbers.iter().copied().collect();
        if self.living().iter().all(|number| named.contains(number)) {
            return Err(refused("partition")(Refusal::Everybody));
        }
        let addresses: Vec<_> = numbers.iter().map(|number| self.plan.address(*number)).collect();
        self.plan.paths.partition(&addresses);
        self.lab.send_modify(|lab| {
            let side = 1 + lab.nodes.iter().map(|node| node.side).max().unwrap_or(0);
            for number in &numbers {
                lab.nodes[*number].side = side;
            }
            lab.count_sides();
        });
        Ok(Practice::CutOff(numbers))
    }

    fn heal(&mut self) -> Done {
        if self.lab.borrow().conditions.sides == 0 {
            return Err(refused("heal")(Refusal::NothingCut));
        }
        self.plan.paths.heal();
        self.lab.send_modify(|lab| {
            lab.conditions.sides = 0;
            lab.nodes.iter_mut().for_each(|node| node.side = 0);
        });
        Ok(Practice::Healed)
    }

    /// Parts nodes into those that run and those that do not.
    fn parted(&self, numbers: &[usize]) -> (Vec<usize>, Vec<usize>) {
        numbers.iter().partition(|number| self.life(**number) == Life::Alive)
    }
}

fn of(done: Done) -> Answer {
    let (Ok(answer) | Err(answer)) = done;
    Answer::Practice(answer)
}
