//! What is asked of the router.

use super::Priority;
use apportion_lattice::{Money, Ppm, ppm};

/// One query of a citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Length in tokens.
    pub tokens: u64,
    /// By which weights providers are compared.
    pub priority: Priority,
    /// The least quality accepted.
    pub quality_min: Ppm,
    /// The most that may be spent; `None`: the whole quota. Zero means zero.
    pub cost_max: Option<Money>,
    /// The provider that wins if it is eligible; otherwise it means nothing.
    pub preferred: Option<String>,
}

impl Request {
    /// A standard request that accepts a quality of 0.80 and may spend the whole quota.
    pub const fn new(tokens: u64) -> Self {
        Self { tokens, priority: Priority::Standard, quality_min: ppm(800_000), cost_max: None, preferred: None }
    }

    /// Sets by which weights providers are compared.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Sets the least quality accepted.
    #[must_use]
    pub fn quality_min(mut self, quality: Ppm) -> Self {
        self.quality_min = quality;
        self
    }

    /// Sets the most that may be spent; zero means zero.
    #[must_use]
    pub fn cost_max(mut self, cost: Money) -> Self {
        self.cost_max = Some(cost);
        self
    }

    /// Sets the provider that wins if it is eligible.
    #[must_use]
    pub fn preferred(mut self, provider: impl Into<String>) -> Self {
        self.preferred = Some(provider.into());
        self
    }
}
