//! What is left of limits and capacities.

use super::taken::{Settled, SettledRun};
use crate::market::{Limit, Market, Of, Offer, OfferIndex, Place, PlacedLimit, SlotRange, Span};
use alloc::vec;
use alloc::vec::Vec;

/// A market and what was taken from it.
pub(super) struct Rest<'a, 'm> {
    pub(super) market: &'m Market,
    pub(super) settled: &'a Settled<'m>,
}

/// The truncated difference.
pub(super) fn monus(amount: u64, used: u128) -> u64 {
    amount.saturating_sub(u64::try_from(used).unwrap_or(u64::MAX))
}

impl Rest<'_, '_> {
    /// What is left of the limits stated at one place: each of them, and behind it a bound on every window that was touched.
    pub(super) fn limits(&self, place: Place, limits: &[Limit]) -> Vec<Limit> {
        let mut rest = Vec::with_capacity(limits.len());
        for (position, limit) in limits.iter().enumerate() {
            let placed = PlacedLimit { place, position, limit };
            let counted = |run: &SettledRun<'_>| placed.counts(run.run.offer, run.payer);
            match &limit.span {
                Span::Horizon => {
                    let used = self.settled.sum(counted, limit.of);
                    rest.push(Limit { amount: monus(limit.amount, used), ..limit.clone() });
                }
                Span::Interval(slots) => {
                    let used = self.used(counted, limit.of).map_or(0, |used| used.within(*slots));
                    rest.push(Limit { amount: monus(limit.amount, used), ..limit.clone() });
                }
                Span::Window { slots, prior } => {
                    rest.push(limit.clone());
                    if let Some(used) = self.used(counted, limit.of) {
                        rest.extend(windows(limit, *slots, prior, &used));
                    }
                }
            }
        }
        rest
    }

    /// For every slot in which an offer's finite capacity was used, a limit to what is left of it.
    pub(super) fn capacities(&self, index: OfferIndex, offer: &Offer) -> Vec<Limit> {
        let mut limits = Vec::new();
        for (resource, capacity) in self.market.resource_indices().zip(&offer.capacity) {
            let of = Of::Resource(resource);
            let used = self.used(|run| run.run.offer == index, of);
            if let (Some(amount), Some(used)) = (capacity.as_finite(), used) {
                let limit = Limit { of, amount, span: Span::Horizon, offers: None, payers: None };
                limits.extend(windows(&limit, 1, &[], &used));
            }
        }
        limits
    }

    /// Slot by slot, what the runs that `counts` holds for use; `None` if that is nothing.
    fn used(&self, counts: impl Fn(&SettledRun<'_>) -> bool, of: Of) -> Option<Used> {
        let mut counted = self.settled.0.values().filter(|run| run.amount(of) > 0 && counts(run)).peekable();
        counted.peek()?;
        Some(Used::new(self.market.horizon().slot_count, counted, of))
    }
}

/// For every window that was touched, what is left of the limit over its slots.
fn windows(limit: &Limit, window: u32, prior: &[u64], used: &Used) -> impl Iterator<Item = Limit> {
    (0..used.slot_count()).filter_map(move |last| {
        let first = (last + 1).saturating_sub(window);
        let slots = SlotRange { first, last };
        let taken = used.within(slots);
        // The slots of the window that lie before slot 0: -1 down to last + 1 - window.
        let before = window.saturating_sub(last + 1) as usize;
        let earlier: u128 = prior.iter().take(before).map(|&used| u128::from(used)).sum();
        let span = Span::Interval(slots);
        (taken > 0).then(|| Limit { amount: monus(limit.amount, taken + earlier), span, ..limit.clone() })
    })
}

/// Use by slot, as sums over the slots before each.
struct Used(Vec<u128>);

impl Used {
    fn new<'s, 'm: 's>(slot_count: u32, runs: impl Iterator<Item = &'s SettledRun<'m>>, of: Of) -> Self {
        // First by how much use grows and shrinks at each slot, then twice summed: use in each slot, use before each slot.
        let mut grows = vec![0_u128; slot_count as usize + 1];
        let mut shrinks = grows.clone();
        for run in runs {
            let (amount, slots) = (u128::from(run.amount(of)), run.slots_of(of));
            let add = |list: &mut Vec<u128>, slot: u32| {
                if let Some(entry) = list.get_mut(slot as usize) {
                    *entry += amount;
                }
            };
            add(&mut grows, slots.first);
            add(&mut shrinks, slots.last + 1);
        }
        let (mut current, mut before) = (0, 0);
        let sums = grows.into_iter().zip(shrinks).map(|(grow, shrink)| {
            let sum = before;
            current = current + grow - shrink;
            before += current;
            sum
        });
        Self(sums.collect())
    }

    fn slot_count(&self) -> u32 {
        u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX)
    }

    /// What is used in these slots.
    fn within(&self, slots: SlotRange) -> u128 {
        let before = |slot: u32| self.0.get(slot as usize).copied().unwrap_or(0);
        before(slots.last + 1) - before(slots.first)
    }
}
