//! S7: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, context, on_every_backend, table};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::statement::{Committed, Permits, PermitsWitness, Statement, Unsatisfied};
use proptest::prelude::*;

on_every_backend! {
    permitted_pairs_are_satisfied_and_rows_may_repeat,
    a_pair_that_no_permit_lists_is_unsatisfied,
    a_permit_that_is_not_in_the_committed_table_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

fn statement<F: Backend>(items: usize, permits: usize) -> Permits<F> {
    let layout = ItemLayout { payer: bits(3), offer: bits(3), ..ItemLayout::prices(items, BitWidth::ABSENT) };
    Permits::new(F::poseidon(), layout, permits).unwrap()
}

fn witness<F: Backend>(items: &[(u64, u64)], permits: &[(u64, u64)]) -> PermitsWitness<F> {
    let item = |&(payer, offer)| Item { payer, offer, ..Item::default() };
    let rows = permits.iter().map(|&(payer, offer)| vec![payer, offer]).collect();
    PermitsWitness { batch: batch(items.iter().map(item).collect()), permits: table(rows) }
}

fn verdict<F: Backend>(items: &[(u64, u64)], permits: &[(u64, u64)]) -> Result<(), Unsatisfied> {
    support::verdict(&statement::<F>(items.len(), permits.len()), witness(items, permits))
}

fn permitted_pairs_are_satisfied_and_rows_may_repeat<F: Backend>() {
    assert_eq!(verdict::<F>(&[(0, 1), (2, 1), (0, 1)], &[(2, 1), (0, 1), (0, 1)]), Ok(()));
}

fn a_pair_that_no_permit_lists_is_unsatisfied<F: Backend>() {
    let refused = Unsatisfied::NotPermitted { item: 1, payer: 1, offer: 2 };
    assert_eq!(verdict::<F>(&[(0, 1), (1, 2)], &[(2, 1), (0, 1), (1, 1)]), Err(refused));
}

fn a_permit_that_is_not_in_the_committed_table_is_unsatisfied<F: Backend>() {
    let statement = statement::<F>(1, 2);
    let public = statement.public(context(), &witness(&[(0, 1)], &[(2, 1), (1, 1)]));
    let opening = Unsatisfied::Commitment { of: Committed::Permits };
    assert_eq!(support::against(&statement, public, witness(&[(0, 1)], &[(2, 1), (0, 1)])), Err(opening));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 16, ..ProptestConfig::default() }, |(
        items in prop::collection::vec((0u64..3, 0u64..2), 1..4),
        permits in prop::collection::vec((0u64..3, 0u64..2), 4),
    )| {
        let _ = verdict::<F>(&items, &permits);
    });
}
