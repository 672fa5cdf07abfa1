//! Which nodes a line means: by number, by range, by chance, by peer id.

use std::collections::HashSet;

use super::Network;
use crate::{
    command::{Nodes, typed},
    dht::{cut, tail},
    state::lab::{Holding, Life},
};

/// Characters of a key that a refusal shows.
const MAX_KEY: usize = 60;

impl<L> Network<L> {
    /// Returns the numbers of the nodes that a line names, each once, in the order of the line.
    pub(super) fn named(&mut self, all: &[Nodes]) -> Result<Vec<usize>, String> {
        let others = self.others();
        self.named_of(all, &others, "run besides the one you are")
    }

    /// Does the same, where chance takes from those that do not run.
    pub(super) fn named_stopped(&mut self, all: &[Nodes]) -> Result<Vec<usize>, String> {
        let stopped = self.those(|life| matches!(life, Life::Dead | Life::Silent));
        self.named_of(all, &stopped, "do not run")
    }

    fn named_of(&mut self, all: &[Nodes], by_chance: &[usize], they: &str) -> Result<Vec<usize>, String> {
        let (mut numbers, mut seen) = (Vec::new(), HashSet::new());
        for nodes in all {
            numbers.extend(self.one(nodes, by_chance, they)?.into_iter().filter(|number| seen.insert(*number)));
        }
        Ok(numbers)
    }

    fn one(&mut self, nodes: &Nodes, by_chance: &[usize], they: &str) -> Result<Vec<usize>, String> {
        let last = self.plan.len() - 1;
        match nodes {
            Nodes::Range { last: beyond, .. } if *beyond > last => {
                Err(format!("there is no node n{beyond} here: n0 to n{last}"))
            }
            Nodes::Range { first, last } => Ok((*first..=*last).collect()),
            Nodes::Random(count) => {
                let chosen = self.some_of(by_chance.to_vec(), *count);
                if chosen.len() == *count { Ok(chosen) } else { Err(format!("only {} nodes {they}", chosen.len())) }
            }
            Nodes::Holders(count) => self.holders(*count),
            Nodes::Peer(peer) => match self.lab.borrow().number(peer) {
                Some(number) => Ok(vec![number]),
                None => Err(format!("{} is no node of this practice network", tail(peer))),
            },
        }
    }

    /// Returns so many of those that hold what was looked for last, without the one that is looked at.
    fn holders(&mut self, count: usize) -> Result<Vec<usize>, String> {
        let Some((what, key)) = self.sought.last() else {
            return Err(format!(
                "holders:{count} are nodes that hold the key of the last query, and there was none yet"
            ));
        };
        let mut holders: Vec<usize> = self.lab.borrow().holders(what, &key).collect();
        holders.retain(|number| *number != self.eyes.number);
        let chosen = self.some_of(holders, count);
        if chosen.len() == count {
            return Ok(chosen);
        }
        let (holds, hold) = match what {
            Holding::Value => ("holds", "hold"),
            Holding::Provider => ("knows who provides", "know who provides"),
        };
        let they = match chosen.len() {
            0 => format!("no node {holds}"),
            1 => format!("only 1 node {holds}"),
            count => format!("only {count} nodes {hold}"),
        };
        Err(format!("{they} {} besides the one you are", cut(&typed(&key), MAX_KEY)))
    }

    /// Returns so many of these, by chance; all if there are not so many.
    pub(super) fn some_of(&mut self, mut nodes: Vec<usize>, count: usize) -> Vec<usize> {
        let count = count.min(nodes.len());
        for at in 0..count {
            let other = self.chance.usize(at..nodes.len());
            nodes.swap(at, other);
        }
        nodes.truncate(count);
        nodes
    }

    /// Returns the nodes that run.
    pub(super) fn living(&self) -> Vec<usize> {
        self.those(|life| life == Life::Alive)
    }

    /// Returns the nodes that run, without the one that is looked at.
    pub(super) fn others(&self) -> Vec<usize> {
        self.others_that(|life| life == Life::Alive)
    }

    /// Returns the nodes whose life is such a one, without the one that is looked at.
    pub(super) fn others_that(&self, is_one: impl Fn(Life) -> bool) -> Vec<usize> {
        let mut numbers = self.those(is_one);
        numbers.retain(|number| *number != self.eyes.number);
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

/// Writes numbers as names, those that follow each other as a range: `n3-n9, n12`; the first few, if they are many.
pub(super) fn names(numbers: &[usize]) -> String {
    const SHOWN: usize = 6;
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in sorted {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown = runs.iter().take(SHOWN).map(|(first, last)| match last - first {
        0 => format!("n{first}"),
        _ => format!("n{first}-n{last}"),
    });
    let text = shown.collect::<Vec<_>>().join(", ");
    if runs.len() > SHOWN {
        let left: usize = runs[SHOWN..].iter().map(|(first, last)| last - first + 1).sum();
        return format!("{text} and {left} more");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short() {
        assert_eq!(names(&[7]), "n7");
        assert_eq!(names(&[3, 4, 5, 9, 1]), "n1, n3-n5, n9");
        assert_eq!(names(&[0, 2, 4, 6, 8, 10, 12, 13]), "n0, n2, n4, n6, n8, n10 and 2 more");
        assert_eq!(names(&[]), "");
    }
}
