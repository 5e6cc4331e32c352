//! What is used of a limit so far, event by event.

use crate::statement::usage::Span;
use std::collections::VecDeque;

/// What is used of one limit.
#[derive(Clone, Debug)]
pub(super) struct Use {
    amount: u64,
    /// The slot of the latest event.
    slot: u64,
    /// What counts there: of the horizon or a window the sum, of a bucket the backlog, in parts.
    sum: u128,
    kept: Kept,
}

/// What is kept to tell what counts in a later slot.
#[derive(Clone, Debug)]
enum Kept {
    /// Of the horizon nothing: all of it counts.
    Horizon,
    /// What is used in the slots of the window that ends in the latest slot, that slot first.
    Window { slots: u64, entries: VecDeque<u64> },
    /// So many parts make a unit, so that each slot refills the amount.
    Bucket { parts: u64 },
}

/// What would exceed a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Over {
    /// What is used.
    Sum(u128),
    /// What is used and not yet refilled, rounded up.
    Backlog(u128),
}

impl Use {
    pub(super) fn new(span: Span, amount: u64) -> Self {
        let kept = match span {
            Span::Horizon => Kept::Horizon,
            Span::Window { slots } => Kept::Window { slots, entries: VecDeque::from([0]) },
            Span::Bucket { slots } => Kept::Bucket { parts: slots.max(1) },
        };
        Self { amount, slot: 0, sum: 0, kept }
    }

    /// Goes on from what a state holds of the limit: of the horizon the sum, of a bucket the backlog, of a window what is used in each slot.
    pub(super) fn resume(&mut self, slot: u64, held: &[u64]) {
        self.slot = slot;
        self.sum = held.iter().map(|&usage| u128::from(usage)).sum();
        if let Kept::Window { entries, .. } = &mut self.kept {
            *entries = held.iter().copied().collect();
        }
    }

    /// What would be over the limit with so much more in a slot; none if that is within it. The slot is none before the last one.
    pub(super) fn over(&self, slot: u64, amount: u64) -> Option<Over> {
        let parts = self.parts();
        let sum = (self.left_in(slot) + u128::from(amount) * parts).div_ceil(parts);
        let over = match self.kept {
            Kept::Bucket { .. } => Over::Backlog(sum),
            Kept::Horizon | Kept::Window { .. } => Over::Sum(sum),
        };
        (sum > u128::from(self.amount)).then_some(over)
    }

    /// Adds what is known to be within the limit.
    pub(super) fn add(&mut self, slot: u64, amount: u64) {
        self.sum = self.left_in(slot) + u128::from(amount) * self.parts();
        let passed = slot.saturating_sub(self.slot);
        self.slot = slot;
        if let Kept::Window { slots, entries } = &mut self.kept {
            (0..passed.min(*slots)).for_each(|_| entries.push_front(0));
            entries.truncate(usize::try_from(*slots).unwrap_or(usize::MAX));
            entries.front_mut().into_iter().for_each(|latest| *latest += amount);
        }
    }

    pub(super) fn amount(&self) -> u64 {
        self.amount
    }

    /// What makes a unit of what counts.
    fn parts(&self) -> u128 {
        match self.kept {
            Kept::Bucket { parts } => parts.into(),
            Kept::Horizon | Kept::Window { .. } => 1,
        }
    }

    /// What still counts in a slot, of all that is used before.
    fn left_in(&self, slot: u64) -> u128 {
        let passed = slot.saturating_sub(self.slot);
        match &self.kept {
            Kept::Window { slots, entries } if passed > 0 => {
                let kept = usize::try_from(slots.saturating_sub(passed)).unwrap_or(usize::MAX);
                entries.iter().take(kept).map(|&usage| u128::from(usage)).sum()
            }
            Kept::Bucket { .. } => self.sum.saturating_sub(u128::from(self.amount) * u128::from(passed)),
            Kept::Horizon | Kept::Window { .. } => self.sum,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_forgets_and_a_horizon_does_not() {
        let mut window = Use::new(Span::Window { slots: 2 }, 10);
        for (slot, amount, over) in
            [(0, 6, None), (1, 5, Some(11)), (1, 4, None), (2, 7, Some(11)), (2, 6, None), (9, 10, None)]
        {
            assert_eq!(window.over(slot, amount), over.map(Over::Sum), "{slot} {amount}");
            if over.is_none() {
                window.add(slot, amount);
            }
        }
        let mut horizon = Use::new(Span::Horizon, 10);
        assert_eq!(horizon.over(0, 6), None);
        horizon.add(0, 6);
        assert_eq!((horizon.over(99, 4), horizon.over(99, 5)), (None, Some(Over::Sum(11))));
    }

    #[test]
    fn a_bucket_is_refilled_slot_by_slot_and_never_beyond_its_capacity() {
        // 10 in 3 slots: 3 1/3 a slot.
        let mut bucket = Use::new(Span::Bucket { slots: 3 }, 10);
        for (slot, amount, over) in [
            (0, 10, None),
            (0, 1, Some(11)),
            (1, 4, Some(11)),
            (1, 3, None),
            (2, 4, Some(11)),
            (3, 8, Some(11)),
            (3, 6, None),
            (4, 4, None),
            (99, 11, Some(11)),
            (99, 10, None),
        ] {
            assert_eq!(bucket.over(slot, amount), over.map(Over::Backlog), "{slot} {amount}");
            if over.is_none() {
                bucket.add(slot, amount);
            }
        }
    }
}
