//! A new top: the absence of a restriction.

use super::{DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded};

/// An upper bound that may be missing: `T` with a new element above all others.
///
/// It gives a top to lattices that have none, such as the finite subsets of an infinite set. In a file an absent key
/// is [`Restriction::Unrestricted`], and an empty list is `Only` the empty set, which is the bottom. Meet is the
/// tighter of both restrictions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Restriction<T> {
    /// At most this.
    Only(T),
    /// No restriction: the top.
    #[default]
    Unrestricted,
}

impl<T> Restriction<T> {
    /// The bound, or `None` if there is none.
    #[must_use]
    pub const fn bound(&self) -> Option<&T> {
        match self {
            Self::Only(bound) => Some(bound),
            Self::Unrestricted => None,
        }
    }
}

impl<T: Poset> Restriction<T> {
    /// Whether `asked` lies within the restriction.
    #[must_use]
    pub fn covers(&self, asked: &T) -> bool {
        self.bound().is_none_or(|bound| asked.leq(bound))
    }
}

/// `None` is no restriction.
impl<T> From<Option<T>> for Restriction<T> {
    fn from(bound: Option<T>) -> Self {
        bound.map_or(Self::Unrestricted, Self::Only)
    }
}

impl<T: Poset> Poset for Restriction<T> {
    fn leq(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Unrestricted) => true,
            (Self::Unrestricted, Self::Only(_)) => false,
            (Self::Only(a), Self::Only(b)) => a.leq(b),
        }
    }
}

impl<T: JoinSemilattice> JoinSemilattice for Restriction<T> {
    fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(a), Self::Only(b)) => Self::Only(a.join(b)),
            _ => Self::Unrestricted,
        }
    }
}

impl<T: MeetSemilattice + Clone> MeetSemilattice for Restriction<T> {
    fn meet(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(a), Self::Only(b)) => Self::Only(a.meet(b)),
            (Self::Unrestricted, tighter) | (tighter, Self::Unrestricted) => tighter.clone(),
        }
    }
}

impl<T: LowerBounded> LowerBounded for Restriction<T> {
    fn bottom() -> Self {
        Self::Only(T::bottom())
    }
}

impl<T: Poset> UpperBounded for Restriction<T> {
    fn top() -> Self {
        Self::Unrestricted
    }
}

impl<T: DistributiveLattice + Clone> DistributiveLattice for Restriction<T> {}
