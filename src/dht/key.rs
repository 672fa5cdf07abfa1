//! Keys, and where they lie: positions in the 256-bit keyspace, distances, common prefix lengths.
//!
//! ```text
//!   key bytes ──SHA-256──► position ──XOR another position──► distance
//!   common prefix length (cpl) = leading zero bits of the distance; kad's own bucket index = 255 − cpl
//! ```

use std::fmt;

use libp2p::{PeerId, kad::KBucketKey};

use super::text::{hex, is_plain};

/// How many last characters of a peer id are shown: the first are the same for all ed25519 peers.
pub const TAIL: usize = 6;

/// A record's or provider record's key: bytes, shown as text where they are text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Vec<u8>);

impl Key {
    /// Returns the key of these bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the sha2-256 multihash of a text: 34 bytes, what go and js expect of provider keys.
    #[must_use]
    pub fn hash_of(text: &str) -> Self {
        let mut bytes = vec![0x12, 0x20]; // multicodec: sha2-256, 32 bytes long
        bytes.extend_from_slice(Position::of(text.as_bytes()).bytes());
        Self(bytes)
    }

    /// Returns the bytes as they go over the wire.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns where the key lies in the keyspace.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::of(&self.0)
    }
}

/// Text where it is plain text, else `0x` and hex digits.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match std::str::from_utf8(&self.0) {
            Ok(text) if is_plain(text) => f.write_str(text),
            _ => f.write_str(&hex(&self.0)),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

/// Returns the last characters of a peer id, which tell peers apart.
#[must_use]
pub fn tail(peer: &PeerId) -> String {
    let text = peer.to_base58();
    text[text.len().saturating_sub(TAIL)..].to_owned() // base58 is ASCII
}

/// A place in the 256-bit keyspace: the SHA-256 of a key's or a peer id's bytes (libp2p kad-dht specification).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Position([u8; 32]);

impl Position {
    /// Returns the place of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let key = KBucketKey::new(bytes);
        let mut position = [0; 32];
        position.copy_from_slice(key.hashed_bytes());
        Self(position)
    }

    /// Returns the place of a peer.
    #[must_use]
    pub fn of_peer(peer: &PeerId) -> Self {
        Self::of(&peer.to_bytes())
    }

    /// Returns the 32 bytes, most significant first.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the XOR distance to another place.
    #[must_use]
    pub fn distance(&self, other: &Self) -> Distance {
        let words = |position: &Self| -> [u64; 4] {
            std::array::from_fn(|at| position.0[8 * at..].first_chunk().map_or(0, |word| u64::from_be_bytes(*word)))
        };
        let (a, b) = (words(self), words(other));
        Distance(std::array::from_fn(|at| a[at] ^ b[at]))
    }

    /// Returns the place at this distance.
    #[must_use]
    pub fn at(&self, distance: &Distance) -> Self {
        Self(self.distance(&Self(distance.bytes())).bytes())
    }

    /// Returns the place that shares exactly so many leading bits with this one, and all bits but the one behind them.
    #[must_use]
    pub fn flipped(&self, bit: u16) -> Self {
        let mut bytes = self.0;
        if let Some(byte) = bytes.get_mut(usize::from(bit / 8)) {
            *byte ^= 0x80 >> (bit % 8);
        }
        Self(bytes)
    }

    /// Returns so many leading bits, 16 at most, as a number.
    #[must_use]
    pub fn leading(&self, bits: u16) -> u16 {
        let [first, second, ..] = self.0;
        u16::from_be_bytes([first, second]).checked_shr(u32::from(16 - bits.min(16))).unwrap_or(0)
    }

    /// Returns how many leading bits two places share: 0 to 256.
    #[must_use]
    pub fn common_prefix(&self, other: &Self) -> u16 {
        self.distance(other).leading_zeros()
    }
}

/// An XOR distance: 256 bits, ordered as a number, the most significant 64 first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Distance([u64; 4]);

impl Distance {
    /// Returns the 32 bytes, most significant first.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        std::array::from_fn(|at| self.0[at / 8].to_be_bytes()[at % 8])
    }

    /// Returns how large a part of the whole space this is: 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        let words = self.0.map(|word| u32::try_from(word >> 32).unwrap_or(0));
        let low = u32::try_from(self.0[0] & u64::from(u32::MAX)).unwrap_or(0);
        let unit = (-32.0_f64).exp2();
        (f64::from(words[0]) + (f64::from(low) + f64::from(words[1]) * unit) * unit) * unit
    }

    /// Returns the number of leading zero bits, 0 to 256: the common prefix length of the two places.
    #[must_use]
    pub fn leading_zeros(&self) -> u16 {
        let words = self.0.iter().take_while(|word| **word == 0).count();
        let bits = self.0.get(words).map_or(0, |word| word.leading_zeros());
        u16::try_from(words * 64).unwrap_or(256) + u16::try_from(bits).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_prefix_is_kads_bucket_counted_from_the_other_end() {
        for _ in 0..200 {
            let (a, b) = (PeerId::random(), PeerId::random());
            let kad = KBucketKey::from(a).distance(&KBucketKey::from(b)).ilog2().expect("two peers differ");
            let cpl = Position::of_peer(&a).common_prefix(&Position::of_peer(&b));
            assert_eq!(u32::from(cpl), 255 - kad);
        }
    }

    #[test]
    fn the_same_place_shares_all_bits() {
        let place = Position::of(b"here");
        let other = Position::of(b"there");
        assert_eq!(place.at(&place.distance(&other)), other);
        assert_eq!(place.common_prefix(&place), 256);
    }

    #[test]
    fn a_hashed_key_is_the_sha2_256_multihash() {
        let key = Key::hash_of("hello");
        assert_eq!(key.to_string(), "0x12202cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    }

    #[test]
    fn what_is_not_plain_text_is_hex() {
        assert_eq!(Key::new("grün").to_string(), "grün");
        assert_eq!(Key::new(vec![0xff, 0x00]).to_string(), "0xff00");
        assert_eq!(Key::new("a\u{202e}b").to_string(), "0x61e280ae62");
        assert_eq!(Key::new("0x12").to_string(), "0x30783132");
        assert_eq!(Key::new("").to_string(), "0x");
    }
}
