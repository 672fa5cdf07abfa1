//! What mDNS heard, on which interfaces, and until when that is good.

use std::{
    collections::{BTreeMap, VecDeque},
    net::Ipv4Addr,
};

use crate::dht::{Ignored, Interface, MdnsReport, PeerId, Timestamp, Unusable};

/// Answers of no use that are kept: the last of each sender and reason.
const MAX_IGNORED: usize = 20;

/// What mDNS heard.
#[derive(Clone, Debug, Default)]
pub struct Mdns {
    /// The interfaces that it listens on.
    pub interfaces: Vec<Interface>,
    /// Whom it heard, and those that lapsed a short while ago.
    pub peers: BTreeMap<PeerId, Heard>,
    /// Answers of no use, the last first.
    pub ignored: VecDeque<Useless>,
}

/// When a peer announced itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heard {
    /// Whose message it was.
    pub from: Ipv4Addr,
    /// When it last did.
    pub at: Timestamp,
    /// Until when that is good.
    pub lapses: Timestamp,
    /// Why it cannot be reached at any of its addresses, if it cannot.
    pub unusable: Option<Unusable>,
}

/// An answer of no use, however often it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Useless {
    pub ignored: Ignored,
    /// In how many reports.
    pub times: u32,
    /// When it last came.
    pub at: Timestamp,
}

impl Mdns {
    pub(super) fn reported(&mut self, report: &MdnsReport, now: Timestamp) {
        self.interfaces.clone_from(&report.interfaces);
        for told in &report.announcements {
            let (from, unusable) = (told.from, told.unusable);
            let heard = Heard { from, at: now.before(told.ago), lapses: now.after(told.lapses_in), unusable };
            self.peers.insert(told.peer, heard);
        }
        for ignored in &report.ignored {
            let known = self.ignored.iter().position(|known| known.ignored == *ignored);
            let times = known.and_then(|at| self.ignored.remove(at)).map_or(0, |known| known.times);
            self.ignored.push_front(Useless { ignored: ignored.clone(), times: times + 1, at: now });
            self.ignored.truncate(MAX_IGNORED);
        }
    }

    pub(super) fn forgotten(&mut self, peer: &PeerId) {
        self.peers.remove(peer);
    }
}
