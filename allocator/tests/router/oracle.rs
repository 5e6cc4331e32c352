//! The decision as its definition reads, over fractions, and nothing of the router's own arithmetic.

use apportion_allocator::router::{Priority, Provider, Registry, Request};
use apportion_lattice::{Money, Ppm};
use core::cmp::Ordering;
use core::ops::{Add, Mul, Sub};

/// A fraction that is not negative, in lowest terms; of numbers that are small enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction(u128, u128);

impl Fraction {
    pub(crate) fn new(numerator: u128, denominator: u128) -> Self {
        let (mut a, mut b) = (numerator, denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Self(numerator / a, denominator / a)
    }

    const ONE: Self = Self(1, 1);
}

impl Add for Fraction {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }
}

impl Sub for Fraction {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }
}

impl Mul for Fraction {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

fn share(share: Ppm) -> Fraction {
    Fraction::new(u128::from(share.get()), 1_000_000)
}

fn cost(provider: &Provider, request: &Request) -> u64 {
    provider.price_per_token.nmic() * request.tokens
}

pub(crate) fn is_eligible(provider: &Provider, request: &Request, quota: Money) -> bool {
    let millis = provider.latency.as_millis();
    let quick = match request.priority {
        Priority::Urgent => millis <= 1_000,
        Priority::High => millis <= 2_000,
        _ => true,
    };
    quota != Money::ZERO
        && provider.quality >= request.quality_min
        && request.tokens <= provider.context_tokens
        && cost(provider, request) <= quota.nmic()
        && request.cost_max.is_none_or(|most| cost(provider, request) <= most.nmic())
        && quick
        && provider.health.share().get() >= 500_000
}

pub(crate) fn score(registry: &Registry, provider: &Provider, request: &Request, quota: Money) -> Fraction {
    let [w_cost, w_latency, w_quality, w_reliability] = match request.priority {
        Priority::Standard => [40, 30, 20, 10],
        Priority::CostOptimized => [70, 10, 10, 10],
        Priority::LatencyOptimized => [10, 70, 10, 10],
        Priority::QualityOptimized => [10, 10, 70, 10],
        Priority::Urgent | Priority::High => [10, 50, 20, 20],
        Priority::Batch => [60, 5, 25, 10],
        Priority::Background => [30, 20, 30, 20],
    }
    .map(|percent| Fraction::new(percent, 100));
    let fixed = matches!(request.priority, Priority::Urgent | Priority::High | Priority::Batch | Priority::Background);
    let price = |provider: &Provider| u128::from(provider.price_per_token.nmic());
    let millis = |provider: &Provider| provider.latency.as_millis();
    let greatest = |of: &dyn Fn(&Provider) -> u128| {
        registry.providers().filter(|provider| is_eligible(provider, request, quota)).map(of).max().unwrap_or(0)
    };
    let quotient = |value: u128, divisor: u128| {
        if value == 0 { Fraction::new(0, 1) } else { Fraction::new(value.min(divisor), divisor) }
    };
    let (of_price, of_latency) = if fixed { (20_000, 3_000) } else { (greatest(&price), greatest(&millis)) };
    let sum = w_cost * (Fraction::ONE - quotient(price(provider), of_price))
        + w_latency * (Fraction::ONE - quotient(millis(provider), of_latency))
        + w_quality * share(provider.quality)
        + w_reliability * share(provider.reliability);
    if fixed { sum * share(provider.health.share()) } else { sum }
}

/// Who serves, and whether as the fallback.
pub(crate) fn decide<'r>(registry: &'r Registry, request: &Request, quota: Money) -> Option<(&'r str, bool)> {
    let eligible: Vec<&Provider> =
        registry.providers().filter(|provider| is_eligible(provider, request, quota)).collect();
    let preferred = eligible.iter().find(|provider| Some(&provider.id) == request.preferred.as_ref());
    let mut best: Option<&Provider> = preferred.copied();
    if best.is_none() {
        for &provider in &eligible {
            let score = |provider| score(registry, provider, request, quota);
            if best.is_none_or(|best| score(provider) > score(best)) {
                best = Some(provider);
            }
        }
    }
    let fallback = || registry.fallback().filter(|provider| request.tokens <= provider.context_tokens);
    best.map(|provider| (&*provider.id, false)).or_else(|| Some((&*fallback()?.id, true)))
}
