//! Offers from many sources, merged without coordination.
//!
//! A state-based replicated data type (CvRDT): states form a [join semilattice](crate::order::JoinSemilattice), local
//! updates go up, replicas merge by join, and so those that have heard the same updates hold the same pool, whatever
//! order they heard them in and however often (Shapiro, Preguiça, Baquero, Zawirski, *Conflict-free Replicated Data
//! Types*, SSS 2011, §2.2 and §3; a map of last-writer-wins registers, with logical versions in place of clocks).

mod entry;
mod error;
mod replica;

pub use entry::{Entry, Listing, Version};
pub use error::PoolError;
pub use replica::Pool;
