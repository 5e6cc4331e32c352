//! Partial orders, lattices and ordered monoids, and the ways to build large ones from small ones.
//!
//! The order of a [`Poset`] is its own relation, [`Poset::leq`], and not [`PartialOrd`]: finite sets are
//! *stored* in the total order of their elements but *compared* by inclusion. A type may well have both.
//!
//! | construction | carrier | order |
//! |---|---|---|
//! | [`chain!`](crate::chain), [`Chain`] | a total order | that order |
//! | tuples, [`product!`](crate::product) | `A x B x ...` | in every component |
//! | [`Keyed`] | finitely supported `K -> V`, absent = bottom | at every key |
//! | [`FiniteSet`] | finite subsets | inclusion |
//! | [`Dual`] | the same | reversed |
//! | [`Restriction`] | one more element | a new top above all |
//!
//! Each of them preserves distributivity; products and maps preserve residuation. The equations are in
//! [`laws`](crate::laws). Reference: Birkhoff, *Lattice Theory*, 3rd ed. 1967, chapters I and II; for the monoids
//! Galatos, Jipsen, Kowalski, Ono, *Residuated Lattices*, 2007, chapter 2.

mod chain;
mod dual;
mod finite_set;
mod keyed;
mod product;
mod restriction;
mod traits;

pub use chain::Chain;
pub use dual::Dual;
pub use finite_set::FiniteSet;
pub use keyed::Keyed;
pub use restriction::Restriction;
pub use traits::{
    BoundedLattice, DistributiveLattice, JoinSemilattice, Lattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset,
    Residuated, UpperBounded,
};

// Macros live at the crate root; inside the crate they are part of this module.
pub(crate) use crate::{chain, product};
