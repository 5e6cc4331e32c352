//! Usage over time as a piecewise linear function: what a limit's rows are checked against without listing slots.

/// Cumulative usage `U(x)` = usage in slots before `x`, of runs added one by one.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Change of usage per slot, at a slot.
    changes: Vec<(u64, i128)>,
    /// Breakpoints after [`Profile::finish`]: (slot, usage before the slot, usage per slot from it on).
    points: Vec<(u64, i128, i128)>,
}

impl Profile {
    /// Adds usage of `amount` in each of the slots `start..end`.
    pub fn add(&mut self, start: u64, end: u64, amount: u64) {
        self.changes.push((start, i128::from(amount)));
        self.changes.push((end, -i128::from(amount)));
    }

    /// Sorts what was added; O(n log n).
    pub fn finish(&mut self) {
        self.changes.sort_unstable();
        self.points.clear();
        let (mut used, mut rate, mut at) = (0, 0, 0);
        for &(slot, change) in &self.changes {
            used += rate * i128::from(slot - at);
            rate += change;
            at = slot;
            match self.points.last_mut() {
                Some(point) if point.0 == slot => point.2 = rate,
                _ => self.points.push((slot, used, rate)),
            }
        }
    }

    /// Usage in the slots before `slot`; O(log n).
    pub fn before(&self, slot: u64) -> i128 {
        let at = self.points.partition_point(|point| point.0 <= slot);
        match at.checked_sub(1).and_then(|at| self.points.get(at)) {
            Some(&(from, used, rate)) => used + rate * i128::from(slot - from),
            None => 0,
        }
    }

    /// Slots at which the usage per slot changes, ascending.
    pub fn breakpoints(&self) -> impl Iterator<Item = u64> + '_ {
        self.points.iter().map(|point| point.0)
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cumulative_usage_is_the_sum_over_slots(runs in prop::collection::vec((0u64..20, 1u64..9, 0u64..100), 0..12)) {
            let mut profile = Profile::default();
            let mut slots = [0i128; 40];
            for &(start, length, amount) in &runs {
                profile.add(start, start + length, amount);
                (start..start + length).for_each(|slot| slots[slot as usize] += i128::from(amount));
            }
            profile.finish();
            for slot in 0..40 {
                prop_assert_eq!(profile.before(slot as u64), slots[..slot].iter().sum::<i128>());
            }
        }
    }
}
