//! S1: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, context, on_every_backend};
use apportion_circuits::commitment::Blinding;
use apportion_circuits::layout::{Item, ItemLane, ItemLayout};
use apportion_circuits::statement::{Committed, ParameterError, Statement, Total, TotalWitness, Unsatisfied};

on_every_backend! {
    a_total_up_to_the_budget_is_satisfied,
    a_total_over_the_budget_is_unsatisfied,
    another_opening_is_unsatisfied,
    another_blinding_is_unsatisfied,
    totals_that_wrap_around_are_not_a_statement,
    a_price_wider_than_its_lane_is_named,
}

fn statement<F: Backend>(count: usize) -> Total<F> {
    Total::new(F::poseidon(), ItemLayout::prices(count, bits(40))).unwrap()
}

fn witness<F: Backend>(prices: &[u64], budget: u64) -> TotalWitness<F> {
    let item = |&price| Item { price, ..Item::default() };
    TotalWitness { batch: batch(prices.iter().map(item).collect()), budget }
}

fn a_total_up_to_the_budget_is_satisfied<F: Backend>() {
    for budget in [6, 7, u64::MAX] {
        assert_eq!(support::verdict(&statement::<F>(3), witness(&[1, 2, 3], budget)), Ok(()));
    }
}

fn a_total_over_the_budget_is_unsatisfied<F: Backend>() {
    let over = Unsatisfied::TotalExceeded { sum: 6, budget: 5 };
    assert_eq!(support::verdict(&statement::<F>(3), witness(&[1, 2, 3], 5)), Err(over));
}

fn another_opening_is_unsatisfied<F: Backend>() {
    let statement = statement::<F>(3);
    let public = statement.public(context(), &witness(&[1, 2, 4], 9));
    let opening = Unsatisfied::Commitment { of: Committed::Items };
    assert_eq!(support::against(&statement, public, witness(&[1, 2, 3], 9)), Err(opening));
}

fn another_blinding_is_unsatisfied<F: Backend>() {
    let statement = statement::<F>(3);
    let mut forged = witness(&[1, 2, 3], 9);
    let public = statement.public(context(), &forged);
    forged.batch.blinding = Blinding::from_element(F::ONE);
    let opening = Unsatisfied::Commitment { of: Committed::Items };
    assert_eq!(support::against(&statement, public, forged), Err(opening));
}

fn totals_that_wrap_around_are_not_a_statement<F: Backend>() {
    let wide = ItemLayout::prices(1, bits(128));
    let error = Total::new(F::poseidon(), wide).unwrap_err();
    assert_eq!(error, ParameterError::TooWide { what: "item", bits: 128 });
}

fn a_price_wider_than_its_lane_is_named<F: Backend>() {
    let statement = statement::<F>(3);
    let witness = witness(&[0, 1 << 40, 0], u64::MAX);
    let public = statement.public(context(), &witness);
    let overflow = Unsatisfied::LaneOverflow { item: 1, lane: ItemLane::Price, value: 1 << 40, width_bits: 40 };
    assert_eq!(statement.holds(&public, &witness), Err(overflow));
}
