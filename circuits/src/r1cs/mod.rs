//! Statements as rank-1 constraint systems: a [`Circuit`] is a statement with public inputs and a witness, ready for any prover over
//! [`ark_relations`].

mod circuit;
mod system;

pub use circuit::Circuit;
