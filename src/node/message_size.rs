//! The bytes of Kademlia messages, as their protobuf fields are laid out (libp2p kad-dht specification; rust-libp2p
//! adds to a record its publisher, field 666, and its ttl, field 777).

use libp2p::kad::{KadPeer, Record};

use crate::dht::Key;

/// The largest Kademlia message that is sent, in bytes: what programs read that leave libp2p-kad as it is.
pub const MAX_MESSAGE: usize = 16 * 1024;
/// The largest that is read. go, js and py programs send up to 4 MiB: a Kubo with 2,400 providers of a key some 100 KiB.
pub(super) const MAX_READ: usize = 1024 * 1024;
/// A field with two bytes of tag and a peer's id, of an Ed25519 key.
const PUBLISHER: usize = 2 + 1 + 38;
/// A provider with as many addresses as a node has.
const PROVIDER: usize = 512;
/// A number of one byte, with its tag.
const SMALL: usize = 2;

/// Returns the bytes of a `PUT_VALUE` with this record, which lives so many seconds.
pub(super) fn of_put(key: &Key, value: &[u8], ttl: u64) -> usize {
    let key = field(key.bytes().len());
    key + field(key + field(value.len()) + PUBLISHER + 2 + varint(ttl))
}

/// Returns the bytes that a request of this key has at most: an `ADD_PROVIDER` has a provider in it, with its addresses.
pub(super) fn of_request(key: &Key) -> usize {
    SMALL + field(key.bytes().len()) + PROVIDER
}

/// Returns the bytes of an answer to a `GET_VALUE` that holds this record and these closer peers. (Of one that leaves
/// the peer's id out of its addresses it is less.)
pub(super) fn of_answer(record: &Record, closer: &[KadPeer]) -> usize {
    let publisher = record.publisher.map_or(0, |_| PUBLISHER);
    let ttl = record.expires.map_or(0, |_| 2 + varint(u64::from(u32::MAX)));
    let record = field(record.key.as_ref().len()) + field(record.value.len()) + publisher + ttl;
    2 * SMALL + field(record) + closer.iter().map(|peer| field(of_peer(peer))).sum::<usize>()
}

fn of_peer(peer: &KadPeer) -> usize {
    let addresses: usize = peer.multiaddrs.iter().map(|address| field(address.len())).sum();
    field(peer.node_id.to_bytes().len()) + addresses + SMALL
}

/// A field of so many bytes, with its tag and its length.
fn field(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { 1 + varint(bytes as u64) + bytes }
}

fn varint(value: u64) -> usize {
    let bits = usize::try_from(u64::BITS - value.leading_zeros()).unwrap_or(64);
    bits.div_ceil(7).max(1)
}
