//! Limits: a general one with exceptions is a bounded distributive lattice, and its meet is the tighter at every key.

use apportion_lattice::laws;
use apportion_lattice::limit::Tighter;
use apportion_lattice::order::{JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded};
use apportion_lattice::quantity::Amount;
use proptest::prelude::*;

fn units(units: u64) -> Amount {
    Amount::finite(units).unwrap()
}

fn cube() -> Vec<Tighter<u8>> {
    let amounts = [Amount::ZERO, units(1), Amount::UNLIMITED];
    let each = amounts.into_iter().flat_map(|a| amounts.into_iter().flat_map(move |b| amounts.map(|c| (a, b, c))));
    each.map(|(general, zero, one)| Tighter::everywhere(general).with(0, zero).with(1, one)).collect()
}

#[test]
fn laws_hold_on_a_cube() {
    laws::bounded_lattice(&cube()).unwrap();
    laws::distributive_lattice(&cube()).unwrap();
    assert!(laws::chain(&cube()).is_err());
}

fn limits() -> impl Strategy<Value = Tighter<u8>> {
    let amount = || prop_oneof![(0..5u64).prop_map(units), Just(Amount::UNLIMITED)];
    (amount(), prop::collection::vec((0..5u8, amount()), 0..5)).prop_map(|(general, exceptions)| {
        exceptions.into_iter().fold(Tighter::everywhere(general), |limits, (key, limit)| limits.with(key, limit))
    })
}

proptest! {
    #[test]
    fn laws_hold_anywhere(samples in prop::array::uniform3(limits())) {
        laws::bounded_lattice(&samples)?;
        laws::distributive_lattice(&samples)?;
    }

    /// Keys 5.. have no exception anywhere: key 5 stands for them all.
    #[test]
    fn operations_are_pointwise(a in limits(), b in limits(), key in 0..6u8) {
        prop_assert_eq!(a.meet(&b).at(&key), a.at(&key).min(b.at(&key)));
        prop_assert_eq!(a.join(&b).at(&key), a.at(&key).max(b.at(&key)));
        prop_assert_eq!(a.leq(&b), (0..6).all(|key| a.at(&key) <= b.at(&key)));
        prop_assert_eq!(a == b, (0..6).all(|key| a.at(&key) == b.at(&key)));
    }
}

#[test]
fn top_is_no_limit_and_bottom_is_nothing() {
    let none = Tighter::<&str>::top();
    assert_eq!(none, Tighter::none());
    assert_eq!(none.at("anyone"), Amount::UNLIMITED);
    assert_eq!(Tighter::<&str>::bottom().at("anyone"), Amount::ZERO);
}

#[test]
fn an_exception_that_says_the_general_limit_is_none() {
    let plain = Tighter::everywhere(units(3));
    let spelled = plain.clone().with("alice", units(5)).with("alice", units(3));
    assert_eq!(spelled, plain);
    assert_eq!(spelled.exceptions().len(), 0);
    assert_eq!(*spelled.general(), units(3));
}
