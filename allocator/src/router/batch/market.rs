//! A batch as a market, and the market's answer as a route.

use super::gains::Gains;
use super::points::{Points, Scale};
use crate::router::{Registry, Request};
use apportion_certs::{Allocation, Claim};
use apportion_lattice::document::{Limit, Objective, Offer, Payer, Quote, Task};
use apportion_lattice::{Market, MarketError, Money, nmic};

const CITIZEN: &str = "citizen";
const TOKENS: &str = "tokens";
/// The largest amount that a market states.
const AMOUNT_MAX: u64 = (1 << 63) - 1;

/// One task per request. It accepts quotes alone, one from each provider that could serve it, whose score is what the request misses of a gain
/// of 1; left out, it misses 2.
pub(super) fn build(
    registry: &Registry,
    requests: &[Request],
    gains: &[Gains],
    quota: Money,
    scale: Scale,
) -> Result<Market, MarketError> {
    let mut market = Market::builder("batch")
        .resource(TOKENS, "token")
        .payer(Payer::new(CITIZEN))
        .objective(Objective::level([("score", 1), ("penalty", 1)]));
    for provider in registry.providers() {
        let offer = Offer::new(provider.id.as_str())
            .unlimited(TOKENS)
            .demand_max(TOKENS, provider.context_tokens.min(AMOUNT_MAX));
        market =
            market.offer(offer.quality(provider.quality).reliability(provider.reliability).latency(provider.latency));
    }
    let fallback = registry.fallback().map(|provider| &provider.id);
    let paid: Vec<&str> =
        registry.providers().map(|provider| &provider.id).filter(|&id| Some(id) != fallback).map(|id| &**id).collect();
    if !paid.is_empty() {
        market = market.limit(Limit::new("money", quota.nmic().min(AMOUNT_MAX)).offers(paid));
    }
    for (number, (request, gains)) in requests.iter().zip(gains).enumerate() {
        market = market.task(task(registry, number, request, gains, scale));
    }
    market.build()
}

fn task(registry: &Registry, number: usize, request: &Request, gains: &Gains, scale: Scale) -> Task {
    let one = scale.units_per_one();
    let mut task = Task::new(name(number), CITIZEN).quotes_only().penalty(2 * one);
    for option in &gains.options {
        let provider = &registry.entry(option.position).provider;
        // Exact, since the request fits into the context.
        let cost = provider.price_per_token.nmic().saturating_mul(request.tokens);
        task = task.demand(TOKENS, request.tokens);
        task = task.quote(Quote::new(provider.id.as_str()).price(nmic(cost)).score(one - option.units(scale)));
    }
    task
}

fn name(number: usize) -> String {
    format!("request-{number}")
}

/// The provider of each request, in the order of the requests.
pub(super) fn assigned(allocation: &Allocation, count: usize) -> Vec<Option<&str>> {
    let mut assignments = allocation.assignments.iter().peekable();
    let offer = |number| Some(&*assignments.next_if(|assignment| assignment.task == name(number))?.offer);
    (0..count).map(offer).collect()
}

/// What no allocation gains more than: a gain of 1 for every request, less the proved bound on what is missed.
pub(super) fn total_max(claim: &Claim, count: usize, scale: Scale) -> Points {
    let missed = claim.bounds().and_then(|bounds| bounds.first()).copied().unwrap_or(0);
    let most = count as i128 * i128::from(scale.units_per_one());
    // A level's values are below 2^96.
    scale.points(most - i128::try_from(missed).unwrap_or(i128::MAX))
}
