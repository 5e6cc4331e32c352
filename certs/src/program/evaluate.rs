//! Exact feasibility and value of an allocation, row by row.

use super::{Dependency, FamilyKind, LevelCosts, Profile, Program, RowIndex, Usage, UsageSpan};
use apportion_lattice::{Of, TaskIndex};

/// What is chosen for a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Not assigned.
    Unassigned,
    /// Assigned to the offer of a pair from a start slot on.
    Assigned {
        /// Number of the pair among all pairs of the program.
        pair: usize,
        /// Start slot.
        start: u32,
    },
}

/// Why an allocation is not feasible.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Violation {
    /// A required task is not assigned.
    #[error("required task number {} is not assigned", .0.get())]
    Unassigned(TaskIndex),
    /// A coupling row is exceeded.
    #[error("row {} has usage {used}, above its bound {bound}", .row.0)]
    Row {
        /// The row.
        row: RowIndex,
        /// Usage by the allocation.
        used: i128,
        /// The row's bound.
        bound: i128,
    },
}

impl Program<'_> {
    /// Checks every condition that couples tasks, and required tasks. Options as such are eligible by construction.
    ///
    /// O((tasks x families per offer + prior entries) x log).
    ///
    /// # Errors
    /// The first violated condition, in task order, then in row order within each family.
    pub fn check_rows(&self, choices: &[Choice]) -> Result<(), Violation> {
        let mut profiles = vec![Profile::default(); self.families.len()];
        for (task, &choice) in self.tasks().zip(choices) {
            match choice {
                Choice::Unassigned if !self.may_stay_unassigned(task) => return Err(Violation::Unassigned(task)),
                Choice::Unassigned => {}
                Choice::Assigned { pair, start } => {
                    let pair = &self.pairs[pair];
                    let start = u64::from(start);
                    for (family, amount) in self.loads(task, pair) {
                        let money = self.families[family as usize].usage().is_some_and(|usage| usage.of == Of::Money);
                        let slots = if money { 1 } else { u64::from(pair.run.duration_slots) };
                        profiles[family as usize].add(start, start + slots, amount);
                    }
                }
            }
        }
        for (family, profile) in self.families.iter().zip(&mut profiles) {
            let violated = match &family.kind {
                FamilyKind::Usage(usage) => {
                    profile.finish();
                    usage.exceeded(profile, family.row_count)
                }
                FamilyKind::Dependency(dependency) => self.broken(*dependency, choices),
            };
            if let Some((slot, used)) = violated {
                let row = RowIndex(family.first_row + u64::from(slot));
                return Err(Violation::Row { row, used, bound: family.bound(slot) });
            }
        }
        Ok(())
    }

    /// The values of an allocation at the given levels.
    pub fn values(&self, levels: &[LevelCosts], choices: &[Choice]) -> Vec<u128> {
        levels.iter().map(|costs| costs.value(choices)).collect()
    }

    fn broken(&self, dependency: Dependency, choices: &[Choice]) -> Option<(u32, i128)> {
        let run = |task: TaskIndex| match choices[task.usize()] {
            Choice::Unassigned => None,
            Choice::Assigned { pair, start } => Some((start, start + self.pairs[pair].run.duration_slots)),
        };
        let (start, _) = run(dependency.dependent)?;
        let slot = if dependency.after { start } else { 0 };
        match run(dependency.on) {
            None => Some((slot, 2)),
            Some((_, end)) => (dependency.after && end > start).then_some((slot, 2)),
        }
    }
}

impl Usage<'_> {
    /// Usage that the row at `slot` counts, prior usage left out.
    pub fn used(&self, profile: &Profile, slot: u32) -> i128 {
        let covered = self.covered(slot);
        profile.before(u64::from(covered.end)) - profile.before(u64::from(covered.start))
    }

    /// The first row found whose usage exceeds its bound.
    ///
    /// Between two neighbours of the slots tried, prior usage in the window is constant and usage by the allocation is linear in the
    /// slot, so that its largest value is at one of them.
    fn exceeded(&self, profile: &Profile, row_count: u32) -> Option<(u32, i128)> {
        let over = |slot: u32| {
            let used = self.used(profile, slot);
            (used > self.bound(slot)).then_some((slot, used))
        };
        let UsageSpan::Window { slots, prior } = self.span else { return over(0) };
        let reach = (prior.len() as u64).min(u64::from(slots - 1));
        let ramp = u64::from(slots - 1) - reach..=u64::from(slots - 1);
        let changes = profile.breakpoints().flat_map(|at| [at, at + u64::from(slots)]);
        let tried =
            changes.flat_map(|end| [end.saturating_sub(1), end]).chain(ramp).chain([0, u64::from(row_count - 1)]);
        tried.filter(|&slot| slot < u64::from(row_count)).find_map(|slot| over(slot as u32))
    }
}
