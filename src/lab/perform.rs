//! Carries out the commands of the practice network.

use std::{collections::HashSet, time::Duration};

use super::{MAX_NODES, Network, Order, choose::names, memory};
use crate::{
    command::{LabCommand, Nodes},
    dht::{Answer, Event, Session},
    network::{self, Report},
    state::lab::Life,
};

/// What came of a command: a sentence, said of a success or of a refusal.
type Done = Result<String, String>;

impl<L: FnMut(&Session) -> Report + Send> Network<L> {
    /// Carries out one order.
    pub(super) async fn perform(&mut self, order: Order) {
        match order {
            Order::Node(request) => self.pass_on(request),
            Order::Lab { n, line, command } => {
                self.say(Event::Command { n, line });
                // what it says comes before what it shows: `be` goes on in another state
                if let Some(done) = self.carry_out(n, command).await {
                    self.say(Event::CommandFinished { n, answer: Answer::said(done) })
                }
            }
        }
    }

    fn pass_on(&self, request: network::Request) {
        let (n, line) = (request.n, request.line.clone());
        if !self.residents.tell(self.eyes.number, network::Order::Perform(request)) {
            let me = self.eyes.number;
            let verdict = match self.life(me) {
                Life::Alive => format!("n{me} is busy, and did not take this: {line}"),
                Life::Waiting | Life::Silent | Life::Dead => {
                    format!("n{me} does not run any more: `be` another one, or `restart n{me}`")
                }
            };
            self.say(Event::CommandFinished { n, answer: Answer::said(Err(verdict)) });
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
            Err(reason) => return Some(Err(format!("be: {reason}"))),
        };
        let refusal = match self.life(number) {
            _ if number == self.eyes.number => Some(format!("you are n{number} already")),
            Life::Alive => None,
            Life::Dead | Life::Silent => Some(format!("n{number} does not run: `restart n{number}` first")),
            Life::Waiting => Some(format!("n{number} has not joined yet: wait a moment")),
        };
        if let Some(reason) = refusal {
            return Some(Err(format!("be {node}: {reason}")));
        }
        let answer = Answer::said(Ok(format!("you are n{number} now")));
        self.say(Event::CommandFinished { n, answer });
        self.residents.leave(self.eyes.number).await;
        let report = (self.look)(&self.plan.alone(number).session());
        self.eyes.look_at(number, report);
        self.say(Event::Looking { name: format!("n{number}"), peer: self.plan.peer(number) });
        self.attend().await;
        None
    }

    fn spawn(&mut self, count: usize) -> Done {
        let room = self.plan.config.most().saturating_sub(self.others().len() + 1 + self.joining.len());
        memory::allows(count, room).map_err(|reason| format!("spawn: {reason}"))?;
        let first = self.plan.len();
        let mut numbers = Vec::new();
        for _ in 0..count {
            let number = self.another().map_err(|error| format!("spawn: no port for another node: {error}"))?;
            self.joining.push_back(number);
            numbers.push(number);
        }
        Ok(match count {
            1 => format!("n{first} starts, and joins by bootstrap"),
            _ => format!("{} start, and join by bootstrap, fifty a second", names(&numbers)),
        })
    }

    async fn kill(&mut self, silent: bool, nodes: &[Nodes]) -> Done {
        let numbers = self.named(nodes).map_err(|reason| format!("kill: {reason}"))?;
        if numbers.contains(&self.eyes.number) {
            return Err(format!("kill: n{0} is the node you are: `be` another one first", self.eyes.number));
        }
        self.joining.retain(|joining| !numbers.contains(joining));
        self.lab.send_modify(|lab| numbers.iter().for_each(|number| lab.gives_up(*number)));
        let (living, gone) = self.parted(&numbers);
        if living.is_empty() {
            return Err(format!("kill: {} {} not run", names(&gone), plural(gone.len(), "does", "do")));
        }
        for number in &living {
            self.stop(*number, if silent { Life::Silent } else { Life::Dead }).await;
        }
        let how = if silent { "fell silent: its connections stay open, and nothing comes" } else { "is dead" };
        let how_many = if silent { "fell silent: their connections stay open, and nothing comes" } else { "are dead" };
        let text = format!("{} {}", names(&living), plural(living.len(), how, how_many));
        Ok(if gone.is_empty() { text } else { format!("{text}; {} did not run anyway", names(&gone)) })
    }

