//! What a place on the screen stands for: the view says it of what it draws, and a click brings it back.

use super::Pane;
use crate::{
    dht::{PeerId, QueryId},
    state::records::RecordId,
};

/// A row that can be selected, by what it shows: a list that moves does not move the selection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Row {
    /// A peer: of the list, of a bucket, of a lookup, of the practice network.
    Peer(PeerId),
    /// The bucket of this common prefix length.
    Bucket(u16),
    Query(QueryId),
    /// A record of the node's store.
    Record(RecordId),
    /// The request of another of this number.
    Request(u64),
    /// The notice of this number.
    Notice(u64),
    /// On the page of a practice node: look through its eyes.
    Be(PeerId),
    /// On the page of a peer: ping it.
    Ping(PeerId),
    /// On the page of a peer: read its routing table.
    Table(PeerId),
}

/// What lies somewhere on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Spot {
    /// The typed line.
    Prompt,
    /// One of the candidates that Tab offers.
    Candidate(usize),
    /// The menu of candidates, where it has none.
    Menu,
    /// What just happened.
    Notices,
    /// A pane, where it has no row.
    Pane(Pane),
    /// A row of a pane; in which line of its list, where it is in one.
    Row(Pane, Row, Option<u16>),
    /// A picture of a query's lookup that stands where a list would: a click opens it.
    Lookup(QueryId),
    /// The open page, where it has no row.
    Page,
    /// A row of the open page; in which line of its list, where it is in one.
    PageRow(Row, Option<u16>),
}
