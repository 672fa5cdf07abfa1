//! Whether somebody can be asked, or may yet come.

use std::collections::HashSet;

use crate::{
    dht::Warning,
    session::Config,
    state::{
        Peer, State, Status,
        notices::{Notice, What},
    },
};

/// Returns whether a peer has said that it answers our protocol, or has answered: not each says so. Who is only connected may
/// speak another.
pub(super) fn has_met_somebody(state: &State) -> bool {
    state.peers.servers() > 0 || state.queries.iter().any(|query| query.answered > 0)
}

/// Who may come at the start.
#[derive(Clone, Copy)]
pub(super) struct Expects {
    /// So many peers are dialled.
    peers: usize,
    /// Whether others may be found.
    finds: bool,
}

impl Expects {
    pub(super) fn of(config: &Config) -> Self {
        match config {
            Config::Node(config) => {
                let peers = config.peers.iter().collect::<HashSet<_>>().len();
                Self { peers, finds: config.mdns }
            }
            Config::Practice(_) => Self { peers: 0, finds: false },
        }
    }

    /// Returns whether all that were dialled are not there, or do not speak our protocol, and nobody else can be found. (One
    /// that dials us may still come, but of it nobody knows.)
    pub(super) fn nobody_else(self, state: &State) -> bool {
        let is_no_server = |peer: &&Peer| peer.status == Status::Connected && peer.server == Some(false);
        let no_servers = state.peers.iter().filter(is_no_server).count();
        let unreached_at = |notice: &Notice| match &notice.what {
            What::Warned(Warning::PeerNotReached { address, .. }) => Some(address.clone()),
            _ => None,
        };
        let unreached = state.notices.newest_first().filter_map(unreached_at).collect::<HashSet<_>>().len();
        let is_settled = state.peers.connected_count() == no_servers && unreached + no_servers >= self.peers;
        self.peers > 0 && !self.finds && is_settled
    }
}
