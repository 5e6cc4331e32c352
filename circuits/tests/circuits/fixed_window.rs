//! S4: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, on_every_backend, table};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::statement::{FixedWindow, FixedWindowWitness, Metered, Unsatisfied, Windows};
use proptest::prelude::*;

on_every_backend! {
    requests_up_to_the_rate_of_every_window_are_satisfied,
    one_request_over_the_rate_is_unsatisfied,
    a_request_after_the_last_window_is_unsatisfied,
    a_payer_without_a_rate_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

/// Items (payer, time), counted as one each.
fn verdict<F: Backend>(items: &[(u64, u64)], windows: Windows, rates: &[u64]) -> Result<(), Unsatisfied> {
    let layout = ItemLayout { payer: bits(3), time: bits(8), ..ItemLayout::prices(items.len(), BitWidth::ABSENT) };
    let statement =
        FixedWindow::<F>::new(F::poseidon(), layout, Metered::Items, windows, rates.len(), bits(8)).unwrap();
    let item = |&(payer, time)| Item { payer, time, ..Item::default() };
    let rows = rates.iter().map(|&rate| vec![rate]).collect();
    let witness = FixedWindowWitness { batch: batch(items.iter().map(item).collect()), rates: table(rows) };
    support::verdict(&statement, witness)
}

const TEN: Windows = Windows { length: 10, count: 3 };

fn requests_up_to_the_rate_of_every_window_are_satisfied<F: Backend>() {
    assert_eq!(verdict::<F>(&[(0, 0), (0, 9), (0, 10), (1, 29)], TEN, &[2, 1]), Ok(()));
}

fn one_request_over_the_rate_is_unsatisfied<F: Backend>() {
    let over = Unsatisfied::RateExceeded { payer: 0, window: 0, sum: 2, rate: 1 };
    assert_eq!(verdict::<F>(&[(0, 0), (0, 9), (0, 10), (1, 29)], TEN, &[1, 1]), Err(over));
}

fn a_request_after_the_last_window_is_unsatisfied<F: Backend>() {
    let late = Unsatisfied::TimeOutOfRange { item: 1, time: 30, end: 30 };
    assert_eq!(verdict::<F>(&[(0, 0), (0, 30)], TEN, &[9, 9]), Err(late));
}

fn a_payer_without_a_rate_is_unsatisfied<F: Backend>() {
    let unknown = Unsatisfied::UnknownPayer { item: 0, payer: 2, payers: 2 };
    assert_eq!(verdict::<F>(&[(2, 0)], TEN, &[9, 9]), Err(unknown));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 16, ..ProptestConfig::default() }, |(
        items in prop::collection::vec((0u64..3, 0u64..64), 1..6),
        length in 1u64..20,
        rates in prop::collection::vec(0u64..4, 3),
    )| {
        let _ = verdict::<F>(&items, Windows { length, count: 5 }, &rates);
    });
}
