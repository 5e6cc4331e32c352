//! Eligibility, as everywhere in Apportion: an ask that lies below a supply in a product of lattices.

use super::refusal::Refusal;
use super::registry::Entry;
use super::{Health, Request};
use apportion_lattice::order::{Dual, Poset};
use apportion_lattice::{Money, nmic, ppm, product};
use core::time::Duration;

/// An ask or a supply. Of price and latency less is better, hence their orders are reversed: an ask that states no bound is at the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// In parts per million.
    quality: u32,
    /// In tokens.
    context: u64,
    /// Of the whole request, in nMIC.
    price: Dual<u64>,
    /// In milliseconds.
    latency: Dual<u64>,
    /// In parts per million.
    health: u32,
}

product!(Terms { quality, context, price, latency, health });

/// What a request asks, given the quota that is left: it spends at most both of its own bound and the quota.
pub(super) fn ask(request: &Request, quota: Money) -> Terms {
    let budget = request.cost_max.map_or(quota, |cost_max| cost_max.min(quota));
    Terms {
        quality: request.quality_min.get(),
        context: request.tokens,
        price: Dual(budget.nmic()),
        latency: Dual(request.priority.latency_max().map_or(u64::MAX, millis)),
        health: Health::ELIGIBLE_MIN.share().get(),
    }
}

/// What a provider supplies to a request of that many tokens.
pub(super) fn supply(entry: &Entry, tokens: u64) -> Terms {
    let provider = &entry.provider;
    Terms {
        quality: provider.quality.get(),
        context: provider.context_tokens,
        // Exact for requests that fit into the context; others are refused whatever they cost.
        price: Dual(provider.price_per_token.nmic().saturating_mul(tokens)),
        latency: Dual(u64::from(entry.latency_millis)),
        health: provider.health.share().get(),
    }
}

impl Terms {
    /// Whether the ask is covered.
    pub(super) fn covered_by(&self, supply: &Self) -> bool {
        self.leq(supply)
    }

    /// Every component in which the ask is not covered.
    pub(super) fn gaps(&self, supply: &Self) -> Vec<Refusal> {
        let components = [
            (self.quality.leq(&supply.quality), self.quality_gap(supply)),
            (self.context.leq(&supply.context), Refusal::Context { tokens: self.context, tokens_max: supply.context }),
            (
                self.price.leq(&supply.price),
                Refusal::Price { cost: nmic(supply.price.0), cost_max: nmic(self.price.0) },
            ),
            (self.latency.leq(&supply.latency), self.latency_gap(supply)),
            (self.health.leq(&supply.health), Refusal::Health { share: ppm(supply.health) }),
        ];
        components.into_iter().filter(|(covered, _)| !covered).map(|(_, refusal)| refusal).collect()
    }

    fn quality_gap(&self, supply: &Self) -> Refusal {
        Refusal::Quality { quality: ppm(supply.quality), quality_min: ppm(self.quality) }
    }

    fn latency_gap(&self, supply: &Self) -> Refusal {
        let [latency, latency_max] = [supply.latency.0, self.latency.0].map(Duration::from_millis);
        Refusal::Latency { latency, latency_max }
    }
}

/// A bound of whole milliseconds.
fn millis(bound: Duration) -> u64 {
    u64::try_from(bound.as_millis()).unwrap_or(u64::MAX)
}
