//! Whom a crawl knows, and whom it asks next. Pure: who asks brings the answers.

use std::collections::{HashMap, VecDeque};

use crate::{
    dht::{CrawlCounts, Failure, Multiaddr, PeerId, Reach},
    node::whereabouts::Whereabouts,
};

/// The peers that were named, and how far each is.
#[derive(Debug)]
pub(super) struct Walk {
    me: PeerId,
    /// Peers that are known at most.
    limit: usize,
    /// Everybody who was named; of those whose turn has come nothing more is kept.
    known: HashMap<PeerId, Option<Box<Whereabouts>>>,
    /// Whose turn has not come, first named first.
    waiting: VecDeque<PeerId>,
    /// Whether somebody was left out, beyond the limit.
    has_left_out: bool,
    pub(super) counts: CrawlCounts,
}

/// Whose turn it is.
pub(super) struct Turn {
    pub(super) peer: PeerId,
    /// Where it can be dialled, or why it cannot.
    pub(super) at: Result<Vec<Multiaddr>, Failure>,
}

impl Walk {
    /// Begins where nobody is known but ourselves, who are never asked.
    pub(super) fn of(me: PeerId, limit: usize) -> Self {
        let (known, waiting, counts) = Default::default();
        Self { me, limit, known, waiting, has_left_out: false, counts }
    }

    /// Takes in where a peer is by our own account.
    pub(super) fn given(&mut self, peer: PeerId, addresses: &[Multiaddr]) {
        self.named(Reach::Process, &[(peer, Vec::new())]);
        if let Some(Some(at)) = self.known.get_mut(&peer) {
            for address in addresses {
                at.believe(address);
            }
        }
    }

    /// Takes in whom a peer named that is reached so far off. Returns how many were not known.
    pub(super) fn named(&mut self, from: Reach, named: &[(PeerId, Vec<Multiaddr>)]) -> usize {
        let before = self.known.len();
        for (peer, addresses) in named.iter().filter(|(peer, _)| *peer != self.me) {
            if !self.known.contains_key(peer) {
                if self.known.len() >= self.limit {
                    self.has_left_out = true;
                    continue;
                }
                self.known.insert(*peer, Some(Box::default()));
                self.waiting.push_back(*peer);
            }
            if let Some(Some(at)) = self.known.get_mut(peer) {
                for address in addresses {
                    at.take(address, from);
                }
            }
        }
        self.counts.known = self.known.len();
        self.known.len() - before
    }

    /// Returns whose turn it is; none where nobody waits.
    pub(super) fn next(&mut self) -> Option<Turn> {
        let peer = self.waiting.pop_front()?;
        let at = self.known.get_mut(&peer).and_then(Option::take).unwrap_or_default();
        Some(Turn { peer, at: at.dialled() })
    }

    /// Returns whether more were named than it may know.
    pub(super) fn has_left_out(&self) -> bool {
        self.has_left_out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dht::Way;

    fn at(addresses: &[&str]) -> Vec<Multiaddr> {
        addresses.iter().map(|text| text.parse().expect("a multiaddr")).collect()
    }

    #[test]
    fn each_is_asked_once_in_the_order_in_which_it_was_named() {
        let [me, a, b, c] = [(); 4].map(|()| PeerId::random());
        let mut walk = Walk::of(me, 9);
        let here = at(&["/ip4/127.0.0.1/tcp/1"]);
        let named = |peers: &[PeerId]| peers.iter().map(|peer| (*peer, here.clone())).collect::<Vec<_>>();
        assert_eq!(walk.named(Reach::Machine, &named(&[a, me, b, a])), 2);
        assert_eq!(walk.next().map(|turn| turn.peer), Some(a));
        assert_eq!(walk.named(Reach::Machine, &named(&[a, b, c])), 1);
        let rest: Vec<_> = std::iter::from_fn(|| walk.next()).map(|turn| (turn.peer, turn.at)).collect();
        assert_eq!(rest, [(b, Ok(here.clone())), (c, Ok(here))]);
        assert_eq!((walk.counts.known, walk.has_left_out()), (3, false));
    }

    #[test]
    fn no_more_are_known_than_may_be() {
        let mut walk = Walk::of(PeerId::random(), 10);
        for _ in 0..100 {
            let named: Vec<_> = (0..20).map(|_| (PeerId::random(), Vec::new())).collect();
            walk.named(Reach::Public, &named);
        }
        assert_eq!((walk.counts.known, walk.known.len(), walk.waiting.len()), (10, 10, 10));
        assert!(walk.has_left_out());
    }

    #[test]
    fn who_cannot_be_dialled_is_told_with_the_reason() {
        for (addresses, dialled) in [
            (&[][..], Err(Failure::NoAddress)),
            (&["/ip4/10.0.0.1/tcp/1", "/dns4/example.com/tcp/1"], Err(Failure::NotFollowed)),
            (&["/ip4/8.8.8.8/tcp/1/ws"], Err(Failure::NoTransport(vec![Way::WebSocket]))),
            (&["/ip4/8.8.8.8/tcp/1/ws", "/ip4/8.8.8.8/tcp/2"], Ok(at(&["/ip4/8.8.8.8/tcp/2"]))),
        ] {
            let mut walk = Walk::of(PeerId::random(), 10);
            walk.named(Reach::Public, &[(PeerId::random(), at(addresses))]);
            assert_eq!(walk.next().map(|turn| turn.at), Some(dialled), "{addresses:?}");
        }
    }

    proptest! {
        #[test]
        fn no_near_address_is_dialled_that_came_from_afar(named: Vec<(bool, std::net::IpAddr)>) {
            let mut walk = Walk::of(PeerId::random(), 1_000);
            let peer = PeerId::random();
            for (is_public, ip) in named {
                let from = if is_public { Reach::Public } else { Reach::Private };
                walk.named(from, &[(peer, vec![Multiaddr::from(ip).with(libp2p::multiaddr::Protocol::Tcp(1))])]);
                if is_public {
                    continue;
                }
                let Some(turn) = walk.next() else { continue };
                let dialled = turn.at.unwrap_or_default();
                prop_assert!(dialled.iter().all(|address| Reach::of(address) >= Some(Reach::Private)));
            }
            let dialled = walk.next().map(|turn| turn.at.unwrap_or_default()).unwrap_or_default();
            prop_assert!(dialled.iter().all(|address| Reach::of(address) == Some(Reach::Public)));
        }
    }
}
