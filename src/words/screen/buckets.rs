//! The routing table, bucket by bucket.

use crate::dht::Change;

pub struct BucketWords {
    /// The pane's title.
    pub title: &'static str,
    /// What the glyphs of a bar mean: the longest wording first.
    pub legend: [&'static str; 2],
    /// The same, where a peer waits for a place in a bucket.
    pub legend_waits: [&'static str; 2],
    /// The table has nobody who could be in it.
    pub empty: &'static str,
    /// The title of a column: the share of the keyspace that a bucket covers.
    pub share: &'static str,
    /// The title of a column: how full it is.
    pub fill: &'static str,
    /// The title of a column: how many peers of a bucket are known.
    pub known: &'static str,
    /// The same of another's table: how many peers of a bucket were told.
    pub told: &'static str,
    /// Beside the tree: what its marks mean.
    pub tree_legend: [&'static str; 2],
    /// The order of a bucket's peers.
    pub order: &'static str,
    /// A bucket has none.
    pub no_peers: &'static str,
}

say! { screen:
    /// Says how many peers are in the table.
    fn buckets_peers(n: usize) -> String;
    /// Says what happened last to a peer in the table.
    fn buckets_changed(who: &str, change: Change, cpl: u16) -> String;
    /// Says why none of those known is in the table.
    fn buckets_no_server(known: usize, protocol: &str) -> String;
    /// Says that those who answer our protocol have no address that is known.
    fn buckets_unreachable(known: usize, servers: usize) -> String;
    /// Says that the only peer in the table names us to nobody, and what would change that.
    fn buckets_turned_away(by: &str) -> String;
    /// Says that all buckets from one on are empty: in many words, in few, in as few as can be.
    fn buckets_deeper(cpl: u16) -> [String; 3];
    /// Says how many of those that run in a bucket's part of the keyspace are known, and how many entries were killed.
    fn buckets_known_of(known: usize, running: usize, dead: usize) -> String;
    /// Names a hop of a lookup.
    fn buckets_hop(number: u16) -> String;
    /// Says how many were asked at a hop.
    fn buckets_asked(n: usize) -> String;
    /// Says which share of the keyspace a bucket covers.
    fn buckets_share(share: &str) -> String;
}
