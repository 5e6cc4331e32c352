//! Discrete time: the horizon and ranges of its slots.

/// The slots `0..slot_count` that a market speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Horizon {
    /// How many slots there are, 1 to 1,000,000.
    pub slot_count: u32,
    /// Length of one slot in milliseconds, at least 1.
    pub slot_length_ms: u64,
}

impl Horizon {
    /// The greatest number of slots.
    pub const SLOT_COUNT_MAX: u32 = 1_000_000;

    /// The horizon of a market that states none: one slot of a second.
    pub(crate) const DEFAULT: Self = Self { slot_count: 1, slot_length_ms: 1000 };

    /// The last slot.
    pub const fn last(self) -> u32 {
        self.slot_count.saturating_sub(1)
    }

    /// Every slot, as a range.
    pub const fn all(self) -> SlotRange {
        SlotRange { first: 0, last: self.last() }
    }
}

/// Slots `first..=last`; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SlotRange {
    /// The first slot of the range.
    pub first: u32,
    /// The last slot of the range, included; at least `first`.
    pub last: u32,
}

impl SlotRange {
    /// Whether `slot` lies in the range.
    pub const fn contains(self, slot: u32) -> bool {
        self.first <= slot && slot <= self.last
    }

    /// The slots that lie in both ranges, if there is one.
    pub fn meet(self, other: Self) -> Option<Self> {
        let first = self.first.max(other.first);
        let last = self.last.min(other.last);
        (first <= last).then_some(Self { first, last })
    }

    /// The slots in which a run of `duration_slots` may start so that all of it lies inside, if there is one.
    pub fn starts(self, duration_slots: u32) -> Option<Self> {
        // The run started in s occupies s..s+duration, so the last start is last + 1 - duration.
        let last = (u64::from(self.last) + 1).checked_sub(u64::from(duration_slots))?;
        let last = u32::try_from(last).ok()?;
        (self.first <= last).then_some(Self { first: self.first, last })
    }

    /// How many of the slots `start..start + duration_slots` lie in the range.
    pub fn overlap(self, start: u32, duration_slots: u32) -> u32 {
        let end = u64::from(start) + u64::from(duration_slots);
        let first = u64::from(self.first.max(start));
        let last = (u64::from(self.last) + 1).min(end);
        // At most duration_slots, so it fits.
        u32::try_from(last.saturating_sub(first)).unwrap_or(duration_slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_starts_only_where_all_of_it_fits() {
        let range = SlotRange { first: 2, last: 4 };
        assert_eq!(range.starts(1), Some(range));
        assert_eq!(range.starts(3), Some(SlotRange { first: 2, last: 2 }));
        assert_eq!(range.starts(4), None);
        assert_eq!(range.starts(u32::MAX), None);
    }

    #[test]
    fn overlap_counts_shared_slots() {
        let range = SlotRange { first: 2, last: 4 };
        assert_eq!(range.overlap(0, 2), 0);
        assert_eq!(range.overlap(0, 3), 1);
        assert_eq!(range.overlap(3, 9), 2);
        assert_eq!(range.overlap(5, 1), 0);
        assert_eq!(range.overlap(0, u32::MAX), 3);
    }
}
