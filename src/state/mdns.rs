//! What mDNS heard, on which interfaces, and until when that is good.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

use crate::dht::{Announcement, Ignored, Interface, MdnsReport, PeerId, Timestamp, Unusable};

/// Answers of no use that are kept: the last of each sender and reason.
const MAX_IGNORED: usize = 20;

/// What mDNS heard.
#[derive(Clone, Debug, Default)]
pub struct Mdns {
    /// The interfaces that it listens on.
    pub interfaces: Vec<Interface>,
    /// Whom it heard, and those that lapsed a short while ago.
    pub peers: BTreeMap<PeerId, Heard>,
    /// Answers of no use, each with when it last came; the last first.
    pub ignored: VecDeque<(Ignored, Timestamp)>,
}

/// When a peer announced itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heard {
    /// Whose message it was.
    pub from: IpAddr,
    /// When it last did.
    pub at: Timestamp,
    /// Until when that is good.
    pub lapses: Timestamp,
    /// Why it cannot be reached at any of its addresses, if it cannot.
    pub unusable: Option<Unusable>,
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
            self.ignored.retain(|(known, _)| known != ignored);
            self.ignored.push_front((ignored.clone(), now));
            self.ignored.truncate(MAX_IGNORED);
        }
    }

    /// Returns a report that tells all that is known, as it stands now.
    #[must_use]
    pub fn report(&self, now: Timestamp) -> MdnsReport {
        let announcement = |(peer, heard): (&PeerId, &Heard)| Announcement {
            peer: *peer,
            from: heard.from,
            ago: now.since(heard.at),
            lapses_in: heard.lapses.since(now),
            unusable: heard.unusable,
        };
        MdnsReport {
            interfaces: self.interfaces.clone(),
            announcements: self.peers.iter().map(announcement).collect(),
            ignored: self.ignored.iter().rev().map(|(ignored, _)| ignored.clone()).collect(),
        }
    }

    pub(super) fn forgotten(&mut self, peer: &PeerId) {
        self.peers.remove(peer);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        dht::{Event, SessionInfo, Via},
        state::State,
    };

    /// A node to which a peer announced itself for a minute, and what it knows of it.
    fn heard() -> (State, PeerId) {
        let (mut state, peer) = (State::new(SessionInfo::of(PeerId::random())), PeerId::random());
        let from = IpAddr::from([10, 0, 0, 9]);
        let (ago, lapses_in) = (Duration::from_secs(1), Duration::from_secs(60));
        let announcements = vec![Announcement { peer, from, ago, lapses_in, unusable: None }];
        let ignored = vec![Ignored { from, peer: None, reason: Unusable::NoTxt }];
        state.apply(&Event::PeerDiscovered { peer, via: Via::Mdns, addresses: Vec::new() }, Timestamp(5_000_000));
        let report = MdnsReport { interfaces: Vec::new(), announcements, ignored };
        state.apply(&Event::Mdns(report), Timestamp(6_000_000));
        (state, peer)
    }

    #[test]
    fn what_is_known_can_be_told_again() {
        let (state, peer) = heard();
        let now = Timestamp(36_000_000);
        let report = state.mdns.report(now);
        let told = &report.announcements[0];
        assert_eq!((told.peer, told.ago.as_secs(), told.lapses_in.as_secs()), (peer, 31, 30));
        let mut again = Mdns::default();
        again.reported(&report, now);
        assert_eq!((again.peers, again.ignored.len()), (state.mdns.peers, 1));
    }

    #[test]
    fn who_lapses_is_marked_and_who_is_forgotten_is_gone_where_nothing_else_is_known() {
        let (mut state, peer) = heard();
        state.apply(&Event::PeerExpired { peer }, Timestamp(66_000_000));
        assert!(state.peers.get(&peer).is_some_and(|peer| peer.lapsed) && state.mdns.peers.contains_key(&peer));
        state.apply(&Event::PeerForgotten { peer }, Timestamp(126_000_000));
        assert!(state.peers.get(&peer).is_none() && state.mdns.peers.is_empty());
    }

    #[test]
    fn what_happened_while_another_node_was_looked_at_is_told_anew() {
        let (mut state, peer) = heard();
        let looking = Event::Looking { name: "n0".to_owned(), peer: state.session.peer };
        state.apply(&looking, Timestamp(9_000_000));
        assert_eq!((state.mdns.peers.len(), state.peers.announced_count()), (0, 0));
        assert!(state.peers.get(&peer).is_some(), "it is known still");
    }
}
