//! The ways to build orders from orders, each exhaustively on a small cube and at random.

use apportion_lattice::laws::{self, Violation};
use apportion_lattice::order::{
    BoundedLattice, Chain, DistributiveLattice, Dual, FiniteSet, JoinSemilattice, Keyed, LowerBounded, MeetSemilattice,
    OrderedMonoid, Poset, Residuated, Restriction, UpperBounded,
};
use apportion_lattice::product;
use apportion_lattice::quantity::Amount;
use proptest::prelude::*;

const AMOUNTS: [Amount; 4] = [Amount::ZERO, units(1), units(2), Amount::UNLIMITED];

const fn units(units: u64) -> Amount {
    Amount::finite(units).unwrap()
}

fn subsets() -> Vec<FiniteSet<u8>> {
    (0..8u8).map(|bits| (0..3).filter(|bit| bits >> bit & 1 == 1).collect()).collect()
}

fn vectors() -> Vec<Keyed<u8, Amount>> {
    let pairs = AMOUNTS.into_iter().flat_map(|a| AMOUNTS.map(|b| (a, b)));
    pairs.map(|(a, b)| [(0, a), (1, b)].into_iter().collect()).collect()
}

fn bounded<T: BoundedLattice + DistributiveLattice + std::fmt::Debug>(samples: &[T]) -> Result<(), Violation> {
    laws::bounded_lattice(samples)?;
    laws::distributive_lattice(samples)
}

#[test]
fn chains() {
    bounded(&[false, true]).unwrap();
    bounded(&[0, 1, 2, u8::MAX]).unwrap();
    bounded(&[0, 1, 2, u32::MAX]).unwrap();
    bounded(&[0, 1, 2, u64::MAX]).unwrap();
    bounded(&[0, 1, 2, u128::MAX]).unwrap();
    bounded(&[()]).unwrap();
    laws::chain(&["", "a", "ab", "b"].map(Chain)).unwrap();
    laws::distributive_lattice(&["", "a", "ab", "b"].map(Chain)).unwrap();
}

#[test]
fn finite_sets() {
    laws::distributive_lattice(&subsets()).unwrap();
    laws::lower_bounded(&subsets()).unwrap();
    assert!(laws::chain(&subsets()).is_err());
}

#[test]
fn restrictions() {
    let samples: Vec<_> = subsets().into_iter().map(Restriction::Only).chain([Restriction::Unrestricted]).collect();
    bounded(&samples).unwrap();
    assert_eq!(Restriction::<FiniteSet<u8>>::bottom(), Restriction::Only(FiniteSet::default()));
}

#[test]
fn duals() {
    bounded(&AMOUNTS.map(Dual)).unwrap();
    let sets: Vec<_> = subsets().into_iter().map(Dual).collect();
    laws::distributive_lattice(&sets).unwrap();
    laws::upper_bounded(&sets).unwrap();
    assert_eq!(Dual::<Amount>::bottom(), Dual(Amount::UNLIMITED));
    for a in AMOUNTS {
        for b in AMOUNTS {
            assert_eq!(Dual(Dual(a)).join(&Dual(Dual(b))), Dual(Dual(a.join(b))));
            assert_eq!(Dual(a).leq(&Dual(b)), b.leq(&a));
        }
    }
}

#[test]
fn tuples() {
    let pairs: Vec<_> = AMOUNTS.into_iter().flat_map(|a| AMOUNTS.map(|b| (a, b))).collect();
    bounded(&pairs).unwrap();
    laws::residuated(&pairs).unwrap();
    assert!(laws::chain(&pairs).is_err());
    let mixed: Vec<_> =
        subsets().into_iter().flat_map(|set| [false, true].map(|bit| (set.clone(), bit, Dual(bit)))).collect();
    laws::distributive_lattice(&mixed).unwrap();
    let bits: Vec<_> = (0..64u8).map(|n| [0, 1, 2, 3, 4, 5].map(|bit| n >> bit & 1 == 1)).collect();
    bounded(&bits.iter().map(|&[a, b, c, d, ..]| (a, b, c, d)).collect::<Vec<_>>()).unwrap();
    bounded(&bits.iter().step_by(2).map(|&[a, b, c, d, e, _]| (a, b, c, d, e)).collect::<Vec<_>>()).unwrap();
    bounded(&bits.iter().map(|&[a, b, c, d, e, f]| (a, b, c, d, e, f)).collect::<Vec<_>>()).unwrap();
}

#[derive(Clone, Debug, PartialEq)]
struct Quota {
    memory: Amount,
    regions: Restriction<FiniteSet<u8>>,
}

product!(Quota { memory, regions });

#[test]
fn structs() {
    let regions: Vec<_> = subsets().into_iter().take(4).map(Restriction::Only).chain([Restriction::top()]).collect();
    let quotas: Vec<_> = AMOUNTS
        .into_iter()
        .flat_map(|memory| regions.iter().map(move |regions| Quota { memory, regions: regions.clone() }))
        .collect();
    bounded(&quotas).unwrap();
    assert!(laws::chain(&quotas).is_err());
}

