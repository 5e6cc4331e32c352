//! S7: the circuit against the native relation.

use crate::support::{self, batch, bits, context, table};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::{Committed, Permits, PermitsWitness, Statement, Unsatisfied};
use ark_bn254::Fr;
use proptest::prelude::*;

fn statement(items: usize, permits: usize) -> Permits<Fr> {
    let layout = ItemLayout { payer: bits(3), offer: bits(3), ..ItemLayout::prices(items, BitWidth::ABSENT) };
    Permits::new(Poseidon::default(), layout, permits).unwrap()
}

fn witness(items: &[(u64, u64)], permits: &[(u64, u64)]) -> PermitsWitness<Fr> {
    let item = |&(payer, offer)| Item { payer, offer, ..Item::default() };
    let rows = permits.iter().map(|&(payer, offer)| vec![payer, offer]).collect();
    PermitsWitness { batch: batch(items.iter().map(item).collect()), permits: table(rows) }
}

fn verdict(items: &[(u64, u64)], permits: &[(u64, u64)]) -> Result<(), Unsatisfied> {
    support::verdict(&statement(items.len(), permits.len()), witness(items, permits))
}

#[test]
fn permitted_pairs_are_satisfied_and_rows_may_repeat() {
    assert_eq!(verdict(&[(0, 1), (2, 1), (0, 1)], &[(2, 1), (0, 1), (0, 1)]), Ok(()));
}

#[test]
fn a_pair_that_no_permit_lists_is_unsatisfied() {
    let refused = Unsatisfied::NotPermitted { item: 1, payer: 1, offer: 2 };
    assert_eq!(verdict(&[(0, 1), (1, 2)], &[(2, 1), (0, 1), (1, 1)]), Err(refused));
}

#[test]
fn a_permit_that_is_not_in_the_committed_table_is_unsatisfied() {
    let statement = statement(1, 2);
    let public = statement.public(context(), &witness(&[(0, 1)], &[(2, 1), (1, 1)]));
    let opening = Unsatisfied::Commitment { of: Committed::Permits };
    assert_eq!(support::against(&statement, public, witness(&[(0, 1)], &[(2, 1), (0, 1)])), Err(opening));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn the_circuit_agrees_with_the_relation(
        items in prop::collection::vec((0u64..3, 0u64..2), 1..4),
        permits in prop::collection::vec((0u64..3, 0u64..2), 4),
    ) {
        let _ = verdict(&items, &permits);
    }
}
