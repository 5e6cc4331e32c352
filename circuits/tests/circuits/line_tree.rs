//! `compliance` whose lines are committed to in a tree, so that they can be shown one by one.

use crate::compliance::{Case, HONEST};
use crate::support::{Backend, blinding, constraints, context, on_every_backend};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::compliance::{LineCommitment, Shape};
use apportion_circuits::statement::{Committed, Compliance, Statement, Unsatisfied};
use ark_bn254::Fr;

on_every_backend! {
    an_allocation_in_a_tree_is_satisfied,
    a_rule_that_is_broken_in_a_tree_is_unsatisfied,
    a_line_that_is_changed_after_it_was_committed_to_is_unsatisfied,
    lines_under_other_blindings_are_unsatisfied,
    names_that_are_swapped_are_unsatisfied,
    a_tree_without_names_is_unsatisfied,
}

fn case<F: Backend>() -> Case<F> {
    Case::committed(LineCommitment::Tree)
}

fn an_allocation_in_a_tree_is_satisfied<F: Backend>() {
    assert_eq!(case::<F>().verdict(HONEST, |_| ()), Ok(()));
}

fn a_rule_that_is_broken_in_a_tree_is_unsatisfied<F: Backend>() {
    let omitted = case::<F>().verdict([None; 5], |_| ());
    assert_eq!(omitted, Err(Unsatisfied::RequiredUnassigned { task: 0 }));
}

fn a_line_that_is_changed_after_it_was_committed_to_is_unsatisfied<F: Backend>() {
    let moved = case::<F>().swapped(|witness| witness.allocation.lines[4].as_mut().unwrap().start = 3);
    assert_eq!(moved, Err(Unsatisfied::Commitment { of: Committed::Items }));
}

fn lines_under_other_blindings_are_unsatisfied<F: Backend>() {
    let blinded = case::<F>().swapped(|witness| witness.allocation.blinding = blinding(3));
    assert_eq!(blinded, Err(Unsatisfied::Commitment { of: Committed::Items }));
}

fn names_that_are_swapped_are_unsatisfied<F: Backend>() {
    let swapped = case::<F>().swapped(|witness| witness.market.names.swap(0, 1));
    assert!(matches!(swapped, Err(Unsatisfied::Commitment { .. })), "{swapped:?}");
}

fn a_tree_without_names_is_unsatisfied<F: Backend>() {
    let case = case::<F>();
    let mut witness = case.witness(&HONEST);
    witness.market.names.clear();
    let public = case.statement.public(context(), &case.witness(&HONEST));
    let refused = Unsatisfied::TableShape { table: Committed::Market, expected: 6, found: 0 };
    assert_eq!(case.statement.holds(&public, &witness), Err(refused));
}

#[test]
fn a_line_takes_332_constraints_more_in_a_tree() {
    let shape = Case::<Fr>::committed(LineCommitment::Tree).statement.shape().clone();
    let of = |tasks, lines| {
        let shape = Shape { tasks, lines, ..shape.clone() };
        constraints(&Compliance::<Fr>::new(Poseidon::default(), shape).unwrap())
    };
    let a_line = |lines| (of(512, lines) - of(256, lines)) / 256;
    assert_eq!((a_line(LineCommitment::Sponge), a_line(LineCommitment::Tree)), (80, 412));
}
