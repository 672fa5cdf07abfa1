//! Large values are asked for again once they are stored: an answer to a `GET_VALUE` carries the value *and* up to 20
//! closer peers, so what fits a `PUT_VALUE` need not fit it, and everybody acknowledges what nobody can fetch who reads
//! no more than libp2p-kad does as it is. (We read more.)

use std::collections::HashMap;

use libp2p::kad;

use super::{MAX_MESSAGE, Node};
use crate::dht::{Event, Key, QueryId};

/// Bytes from which a value is asked for again: with 20 closer peers of some six addresses each, an answer holds
/// about nine kilobytes of value.
pub const LARGE: usize = 8 * 1024;

/// The large values under way.
#[derive(Default)]
pub(super) struct ReadBacks {
    /// Queries that ask for one again: the query that stored it, and who had it.
    asking: HashMap<kad::QueryId, (QueryId, usize)>,
}

impl Node {
    /// Notes that a peer gave a value in an answer of so many bytes: whether every program can read it.
    pub(super) fn given(&mut self, id: kad::QueryId, answer: usize) {
        if let Some((_, holders)) = self.read_backs.asking.get_mut(&id) {
            *holders += usize::from(answer <= MAX_MESSAGE);
        }
    }

    /// A query ended: the large value that it stored under this key is asked for now; or it asked for one.
    pub(super) fn read_back(&mut self, id: kad::QueryId, query: QueryId, stored: Option<Key>) {
        if let Some(key) = stored {
            let get = |kad: &mut kad::Behaviour<_>| Ok::<_, String>(kad.get_record(kad::RecordKey::new(&key.bytes())));
            if let Ok(get) = self.swarm.behaviour_mut().kad.start(get) {
                self.read_backs.asking.insert(get, (query, 0));
            }
        }
        if let Some((query, holders)) = self.read_backs.asking.remove(&id) {
            self.say(Event::ReadBack { query, holders });
        }
    }
}
