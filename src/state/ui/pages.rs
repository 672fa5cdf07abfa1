//! The pages that lie over the panes: how they open, close, scroll, and what is selected on them.

use std::time::Duration;

use super::{
    Focus, Ui,
    selection::{Step, stepped},
};
use crate::{
    command::{Command, DialTarget, LabCommand, NodeCommand, Nodes, Question},
    dht::{CopyKind, Key, PeerId, QueryId},
    state::{Lab, Pane, Row, State, action::Effect, lab::Life, notices::What, records::RecordId},
};

/// Peers that came or went, which the census lists.
pub const MAX_CHANGED: usize = 50;

/// A page that lies over the panes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Page {
    /// The keys and commands, or one command.
    Help {
        /// Only this command.
        command: Option<String>,
    },
    /// What words mean.
    Words(Topic),
    /// All that is known of a peer.
    Peer(PeerId),
    /// All that is known of a query.
    Query(QueryId),
    /// The routing table of a peer, as it told it.
    Table(PeerId),
    /// All of a record of the store.
    Record(RecordId),
    /// What the store of another practice node holds.
    Records(PeerId),
    /// Who of those closest to a key holds it.
    Copies { key: Key, what: CopyKind },
    /// What a crawl found of the network as a whole.
    Census,
    /// What happened to the routing table, of the last so long.
    Changes(Option<Duration>),
    /// What mDNS heard.
    Mdns,
    /// What happened so far, newest first.
    Notices,
    /// One of the notices, in full.
    Notice(u64),
}

impl Page {
    /// Returns whether it is a list, of which a row can be opened; a peer's page begins with what can be done with it.
    fn lists_rows(&self) -> bool {
        match self {
            Self::Query(_)
            | Self::Notices
            | Self::Mdns
            | Self::Table(_)
            | Self::Record(_)
            | Self::Copies { .. }
            | Self::Census => true,
            Self::Help { .. }
            | Self::Words(_)
            | Self::Changes(_)
            | Self::Records(_)
            | Self::Peer(_)
            | Self::Notice(_) => false,
        }
    }
}

/// Whose words are explained.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Topic {
    /// A pane's.
    Pane(Pane),
    /// A lookup's.
    Lookup,
    /// Those of a routing table that another told.
    Table,
    /// Those of the copies of a key.
    Copies,
    /// Those of a crawl, and of what it found.
    Crawl,
}

/// A page, and what the user does on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenPage {
    pub page: Page,
    /// The selected row, where the page has rows.
    pub row: Option<Row>,
    /// Lines scrolled away at the top, beyond what the selected row needs; the view stops at the page's end.
    pub scroll: u16,
    /// The line in which the selected row stands, where it was clicked; else it stands in the middle.
    pub line: Option<u16>,
}

impl From<Page> for OpenPage {
    fn from(page: Page) -> Self {
        Self { page, row: None, scroll: 0, line: None }
    }
}

impl Ui {
    /// Returns the page that lies on top.
    #[must_use]
    pub fn page(&self) -> Option<&Page> {
        self.pages.last().map(|open| &open.page)
    }

    /// Returns how many lines are scrolled away beyond what the selected row needs.
    #[must_use]
    pub fn scroll(&self) -> u16 {
        self.pages.last().map_or(0, |open| open.scroll)
    }

    /// Returns the selected row of the page that lies on top.
    #[must_use]
    pub fn page_row(&self) -> Option<Row> {
        self.pages.last().and_then(|open| open.row)
    }

    /// Takes back what was scrolled beyond the end of the page, which only the view knows.
    pub fn scrolled_at_most(&mut self, last: u16) {
        if let Some(open) = self.pages.last_mut() {
            open.scroll = open.scroll.min(last);
        }
    }

    /// Opens a page, which has the focus: what is typed goes to the prompt all the same. Where it lies below already, that
    /// one goes.
    pub(super) fn show(&mut self, page: Page, state: &State, lab: &Lab) {
        if self.pages.is_empty() {
            self.before_page = if self.focus.is_at_prompt() { Focus::Prompt } else { Focus::Pane };
        }
        self.pages.retain(|open| open.page != page);
        let row = self.first_row(&page, state, lab);
        self.pages.push(OpenPage { row, ..OpenPage::from(page) });
        self.focus = Focus::Pane;
    }

    /// Closes the page that lies on top.
    pub(super) fn close_page(&mut self) {
        self.pages.pop();
        if self.pages.is_empty() && !self.focus.is_at_prompt() {
            self.focus = self.before_page;
        }
    }

    /// Shows a page, or closes it if it, or another of its kind, lies on top.
    pub(super) fn toggle(&mut self, page: Page, state: &State, lab: &Lab) {
        let shown = self.page().map(std::mem::discriminant);
        if shown == Some(std::mem::discriminant(&page)) { self.close_page() } else { self.show(page, state, lab) }
    }

