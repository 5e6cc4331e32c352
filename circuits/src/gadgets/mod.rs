//! The statements as constraints, written by hand: the stock gadgets cost ten times as much.
//!
//! Constraints go to a [`Sink`], which a backend gives: [`crate::r1cs`] takes them as they are, halo2 has [`Shortcuts`] for range checks, packing
//! and hashing. Gadgets take and give [`Linear`] combinations; only [`Lane`], which is made of booleans, can be packed and hashed.

mod arithmetize;
mod bucket;
mod budgets;
mod builder;
mod capacities;
mod challenge;
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

pub use arithmetize::Arithmetize;
pub use builder::Builder;
pub(crate) use keyed::low_bits;
pub use lane::Lane;
pub use linear::Linear;
pub use sink::{Shortcuts, Sink};
