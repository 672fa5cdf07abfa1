//! What is selected: how it moves, opens and copies. A list is never walked further than the move goes.

use super::{Page, Pane, Ui};
use crate::{
    command::typed,
    dht::{PeerId, QueryId},
    state::{Lab, Peer, Query, Row, State, action::Effect, filter::occurs, peers::MAX_SEARCHED, records::RecordId},
    words::notices::Remark,
};

/// A move of the selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// So many rows down (up, if negative).
    By(i32),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Ui {
    /// Scrolls the page, or moves the selection in the pane.
    pub(super) fn step(&mut self, step: Step, state: &State, lab: &Lab) {
        if !self.pages.is_empty() {
            return self.step_on_page(step, state, lab);
        }
        self.line = None;
        match self.pane {
            Pane::Peers => self.peer = self.step_peer(step, state, lab),
            Pane::Buckets if self.bucket_open => {
                self.bucket_peer = stepped(&self.bucket_rows(state, lab), self.bucket_peer, step);
            }
            Pane::Buckets => {
                let rows: Vec<u16> = (0..state.buckets.depth()).collect();
                self.bucket = stepped(&rows, self.bucket, step);
            }
            Pane::Queries => {
                let rows = state
                    .queries
                    .iter()
                    .filter(|query| query.matches(&self.filter, self.language))
                    .map(|query| query.id);
                self.query = stepped(&rows.collect::<Vec<QueryId>>(), self.query, step);
            }
            Pane::Nodes => self.nodes.node = self.step_node(step, state, lab),
            Pane::Records => self.record = self.step_record(step, state, lab),
            Pane::Requests => self.request = self.step_request(step, state, lab),
        }
    }

    /// Opens what is selected, on the page or in the pane. Returns what has to happen outside.
    pub(super) fn open(&mut self, state: &State, lab: &Lab) -> Option<Effect> {
        if !self.pages.is_empty() {
            return self.open_on_page(state, lab);
        }
        let page = match self.pane {
            Pane::Peers => self.selected_peer(state, lab).map(Page::Peer),
            Pane::Buckets if !self.bucket_open => {
                self.open_bucket(state, lab);
                return None;
            }
            Pane::Buckets => self.selected_in_bucket(state, lab).map(Page::Peer),
            Pane::Queries => self.selected_query(state).map(|query| Page::Query(query.id)),
            Pane::Nodes => self.selected_node(state, lab).map(Page::Peer),
            Pane::Records => self.selected_record(state).map(Page::Record),
            Pane::Requests => self.selected_request(state).map(|request| Page::Peer(request.peer)),
        };
        match page {
            Some(page) => self.show(page, state, lab),
            None => self.step(Step::First, state, lab), // the next Enter opens it
        }
        None
    }

    /// Copies what is selected, or what the page shows.
    pub(super) fn copy(&mut self, state: &State, lab: &Lab) -> Option<Effect> {
        let copied = match self.page() {
            Some(Page::Peer(peer) | Page::Records(peer)) => Some(peer_id(*peer)),
            Some(Page::Query(query)) => match self.selected_on_page(state) {
                Some(Row::Peer(peer)) => Some(peer_id(peer)),
                _ => state.queries.get(*query).map(value_or_target),
            },
            Some(Page::Record(id)) => key_of(*id, state),
            Some(Page::Copies { key, .. }) => match self.selected_on_page(state) {
                Some(Row::Peer(peer)) => Some(peer_id(peer)),
                _ => Some((Remark::CopiedRecordKey, typed(key))),
            },
            Some(Page::Mdns | Page::Table(_) | Page::Census) => match self.selected_on_page(state) {
                Some(Row::Peer(peer)) => Some(peer_id(peer)),
                _ => None,
            },
            Some(Page::Help { .. } | Page::Words(_) | Page::Notices | Page::Notice(_) | Page::Changes(_)) => {
                self.remark = Some(Remark::NothingToCopy);
                return None;
            }
            None => match self.pane {
                Pane::Peers => self.selected_peer(state, lab).map(peer_id),
                Pane::Buckets if self.bucket_open => self.selected_in_bucket(state, lab).map(peer_id),
                Pane::Buckets => None,
                Pane::Queries => self.selected_query(state).map(target),
                Pane::Nodes => self.selected_node(state, lab).map(peer_id),
                Pane::Records => self.selected_record(state).and_then(|id| key_of(id, state)),
                Pane::Requests => self.selected_request(state).map(|request| peer_id(request.peer)),
            },
        };
        let Some((remark, text)) = copied else {
            self.say_nothing_selected();
            return None;
        };
        self.remark = Some(remark);
        Some(Effect::Copy(text))
    }

    fn open_bucket(&mut self, state: &State, lab: &Lab) {
        let Some(cpl) = self.bucket.filter(|cpl| *cpl < state.buckets.depth()) else {
            return self.step(Step::First, state, lab);
        };
        if state.buckets.get(cpl).is_none_or(|bucket| bucket.entries.is_empty()) {
            self.remark = Some(Remark::EmptyBucket);
            return;
        }
        self.bucket_open = true;
        self.bucket_peer = self.bucket_rows(state, lab).first().copied();
    }

    pub(super) fn say_nothing_selected(&mut self) {
        self.remark = Some(match self.pane {
            Pane::Buckets if self.pages.is_empty() && !self.bucket_open && self.bucket.is_some() => {
                Remark::OpenBucketFirst
            }
            _ => Remark::NothingSelected,
        });
    }

    fn selected_peer(&self, state: &State, lab: &Lab) -> Option<PeerId> {
        let peer = state.peers.get(&self.peer?)?;
        self.shows(peer, lab).then_some(peer.id)
    }

    fn selected_in_bucket(&self, state: &State, lab: &Lab) -> Option<PeerId> {
        self.bucket_peer.filter(|peer| self.bucket_rows(state, lab).contains(peer))
    }

    fn selected_query<'a>(&self, state: &'a State) -> Option<&'a Query> {
        state.queries.get(self.query?).filter(|query| query.matches(&self.filter, self.language))
    }

    fn shows(&self, peer: &Peer, lab: &Lab) -> bool {
        peer.matches(&self.filter, lab)
    }

    /// Returns the peers of the selected bucket that the filter lets through.
    fn bucket_rows(&self, state: &State, lab: &Lab) -> Vec<PeerId> {
        let Some(bucket) = self.bucket.and_then(|cpl| state.buckets.get(cpl)) else { return Vec::new() };
        let shown = |peer: &PeerId| match state.peers.get(peer) {
            Some(peer) => self.shows(peer, lab),
            None => occurs(&self.filter, &peer.to_base58()),
        };
        bucket.entries.iter().map(|entry| entry.peer).filter(shown).collect()
    }

    fn step_peer(&self, step: Step, state: &State, lab: &Lab) -> Option<PeerId> {
        let shown = |peer: &&Peer| self.shows(peer, lab);
        let first = || state.peers.top().find(shown).map(|peer| peer.id);
        let selected = self.peer.filter(|peer| state.peers.get(peer).is_some());
        match (step, selected) {
            (Step::First, _) | (Step::By(_), None) => first(),
            (Step::Last, _) => state.peers.iter().rev().take(MAX_SEARCHED).find(shown).map(|peer| peer.id),
            (Step::By(rows), Some(from)) => {
                let further = if rows < 0 {
                    nth_or_last(state.peers.before(&from).take(MAX_SEARCHED).filter(shown), rows)
                } else {
                    nth_or_last(state.peers.after(&from).take(MAX_SEARCHED).filter(shown), rows)
                };
                further.map(|peer| peer.id).or_else(|| self.selected_peer(state, lab)).or_else(first)
            }
        }
    }
}

