//! From a market and a checked allocation to tables and lines.

mod cost;
mod fit;
mod limit;
mod place;
mod tier;

pub use fit::{FitError, Fitted};
pub(crate) use fit::{fitting, room};
pub(crate) use limit::StatedLimit;
use limit::stated_limits;
pub(crate) use place::Places;
pub(crate) use tier::{tier, tier_width};

use super::{Limits, LineCommitment, Meter, Shape};
use crate::layout::BitWidth;
use apportion_certs::program::{FamilyKind, Program};

impl Shape {
    /// The shape of a market, rounded up to tiers: counts to 2^k or 3 2^k, widths to multiples of eight bits.
    ///
    /// Keys made for it serve the market and every other one that [`Fitted::new`] fits into it.
    pub fn of(program: &Program<'_>) -> Self {
        let market = program.market();
        let runs = program.all_pairs().iter().map(|pair| &pair.run);
        let widest = |value: fn(&apportion_lattice::Run<'_>) -> u64| runs.clone().map(value).max().unwrap_or(0);
        let mut demands = vec![0; market.resources().len()];
        for (resource, amount) in runs.clone().flat_map(|run| run.demand.iter()) {
            demands[resource.usize()] = amount.max(demands[resource.usize()]);
        }
        let dependencies = program.families().iter().filter(|family| matches!(family.kind, FamilyKind::Dependency(_)));
        Self {
            tasks: tier(program.task_count().max(1)),
            options: tier(program.all_pairs().len().max(1)),
            slots: tier(market.horizon().slot_count as usize) as u32,
            offer: BitWidth::of(tier(market.offers().len().max(1)) as u64 - 1),
            price: tier_width(widest(|run| run.price)),
            demands: demands.into_iter().map(tier_width).collect(),
            meters: meters(&stated_limits(program), program.all_pairs().len()),
            dependencies: tier(dependencies.count()),
            objective: None,
            lines: LineCommitment::Sponge,
        }
    }
}

/// Meters that hold every limit: limits on one subject share a meter if no option loads both.
pub(crate) fn meters(limits: &[StatedLimit<'_>], options: usize) -> Vec<Meter> {
    let mut meters: Vec<(Meter, Vec<bool>)> = Vec::new();
    for stated in limits {
        let free = |(meter, loaded): &(Meter, Vec<bool>)| {
            meter.subject == stated.subject && stated.same_kind(&meter.limits) && stated.clear_of(loaded)
        };
        let at = meters.iter().position(free).unwrap_or_else(|| {
            let limits = if stated.span.is_none() { Limits::Horizon(Vec::new()) } else { Limits::Slotted(Vec::new()) };
            meters.push((Meter { subject: stated.subject, limits }, vec![false; options]));
            meters.len() - 1
        });
        let (meter, loaded) = &mut meters[at];
        stated.claim(loaded);
        stated.add_to(&mut meter.limits);
    }
    meters.into_iter().map(|(meter, _)| meter).collect()
}
