//! The pool itself.

use alloc::{
    collections::{BTreeMap, btree_map},
    vec::Vec,
};
use core::{borrow::Borrow, fmt::Debug};

use super::{Entry, Listing, PoolError, Version};
use crate::order::{JoinSemilattice, LowerBounded, Poset};

/// One replica of the versions of all offers, a join semilattice: a map from ids to [`Entry`], ordered at every id,
/// where an absent id is below every entry.
///
/// `I` is the id of an offer and `T` its terms, for instance a market file's offer. Terms need a total order, used only
/// to break ties; a type without one can be wrapped together with its canonical bytes.
///
/// Who may write under which id has to be decided before [`Pool::merge`], by signatures for instance: whoever may write
/// may also take the last version. Withdrawals are kept for good.
///
/// ```
/// use apportion_lattice::pool::Pool;
/// let mut seller = Pool::new();
/// seller.offer("gpu-1", "2 MIC/h")?;
/// let mut broker = seller.clone();
/// seller.withdraw(&"gpu-1")?;
/// seller.offer("gpu-2", "1 MIC/h")?;
/// let stale = broker.clone();
/// broker.merge(&seller);
/// broker.merge(&stale); // late and twice: no matter
/// assert_eq!(broker.snapshot(), ["1 MIC/h"]);
/// assert_eq!(broker, seller);
/// # Ok::<(), apportion_lattice::pool::PoolError<&str>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pool<I, T> {
    entries: BTreeMap<I, Entry<T>>,
}

impl<I, T> Pool<I, T> {
    /// The empty pool: the bottom.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new() }
    }

    /// The offers that stand, by id.
    pub fn offers(&self) -> impl Iterator<Item = (&I, &T)> {
        self.entries.iter().filter_map(|(id, entry)| Some((id, entry.listing.terms()?)))
    }

    /// The terms of the offers that stand, in the order of their ids: replicas that are equal give equal markets.
    #[must_use]
    pub fn snapshot(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.offers().map(|(_, terms)| terms.clone()).collect()
    }

    /// Every entry, withdrawals included: what another replica needs.
    pub fn entries(&self) -> btree_map::Iter<'_, I, Entry<T>> {
        self.entries.iter()
    }
}

impl<I: Ord, T: Ord + Clone> Pool<I, T> {
    /// The entry of one offer.
    #[must_use]
    pub fn entry<Q: Ord + ?Sized>(&self, id: &Q) -> Option<&Entry<T>>
    where
        I: Borrow<Q>,
    {
        self.entries.get(id)
    }

    /// Lists an offer, or changes its terms, in the next version; returns its version. Terms that stand already
    /// change nothing.
    ///
    /// # Errors
    /// [`PoolError::VersionsExhausted`].
    pub fn offer(&mut self, id: I, terms: T) -> Result<Version, PoolError<I>>
    where
        I: Debug,
    {
        let version = match self.entries.get(&id) {
            Some(entry) if entry.listing.terms() == Some(&terms) => return Ok(entry.version),
            Some(entry) => entry.version.next(),
            None => Some(Version::FIRST),
        };
        let Some(version) = version else { return Err(PoolError::VersionsExhausted { id }) };
        self.entries.insert(id, Entry { version, listing: Listing::Offered(terms) });
        Ok(version)
    }

    /// Withdraws an offer in the next version; returns its version. What is withdrawn stays so.
    ///
    /// # Errors
    /// [`PoolError::NeverOffered`], [`PoolError::VersionsExhausted`].
    pub fn withdraw(&mut self, id: &I) -> Result<Version, PoolError<I>>
    where
        I: Debug + Clone,
    {
        let Some(entry) = self.entries.get_mut(id) else { return Err(PoolError::NeverOffered { id: id.clone() }) };
        if entry.listing == Listing::Withdrawn {
            return Ok(entry.version);
        }
        let Some(version) = entry.version.next() else {
            return Err(PoolError::VersionsExhausted { id: id.clone() });
        };
        *entry = Entry { version, listing: Listing::Withdrawn };
        Ok(version)
    }

    /// Joins one entry, as heard from another replica.
    pub fn receive(&mut self, id: I, entry: Entry<T>) {
        match self.entries.entry(id) {
            btree_map::Entry::Vacant(vacant) => {
                vacant.insert(entry);
            }
            btree_map::Entry::Occupied(mut known) => {
                if *known.get() < entry {
                    known.insert(entry);
                }
            }
        }
    }

    /// Joins all entries of another replica: `self` becomes `self ∨ other`. O(m log n) comparisons.
    pub fn merge(&mut self, other: &Self)
    where
        I: Clone,
    {
        for (id, entry) in &other.entries {
            // Most entries are known already: look before cloning.
            if self.entries.get(id).is_none_or(|known| known < entry) {
                self.entries.insert(id.clone(), entry.clone());
            }
        }
    }
}

impl<I, T> Default for Pool<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Joins the entries, in whatever order they come.
impl<I: Ord, T: Ord + Clone> FromIterator<(I, Entry<T>)> for Pool<I, T> {
    fn from_iter<E: IntoIterator<Item = (I, Entry<T>)>>(entries: E) -> Self {
        let mut pool = Self::new();
        for (id, entry) in entries {
            pool.receive(id, entry);
        }
        pool
    }
}

impl<I: Ord, T: Ord> Poset for Pool<I, T> {
    fn leq(&self, other: &Self) -> bool {
        self.entries.iter().all(|(id, entry)| other.entries.get(id).is_some_and(|known| entry <= known))
    }
}

impl<I: Ord + Clone, T: Ord + Clone> JoinSemilattice for Pool<I, T> {
    fn join(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.merge(other);
        joined
    }
}

impl<I: Ord, T: Ord> LowerBounded for Pool<I, T> {
    fn bottom() -> Self {
        Self::new()
    }
}
