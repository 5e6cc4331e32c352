//! S2: the circuit against the native relation.

use crate::support::{self, Backend, batch, bits, context, on_every_backend, table};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::statement::{Budgets, BudgetsWitness, Committed, Statement, Unsatisfied};
use proptest::prelude::*;

on_every_backend! {
    spending_up_to_every_budget_is_satisfied,
    one_unit_over_a_budget_is_unsatisfied,
    a_payer_without_a_budget_is_unsatisfied_even_for_nothing,
    budgets_other_than_the_committed_ones_are_unsatisfied,
    another_assignment_of_items_to_payers_than_the_committed_one_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

fn statement<F: Backend>(count: usize, payers: usize) -> Budgets<F> {
    let layout = ItemLayout { payer: bits(4), ..ItemLayout::prices(count, bits(20)) };
    Budgets::new(F::poseidon(), layout, payers, bits(24)).unwrap()
}

fn witness<F: Backend>(items: &[(u64, u64)], budgets: &[u64]) -> BudgetsWitness<F> {
    let item = |&(payer, price)| Item { payer, price, ..Item::default() };
    let rows = budgets.iter().map(|&budget| vec![budget]).collect();
    BudgetsWitness { batch: batch(items.iter().map(item).collect()), budgets: table(rows) }
}

fn verdict<F: Backend>(items: &[(u64, u64)], budgets: &[u64]) -> Result<(), Unsatisfied> {
    support::verdict(&statement::<F>(items.len(), budgets.len()), witness(items, budgets))
}

fn spending_up_to_every_budget_is_satisfied<F: Backend>() {
    assert_eq!(verdict::<F>(&[(0, 5), (2, 7), (0, 4), (1, 0)], &[9, 0, 7]), Ok(()));
}

fn one_unit_over_a_budget_is_unsatisfied<F: Backend>() {
    let over = Unsatisfied::BudgetExceeded { payer: 2, sum: 7, budget: 6 };
    assert_eq!(verdict::<F>(&[(0, 5), (2, 7), (0, 4)], &[9, 0, 6]), Err(over));
}

fn a_payer_without_a_budget_is_unsatisfied_even_for_nothing<F: Backend>() {
    let unknown = Unsatisfied::UnknownPayer { item: 1, payer: 3, payers: 3 };
    assert_eq!(verdict::<F>(&[(0, 5), (3, 0)], &[9, 9, 9]), Err(unknown));
}

fn budgets_other_than_the_committed_ones_are_unsatisfied<F: Backend>() {
    let (statement, honest) = (statement::<F>(1, 2), witness(&[(0, 5)], &[4, 9]));
    let public = statement.public(context(), &honest);
    let forged = witness(&[(0, 5)], &[5, 9]);
    let opening = Unsatisfied::Commitment { of: Committed::Budgets };
    assert_eq!(support::against(&statement, public, forged), Err(opening));
}

fn another_assignment_of_items_to_payers_than_the_committed_one_is_unsatisfied<F: Backend>() {
    let (statement, honest) = (statement::<F>(2, 2), witness(&[(0, 5), (0, 5)], &[9, 9]));
    let public = statement.public(context(), &honest);
    let forged = witness(&[(0, 5), (1, 5)], &[9, 9]);
    let opening = Unsatisfied::Commitment { of: Committed::Items };
    assert_eq!(support::against(&statement, public, forged), Err(opening));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        items in prop::collection::vec((0u64..5, 0u64..40), 1..6),
        budgets in prop::collection::vec(0u64..80, 4),
    )| {
        let _ = verdict::<F>(&items, &budgets);
    });
}
