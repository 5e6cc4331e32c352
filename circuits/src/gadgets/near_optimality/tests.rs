//! Provers that lie about what no table holds: least costs, and with which one each option is compared.

use super::{Claims, arithmetize};
use crate::commitment::Blinding;
use crate::gadgets::Builder;
use crate::poseidon::Poseidon;
use crate::statement::compliance::{Assigned, Fitted, Lines, Shape};
use crate::statement::{ComplianceWitness, NearOptimality, NearOptimalityWitness, PublicInputs, Statement};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;
use ark_relations::gr1cs::{ConstraintSystem, ConstraintSystemRef};

/// Two of three tasks fit. The multiplier of the capacity is 4: reduced costs are 2 + 8, 2 + 8 and 3 + 12; "a" is required, "b" costs 9 when it is
/// unassigned and "c" 20. The bound is 10 + 9 + 15 - 4 x 5 = 14, which is also the cost, 2 + 9 + 3.
const MARKET: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],"payers":[{"id":"p"}],
    "offers":[{"id":"o","capacity":{"cpu":5},"price":{"cpu":1}}],
    "tasks":[{"id":"a","payer":"p","demand":{"cpu":2},"required":true},
             {"id":"b","payer":"p","demand":{"cpu":2},"penalty":9},
             {"id":"c","payer":"p","demand":{"cpu":3},"penalty":20}]}"#;

/// Whether the circuit is satisfied by the claims that a change leads to, of an allocation of the first and the last task.
fn satisfied(change: impl FnOnce(&mut Claims)) -> bool {
    let market = Market::from_json(MARKET).unwrap();
    let program = Program::new(&market);
    let statement = NearOptimality::<Fr>::new(Poseidon::default(), Shape::with_objective(&program)).unwrap();
    let tables = Fitted::new(&program, statement.shape()).unwrap().tables(Blinding::from_element(Fr::from(7)));
    let assigned = |option: usize| Some(Assigned { option: tables.options[option].clone(), start: 0 });
    let lines = Lines { lines: vec![assigned(0), None, assigned(2)], blinding: Blinding::from_element(Fr::from(8)) };
    let multipliers = statement.relaxation(&tables).unwrap().multipliers(&[4.0]);
    let rules = ComplianceWitness { market: tables, allocation: lines };
    let witness = NearOptimalityWitness { rules, multipliers, epsilon_ppm: u32::MAX };
    let public = statement.public(Fr::from(9), &witness);
    assert_eq!(statement.holds(&public, &witness), Ok(()));
    let mut system: ConstraintSystemRef<Fr> = ConstraintSystem::new_ref();
    let mut builder = Builder::new(&mut system, &statement.rules.poseidon);
    let inputs: Vec<_> = public.inputs().into_iter().map(|value| builder.input(value).unwrap()).collect();
    arithmetize(&statement, &mut builder, &inputs, &witness, change).unwrap();
    system.is_satisfied().unwrap()
}

#[test]
fn honest_claims_are_satisfied() {
    assert!(satisfied(|_| ()));
}

#[test]
fn a_least_cost_above_an_options_reduced_cost_is_unsatisfied() {
    for task in [1, 3] {
        assert!(!satisfied(|claims| {
            claims.least[task] += 1;
            claims.of_option[task - 1] += 1;
        }));
    }
}

#[test]
fn a_least_cost_above_that_of_being_unassigned_is_unsatisfied() {
    // Task 2 stays unassigned for less than its option would cost.
    assert!(!satisfied(|claims| {
        claims.least[2] += 1;
        claims.of_option[1] += 1;
    }));
}

#[test]
fn a_least_cost_below_the_least_is_allowed_and_lowers_the_bound() {
    assert!(satisfied(|claims| {
        claims.least[1] -= 1;
        claims.of_option[0] -= 1;
    }));
}

#[test]
fn an_option_compared_with_another_cost_than_its_tasks_is_unsatisfied() {
    // The task claims more than its option's reduced cost, and its option is compared with what is true, with another task's, or not counted.
    assert!(!satisfied(|claims| claims.least[1] += 1));
    assert!(!satisfied(|claims| {
        claims.least[1] += 1;
        claims.of_option[0] = claims.least[2];
    }));
    assert!(!satisfied(|claims| {
        claims.least[1] += 1;
        claims.counts[1] -= 1;
    }));
}

#[test]
fn an_option_passed_off_as_an_empty_one_is_unsatisfied() {
    assert!(!satisfied(|claims| {
        claims.least[1] += 1;
        claims.of_option[0] = 0;
        claims.counts[1] -= 1;
        claims.counts[0] += 1;
    }));
}

#[test]
fn a_count_that_is_not_that_of_the_options_is_unsatisfied() {
    assert!(!satisfied(|claims| claims.counts[3] += 1));
}
