//! Names as people have them: a CID, a peer's id in any of its forms, the record of an IPNS name or of a public key.
//!
//! ```text
//!   bafkrei… zb2rh… /ipfs/Qm… ipfs://Qm…   CID           its multihash is the key that providers are found by
//!   12D3… Qm… 16Uiu2… bafz… k51… /…/p2p/…  peer id       the same multihash, with no more than its base around it
//!   /ipns/NAME  /pk/PEER                   record name   the prefix and the id's bytes are the key of a record
//! ```
//!
//! Sources: the specifications of multiformats (CID, multibase, multihash), of libp2p (peer ids) and of IPNS.

use std::{fmt, str::FromStr as _};

use cid::{
    CidGeneric, Version,
    multibase::Base,
    multihash::{self, Multihash},
};
use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};

use super::{Key, hex};

/// A CID; its digest has 128 bytes at most, as go-ipfs allows it.
pub type Cid = CidGeneric<128>;

/// The multicodec of a CID that is a peer's id.
const LIBP2P_KEY: u64 = 0x72;
/// The multicodec of sha2-256.
const SHA2_256: u64 = 0x12;
/// The multicodec of the hash that is the content itself.
const IDENTITY: u64 = 0x00;
/// Bytes of the shortest peer id in use, a sha2-256 multihash. Shorter ones parse too, but a word that happens to be one
/// is no peer.
const MIN_PEER_ID: usize = 34;
/// Bytes of a digest (sha1's) that no word has by accident. A shorter one is taken for a CID only where nothing else can
/// be meant.
const MIN_DIGEST: usize = 20;
/// Characters from which a word can be an id: the shortest in use has some more.
const SHORTEST_ID: usize = 40;
/// Characters of the longest word that is tried: far more than any name has, and few enough that base58, whose cost grows
/// with the square, takes no time.
const MAX_WORD: usize = 2_000;

/// What a word was understood as, where that is more than a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    /// Content, by its CID.
    Content(Cid),
    /// A peer, by its id.
    Peer(PeerId),
    /// A CID of version 0 and the id of a peer look alike, and have the same bytes.
    ContentOrPeer(PeerId),
    /// The record of a peer's name, or of its public key.
    Record(Namespace, PeerId),
}

/// Where the records of peers live.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namespace {
    /// What a name points to now.
    Ipns,
    /// A public key that its id does not hold.
    Pk,
}

impl Namespace {
    /// Returns what such keys begin with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Ipns => "/ipns/",
            Self::Pk => "/pk/",
        }
    }
}

impl Name {
    /// Understands a word; none where it is a text.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        if word.len() > MAX_WORD {
            return None;
        }
        record(word).or_else(|| content_path(word)).or_else(|| bare(word))
    }

    /// Returns the key that it stands for: a multihash, or a prefix with one.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::Content(cid) => Key::new(cid.hash().to_bytes()),
            Self::Peer(peer) | Self::ContentOrPeer(peer) => Key::new(peer.to_bytes()),
            Self::Record(namespace, peer) => Key::new([namespace.prefix().as_bytes(), &peer.to_bytes()].concat()),
        }
    }

    /// Returns the peer, if it can be one.
    #[must_use]
    pub fn peer(&self) -> Option<PeerId> {
        match self {
            Self::Peer(peer) | Self::ContentOrPeer(peer) => Some(*peer),
            Self::Content(_) | Self::Record(..) => None,
        }
    }
}

/// `/ipns/NAME` and `/pk/PEER`, with or without a path behind it; a name that is no peer's (a domain's) has no record here.
fn record(word: &str) -> Option<Name> {
    let (namespace, name) = match (word.strip_prefix("/ipns/"), word.strip_prefix("/pk/"), behind(word, "ipns://")) {
        (Some(name), ..) | (.., Some(name)) => (Namespace::Ipns, name),
        (_, Some(name), _) => (Namespace::Pk, name),
        _ => return None,
    };
    let peer = before_path(name).find_map(bare)?.peer()?;
    Some(Name::Record(namespace, peer))
}

