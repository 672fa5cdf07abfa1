//! The selection in the list of the practice network's nodes; how the list is shown and left.

use super::{Pane, Ui, selection::Step};
use crate::{
    dht::{PeerId, program::Program},
    state::{
        Lab, State,
        nodes::{Roll, Sort},
    },
};

impl Ui {
    /// Shows the practice network, where there is one; hides it again, where the selection is in it.
    pub(super) fn toggle_nodes(&mut self, lab: &Lab) {
        if lab.is_any() {
            self.toggle_alone(Pane::Nodes);
        } else {
            self.remark = Some(Program::NoPractice.into());
        }
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
    pub(super) fn sort(&mut self, reverse: bool, state: &State) {
        let sort = self.nodes.sorted(self.nodes.aim(self.query, &state.queries).as_ref());
        self.nodes.sort = Some(if reverse { Sort { reversed: !sort.reversed, ..sort } } else { sort.next() });
    }

    /// Returns where a step leads; to the first row, if what is selected is not listed.
    pub(super) fn step_node(&self, step: Step, state: &State, lab: &Lab) -> Option<PeerId> {
        let mut roll = Roll::new(self, state, lab);
        let last = roll.len().checked_sub(1)?;
        let at = self.nodes.node.and_then(|peer| roll.row_of(&peer));
        let row = match (step, at) {
            (Step::Last, _) => last,
            (Step::First, _) | (Step::By(_), None) => 0,
            (Step::By(by), Some(at)) => at.saturating_add_signed(isize::try_from(by).unwrap_or_default()).min(last),
        };
        roll.rows(row..row + 1).first().map(|number| lab.nodes[*number].peer)
    }

    /// Returns the selected node, if it is listed.
    pub(super) fn selected_node(&self, state: &State, lab: &Lab) -> Option<PeerId> {
        self.nodes.node.filter(|peer| Roll::new(self, state, lab).row_of(peer).is_some())
    }
}
