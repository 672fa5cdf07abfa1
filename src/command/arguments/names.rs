//! The one place that understands a typed key or peer; what a name is, `dht::name` knows.

use libp2p::multiaddr::Protocol;

use super::{ArgumentReader, MIN_TAIL, node_number};
use crate::{
    command::{
        Argument, DialTarget, Fault, Meaning, NameMatch, ParseError,
        words::{Form, Word},
    },
    dht::{
        Key, Multiaddr, PeerId,
        name::{self, Name},
        peer_of,
    },
};

impl ArgumentReader<'_> {
    /// Reads the key of a record. None lives under a CID: one that stands here is a text.
    pub(in crate::command) fn record_key(&mut self) -> Result<Key, ParseError> {
        let word = self.word(Argument::Key)?;
        match named(&word) {
            Some(name @ Name::Record(..)) => Ok(self.understood(name)),
            Some(Name::Content(_) | Name::ContentOrPeer(_)) => {
                self.meaning = Some(Meaning::TextOfCid);
                self.key_of(&word)
            }
            Some(Name::Peer(_)) | None => self.key_of(&word),
        }
    }

    /// Reads the key of content, under which its providers are noted.
    pub(in crate::command) fn content_key(&mut self) -> Result<Key, ParseError> {
        let word = self.word(Argument::Key)?;
        match named(&word) {
            Some(name) => Ok(self.understood(name)),
            None => self.key_of(&word),
        }
    }

    /// Reads a place to look for: a peer's, as its id's bytes, or that of a key of any kind.
    pub(in crate::command) fn key_or_peer(&mut self) -> Result<Key, ParseError> {
        let word = self.word(Argument::KeyOrPeer)?;
        if word.form != Form::Bare || word.raw.starts_with("0x") {
            return self.key_of(&word);
        }
        if let Some(name) = named(&word) {
            return Ok(self.understood(name));
        }
        match self.look_up(word.raw) {
            NameMatch::One(peer) => Ok(self.understood(Name::Peer(peer))),
            NameMatch::None => self.key_of(&word),
            NameMatch::Many(peers) => {
                self.wrong(&word, Fault::Ambiguous { tail: word.raw.to_owned(), peers, or_key: true })
            }
        }
    }

    pub(in crate::command) fn peer(&mut self) -> Result<PeerId, ParseError> {
        let word = self.word(Argument::Peer)?;
        let name = word.plain();
        match self.look_up(name) {
            NameMatch::One(peer) => {
                self.meaning = Some(Meaning::Name(Name::Peer(peer)));
                Ok(peer)
            }
            NameMatch::Many(peers) => self.wrong(&word, several(name, peers)),
            NameMatch::None if name::address(name).is_some() => {
                self.wrong(&word, Fault::NobodysAddress(name.to_owned()))
            }
            NameMatch::None if node_number(name).is_some() => self.wrong(&word, Fault::NobodyCalled(name.to_owned())),
            NameMatch::None if name.chars().count() < MIN_TAIL => self.wrong(&word, Fault::ShortTail(name.to_owned())),
            NameMatch::None => self.wrong(&word, Fault::NobodyEndsIn(name.to_owned())),
        }
    }

    /// Reads whom to dial: at an address, or a peer whose addresses are known.
    pub(in crate::command) fn dial_target(&mut self) -> Result<DialTarget, ParseError> {
        let word = self.word(Argument::AddressOrPeer)?;
        let name = word.plain();
        let is_route = |address: &Multiaddr| !matches!(address.iter().next(), Some(Protocol::P2p(_)));
        if let Some(address) = name::address(name).filter(is_route) {
            return Ok(DialTarget::Address(address));
        }
        match self.look_up(name) {
            NameMatch::One(peer) => {
                self.meaning = Some(Meaning::Name(Name::Peer(peer)));
                Ok(DialTarget::Peer(peer))
            }
            NameMatch::Many(peers) => self.wrong(&word, several(name, peers)),
            NameMatch::None => self.wrong(&word, Fault::NobodyToDial(name.to_owned())),
        }
    }

    /// Notes what a word was understood as, and returns its key.
    fn understood(&mut self, name: Name) -> Key {
        let key = name.key();
        self.meaning = Some(Meaning::Name(name));
        key
    }

    fn key_of(&mut self, word: &Word<'_>) -> Result<Key, ParseError> {
        if word.text.is_empty() {
            return self.wrong(word, Fault::EmptyKey);
        }
        match (word.form, word.text.strip_prefix("0x")) {
            (Form::Hashed, _) => {
                let key = Key::hash_of(&word.text);
                self.meaning = Some(Meaning::Hashed(key.clone()));
                Ok(key)
            }
            (Form::Bare, Some("")) => self.wrong(word, Fault::NoDigits),
            (Form::Bare, Some(digits)) => self.bytes(word, digits).map(Key::new),
            (Form::Bare, None) => {
                if name::is_nearly_one(&word.text) || node_number(&word.text).is_some() {
                    self.meaning.get_or_insert(Meaning::NearlyName);
                }
                Ok(Key::new(word.text.as_str()))
            }
            (Form::Quoted, _) => Ok(Key::new(word.text.as_str())),
        }
    }

    /// Finds the peer that a word names: by any form of its id, an address that ends in it, a node's name, a tail.
    pub(super) fn look_up(&self, word: &str) -> NameMatch {
        let by_id = Name::of(word).and_then(|name| name.peer());
        let by_address = || name::address(word).and_then(|address| peer_of(&address));
        by_id.or_else(by_address).map_or_else(|| (self.find)(word), NameMatch::One)
    }
}

/// Returns what a word without quotes names, if it is more than a text.
fn named(word: &Word<'_>) -> Option<Name> {
    (word.form == Form::Bare && word.fault.is_none()).then(|| Name::of(word.raw)).flatten()
}

pub(super) fn several(tail: &str, peers: usize) -> Fault {
    Fault::Ambiguous { tail: tail.to_owned(), peers, or_key: false }
}
