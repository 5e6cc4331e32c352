//! D8 to D11: one task on one offer.

use crate::market::{Market, OfferIndex, Quote, ResourceIndex, TaskIndex};
use alloc::vec::Vec;

fn quote(market: &Market, task: TaskIndex, offer: OfferIndex) -> Option<&Quote> {
    market.task(task).quotes.iter().find(|quote| quote.offer == offer)
}

fn resources(market: &Market) -> impl Iterator<Item = ResourceIndex> + use<> {
    (0u32..).map(ResourceIndex::new).take(market.resources().len())
}

/// `d(t, o, r)` of D8: what the run uses of `resource` in each slot that it occupies.
pub fn demand(market: &Market, task: TaskIndex, offer: OfferIndex, resource: ResourceIndex) -> u64 {
    let quoted = quote(market, task, offer).and_then(|quote| quote.demand.as_ref());
    let stated = quoted.unwrap_or(&market.task(task).demand);
    stated.iter().find(|&(listed, _)| listed == resource).map_or(0, |(_, amount)| amount)
}

/// `π(t, o)` of D8: the price of the whole run, in nMIC.
pub fn price(market: &Market, task: TaskIndex, offer: OfferIndex) -> u128 {
    if let Some(price) = quote(market, task, offer).and_then(|quote| quote.price) {
        return u128::from(price);
    }
    let terms = market.offer(offer);
    let per_slot = resources(market)
        .map(|resource| u128::from(terms.price[resource.usize()]) * u128::from(demand(market, task, offer, resource)));
    // Each product is below 2^126, and below 2^63 by D31 in a valid market.
    per_slot.sum::<u128>() * u128::from(market.task(task).duration_slots) + u128::from(terms.price_fixed.nmic())
}

/// `σ(t, o)` of D8.
pub fn score(market: &Market, task: TaskIndex, offer: OfferIndex) -> u64 {
    quote(market, task, offer).map_or(0, |quote| quote.score)
}

/// D10: whether every component of the ask is covered by the supply (D9). Written apart from
/// [`Market::run`](crate::market::Market::run), which must agree.
pub fn eligible(market: &Market, task: TaskIndex, offer: OfferIndex) -> bool {
    let (ask, supply) = (market.task(task), market.offer(offer));
    let payer = &*market.payer(ask.payer).id;
    let labels = supply
        .permit
        .labels
        .bound()
        .is_none_or(|allowed| ask.labels.iter().all(|label| allowed.iter().any(|listed| listed == label)));
    let principal = supply.permit.principals.bound().is_none_or(|allowed| allowed.iter().any(|listed| listed == payer));
    let scope = supply.permit.scopes.iter().any(|root| path_under(ask.scope.as_str(), root.as_str()));
    let features = ask.requires.iter().all(|label| supply.provides.iter().any(|listed| listed == label));
    let quality = ask.quality_min_ppm <= supply.quality_ppm;
    let latency = ask.latency_max_ms.is_none_or(|most| supply.latency_ms <= most);
    let reliability = ask.reliability_min_ppm <= supply.reliability_ppm;
    let capacity = resources(market).all(|resource| {
        let capacity = supply.capacity[resource.usize()].as_finite();
        capacity.is_none_or(|most| demand(market, task, offer, resource) <= most)
    });
    let largest = resources(market).all(|resource| {
        supply.demand_max[resource.usize()].is_none_or(|most| demand(market, task, offer, resource) <= most)
    });
    let price = ask.price_max.is_none_or(|most| price(market, task, offer) <= u128::from(most));
    let slots = starts(market, task, offer).is_some();
    let quoted = !ask.quotes_only || quote(market, task, offer).is_some();
    labels
        && principal
        && scope
        && features
        && quality
        && latency
        && reliability
        && capacity
        && largest
        && price
        && slots
        && quoted
}

/// `sub(p, q)` of D9.
fn path_under(path: &str, above: &str) -> bool {
    above.is_empty() || path == above || path.starts_with(&alloc::format!("{above}/"))
}

/// D11: the first and the last slot in which the run may start, or `None` if it fits nowhere. Looks at slots only.
pub fn starts(market: &Market, task: TaskIndex, offer: OfferIndex) -> Option<(u32, u32)> {
    let (ask, supply) = (market.task(task), market.offer(offer));
    let first = u64::from(ask.slots.first.max(supply.slots.first));
    let end = u64::from(ask.slots.last.min(supply.slots.last)) + 1;
    let fits = |start: &u64| start + u64::from(ask.duration_slots) <= end;
    let mut starts = (first..end).filter(fits).map_while(|start| u32::try_from(start).ok());
    let first = starts.next()?;
    Some((first, starts.last().unwrap_or(first)))
}

/// The options of a task (D11), by offer and then by start.
pub fn options(market: &Market, task: TaskIndex) -> Vec<(OfferIndex, u32)> {
    let offers = (0u32..).map(OfferIndex::new).take(market.offers().len());
    let eligible = offers.filter(|&offer| eligible(market, task, offer));
    let intervals = eligible.filter_map(|offer| starts(market, task, offer).map(|starts| (offer, starts)));
    intervals.flat_map(|(offer, (first, last))| (first..=last).map(move |start| (offer, start))).collect()
}
