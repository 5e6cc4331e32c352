//! What a pool knows of one offer.

use crate::order::{JoinSemilattice, Poset};

/// A logical version of one offer. Each change by its seller takes the next one; there is no clock in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u64);

impl Version {
    /// The version in which an offer is first listed.
    pub const FIRST: Self = Self(1);
    /// The version that has no next one.
    pub const LAST: Self = Self(u64::MAX);

    /// The version with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next version, or `None` after [`Version::LAST`].
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

/// Whether the offer stands. A withdrawal is a value, not an absence: it outlives merges with older versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing<T> {
    /// It stands, with these terms.
    Offered(T),
    /// It stands no more.
    Withdrawn, // above all terms of the same version: nobody is sold what its seller may have withdrawn
}

impl<T> Listing<T> {
    /// The terms, if the offer stands.
    pub const fn terms(&self) -> Option<&T> {
        match self {
            Self::Offered(terms) => Some(terms),
            Self::Withdrawn => None,
        }
    }
}

/// A version of one offer, totally ordered: the later version is greater; in one version a withdrawal is greater than
/// any terms, and terms are ordered by content. The join is the greater entry, so two sources that gave the same
/// version different contents still converge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry<T> {
    // The derived order is lexicographic in this order of fields.
    /// The version.
    pub version: Version,
    /// What it says.
    pub listing: Listing<T>,
}

impl<T: Ord> Poset for Entry<T> {
    fn leq(&self, other: &Self) -> bool {
        self <= other
    }
}

impl<T: Ord + Clone> JoinSemilattice for Entry<T> {
    fn join(&self, other: &Self) -> Self {
        self.max(other).clone()
    }
}
