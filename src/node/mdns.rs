//! Who announces itself by mDNS. libp2p's own behaviour asks and answers; what comes is heard here, since it reads no TXT
//! records among the answers, where js-libp2p puts them, and tells neither when somebody was last heard nor until when that
//! is good.
//!
//! ```text
//!   ear (the port) ─► packet (what it says of libp2p) ─► Mdns (who is announced, until when) ─► the node
//! ```

mod ear;
mod packet;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, VecDeque},
    io,
    net::Ipv4Addr,
    time::Duration,
};

use if_watch::Ipv4Net;
use libp2p::multiaddr::Protocol;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{Node, discovery::MAX_ADDRESSES, transport};
use crate::{
    dht::{
        Announcement, Because, Event, Ignored, Interface, LAPSED_FOR, MdnsReport, Multiaddr, PeerId, Unusable, Via,
        Warning, Way,
    },
    words::in_words,
};
use ear::Sound;
use packet::{Named, Packet};

/// Peers kept: more than a local network has.
const MAX_PEERS: usize = 1_000;
/// What could not be used is told so many times a report.
const MAX_IGNORED: usize = 20;
/// How long an announcement is good at most, whatever it says: the longest seen are py-libp2p's 75 minutes.
const MAX_TTL: Duration = Duration::from_secs(2 * 60 * 60);
/// Time between what was heard and its report, which takes in what else comes until then.
const REPORT_AFTER: Duration = Duration::from_secs(1);

/// Who announces itself, and what else is heard.
pub(super) struct Mdns {
    me: PeerId,
    /// Where we listen.
    listening: Vec<Multiaddr>,
    sounds: mpsc::Receiver<Sound>,
    interfaces: Vec<(Ipv4Net, Interface)>,
    peers: HashMap<PeerId, Announced>,
    /// Who announced itself since the last report, and what was of no use.
    heard: Vec<PeerId>,
    ignored: Vec<Ignored>,
    /// Whether another program with our identity was told of.
    has_twin: bool,
    /// When the next report is due.
    report_due: Option<Instant>,
    news: VecDeque<News>,
}

/// A peer that announced itself.
struct Announced {
    from: Ipv4Addr,
    /// Where it can be dialled, the newest first, and until when that is good.
    addresses: Vec<(Multiaddr, Instant)>,
    unusable: Option<Unusable>,
    heard: Instant,
    lapses: Instant,
    is_lapsed: bool,
}

/// What the node takes in.
#[derive(Debug)]
pub(super) enum News {
    /// A peer announced itself, or at more addresses.
    Discovered(PeerId, Vec<Multiaddr>),
    /// What a peer announced is no longer good.
    Lapsed(PeerId),
    /// It has not been for as long as that is told.
    Forgotten(PeerId),
    /// What was heard since the last report.
    Report(MdnsReport),
    /// Another program has our identity.
    Twin(Ipv4Addr),
    /// Nothing more is heard, there or anywhere, for a reason that the system gives.
    Deaf { at: Option<Ipv4Net>, reason: String },
}

impl Mdns {
    /// Listens from now on.
    pub(super) fn new(me: PeerId) -> io::Result<Self> {
        Ok(Self::hearing(me, ear::listen()?))
    }

    fn hearing(me: PeerId, sounds: mpsc::Receiver<Sound>) -> Self {
        let (listening, interfaces, peers, heard, ignored, has_twin, report_due, news) = Default::default();
        Self { me, listening, sounds, interfaces, peers, heard, ignored, has_twin, report_due, news }
    }

    /// Notes where we listen: it tells our answers from those of others with our identity.
    pub(super) fn listens(&mut self, at: Vec<Multiaddr>) {
        self.listening = at;
    }

    /// Waits for the next news.
    pub(super) async fn next(&mut self) -> News {
        loop {
            if let Some(news) = self.news.pop_front() {
                return news;
            }
            let due = self.due();
            tokio::select! {
                Some(sound) = self.sounds.recv() => self.take(sound),
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.tick(Instant::now()),
                else => std::future::pending().await,
            }
        }
    }

    /// Returns all that is known, for who begins to look.
    pub(super) fn known(&self) -> (Vec<(PeerId, Vec<Multiaddr>)>, MdnsReport) {
        let now = Instant::now();
        let present = || self.peers.iter().filter(|(_, announced)| !announced.is_lapsed);
        let peers = present().map(|(peer, announced)| (*peer, announced.dialled())).collect();
        let announcements = present().map(|(peer, announced)| announced.told(*peer, now)).collect();
        (peers, MdnsReport { interfaces: self.interfaces(), announcements, ignored: Vec::new() })
    }

    fn interfaces(&self) -> Vec<Interface> {
        self.interfaces.iter().map(|(_, interface)| *interface).collect()
    }

    /// Returns when something happens by itself.
    fn due(&self) -> Option<Instant> {
        self.peers.values().map(Announced::due).chain(self.report_due).min()
    }

