//! What a leaf needs: which of the decisions on its path make its combination contradictory.

use super::ExportError;
use super::tree::Path;
use crate::Scalar;
use crate::core::{Combination, Constraint, Multiplier};
use std::collections::BTreeSet;

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
    let decisions = combination.decisive(|literal| path.reason(literal))?;
    let unnamed = combination.larger().filter_map(|(larger, gain)| {
        let decision = path.reason(larger)?;
        (!gain.is_zero() && !path.names(decision, larger)).then_some(decision)
    });
    let unnamed: BTreeSet<u32> = unnamed.collect();
    let spread = decisions.iter().copied().filter(|decision| unnamed.contains(decision)).collect();
    Some((decisions, spread))
}
