//! The routing table as it stands now, in our words.

use libp2p::kad::{self, KBucketRef, NodeStatus};

use super::store::Store;
use crate::dht::{Bucket, Entry, Multiaddr, PeerId, Position};

/// Returns the buckets that are not empty.
pub(super) fn routing_table(kad: &mut kad::Behaviour<Store>, me: &PeerId) -> Vec<Bucket> {
    let me = Position::of_peer(me);
    kad.kbuckets().filter_map(|bucket| read(&bucket, &me)).collect()
}

/// Returns its entries with their addresses, bucket by bucket, in each first who was heard of longest ago.
pub(super) fn entries(kad: &mut kad::Behaviour<Store>) -> Vec<(PeerId, Vec<Multiaddr>)> {
    let mut entries = Vec::new();
    for bucket in kad.kbuckets() {
        entries.extend(
            bucket.iter().map(|entry| (*entry.node.key.preimage(), entry.node.value.iter().cloned().collect())),
        );
    }
    entries
}

fn read(bucket: &KBucketRef<'_, kad::KBucketKey<PeerId>, kad::Addresses>, me: &Position) -> Option<Bucket> {
    let entries: Vec<Entry> = bucket
        .iter()
        .map(|entry| Entry { peer: *entry.node.key.preimage(), connected: entry.status == NodeStatus::Connected })
        .collect();
    let cpl = me.common_prefix(&Position::of_peer(&entries.first()?.peer));
    Some(Bucket { cpl, entries, pending: bucket.has_pending() })
}
