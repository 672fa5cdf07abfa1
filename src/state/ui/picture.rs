//! Which lookup is followed beside the queries, and what of it is shown.

use super::Ui;
use crate::state::{Query, State};

/// What the queries' pane shows of the lookup that is followed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum LookupPicture {
    /// As much as there is room for.
    #[default]
    All,
    /// How it closes in on the key.
    Chart,
    /// Who told whom.
    Tree,
    /// The peers, nearest first.
    List,
    /// Nothing: the queries have all the room.
    Off,
}

impl LookupPicture {
    /// Returns the one after this.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Chart,
            Self::Chart => Self::Tree,
            Self::Tree => Self::List,
            Self::List => Self::Off,
            Self::Off => Self::All,
        }
    }
}

impl Ui {
    /// Returns the query whose lookup is shown: the selected one, else the newest that was typed, else the newest.
    #[must_use]
    pub fn followed<'a>(&self, state: &'a State) -> Option<&'a Query> {
        let newest = |typed: bool| {
            let all = state.queries.iter().filter(|query| query.is_commanded() || !typed);
            all.max_by_key(|query| query.id)
        };
        let selected = self.query.and_then(|id| state.queries.get(id));
        selected.or_else(|| newest(true)).or_else(|| newest(false))
    }
}
