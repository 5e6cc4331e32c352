//! Names of variables.

use crate::core::Literal;
use crate::elaborate::Encoding;
use crate::program::Choice;
use apportion_lattice::TaskIndex;
use core::fmt;
use core::ops::Range;

/// A literal by its name: `x_t12_o3_s4` for task 12 on offer 3 from slot 4 on, `x_t12_none` for task 12 left out; `~` negates.
pub(super) struct Name<'a, 'e, 'm>(pub(super) &'a Encoding<'e, 'm>, pub(super) Literal);

impl fmt::Display for Name<'_, '_, '_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(encoding, literal) = self;
        let sign = if literal.is_negated() { "~" } else { "" };
        let (task, choice) = encoding.meaning(literal.variable()).ok_or(fmt::Error)?;
        match choice {
            Choice::Unassigned => write!(out, "{sign}x_t{}_none", task.get()),
            Choice::Assigned { pair, start } => {
                let offer = encoding.program().all_pairs().get(pair).ok_or(fmt::Error)?.run.offer;
                write!(out, "{sign}x_t{}_o{}_s{start}", task.get(), offer.get())
            }
        }
    }
}

/// The variable that says "the task takes one of these options".
pub(super) struct Part<'a>(pub(super) TaskIndex, pub(super) &'a Range<u32>);

impl fmt::Display for Part<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "y_t{}_{}_{}", self.0.get(), self.1.start, self.1.end)
    }
}

/// The variable that says "the constraint of the cut of this number does not hold".
pub(super) struct Cut(pub(super) u32);

impl fmt::Display for Cut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not_lemma_{}", self.0)
    }
}

/// The variable that says "the value is below the bound".
pub(super) const BELOW: &str = "below_bound";