    fn take(&mut self, sound: Sound) {
        let now = Instant::now();
        match sound {
            Sound::Up(net) => {
                let (address, prefix) = (net.addr(), net.prefix_len());
                self.interfaces.retain(|(known, _)| known.addr() != address);
                self.interfaces.push((
                    net,
                    Interface { address: address.into(), prefix, asked: 0, heard: 0, answered: 0, answers: 0 },
                ));
            }
            Sound::Down(address) => self.interfaces.retain(|(known, _)| known.addr() != address),
            Sound::Packet(from, Packet::Question) => {
                let is_here = self.is_here(from);
                self.count(from, |on| if is_here { &mut on.asked } else { &mut on.heard });
            }
            Sound::Deaf { at, reason } => self.news.push_back(News::Deaf { at, reason }),
            Sound::Packet(from, Packet::Ignored(reason)) => {
                self.ignore(Ignored { from: from.into(), peer: None, reason });
            }
            Sound::Packet(from, Packet::Answer(all)) => {
                for named in all {
                    self.named(from, named, now);
                }
            }
        }
        self.report_due.get_or_insert(now + REPORT_AFTER);
    }

    fn named(&mut self, from: Ipv4Addr, named: Named, now: Instant) {
        let peer = named.peer;
        if peer != self.me {
            self.count(from, |on| &mut on.answers);
            return match named.ttl {
                Duration::ZERO => self.takes_leave(&peer, now),
                _ => self.announced(from, named, now),
            };
        }
        let is_here = self.is_here(from);
        // a repeater sends our answer from its own address; a twin listens elsewhere
        let is_ours = named.addresses.iter().all(|address| self.listening.contains(address));
        if is_ours || is_here && self.listening.is_empty() {
            self.count(from, |on| if is_here { &mut on.answered } else { &mut on.answers });
        } else {
            if !std::mem::replace(&mut self.has_twin, true) {
                self.news.push_back(News::Twin(from));
            }
            self.ignore(Ignored { from: from.into(), peer: Some(peer), reason: Unusable::Twin });
        }
    }

    /// A peer says that what it announced is no longer good.
    fn takes_leave(&mut self, peer: &PeerId, now: Instant) {
        if let Some(known) = self.peers.get_mut(peer) {
            known.lapses = known.lapses.min(now);
        }
        self.tick(now);
    }

    fn announced(&mut self, from: Ipv4Addr, Named { peer, addresses, ttl }: Named, now: Instant) {
        let lapses = now + ttl.min(MAX_TTL);
        let known = self.peers.remove(&peer);
        let is_back = known.as_ref().is_none_or(|known| known.is_lapsed);
        let mut before = known.map(|known| known.addresses).unwrap_or_default();
        before.retain(|(_, lapses)| *lapses > now);
        let (usable, unusable) = match usable(addresses, from, self.is_here(from)) {
            Ok(usable) => (usable, None),
            Err(reason) => (Vec::new(), Some(reason).filter(|_| before.is_empty())),
        };
        let is_new = |address: &Multiaddr| !before.iter().any(|(known, _)| known == address);
        let new: Vec<&Multiaddr> = usable.iter().take(MAX_ADDRESSES).filter(|address| is_new(address)).collect();
        let has_moved = has_other_port(&new, before.iter().map(|(address, _)| address));
        let has_news = is_back || !new.is_empty();
        let mut all: Vec<_> = usable.iter().map(|address| (address.clone(), lapses)).collect();
        all.extend(before.into_iter().filter(|(address, _)| !usable.contains(address)));
        all.truncate(MAX_ADDRESSES);
        if let Some(reason) = unusable.or(has_moved.then_some(Unusable::OtherPort)) {
            self.ignore(Ignored { from: from.into(), peer: Some(peer), reason });
        }
        let announced = Announced { from, addresses: all, unusable, heard: now, lapses, is_lapsed: false };
        if has_news {
            self.news.push_back(News::Discovered(peer, announced.dialled()));
        }
        if !self.heard.contains(&peer) {
            self.heard.push(peer);
        }
        self.make_room();
        self.peers.insert(peer, announced);
    }

    /// Where there are as many as are kept, the one goes whose announcement lapses first.
    fn make_room(&mut self) {
        if self.peers.len() < MAX_PEERS {
            return;
        }
        if let Some(peer) = self.peers.iter().min_by_key(|(_, known)| known.lapses).map(|(peer, _)| *peer) {
            self.peers.remove(&peer);
            self.news.extend([News::Lapsed(peer), News::Forgotten(peer)]);
        }
    }

    /// Notes what became due.
    fn tick(&mut self, now: Instant) {
        let news = &mut self.news;
        self.peers.retain(|peer, announced| {
            if announced.due() > now {
                return true;
            }
            let is_over = announced.is_lapsed;
            news.push_back(if is_over { News::Forgotten(*peer) } else { News::Lapsed(*peer) });
            announced.is_lapsed = true;
            !is_over
        });
        if self.report_due.is_some_and(|due| due <= now) {
            self.report_due = None;
            let heard = std::mem::take(&mut self.heard);
            let told = |peer: &PeerId| self.peers.get(peer).map(|announced| announced.told(*peer, now));
            let announcements = heard.iter().filter_map(told).collect();
            let ignored = std::mem::take(&mut self.ignored);
            self.news.push_back(News::Report(MdnsReport { interfaces: self.interfaces(), announcements, ignored }));
        }
    }

