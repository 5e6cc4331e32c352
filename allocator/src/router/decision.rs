//! What the router answers.

use super::Score;
use super::score::Rounded;
use apportion_lattice::{Money, Ppm};
use core::fmt;
use core::time::Duration;

/// Who serves a request, and on what terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision<'r> {
    /// The provider.
    pub provider: &'r str,
    /// What the request is estimated to cost.
    pub cost: Money,
    /// How long it is estimated to take.
    pub latency: Duration,
    /// The quota less the cost; the fallback, as a fallback, is free of it.
    pub quota_remaining: Money,
    /// Who could serve instead; `None` if the fallback serves already, or the request does not fit into its context.
    pub fallback: Option<&'r str>,
    /// Why this provider.
    pub reason: Reason,
    /// Its score; `None` if it serves as the fallback.
    pub score: Option<Score>,
}

/// Why a provider serves, in the words of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is preferred or has the best score.
    Optimal {
        /// What the request is estimated to cost.
        cost: Money,
        /// How long it is estimated to take.
        latency: Duration,
    },
    /// The same, where quality is what matters.
    Quality {
        /// What the provider has.
        quality: Ppm,
        /// The least that was asked.
        quality_min: Ppm,
    },
    /// The quota is spent or nobody is eligible.
    Fallback,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal { cost, latency } => {
                let cost = Rounded::<4> { numerator: u128::from(cost.nmic()), denominator: 1_000_000_000 };
                write!(formatter, "Optimal for cost={cost}, latency={}ms", latency.as_millis())
            }
            Self::Quality { quality, quality_min } => {
                let quality_min = Rounded::<2> { numerator: u128::from(quality_min.get()), denominator: 1_000_000 };
                write!(formatter, "Quality score {quality} meets min_quality {quality_min}")
            }
            Self::Fallback => formatter.write_str("Quota exhausted or no suitable providers - using local model"),
        }
    }
}
