//! Which nodes a line means: by number, by range, at random, by peer id.

use std::collections::HashSet;

use super::Network;
use crate::{
    command::Nodes,
    dht::practice::{Pool, Refusal},
    state::lab::{Holding, Life},
};

impl Network {
    /// Returns the numbers of the nodes that a line names, each once, in the order of the line.
    pub(super) fn named(&mut self, all: &[Nodes]) -> Result<Vec<usize>, Refusal> {
        let others = self.others();
        self.named_of(all, &others, Pool::Running)
    }

    /// Does the same, where chance takes from those that do not run.
    pub(super) fn named_stopped(&mut self, all: &[Nodes]) -> Result<Vec<usize>, Refusal> {
        let stopped = self.those(|life| matches!(life, Life::Dead | Life::Silent));
        self.named_of(all, &stopped, Pool::Stopped)
    }

    fn named_of(&mut self, all: &[Nodes], by_chance: &[usize], pool: Pool) -> Result<Vec<usize>, Refusal> {
        let (mut numbers, mut seen) = (Vec::new(), HashSet::new());
        for nodes in all {
            numbers.extend(self.one(nodes, by_chance, pool)?.into_iter().filter(|number| seen.insert(*number)));
        }
        Ok(numbers)
    }

    fn one(&mut self, nodes: &Nodes, by_chance: &[usize], pool: Pool) -> Result<Vec<usize>, Refusal> {
        let last = self.plan.len() - 1;
        match nodes {
            Nodes::Range { last: beyond, .. } if *beyond > last => Err(Refusal::NoNode { named: *beyond, last }),
            Nodes::Range { first, last } => Ok((*first..=*last).collect()),
            Nodes::Random(count) => {
                let chosen = self.some_of(by_chance.to_vec(), *count);
                if chosen.len() == *count { Ok(chosen) } else { Err(Refusal::TooFew { there: chosen.len(), pool }) }
            }
            Nodes::Holders(count) => self.holders(*count),
            Nodes::Peer(peer) => match self.lab.borrow().number(peer) {
                Some(number) => Ok(vec![number]),
                None => Err(Refusal::Stranger(*peer)),
            },
        }
    }

    /// Returns so many of those that hold what was looked for last, without the one that is observed.
    fn holders(&mut self, count: usize) -> Result<Vec<usize>, Refusal> {
        let Some((what, key)) = self.sought.last() else {
            return Err(Refusal::NothingSought(count));
        };
        let mut holders: Vec<usize> = self.lab.borrow().holders(what, &key).collect();
        holders.retain(|number| *number != self.observed.number);
        let chosen = self.some_of(holders, count);
        if chosen.len() == count {
            return Ok(chosen);
        }
        Err(Refusal::TooFewHolders { there: chosen.len(), providers: what == Holding::Provider, key })
    }

    /// Returns so many of these, at random; all if there are not so many.
    pub(super) fn some_of(&mut self, nodes: Vec<usize>, count: usize) -> Vec<usize> {
        self.chance.choose_multiple(nodes, count)
    }

    /// Returns the nodes that run.
    pub(super) fn living(&self) -> Vec<usize> {
        self.those(|life| life == Life::Alive)
    }

    /// Returns the nodes that run, without the one that is observed.
    pub(super) fn others(&self) -> Vec<usize> {
        self.others_that(|life| life == Life::Alive)
    }

    /// Returns the nodes whose life is such a one, without the one that is observed.
    pub(super) fn others_that(&self, is_one: impl Fn(Life) -> bool) -> Vec<usize> {
        let mut numbers = self.those(is_one);
        numbers.retain(|number| *number != self.observed.number);
        numbers
    }

    fn those(&self, is_one: impl Fn(Life) -> bool) -> Vec<usize> {
        let lab = self.lab.borrow();
        (0..lab.nodes.len()).filter(|number| is_one(lab.nodes[*number].life)).collect()
    }

    pub(super) fn life(&self, number: usize) -> Life {
        self.lab.borrow().nodes[number].life
    }
}
