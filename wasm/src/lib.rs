//! The checker for JavaScript: [`verify`] on texts and bytes, and its binding, which exists on `wasm32` alone.
//!
//! With the feature `solve` the module can also allocate, on one thread; the answers are those of the native solver, byte by byte.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
pub mod binding;
#[cfg(all(target_arch = "wasm32", feature = "solve"))]
pub mod solving;
mod verify;

pub use verify::{Failure, Verified, verify};
