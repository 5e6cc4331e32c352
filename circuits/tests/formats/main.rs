//! Files of other tools: what we write they read (`.ci/zk` runs them), and what they write we read, or refuse by name.

#[path = "../support/mod.rs"]
mod support;

mod iden3;
mod mutation;
mod snarkjs;
mod solidity;
mod zkey;
