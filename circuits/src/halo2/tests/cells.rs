//! Every cell of a laid-out witness is bound, and each constraint is the one that refuses what it is there to refuse.

use super::forgery::{Place, assigned, failures};
use super::samples::{budgets_circuit, total, total_circuit, total_public, total_witness};
use crate::halo2::{Circuit, Element, lanes, permutations, rows};
use crate::statement::TotalPublic;
use std::collections::BTreeSet;

/// Advice columns, in the order in which they are made.
const LANE_SUM: usize = 0;
const ELEMENT_SUM: usize = 1;
const LOW_LIMB: usize = 2;
const LAST_CELL: usize = 8;
const CAPACITY: usize = 9;

fn sum(at: usize, name: &str) -> String {
    format!("Constraint {at} ('{name}') in gate 0 ('{}')", lanes::GATE)
}

fn product() -> String {
    format!("Constraint 0 ('{0}') in gate 1 ('{0}')", rows::GATE)
}

fn round(gate: usize, name: &str) -> BTreeSet<String> {
    (0..permutations::WIDTH).map(|at| format!("Constraint {at} in gate {gate} ('{name}')")).collect()
}

fn lookup(limb: usize) -> String {
    format!("Lookup {limb} in Region 1 ('lanes')")
}

fn set<const N: usize>(failures: [String; N]) -> BTreeSet<String> {
    failures.into()
}

/// The cells of an advice column.
fn column(circuit: &Circuit, index: usize) -> Vec<Place> {
    let cells = assigned(circuit);
    let columns: BTreeSet<_> = cells.iter().map(|place| place.0).collect();
    let column = columns.into_iter().nth(index);
    cells.into_iter().filter(|place| Some(place.0) == column).collect()
}

/// Whether some cell of a column is refused by exactly these constraints.
fn some_cell_is_refused_by(circuit: &Circuit, index: usize, expected: &BTreeSet<String>) -> bool {
    column(circuit, index).into_iter().any(|place| failures(circuit, Some(place)) == *expected)
}

#[test]
fn every_cell_is_bound_but_the_zeros_above_the_first_piece() {
    for circuit in [total_circuit(), budgets_circuit()] {
        let zeros: Vec<_> = [LANE_SUM, ELEMENT_SUM].map(|sum| column(&circuit, sum)[0]).into();
        for place in assigned(&circuit).into_iter().step_by(9).filter(|place| !zeros.contains(place)) {
            assert_ne!(failures(&circuit, Some(place)), BTreeSet::new(), "{place:?}");
        }
    }
}

#[test]
fn a_wrong_sum_of_a_lane_is_refused_by_its_gate() {
    let circuit = total_circuit();
    let first = column(&circuit, LANE_SUM)[1];
    assert_eq!(failures(&circuit, Some(first)), set([sum(0, lanes::LANE)]));
}

#[test]
fn a_wrong_sum_of_an_element_is_refused_by_its_gate() {
    let circuit = total_circuit();
    let first = column(&circuit, ELEMENT_SUM)[1];
    assert_eq!(failures(&circuit, Some(first)), set([sum(1, lanes::ELEMENT)]));
}

#[test]
fn a_lower_limb_beyond_its_width_is_refused_by_its_lookup() {
    let expected = set([sum(0, lanes::LANE), sum(1, lanes::ELEMENT), lookup(0)]);
    assert!(some_cell_is_refused_by(&total_circuit(), LOW_LIMB, &expected));
}

/// The slack below a budget that is exceeded is negative: every sum is right, but the number has no 64 bits.
#[test]
fn a_negative_slack_is_refused_by_the_lookup_of_its_upper_limb_alone() {
    let mut witness = total_witness();
    let spent: u64 = witness.batch.items.iter().map(|item| item.price).sum();
    witness.budget = spent - 1;
    let public = TotalPublic { budget: witness.budget, ..total_public() };
    let mut circuit = Circuit::new(&total(), &public, &witness).unwrap();
    let alone = circuit.program.streams.iter().find(|stream| stream.elements.is_empty()).unwrap();
    let slack = alone.lanes[0].0;
    circuit.program.values[slack.0] = -Element::from(1u64);
    assert_eq!(failures(&circuit, None), set([lookup(1)]));
}

#[test]
fn a_wrong_intermediate_sum_is_refused_by_the_gate_of_rows_alone() {
    assert!(some_cell_is_refused_by(&total_circuit(), LAST_CELL, &set([product()])));
}

#[test]
fn a_wrong_state_is_refused_by_the_gate_of_its_round_alone() {
    let circuit = total_circuit();
    let capacity = column(&circuit, CAPACITY);
    let after_three_rounds = failures(&circuit, Some(capacity[3]));
    assert_eq!(after_three_rounds, round(2, permutations::FULL));
    let after_nine_rounds = failures(&circuit, Some(capacity[9]));
    assert_eq!(after_nine_rounds, round(3, permutations::PARTIAL));
}

#[test]
fn another_public_input_is_refused_by_its_copy_alone() {
    let circuit = total_circuit();
    for input in 0..3 {
        let mut other = circuit.clone();
        let home = other.program.inputs[input];
        let forged = other.program.value(home) + Element::from(1u64);
        other.program.values.push(forged);
        other.program.inputs[input] = crate::halo2::program::Variable(other.program.values.len() - 1);
        let mock = halo2_proofs::dev::MockProver::run(circuit.k(), &circuit, vec![other.instance()]).unwrap();
        let refused = mock.verify().unwrap_err();
        let copies = |failure| matches!(failure, &halo2_proofs::dev::VerifyFailure::Permutation { .. });
        assert!(refused.iter().all(copies), "{refused:?}");
    }
}
