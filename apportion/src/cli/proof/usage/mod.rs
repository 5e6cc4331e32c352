//! Ledgers of metered events: their keys, their proofs in chunks, and their verification.

pub(in crate::cli) mod arguments;
mod events;
mod files;
mod prove;
mod rules;
mod setup;
mod verify;

pub(super) use prove::run as prove;
pub(super) use setup::run as setup;
pub(super) use verify::run as verify;
