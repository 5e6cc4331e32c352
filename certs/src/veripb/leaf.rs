//! What a leaf needs: which of the decisions on its path make its combination contradictory.

use super::ExportError;
use super::tree::Path;
use crate::core::{Combination, Constraint, Literal, Multiplier};
use crate::{Scalar, U256};
use std::collections::BTreeMap;

/// A leaf as VeriPB is to see it.
pub(super) struct Leaf {
    /// The constraints to be combined; fewer than in core where a decision says more here.
    pub(super) multipliers: Vec<Multiplier>,
    /// Numbers of the decisions on the path that are needed, ascending.
    pub(super) decisions: Vec<u32>,
    /// Those of them that matter by options that they do not name.
    pub(super) spread: Vec<u32>,
}

/// Finds the decisions that a leaf needs.
///
/// A literal that is false on the path lowers what the combination can reach, by the difference to the other literal of its variable. As
/// long as the degree stays out of reach, decisions are given up, the deepest first.
pub(super) fn leaf<'a>(
    path: &Path,
    multipliers: &[Multiplier],
    combination: &mut Combination,
    constraint: impl Fn(u32) -> Option<&'a Constraint>,
    at_most_one: impl Fn(u32) -> Option<u32>,
) -> Result<Option<Leaf>, ExportError> {
    // Here a chosen option is true, which is worth as much as a multiple of "at least (or at most) one option of its task".
    let decided =
        |taken: &Multiplier| at_most_one(taken.constraint).is_some_and(|constraint| path.has_chosen(constraint));
    let kept: Vec<Multiplier> = multipliers.iter().copied().filter(|taken| !decided(taken)).collect();
    let mut decide = |multipliers: Vec<Multiplier>| -> Result<Option<Leaf>, ExportError> {
        combination.clear();
        for taken in &multipliers {
            let constraint = constraint(taken.constraint).ok_or(ExportError::Step(0))?;
            combination.add(constraint, taken.factor).ok_or(ExportError::Overflow)?;
        }
        Ok(needed(path, combination).map(|(decisions, spread)| Leaf { multipliers, decisions, spread }))
    };
    if !kept.is_empty()
        && kept.len() < multipliers.len()
        && let Some(leaf) = decide(kept)?
    {
        return Ok(Some(leaf));
    }
    decide(multipliers.to_vec())
}

/// The decisions needed, and those that are by options that they do not name.
fn needed(path: &Path, combination: &Combination) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut reach = U256::ZERO;
    let mut gains: BTreeMap<u32, (U256, bool)> = BTreeMap::new();
    for &variable in combination.touched() {
        let literals = [Literal::is_one(variable), Literal::is_zero(variable)];
        let coefficients = literals.map(|literal| combination.coefficient(literal));
        let [one, zero] = coefficients;
        let (larger, gain) = if one < zero { (literals[1], zero.minus(one)) } else { (literals[0], one.minus(zero)) };
        let top = combination.coefficient(larger);
        match path.reason(larger) {
            Some(decision) if path.reason(larger.negation()).is_none() => {
                reach = reach.plus(top.minus(gain));
                let gained = gains.entry(decision).or_insert((U256::ZERO, false));
                gained.0 = gained.0.plus(gain);
                gained.1 |= !path.names(decision, larger);
            }
            _ => reach = reach.plus(top),
        }
    }
    if reach >= combination.degree() {
        return None;
    }
    let (mut decisions, mut spread) = (Vec::new(), Vec::new());
    for (decision, (gain, spreads)) in gains.into_iter().rev() {
        let without = reach.plus(gain);
        if without < combination.degree() {
            reach = without;
        } else {
            decisions.push(decision);
            spread.extend(spreads.then_some(decision));
        }
    }
    decisions.reverse();
    Some((decisions, spread))
}
