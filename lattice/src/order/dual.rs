//! The reversed order.

use super::{DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded};

/// `T` upside down: its join is the meet of `T`, its bottom the top of `T`. `Dual<Dual<T>>` is `T` again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dual<T>(pub T);

impl<T: Poset> Poset for Dual<T> {
    fn leq(&self, other: &Self) -> bool {
        other.0.leq(&self.0)
    }
}

impl<T: MeetSemilattice> JoinSemilattice for Dual<T> {
    fn join(&self, other: &Self) -> Self {
        Self(self.0.meet(&other.0))
    }
}

impl<T: JoinSemilattice> MeetSemilattice for Dual<T> {
    fn meet(&self, other: &Self) -> Self {
        Self(self.0.join(&other.0))
    }
}

impl<T: UpperBounded> LowerBounded for Dual<T> {
    fn bottom() -> Self {
        Self(T::top())
    }
}

impl<T: LowerBounded> UpperBounded for Dual<T> {
    fn top() -> Self {
        Self(T::bottom())
    }
}

impl<T: DistributiveLattice> DistributiveLattice for Dual<T> {}
