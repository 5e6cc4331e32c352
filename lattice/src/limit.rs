//! Limits: a lattice in which the meet is the tighter one.

use alloc::collections::BTreeMap;
use core::borrow::Borrow;

use crate::order::{
    BoundedLattice, DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded,
};
use crate::quantity::Amount;

/// An upper limit for every key: one for most of them, and exceptions.
///
/// Ordered at every key, `a <= b` iff `a` is at least as tight everywhere. The meet of what several authorities allow
/// (a seller's quota, a federation's, the law's) is what all of them allow. Top is no limit at all, bottom nothing for
/// anyone. What holds for keys without an exception is one more component of the product, so equality does not depend
/// on which keys exist.
///
/// Absence means the opposite of absence in a [`Keyed`](crate::order::Keyed) capacity: a limit that nobody set does
/// not bind.
///
/// ```
/// use apportion_lattice::{limit::Tighter, order::MeetSemilattice, quantity::Amount};
/// let units = |n| Amount::finite(n).unwrap();
/// let seller = Tighter::none().with("alice", units(10));
/// let federation = Tighter::everywhere(units(50)).with("alice", Amount::UNLIMITED).with("mallory", Amount::ZERO);
/// let both = seller.meet(&federation);
/// assert_eq!(both.at("alice"), units(10));
/// assert_eq!(both.at("bob"), units(50));
/// assert_eq!(both.at("mallory"), Amount::ZERO);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tighter<K, A = Amount> {
    general: A,
    exceptions: BTreeMap<K, A>, // none of which equals `general`
}

impl<K: Ord, A: BoundedLattice + Clone> Tighter<K, A> {
    /// No limit: the top.
    #[must_use]
    pub fn none() -> Self {
        Self::everywhere(A::top())
    }

    /// One limit for every key.
    #[must_use]
    pub fn everywhere(limit: A) -> Self {
        Self { general: limit, exceptions: BTreeMap::new() }
    }

    /// The same, but with this limit at `key`.
    #[must_use]
    pub fn with(mut self, key: K, limit: A) -> Self {
        if limit == self.general {
            self.exceptions.remove(&key);
        } else {
            self.exceptions.insert(key, limit);
        }
        self
    }

    /// The limit at `key`; O(log n) comparisons.
    #[must_use]
    pub fn at<Q: Ord + ?Sized>(&self, key: &Q) -> A
    where
        K: Borrow<Q>,
    {
        self.find(key).clone()
    }

    /// The limit at every key without an exception.
    #[must_use]
    pub const fn general(&self) -> &A {
        &self.general
    }

    /// The keys with another limit than the general one, in order.
    pub fn exceptions(&self) -> impl ExactSizeIterator<Item = (&K, &A)> {
        self.exceptions.iter()
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> &A
    where
        K: Borrow<Q>,
    {
        self.exceptions.get(key).unwrap_or(&self.general)
    }

    fn keys_of_both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a K> {
        self.exceptions.keys().chain(other.exceptions.keys().filter(|key| !self.exceptions.contains_key(key)))
    }

    fn combine(&self, other: &Self, operation: impl Fn(&A, &A) -> A) -> Self
    where
        K: Clone,
    {
        let general = Self::everywhere(operation(&self.general, &other.general));
        self.keys_of_both(other)
            .fold(general, |limits, key| limits.with(key.clone(), operation(self.find(key), other.find(key))))
    }
}

impl<K: Ord, A: BoundedLattice + Clone> Default for Tighter<K, A> {
    fn default() -> Self {
        Self::none()
    }
}

impl<K: Ord, A: BoundedLattice + Clone> Poset for Tighter<K, A> {
    fn leq(&self, other: &Self) -> bool {
        self.general.leq(&other.general) && self.keys_of_both(other).all(|key| self.find(key).leq(other.find(key)))
    }
}

impl<K: Ord + Clone, A: BoundedLattice + Clone> JoinSemilattice for Tighter<K, A> {
    fn join(&self, other: &Self) -> Self {
        self.combine(other, A::join)
    }
}

impl<K: Ord + Clone, A: BoundedLattice + Clone> MeetSemilattice for Tighter<K, A> {
    fn meet(&self, other: &Self) -> Self {
        self.combine(other, A::meet)
    }
}

impl<K: Ord, A: BoundedLattice + Clone> LowerBounded for Tighter<K, A> {
    fn bottom() -> Self {
        Self::everywhere(A::bottom())
    }
}

impl<K: Ord, A: BoundedLattice + Clone> UpperBounded for Tighter<K, A> {
    fn top() -> Self {
        Self::none()
    }
}

impl<K: Ord + Clone, A: BoundedLattice + DistributiveLattice + Clone> DistributiveLattice for Tighter<K, A> {}
