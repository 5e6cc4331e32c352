//! Amounts: exhaustively around both ends of the chain, and at random.

use apportion_lattice::laws;
use apportion_lattice::quantity::Amount;
use proptest::prelude::*;

const MAX: u64 = Amount::MAX_FINITE;

fn units(units: u64) -> Amount {
    Amount::finite(units).unwrap()
}

fn ends() -> Vec<Amount> {
    let finite = [0, 1, 2, 3, MAX / 2, MAX / 2 + 1, MAX - 2, MAX - 1, MAX];
    finite.into_iter().map(units).chain([Amount::UNLIMITED]).collect()
}

#[test]
fn laws_hold_at_both_ends() {
    laws::chain(&ends()).unwrap();
    laws::bounded_lattice(&ends()).unwrap();
    laws::distributive_lattice(&ends()).unwrap();
    laws::residuated(&ends()).unwrap();
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        3 => (0..=MAX).prop_map(units),
        3 => (0..8u64).prop_map(units),
        1 => (MAX - 8..=MAX).prop_map(units),
        1 => Just(Amount::UNLIMITED),
    ]
}

proptest! {
    #[test]
    fn laws_hold_anywhere(samples in prop::array::uniform3(amount())) {
        laws::chain(&samples)?;
        laws::bounded_lattice(&samples)?;
        laws::distributive_lattice(&samples)?;
        laws::residuated(&samples)?;
    }

    #[test]
    fn sums_and_differences_are_those_of_wide_integers(a in 0..=MAX, b in 0..=MAX) {
        let sum = u128::from(a) + u128::from(b);
        let expected = u64::try_from(sum).ok().filter(|&sum| sum <= MAX).map(units);
        prop_assert_eq!(units(a).checked_add(units(b)), expected);
        let difference = (i128::from(a) - i128::from(b)).max(0);
        prop_assert_eq!(i128::from(units(a).monus(units(b)).as_finite().unwrap()), difference);
    }

    #[test]
    fn covers_is_the_order(capacity in amount(), asked in 0..=MAX) {
        prop_assert_eq!(capacity.covers(asked), units(asked) <= capacity);
    }
}

#[test]
fn the_largest_finite_amount_is_below_unlimited() {
    assert_eq!(Amount::finite(MAX).and_then(Amount::as_finite), Some(MAX));
    assert_eq!(Amount::finite(MAX + 1), None);
    assert_eq!(Amount::finite(u64::MAX), None);
    assert_eq!(Amount::UNLIMITED.as_finite(), None);
    assert!(units(MAX) < Amount::UNLIMITED);
    assert!(units(MAX).covers(MAX) && !units(MAX).covers(MAX + 1));
    assert!(Amount::ZERO.covers(0) && !Amount::ZERO.covers(1));
    assert!(Amount::UNLIMITED.covers(u64::MAX));
}

#[test]
fn unlimited_absorbs_and_finite_sums_do_not_wrap_into_it() {
    assert_eq!(Amount::UNLIMITED.checked_add(units(MAX)), Some(Amount::UNLIMITED));
    assert_eq!(units(MAX).checked_add(units(1)), None);
    assert_eq!(units(MAX).checked_add(units(MAX)), None);
    assert_eq!(units(MAX - 1).checked_add(units(1)), Some(units(MAX)));
    assert_eq!(Amount::UNLIMITED.monus(units(MAX)), Amount::UNLIMITED);
    assert_eq!(Amount::UNLIMITED.monus(Amount::UNLIMITED), Amount::ZERO);
    assert_eq!(units(5).monus(Amount::UNLIMITED), Amount::ZERO);
}

#[test]
fn amounts_print_as_they_are_written() {
    assert_eq!(units(7).to_string(), "7");
    assert_eq!(Amount::UNLIMITED.to_string(), "unlimited");
}
