//! The selection in the list of the practice network's nodes, or of the peers that a crawl found; how the list is shown and
//! left.

use super::{Pane, Ui, selection::Step};
use crate::{
    dht::PeerId,
    state::{
        Lab, State,
        crawl::{Crawl, CrawlRoll, CrawlSort},
        nodes::{NodesView, Roll, Sort},
    },
};

impl Ui {
    /// Returns the crawl that the pane shows, if it shows none of the practice network's nodes; none yet where none was made.
    #[must_use]
    pub fn crawl_shown<'a>(&self, state: &'a State, lab: &Lab) -> Option<Option<&'a Crawl>> {
        let is_shown = !lab.is_any() || self.nodes.view == NodesView::Crawl;
        is_shown.then_some(state.crawls.last.as_deref())
    }

    /// Shows what a crawl finds.
    pub(super) fn show_crawl(&mut self) {
        self.nodes.view = NodesView::Crawl;
        self.show_alone(Pane::Nodes);
    }

    /// Shows a pane that takes the place of all others; hides it again, where the selection is in it.
    pub(super) fn toggle_alone(&mut self, pane: Pane) {
        if self.pane == pane && !self.focus.is_at_prompt() && self.pages.is_empty() {
            self.leave_alone();
        } else {
            self.show_alone(pane);
        }
    }

    /// Shows a pane that takes the place of all others.
    pub(super) fn show_alone(&mut self, pane: Pane) {
        if !self.pane.is_alone() {
            self.former = self.pane;
        }
        self.go(pane);
    }

    /// Shows the other panes again.
    pub(super) fn leave_alone(&mut self) {
        self.go(self.former);
    }

    /// Sorts the list in another way.
    pub(super) fn sort(&mut self, reverse: bool, state: &State, lab: &Lab) {
        if self.crawl_shown(state, lab).is_some() {
            let sort = self.nodes.crawl_sort;
            self.nodes.crawl_sort =
                if reverse { CrawlSort { is_reversed: !sort.is_reversed, ..sort } } else { sort.next() };
            return;
        }
        let sort = self.nodes.sorted(self.nodes.aim(self.query, &state.queries).as_ref());
        self.nodes.sort = Some(if reverse { Sort { reversed: !sort.reversed, ..sort } } else { sort.next() });
    }

    /// Returns where a step leads; to the first row, if what is selected is not listed.
    pub(super) fn step_node(&self, step: Step, state: &State, lab: &Lab) -> Option<PeerId> {
        if let Some(crawl) = self.crawl_shown(state, lab) {
            let mut roll = CrawlRoll::new(crawl?, self, state, lab);
            let row = stepped_row(step, roll.len(), self.nodes.node.and_then(|peer| roll.row_of(&peer)))?;
            return roll.rows(row..row + 1).first().map(|found| found.peer);
        }
        let mut roll = Roll::new(self, state, lab);
        let row = stepped_row(step, roll.len(), self.nodes.node.and_then(|peer| roll.row_of(&peer)))?;
        roll.rows(row..row + 1).first().map(|number| lab.nodes[*number].peer)
    }

    /// Returns the selected node, if it is listed.
    pub(super) fn selected_node(&self, state: &State, lab: &Lab) -> Option<PeerId> {
        let is_listed = |peer: &PeerId| match self.crawl_shown(state, lab) {
            Some(crawl) => crawl.is_some_and(|crawl| CrawlRoll::new(crawl, self, state, lab).row_of(peer).is_some()),
            None => Roll::new(self, state, lab).row_of(peer).is_some(),
        };
        self.nodes.node.filter(is_listed)
    }
}

/// Returns in which of so many rows a step leads from one; to the first, if it begins nowhere.
fn stepped_row(step: Step, rows: usize, at: Option<usize>) -> Option<usize> {
    let last = rows.checked_sub(1)?;
    Some(match (step, at) {
        (Step::Last, _) => last,
        (Step::First, _) | (Step::By(_), None) => 0,
        (Step::By(by), Some(at)) => at.saturating_add_signed(isize::try_from(by).unwrap_or_default()).min(last),
    })
}
