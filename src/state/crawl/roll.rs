//! What a crawl found as a list: by which column it is sorted, and whom the filter lets through.

use std::ops::Range;

use super::{Crawl, CrawledPeer};
use crate::{
    dht::{PeerId, Position},
    state::{
        Lab, State, Ui,
        filter::occurs,
        ranked::{Ranked, leading},
    },
    words::Language,
};

/// A column by which the list can be sorted, in their order on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CrawlColumn {
    /// Whether it could be reached.
    Reach,
    /// How near it is: to the key, or to us.
    #[default]
    Near,
    /// Entries of its routing table.
    Table,
    /// In how many tables it stands.
    NamedBy,
    /// Its program.
    Agent,
}

/// By which column the list is sorted, and which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CrawlSort {
    pub by: CrawlColumn,
    /// Whether what usually comes last comes first.
    pub is_reversed: bool,
}

impl CrawlSort {
    /// Returns the sorting by the next column, its usual way.
    #[must_use]
    pub fn next(self) -> Self {
        let by = match self.by {
            CrawlColumn::Reach => CrawlColumn::Near,
            CrawlColumn::Near => CrawlColumn::Table,
            CrawlColumn::Table => CrawlColumn::NamedBy,
            CrawlColumn::NamedBy => CrawlColumn::Agent,
            CrawlColumn::Agent => CrawlColumn::Reach,
        };
        Self { by, is_reversed: false }
    }

    /// Returns whether what the column shows grows from row to row: words do, of all else the most comes first.
    #[must_use]
    pub fn rises(self) -> bool {
        matches!(self.by, CrawlColumn::Reach | CrawlColumn::Agent) != self.is_reversed
    }
}

/// The peers that the filter lets through, in an order that is made where it is looked at.
pub struct CrawlRoll<'a> {
    crawl: &'a Crawl,
    sort: CrawlSort,
    to: Position,
    rows: Ranked,
}

impl<'a> CrawlRoll<'a> {
    /// Returns the list as the user sees it.
    #[must_use]
    pub fn new(crawl: &'a Crawl, ui: &Ui, state: &State, lab: &Lab) -> Self {
        let to = ui.nodes.aim(ui.query, &state.queries).map_or(state.position, |aim| aim.position);
        let mut roll = Self { crawl, sort: ui.nodes.crawl_sort, to, rows: Ranked::default() };
        let shown = |(_, found): &(usize, &CrawledPeer)| roll.matches(found, &ui.filter, ui.language, lab);
        let all = crawl.peers.iter().enumerate().filter(shown);
        roll.rows = Ranked::of(all.map(|(number, found)| (roll.rank(found), number)));
        roll
    }

    /// Returns whether a filter's text occurs in what the list shows of a peer: its id or name, its program, whether it could
    /// be reached, why not. The empty text occurs in all.
    fn matches(&self, found: &CrawledPeer, filter: &str, language: Language, lab: &Lab) -> bool {
        filter.is_empty()
            || occurs(filter, found.reach.word())
            || occurs(filter, found.reach.said(language))
            || found.peer == self.crawl.me && occurs(filter, language.screen().crawl.reach.us)
            || found.failure.as_ref().is_some_and(|failure| occurs(filter, &language.failure(failure)))
            || found.agent.is_some_and(|agent| occurs(filter, self.crawl.agents.get(agent)))
            || lab.name(&found.peer).is_some_and(|name| occurs(filter, &name))
            || occurs(filter, &found.peer.to_base58())
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

    /// Returns in which row a peer stands; none if it is not listed.
    #[must_use]
    pub fn row_of(&self, peer: &PeerId) -> Option<usize> {
        let number = self.crawl.number(peer)?;
        self.rows.place_of((self.rank(self.crawl.peers.get(number)?), number))
    }

    /// Returns the peers in these rows.
    #[must_use]
    pub fn rows(&mut self, rows: Range<usize>) -> Vec<&'a CrawledPeer> {
        self.rows.at(rows).into_iter().map(|number| &self.crawl.peers[number]).collect()
    }

    /// What a peer is sorted by: less comes first; among equals the order in which they were found decides.
    fn rank(&self, found: &CrawledPeer) -> u128 {
        let most_first = |count: usize| u128::MAX - count as u128;
        let rank = match self.sort.by {
            CrawlColumn::Reach => found.reach as u128,
            CrawlColumn::Near => leading(&found.position.distance(&self.to)),
            CrawlColumn::Table => most_first(found.table.as_ref().map_or(0, |table| table.len() + 1)),
            CrawlColumn::NamedBy => most_first(found.named_by as usize),
            CrawlColumn::Agent => found.agent.map_or(u128::MAX, |agent| first_letters(self.crawl.agents.get(agent))),
        };
        if self.sort.is_reversed { u128::MAX - rank } else { rank }
    }
}

/// Returns a number that is less for a text that comes first, as far as their first letters tell.
fn first_letters(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (place, byte) in bytes.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    u128::from_be_bytes(bytes)
}
