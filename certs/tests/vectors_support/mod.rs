//! What the tests of vectors share: reading them, judging them, naming verdicts, and making certificates for small markets.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

pub mod features;
pub mod lemmas;
pub mod matters;
pub mod mutation;
pub mod packing;
pub mod prover;
pub mod rejects;
pub mod steps;
pub mod truth;
pub mod vector;
