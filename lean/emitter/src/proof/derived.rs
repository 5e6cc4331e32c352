//! Derived rows: `sum of chosen numbers <= limit`.

use super::table::Parts;
use crate::EmitError;
use crate::export::{Record, Term, Terms};
use crate::literal::{Columns, chain, tree};
use apportion_certs::core::{product, quotient, sum};
use apportion_certs::{Scalar, U256};
use std::rc::Rc;

/// A row `sum of chosen numbers <= limit`.
pub(super) struct Row {
    /// By option, through all tasks.
    pub(super) numbers: Vec<U256>,
    /// By task, the least of its options; 0 where there is none.
    pub(super) least: Vec<U256>,
    pub(super) limit: U256,
    /// The constant that stands for the table.
    pub(super) table: Term,
    pub(super) parts: Parts,
    pub(super) limit_term: Term,
}

/// A derived row: one with its proof.
pub(super) struct Derived {
    pub(super) row: Rc<Row>,
    /// The constant that proves it.
    pub(super) proof: Term,
}

/// Multipliers of rows: numbers ascending, none 0.
pub(super) type Weights = Vec<(u32, U256)>;

/// A column times multipliers; `None` if it leaves 256 bits.
pub(super) fn dot(columns: &Columns, option: usize, weights: &[(u32, U256)]) -> Option<U256> {
    let mut total = U256::ZERO;
    let mut rest = weights;
    for (row, coefficient) in columns.column(option) {
        while let Some((first, later)) = rest.split_first()
            && first.0 < row
        {
            rest = later;
        }
        match rest.first() {
            None => break,
            Some(&(number, factor)) if number == row => {
                total = sum(total, product(factor, U256::from_u128(coefficient))?)?;
            }
            Some(_) => {}
        }
    }
    Some(total)
}

/// The least number of each task's options.
pub(super) fn leasts(columns: &Columns, numbers: &[U256]) -> Vec<U256> {
    let least = |task| numbers.get(columns.options(task)).and_then(|of| of.iter().min()).copied();
    (0..columns.task_count()).map(|task| least(task).unwrap_or(U256::ZERO)).collect()
}

/// Multipliers as a term of type `Weights`.
pub(super) fn weights_term<R: Record>(terms: &mut Terms<R>, weights: &[(u32, U256)]) -> Result<Term, EmitError> {
    let mut leaves = Vec::with_capacity(weights.len());
    for &(row, factor) in weights {
        let fields = [terms.natural(row.into())?, terms.natural_wide(factor)?];
        leaves.push((row, terms.call_symbol("Apportion.Weights.leaf", &fields)?));
    }
    tree(terms, ("Apportion.Weights.nil", "Apportion.Weights.node"), &leaves)
}

/// Numbers as a term of type `Numbers`.
pub(super) fn numbers_term<R: Record>(terms: &mut Terms<R>, numbers: &[U256]) -> Result<Term, EmitError> {
    let items = numbers.iter().map(|&number| terms.natural_wide(number)).collect::<Result<Vec<_>, _>>()?;
    chain(terms, ("Apportion.Numbers.nil", "Apportion.Numbers.cons"), &items)
}

/// Divides the numbers of a derived row, rounding down, after `shifts` are subtracted from those of each task; the limit, likewise.
///
/// `None` if a number leaves 256 bits, a shift is larger than a number, or the shifts exceed the limit.
pub(super) fn divide(
    columns: &Columns,
    (numbers, limit): (&mut [U256], U256),
    shifts: &[U256],
    divisor: U256,
) -> Option<U256> {
    let divided = |number: U256, shift: U256| {
        let rest = (shift <= number).then(|| number.minus(shift))?;
        Some(quotient(rest, divisor)?.0)
    };
    let mut shifted = U256::ZERO;
    for (task, &shift) in shifts.iter().enumerate() {
        shifted = sum(shifted, shift)?;
        for number in numbers.get_mut(columns.options(task)).unwrap_or_default() {
            *number = divided(*number, shift)?;
        }
    }
    divided(limit, shifted)
}
