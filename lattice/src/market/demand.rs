//! How much of each resource a run uses in every slot that it occupies.

use crate::market::ResourceIndex;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// Amounts per occupied slot, keyed by resource; an absent resource is 0 and no amount stored is 0.
///
/// One or no resource, the usual case among hundreds of thousands of quotes, takes 16 bytes and no allocation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Demand(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Nothing,
    One(ResourceIndex, u64),
    // Sorted by resource, two entries or more.
    #[expect(clippy::box_collection, reason = "a thin pointer keeps a demand at 16 bytes")]
    Many(Box<Vec<(ResourceIndex, u64)>>),
}

impl Demand {
    /// The demand with these amounts. Zero amounts vanish; of two entries with one resource the first given counts.
    pub(crate) fn new(mut entries: Vec<(ResourceIndex, u64)>) -> Self {
        entries.retain(|&(_, amount)| amount != 0);
        entries.sort_by_key(|&(resource, _)| resource);
        entries.dedup_by_key(|&mut (resource, _)| resource);
        match *entries.as_slice() {
            [] => Self(Repr::Nothing),
            [(resource, amount)] => Self(Repr::One(resource, amount)),
            _ => {
                entries.shrink_to_fit();
                Self(Repr::Many(Box::new(entries)))
            }
        }
    }

    /// The resources used with their amounts, at least 1 each, in the order of resources.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ResourceIndex, u64)> + Clone + '_ {
        let (one, many) = match &self.0 {
            Repr::Nothing => (None, [].as_slice()),
            Repr::One(resource, amount) => (Some((*resource, *amount)), [].as_slice()),
            Repr::Many(entries) => (None, entries.as_slice()),
        };
        Entries { one, many: many.iter() }
    }

    /// The amount of `resource` in every occupied slot; 0 if it is not used. Logarithmic in the number of resources used.
    pub fn get(&self, resource: ResourceIndex) -> u64 {
        match &self.0 {
            Repr::Nothing => 0,
            Repr::One(only, amount) => {
                if *only == resource {
                    *amount
                } else {
                    0
                }
            }
            Repr::Many(entries) => {
                let found = entries.binary_search_by_key(&resource, |&(key, _)| key).ok();
                found.and_then(|at| entries.get(at)).map_or(0, |&(_, amount)| amount)
            }
        }
    }

    /// Whether nothing is used.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Repr::Nothing)
    }
}

impl fmt::Debug for Demand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[derive(Clone)]
struct Entries<'a> {
    one: Option<(ResourceIndex, u64)>,
    many: core::slice::Iter<'a, (ResourceIndex, u64)>,
}

impl Iterator for Entries<'_> {
    type Item = (ResourceIndex, u64);

    fn next(&mut self) -> Option<Self::Item> {
        self.one.take().or_else(|| self.many.next().copied())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.one.is_some()) + self.many.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Entries<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn zeros_vanish_and_order_is_by_resource() {
        let [a, b, c] = [0, 1, 2].map(ResourceIndex::new);
        let demand = Demand::new(vec![(c, 3), (b, 0), (a, 1)]);
        assert_eq!(demand.iter().collect::<Vec<_>>(), vec![(a, 1), (c, 3)]);
        assert_eq!([a, b, c].map(|resource| demand.get(resource)), [1, 0, 3]);
        assert!(Demand::new(vec![(b, 0)]).is_empty());
        assert_eq!(Demand::new(vec![(b, 4), (a, 0)]).iter().collect::<Vec<_>>(), vec![(b, 4)]);
    }

    #[test]
    fn a_demand_is_two_words() {
        assert_eq!(size_of::<Option<Demand>>(), 16);
    }
}
