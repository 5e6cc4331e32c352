//! S3: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, on_every_backend, table};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::statement::{Capacities, CapacitiesWitness, ParameterError, Unsatisfied};
use proptest::prelude::*;

on_every_backend! {
    use_up_to_every_capacity_is_satisfied,
    one_unit_over_one_capacity_is_unsatisfied,
    an_offer_without_capacities_is_unsatisfied,
    sums_that_wrap_around_are_not_a_statement,
    the_circuit_agrees_with_the_relation,
}

fn layout(count: usize, amounts: &[u32]) -> ItemLayout {
    let amounts = amounts.iter().map(|&width| bits(width)).collect();
    ItemLayout { offer: bits(3), amounts, ..ItemLayout::prices(count, BitWidth::ABSENT) }
}

fn verdict<F: Backend>(items: &[(u64, [u64; 2])], capacities: &[[u64; 2]]) -> Result<(), Unsatisfied> {
    let layout = layout(items.len(), &[16, 8]);
    let statement = Capacities::<F>::new(F::poseidon(), layout, capacities.len(), bits(20)).unwrap();
    let item = |&(offer, amounts): &(u64, [u64; 2])| Item { offer, amounts: amounts.to_vec(), ..Item::default() };
    let rows = capacities.iter().map(|row| row.to_vec()).collect();
    let witness = CapacitiesWitness { batch: batch(items.iter().map(item).collect()), capacities: table(rows) };
    support::verdict(&statement, witness)
}

fn use_up_to_every_capacity_is_satisfied<F: Backend>() {
    assert_eq!(verdict::<F>(&[(0, [5, 1]), (1, [7, 0]), (0, [4, 2])], &[[9, 3], [7, 0]]), Ok(()));
}

fn one_unit_over_one_capacity_is_unsatisfied<F: Backend>() {
    let over = Unsatisfied::CapacityExceeded { offer: 0, resource: 1, sum: 3, capacity: 2 };
    assert_eq!(verdict::<F>(&[(0, [5, 1]), (1, [7, 0]), (0, [4, 2])], &[[9, 2], [7, 0]]), Err(over));
}

fn an_offer_without_capacities_is_unsatisfied<F: Backend>() {
    let unknown = Unsatisfied::UnknownOffer { item: 0, offer: 2, offers: 2 };
    assert_eq!(verdict::<F>(&[(2, [0, 0])], &[[9, 2], [7, 0]]), Err(unknown));
}

fn sums_that_wrap_around_are_not_a_statement<F: Backend>() {
    let error = Capacities::<F>::new(F::poseidon(), layout(1024, &[64; 4]), 2, BitWidth::U64).unwrap_err();
    assert!(matches!(error, ParameterError::SumWraps { .. }), "{error}");
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 16, ..ProptestConfig::default() }, |(
        items in prop::collection::vec((0u64..4, [0u64..40, 0u64..9]), 1..6),
        capacities in prop::collection::vec([0u64..90, 0u64..20], 3),
    )| {
        let _ = verdict::<F>(&items, &capacities);
    });
}
