//! Finite sets under inclusion.

use alloc::{boxed::Box, vec::Vec};
use core::borrow::Borrow;

use super::{DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, Poset};

/// A finite set, ordered by inclusion: meet is intersection, join is union, bottom is the empty set.
///
/// Stored as a sorted slice without duplicates, so that equality is set equality and comparison allocates nothing.
/// The derived [`Ord`] is the order of the slices, useful as a key only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiniteSet<T>(Box<[T]>);

impl<T> FiniteSet<T> {
    /// The elements in ascending order.
    pub fn iter(&self) -> core::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this is the bottom.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Ord> FiniteSet<T> {
    /// Whether `element` is a member; O(log n) comparisons.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, element: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.binary_search_by(|member| member.borrow().cmp(element)).is_ok()
    }

    /// The greatest member, in the order of storage, that is at most `bound`; O(log n) comparisons.
    #[must_use]
    pub fn last_up_to(&self, bound: &T) -> Option<&T> {
        let end = self.0.partition_point(|member| member <= bound);
        self.0.get(..end).and_then(<[T]>::last)
    }

    /// Whether every member is one of `other`; O(n log m) comparisons, each in what is left of `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        if self.len() > other.len() {
            return false;
        }
        let mut rest = &*other.0;
        self.0.iter().all(|member| match rest.binary_search(member) {
            Ok(place) => {
                rest = rest.get(place + 1..).unwrap_or_default();
                true
            }
            Err(_) => false,
        })
    }
}

impl<T> Default for FiniteSet<T> {
    fn default() -> Self {
        Self(Box::default())
    }
}

/// Sorts and removes duplicates: O(n log n).
impl<T: Ord> FromIterator<T> for FiniteSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut members: Vec<T> = elements.into_iter().collect();
        members.sort_unstable();
        members.dedup();
        Self(members.into_boxed_slice())
    }
}

impl<'a, T> IntoIterator for &'a FiniteSet<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Ord> Poset for FiniteSet<T> {
    fn leq(&self, other: &Self) -> bool {
        self.is_subset(other)
    }
}

impl<T: Ord + Clone> JoinSemilattice for FiniteSet<T> {
    fn join(&self, other: &Self) -> Self {
        self.iter().chain(other).cloned().collect()
    }
}

impl<T: Ord + Clone> MeetSemilattice for FiniteSet<T> {
    fn meet(&self, other: &Self) -> Self {
        self.iter().filter(|member| other.contains(*member)).cloned().collect()
    }
}

impl<T: Ord> LowerBounded for FiniteSet<T> {
    fn bottom() -> Self {
        Self::default()
    }
}

impl<T: Ord + Clone> DistributiveLattice for FiniteSet<T> {}
