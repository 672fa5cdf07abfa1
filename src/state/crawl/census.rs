//! What a crawl found of the network as a whole: programs, protocols, who cannot be reached and why, how dense it is.

use std::collections::BTreeMap;

use super::{Crawl, PeerReach};
use crate::dht::{Failure, Position};

/// Bits by which the density around a place is told at most.
const MAX_BITS: u16 = 24;
/// The nearest by which the size of the network is reckoned: in two of three cases it is told to a quarter.
pub const NEAREST: usize = 20;

/// The network as a whole.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Census {
    /// How many could be reached, how many could not, and how many were not asked yet.
    pub reached: usize,
    pub unreached: usize,
    pub waiting: usize,
    /// Programs, the most frequent first; none is those that did not say it.
    pub agents: Vec<(Option<String>, usize)>,
    /// The same with their versions.
    pub versions: Vec<(Option<String>, usize)>,
    /// Protocols, the most frequent first.
    pub protocols: Vec<(String, usize)>,
    /// Why peers could not be reached, or did not answer, the most frequent first.
    pub failures: Vec<(Failure, usize)>,
    /// How many peers share at least so many leading bits with the place, and how many would if they lay as chance has it; from
    /// no bit on. None of a walk that did not come to its end.
    pub density: Vec<(u16, usize, f64)>,
    /// How many there would be, by how near the nearest are; none where there are no more than these.
    pub estimate: Option<f64>,
    /// Entries of the tables that were read, and how many of them lead to peers that could not be reached.
    pub entries: [usize; 2],
    /// How many tables were read.
    pub tables: usize,
}

impl Census {
    /// Counts, with densities around a place.
    #[must_use]
    pub fn of(crawl: &Crawl, around: &Position) -> Self {
        let mut census = Self { waiting: crawl.waiting(), ..Self::default() };
        let (mut agents, mut protocols) = (BTreeMap::<Option<u32>, usize>::new(), BTreeMap::<u32, usize>::new());
        let mut failures = BTreeMap::<&Failure, usize>::new();
        for found in crawl.peers.iter().filter(|found| found.peer != crawl.me) {
            match found.reach {
                PeerReach::Answered | PeerReach::Reached => {
                    census.reached += 1;
                    *agents.entry(found.agent).or_default() += 1;
                    if let Some(set) = found.protocols {
                        *protocols.entry(set).or_default() += 1;
                    }
                }
                PeerReach::Unreached => {
                    census.unreached += 1;
                    census.entries[1] += found.named_by as usize;
                }
                PeerReach::Waiting => {} // counted by the walk, which may know of more than were named here
            }
            if let Some(failure) = &found.failure {
                *failures.entry(failure).or_default() += 1;
            }
            if let Some(table) = &found.table {
                census.tables += 1;
                census.entries[0] += table.len();
            }
        }
        let named = |(agent, count): (Option<u32>, usize)| (agent.map(|agent| crawl.agents.get(agent)), count);
        let agents: Vec<_> = agents.into_iter().map(named).collect();
        census.versions = counted(agents.iter().map(|(agent, count)| (agent.map(str::to_owned), *count)));
        census.agents = counted(agents.iter().map(|(agent, count)| (agent.map(program), *count)));
        let each = protocols.into_iter().flat_map(|(set, count)| {
            crawl.protocols.get(set).split('\n').map(move |protocol| (protocol.to_owned(), count))
        });
        census.protocols = counted(each);
        census.failures = counted(failures.into_iter().map(|(failure, count)| (failure.clone(), count)));
        if crawl.is_whole() {
            census.measure(crawl, around); // a part lies as the walk has gone
        }
        census
    }

    /// Measures how dense the network is around a place.
    fn measure(&mut self, crawl: &Crawl, around: &Position) {
        let reached = crawl.peers.iter().filter(|found| found.reach.is_reached());
        let distances: Vec<_> = reached.map(|found| found.position.distance(around)).collect();
        let mut by_bits = vec![0_usize; usize::from(MAX_BITS) + 1];
        for distance in &distances {
            by_bits[usize::from(distance.leading_zeros().min(MAX_BITS))] += 1;
        }
        let mut sharing = 0;
        let from_the_nearest = by_bits.iter().enumerate().rev().map(|(bits, count)| {
            sharing += count;
            (bits, sharing)
        });
        let mut density: Vec<_> = from_the_nearest.filter(|(_, count)| *count > 0).collect();
        density.reverse();
        let all = approximately(distances.len());
        self.density = density
            .into_iter()
            .filter_map(|(bits, count)| u16::try_from(bits).ok().map(|bits| (bits, count)))
            .map(|(bits, count)| (bits, count, all * (-f64::from(bits)).exp2()))
            .collect();
        self.estimate = estimate(distances.iter().map(crate::dht::Distance::share).collect());
    }
}

/// Reckons how many there are from how near the nearest are, each as a part of the whole space: the line through the origin
/// that lies nearest to the points (part, rank), by least squares.
fn estimate(mut parts: Vec<f64>) -> Option<f64> {
    if parts.len() <= NEAREST {
        return None;
    }
    parts.sort_by(f64::total_cmp);
    parts.truncate(NEAREST);
    let ranks = parts.iter().zip(1_u32..);
    let product: f64 = ranks.map(|(part, rank)| part * f64::from(rank)).sum();
    let square: f64 = parts.iter().map(|part| part * part).sum();
    (square > 0.0).then(|| product / square)
}

fn approximately(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Returns a program's name without its version.
fn program(agent: &str) -> String {
    let is_version = |part: &str| part.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = agent.split('/').collect();
    let named = parts.iter().position(|part| is_version(part)).unwrap_or(parts.len());
    let name = parts[..named.max(1)].join("/");
    name.split('@').next().filter(|name| !name.is_empty()).map_or_else(|| name.clone(), str::to_owned)
}

/// Counts equal things together, the most frequent first, else in their order.
fn counted<T: Ord>(all: impl Iterator<Item = (T, usize)>) -> Vec<(T, usize)> {
    let mut counts = BTreeMap::<T, usize>::new();
    for (what, count) in all {
        *counts.entry(what).or_default() += count;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dht::PeerId;

    #[test]
    fn a_program_is_named_without_its_version() {
        for (agent, name) in [
            ("kubo/0.34.1/desktop", "kubo"),
            ("js-libp2p/3.0.0 browser", "js-libp2p"),
            ("rust-libp2p/0.57.1", "rust-libp2p"),
            ("github.com/libp2p/go-libp2p", "github.com/libp2p/go-libp2p"),
            ("github.com/x/y@v0.1", "github.com/x/y"),
            ("/x", "/x"),
            ("", ""),
        ] {
            assert_eq!(program(agent), name, "{agent}");
        }
    }

    #[test]
    fn the_size_of_a_network_is_reckoned_from_the_nearest() {
        for size in [100, 1_000, 10_000] {
            let around = Position::of(b"here");
            let reckoned: Vec<f64> = (0..20)
                .map(|_| {
                    let parts = (0..size).map(|_| Position::of_peer(&PeerId::random()).distance(&around).share());
                    estimate(parts.collect()).expect("enough are near")
                })
                .collect();
            let mean = reckoned.iter().sum::<f64>() / 20.0;
            let wanted = f64::from(size);
            assert!((0.6 * wanted..1.6 * wanted).contains(&mean), "{size}: {mean}");
        }
        assert_eq!(estimate(vec![0.5; NEAREST]), None);
    }
}
