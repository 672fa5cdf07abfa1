//! What came of a command of the practice network.

use crate::{
    command::typed,
    dht::{
        cut,
        practice::{Pool, Practice, Refusal},
        tail,
    },
};

/// Characters of a key that a refusal shows.
const MAX_KEY: usize = 60;

pub(in crate::words) fn practice(answer: &Practice) -> String {
    match answer {
        Practice::Be(node) => format!("you are n{node} now"),
        Practice::Start(nodes) => match nodes[..] {
            [one] => format!("n{one} starts, and joins by bootstrap"),
            _ => format!("{} start, and join by bootstrap, fifty a second", names(nodes)),
        },
        Practice::Stopped { living, gone, is_silent } => stopped(living, gone, *is_silent),
        Practice::Restart(nodes) => match nodes[..] {
            [one] => format!("n{one} starts again with an empty store, and joins by bootstrap"),
            _ => format!("{} start again with empty stores, and join by bootstrap", names(nodes)),
        },
        Practice::Churn(0) => "churn is off".to_owned(),
        Practice::Churn(1) => "one node leaves and one joins in a minute on average".to_owned(),
        Practice::Churn(rate) => format!("{rate} nodes leave and {rate} join in a minute on average"),
        Practice::Latency(one_way) if one_way.is_zero() => "bytes travel at once".to_owned(),
        Practice::Latency(one_way) => {
            format!("a byte travels {} from one node to another", humantime::format_duration(*one_way))
        }
        Practice::Loss(0) => "nothing is lost".to_owned(),
        Practice::Loss(100) => "all is lost: nothing arrives until the loss is less".to_owned(),
        Practice::Loss(percent) => {
            format!("{percent} % of the writes are lost, and sent again after 200 ms or more")
        }
        Practice::CutOff(nodes) => {
            let are = if nodes.len() == 1 { "is" } else { "are" };
            format!("{} {are} cut off from all others: `heal` joins them", names(nodes))
        }
        Practice::Healed => "the network is whole again: what was held back is delivered".to_owned(),
        Practice::Busy { node, line } => format!("n{node} is busy, and did not take this: {line}"),
        Practice::NotThere(node) => format!("n{node} does not run any more: `be` another one, or `restart n{node}`"),
        Practice::Refused { what, why } => format!("{what}: {}", refusal(why)),
    }
}

fn stopped(living: &[usize], gone: &[usize], is_silent: bool) -> String {
    let how = match (living.len(), is_silent) {
        (1, true) => "fell silent: its connections stay open, and nothing comes",
        (_, true) => "fell silent: their connections stay open, and nothing comes",
        (1, false) => "is dead",
        (_, false) => "are dead",
    };
    let text = format!("{} {how}", names(living));
    if gone.is_empty() { text } else { format!("{text}; {} did not run anyway", names(gone)) }
}

pub(in crate::words) fn refusal(why: &Refusal) -> String {
    match why {
        Refusal::NoNode { named, last } => format!("there is no node n{named} here: n0 to n{last}"),
        Refusal::TooFew { there, pool: Pool::Running } => format!("only {there} nodes run besides the one you are"),
        Refusal::TooFew { there, pool: Pool::Stopped } => format!("only {there} nodes do not run"),
        Refusal::Stranger(peer) => format!("{} is no node of this practice network", tail(peer)),
        Refusal::NothingSought(count) => {
            format!("holders:{count} are nodes that hold the key of the last query, and there was none yet")
        }
        Refusal::TooFewHolders { there, providers, key } => {
            let (holds, hold) =
                if *providers { ("knows who provides", "know who provides") } else { ("holds", "hold") };
            let they = match there {
                0 => format!("no node {holds}"),
                1 => format!("only 1 node {holds}"),
                there => format!("only {there} nodes {hold}"),
            };
            format!("{they} {} besides the one you are", cut(&typed(key), MAX_KEY))
        }
        Refusal::Already(node) => format!("you are n{node} already"),
        Refusal::Ourselves(node) => format!("n{node} is the node you are: `be` another one first"),
        Refusal::NotRunning(node) => format!("n{node} does not run: `restart n{node}` first"),
        Refusal::NoneRuns(nodes) => {
            format!("{} {} not run", names(nodes), if nodes.len() == 1 { "does" } else { "do" })
        }
        Refusal::Joining(node) => format!("n{node} has not joined yet: wait a moment"),
        Refusal::NotJoined(node) => format!("n{node} has not joined yet"),
        Refusal::NoPort(why) => format!("no port for another node: {why}"),
        Refusal::NoRoom(room) => format!("there is room for {room} more nodes in this practice network"),
        Refusal::NoMemory { count, needed, free, most } => {
            let free = free.map_or_else(String::new, |free| format!("; {} are free here", bytes(free)));
            format!(
                "{count} nodes that join would need about {} while their connections are open{free}. {}",
                bytes(*needed),
                if *most == 0 { "There is room for none".to_owned() } else { format!("At most {most} can") }
            )
        }
        Refusal::Everybody => "that is everybody: nobody would be cut off from anybody".to_owned(),
        Refusal::NothingCut => "nothing is cut".to_owned(),
    }
}

fn bytes(count: u64) -> String {
    match count / 1_000_000 {
        megabytes @ 0..1_000 => format!("{megabytes} MB"),
        megabytes => format!("{} GB", megabytes / 1_000),
    }
}

/// Writes numbers as names, those that follow each other as a range: `n3-n9, n12`; the first few, if they are many.
fn names(numbers: &[usize]) -> String {
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
