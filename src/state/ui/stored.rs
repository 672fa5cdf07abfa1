//! The selection among the records of the store, and among the requests of others.

use std::{cell::RefCell, collections::HashMap};

use super::{
    Page, Ui,
    selection::{Step, nth_or_last, stepped},
};
use crate::{
    dht::{PeerId, hex, tail},
    state::{
        Lab, State,
        filter::occurs,
        lab::Life,
        records::{KeptRecord, RecordId},
        requests::ServedRequest,
    },
};

/// Records that a filter looks at, on each side of the selection: a frame stays within a millisecond.
pub const MAX_FILTERED: usize = 2_000;

/// Finds records and requests by a text. Whom it names is worked out once a peer: few peers send much.
pub struct StoredFilter<'a> {
    text: &'a str,
    lab: &'a Lab,
    named: RefCell<HashMap<PeerId, bool>>,
}

impl<'a> StoredFilter<'a> {
    #[must_use]
    pub fn new(text: &'a str, lab: &'a Lab) -> Self {
        Self { text, lab, named: RefCell::default() }
    }

    /// Returns whether the text occurs in what is known of a record: its key, its value, or who it is from.
    #[must_use]
    pub fn has_record(&self, record: &KeptRecord) -> bool {
        self.text.is_empty()
            || self.is_in_bytes(record.item.key.bytes())
            || self.is_in(record.how().word())
            || record.value.as_deref().is_some_and(|value| self.is_in_bytes(value))
            || [record.item.provider(), record.publisher, record.from()].iter().flatten().any(|peer| self.names(peer))
    }

    /// Returns whether the text occurs in what is known of a request: who asks, what, about which key, what was answered.
    #[must_use]
    pub fn has_request(&self, request: &ServedRequest) -> bool {
        self.text.is_empty()
            || self.is_in(request.kind.word())
            || request.reply.is_some_and(|reply| self.is_in(reply.word()))
            || request.key.as_ref().is_some_and(|key| self.is_in_bytes(key.bytes()))
            || self.names(&request.peer)
    }

    fn is_in(&self, text: &str) -> bool {
        occurs(self.text, text)
    }

    fn is_in_bytes(&self, bytes: &[u8]) -> bool {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.is_in(text),
            Err(_) => self.is_in(&hex(bytes)),
        }
    }

    fn names(&self, peer: &PeerId) -> bool {
        let is_named = || self.is_in(&tail(peer)) || self.lab.name(peer).is_some_and(|name| self.is_in(&name));
        *self.named.borrow_mut().entry(*peer).or_insert_with(is_named)
    }
}

impl Ui {
    pub(super) fn step_record(&self, step: Step, state: &State, lab: &Lab) -> Option<RecordId> {
        let filter = StoredFilter::new(&self.filter, lab);
        let shown = |(_, record): &(RecordId, &KeptRecord)| filter.has_record(record);
        let id = |(id, _): (RecordId, &KeptRecord)| id;
        let records = &state.records;
        let first = || records.iter().take(MAX_FILTERED).find(shown).map(id);
        match (step, self.selected_record(state)) {
            (Step::First, _) | (Step::By(_), None) => first(),
            (Step::Last, _) => records.iter().rev().take(MAX_FILTERED).find(shown).map(id),
            (Step::By(rows), Some(from)) => {
                let further = if rows < 0 {
                    nth_or_last(records.above(from).take(MAX_FILTERED).filter(shown), rows)
                } else {
                    nth_or_last(records.below(from).take(MAX_FILTERED).filter(shown), rows)
                };
                further.map(id).or(Some(from).filter(|from| records.get(*from).is_some_and(|at| shown(&(*from, at)))))
            }
        }
    }

    /// Returns the selected record, if it is there still.
    pub(super) fn selected_record(&self, state: &State) -> Option<RecordId> {
        self.record.filter(|id| state.records.get(*id).is_some())
    }

    pub(super) fn step_request(&self, step: Step, state: &State, lab: &Lab) -> Option<u64> {
        let filter = StoredFilter::new(&self.filter, lab);
        let shown = state.requests.newest_first().filter(|request| filter.has_request(request));
        stepped(&shown.map(|request| request.number).collect::<Vec<_>>(), self.request, step)
    }

    /// Returns the selected request, if it is listed still.
    pub(super) fn selected_request<'a>(&self, state: &'a State) -> Option<&'a ServedRequest> {
        state.requests.get(self.request?)
    }

    /// Returns the practice node whose page is open, so that it is to be told what it knows.
    #[must_use]
    pub fn looks_into(&self, state: &State, lab: &Lab) -> Option<PeerId> {
        let (Some(Page::Peer(peer) | Page::Records(peer)), None) = (self.page(), &self.replay) else { return None };
        let runs = lab.number(peer).is_some_and(|number| lab.nodes[number].life == Life::Alive);
        (runs && *peer != state.session.peer).then_some(*peer)
    }
}
