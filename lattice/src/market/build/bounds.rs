//! Sizes that keep all arithmetic downstream exact.
//!
//! For every task and offer the price and duration times demand stay below 2^63, and at every level the largest costs of all tasks sum to less than
//! 2^96. Both are first bounded over all offers at once; pairs are looked at one by one only if that is not enough.

use crate::error::{At, MarketError, Problem};
use crate::market::cost::{PPM_ONE, absence_cost, run_cost};
use crate::market::eligible::computed_price;
use crate::market::{Demand, Level, Market, NUMBER_LIMIT, Offer, OfferIndex, Task, TaskIndex, Term};
use alloc::vec::Vec;

/// One past the greatest sum of the largest costs at a level.
const LEVEL_LIMIT: u128 = 1 << 96;

pub(super) fn check(market: &Market) -> Result<(), MarketError> {
    let dearest = Dearest::new(market);
    let root = At::ROOT.key("tasks");
    for (index, task) in market.task_indices().zip(market.tasks()) {
        let at = root.index(index.usize());
        uses(market, task, &at)?;
        prices(market, task, &dearest, &at)?;
    }
    for (position, level) in market.levels().iter().enumerate() {
        let quick = |task: &Task| dearest.cost_bound(level, task);
        let exact = |task: TaskIndex| largest_cost(market, level, task);
        if sum(market.tasks().iter().map(quick)) >= LEVEL_LIMIT && sum(market.task_indices().map(exact)) >= LEVEL_LIMIT
        {
            return Err(At::ROOT.key("objective").index(position).fail(Problem::LevelTooLarge));
        }
    }
    Ok(())
}

fn sum(costs: impl Iterator<Item = u128>) -> u128 {
    costs.fold(0, u128::saturating_add)
}

/// Duration times demand, of the task and of its quotes.
fn uses(market: &Market, task: &Task, at: &At<'_>) -> Result<(), MarketError> {
    let check = |demand: &Demand, at: &At<'_>| {
        let too_large = |amount| u128::from(amount) * u128::from(task.duration_slots) >= u128::from(NUMBER_LIMIT);
        match demand.iter().find(|&(_, amount)| too_large(amount)) {
            None => Ok(()),
            Some((resource, _)) => {
                let resource = market.resource(resource).name.clone();
                Err(at.key("demand").fail(Problem::UseTooLarge { resource }))
            }
        }
    };
    check(&task.demand, at)?;
    for (position, quote) in task.quotes.iter().enumerate() {
        if let Some(demand) = &quote.demand {
            check(demand, &at.key("quotes").index(position))?;
        }
    }
    Ok(())
}

/// The price on every offer, eligible or not; a quoted price replaces the computed one.
fn prices(market: &Market, task: &Task, dearest: &Dearest, at: &At<'_>) -> Result<(), MarketError> {
    let limit = u128::from(NUMBER_LIMIT);
    for (position, quote) in task.quotes.iter().enumerate() {
        let demand = quote.demand.as_ref().unwrap_or(&task.demand);
        let offer = market.offer(quote.offer);
        if quote.price.is_none() && computed_price(offer, demand, task.duration_slots) >= limit {
            let offer = offer.id.clone();
            return Err(at.key("quotes").index(position).fail(Problem::PriceTooLarge { offer }));
        }
    }
    if dearest.price(&task.demand, task.duration_slots) < limit {
        return Ok(());
    }
    let unquoted = |offer: &OfferIndex| task.find_quote(*offer).is_none();
    for offer in market.offer_indices().filter(unquoted).map(|offer| market.offer(offer)) {
        if computed_price(offer, &task.demand, task.duration_slots) >= limit {
            return Err(at.fail(Problem::PriceTooLarge { offer: offer.id.clone() }));
        }
    }
    Ok(())
}

/// The worst over all offers, each component by itself.
struct Dearest {
    price: Vec<u64>,
    price_fixed: u64,
    latency_ms: u64,
    quality_ppm: u32,
    reliability_ppm: u32,
    end_slot: u32,
}

impl Dearest {
    fn new(market: &Market) -> Self {
        let offers = market.offers();
        let price = |resource| offers.iter().map(|offer| offer.price_of(resource)).max().unwrap_or(0);
        let max = |component: fn(&Offer) -> u64| offers.iter().map(component).max().unwrap_or(0);
        let min = |component: fn(&Offer) -> u32| offers.iter().map(component).min().unwrap_or(PPM_ONE);
        Self {
            price: market.resource_indices().map(price).collect(),
            price_fixed: max(|offer| offer.price_fixed.nmic()),
            latency_ms: max(|offer| offer.latency_ms),
            quality_ppm: min(|offer| offer.quality_ppm),
            reliability_ppm: min(|offer| offer.reliability_ppm),
            end_slot: market.horizon().slot_count,
        }
    }

    /// At least the price of this demand on every offer.
    fn price(&self, demand: &Demand, duration_slots: u32) -> u128 {
        let price = |resource: crate::market::ResourceIndex| self.price.get(resource.usize()).copied().unwrap_or(0);
        let uses = demand.iter().map(|(resource, amount)| {
            (u128::from(price(resource)) * u128::from(amount)).saturating_mul(u128::from(duration_slots))
        });
        uses.fold(u128::from(self.price_fixed), u128::saturating_add)
    }

    /// At least what the task costs at the level, assigned in any way or not at all.
    fn cost_bound(&self, level: &Level, task: &Task) -> u128 {
        let demands = || task.quotes.iter().filter_map(|quote| quote.demand.as_ref()).chain([&task.demand]);
        let quoted = || task.quotes.iter();
        let terms = level.terms.iter().map(|&(term, weight)| {
            let amount = match term {
                Term::Penalty | Term::ValueLost => 0,
                Term::Price => {
                    let prices = quoted().filter_map(|quote| quote.price).map(u128::from);
                    let computed = demands().map(|demand| self.price(demand, task.duration_slots));
                    prices.chain(computed).max().unwrap_or(0)
                }
                Term::LatencyMs => u128::from(self.latency_ms),
                Term::QualityLostPpm => u128::from(PPM_ONE.saturating_sub(self.quality_ppm)),
                Term::ReliabilityLostPpm => u128::from(PPM_ONE.saturating_sub(self.reliability_ppm)),
                Term::Score => quoted().map(|quote| u128::from(quote.score)).max().unwrap_or(0),
                Term::EndSlot => u128::from(self.end_slot),
                Term::Use(resource) => {
                    let amount = demands().map(|demand| demand.get(resource)).max().unwrap_or(0);
                    u128::from(amount) * u128::from(task.duration_slots)
                }
            };
            amount.saturating_mul(u128::from(weight))
        });
        sum(terms).max(absence_cost(level, task))
    }
}

/// The largest cost of a task at a level: unassigned, or assigned on an eligible offer as late as possible.
fn largest_cost(market: &Market, level: &Level, task: TaskIndex) -> u128 {
    let runs = market.runs(task).map(|(offer, run)| {
        run_cost(level, market.offer(offer), &run).at_end(u64::from(run.start_last) + u64::from(run.duration_slots))
    });
    runs.max().unwrap_or(0).max(absence_cost(level, market.task(task)))
}
