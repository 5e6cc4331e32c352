//! Under-constraint detection: the rank of the Jacobian of all constraints at a valid witness.
//!
//! With the inputs that are free by design fixed (context and blindings), every other variable, public ones included, must be determined
//! locally: the Jacobian `diag(B z) A + diag(A z) B - C` has full column rank. A column without a pivot is a variable that nothing
//! constrains.

use crate::samples::Sample;
use ark_bn254::Fr;
use ark_ff::{Field, One, Zero};
use ark_relations::gr1cs::{ConstraintSystemRef, R1CS_PREDICATE_LABEL};
use std::collections::BTreeMap;

/// A row by column.
type Row = BTreeMap<usize, Fr>;

/// What the detector found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    /// Variables that nothing determines; public inputs come first.
    pub(crate) undetermined: Vec<usize>,
    /// Constraints that follow from the others, locally.
    pub(crate) redundant: usize,
}

/// Variables: instance first (the constant 1 at 0), then witness.
pub(crate) fn assignment(system: &ConstraintSystemRef<Fr>) -> Vec<Fr> {
    [system.instance_assignment().unwrap(), system.witness_assignment().unwrap()].concat()
}

/// The rank of the Jacobian at a sample, with constraints left out at will.
pub(crate) fn rank(sample: &Sample, keep: impl Fn(usize) -> bool) -> Rank {
    let Sample { system, fixed, opaque, .. } = sample;
    let matrices = system.to_matrices().unwrap().remove(R1CS_PREDICATE_LABEL).unwrap();
    let [a, b, c] = &matrices[..] else { panic!("three matrices") };
    let values = assignment(system);
    let free = |column: usize| column > 0 && !opaque.contains(&column) && !fixed.contains(&values[column]);
    let dot = |row: &[(Fr, usize)]| row.iter().map(|(entry, column)| *entry * values[*column]).sum::<Fr>();
    let mut pivots: BTreeMap<usize, Row> = BTreeMap::new();
    let mut redundant = 0;
    for at in (0..a.len()).filter(|&at| keep(at)) {
        let (left, right) = (dot(&a[at]), dot(&b[at]));
        let mut row = Row::new();
        let scaled = [(&a[at], right), (&b[at], left), (&c[at], -Fr::one())];
        for (entries, factor) in scaled {
            for (entry, column) in entries.iter().filter(|(_, column)| free(*column)) {
                *row.entry(*column).or_insert(Fr::zero()) += *entry * factor;
            }
        }
        if !reduce(row, &mut pivots) {
            redundant += 1;
        }
    }
    let undetermined = (1..values.len()).filter(|&column| free(column) && !pivots.contains_key(&column)).collect();
    Rank { undetermined, redundant }
}

/// Reduces a row from its newest variable on; what is left becomes the pivot of that variable. False if nothing is left.
fn reduce(mut row: Row, pivots: &mut BTreeMap<usize, Row>) -> bool {
    while let Some((&column, &entry)) = row.last_key_value() {
        if entry.is_zero() {
            row.remove(&column);
            continue;
        }
        let Some(pivot) = pivots.get(&column) else {
            let inverse = entry.inverse().unwrap();
            row.values_mut().for_each(|entry| *entry *= inverse);
            pivots.insert(column, row);
            return true;
        };
        for (column, factor) in pivot {
            *row.entry(*column).or_insert(Fr::zero()) -= entry * factor;
        }
    }
    false
}
