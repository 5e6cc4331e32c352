//! What must hold of the constraints of every statement, at a valid witness.

use crate::rank::{Rank, assignment, rank};
use crate::samples::{Sample, samples};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, One, UniformRand, Zero};
use ark_relations::gr1cs::R1CS_PREDICATE_LABEL;
use ark_std::rand::{Rng, SeedableRng, rngs::StdRng};

#[test]
fn every_variable_is_determined_and_only_relations_between_lanes_are_redundant() {
    for sample in samples() {
        let expected = Rank { undetermined: Vec::new(), redundant: sample.relations };
        assert_eq!(rank(&sample, |_| true), expected, "{}", sample.name);
    }
}

/// The detector is no yes-sayer: without any one constraint, a variable comes free (in `total`, no constraint is redundant).
#[test]
fn a_constraint_that_is_left_out_is_noticed() {
    let sample = samples().remove(0);
    for dropped in (0..sample.system.num_constraints()).step_by(7) {
        let found = rank(&sample, |at| at != dropped);
        assert_eq!(found.undetermined.len(), 1, "{} without constraint {dropped}", sample.name);
    }
}

#[test]
fn no_single_variable_can_be_changed() {
    let mut random = StdRng::seed_from_u64(4);
    for Sample { name, system, .. } in samples() {
        let matrices = system.to_matrices().unwrap().remove(R1CS_PREDICATE_LABEL).unwrap();
        let values = assignment(&system);
        let mut rows = vec![Vec::new(); values.len()];
        for matrix in &matrices {
            for (at, row) in matrix.iter().enumerate() {
                row.iter().for_each(|(_, column)| rows[*column].push(at));
            }
        }
        for column in 1..values.len() {
            let mut changed = values.clone();
            changed[column] = match random.gen_range(0..4) {
                0 => values[column] + Fr::one(),
                1 => values[column] - Fr::one(),
                2 => Fr::one() - values[column],
                _ => Fr::rand(&mut random),
            };
            if changed[column] == values[column] {
                changed[column].double_in_place();
            }
            let dot = |matrix: usize, at: usize| {
                matrices[matrix][at].iter().map(|(entry, column)| *entry * changed[*column]).sum::<Fr>()
            };
            let broken = rows[column].iter().any(|&at| !(dot(0, at) * dot(1, at) - dot(2, at)).is_zero());
            assert!(broken || changed[column] == values[column], "{name}: variable {column} is free");
        }
    }
}

#[test]
fn every_row_names_each_variable_once_and_every_public_input_is_used() {
    for Sample { name, system, .. } in samples() {
        let matrices = system.to_matrices().unwrap().remove(R1CS_PREDICATE_LABEL).unwrap();
        let mut used = vec![false; system.num_instance_variables()];
        for row in matrices.iter().flatten() {
            let mut columns: Vec<usize> = row.iter().map(|(_, column)| *column).collect();
            columns.sort_unstable();
            columns.iter().for_each(|&column| used.get_mut(column).into_iter().for_each(|used| *used = true));
            columns.dedup();
            assert_eq!(columns.len(), row.len(), "{name}: duplicate terms, which snarkjs does not merge");
        }
        assert!(used.iter().skip(1).all(|&used| used), "{name}: {used:?}");
    }
}
