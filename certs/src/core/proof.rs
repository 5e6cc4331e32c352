//! Proof steps as plain data.

use super::{Constraint, Literal};
use crate::U256;

/// How often a constraint is taken in a combination. Constraints are numbered from 0: those of the problem, then the lemmas on the path
/// from the root, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Multiplier {
    /// Number of the constraint.
    pub constraint: u32,
    /// Factor.
    pub factor: U256,
}

/// A step of a proof tree, in preorder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Adds a constraint for everything below; one child. The constraint is the sum of `multipliers` and of `axioms` (each a factor times
    /// `literal >= 0`), with opposite literals cancelled, divided by `divisor` with every coefficient and the degree rounded up.
    Lemma {
        /// Combined constraints.
        multipliers: Vec<Multiplier>,
        /// Literals added with a factor.
        axioms: Vec<(Literal, U256)>,
        /// At least 1.
        divisor: U256,
    },
    /// Two children. Let G be the literals at places `from..to` of a constraint that cannot be satisfied with one literal in G and one outside
    /// both false. In the first child all literals outside G are true, in the second all those in G.
    Split {
        /// Number of the constraint.
        constraint: u32,
        /// First place in G.
        from: u32,
        /// First place after G.
        to: u32,
    },
    /// Two children: in the first, what the constraint excludes holds as a lemma (see [`Constraint::negation`]), in the second the constraint.
    Cut {
        /// In literal-normalised form.
        constraint: Constraint,
    },
    /// No child: even with every literal that may still be true, the combination misses its degree.
    Contradiction {
        /// Combined constraints.
        multipliers: Vec<Multiplier>,
    },
}

/// For each step of a proof in preorder, the step after its subtree; `None` if the proof is not one whole tree.
pub(crate) fn subtree_ends(proof: &[Step]) -> Option<Vec<usize>> {
    let mut ends = vec![0; proof.len()];
    for (at, step) in proof.iter().enumerate().rev() {
        let after = |child: usize| ends.get(child).copied();
        let next = at.checked_add(1)?;
        let end = match step {
            Step::Contradiction { .. } => next,
            Step::Lemma { .. } => after(next)?,
            Step::Split { .. } | Step::Cut { .. } => after(after(next)?)?,
        };
        *ends.get_mut(at)? = end;
    }
    (ends.first() == Some(&proof.len())).then_some(ends)
}
