//! Everybody a lookup has heard of, nearest to the key first: a sorted list, which a flood of names moves as pointers.

use super::Hop;
use crate::dht::Distance;

/// The peers of a lookup by their distance to its key, which tells them apart as their ids do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Hops {
    nearest_first: Vec<(Distance, Box<Hop>)>,
}

impl Hops {
    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nearest_first.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nearest_first.is_empty()
    }

    /// Returns each with its distance, nearest first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Distance, &Hop)> {
        self.nearest_first.iter().map(|(place, hop)| (place, hop.as_ref()))
    }

    /// Returns all, nearest first.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Hop> {
        self.iter().map(|(_, hop)| hop)
    }

    /// Returns all distances, nearest first.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Distance> {
        self.iter().map(|(place, _)| place)
    }

    /// Returns the peer at this distance.
    #[must_use]
    pub fn get(&self, place: &Distance) -> Option<&Hop> {
        self.find(place).ok().map(|at| self.nearest_first[at].1.as_ref())
    }

    pub(super) fn get_mut(&mut self, place: &Distance) -> Option<&mut Hop> {
        self.find(place).ok().map(|at| self.nearest_first[at].1.as_mut())
    }

    /// Adds a peer at this distance, if there is none. Returns whether it did.
    pub(super) fn insert(&mut self, place: Distance, new: impl FnOnce() -> Hop) -> bool {
        let Err(at) = self.find(&place) else { return false };
        self.nearest_first.insert(at, (place, Box::new(new())));
        true
    }

    /// Takes the peer at this distance out, if there is one.
    pub(super) fn remove(&mut self, place: &Distance) {
        if let Ok(at) = self.find(place) {
            self.nearest_first.remove(at);
        }
    }

    /// Forgets those that are not to be kept, nearest first.
    pub(super) fn retain(&mut self, mut keeps: impl FnMut(&Hop) -> bool) {
        self.nearest_first.retain(|(_, hop)| keeps(hop));
        self.nearest_first.shrink_to_fit();
    }

    fn find(&self, place: &Distance) -> Result<usize, usize> {
        self.nearest_first.binary_search_by_key(place, |(place, _)| *place)
    }
}
