//! Numbers that fit 32 bits.

use crate::export::listing::Listing;
use crate::export::rows::Row;
use apportion_certs::program::LevelCosts;

/// The largest sum of all numbers of one row or one level. Gecode's integers end at 2^31 - 2, and so do its sums of truth values with
/// coefficients, all of them taken as true.
pub(super) const LARGEST: u64 = (1 << 31) - 3;

/// How much of a market was rounded to make it fit: the answer of another solver is then a good allocation, but no proof of anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rounding {
    /// Limits with amounts that were rounded: what is used up, what is allowed down.
    pub limits: usize,
    /// Levels of the objective with costs that were rounded to the nearest step.
    pub levels: usize,
}

/// A row in units of its own: if no option is taken that never fits, and `sum of used <= amount`, then the true row holds, and the other way
/// round unless it was rounded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ScaledRow {
    /// What one stands for.
    pub(super) unit: u64,
    /// Option and what it uses, at least 1.
    pub(super) terms: Vec<(u32, u64)>,
    /// Options that exceed the row by themselves.
    pub(super) never: Vec<u32>,
    /// -1 if the row cannot hold.
    pub(super) amount: i64,
    pub(super) rounded: bool,
}

impl ScaledRow {
    /// With g the greatest common divisor of the coefficients that are at most b, and b' the smaller of b and their sum, `sum a x <= b` says
    /// the same as `sum (a / g) x <= floor(b' / g)`; and `sum ceil(a / u) x <= floor(b' / u)` implies it for every u.
    pub(super) fn new(row: &Row) -> Self {
        let Ok(bound) = u64::try_from(row.bound) else {
            return Self { unit: 1, terms: Vec::new(), never: Vec::new(), amount: -1, rounded: false };
        };
        let (fitting, never): (Vec<(u32, u64)>, Vec<_>) = row.terms.iter().partition(|term| term.1 <= bound);
        let sum: u128 = fitting.iter().map(|term| u128::from(term.1)).sum();
        let divisor = fitting.iter().map(|term| term.1).fold(0, gcd).max(1);
        let shrink = shrink(sum / u128::from(divisor), fitting.len());
        let unit = divisor.saturating_mul(u64::try_from(shrink).unwrap_or(u64::MAX));
        let amount = u64::try_from(sum).map_or(bound, |sum| sum.min(bound)) / unit;
        Self {
            unit,
            terms: fitting.iter().map(|&(option, used)| (option, used.div_ceil(unit))).collect(),
            never: never.into_iter().map(|term| term.0).collect(),
            amount: amount as i64,
            rounded: shrink > 1,
        }
    }
}

/// By how much numbers with this sum have to be divided for their sum to fit, if dividing adds less than one to each of them.
fn shrink(sum: u128, numbers: usize) -> u128 {
    let room = u128::from(LARGEST).saturating_sub(numbers as u128).max(1);
    if sum <= u128::from(LARGEST) { 1 } else { sum.div_ceil(room) }
}

/// The costs of a level above the cheapest choices, in steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ScaledLevel {
    /// What the cheapest choices of all tasks cost together.
    pub(super) base: u128,
    /// What one stands for.
    pub(super) step: u128,
    /// By option.
    pub(super) extra: Vec<u32>,
    /// Sum over tasks of the largest.
    pub(super) worst: u64,
    pub(super) rounded: bool,
}

impl ScaledLevel {
    pub(super) fn new(listing: &Listing<'_, '_>, costs: &LevelCosts) -> Self {
        let (base, exact) = (costs.granularity.base, costs.granularity.step);
        let mut differences = Vec::with_capacity(listing.option_count() as usize);
        for task in listing.program.tasks() {
            let own = || listing.choices(task).map(|(_, choice)| costs.cost(task, choice));
            let least = own().min().unwrap_or(0);
            differences.extend(own().map(|cost| (cost - least) / exact));
        }
        let sum = differences.iter().sum();
        let shrink = shrink(sum, differences.len());
        let extra: Vec<u32> = differences.iter().map(|&cost| ((cost + shrink / 2) / shrink) as u32).collect();
        let largest = |task| listing.options(task).map(|option| extra[option as usize]).max().unwrap_or(0);
        let worst = listing.program.tasks().map(|task| u64::from(largest(task))).sum();
        // Without differences there is no step to speak of.
        let step = if sum == 0 { 1 } else { exact * shrink };
        Self { base, step, extra, worst, rounded: shrink > 1 }
    }
}

/// Greatest common divisor, with gcd(0, x) = x.
fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(coefficients: &[u64], bound: i128) -> Row {
        let terms = (0..).zip(coefficients.iter().copied()).collect();
        Row { number: 0, first_of_family: 0, slots: 0..=0, terms, bound }
    }

    /// Whether a set of options, as bits, satisfies `sum of coefficient <= bound`.
    fn holds(terms: impl Iterator<Item = (u32, u64)>, bound: i128, chosen: u32) -> bool {
        let used: i128 = terms.filter(|term| chosen >> term.0 & 1 == 1).map(|term| i128::from(term.1)).sum();
        used <= bound
    }

    fn assert_implies(coefficients: &[u64], bound: i128) -> Result<(), TestCaseError> {
        let scaled = ScaledRow::new(&row(coefficients, bound));
        prop_assert!(scaled.terms.iter().map(|term| term.1).sum::<u64>() <= LARGEST && scaled.amount <= LARGEST as i64);
        for chosen in 0..1 << coefficients.len() {
            let truth = holds((0..).zip(coefficients.iter().copied()), bound, chosen);
            let never = scaled.never.iter().any(|option| chosen >> option & 1 == 1);
            let copy = !never && holds(scaled.terms.iter().copied(), scaled.amount.into(), chosen);
            prop_assert!(truth || !copy, "{scaled:?} allows {chosen:b}");
            prop_assert!(scaled.rounded || truth == copy, "{scaled:?} does not say the same of {chosen:b}");
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_row_in_small_numbers_says_the_same(
            units in prop::collection::vec(1u64..1000, 0..6), unit in 1u64..1 << 50, bound in 0u64..3000, rest in 0u64..1 << 50,
        ) {
            let coefficients: Vec<u64> = units.iter().map(|units| units * unit).collect();
            let bound = i128::from(bound) * i128::from(unit) + i128::from(rest % unit);
            prop_assert!(!ScaledRow::new(&row(&coefficients, bound)).rounded);
            assert_implies(&coefficients, bound)?;
        }

        #[test]
        fn a_rounded_row_allows_nothing_that_the_true_one_forbids(
            coefficients in prop::collection::vec(1u64..1 << 62, 0..6), bound in -2i128..1 << 63,
        ) {
            assert_implies(&coefficients, bound)?;
        }
    }

    #[test]
    fn rows_are_rounded_when_they_must_be_and_not_before() {
        let large = LARGEST * 10;
        for (coefficients, bound, rounded) in [
            (&[30, 20, 20][..], 50, false),
            (&[large - 20, 10], i128::from(large) - 20, false),
            (&[large - 7, 10, 9], i128::from(large), true),
            (&[LARGEST - 5, 5], i128::from(LARGEST) - 1, false),
            (&[LARGEST - 5, 7], i128::from(LARGEST) - 1, true),
            (&[30, 20], 1 << 62, false),
            (&[7, u64::MAX >> 1], i128::from(LARGEST), false),
            (&[], -1, false),
        ] {
            assert_eq!(ScaledRow::new(&row(coefficients, bound)).rounded, rounded, "{coefficients:?} <= {bound}");
        }
    }
}