/// Returns the row so many further, or the last if there are fewer.
pub(super) fn nth_or_last<T>(rows: impl Iterator<Item = T>, by: i32) -> Option<T> {
    rows.take(usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX)).last()
}

/// Returns where a step leads in a short list; to the first row, if what is selected is not in it.
pub(super) fn stepped<T: Copy + PartialEq>(rows: &[T], from: Option<T>, step: Step) -> Option<T> {
    let at = from.and_then(|from| rows.iter().position(|row| *row == from));
    match (step, at) {
        (Step::Last, _) => rows.last().copied(),
        (Step::First, _) | (Step::By(_), None) => rows.first().copied(),
        (Step::By(by), Some(at)) => {
            let to = at.saturating_add_signed(isize::try_from(by).unwrap_or_default());
            rows.get(to.min(rows.len() - 1)).copied()
        }
    }
}

fn peer_id(peer: PeerId) -> (Remark, String) {
    (Remark::CopiedPeer(peer), peer.to_base58())
}

/// Returns the key of a record.
fn key_of(id: RecordId, state: &State) -> Option<(Remark, String)> {
    let past = || state.records.past(id).map(|past| &past.record);
    let record = state.records.get(id).or_else(past)?;
    Some((Remark::CopiedRecordKey, typed(&record.item.key)))
}

/// Returns what a query looks for: a key, or a peer.
fn target(query: &Query) -> (Remark, String) {
    query.peer.map_or_else(|| (Remark::CopiedKey(query.id), query.key.to_string()), peer_id)
}

/// Returns the value that a query found, or else what it looks for.
fn value_or_target(query: &Query) -> (Remark, String) {
    let Some((value, _)) = query.best_value() else { return target(query) };
    let text = std::str::from_utf8(value).map_or_else(|_| crate::dht::hex(value), str::to_owned);
    (Remark::CopiedValue(query.id), text)
}
