//! The plain words of a Kademlia DHT, spoken by the node and by the screen alike.
//!
//! Only data: nothing here knows a swarm, a terminal or a clock. The only names from libp2p are value types
//! (`PeerId`, `Multiaddr`).

mod address;
mod agent;
mod answer;
mod copies;
mod crawl;
mod event;
mod failure;
mod key;
mod mdns;
pub mod name;
mod query;
mod requests;
mod routing_table;
mod rpc;
mod session;
mod stored;
mod text;
mod told;
pub mod verdict;
mod warning;
mod way;

pub use address::{Reach, may_follow, peer_of, without_peer};
pub use agent::Habits;
pub use answer::{Answer, practice, program};
pub use copies::{Copies, CopyKind, CopyMark, HeldCopy};
pub use crawl::{CrawlCounts, CrawlEnd, CrawlPlan, CrawlSummary, Crawled, MOST_PEERS, PARALLEL};
pub use event::{Direction, Event, Timestamp, Via};
pub use failure::Failure;
pub use key::{Distance, Key, Position, TAIL, tail};
pub use mdns::{Announcement, Ignored, Interface, LAPSED_FOR, MdnsReport, Unusable};
pub use query::{Cause, Held, Kind, Outcome, QueryId, Quorum, Truth};
pub use requests::{MAX_LAST, Request, Requests};
pub use routing_table::{Because, Bucket, Change, Entry, KEY_BITS, MAX_K, RoutingChange, kad_index};
pub use rpc::{Oddity, Phase, Reply, Rpc, RpcKind};
pub use session::{
    ALPHA, LAN_PROTOCOL, LISTENS, Mode, PROTOCOL, RECORD_TTL, REPLICATE, REPROVIDE, REPUBLISH, SessionInfo,
};
pub use stored::{Gone, How, MAX_SHOWN, StoredProvider, StoredRecord};
pub use text::{as_text, cut, hex, is_hostile, is_plain, visible};
pub use told::{
    ASKED_OF_A_KEY, IDENTIFIES, Pinged, ROUND_TRIPS, RemoteBucket, RemoteEntry, RemoteTable, TableSummary, Told,
    buckets_of,
};
pub use verdict::Verdict;
pub use warning::Warning;
pub use way::Way;

pub use libp2p::{Multiaddr, PeerId};
