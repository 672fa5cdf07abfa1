//! What a practice network is told to do, and how its nodes are named.

use std::{fmt, time::Duration};

use crate::dht::PeerId;

/// What a practice network is told to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LabCommand {
    /// Look through this node's eyes, and type commands as it.
    Be {
        /// One node.
        node: Nodes,
    },
    /// Start new nodes; they join by bootstrap.
    Spawn {
        /// How many, at least 1.
        count: usize,
    },
    /// Stop nodes.
    Kill {
        /// Whether they fall silent, and keep their connections open, instead of closing them.
        silent: bool,
        nodes: Vec<Nodes>,
    },
    /// Start nodes again, as who they were, with an empty store; they join by bootstrap.
    Restart { nodes: Vec<Nodes> },
    /// Let nodes leave and join at random.
    Churn {
        /// So many a minute on average; none ends it.
        per_minute: Option<u32>,
    },
    /// How long a byte travels from one node to another.
    Latency {
        /// One way.
        one_way: Duration,
    },
    /// How many of the writes are lost, and sent again later.
    Loss {
        /// Of a hundred, 0 to 100.
        percent: u8,
    },
    /// Cut nodes off from all others, not from each other.
    Partition { nodes: Vec<Nodes> },
    /// Join what was cut.
    Heal,
}

/// Nodes of the practice network, as a line names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nodes {
    /// `n7`, or `n3-n9`: these numbers, the last included.
    Range {
        /// The first.
        first: usize,
        /// The last, not below the first.
        last: usize,
    },
    /// `random:10`: so many that run, at random.
    Random(usize),
    /// `holders:10`: so many, at random, of those that run and hold the key of the last query.
    Holders(usize),
    /// The node with this peer id.
    Peer(PeerId),
}

impl Nodes {
    /// Returns whether exactly one node is named.
    #[must_use]
    pub fn is_one(&self) -> bool {
        match self {
            Self::Range { first, last } => first == last,
            Self::Random(count) | Self::Holders(count) => *count == 1,
            Self::Peer(_) => true,
        }
    }
}

impl fmt::Display for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range { first, last } if first == last => write!(f, "n{first}"),
            Self::Range { first, last } => write!(f, "n{first}-n{last}"),
            Self::Random(count) => write!(f, "random:{count}"),
            Self::Holders(count) => write!(f, "holders:{count}"),
            Self::Peer(peer) => peer.fmt(f),
        }
    }
}

impl fmt::Display for LabCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Be { node } => write!(f, "be {node}"),
            Self::Spawn { count: 1 } => f.write_str("spawn"),
            Self::Spawn { count } => write!(f, "spawn {count}"),
            Self::Kill { silent: true, nodes } => write!(f, "kill --silent {}", Listed(nodes)),
            Self::Kill { silent: false, nodes } => write!(f, "kill {}", Listed(nodes)),
            Self::Restart { nodes } => write!(f, "restart {}", Listed(nodes)),
            Self::Churn { per_minute: Some(rate) } => write!(f, "churn {rate}"),
            Self::Churn { per_minute: None } => f.write_str("churn off"),
            Self::Latency { one_way } => {
                write!(f, "latency {}", humantime::format_duration(*one_way).to_string().replace(' ', ""))
            }
            Self::Loss { percent } => write!(f, "loss {percent}"),
            Self::Partition { nodes } => write!(f, "partition {}", Listed(nodes)),
            Self::Heal => f.write_str("heal"),
        }
    }
}

/// Nodes with blanks between them.
struct Listed<'a>(&'a [Nodes]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, nodes) in self.0.iter().enumerate() {
            if nth > 0 {
                f.write_str(" ")?;
            }
            nodes.fmt(f)?;
        }
        Ok(())
    }
}
