//! Pool entries made ready for use, in the narrowest width that suffices.

use super::cache::Cache;
use super::domain::Domain;
use super::entry::Entry;
use super::kept::Kept;
use super::knapsack::KnapsackEntry;
use super::packing::Effort;
use super::tree::{Goal, Stop};
use super::{Exceeded, Limits, NodeFault, PoolFault};
use crate::format::Node;
use crate::program::{Group, Knapsacks, LevelView, Multipliers, ObjectiveWeight, Program, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// A pool entry in the narrowest width that is known to suffice.
pub(super) enum Sized<'p, 'm> {
    Slim(Entry<'p, 'm, u64>),
    Narrow(Entry<'p, 'm, u128>),
    Wide(Entry<'p, 'm, U256>),
}

impl<'p, 'm> Sized<'p, 'm> {
    fn new(
        number: u32,
        multipliers: &Multipliers,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
    ) -> Result<Self, Stop> {
        if goal == Goal::Infeasible && multipliers.objective != ObjectiveWeight::Zero {
            return Err(NodeFault::Weight(number).into());
        }
        let bits = bits(multipliers, program, view).map_err(|fault| Stop::Pool { entry: number, fault })?;
        Ok(if bits < u64::BITS {
            Self::Slim(Entry::new(program, view, goal, multipliers))
        } else if bits < u128::BITS {
            Self::Narrow(Entry::new(program, view, goal, multipliers))
        } else {
            Self::Wide(Entry::new(program, view, goal, multipliers))
        })
    }

    pub(super) fn closes(&mut self, domain: &Domain<'p, 'm>, evaluations: &mut u64) -> bool {
        match self {
            Self::Slim(entry) => entry.closes(domain, evaluations),
            Self::Narrow(entry) => entry.closes(domain, evaluations),
            Self::Wide(entry) => entry.closes(domain, evaluations),
        }
    }

    pub(super) fn excludes(&self, task: TaskIndex, group: Group, options: &Range<u64>) -> bool {
        match self {
            Self::Slim(entry) => entry.excludes(task, group, options),
            Self::Narrow(entry) => entry.excludes(task, group, options),
            Self::Wide(entry) => entry.excludes(task, group, options),
        }
    }
}

/// Pool entries made ready for use.
pub(super) struct Entries<'p, 'm> {
    pool: &'p [Multipliers],
    cache: Cache<Sized<'p, 'm>>,
}

impl<'p, 'm> Entries<'p, 'm> {
    pub(super) fn new(pool: &'p [Multipliers], nodes: &[Node], program: &Program<'_>, limits: Limits) -> Self {
        let uses = nodes.iter().filter_map(Node::pool_entry);
        // What an entry takes, roughly: a number for each pair, two for each task, and some for families and offers.
        let parts = program.all_pairs().len() + 2 * program.task_count() + 2 * program.families().len();
        let bytes = 16 * (parts + 2 * program.market().offers().len()) as u64 + 256;
        Self { pool, cache: Cache::new(pool.len(), uses, bytes, limits.cache_bytes_max) }
    }

    pub(super) fn get(
        &mut self,
        number: u32,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
    ) -> Result<&mut Sized<'p, 'm>, Stop> {
        let missing = || Stop::Pool { entry: number, fault: PoolFault::Order };
        let multipliers = self.pool.get(number as usize).ok_or_else(missing)?;
        let made = self.cache.get(number, || Sized::new(number, multipliers, program, view, goal))?;
        made.ok_or_else(missing)
    }
}

/// Bits of every value that a combination can lead to; its rows have to exist.
fn bits(multipliers: &Multipliers, program: &Program<'_>, view: LevelView<'_>) -> Result<u32, PoolFault> {
    let rows = program.row_count() + view.caps.len() as u64;
    let known = |row: RowIndex| match program.lemma_of(row) {
        Some(lemma) => lemma < view.lemmas.len(),
        None => row.0 < rows,
    };
    if let Some(row) = multipliers.rows.iter().find(|row| !known(row.0)) {
        return Err(PoolFault::Row(row.0.0));
    }
    let bits = program.magnitude_bits(view, multipliers);
    if bits > U256::SAFE_BITS { Err(PoolFault::Form) } else { Ok(bits) }
}

/// A knapsack entry in the narrowest width that is known to suffice.
pub(super) enum SizedKnapsacks<'p, 'm> {
    Slim(KnapsackEntry<'p, 'm, u64>),
    Narrow(KnapsackEntry<'p, 'm, u128>),
    Wide(KnapsackEntry<'p, 'm, U256>),
}

impl<'p, 'm> SizedKnapsacks<'p, 'm> {
    fn new(
        number: u32,
        entry: &'p Knapsacks,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
        evaluations: &mut u64,
    ) -> Result<Self, Stop> {
        let stop = |fault| Stop::Knapsacks { entry: number, fault };
        if goal == Goal::Infeasible && entry.multipliers.objective != ObjectiveWeight::Zero {
            return Err(NodeFault::Weight(number).into());
        }
        let bits = bits(&entry.multipliers, program, view).map_err(stop)?;
        let kept = separate(entry, program, evaluations).map_err(stop)?;
        // Fewer than 2^32 task multipliers below 2^120 each: their sum has at most 152 bits. A task gains at most its multiplier in each kept
        // row, and once more in none: all gains together are at most that sum times the number of kept rows and one.
        let sum = entry.tasks.iter().fold(U256::ZERO, |sum, task| sum.plus(U256::from_u128(task.1)));
        let gains = sum.times(entry.kept.len() as u128 + 1);
        let bits = bits.max(gains.bits());
        Ok(if bits < u64::BITS - 1 {
            Self::Slim(KnapsackEntry::new(program, view, goal, entry, kept))
        } else if bits < u128::BITS - 1 {
            Self::Narrow(KnapsackEntry::new(program, view, goal, entry, kept))
        } else {
            Self::Wide(KnapsackEntry::new(program, view, goal, entry, kept))
        })
    }

    pub(super) fn closes(&mut self, domain: &Domain<'p, 'm>, effort: &mut Effort<'_>) -> Result<bool, Exceeded> {
        match self {
            Self::Slim(entry) => entry.closes(domain, effort),
            Self::Narrow(entry) => entry.closes(domain, effort),
            Self::Wide(entry) => entry.closes(domain, effort),
        }
    }

    /// What [`KnapsackEntry::excluded`] says.
    pub(super) fn excluded(
        &mut self,
        domain: &Domain<'p, 'm>,
        effort: &mut Effort<'_>,
    ) -> Result<Option<Vec<(TaskIndex, Group)>>, Exceeded> {
        match self {
            Self::Slim(entry) => entry.excluded(domain, effort),
            Self::Narrow(entry) => entry.excluded(domain, effort),
            Self::Wide(entry) => entry.excluded(domain, effort),
        }
    }
}

/// The knapsack pool made ready for use.
pub(super) struct KnapsackEntries<'p, 'm> {
    pool: &'p [Knapsacks],
    cache: Cache<SizedKnapsacks<'p, 'm>>,
}

impl<'p, 'm> KnapsackEntries<'p, 'm> {
    pub(super) fn new(pool: &'p [Knapsacks], nodes: &[Node], program: &Program<'_>, limits: Limits) -> Self {
        let uses = nodes.iter().filter_map(Node::knapsack_entry);
        // What an entry takes, roughly: an item and a part for each pair, and as much for each task.
        let bytes = 160 * (program.all_pairs().len() + program.task_count()) as u64 + 256;
        Self { pool, cache: Cache::new(pool.len(), uses, bytes, limits.cache_bytes_max) }
    }

    pub(super) fn get(
        &mut self,
        number: u32,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
        evaluations: &mut u64,
    ) -> Result<&mut SizedKnapsacks<'p, 'm>, Stop> {
        let missing = || Stop::Knapsacks { entry: number, fault: PoolFault::Order };
        let entry = self.pool.get(number as usize).ok_or_else(missing)?;
        let made = self.cache.get(number, || SizedKnapsacks::new(number, entry, program, view, goal, evaluations))?;
        made.ok_or_else(missing)
    }
}

/// The kept rows, if tasks exist, kept rows are usage rows with room, and no option counts in two of them.
fn separate<'p, 'm>(
    entry: &'p Knapsacks,
    program: &'p Program<'m>,
    evaluations: &mut u64,
) -> Result<Kept<'p, 'm>, PoolFault> {
    if let Some(task) = entry.tasks.last().map(|task| task.0).filter(|task| task.usize() >= program.task_count()) {
        return Err(PoolFault::Task(task.get()));
    }
    let usable = |row: &RowIndex| {
        let usage = program.locate(*row).and_then(|(family, _)| program.families().get(family)?.usage());
        usage.is_some() && program.bound(*row) >= 0
    };
    if let Some(row) = entry.kept.iter().find(|row| !usable(row)) {
        return Err(PoolFault::Kept(row.0));
    }
    let kept = Kept::new(program, &entry.kept);
    for task in program.tasks() {
        for (at, pair) in program.pair_range(task).zip(program.pairs(task)) {
            for option in pair.options() {
                *evaluations += 1;
                if kept.counts_twice(task, Group::Pair(at), option) {
                    return Err(PoolFault::Overlap(task.get()));
                }
            }
        }
    }
    Ok(kept)
}
