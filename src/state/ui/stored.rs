//! The selection among the records of the store, and among the requests of others.

use super::{
    Page, Ui,
    selection::{Step, nth_or_last, stepped},
};
use crate::{
    dht::{PeerId, tail},
    state::{
        Lab, State,
        filter::occurs,
        lab::Life,
        peers::MAX_SEARCHED,
        records::{KeptRecord, RecordId},
        requests::ServedRequest,
    },
};

/// Returns whether a filter's text occurs in what is known of a record: its key, its value, or who it is from.
#[must_use]
pub fn record_matches(record: &KeptRecord, filter: &str, lab: &Lab) -> bool {
    filter.is_empty()
        || occurs(filter, &record.item.key.to_string())
        || occurs(filter, record.how.word())
        || record.value.as_deref().and_then(crate::dht::as_text).is_some_and(|value| occurs(filter, &value))
        || [record.item.provider, record.publisher, record.from].iter().flatten().any(|peer| names(peer, filter, lab))
}

/// Returns whether a filter's text occurs in what is known of a request: who asks, what, and about which key.
#[must_use]
pub fn request_matches(request: &ServedRequest, filter: &str, lab: &Lab) -> bool {
    filter.is_empty()
        || occurs(filter, request.kind.word())
        || request.reply.is_some_and(|reply| occurs(filter, reply.word()))
        || request.key.as_ref().is_some_and(|key| occurs(filter, &key.to_string()))
        || names(&request.peer, filter, lab)
}

fn names(peer: &PeerId, filter: &str, lab: &Lab) -> bool {
    occurs(filter, &tail(peer)) || lab.name(peer).is_some_and(|name| occurs(filter, &name))
}

impl Ui {
    pub(super) fn step_record(&self, step: Step, state: &State, lab: &Lab) -> Option<RecordId> {
        let shown = |(_, record): &(RecordId, &KeptRecord)| record_matches(record, &self.filter, lab);
        let id = |(id, _): (RecordId, &KeptRecord)| id;
        let records = &state.records;
        let first = || records.iter().take(MAX_SEARCHED).find(shown).map(id);
        match (step, self.selected_record(state)) {
            (Step::First, _) | (Step::By(_), None) => first(),
            (Step::Last, _) => records.iter().rev().take(MAX_SEARCHED).find(shown).map(id),
            (Step::By(rows), Some(from)) => {
                let further = if rows < 0 {
                    nth_or_last(records.above(from).take(MAX_SEARCHED).filter(shown), rows)
                } else {
                    nth_or_last(records.below(from).take(MAX_SEARCHED).filter(shown), rows)
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
        let shown = state.requests.newest_first().filter(|request| request_matches(request, &self.filter, lab));
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