    /// Stops a node, or notes that it stopped by itself.
    pub(super) async fn stop(&mut self, number: usize, how: Life) {
        if how == Life::Silent {
            self.plan.lines.mute(&self.plan.address(number));
        }
        self.lab.send_modify(|lab| lab.lives(number, how));
        self.notes.forget(number);
        self.residents.kill(number).await;
        self.say(Event::NodeStopped { name: format!("n{number}"), peer: self.plan.peer(number) });
    }

    async fn restart(&mut self, nodes: &[Nodes]) -> Done {
        let numbers = self.named_stopped(nodes).map_err(|reason| format!("restart: {reason}"))?;
        if numbers.contains(&self.eyes.number) && self.life(self.eyes.number) == Life::Alive {
            return Err(format!("restart: n{} is the node you are: `be` another one first", self.eyes.number));
        }
        if let Some(number) = numbers.iter().find(|number| self.life(**number) == Life::Waiting) {
            return Err(format!("restart: n{number} has not joined yet"));
        }
        memory::allows(numbers.len(), MAX_NODES).map_err(|reason| format!("restart: {reason}"))?;
        for &number in &numbers {
            if self.life(number) == Life::Alive {
                self.stop(number, Life::Dead).await;
            }
            self.churn.is_back(number);
            self.lab.send_modify(|lab| lab.lives(number, Life::Waiting));
        }
        self.joining.extend(&numbers);
        Ok(format!(
            "{} {} again with {} by bootstrap",
            names(&numbers),
            plural(numbers.len(), "starts", "start"),
            plural(numbers.len(), "an empty store, and joins", "empty stores, and join"),
        ))
    }

    fn set_churn(&mut self, per_minute: Option<u32>) -> String {
        let rate = per_minute.unwrap_or(0);
        self.churn.set(rate);
        self.lab.send_modify(|lab| lab.lines.churn = rate);
        match rate {
            0 => "churn is off".to_owned(),
            1 => "one node leaves and one joins in a minute on average".to_owned(),
            rate => format!("{rate} nodes leave and {rate} join in a minute on average"),
        }
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
    pub(super) fn set_latency(&mut self, one_way: Duration) -> String {
        self.plan.lines.set_latency(one_way);
        self.lab.send_modify(|lab| lab.lines.latency = one_way);
        if one_way.is_zero() {
            return "bytes travel at once".to_owned();
        }
        format!("a byte travels {} from one node to another", humantime::format_duration(one_way))
    }

    fn set_loss(&mut self, percent: u8) -> String {
        self.plan.lines.set_loss(percent);
        self.lab.send_modify(|lab| lab.lines.loss = percent);
        match percent {
            0 => "nothing is lost".to_owned(),
            100 => "all is lost: nothing arrives until the loss is less".to_owned(),
            _ => format!("{percent} % of the writes are lost, and sent again after 200 ms or more"),
        }
    }

    fn partition(&mut self, nodes: &[Nodes]) -> Done {
        let numbers = self.named(nodes).map_err(|reason| format!("partition: {reason}"))?;
        let named: HashSet<usize> = numbers.iter().copied().collect();
        if self.living().iter().all(|number| named.contains(number)) {
            return Err("partition: that is everybody: nobody would be cut off from anybody".to_owned());
        }
        let addresses: Vec<_> = numbers.iter().map(|number| self.plan.address(*number)).collect();
        self.plan.lines.partition(&addresses);
        self.lab.send_modify(|lab| {
            let side = 1 + lab.nodes.iter().map(|node| node.side).max().unwrap_or(0);
            for number in &numbers {
                lab.nodes[*number].side = side;
            }
            lab.count_sides();
        });
        Ok(format!(
            "{} {} cut off from all others: `heal` joins them",
            names(&numbers),
            plural(numbers.len(), "is", "are")
        ))
    }

    fn heal(&mut self) -> Done {
        if self.lab.borrow().lines.sides == 0 {
            return Err("heal: nothing is cut".to_owned());
        }
        self.plan.lines.heal();
        self.lab.send_modify(|lab| {
            lab.lines.sides = 0;
            lab.nodes.iter_mut().for_each(|node| node.side = 0);
        });
        Ok("the network is whole again: what was held back is delivered".to_owned())
    }

    /// Parts nodes into those that run and those that do not.
    fn parted(&self, numbers: &[usize]) -> (Vec<usize>, Vec<usize>) {
        numbers.iter().partition(|number| self.life(**number) == Life::Alive)
    }
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}