#[test]
fn maps() {
    laws::distributive_lattice(&vectors()).unwrap();
    laws::lower_bounded(&vectors()).unwrap();
    laws::residuated(&vectors()).unwrap();
    assert!(laws::chain(&vectors()).is_err());
}

#[test]
fn maps_of_sets() {
    let sets = subsets();
    let maps: Vec<Keyed<&str, FiniteSet<u8>>> = sets
        .iter()
        .take(4)
        .flat_map(|a| sets.iter().skip(2).take(4).map(|b| [("x", a.clone()), ("y", b.clone())].into_iter().collect()))
        .collect();
    laws::distributive_lattice(&maps).unwrap();
}

#[test]
fn an_absent_key_is_bottom() {
    let written: Keyed<_, _> = [("cpu", units(3)), ("gpu", Amount::ZERO)].into_iter().collect();
    let implied: Keyed<_, _> = [("cpu", units(3))].into_iter().collect();
    assert_eq!(written, implied);
    assert_eq!(implied.get("gpu"), Amount::ZERO);
    assert_eq!(implied.monus(&implied), Keyed::bottom());
    let asked: Keyed<_, _> = [("cpu", units(3)), ("gpu", units(1))].into_iter().collect();
    assert!(implied.leq(&asked) && !asked.leq(&implied));
    let mut reset = asked.clone();
    reset.set("gpu", Amount::ZERO);
    assert_eq!(reset, implied);
    assert_eq!(asked.meet(&[("gpu", units(5))].into_iter().collect()).iter().count(), 1);
}

#[test]
fn one_sum_out_of_range_is_no_sum() {
    let most: Keyed<_, _> = [("cpu", units(Amount::MAX_FINITE)), ("gpu", units(1))].into_iter().collect();
    let one: Keyed<_, _> = [("cpu", units(1))].into_iter().collect();
    assert_eq!(most.checked_add(&one), None);
    assert_eq!((units(Amount::MAX_FINITE), units(1)).checked_add(&(units(1), units(1))), None);
    let other: Keyed<_, _> = [("gpu", units(1))].into_iter().collect();
    assert_eq!(most.checked_add(&other).unwrap().get("gpu"), units(2));
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![(0..=Amount::MAX_FINITE).prop_map(units), (0..4u64).prop_map(units), Just(Amount::UNLIMITED)]
}

fn vector() -> impl Strategy<Value = Keyed<u8, Amount>> {
    prop::collection::vec((0..6u8, amount()), 0..6).prop_map(|entries| entries.into_iter().collect())
}

fn set() -> impl Strategy<Value = FiniteSet<u8>> {
    prop::collection::vec(0..12u8, 0..8).prop_map(|members| members.into_iter().collect())
}

fn restriction() -> impl Strategy<Value = Restriction<FiniteSet<u8>>> {
    prop::option::weighted(0.8, set()).prop_map(Restriction::from)
}

proptest! {
    #[test]
    fn laws_hold_anywhere(
        vectors in prop::array::uniform3(vector()),
        sets in prop::array::uniform3(set()),
        restrictions in prop::array::uniform3(restriction()),
        pairs in prop::array::uniform3((amount(), amount())),
        texts in prop::array::uniform3(".{0,4}"),
    ) {
        laws::distributive_lattice(&vectors)?;
        laws::residuated(&vectors)?;
        laws::distributive_lattice(&sets)?;
        bounded(&restrictions)?;
        bounded(&pairs)?;
        laws::residuated(&pairs)?;
        laws::distributive_lattice(&texts.map(Chain))?;
        let quotas: Vec<_> =
            pairs.iter().zip(&restrictions).map(|(&(memory, _), r)| Quota { memory, regions: r.clone() }).collect();
        bounded(&quotas)?;
        bounded(&pairs.map(Dual))?;
    }

    /// A set is what it contains.
    #[test]
    fn set_operations_are_boolean(a in set(), b in set(), element in 0..12u8) {
        prop_assert_eq!(a.join(&b).contains(&element), a.contains(&element) || b.contains(&element));
        prop_assert_eq!(a.meet(&b).contains(&element), a.contains(&element) && b.contains(&element));
        prop_assert_eq!(a.last_up_to(&element).copied(), (0..=element).rev().find(|x| a.contains(x)));
        prop_assert_eq!(a.is_subset(&b), (0..12).all(|x| !a.contains(&x) || b.contains(&x)));
    }

    /// A map is what it yields at every key.
    #[test]
    fn map_operations_are_pointwise(a in vector(), b in vector(), key in 0..6u8) {
        prop_assert_eq!(a.join(&b).get(&key), a.get(&key).join(b.get(&key)));
        prop_assert_eq!(a.meet(&b).get(&key), a.get(&key).meet(b.get(&key)));
        prop_assert_eq!(a.monus(&b).get(&key), a.get(&key).monus(b.get(&key)));
        prop_assert_eq!(a.leq(&b), (0..6).all(|key| a.get(&key) <= b.get(&key)));
        prop_assert_eq!(a == b, (0..6).all(|key| a.get(&key) == b.get(&key)));
    }
}
