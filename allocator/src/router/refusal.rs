//! Why providers do not serve a request.

use apportion_lattice::{Money, Ppm};
use core::time::Duration;

/// One thing in which a request asks more than a provider supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Nothing is left to spend.
    #[error("the quota is exhausted")]
    QuotaExhausted,
    /// Too little quality.
    #[error("quality {quality} is below {quality_min}")]
    Quality {
        /// What the provider has.
        quality: Ppm,
        /// The least that the request accepts.
        quality_min: Ppm,
    },
    /// Too long.
    #[error("{tokens} tokens do not fit into a context of {tokens_max}")]
    Context {
        /// Length of the request.
        tokens: u64,
        /// The most that the provider takes.
        tokens_max: u64,
    },
    /// Too expensive.
    #[error("it costs {cost} MIC, more than {cost_max} MIC")]
    Price {
        /// What the request would cost.
        cost: Money,
        /// The most that it may.
        cost_max: Money,
    },
    /// Too slow for the priority.
    #[error("a latency of {} ms is above {} ms", latency.as_millis(), latency_max.as_millis())]
    Latency {
        /// What the provider has.
        latency: Duration,
        /// The greatest that the priority accepts.
        latency_max: Duration,
    },
    /// Too many failures lately.
    #[error("its health, {share}, is below 0.5")]
    Health {
        /// What the provider has.
        share: Ppm,
    },
}

/// A provider and everything that speaks against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its id.
    pub provider: String,
    /// The reasons, at least one.
    pub reasons: Vec<Refusal>,
}

/// Neither a provider nor the fallback can serve a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("No provider can serve this request")]
pub struct NoProvider {
    /// Every provider, in the registry's order, with its reasons: unless one of them loses all of its reasons, the request cannot be served.
    pub unsat_core: Vec<Refused>,
}
