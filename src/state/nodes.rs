//! The practice network as a list: what its nodes are measured against, by which column they are sorted, and which of
//! them the filter lets through.

use std::{collections::HashSet, ops::Range};

use super::{
    Lab, Queries, Query, State, Ui,
    crawl::CrawlSort,
    filter::occurs,
    lab::Holding,
    ranked::{Ranked, leading},
};
use crate::dht::{Key, Kind, PeerId, Position, QueryId};

/// By which word a filter finds the nodes that hold the key.
const HOLDS: &str = "holds";

/// What the user is doing with the list.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The selected node.
    pub node: Option<PeerId>,
    /// How the list is sorted; none is by nearness to a key, where one is chosen, else by number.
    pub sort: Option<Sort>,
    /// What stands there.
    pub view: NodesView,
    /// How the peers that a crawl found are sorted.
    pub crawl_sort: CrawlSort,
    /// The key that was looked for last: it stays when another node is observed, which knows nothing of that query.
    pub aim: Option<Aim>,
}

/// What the pane shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NodesView {
    /// The practice network's nodes.
    #[default]
    List,
    /// The routing table in their place, as a tree.
    Tree,
    /// What a crawl found, as it does where there is no practice network.
    Crawl,
}

impl NodesView {
    /// Returns what is shown next; of a crawl only where there was one.
    #[must_use]
    pub fn next(self, has_crawl: bool) -> Self {
        match self {
            Self::List => Self::Tree,
            Self::Tree if has_crawl => Self::Crawl,
            Self::Tree | Self::Crawl => Self::List,
        }
    }
}

/// A key that nodes are measured against, and what of it they may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aim {
    pub key: Key,
    /// Where it lies.
    pub position: Position,
    /// Its value, or who provides it.
    pub what: Holding,
}

/// A column by which the list can be sorted, in their order on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortKey {
    #[default]
    Node,
    /// Whether it runs.
    Life,
    /// How near it is: to the key, or to us.
    Near,
    /// Whether it holds the key; the nearest of the holders first.
    Holder,
    /// Entries of its routing table.
    Table,
    /// Its connections.
    Connections,
    /// Keys in its store.
    Keys,
    /// Requests that reached it.
    Served,
}

/// By which column the list is sorted, and which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sort {
    /// The column.
    pub by: SortKey,
    /// Whether what usually comes last comes first.
    pub reversed: bool,
}

impl Sort {
    /// Returns the sorting by the next column, its usual way.
    #[must_use]
    pub fn next(self) -> Self {
        let by = match self.by {
            SortKey::Node => SortKey::Life,
            SortKey::Life => SortKey::Near,
            SortKey::Near => SortKey::Holder,
            SortKey::Holder => SortKey::Table,
            SortKey::Table => SortKey::Connections,
            SortKey::Connections => SortKey::Keys,
            SortKey::Keys => SortKey::Served,
            SortKey::Served => SortKey::Node,
        };
        Self { by, reversed: false }
    }

    /// Returns whether what the column shows grows from row to row: numbers do, of all else the most comes first.
    #[must_use]
    pub fn rises(self) -> bool {
        matches!(self.by, SortKey::Node | SortKey::Life) != self.reversed
    }
}

impl Survey {
    /// Returns how the list is sorted, measured against this.
    #[must_use]
    pub fn sorted(&self, aim: Option<&Aim>) -> Sort {
        let by = if aim.is_some() { SortKey::Near } else { SortKey::Node };
        self.sort.unwrap_or(Sort { by, reversed: false })
    }

    /// Returns what the nodes are measured against: the key of the selected query, else of the last that was typed, else
    /// of one before that. None is our own place, as it is while a bootstrap is selected.
    #[must_use]
    pub fn aim(&self, selected: Option<QueryId>, queries: &Queries) -> Option<Aim> {
        let typed = |query: &&Query| query.is_commanded() && query.kind != Kind::Bootstrap;
        let query = selected.and_then(|id| queries.get(id)).or_else(|| queries.iter().find(typed));
        match query {
            None => self.aim.clone(),
            Some(query) if query.kind == Kind::Bootstrap => None,
            Some(query) => Some(Aim::of(query)),
        }
    }
}

impl Aim {
    fn of(query: &Query) -> Self {
        let position = query.lookup().map_or_else(|| query.key.position(), |lookup| lookup.target);
        Self { key: query.key.clone(), position, what: Holding::of(query.kind) }
    }
}

/// The nodes that the filter lets through, in an order that is made where it is observed.
pub struct Roll<'a> {
    lab: &'a Lab,
    sort: Sort,
    to: Position,
    holders: HashSet<usize>,
    rows: Ranked,
}

impl<'a> Roll<'a> {
    /// Returns the list as the user sees it.
    #[must_use]
    pub fn new(ui: &Ui, state: &State, lab: &'a Lab) -> Self {
        let aim = ui.nodes.aim(ui.query, &state.queries);
        let holders: HashSet<usize> = aim.iter().flat_map(|aim| lab.holders(aim.what, &aim.key)).collect();
        let sort = ui.nodes.sorted(aim.as_ref());
        let to = aim.map_or(state.position, |aim| aim.position);
        let mut roll = Self { lab, sort, to, holders, rows: Ranked::default() };
        let shown = |number: &usize| roll.matches(*number, &ui.filter);
        let rows = (0..lab.nodes.len()).filter(shown).map(|number| (roll.rank(number), number));
        roll.rows = Ranked::of(rows);
        roll
    }

    /// Returns whether a filter's text occurs in what the list shows of a node: its name, id or life, or that it holds
    /// the key. The empty text occurs in all.
    fn matches(&self, number: usize, filter: &str) -> bool {
        filter.is_empty()
            || self.lab.nodes[number].matches(number, filter)
            || occurs(filter, HOLDS) && self.holds(number)
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns whether a node holds what is looked for.
    #[must_use]
    pub fn holds(&self, number: usize) -> bool {
        self.holders.contains(&number)
    }

    /// Returns the holders of what is looked for, in no order.
    #[must_use]
    pub fn holders(&self) -> impl ExactSizeIterator<Item = usize> {
        self.holders.iter().copied()
    }

    /// Returns in which row a node stands; none if it is not listed.
    #[must_use]
    pub fn row_of(&self, peer: &PeerId) -> Option<usize> {
        let number = self.lab.number(peer)?;
        self.rows.place_of((self.rank(number), number))
    }

    /// Returns the numbers of the nodes in these rows.
    #[must_use]
    pub fn rows(&mut self, rows: Range<usize>) -> Vec<usize> {
        self.rows.at(rows)
    }

    /// What a node is sorted by: less comes first; among equals the number decides.
    fn rank(&self, number: usize) -> u128 {
        let node = &self.lab.nodes[number];
        let most_first = |count: usize| u128::MAX - count as u128;
        let rank = match self.sort.by {
            SortKey::Node => number as u128,
            SortKey::Life => node.life as u128,
            SortKey::Near => leading(&node.position.distance(&self.to)),
            SortKey::Holder => u128::from(!self.holds(number)) << 127 | leading(&node.position.distance(&self.to)) >> 1,
            SortKey::Table => most_first(node.table),
            SortKey::Connections => most_first(node.connections),
            SortKey::Keys => most_first(node.holds),
            SortKey::Served => u128::MAX - u128::from(node.served),
        };
        if self.sort.reversed { u128::MAX - rank } else { rank }
    }
}

#[cfg(test)]
mod tests;
