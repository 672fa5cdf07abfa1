//! The panes, and in which order Tab goes through them.

/// A pane of the main screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Pane {
    /// Who is around.
    #[default]
    Peers,
    /// The routing table.
    Buckets,
    /// The queries.
    Queries,
    /// The practice network: it takes the place of all others, as those that follow do.
    Nodes,
    /// What the node's store holds.
    Records,
    /// What the node asks and is asked.
    Requests,
}

impl Pane {
    /// Returns whether it takes the place of all others.
    #[must_use]
    pub fn is_alone(self) -> bool {
        self.row().len() == 1
    }

    /// Returns the panes that stand on the screen with this one, itself among them, in the order of Tab.
    #[must_use]
    pub fn row(self) -> &'static [Self] {
        match self {
            Self::Peers | Self::Buckets | Self::Queries => &[Self::Peers, Self::Buckets, Self::Queries],
            Self::Nodes => &[Self::Nodes],
            Self::Records => &[Self::Records],
            Self::Requests => &[Self::Requests],
        }
    }
}
