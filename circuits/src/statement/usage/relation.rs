//! The step from one state to the next, natively.

use super::{Span, UsagePolicy, UsageShape, UsageState};
use crate::layout::Item;
use crate::statement::Unsatisfied;
use crate::statement::compliance::Subject;
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
        let limits = after.used[at].iter_mut().zip(shape.limits_of(at)).zip(&policy.amounts[at]);
        for (limit, ((entries, remembered), &amount)) in limits.enumerate() {
            let within = |slot: u64, sum| {
                let slot = u32::try_from(slot).unwrap_or(u32::MAX);
                let exceeded = Unsatisfied::LimitExceeded { meter: at, limit, slot, sum, amount };
                if sum <= u128::from(amount) { Ok(()) } else { Err(exceeded) }
            };
            let mut used = vec![0u128; shape.slots() as usize];
            placed.iter().for_each(|placed| used[placed.offset] += placed.counts(at, limit, meter.subject));
            match remembered.span {
                Span::Horizon => {
                    let sum = used.iter().sum::<u128>() + u128::from(entries[0]);
                    within(before.slot + shape.slots(), sum)?;
                    entries[0] = sum as u64;
                }
                Span::Window { .. } => {
                    let all = remembered_and(entries, &used);
                    for (end, window) in (before.slot..).zip(all.windows(entries.len())) {
                        within(end, window.iter().sum())?;
                    }
                    remember(entries, &all, advance);
                }
                Span::Bucket { slots } => {
                    let backlogs = backlogs(entries[0], &used, amount, slots);
                    let whole = |&backlog: &u128| backlog.div_ceil(slots.into());
                    (before.slot..).zip(&backlogs).try_for_each(|(slot, backlog)| within(slot, whole(backlog)))?;
                    remember(entries, &backlogs, advance);
                }
            }
        }
    }
    Ok(after)
}

/// What is used from the earliest slot that is remembered to the last one of the chunk: of n entries, the one of the open slot is number n - 1.
fn remembered_and(entries: &[u64], used: &[u128]) -> Vec<u128> {
    let mut all: Vec<u128> = entries.iter().rev().map(|&usage| usage.into()).collect();
    all.resize(entries.len() - 1 + used.len(), 0);
    all.iter_mut().skip(entries.len() - 1).zip(used).for_each(|(all, used)| *all += used);
    all
}

/// The backlog of a bucket in each slot of the chunk, in parts: a unit has as many as the window slots, so that each slot refills the amount.
fn backlogs(before: u64, used: &[u128], amount: u64, slots: u64) -> Vec<u128> {
    let mut backlogs = Vec::with_capacity(used.len());
    for &used in used {
        let carried = match backlogs.last() {
            None => u128::from(before),
            Some(backlog) => u128::saturating_sub(*backlog, amount.into()),
        };
        backlogs.push(carried + used * u128::from(slots));
    }
    backlogs
}

/// Of consecutive entries, those from the slot on that the chunk leads to, the latest first; none that lies beyond.
fn remember(entries: &mut [u64], all: &[u128], advance: Advance) {
    match advance {
        Advance::Within(slots) => {
            let kept = all[slots as usize..].iter().take(entries.len());
            entries.iter_mut().rev().zip(kept).for_each(|(entry, &usage)| *entry = usage as u64);
        }
        Advance::Beyond { .. } => entries.fill(0),
    }
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
