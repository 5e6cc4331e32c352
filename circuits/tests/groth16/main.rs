//! Keys, proofs and their verification: what holds is accepted, and each defect is refused by its name.

#[path = "../support/mod.rs"]
mod support;

mod key;
mod manifest;
mod proof;
mod prover;
