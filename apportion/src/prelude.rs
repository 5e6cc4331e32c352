//! What a service author names all the time: `use apportion::prelude::*;`.

pub use apportion_lattice::document::{Limit, Objective, Offer, Payer, Quote, Task, window};
pub use apportion_lattice::{Market, MarketError, Money, mic, nmic, ppm};

#[cfg(feature = "solve")]
pub use apportion_allocator::{Answer, Cancellation, Control, ExitReason, SolveError, Solver};
