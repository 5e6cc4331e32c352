//! S2: the circuit against the native relation.

use crate::support::{self, batch, bits, context, table};
use apportion_circuits::layout::{Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::{Budgets, BudgetsWitness, Committed, Statement, Unsatisfied};
use ark_bn254::Fr;
use proptest::prelude::*;

fn statement(count: usize, payers: usize) -> Budgets<Fr> {
    let layout = ItemLayout { payer: bits(4), ..ItemLayout::prices(count, bits(20)) };
    Budgets::new(Poseidon::default(), layout, payers, bits(24)).unwrap()
}

fn witness(items: &[(u64, u64)], budgets: &[u64]) -> BudgetsWitness<Fr> {
    let item = |&(payer, price)| Item { payer, price, ..Item::default() };
    let rows = budgets.iter().map(|&budget| vec![budget]).collect();
    BudgetsWitness { batch: batch(items.iter().map(item).collect()), budgets: table(rows) }
}

fn verdict(items: &[(u64, u64)], budgets: &[u64]) -> Result<(), Unsatisfied> {
    support::verdict(&statement(items.len(), budgets.len()), witness(items, budgets))
}

#[test]
fn spending_up_to_every_budget_is_satisfied() {
    assert_eq!(verdict(&[(0, 5), (2, 7), (0, 4), (1, 0)], &[9, 0, 7]), Ok(()));
}

#[test]
fn one_unit_over_a_budget_is_unsatisfied() {
    let over = Unsatisfied::BudgetExceeded { payer: 2, sum: 7, budget: 6 };
    assert_eq!(verdict(&[(0, 5), (2, 7), (0, 4)], &[9, 0, 6]), Err(over));
}

#[test]
fn a_payer_without_a_budget_is_unsatisfied_even_for_nothing() {
    let unknown = Unsatisfied::UnknownPayer { item: 1, payer: 3, payers: 3 };
    assert_eq!(verdict(&[(0, 5), (3, 0)], &[9, 9, 9]), Err(unknown));
}

#[test]
fn budgets_other_than_the_committed_ones_are_unsatisfied() {
    let (statement, honest) = (statement(1, 2), witness(&[(0, 5)], &[4, 9]));
    let public = statement.public(context(), &honest);
    let forged = witness(&[(0, 5)], &[5, 9]);
    let opening = Unsatisfied::Commitment { of: Committed::Budgets };
    assert_eq!(support::against(&statement, public, forged), Err(opening));
}

#[test]
fn another_assignment_of_items_to_payers_than_the_committed_one_is_unsatisfied() {
    let (statement, honest) = (statement(2, 2), witness(&[(0, 5), (0, 5)], &[9, 9]));
    let public = statement.public(context(), &honest);
    let forged = witness(&[(0, 5), (1, 5)], &[9, 9]);
    let opening = Unsatisfied::Commitment { of: Committed::Items };
    assert_eq!(support::against(&statement, public, forged), Err(opening));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_circuit_agrees_with_the_relation(
        items in prop::collection::vec((0u64..5, 0u64..40), 1..6),
        budgets in prop::collection::vec(0u64..80, 4),
    ) {
        let _ = verdict(&items, &budgets);
    }
}