/// `/ipfs/CID` and `ipfs://CID`, with or without a path behind it: here a CID is meant, however short.
fn content_path(word: &str) -> Option<Name> {
    let path = word.strip_prefix("/ipfs/").or_else(|| behind(word, "ipfs://"))?;
    before_path(path).find_map(|name| bare(name).or_else(|| Cid::from_str(name).ok().map(Name::Content)))
}

/// Returns what stands behind a scheme, which may be written in either case.
fn behind<'a>(word: &'a str, scheme: &str) -> Option<&'a str> {
    word.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &word[scheme.len()..])
}

/// Returns whether a word that names nothing looks as if it should: a CID or a peer's id with a letter wrong, a link, an
/// address.
#[must_use]
pub fn is_nearly_one(word: &str) -> bool {
    const LINKS: [&str; 9] =
        ["/ipfs/", "ipfs://", "/ipns/", "ipns://", "/pk/", "/p2p/", "dweb:", "http://", "https://"];
    const IDS: [&str; 8] = ["Qm", "bafy", "bafk", "bafz", "k51", "12D3KooW", "16Uiu2", "zdj7"];
    let begins = |with: &&str| word.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let is_long = word.len() >= SHORTEST_ID && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    LINKS.iter().any(begins) || is_long && IDS.iter().any(|id| word.starts_with(id)) || address(word).is_some()
}

/// Returns whether these bytes are a multihash and nothing else: of other keys go keeps no provider, and js drops it unmentioned.
#[must_use]
pub fn is_multihash(bytes: &[u8]) -> bool {
    Multihash::<128>::from_bytes(bytes).is_ok()
}

/// Returns what the name before a path can be, longest first: base64 has slashes of its own.
fn before_path(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    std::iter::successors(Some(path), |longer| longer.rsplit_once('/').map(|(name, _)| name))
}

/// A CID or a peer's id by itself.
fn bare(word: &str) -> Option<Name> {
    if word.starts_with('/') || word.contains("/ipfs/") {
        return None; // the crate would take what stands behind it
    }
    if let Some(peer) = PeerId::from_str(word).ok().filter(|peer| peer.to_bytes().len() >= MIN_PEER_ID) {
        let is_content_too = is_sha2_256(&peer.to_bytes());
        return Some(if is_content_too { Name::ContentOrPeer(peer) } else { Name::Peer(peer) });
    }
    let cid = Cid::from_str(word).ok()?;
    if cid.codec() == LIBP2P_KEY
        && cid.version() == Version::V1
        && let Ok(peer) = PeerId::from_bytes(&cid.hash().to_bytes())
    {
        return Some(Name::Peer(peer));
    }
    let is_inline = cid.hash().code() == IDENTITY && word.starts_with("baf"); // as nearly all of them are written
    let is_whole = function(cid.hash().code()).is_some() && cid.hash().digest().len() >= MIN_DIGEST;
    (is_inline || is_whole).then_some(Name::Content(cid)) // of another hash it may be a word that begins so by accident
}

fn is_sha2_256(bytes: &[u8]) -> bool {
    bytes.len() == 34 && bytes.starts_with(&[0x12, 0x20])
}

/// Returns the address that a word is; none where it is none, or an empty one.
#[must_use]
pub fn address(word: &str) -> Option<Multiaddr> {
    let parsed = (word.len() <= MAX_WORD).then(|| word.parse().ok().or_else(|| address_of_other_form(word)))?;
    parsed.filter(|address: &Multiaddr| !address.is_empty())
}

/// Returns an address that names its peer at its end in another form than addresses have it: as a CID.
fn address_of_other_form(word: &str) -> Option<Multiaddr> {
    let (route, id) = word.rsplit_once("/p2p/")?;
    let peer = Name::of(id)?.peer()?;
    let route: Multiaddr = route.parse().ok()?;
    Some(route.with(Protocol::P2p(peer)))
}

