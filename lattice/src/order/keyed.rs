//! Finitely supported maps.

use alloc::collections::{BTreeMap, btree_map};
use core::borrow::Borrow;

use super::{DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset, Residuated};

/// A vector indexed by `K` with finitely many entries other than bottom; ordered at every key.
///
/// An absent key *is* bottom: entries that equal bottom are never stored, so equality is equality of functions. Used
/// for demand and capacity alike, which is why a resource that an offer does not list is not offered.
///
/// With a residuated `V` whose zero is its bottom, sums and differences are taken at every key too.
///
/// ```
/// use apportion_lattice::{order::{Keyed, Poset, Residuated}, quantity::Amount};
/// let units = |n| Amount::finite(n).unwrap();
/// let capacity: Keyed<_, _> = [("cpu", units(8)), ("gpu", Amount::UNLIMITED)].into_iter().collect();
/// let demand: Keyed<_, _> = [("cpu", units(2)), ("disk", Amount::ZERO)].into_iter().collect();
/// assert!(demand.leq(&capacity));
/// assert_eq!(capacity.monus(&demand).get("cpu"), units(6));
/// assert_eq!(demand.get("disk"), Amount::ZERO);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Keyed<K, V>(BTreeMap<K, V>);

impl<K, V> Keyed<K, V> {
    /// The entries other than bottom, by key.
    pub fn iter(&self) -> btree_map::Iter<'_, K, V> {
        self.0.iter()
    }
}

impl<K: Ord, V: LowerBounded> Keyed<K, V> {
    /// The value at `key`, bottom if absent.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> V
    where
        K: Borrow<Q>,
        V: Clone,
    {
        self.0.get(key).cloned().unwrap_or_else(V::bottom)
    }

    /// Replaces the value at `key`.
    pub fn set(&mut self, key: K, value: V) {
        if value == V::bottom() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, value);
        }
    }
}

impl<K, V> Default for Keyed<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// Of several entries at one key the last one holds.
impl<K: Ord, V: LowerBounded> FromIterator<(K, V)> for Keyed<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.set(key, value);
        }
        map
    }
}

impl<K: Ord, V: LowerBounded> Poset for Keyed<K, V> {
    fn leq(&self, other: &Self) -> bool {
        // Only the support of `self` matters: elsewhere it is bottom.
        self.0.iter().all(|(key, value)| other.0.get(key).is_some_and(|bound| value.leq(bound)))
    }
}

impl<K: Ord + Clone, V: JoinSemilattice + LowerBounded + Clone> JoinSemilattice for Keyed<K, V> {
    fn join(&self, other: &Self) -> Self {
        let mut joined = self.0.clone();
        for (key, value) in &other.0 {
            joined.entry(key.clone()).and_modify(|own| *own = own.join(value)).or_insert_with(|| value.clone());
        }
        Self(joined) // a join above an entry other than bottom is not bottom
    }
}

impl<K: Ord + Clone, V: MeetSemilattice + LowerBounded> MeetSemilattice for Keyed<K, V> {
    fn meet(&self, other: &Self) -> Self {
        self.0
            .iter()
            .filter_map(|(key, value)| other.0.get(key).map(|bound| (key.clone(), value.meet(bound))))
            .collect()
    }
}

impl<K: Ord, V: LowerBounded> LowerBounded for Keyed<K, V> {
    fn bottom() -> Self {
        Self::default()
    }
}

impl<K: Ord + Clone, V: DistributiveLattice + LowerBounded + Clone> DistributiveLattice for Keyed<K, V> {}

/// Needs `V::zero() == V::bottom()`, since an absent key has to be both.
impl<K: Ord + Clone, V: OrderedMonoid + LowerBounded + Clone> OrderedMonoid for Keyed<K, V> {
    fn zero() -> Self {
        Self::default()
    }

    fn checked_add(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (key, value) in &other.0 {
            let total = sum.get(key).checked_add(value)?;
            sum.set(key.clone(), total);
        }
        Some(sum)
    }
}

impl<K: Ord + Clone, V: Residuated + LowerBounded + Clone> Residuated for Keyed<K, V> {
    fn monus(&self, subtrahend: &Self) -> Self {
        self.0
            .iter()
            .map(|(key, value)| {
                let left = subtrahend.0.get(key).map_or_else(|| value.clone(), |taken| value.monus(taken));
                (key.clone(), left)
            })
            .collect()
    }
}
