//! The laws of the traits in [`order`](crate::order), as functions that run on any implementation.
//!
//! One function is one law on given operands; [`Law`] lists them. A bundle such as [`lattice`] applies the laws of a
//! trait to all tuples of a list of samples: exhaustive on a small cube, and a good body for a property test on three
//! random values. The first broken law is returned with its operands.
//!
//! ```
//! use apportion_lattice::{laws, order::{JoinSemilattice, Poset}};
//!
//! /// Seats taken by either of two bookings.
//! #[derive(Debug, PartialEq)]
//! struct Seats(u8);
//! impl Poset for Seats {
//!     fn leq(&self, other: &Self) -> bool { self.0 & !other.0 == 0 }
//! }
//! impl JoinSemilattice for Seats {
//!     fn join(&self, other: &Self) -> Self { Seats(self.0 | other.0) }
//! }
//! let all: Vec<Seats> = (0..16).map(Seats).collect();
//! laws::join_semilattice(&all).unwrap();
//!
//! /// Adding up is no join: merging twice counts twice.
//! #[derive(Debug, PartialEq)]
//! struct Counter(u8);
//! impl Poset for Counter {
//!     fn leq(&self, other: &Self) -> bool { self.0 <= other.0 }
//! }
//! impl JoinSemilattice for Counter {
//!     fn join(&self, other: &Self) -> Self { Counter(self.0 + other.0) }
//! }
//! let violation = laws::join_semilattice(&[Counter(1), Counter(2)]).unwrap_err();
//! assert_eq!(violation.law, laws::Law::JoinIsIdempotent);
//! assert_eq!(violation.to_string(), "join_is_idempotent: a ∨ a = a fails for a = Counter(1)");
//! ```

mod bundles;
mod delivery;
mod equations;
mod violation;

pub use bundles::{
    bounded_lattice, chain, distributive_lattice, join_semilattice, lattice, lower_bounded, meet_semilattice,
    ordered_monoid, poset, residuated, upper_bounded,
};
pub use delivery::delivery_is_irrelevant;
pub use equations::{
    Law, add_is_associative, add_is_commutative, add_is_monotone, add_preserves_meets, bottom_is_least,
    join_absorbs_meet, join_agrees_with_order, join_distributes_over_meet, join_is_associative, join_is_commutative,
    join_is_idempotent, meet_absorbs_join, meet_agrees_with_order, meet_distributes_over_join, meet_is_associative,
    meet_is_commutative, meet_is_idempotent, monus_is_adjoint, monus_is_attained, monus_preserves_joins,
    order_is_antisymmetric, order_is_reflexive, order_is_total, order_is_transitive, top_is_greatest,
    update_is_inflationary, zero_is_least, zero_is_neutral,
};
pub use violation::Violation;
