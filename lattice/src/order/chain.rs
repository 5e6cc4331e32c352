//! Total orders.

use super::{DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded};

/// Implements the bounded distributive lattice of a totally ordered type: order by [`Ord`], meet the smaller, join
/// the larger.
///
/// ```
/// use apportion_lattice::{chain, laws};
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
/// enum Tier { Free, Paid, Reserved }
/// chain!(Tier, bottom: Tier::Free, top: Tier::Reserved);
/// laws::bounded_lattice(&[Tier::Free, Tier::Paid, Tier::Reserved]).unwrap();
/// ```
#[macro_export]
macro_rules! chain {
    ($type:ty, bottom: $bottom:expr, top: $top:expr) => {
        impl $crate::order::Poset for $type {
            fn leq(&self, other: &Self) -> bool {
                self <= other
            }
        }
        impl $crate::order::JoinSemilattice for $type {
            fn join(&self, other: &Self) -> Self {
                ::core::cmp::Ord::max(self, other).clone()
            }
        }
        impl $crate::order::MeetSemilattice for $type {
            fn meet(&self, other: &Self) -> Self {
                ::core::cmp::Ord::min(self, other).clone()
            }
        }
        impl $crate::order::LowerBounded for $type {
            fn bottom() -> Self {
                $bottom
            }
        }
        impl $crate::order::UpperBounded for $type {
            fn top() -> Self {
                $top
            }
        }
        impl $crate::order::DistributiveLattice for $type {}
    };
}

chain!(bool, bottom: false, top: true);
chain!(u8, bottom: u8::MIN, top: u8::MAX);
chain!(u32, bottom: u32::MIN, top: u32::MAX);
chain!(u64, bottom: u64::MIN, top: u64::MAX);
chain!(u128, bottom: u128::MIN, top: u128::MAX);

/// Any totally ordered type as a distributive lattice, for types of other crates. Bounds, if it has any, can be
/// added by [`Restriction`](super::Restriction) and [`Dual`](super::Dual).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chain<T>(pub T);

impl<T: Ord> Poset for Chain<T> {
    fn leq(&self, other: &Self) -> bool {
        self <= other
    }
}

impl<T: Ord + Clone> JoinSemilattice for Chain<T> {
    fn join(&self, other: &Self) -> Self {
        self.max(other).clone()
    }
}

impl<T: Ord + Clone> MeetSemilattice for Chain<T> {
    fn meet(&self, other: &Self) -> Self {
        self.min(other).clone()
    }
}

impl<T: Ord + Clone> DistributiveLattice for Chain<T> {}

/// The one-element lattice, neutral in products.
impl Poset for () {
    fn leq(&self, (): &Self) -> bool {
        true
    }
}

impl JoinSemilattice for () {
    fn join(&self, (): &Self) -> Self {}
}

impl MeetSemilattice for () {
    fn meet(&self, (): &Self) -> Self {}
}

impl LowerBounded for () {
    fn bottom() -> Self {}
}

impl UpperBounded for () {
    fn top() -> Self {}
}

impl DistributiveLattice for () {}
