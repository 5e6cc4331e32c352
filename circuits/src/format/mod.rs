//! Files that other people's tools read and write.
//!
//! - [`snarkjs`]: verification_key.json, proof.json and public.json, which most Groth16 libraries read.
//! - `iden3` (feature `prove`): .r1cs and .wtns, from which snarkjs runs a setup by several parties.
//! - `solidity` (feature `prove`): a contract that verifies, and what it is called with.
//! - `zkey` (feature `prove`): the proving key that such a setup gives.
//!
//! Readers refuse what they do not know, allocate in proportion to the bytes they are given, and never panic.

pub mod snarkjs;

#[cfg(feature = "prove")]
pub mod iden3;
#[cfg(feature = "prove")]
pub(crate) mod montgomery;
#[cfg(feature = "prove")]
pub mod solidity;
#[cfg(feature = "prove")]
pub mod zkey;
