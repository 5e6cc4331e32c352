//! Sizes that keys are made for.

use crate::layout::BitWidth;

/// The least 2^k or 3 2^k that is at least a count; 0 for 0.
pub(crate) fn tier(count: usize) -> usize {
    let power = count.next_power_of_two();
    let smaller = power / 4 * 3;
    match count {
        0 => 0,
        _ if smaller >= count => smaller,
        _ => power,
    }
}

/// The least multiple of eight bits that holds a value, at most 64.
pub(crate) fn tier_width(value: u64) -> BitWidth {
    let bits = BitWidth::of(value).bits().next_multiple_of(8).max(8);
    BitWidth::new(bits).unwrap_or(BitWidth::U64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_the_least_of_their_kind() {
        let tiers: Vec<usize> = (0..=13).map(tier).collect();
        assert_eq!(tiers, [0, 1, 2, 3, 4, 6, 6, 8, 8, 12, 12, 12, 12, 16]);
        assert_eq!([0, 255, 256, u64::MAX].map(|value| tier_width(value).bits()), [8, 8, 16, 64]);
    }
}
