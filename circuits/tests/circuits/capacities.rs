//! S3: the circuit against the native relation.

use crate::support::{self, batch, bits, table};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::{Capacities, CapacitiesWitness, ParameterError, Unsatisfied};
use ark_bn254::Fr;
use proptest::prelude::*;

fn layout(count: usize, amounts: &[u32]) -> ItemLayout {
    let amounts = amounts.iter().map(|&width| bits(width)).collect();
    ItemLayout { offer: bits(3), amounts, ..ItemLayout::prices(count, BitWidth::ABSENT) }
}

fn verdict(items: &[(u64, [u64; 2])], capacities: &[[u64; 2]]) -> Result<(), Unsatisfied> {
    let layout = layout(items.len(), &[16, 8]);
    let statement = Capacities::<Fr>::new(Poseidon::default(), layout, capacities.len(), bits(20)).unwrap();
    let item = |&(offer, amounts): &(u64, [u64; 2])| Item { offer, amounts: amounts.to_vec(), ..Item::default() };
    let rows = capacities.iter().map(|row| row.to_vec()).collect();
    let witness = CapacitiesWitness { batch: batch(items.iter().map(item).collect()), capacities: table(rows) };
    support::verdict(&statement, witness)
}

#[test]
fn use_up_to_every_capacity_is_satisfied() {
    assert_eq!(verdict(&[(0, [5, 1]), (1, [7, 0]), (0, [4, 2])], &[[9, 3], [7, 0]]), Ok(()));
}

#[test]
fn one_unit_over_one_capacity_is_unsatisfied() {
    let over = Unsatisfied::CapacityExceeded { offer: 0, resource: 1, sum: 3, capacity: 2 };
    assert_eq!(verdict(&[(0, [5, 1]), (1, [7, 0]), (0, [4, 2])], &[[9, 2], [7, 0]]), Err(over));
}

#[test]
fn an_offer_without_capacities_is_unsatisfied() {
    let unknown = Unsatisfied::UnknownOffer { item: 0, offer: 2, offers: 2 };
    assert_eq!(verdict(&[(2, [0, 0])], &[[9, 2], [7, 0]]), Err(unknown));
}

#[test]
fn sums_that_wrap_around_are_not_a_statement() {
    let error = Capacities::<Fr>::new(Poseidon::default(), layout(1024, &[64; 4]), 2, BitWidth::U64).unwrap_err();
    assert!(matches!(error, ParameterError::SumWraps { element_bits: 253, .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn the_circuit_agrees_with_the_relation(
        items in prop::collection::vec((0u64..4, [0u64..40, 0u64..9]), 1..6),
        capacities in prop::collection::vec([0u64..90, 0u64..20], 3),
    ) {
        let _ = verdict(&items, &capacities);
    }
}
