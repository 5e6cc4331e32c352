//! The Lean checker of leaves, transcribed from `Apportion/Core/Problem.lean`, against the core checker, on random systems of rows.
//!
//! A leaf without a table is one combination of rows. Both checkers have to agree whether it contradicts the decisions, where the core language
//! is given the multipliers of "at least one" that are best.

use apportion_certs::core::{Constraint, Fault, Limits, Literal, Multiplier, Problem, Step, Term, check};
use apportion_certs::{Scalar, U256};
use proptest::prelude::*;

/// `dot` and `weight`: a column times multipliers.
fn dot(weights: &[u64], column: &[u64]) -> u64 {
    column.iter().zip(weights).map(|(coefficient, weight)| weight * coefficient).sum()
}

/// `allowed` for one decision: block, low, high, inside.
type Decision = (usize, usize, usize, bool);

fn allowed(path: &[Decision], block: usize, place: usize) -> bool {
    path.iter().all(|&(of, low, high, inside)| of != block || (low <= place && place < high) == inside)
}

/// `block_above` and `program_least`: a number known for each block counts if no allowed option is below it, else 0.
fn program_least(weights: &[u64], path: &[Decision], program: &[Vec<Vec<u64>>], known: &[u64]) -> u64 {
    let block = |(at, block): (usize, &Vec<Vec<u64>>)| {
        let above =
            |(place, column): (usize, &Vec<u64>)| !allowed(path, at, place) || known[at] <= dot(weights, column);
        if block.iter().enumerate().all(above) { known[at] } else { 0 }
    };
    program.iter().enumerate().map(block).sum()
}

/// `direct_ok`.
fn direct_ok(program: &[Vec<Vec<u64>>], bounds: &[u64], path: &[Decision], weights: &[u64], known: &[u64]) -> bool {
    dot(weights, bounds) < program_least(weights, path, program, known)
}

/// The same system in the core language: "at least one" and "at most one" of each block, then the rows.
fn problem(program: &[Vec<Vec<u64>>], bounds: &[u64]) -> Problem {
    let mut problem = Problem::default();
    let mut offset = 0;
    let columns: Vec<&Vec<u64>> = program.iter().flatten().collect();
    for block in program {
        let variables = offset..offset + block.len() as u32;
        offset = variables.end;
        let terms = |literal: fn(u32) -> Literal| {
            variables.clone().map(|variable| Term { coefficient: number(1), literal: literal(variable) }).collect()
        };
        let most = Constraint { terms: terms(Literal::is_zero), degree: number(block.len() as u64 - 1) };
        problem.constraints.extend([Constraint { terms: terms(Literal::is_one), degree: number(1) }, most]);
    }
    problem.variable_count = offset;
    for (row, &bound) in bounds.iter().enumerate() {
        let total: u64 = columns.iter().map(|column| column[row]).sum();
        let terms = (0..)
            .zip(&columns)
            .filter(|(_, column)| column[row] > 0)
            .map(|(variable, column)| Term { coefficient: number(column[row]), literal: Literal::is_zero(variable) });
        problem.constraints.push(Constraint { terms: terms.collect(), degree: number(total.saturating_sub(bound)) });
    }
    problem
}

fn number(value: u64) -> U256 {
    U256::from_u128(value.into())
}

const ROWS: usize = 3;

/// Blocks of one to four options with a coefficient in each row.
fn systems() -> impl Strategy<Value = Vec<Vec<Vec<u64>>>> {
    let column = proptest::collection::vec(0u64..6, ROWS);
    proptest::collection::vec(proptest::collection::vec(column, 2..5), 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

    #[test]
    fn a_leaf_holds_in_lean_iff_it_holds_in_core(
        program in systems(), bounds in proptest::collection::vec(0u64..9, ROWS), weights in proptest::collection::vec(0u64..4, ROWS),
        split in 0usize..5, low in 0usize..4, length in 0usize..4,
    ) {
        let block = split % program.len();
        let options = program[block].len();
        let low = low % options;
        let high = low + 1 + length % (options - low).min(options - 1);
        // Core states a row that cannot be exceeded with a smaller bound; the theory does not.
        let binding = |row: usize| program.iter().flatten().map(|column| column[row]).sum::<u64>() >= bounds[row];
        prop_assume!((0..ROWS).all(binding));
        let path = [(block, low, high, true)];
        let known: Vec<u64> = (0..program.len()).map(|at| {
            let options = program[at].iter().enumerate().filter(|(place, _)| allowed(&path, at, *place));
            options.map(|(_, column)| dot(&weights, column)).min().unwrap_or(0)
        }).collect();
        let lean = direct_ok(&program, &bounds, &path, &weights, &known);

        let problem = problem(&program, &bounds);
        let rows = (0..ROWS).map(|row| (2 * program.len() + row, weights[row]));
        let blocks = (0..program.len()).map(|at| (2 * at, known[at]));
        let multipliers: Vec<Multiplier> = blocks.chain(rows).filter(|taken| taken.1 > 0)
            .map(|(constraint, factor)| Multiplier { constraint: constraint as u32, factor: number(factor) }).collect();
        let leaf = Step::Contradiction { multipliers };
        let constraint = 2 * block as u32 + 1;
        let split = Step::Split { constraint, from: low as u32, to: high as u32 };
        // The second child is missing: whether that is the complaint tells whether the leaf holds.
        let refusal = check(&problem, &[split, leaf], Limits::default()).unwrap_err();
        prop_assert_eq!(lean, refusal.fault == Fault::Unfinished, "{}", refusal);
        prop_assert!(lean || refusal.fault == Fault::NoContradiction, "{}", refusal);
    }

    /// What a decision excludes: the places of the range, or all others.
    #[test]
    fn a_decision_allows_its_range_or_the_rest(low in 0usize..5, high in 0usize..5, place in 0usize..5, other in 1usize..3) {
        prop_assert_eq!(allowed(&[(0, low, high, true)], 0, place), (low..high).contains(&place));
        prop_assert_eq!(allowed(&[(0, low, high, false)], 0, place), !(low..high).contains(&place));
        prop_assert!(allowed(&[(0, low, high, true)], other, place));
    }

    /// A number that is known to be larger than it is counts nothing.
    #[test]
    fn numbers_that_are_too_large_count_nothing(program in systems(), weights in proptest::collection::vec(0u64..4, ROWS), at in 0usize..5) {
        let at = at % program.len();
        let least = program[at].iter().map(|column| dot(&weights, column)).min().unwrap();
        let mut known = vec![0; program.len()];
        known[at] = least;
        prop_assert_eq!(program_least(&weights, &[], &program, &known), least);
        known[at] = least + 1;
        prop_assert_eq!(program_least(&weights, &[], &program, &known), 0);
    }
}
