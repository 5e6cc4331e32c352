//! What is used of a limit so far, event by event.

use std::collections::VecDeque;

/// What is used of one limit.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// Slots of the window; none for the horizon.
    window_slots: Option<usize>,
    amount: u64,
    /// The slot of the latest entry.
    slot: u64,
    /// What is used in the slots of the window that ends there, the latest first; empty for the horizon.
    entries: VecDeque<u64>,
    sum: u128,
}

impl Use {
    pub(super) fn new(window_slots: Option<usize>, amount: u64) -> Self {
        Self { window_slots, amount, slot: 0, entries: VecDeque::from([0]), sum: 0 }
    }

    /// What would be used with so much more in a slot; none if that is within the limit. The slot is none before the last one.
    pub(super) fn excess(&self, slot: u64, amount: u64) -> Option<u128> {
        let kept = match self.window_slots {
            Some(length) if slot > self.slot => {
                let kept = (length as u64).saturating_sub(slot - self.slot) as usize;
                self.entries.iter().take(kept).map(|&usage| u128::from(usage)).sum()
            }
            _ => self.sum,
        };
        let sum = kept + u128::from(amount);
        (sum > u128::from(self.amount)).then_some(sum)
    }

    /// Adds what is known to be within the limit.
    pub(super) fn add(&mut self, slot: u64, amount: u64) {
        self.move_to(slot);
        self.sum += u128::from(amount);
        if let (Some(_), Some(latest)) = (self.window_slots, self.entries.front_mut()) {
            *latest += amount;
        }
    }

    pub(super) fn amount(&self) -> u64 {
        self.amount
    }

    fn move_to(&mut self, slot: u64) {
        let Some(length) = self.window_slots else { return };
        let slots = slot.saturating_sub(self.slot);
        self.slot = slot;
        if slots >= length as u64 {
            (self.entries, self.sum) = (VecDeque::from([0]), 0);
            return;
        }
        for _ in 0..slots {
            self.entries.push_front(0);
            if self.entries.len() > length {
                self.sum -= u128::from(self.entries.pop_back().unwrap_or(0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_forgets_and_a_horizon_does_not() {
        let mut window = Use::new(Some(2), 10);
        for (slot, amount, excess) in
            [(0, 6, None), (1, 5, Some(11)), (1, 4, None), (2, 7, Some(11)), (2, 6, None), (9, 10, None)]
        {
            assert_eq!(window.excess(slot, amount), excess, "{slot} {amount}");
            if excess.is_none() {
                window.add(slot, amount);
            }
        }
        let mut horizon = Use::new(None, 10);
        assert_eq!(horizon.excess(0, 6), None);
        horizon.add(0, 6);
        assert_eq!((horizon.excess(99, 4), horizon.excess(99, 5)), (None, Some(11)));
    }
}
