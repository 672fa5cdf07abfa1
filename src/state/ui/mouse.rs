//! What the mouse does: a click focuses and selects, one on what is selected opens it, the wheel scrolls. What is typed stays.

use super::{Focus, Page, Pane, Ui, selection::Step};
use crate::state::{Lab, Row, Spot, State, action::Effect};

impl Ui {
    /// Takes in a click.
    pub(super) fn click(&mut self, spot: Spot, state: &State, lab: &Lab) -> Option<Effect> {
        let had_focus = !self.focus.is_at_prompt();
        if !matches!(spot, Spot::Candidate(_) | Spot::Menu) {
            self.prompt.settle();
        }
        match spot {
            Spot::Candidate(nth) => self.prompt.put_candidate(nth),
            Spot::Menu => {}
            Spot::Prompt => self.focus = Focus::Prompt,
            Spot::Notices => self.show(Page::Notices, state, lab),
            Spot::Pane(_) | Spot::Row(..) | Spot::Lookup(_) if !self.pages.is_empty() => {} // a page lies over it
            Spot::Pane(pane) => self.go(pane),
            Spot::Row(pane, row, _) if had_focus && self.pane == pane && self.selected_row() == Some(row) => {
                return self.open(state, lab);
            }
            Spot::Row(pane, row, line) => {
                self.go(pane);
                self.select(row, state);
                self.line = line;
            }
            Spot::Lookup(query) => {
                self.go(Pane::Queries);
                self.select(Row::Query(query), state);
                self.show(Page::Query(query), state, lab);
            }
            Spot::Page => self.focus = Focus::Pane,
            Spot::PageRow(row, _) if had_focus && self.page_row() == Some(row) => return self.open(state, lab),
            Spot::PageRow(row, line) => {
                self.focus = Focus::Pane;
                self.select_on_page(row, line, state, lab);
            }
        }
        None
    }

    /// Takes in a turn of the wheel: so many rows down (up, if negative).
    pub(super) fn wheel(&mut self, spot: Spot, rows: i32, state: &State, lab: &Lab) {
        match spot {
            Spot::Pane(pane) | Spot::Row(pane, _, Some(_)) => self.go(pane),
            Spot::Page | Spot::PageRow(..) => self.focus = Focus::Pane,
            Spot::Row(_, _, None) | Spot::Lookup(_) // a picture, which has no more than is seen
            | Spot::Prompt | Spot::Candidate(_) | Spot::Menu | Spot::Notices => return,
        }
        self.step(Step::By(rows), state, lab);
    }

    /// Returns what is selected in the pane that has, or had last, the focus.
    pub(super) fn selected_row(&self) -> Option<Row> {
        match self.pane {
            Pane::Peers => self.peer.map(Row::Peer),
            Pane::Buckets if self.bucket_open => self.bucket_peer.map(Row::Peer),
            Pane::Buckets => self.bucket.map(Row::Bucket),
            Pane::Queries => self.query.map(Row::Query),
            Pane::Nodes => self.nodes.node.map(Row::Peer),
            Pane::Records => self.record.map(Row::Record),
            Pane::Requests => self.request.map(Row::Request),
        }
    }

    fn select(&mut self, row: Row, state: &State) {
        match (self.pane, row) {
            (Pane::Peers, Row::Peer(peer)) => self.peer = Some(peer),
            (Pane::Buckets, Row::Bucket(cpl)) => (self.bucket, self.bucket_open) = (Some(cpl), false),
            (Pane::Buckets, Row::Peer(peer)) => {
                if let Some(bucket) = state.buckets.bucket_of(&peer) {
                    (self.bucket, self.bucket_open, self.bucket_peer) = (Some(bucket.cpl), true, Some(peer));
                }
            }
            (Pane::Queries, Row::Query(query)) => self.query = Some(query),
            (Pane::Nodes, Row::Peer(peer)) => self.nodes.node = Some(peer),
            (Pane::Records, Row::Record(record)) => self.record = Some(record),
            (Pane::Requests, Row::Request(request)) => self.request = Some(request),
            _ => {} // no pane has rows of another kind
        }
    }
}
