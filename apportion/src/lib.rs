//! Allocates shared compute exactly, and proves it.
#![forbid(unsafe_code)]

pub mod import;

pub use apportion_certs as certs;
pub use apportion_lattice as lattice;
