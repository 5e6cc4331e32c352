//! Combinations of rows and the objective, as certificates state them.

use super::{FamilyKind, Lemma, LevelCosts, Program, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::{Of, TaskIndex};

/// The weight of the objective in a combination.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ObjectiveWeight {
    /// Zero: the combination speaks of feasibility alone.
    Zero,
    /// 2 to this power, at most 62.
    PowerOfTwo(u8),
}

impl ObjectiveWeight {
    /// The weight as a number.
    pub fn get(self) -> u128 {
        match self {
            Self::Zero => 0,
            Self::PowerOfTwo(exponent) => 1 << exponent,
        }
    }
}

/// A nonnegative combination of coupling rows and the objective: an entry of a certificate's multiplier pool.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Multipliers {
    /// Weight of the level's objective.
    pub objective: ObjectiveWeight,
    /// Multipliers, rows ascending, none zero, each below 2^120. Row `row_count + j` is the cap on the value at level j,
    /// [`Program::lemma_row`] that of a lemma.
    pub rows: Vec<(RowIndex, u128)>,
}

/// A relaxation that keeps one row for each block of options: an entry of a certificate's knapsack pool.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Knapsacks {
    /// The combination of the other rows and the objective.
    pub multipliers: Multipliers,
    /// Multipliers on "the task takes exactly one option", tasks ascending, none zero, each below 2^120.
    pub tasks: Vec<(TaskIndex, u128)>,
    /// Rows that are kept, ascending, usage rows without negative bound; no option has a coefficient in two of them.
    pub kept: Vec<RowIndex>,
}

/// The caps `value at level j <= caps[j]` for the levels before the one that is bounded, with all levels' costs up to that one, and the
/// lemmas that combinations may name.
#[derive(Clone, Copy, Debug)]
pub struct LevelView<'a> {
    /// Costs of levels 0..=k.
    pub costs: &'a [LevelCosts],
    /// Caps on the values at levels 0..k.
    pub caps: &'a [u128],
    /// Lemmas, in order of their rows.
    pub lemmas: &'a [Lemma],
}

impl LevelView<'_> {
    /// Costs of the level that is bounded.
    pub fn objective(&self) -> Option<&LevelCosts> {
        self.costs.get(self.caps.len())
    }
}

impl Program<'_> {
    /// The number of bits of a value that no intermediate result of [`Prices`](super::Prices) and of the sums over tasks built on them exceeds.
    ///
    /// With S the weight of the objective and C its largest sum of costs, the value is `S (C + step)` plus, for each row, its multiplier times
    /// (largest load + |bound| + slots). Every quantity that `Prices` computes is a partial sum of these terms. For multipliers below 2^120
    /// it stays below 2^254 (`docs/format.md`, section "Arithmetic").
    pub fn magnitude_bits(&self, view: LevelView<'_>, multipliers: &Multipliers) -> u32 {
        let wide = U256::from_u128;
        let objective =
            view.objective().map_or(0, |costs| costs.largest_sum + costs.granularity.step + costs.granularity.base);
        let objective = wide(multipliers.objective.get()).times(objective);
        self.rows_magnitude(view, &multipliers.rows).plus(objective).bits()
    }

    /// The rows' part of what [`Program::magnitude_bits`] measures.
    pub(crate) fn rows_magnitude(&self, view: LevelView<'_>, rows: &[(RowIndex, u128)]) -> U256 {
        let wide = U256::from_u128;
        let mut magnitude = U256::ZERO;
        let slots = u128::from(self.market.horizon().slot_count) + 1;
        for &(row, multiplier) in rows {
            let load = match self.locate(row) {
                Some((number, slot)) => {
                    let family = &self.families[number];
                    let load = match &family.kind {
                        FamilyKind::Usage(usage) => match usage.of {
                            Of::Money => self.load_max.money,
                            Of::Resource(resource) => self.load_max.resources[resource.usize()],
                        },
                        FamilyKind::Dependency(_) => 2 * self.task_count() as u128,
                    };
                    load + family.bound(slot).unsigned_abs() + slots
                }
                None => match self.lemma_of(row) {
                    Some(lemma) => view.lemmas.get(lemma).map_or(0, |lemma| lemma.largest_load() + lemma.bound),
                    None => {
                        let cap = (row.0 - self.row_count()) as usize;
                        let largest = view.costs.get(cap).map_or(0, |costs| costs.largest_sum);
                        largest + view.caps.get(cap).copied().unwrap_or(0)
                    }
                },
            };
            magnitude = magnitude.plus(wide(multiplier).times(load));
        }
        magnitude
    }
}