    fn ignore(&mut self, ignored: Ignored) {
        if self.ignored.len() < MAX_IGNORED && !self.ignored.contains(&ignored) {
            self.ignored.push(ignored);
        }
    }

    /// Returns whether a message came from this machine.
    fn is_here(&self, from: Ipv4Addr) -> bool {
        self.interfaces.iter().any(|(net, _)| net.addr() == from)
    }

    /// Counts a message at the interface that it came by: the one whose network the sender is in.
    fn count(&mut self, from: Ipv4Addr, which: impl Fn(&mut Interface) -> &mut u64) {
        let at =
            self.interfaces.iter_mut().filter(|(net, _)| net.contains(&from)).max_by_key(|(net, _)| net.prefix_len());
        if let Some((_, interface)) = at {
            *which(interface) += 1;
        }
    }
}

impl Announced {
    /// Returns when it lapses; after that, when it is forgotten.
    fn due(&self) -> Instant {
        if self.is_lapsed { self.lapses + LAPSED_FOR } else { self.lapses }
    }

    fn dialled(&self) -> Vec<Multiaddr> {
        self.addresses.iter().map(|(address, _)| address.clone()).collect()
    }

    fn told(&self, peer: PeerId, now: Instant) -> Announcement {
        let Self { from, unusable, heard, lapses, .. } = *self;
        let (ago, lapses_in) = (now.saturating_duration_since(heard), lapses.saturating_duration_since(now));
        Announcement { peer, from: from.into(), ago, lapses_in, unusable }
    }
}

/// Returns the addresses that may be dialled, those of the sender's own first; or why there is none.
fn usable(addresses: Vec<Multiaddr>, from: Ipv4Addr, is_here: bool) -> Result<Vec<Multiaddr>, Unusable> {
    let near: Vec<Multiaddr> =
        addresses.into_iter().filter(|address| is_here || !transport::is_loopback(address)).collect();
    if near.is_empty() {
        return Err(Unusable::Loopback);
    }
    let mut spoken: Vec<Multiaddr> = near.into_iter().filter(|address| Way::of(address) == Way::Spoken).collect();
    spoken.sort_by_key(|address| address.iter().next() != Some(Protocol::Ip4(from)));
    if spoken.is_empty() { Err(Unusable::NotSpoken) } else { Ok(spoken) }
}

/// Returns whether one of these addresses is that of one of the others but for the port.
fn has_other_port<'a>(addresses: &[&Multiaddr], others: impl Iterator<Item = &'a Multiaddr>) -> bool {
    let others: Vec<Multiaddr> = others.map(without_port).collect();
    addresses.iter().any(|address| others.contains(&without_port(address)))
}

fn without_port(address: &Multiaddr) -> Multiaddr {
    let part = |part| match part {
        Protocol::Tcp(_) => Protocol::Tcp(0),
        Protocol::Udp(_) => Protocol::Udp(0),
        other => other,
    };
    address.iter().map(part).collect()
}

impl Node {
    /// Takes in what mDNS heard.
    pub(super) fn on_news(&mut self, news: News) {
        match news {
            News::Discovered(peer, addresses) => {
                self.route(&peer, &addresses, Because::Announced);
                self.say(Event::PeerDiscovered { peer, via: Via::Mdns, addresses });
            }
            News::Lapsed(peer) => self.say(Event::PeerExpired { peer }),
            News::Forgotten(peer) => self.say(Event::PeerForgotten { peer }),
            News::Report(report) => self.say(Event::Mdns(report)),
            News::Twin(at) => self.say(Event::Notice { warning: Warning::Twin { at: at.to_string() } }),
            News::Deaf { at, reason } => {
                let at = at.map(|net| net.to_string());
                self.say(Event::Notice { warning: Warning::MdnsDeaf { at, reason } });
            }
        }
    }

    /// Returns where a peer announced itself.
    pub(super) fn announced_at(&self, peer: &PeerId) -> Vec<Multiaddr> {
        let known = self.mdns.as_ref().and_then(|mdns| mdns.peers.get(peer));
        known.map(Announced::dialled).unwrap_or_default()
    }

    /// Tells what mDNS knows.
    pub(super) fn retell_mdns(&mut self) {
        let Some((peers, report)) = self.mdns.as_ref().map(|mdns| mdns.known()) else { return };
        for (peer, addresses) in peers {
            self.say(Event::PeerDiscovered { peer, via: Via::Mdns, addresses });
        }
        self.say(Event::Mdns(report));
    }

    /// Listens to mDNS, or warns that it cannot.
    pub(super) fn listen_to_mdns(&mut self) {
        match Mdns::new(self.me) {
            Ok(mdns) => self.mdns = Some(Box::new(mdns)),
            Err(error) => {
                self.say(Event::Notice { warning: Warning::MdnsDeaf { at: None, reason: in_words(&error) } });
            }
        }
    }
}
