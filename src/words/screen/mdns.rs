//! What mDNS heard.

use crate::dht::{Announcement, Ignored, Interface, Unusable};

/// The fixed words of its page.
pub struct MdnsWords {
    /// The page's title.
    pub title: &'static str,
    /// What the page is about.
    pub about: &'static str,
    /// Nobody listens.
    pub off: &'static str,
    /// It listens on no interface.
    pub no_interface: &'static str,
    /// The title of those who announce themselves.
    pub announced: &'static str,
    /// There is none.
    pub nobody: &'static str,
    /// The title of the answers of no use.
    pub ignored: &'static str,
    /// There is none.
    pub none_ignored: &'static str,
    /// Somebody's announcement is no longer good.
    pub lapsed: &'static str,
    /// A fact of a peer: its announcement.
    pub announcement: &'static str,
}

say! { screen:
    /// Says what came by an interface.
    fn mdns_interface(interface: &Interface) -> String;
    /// Says what mDNS heard: on which interfaces, who announced itself, and what was of no use.
    fn mdns_summary(interfaces: &[Interface], announced: &[Announcement], ignored: &[Ignored]) -> String;
    /// Says who announced itself from where, how long ago, and how long that is good; none is no longer.
    fn mdns_announcement(from: &str, ago: &str, lapses_in: Option<&str>) -> String;
    /// Says why an answer, or the peer that it named, is of no use.
    fn mdns_unusable(reason: Unusable) -> String;
    /// Says why an answer is of no use, and when such a one came last.
    fn mdns_ignored(reason: Unusable, ago: &str) -> String;
}
