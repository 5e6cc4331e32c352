//! Who can serve requests.

use super::Health;
use apportion_lattice::{Money, Ppm};
use core::time::Duration;

/// One provider of a language model, as configured, and its health. A [`Registry`](super::Registry) checks the ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Unique name, 1 to 128 bytes without control characters.
    pub id: String,
    /// Price of one token.
    pub price_per_token: Money,
    /// Average latency, in whole milliseconds below 2^32.
    pub latency: Duration,
    /// Quality of its answers, at most 1.
    pub quality: Ppm,
    /// How much of the time it is up, at most 1.
    pub reliability: Ppm,
    /// The longest request that it takes, in tokens; at least 1. Price times this is below 2^63 nMIC.
    pub context_tokens: u64,
    /// How well it has delivered lately.
    pub health: Health,
}
