//! The laws of a trait, on all tuples of samples: O(n^3) comparisons for n samples.

use core::fmt::Debug;

use super::Violation;
use super::equations::*;
use crate::order::{
    BoundedLattice, DistributiveLattice, JoinSemilattice, Lattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset,
    Residuated, UpperBounded,
};

type Unary<T> = fn(&T) -> Result<(), Violation>;
type Binary<T> = fn(&T, &T) -> Result<(), Violation>;
type Ternary<T> = fn(&T, &T, &T) -> Result<(), Violation>;

/// Applies every law to every tuple; those with fewer operands first, which gives the smallest counterexample.
fn on_cube<T>(
    samples: &[T],
    unary: &[Unary<T>],
    binary: &[Binary<T>],
    ternary: &[Ternary<T>],
) -> Result<(), Violation> {
    for a in samples {
        unary.iter().try_for_each(|law| law(a))?;
    }
    for (a, b) in pairs(samples) {
        binary.iter().try_for_each(|law| law(a, b))?;
    }
    for (a, b) in pairs(samples) {
        samples.iter().try_for_each(|c| ternary.iter().try_for_each(|law| law(a, b, c)))?;
    }
    Ok(())
}

fn pairs<T>(samples: &[T]) -> impl Iterator<Item = (&T, &T)> {
    samples.iter().flat_map(move |a| samples.iter().map(move |b| (a, b)))
}

/// The laws of a [`Poset`].
///
/// # Errors
/// The first violation found.
pub fn poset<T: Poset + Debug>(samples: &[T]) -> Result<(), Violation> {
    on_cube(samples, &[order_is_reflexive], &[order_is_antisymmetric], &[order_is_transitive])
}

/// The laws of a [`Poset`] in which any two elements are comparable.
///
/// # Errors
/// The first violation found.
pub fn chain<T: Poset + Debug>(samples: &[T]) -> Result<(), Violation> {
    poset(samples)?;
    on_cube(samples, &[], &[order_is_total], &[])
}

/// The laws of a [`JoinSemilattice`], those of a poset included.
///
/// # Errors
/// The first violation found.
pub fn join_semilattice<T: JoinSemilattice + Debug>(samples: &[T]) -> Result<(), Violation> {
    poset(samples)?;
    on_cube(samples, &[join_is_idempotent], &[join_is_commutative, join_agrees_with_order], &[join_is_associative])
}

/// The laws of a [`MeetSemilattice`], those of a poset included.
///
/// # Errors
/// The first violation found.
pub fn meet_semilattice<T: MeetSemilattice + Debug>(samples: &[T]) -> Result<(), Violation> {
    poset(samples)?;
    on_cube(samples, &[meet_is_idempotent], &[meet_is_commutative, meet_agrees_with_order], &[meet_is_associative])
}

/// The laws of a [`Lattice`], those of both semilattices included.
///
/// # Errors
/// The first violation found.
pub fn lattice<T: Lattice + Debug>(samples: &[T]) -> Result<(), Violation> {
    join_semilattice(samples)?;
    meet_semilattice(samples)?;
    on_cube(samples, &[], &[join_absorbs_meet, meet_absorbs_join], &[])
}

/// The law of [`LowerBounded`].
///
/// # Errors
/// The first violation found.
pub fn lower_bounded<T: LowerBounded + Debug>(samples: &[T]) -> Result<(), Violation> {
    on_cube(samples, &[bottom_is_least], &[], &[])
}

/// The law of [`UpperBounded`].
///
/// # Errors
/// The first violation found.
pub fn upper_bounded<T: UpperBounded + Debug>(samples: &[T]) -> Result<(), Violation> {
    on_cube(samples, &[top_is_greatest], &[], &[])
}

/// The laws of a [`BoundedLattice`], those of a lattice included.
///
/// # Errors
/// The first violation found.
pub fn bounded_lattice<T: BoundedLattice + Debug>(samples: &[T]) -> Result<(), Violation> {
    lattice(samples)?;
    lower_bounded(samples)?;
    upper_bounded(samples)
}

/// The laws of a [`DistributiveLattice`], those of a lattice included.
///
/// # Errors
/// The first violation found.
pub fn distributive_lattice<T: DistributiveLattice + Debug>(samples: &[T]) -> Result<(), Violation> {
    lattice(samples)?;
    on_cube(samples, &[], &[], &[meet_distributes_over_join, join_distributes_over_meet])
}

/// The laws of an [`OrderedMonoid`], those of a poset included.
///
/// # Errors
/// The first violation found.
pub fn ordered_monoid<T: OrderedMonoid + Debug>(samples: &[T]) -> Result<(), Violation> {
    poset(samples)?;
    on_cube(samples, &[zero_is_neutral], &[add_is_commutative], &[add_is_associative, add_is_monotone])
}

/// The laws of [`Residuated`], those of a lattice and of an ordered monoid included.
///
/// # Errors
/// The first violation found.
pub fn residuated<T: Residuated + Debug>(samples: &[T]) -> Result<(), Violation> {
    lattice(samples)?;
    ordered_monoid(samples)?;
    let ternary: [Ternary<T>; 3] = [monus_is_adjoint, add_preserves_meets, monus_preserves_joins];
    on_cube(samples, &[zero_is_least], &[monus_is_attained], &ternary)
}
