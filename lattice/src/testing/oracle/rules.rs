//! D12 to D22: which assignments are feasible allocations.

use super::{Violation, pair};
use crate::market::{Limit, Market, Of, OfferIndex, PayerIndex, Place, ResourceIndex, Span, TaskIndex};
use alloc::vec::Vec;

/// Whether `assignment` is a feasible allocation of `market` (D22). Time is polynomial but careless: rows times slots times tasks.
///
/// # Errors
/// The first broken definition, in the order D12, D10, D11, D14, D15, D17, D18, D19, D20, D21.
pub fn feasible(market: &Market, assignment: &[Option<(OfferIndex, u32)>]) -> Result<(), Violation> {
    if assignment.len() != market.tasks().len() {
        return Err(Violation::Length { tasks: market.tasks().len(), given: assignment.len() });
    }
    let mut placed = Vec::new();
    for (task, choice) in (0u32..).map(TaskIndex::new).zip(assignment) {
        if let Some((offer, start)) = *choice {
            is_option(market, task, offer, start)?;
            placed.push(Placed::new(market, task, offer, start));
        }
    }
    rows(market, &placed)?;
    links(market, assignment)?;
    for (task, choice) in (0u32..).map(TaskIndex::new).zip(assignment) {
        if market.task(task).required && choice.is_none() {
            return Err(Violation::Required { task });
        }
    }
    Ok(())
}

/// D12: the choice is one of the task's options.
fn is_option(market: &Market, task: TaskIndex, offer: OfferIndex, start: u32) -> Result<(), Violation> {
    if offer.usize() >= market.offers().len() {
        return Err(Violation::UnknownOffer { task, offer });
    }
    if !pair::eligible(market, task, offer) {
        return Err(Violation::Ineligible { task, offer });
    }
    match pair::starts(market, task, offer) {
        Some((first, last)) if first <= start && start <= last => Ok(()),
        Some((first, last)) => Err(Violation::Start { task, offer, start, first, last }),
        None => Err(Violation::Ineligible { task, offer }),
    }
}

/// A run with its D8 terms written out, so that rows need not look them up again.
pub(super) struct Placed {
    payer: PayerIndex,
    offer: OfferIndex,
    start: u64,
    end: u64,
    price: u128,
    demand: Vec<u64>,
}

impl Placed {
    pub(super) fn new(market: &Market, task: TaskIndex, offer: OfferIndex, start: u32) -> Self {
        let resources = (0u32..).map(ResourceIndex::new).take(market.resources().len());
        Self {
            payer: market.task(task).payer,
            offer,
            start: u64::from(start),
            end: u64::from(start) + u64::from(market.task(task).duration_slots),
            price: pair::price(market, task, offer),
            demand: resources.map(|resource| pair::demand(market, task, offer, resource)).collect(),
        }
    }

    /// D13: usage summed over the slots `first..=last`. Only slots that the run occupies add anything.
    fn usage(&self, of: Of, first: u64, last: u64) -> u128 {
        let counts = |slot: &u64| first <= *slot && *slot <= last;
        match of {
            Of::Money => {
                if counts(&self.start) {
                    self.price
                } else {
                    0
                }
            }
            Of::Resource(resource) => {
                let demand = u128::from(self.demand[resource.usize()]);
                (self.start..self.end).filter(counts).map(|_| demand).sum()
            }
        }
    }
}

/// D14, D15, D17, D18: everything that is a sum of usages and an upper bound. More runs never mend a broken one.
pub(super) fn rows(market: &Market, placed: &[Placed]) -> Result<(), Violation> {
    let offers = (0u32..).map(OfferIndex::new).zip(market.offers());
    for (offer, stated) in offers.clone() {
        for resource in (0u32..).map(ResourceIndex::new).take(market.resources().len()) {
            capacity(market, placed, offer, resource)?;
        }
        limits(market, placed, Place::Offer(offer), &stated.limits)?;
    }
    for (payer, stated) in (0u32..).map(PayerIndex::new).zip(market.payers()) {
        let spent = placed.iter().filter(|run| run.payer == payer).map(|run| run.price).sum::<u128>();
        if let Some(budget) = stated.budget
            && spent > u128::from(budget.nmic())
        {
            return Err(Violation::Budget { payer, spent, budget: budget.nmic() });
        }
        limits(market, placed, Place::Payer(payer), &stated.limits)?;
    }
    limits(market, placed, Place::Market, market.limits())
}

