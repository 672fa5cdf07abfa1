//! The table of panes: a new one is its name in `state/ui/panes.rs`, its file in `state/`, its file here, and a row.

use ratatui::layout::Rect;

use super::{Scene, buckets, canvas::Canvas, nodes, peers, queries, records, requests};
use crate::{state::Pane, words::screen::Tabs};

/// A pane on the screen.
pub(super) struct PaneRow {
    pub(super) pane: Pane,
    /// Draws it.
    pub(super) draw: fn(&mut Canvas, Rect, &Scene),
    /// Its title among the tabs of a small window; the second where there is little room.
    pub(super) tab: fn(&Tabs) -> [&'static str; 2],
    /// How many rows it has.
    pub(super) count: fn(&Scene) -> usize,
}

/// Every pane, in the order of the tabs.
pub(super) const PANES: [PaneRow; 6] = [
    PaneRow {
        pane: Pane::Peers,
        draw: peers::draw,
        tab: |tabs| [tabs.peers; 2],
        count: |scene| scene.state.peers.len(),
    },
    PaneRow {
        pane: Pane::Buckets,
        draw: buckets::draw,
        tab: |tabs| [tabs.table; 2],
        count: |scene| scene.state.buckets.entries(),
    },
    PaneRow {
        pane: Pane::Queries,
        draw: queries::draw,
        tab: |tabs| [tabs.queries; 2],
        count: |scene| scene.state.queries.len(),
    },
    PaneRow {
        pane: Pane::Nodes,
        draw: nodes::draw,
        tab: |tabs| [tabs.network, tabs.net],
        count: |scene| scene.lab.nodes.len(),
    },
    PaneRow {
        pane: Pane::Records,
        draw: records::draw,
        tab: |tabs| [tabs.records, tabs.recs],
        count: |scene| scene.state.records.len(),
    },
    PaneRow {
        pane: Pane::Requests,
        draw: requests::draw,
        tab: |tabs| [tabs.requests, tabs.reqs],
        count: |scene| usize::try_from(scene.state.requests.served()).unwrap_or(usize::MAX),
    },
];

/// Draws a pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, pane: Pane) {
    for row in PANES.iter().filter(|row| row.pane == pane) {
        (row.draw)(canvas, area, scene);
    }
}
