//! What a practice node does differently from any other node, all of it, as one value that is chosen when a node starts.
//! Whether somebody looks at a node makes no difference.

use std::time::Duration;

/// What nodes may do one way or another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a difference of its own")]
pub struct Policy {
    /// Whether a practice network begins with the routing tables that its nodes would have after a while, and does not form
    /// by bootstrap.
    pub starts_settled: bool,
    /// How often a node bootstraps although nothing happened; none: never.
    pub bootstraps_every: Option<Duration>,
    /// Whether a node that has joined, and knows 20 peers or more, does without the second bootstrap that kad armed when it
    /// knew fewer.
    pub joins_once: bool,
    /// Whether an automatic bootstrap also refreshes buckets that are full. It would bring nobody there, but that kad dials
    /// the oldest entry for each newcomer.
    pub refreshes_full_buckets: bool,
    /// Whether one that identify or mDNS tells of is offered to a full bucket. kad then dials the oldest entry, which hears
    /// of us as a newcomer and dials its own oldest: among nodes that all start with full buckets one lookup would set off a
    /// storm. (Whom a node has dialled kad itself offers in any case.)
    pub offers_to_full_buckets: bool,
    /// How long one who waits for a place in a full bucket does, while the entry that was disconnected longest is asked whether it lives.
    pub waits: Duration,
    /// How long a connection without traffic is kept.
    pub idle: Duration,
    /// Peers whose addresses identify remembers, for dials by peer id alone.
    pub remembered: usize,
    /// Whether the number of connections is bounded, in all and to one peer.
    pub limits_connections: bool,
}

impl Policy {
    /// A node among strangers: kad's and identify's defaults, and limits for a flood; who types has time until a dial is due.
    pub const PLAIN: Self = Self {
        starts_settled: false,
        bootstraps_every: Some(Duration::from_secs(5 * 60)),
        joins_once: false,
        refreshes_full_buckets: true,
        offers_to_full_buckets: true,
        waits: Duration::from_secs(60),
        idle: Duration::from_secs(120),
        remembered: 100,
        limits_connections: true,
    };

    /// A node of a practice network. Idle connections are kept as long as libp2p does by itself.
    pub const PRACTICE: Self = Self {
        starts_settled: true,
        bootstraps_every: None,
        joins_once: true,
        refreshes_full_buckets: false,
        offers_to_full_buckets: false,
        waits: Duration::from_secs(10), // long enough for a dial, and short enough to be waited for
        idle: Duration::from_secs(10),
        remembered: 0,
        limits_connections: false,
    };

    /// Returns the same for a node that others than those of its process can reach.
    #[must_use]
    pub const fn exposed(self) -> Self {
        Self { remembered: Self::PLAIN.remembered, limits_connections: Self::PLAIN.limits_connections, ..self }
    }
}
