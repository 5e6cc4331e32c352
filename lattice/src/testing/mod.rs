//! What the tests of this and other crates share: markets to try, and a brute-force judge of them.
//!
//! [`generate`] makes small markets that use every feature, and families of larger ones. [`oracle`] decides feasibility, value and the
//! optimum by enumeration, straight from the numbered definitions of `docs/model.md` (cited as `D14` and so on).
//!
//! Nothing here is meant for production: functions panic on tasks or offers that are not in the market, and enumeration is exponential.

#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "test support, on markets that are already validated"
)]

pub mod generate;
pub mod oracle;
