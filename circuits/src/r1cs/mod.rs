//! The statements as rank-1 constraints, written by hand: the stock gadgets cost ten times as much.
//!
//! Constraints go to a [`Sink`]: a constraint system, or a backend that has cheaper [`Gadgets`] for range checks, packing and hashing.
//!
//! [`Circuit`] is a statement with public inputs and a witness, ready for any prover over [`ark_relations`]. Gadgets take and give
//! [`Linear`] combinations; only [`Lane`], which is made of booleans, can be packed and hashed.

mod bucket;
mod budgets;
mod builder;
mod capacities;
mod challenge;
mod circuit;
mod commitment;
mod compliance;
mod fixed_window;
mod fractions;
mod keyed;
mod lane;
mod linear;
mod meter;
mod near_optimality;
mod permits;
mod permutation;
mod share;
mod sink;
mod sliding_window;
mod token_bucket;
mod total;
mod tree;
mod usage;

pub use builder::Builder;
pub use circuit::{Arithmetize, Circuit};
pub(crate) use keyed::low_bits;
pub use lane::Lane;
pub use linear::Linear;
pub use sink::{Gadgets, Sink};
