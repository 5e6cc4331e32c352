//! Allocates shared compute exactly, and proves it.
//!
//! ```
//! # #[cfg(feature = "solve")] {
//! use apportion::{certs, prelude::*};
//! use std::time::Duration;
//!
//! let market = Market::builder("gateway").slots(60, Duration::from_secs(60))
//!     .payer(Payer::new("alice").budget(mic("100")?))
//!     .offer(Offer::new("claude").unlimited("tokens").price("tokens", nmic(15_000)).limit("tokens", 400_000, window(1)))
//!     .task(Task::new("req-1", "alice").demand("tokens", 5_000).quality_min(ppm(900_000)).penalty(1_000_000_000)).build()?;
//! let control = Cancellation::default();
//! let answer = Solver::new().gap(ppm(1_000)).control(&control).solve(&market)?;
//! let checked = certs::check(&market, &answer.allocation, &answer.certificate)?;
//! assert_eq!(checked.assignments().len(), 1);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`prelude`]: what a service author names all the time.
//! - [`lattice`]: the order algebra and the market model; [`certs`]: claims, certificates and the checker; [`allocator`]: the solver.
//! - `lean`: certificates as theorems that a Lean kernel checks. `circuits`: zero-knowledge proofs that an allocation keeps the rules of a
//!   committed market.
//! - [`report`] and [`picture`]: a checked answer in words, numbers and SVG. [`import`]: markets from other formats.
//!
//! Features: `solve` (the solver), `circuits` (verifying proofs in zero knowledge), `prove` (making them), `halo2` (without a trusted setup), `lean`, `yaml`, `picture`, and `cli`,
//! which is the binary. A service that wants the libraries alone turns the default features off and `solve` on.
#![forbid(unsafe_code)]

#[cfg(all(feature = "circuits", feature = "solve"))]
mod bound;
pub mod import;
#[cfg(feature = "picture")]
pub mod picture;
pub mod prelude;
pub mod report;

#[cfg(all(feature = "circuits", feature = "solve"))]
pub use bound::multipliers;

pub use apportion_certs as certs;
#[cfg(feature = "circuits")]
pub use apportion_circuits as circuits;
pub use apportion_lattice as lattice;
#[cfg(feature = "lean")]
pub use apportion_lean as lean;

#[cfg(feature = "solve")]
pub use apportion_allocator::{
    self as allocator, Answer, Cancellation, Control, ExitReason, Progress, ProofStyle, SolveError, Solver, Statistics,
    Warm,
};