    /// Shows what the words mean that have the focus, or help where they have none of their own; or closes that again.
    pub(super) fn explain(&mut self, state: &State, lab: &Lab) {
        let topic = match self.topic() {
            Some(Topic::Pane(Pane::Nodes)) if self.crawl_shown(state, lab).is_some() => Some(Topic::Crawl),
            topic => topic,
        };
        self.toggle(topic.map_or(Page::Help { command: None }, Page::Words), state, lab);
    }

    /// Returns whose words have the focus.
    #[must_use]
    pub fn topic(&self) -> Option<Topic> {
        match self.page() {
            Some(Page::Words(topic)) => Some(*topic),
            Some(Page::Query(_)) => Some(Topic::Lookup),
            Some(Page::Table(_)) => Some(Topic::Table),
            Some(Page::Copies { .. }) => Some(Topic::Copies),
            Some(Page::Census) => Some(Topic::Crawl),
            Some(Page::Peer(_) | Page::Mdns) => Some(Topic::Pane(Pane::Peers)),
            Some(Page::Record(_) | Page::Records(_)) => Some(Topic::Pane(Pane::Records)),
            Some(Page::Changes(_)) => Some(Topic::Pane(Pane::Buckets)),
            Some(Page::Help { .. } | Page::Notices | Page::Notice(_)) => None,
            None if self.focus.is_at_prompt() => None,
            None => Some(Topic::Pane(self.pane)),
        }
    }

    /// Returns the row that a page begins with: of a peer's, what can be done with it.
    fn first_row(&self, page: &Page, state: &State, lab: &Lab) -> Option<Row> {
        let Page::Peer(peer) = page else { return None };
        self.offers(peer, state, lab).first().copied()
    }

    /// Returns what can be done with a peer: be a node of the practice network that runs, ping it, read its table; in a
    /// recording look at the table, where it was read.
    #[must_use]
    pub fn offers(&self, peer: &PeerId, state: &State, lab: &Lab) -> Vec<Row> {
        if self.replay.is_some() {
            return state.tables.of(peer).map(|_| Row::Table(*peer)).into_iter().collect();
        }
        if *peer == state.session.peer {
            return Vec::new();
        }
        let runs = lab.number(peer).is_some_and(|number| lab.nodes[number].life == Life::Alive);
        let be = runs.then_some(Row::Be(*peer));
        be.into_iter().chain([Row::Ping(*peer), Row::Table(*peer)]).collect()
    }

    /// Moves the selection on the page, and scrolls where that is at an end, or there is none.
    pub(super) fn step_on_page(&mut self, step: Step, state: &State, lab: &Lab) {
        let rows = self.page_rows(state, lab);
        let Some(open) = self.pages.last_mut() else { return };
        open.line = None;
        let is_at_end = open.row.is_some() && open.row.as_ref() == rows.last();
        match step {
            Step::By(by) if rows.is_empty() || open.scroll > 0 || by > 0 && is_at_end => {
                open.scroll = scrolled(open.scroll, by);
            }
            Step::By(_) => open.row = stepped(&rows, open.row, step),
            Step::First => (open.row, open.scroll) = (rows.first().copied().or(open.row), 0),
            Step::Last => (open.row, open.scroll) = (rows.last().copied().or(open.row), u16::MAX),
        }
    }

    /// Selects a row of the page, if it has it.
    pub(super) fn select_on_page(&mut self, row: Row, line: Option<u16>, state: &State, lab: &Lab) {
        let has_it = self.page_rows(state, lab).contains(&row);
        if let Some(open) = self.pages.last_mut().filter(|_| has_it) {
            (open.row, open.scroll, open.line) = (Some(row), 0, line);
        }
    }

    /// Returns the selected row of the page, if it is there still.
    pub(super) fn selected_on_page(&self, state: &State) -> Option<Row> {
        self.page_row().filter(|row| is_offer(row) || self.listed_rows(state).contains(row))
    }

    /// Returns whether Enter opens something.
    #[must_use]
    pub fn has_something_to_open(&self, state: &State) -> bool {
        match self.page() {
            None => true,
            Some(Page::Peer(_)) => self.page_row().is_some(),
            Some(Page::Notice(number)) => query_of(*number, state).is_some(),
            Some(page) => page.lists_rows() && !self.listed_rows(state).is_empty(),
        }
    }

    /// Returns the rows that the selection moves among.
    fn page_rows(&self, state: &State, lab: &Lab) -> Vec<Row> {
        match self.page() {
            Some(Page::Peer(peer)) => self.offers(peer, state, lab),
            _ => self.listed_rows(state),
        }
    }

