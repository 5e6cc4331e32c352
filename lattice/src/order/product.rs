//! Products: ordered in every component.

use super::{
    DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset, Residuated, UpperBounded,
};

/// Implements the bounded distributive lattice of a struct as the product of its fields, all of which must be such
/// lattices.
///
/// ```
/// use apportion_lattice::{laws, order::FiniteSet, order::Restriction, product, quantity::Amount};
/// #[derive(Clone, Debug, PartialEq)]
/// struct Quota { memory: Amount, regions: Restriction<FiniteSet<&'static str>> }
/// product!(Quota { memory, regions });
/// let europe = Quota { memory: Amount::UNLIMITED, regions: Restriction::Only(["eu"].into_iter().collect()) };
/// let none = Quota { memory: Amount::ZERO, regions: Restriction::Unrestricted };
/// laws::distributive_lattice(&[europe, none]).unwrap();
/// ```
#[macro_export]
macro_rules! product {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::order::Poset for $type {
            fn leq(&self, other: &Self) -> bool {
                $($crate::order::Poset::leq(&self.$field, &other.$field))&&+
            }
        }
        impl $crate::order::JoinSemilattice for $type {
            fn join(&self, other: &Self) -> Self {
                Self { $($field: $crate::order::JoinSemilattice::join(&self.$field, &other.$field)),+ }
            }
        }
        impl $crate::order::MeetSemilattice for $type {
            fn meet(&self, other: &Self) -> Self {
                Self { $($field: $crate::order::MeetSemilattice::meet(&self.$field, &other.$field)),+ }
            }
        }
        impl $crate::order::LowerBounded for $type {
            fn bottom() -> Self {
                Self { $($field: $crate::order::LowerBounded::bottom()),+ }
            }
        }
        impl $crate::order::UpperBounded for $type {
            fn top() -> Self {
                Self { $($field: $crate::order::UpperBounded::top()),+ }
            }
        }
        impl $crate::order::DistributiveLattice for $type {}
    };
}

macro_rules! tuple {
    ($($type:ident $index:tt),+) => {
        impl<$($type: Poset),+> Poset for ($($type,)+) {
            fn leq(&self, other: &Self) -> bool {
                $(self.$index.leq(&other.$index))&&+
            }
        }
        impl<$($type: JoinSemilattice),+> JoinSemilattice for ($($type,)+) {
            fn join(&self, other: &Self) -> Self {
                ($(self.$index.join(&other.$index),)+)
            }
        }
        impl<$($type: MeetSemilattice),+> MeetSemilattice for ($($type,)+) {
            fn meet(&self, other: &Self) -> Self {
                ($(self.$index.meet(&other.$index),)+)
            }
        }
        impl<$($type: LowerBounded),+> LowerBounded for ($($type,)+) {
            fn bottom() -> Self {
                ($($type::bottom(),)+)
            }
        }
        impl<$($type: UpperBounded),+> UpperBounded for ($($type,)+) {
            fn top() -> Self {
                ($($type::top(),)+)
            }
        }
        impl<$($type: DistributiveLattice),+> DistributiveLattice for ($($type,)+) {}
        impl<$($type: OrderedMonoid),+> OrderedMonoid for ($($type,)+) {
            fn zero() -> Self {
                ($($type::zero(),)+)
            }
            fn checked_add(&self, other: &Self) -> Option<Self> {
                Some(($(self.$index.checked_add(&other.$index)?,)+))
            }
        }
        impl<$($type: Residuated),+> Residuated for ($($type,)+) {
            fn monus(&self, subtrahend: &Self) -> Self {
                ($(self.$index.monus(&subtrahend.$index),)+)
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