/// D14 and D15 for one offer and resource.
fn capacity(market: &Market, placed: &[Placed], offer: OfferIndex, resource: ResourceIndex) -> Result<(), Violation> {
    let usage = |first: u32, last: u32| -> u128 {
        let on = placed.iter().filter(|run| run.offer == offer);
        on.map(|run| run.usage(Of::Resource(resource), first.into(), last.into())).sum()
    };
    if let Some(capacity) = market.offer(offer).capacity[resource.usize()].as_finite() {
        for slot in 0..market.horizon().slot_count {
            let usage = usage(slot, slot);
            if usage > u128::from(capacity) {
                return Err(Violation::Capacity { offer, resource, slot, usage, capacity });
            }
        }
    }
    let usage = usage(0, market.horizon().last());
    match market.offer(offer).total[resource.usize()] {
        Some(total) if usage > u128::from(total) => Err(Violation::Total { offer, resource, usage, total }),
        _ => Ok(()),
    }
}

/// D16 and D17 for the limits of one place.
fn limits(market: &Market, placed: &[Placed], place: Place, limits: &[Limit]) -> Result<(), Violation> {
    limits.iter().enumerate().try_for_each(|(position, limit)| {
        let counts = |run: &&Placed| {
            limit.offers.as_ref().is_none_or(|offers| offers.contains(&run.offer))
                && limit.payers.as_ref().is_none_or(|payers| payers.contains(&run.payer))
                && match place {
                    Place::Market => true,
                    Place::Offer(offer) => run.offer == offer,
                    Place::Payer(payer) => run.payer == payer,
                }
        };
        let usage = |first: u64, last: u64| -> u128 {
            placed.iter().filter(counts).map(|run| run.usage(limit.of, first, last)).sum()
        };
        let amount = limit.amount;
        match &limit.span {
            Span::Horizon => {
                let usage = usage(0, market.horizon().last().into());
                if usage > u128::from(amount) {
                    Err(Violation::Horizon { place, position, usage, amount })
                } else {
                    Ok(())
                }
            }
            Span::Interval(range) => {
                let usage = usage(range.first.into(), range.last.into());
                if usage > u128::from(amount) {
                    Err(Violation::Interval { place, position, usage, amount })
                } else {
                    Ok(())
                }
            }
            Span::Window { slots, prior } => (0..market.horizon().slot_count).try_for_each(|slot| {
                let first = i64::from(slot) - i64::from(*slots) + 1;
                let before = (1i64..).zip(prior).filter(|(back, _)| first <= -back);
                let before = before.map(|(_, used)| u128::from(*used)).sum::<u128>();
                let usage = before + usage(u64::try_from(first).unwrap_or(0), slot.into());
                if usage > u128::from(amount) {
                    Err(Violation::Window { place, position, slot, usage, amount })
                } else {
                    Ok(())
                }
            }),
        }
    })
}

/// D19 and D20 between the tasks that `decided` covers, the first ones of the market; all of them when it is whole.
pub(super) fn links(market: &Market, decided: &[Option<(OfferIndex, u32)>]) -> Result<(), Violation> {
    for ((task, stated), choice) in (0u32..).map(TaskIndex::new).zip(market.tasks()).zip(decided) {
        let Some((_, start)) = *choice else { continue };
        let broken = |needed: &&TaskIndex| decided.get(needed.usize()) == Some(&None);
        if let Some(&needed) = stated.needs.iter().find(broken) {
            return Err(Violation::Needs { task, needed });
        }
        for &earlier in &stated.after {
            let end = match decided.get(earlier.usize()) {
                None => continue,
                Some(None) => None,
                Some(Some((_, start))) => Some(u64::from(*start) + u64::from(market.task(earlier).duration_slots)),
            };
            if end.is_none_or(|end| u64::from(start) < end) {
                return Err(Violation::After { task, start, earlier, end });
            }
        }
    }
    Ok(())
}
