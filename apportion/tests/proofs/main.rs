//! The commands about proofs: whole flows at a small size, and every refusal by status and message.

#[path = "../support/command.rs"]
mod command;
mod compliance;
mod flow;
mod halo2;
#[path = "../support/markets.rs"]
mod markets;
mod near_optimality;
mod usage;
