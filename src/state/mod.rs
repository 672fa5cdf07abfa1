//! What one node knows, and what the user is doing: pure data, no runtime, no terminal, no clock.
//!
//! [`State`] is written by whoever takes in what one node reports, through [`State::apply`]; [`Ui`] by the app's loop, through
//! [`Ui::update`]. Every pane of the screen is one file here and one of the same name in `view/`.

pub mod action;
mod apply;
pub mod buckets;
pub mod changes;
pub mod columns;
pub mod copies;
pub mod crawl;
pub mod filter;
pub mod guests;
pub mod keys;
pub mod keyspace;
pub mod lab;
pub mod lookup;
pub mod mdns;
pub mod nodes;
pub mod notices;
pub mod peers;
pub mod prompt;
mod queries;
mod query;
pub mod ranked;
pub mod records;
pub mod replay;
pub mod requests;
pub mod score;
pub mod spot;
pub mod tables;
pub mod told;
pub mod ui;
mod verdict;

pub use buckets::Buckets;
pub use keys::Keys;
pub use lab::Lab;
pub use lookup::Lookup;
pub use mdns::Mdns;
pub use notices::{Notice, Notices};
pub use peers::{Peer, Peers, Status};
pub use prompt::Prompt;
pub use queries::Queries;
pub use query::Query;
pub use records::Records;
pub use replay::Replay;
pub use requests::RequestLog;
pub use spot::{Row, Spot};
pub use ui::{Focus, LookupPicture, OpenPage, Page, Pane, Topic, Tour, Ui};

use std::num::NonZeroUsize;

use crate::dht::{Habits, Multiaddr, PeerId, Position, QueryId, Quorum, SessionInfo, Timestamp};
use changes::Changes;
use copies::CopyHistory;
use crawl::Crawls;
use tables::Tables;
use told::Hearsay;

/// A map that is asked for every event.
type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// What one node knows.
#[derive(Clone, Debug)]
pub struct State {
    /// What the node said of itself at its start; its mode is today's.
    pub session: SessionInfo,
    /// Our own place in the keyspace.
    pub position: Position,
    /// Where it listens.
    pub listening: Vec<Multiaddr>,
    /// How many equal answers or acknowledgements make a success.
    pub quorum: Quorum,
    /// Who is around.
    pub peers: Peers,
    /// The routing table.
    pub buckets: Buckets,
    /// Queries in flight, and the last that ended.
    pub queries: Queries,
    /// Since when the node is looked at, this time.
    pub looked_at: Timestamp,
    /// Whether it has told since then how things stand.
    pub has_arrived: bool,
    /// Who asked us last whom we know near ourselves, where we could name nobody.
    pub checked_by: Option<PeerId>,
    /// The routing tables of others, as they told them.
    pub tables: Tables,
    /// What mDNS heard.
    pub mdns: Mdns,
    /// What just happened.
    pub notices: Notices,
    /// Keys that were typed, stored or asked for, for completion.
    pub keys: Keys,
    /// Whether our own queries stand still, and how many steps they went since.
    pub paused: Option<u64>,
    /// What the node asked and was asked.
    pub requests: RequestLog,
    /// What its store holds.
    pub records: Records,
    /// What happened to the routing table.
    pub changes: Changes,
    /// What single peers told when they were asked.
    pub told: Hearsay,
    /// Who held which key, round after round.
    pub copies: CopyHistory,
    /// What the last walks through the network found.
    pub crawls: Crawls,
}

impl State {
    /// Returns what a node knows that has just started.
    #[must_use]
    pub fn new(session: SessionInfo) -> Self {
        let position = Position::of_peer(&session.peer);
        Self {
            position,
            listening: Vec::new(),
            quorum: Quorum::One,
            peers: Peers::new(session.peer),
            buckets: Buckets::default(),
            queries: Queries::default(),
            looked_at: Timestamp::default(),
            has_arrived: false,
            checked_by: None,
            tables: Tables::default(),
            mdns: Mdns::default(),
            notices: Notices::default(),
            keys: Keys::default(),
            paused: None,
            requests: RequestLog::default(),
            records: Records::default(),
            changes: Changes::default(),
            told: Hearsay::default(),
            copies: CopyHistory::default(),
            crawls: Crawls::default(),
            session,
        }
    }

    /// Returns how many equal answers or acknowledgements a success needs now.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.quorum.of(NonZeroUsize::new(self.session.k).unwrap_or(NonZeroUsize::MIN)).get()
    }

    /// Returns the only peer in the table, where it asked whom we know and takes in nobody who names nobody: nobody learns
    /// of us there.
    #[must_use]
    pub fn turned_away_by(&self) -> Option<PeerId> {
        let by = self.checked_by.filter(|by| self.names_only(by))?;
        let agent = self.peers.get(&by).and_then(|peer| peer.agent.as_deref());
        agent.is_some_and(|agent| Habits::of(agent).checks_newcomers).then_some(by)
    }

    /// Returns whether the routing table has nobody but a peer.
    fn names_only(&self, peer: &PeerId) -> bool {
        self.buckets.iter().all(|bucket| bucket.entries.iter().all(|entry| entry.peer == *peer))
    }

    /// Returns whom the next step will ask, query by query; none of a query of which that cannot be told: with disjoint
    /// paths, and where a bootstrap goes on to its next lookup.
    #[must_use]
    pub fn next_asks(&self, now: Timestamp) -> Vec<(QueryId, Vec<PeerId>)> {
        if self.session.disjoint_paths {
            return Vec::new();
        }
        self.queries.running().map(|query| (query.id, query.next_asks(now))).collect()
    }
}

/// Writes a new value. Returns whether it differs from the old one.
fn replace<T: PartialEq>(place: &mut T, new: T) -> bool {
    let differs = *place != new;
    *place = new;
    differs
}