    /// Returns what a page lists.
    fn listed_rows(&self, state: &State) -> Vec<Row> {
        match self.page() {
            Some(Page::Table(peer)) => {
                let read = state.tables.of(peer);
                read.into_iter().flat_map(|read| read.table.entries()).map(|entry| Row::Peer(entry.peer)).collect()
            }
            Some(Page::Query(id)) => {
                let lookup = state.queries.get(*id).and_then(|query| query.lookup());
                lookup.into_iter().flat_map(|lookup| lookup.hops.values()).map(|hop| Row::Peer(hop.peer)).collect()
            }
            Some(Page::Record(id)) => {
                let past = || state.records.past(*id).map(|past| &past.record);
                let key = state.records.get(*id).or_else(past).map(|record| &record.item.key);
                let queries = state.queries.iter().filter(|query| Some(&query.key) == key);
                queries.map(|query| Row::Query(query.id)).collect()
            }
            Some(Page::Copies { key, what }) => {
                let last = state.copies.of(key, *what).map(|rounds| &rounds.last);
                let closest = last.into_iter().flat_map(|round| &round.copies.closest);
                let query = last.map(|round| Row::Query(round.query));
                closest.map(|copy| Row::Peer(copy.peer)).chain(query).collect()
            }
            Some(Page::Census) => {
                let changes = state.crawls.last.as_ref().and_then(|last| last.changes.as_ref());
                changes
                    .into_iter()
                    .flatten()
                    .flat_map(|peers| peers.iter().take(MAX_CHANGED))
                    .map(|peer| Row::Peer(*peer))
                    .collect()
            }
            Some(Page::Mdns) => state.mdns.peers.keys().map(|peer| Row::Peer(*peer)).collect(),
            Some(Page::Notices) => self.notices(state).map(|notice| Row::Notice(notice.number)).collect(),
            Some(
                Page::Help { .. }
                | Page::Words(_)
                | Page::Peer(_)
                | Page::Notice(_)
                | Page::Changes(_)
                | Page::Records(_),
            )
            | None => Vec::new(),
        }
    }

    /// Opens what is selected on the page. Returns what has to happen outside.
    pub(super) fn open_on_page(&mut self, state: &State, lab: &Lab) -> Option<Effect> {
        let page = match (self.page()?, self.selected_on_page(state)) {
            (Page::Notice(number), _) => Page::Query(query_of(*number, state)?),
            (_, Some(Row::Be(peer))) => return self.be(&peer, lab),
            (_, Some(Row::Ping(peer))) => {
                self.frozen = false; // what comes of it would not be seen
                return Some(ask(peer, Question::Ping));
            }
            (_, Some(Row::Table(peer))) => {
                self.frozen = false;
                self.show(Page::Table(peer), state, lab);
                return self.replay.is_none().then(|| ask(peer, Question::Table));
            }
            (_, Some(Row::Peer(peer))) => Page::Peer(peer),
            (_, Some(Row::Notice(number))) => Page::Notice(number),
            (_, Some(Row::Query(query))) => Page::Query(query),
            (page, None) if page.lists_rows() => {
                self.step_on_page(Step::First, state, lab); // the next Enter opens it
                return None;
            }
            _ => return None,
        };
        self.show(page, state, lab);
        None
    }

    /// Closes the pages of what only the node knows that was observed, and forgets what is selected of that.
    pub(super) fn leave_node(&mut self) {
        (self.record, self.request) = (None, None);
        self.pages.retain(|open| {
            !matches!(
                open.page,
                Page::Notice(_)
                    | Page::Query(_)
                    | Page::Mdns
                    | Page::Table(_)
                    | Page::Record(_)
                    | Page::Changes(_)
                    | Page::Copies { .. }
                    | Page::Census
            )
        });
    }

    /// Looks through a practice node's eyes, and at no page.
    fn be(&mut self, peer: &PeerId, lab: &Lab) -> Option<Effect> {
        let number = lab.number(peer)?;
        self.frozen = false; // what comes of it would not be seen
        self.pages.clear();
        let node = Nodes::Range { first: number, last: number };
        Some(Effect::typed(Command::Lab(LabCommand::Be { node })))
    }
}

/// Returns whether a row is something that can be done with the peer whose page it is on.
fn is_offer(row: &Row) -> bool {
    matches!(row, Row::Be(_) | Row::Ping(_) | Row::Table(_))
}

fn ask(peer: PeerId, question: Question) -> Effect {
    Effect::typed(Command::Node(NodeCommand::Ask { whom: DialTarget::Peer(peer), question }))
}

/// Returns the query that a notice tells of.
fn query_of(number: u64, state: &State) -> Option<QueryId> {
    match state.notices.get(number)?.what {
        What::Ended { query, .. } => Some(query),
        _ => None,
    }
}

fn scrolled(scroll: u16, by: i32) -> u16 {
    let by = by.clamp(i16::MIN.into(), i16::MAX.into());
    scroll.saturating_add_signed(i16::try_from(by).unwrap_or_default())
}
