//! What the constraints of a core problem are in the theory.

use crate::literal::RowKey;
use apportion_certs::core::Step;
use apportion_certs::elaborate::{Elaborated, Encoding, Label, Target};
use apportion_certs::{Scalar, U256};
use apportion_lattice::TaskIndex;

/// What a constraint of the problem says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stated {
    /// The task takes an option: no row in the theory, where a point chooses exactly one.
    AtLeastOne(TaskIndex),
    /// The task takes one option at most; likewise.
    AtMostOne(TaskIndex),
    Row {
        row: RowKey,
        /// The bound that the theory gives the row.
        bound: U256,
        /// Whether every choice of options satisfies it: whatever holds with it holds without it.
        idle: bool,
    },
}

/// The constraints of one level.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    stated: Vec<Stated>,
}

impl Meaning {
    pub(crate) fn new(encoding: &Encoding<'_, '_>) -> Self {
        let degrees = encoding.problem.constraints.iter().map(|constraint| constraint.degree);
        let stated = degrees.zip(encoding.labels()).map(|(degree, label)| state(encoding, label, degree.is_zero()));
        Self { stated: stated.collect() }
    }

    /// `None` for a lemma.
    pub(super) fn stated(&self, constraint: u32) -> Option<Stated> {
        self.stated.get(constraint as usize).copied()
    }

    /// The place of a lemma on the path.
    pub(super) fn lemma(&self, constraint: u32) -> Option<usize> {
        (constraint as usize).checked_sub(self.stated.len())
    }

    /// The rows that a proof uses.
    pub(crate) fn rows(&self, elaborated: &Elaborated<'_, '_>) -> Vec<RowKey> {
        let mut rows = Vec::new();
        for step in &elaborated.proof {
            let (multipliers, keeps_idle) = match step {
                Step::Lemma { multipliers, divisor, .. } => (multipliers, *divisor != U256::from_u128(1)),
                Step::Contradiction { multipliers } => (multipliers, false),
                Step::Split { .. } | Step::Cut { .. } => continue,
            };
            for taken in multipliers {
                if let Some(Stated::Row { row, idle, .. }) = self.stated(taken.constraint)
                    && (keeps_idle || !idle)
                {
                    rows.push(row);
                }
            }
        }
        rows
    }
}

fn state(encoding: &Encoding<'_, '_>, label: &Label, idle: bool) -> Stated {
    let row = |row, bound| Stated::Row { row, bound: U256::from_u128(bound), idle };
    match label {
        Label::AtLeastOne(task) => Stated::AtLeastOne(*task),
        Label::AtMostOne(task) => Stated::AtMostOne(*task),
        Label::Rows(rows) => {
            let first = *rows.start();
            // Where prior usage alone exceeds a limit, the theory's bound is 0.
            row(RowKey::Coupling(first), u128::try_from(encoding.program().bound(first)).unwrap_or(0))
        }
        Label::Cap(level) => row(RowKey::Value(*level), encoding.caps().get(*level).copied().unwrap_or(0)),
        Label::Goal => {
            let Target::AtLeast(bound) = encoding.target() else { return row(RowKey::Value(encoding.level()), 0) };
            row(RowKey::Value(encoding.level()), bound.saturating_sub(1))
        }
    }
}
