//! The step from one state to the next, natively.

use super::{UsagePolicy, UsageShape, UsageState};
use crate::layout::Item;
use crate::statement::Unsatisfied;
use crate::statement::compliance::{Limits, Subject};
use ark_ff::PrimeField;

/// An event at its place in a chunk.
#[derive(Debug)]
struct Placed<'e> {
    event: &'e Item,
    /// Slots since the one that was open before the chunk.
    offset: usize,
    loads: &'e [Option<u32>],
}

impl Placed<'_> {
    /// What the event counts as in a limit of a meter.
    fn counts(&self, meter: usize, limit: usize, subject: Subject) -> u128 {
        let counted = self.loads.get(meter).is_some_and(|load| *load == Some(limit as u32));
        let amount = match subject {
            Subject::Price => self.event.price,
            Subject::Demand(resource) => self.event.amounts.get(resource).copied().unwrap_or(0),
        };
        if counted { amount.into() } else { 0 }
    }
}

/// How far a chunk takes the open slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Advance {
    /// To a slot of the chunk, by so many.
    Within(u64),
    /// Beyond the reach of every window: from a slot of the chunk on, by the longest window and so many more.
    Beyond { slots: u64, gap: u64 },
}

impl Advance {
    /// From one open slot to another, with the last event so many slots after the first.
    pub(crate) fn between(shape: &UsageShape, from: u64, to: u64, last: u64) -> Option<Self> {
        let slots = to.checked_sub(from)?;
        if slots < shape.slots() {
            return (last <= slots).then_some(Self::Within(slots));
        }
        let gap = slots.checked_sub(last)?.checked_sub(shape.window_slots_max())?;
        Some(Self::Beyond { slots: last, gap })
    }
}

/// The state that events lead to, but for ledger and blinding.
pub(super) fn advance<F: PrimeField>(
    shape: &UsageShape,
    policy: &UsagePolicy<F>,
    before: &UsageState<F>,
    events: &[Item],
    slot: u64,
) -> Result<UsageState<F>, Unsatisfied> {
    let placed = place(shape, policy, before, events)?;
    let last = placed.iter().map(|placed| placed.offset).max().unwrap_or(0);
    let unreachable = Unsatisfied::Slot { before: before.slot, after: slot, last: before.slot + last as u64 };
    let advance = Advance::between(shape, before.slot, slot, last as u64).ok_or(unreachable)?;
    let mut after = before.clone();
    after.events += events.len() as u64;
    after.slot = slot;
    for (at, meter) in shape.meters.iter().enumerate() {
        for (limit, entries) in after.used[at].iter_mut().enumerate() {
            let amount = policy.amounts[at][limit];
            let exceeded = |slot: u64, sum| {
                let slot = u32::try_from(slot).unwrap_or(u32::MAX);
                if sum <= u128::from(amount) {
                    Ok(())
                } else {
                    Err(Unsatisfied::LimitExceeded { meter: at, limit, slot, sum, amount })
                }
            };
            let counts = |placed: &Placed<'_>| placed.counts(at, limit, meter.subject);
            if let Limits::Horizon(_) = meter.limits {
                let sum = placed.iter().map(counts).sum::<u128>() + u128::from(entries[0]);
                exceeded(before.slot + shape.slots(), sum)?;
                entries[0] = sum as u64;
                continue;
            }
            let length = entries.len();
            // From the earliest slot that is remembered to the last one of the chunk; the open slot has the number length - 1.
            let mut all: Vec<u128> = entries.iter().rev().map(|&usage| usage.into()).collect();
            all.resize(length - 1 + shape.slots() as usize, 0);
            placed.iter().for_each(|placed| all[length - 1 + placed.offset] += counts(placed));
            for (end, window) in (before.slot..).zip(all.windows(length)) {
                exceeded(end, window.iter().sum())?;
            }
            *entries = match advance {
                Advance::Within(slots) => {
                    all[slots as usize..].iter().take(length).rev().map(|&usage| usage as u64).collect()
                }
                Advance::Beyond { .. } => vec![0; length],
            };
        }
    }
    Ok(after)
}

fn place<'e, F: PrimeField>(
    shape: &UsageShape,
    policy: &'e UsagePolicy<F>,
    before: &UsageState<F>,
    events: &'e [Item],
) -> Result<Vec<Placed<'e>>, Unsatisfied> {
    let rows = policy.by_pair();
    let end = before.slot.saturating_add(shape.slots());
    let mut placed = Vec::with_capacity(events.len());
    for (item, event) in events.iter().enumerate() {
        let slot = event.time / shape.slot_length_ms;
        if slot < before.slot || slot >= end {
            let end = end.saturating_mul(shape.slot_length_ms);
            return Err(Unsatisfied::TimeOutOfRange { item, time: event.time, end });
        }
        let (payer, offer) = (event.payer, event.offer);
        let row = rows.get(&(payer, offer)).ok_or(Unsatisfied::NotPermitted { item, payer, offer })?;
        placed.push(Placed { event, offset: (slot - before.slot) as usize, loads: &row.loads });
    }
    Ok(placed)
}