/// A multihash: which hash, and its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hash(Multihash<128>);

impl Hash {
    /// Returns the hash that a CID is made of.
    #[must_use]
    pub fn of(cid: &Cid) -> Self {
        Self(*cid.hash())
    }

    /// Returns the multihash that these bytes are, of a hash that is in use, which is no text and no peer.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let hash = multihash::Multihash::<128>::from_bytes(bytes).ok()?;
        let is_hash = hash.code() != IDENTITY && function(hash.code()).is_some();
        (is_hash && hash.digest().len() >= MIN_DIGEST).then_some(Self(hash))
    }
}

/// The hash's name and its digest, e.g. `sha2-256 2cf24d…`.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match function(self.0.code()) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "{:#x}", self.0.code())?,
        }
        write!(f, " {}", &hex(self.0.digest())[2..])
    }
}

/// The name of a hash function that content is named by, as the table of multicodecs has it.
fn function(code: u64) -> Option<&'static str> {
    Some(match code {
        IDENTITY => "identity",
        0x11 => "sha1",
        SHA2_256 => "sha2-256",
        0x13 => "sha2-512",
        0x14 => "sha3-512",
        0x15 => "sha3-384",
        0x16 => "sha3-256",
        0x17 => "sha3-224",
        0x1a => "keccak-224",
        0x1b => "keccak-256",
        0x1c => "keccak-384",
        0x1d => "keccak-512",
        0x1e => "blake3",
        0x20 => "sha2-384",
        0x56 => "dbl-sha2-256",
        0xb220 => "blake2b-256",
        0xb240 => "blake2b-512",
        0xb260 => "blake2s-256",
        _ => return None,
    })
}

/// Returns a key as people name it: its text, a multihash by its function, a record's name with the peer; else hex digits.
#[must_use]
pub fn spoken(key: &Key) -> String {
    for namespace in [Namespace::Ipns, Namespace::Pk] {
        let name = key.bytes().strip_prefix(namespace.prefix().as_bytes());
        if let Some(peer) = name.and_then(|name| PeerId::from_bytes(name).ok()) {
            let name = if namespace == Namespace::Ipns { ipns(&peer) } else { peer.to_base58() };
            return format!("{}{name}", namespace.prefix());
        }
    }
    Hash::of_bytes(key.bytes()).map_or_else(|| key.to_string(), |hash| hash.to_string())
}

/// Returns a peer's id as IPNS names are written: a CID in base36.
fn ipns(peer: &PeerId) -> String {
    let hash = Multihash::<128>::from_bytes(&peer.to_bytes());
    let name = hash.ok().and_then(|hash| Cid::new_v1(LIBP2P_KEY, hash).to_string_of_base(Base::Base36Lower).ok());
    name.unwrap_or_else(|| peer.to_base58())
}

/// Returns whether the bytes of a key tell for certain that it is a peer's id: a multihash of sha2-256 may be anything.
#[must_use]
pub fn certain_peer(key: &Key) -> Option<PeerId> {
    possible_peer(key).filter(|peer| !is_sha2_256(&peer.to_bytes()))
}

/// Returns the peer whose id a key may be.
#[must_use]
pub fn possible_peer(key: &Key) -> Option<PeerId> {
    PeerId::from_bytes(key.bytes()).ok().filter(|_| key.bytes().len() >= MIN_PEER_ID)
}

/// Returns whether a key is a CID as it is written: what is called so has providers, and no record.
#[must_use]
pub fn is_text_of_cid(key: &Key) -> bool {
    let name = std::str::from_utf8(key.bytes()).ok().and_then(Name::of);
    matches!(name, Some(Name::Content(_) | Name::ContentOrPeer(_)))
}
