//! Pool entries made ready for use, in the narrowest width that suffices.

use super::domain::Domain;
use super::entry::Entry;
use super::knapsack::KnapsackEntry;
use super::tree::{Goal, NodeFault, Stop};
use super::{Limits, PoolFault};
use crate::program::{Choice, Group, Knapsacks, LevelView, Multipliers, ObjectiveWeight, Program, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use core::ops::Range;
use std::collections::VecDeque;

/// A pool entry in the narrowest width that is known to suffice.
pub(super) enum Sized<'p, 'm> {
    Narrow(Entry<'p, 'm, u128>),
    Wide(Entry<'p, 'm, U256>),
}

impl<'p, 'm> Sized<'p, 'm> {
    pub(super) fn closes(&mut self, domain: &Domain<'p, 'm>, evaluations: &mut u64) -> bool {
        match self {
            Self::Narrow(entry) => entry.closes(domain, evaluations),
            Self::Wide(entry) => entry.closes(domain, evaluations),
        }
    }

    pub(super) fn excludes(&self, task: TaskIndex, group: Group, options: &Range<u64>) -> bool {
        match self {
            Self::Narrow(entry) => entry.excludes(task, group, options),
            Self::Wide(entry) => entry.excludes(task, group, options),
        }
    }
}

/// Pool entries made ready for use, the oldest given up when they take more memory than allowed.
pub(super) struct Entries<'p, 'm> {
    pool: &'p [Multipliers],
    ready: Vec<Option<Box<Sized<'p, 'm>>>>,
    order: VecDeque<u32>,
    size: u64,
    limits: Limits,
}

impl<'p, 'm> Entries<'p, 'm> {
    pub(super) fn new(pool: &'p [Multipliers], limits: Limits) -> Self {
        Self { pool, ready: pool.iter().map(|_| None).collect(), order: VecDeque::new(), size: 0, limits }
    }

    pub(super) fn get(
        &mut self,
        number: u32,
        domain: &Domain<'p, 'm>,
        view: LevelView<'p>,
        goal: Goal,
    ) -> Result<&mut Sized<'p, 'm>, Stop> {
        let at = number as usize;
        let missing = Stop::Pool { entry: number, fault: PoolFault::Order };
        let Some(multipliers) = self.pool.get(at) else { return Err(missing) };
        if self.ready.get(at).is_some_and(Option::is_none) {
            let entry = self.make(number, multipliers, domain.program(), view, goal)?;
            self.evict(domain.program());
            if let Some(slot) = self.ready.get_mut(at) {
                *slot = Some(Box::new(entry));
                self.order.push_back(number);
            }
        }
        self.ready.get_mut(at).and_then(Option::as_deref_mut).ok_or(missing)
    }

    fn make(
        &self,
        number: u32,
        multipliers: &Multipliers,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
    ) -> Result<Sized<'p, 'm>, Stop> {
        if goal == Goal::Infeasible && multipliers.objective != ObjectiveWeight::Zero {
            return Err(NodeFault::Weight(number).into());
        }
        let bits = bits(multipliers, program, view).map_err(|fault| Stop::Pool { entry: number, fault })?;
        Ok(if bits < u128::BITS {
            Sized::Narrow(Entry::new(program, view, goal, multipliers))
        } else {
            Sized::Wide(Entry::new(program, view, goal, multipliers))
        })
    }

    fn evict(&mut self, program: &Program<'_>) {
        // What an entry takes, roughly: a number for each task, family and offer.
        let each =
            32 * (program.task_count() + program.families().len() + program.market().offers().len()) as u64 + 256;
        self.size += each;
        while self.size > self.limits.cache_bytes_max
            && let Some(oldest) = self.order.pop_front()
        {
            if let Some(slot) = self.ready.get_mut(oldest as usize) {
                *slot = None;
            }
            self.size -= each;
        }
    }
}

/// Bits of every value that a combination can lead to; its rows have to exist.
fn bits(multipliers: &Multipliers, program: &Program<'_>, view: LevelView<'_>) -> Result<u32, PoolFault> {
    let rows = program.row_count() + view.caps.len() as u64;
    if let Some(row) = multipliers.rows.iter().find(|row| row.0.0 >= rows) {
        return Err(PoolFault::Row(row.0.0));
    }
    let bits = program.magnitude_bits(view, multipliers);
    if bits > U256::SAFE_BITS { Err(PoolFault::Form) } else { Ok(bits) }
}

enum SizedKnapsacks<'p, 'm> {
    Narrow(KnapsackEntry<'p, 'm, u128>),
    Wide(KnapsackEntry<'p, 'm, U256>),
}

/// The knapsack pool; the entry used last is kept ready.
pub(super) struct KnapsackEntries<'p, 'm> {
    pool: &'p [Knapsacks],
    ready: Option<(u32, SizedKnapsacks<'p, 'm>)>,
    limits: Limits,
}

impl<'p, 'm> KnapsackEntries<'p, 'm> {
    pub(super) fn new(pool: &'p [Knapsacks], limits: Limits) -> Self {
        Self { pool, ready: None, limits }
    }

    pub(super) fn closes(
        &mut self,
        number: u32,
        domain: &Domain<'p, 'm>,
        view: LevelView<'p>,
        goal: Goal,
        evaluations: &mut u64,
    ) -> Result<bool, Stop> {
        let entry = match self.ready.take() {
            Some((ready, entry)) if ready == number => entry,
            _ => self.make(number, domain.program(), view, goal)?,
        };
        let (_, entry) = self.ready.insert((number, entry));
        let most = self.limits.evaluations_max;
        Ok(match entry {
            SizedKnapsacks::Narrow(entry) => entry.closes(domain, evaluations, most)?,
            SizedKnapsacks::Wide(entry) => entry.closes(domain, evaluations, most)?,
        })
    }

    fn make(
        &self,
        number: u32,
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
    ) -> Result<SizedKnapsacks<'p, 'm>, Stop> {
        let stop = |fault| Stop::Knapsacks { entry: number, fault };
        let entry = self.pool.get(number as usize).ok_or_else(|| stop(PoolFault::Order))?;
        if goal == Goal::Infeasible && entry.multipliers.objective != ObjectiveWeight::Zero {
            return Err(NodeFault::Weight(number).into());
        }
        let bits = bits(&entry.multipliers, program, view).map_err(stop)?;
        separate(entry, program).map_err(stop)?;
        // Fewer than 2^32 task multipliers below 2^120 each: their sum has at most 152 bits. A task gains at most its multiplier in each kept
        // row, and once more in none: all gains together are at most that sum times the number of kept rows and one.
        let sum = entry.tasks.iter().fold(U256::ZERO, |sum, task| sum.plus(U256::from_u128(task.1)));
        let gains = sum.times(entry.kept.len() as u128 + 1);
        Ok(if bits.max(gains.bits()) < u128::BITS - 1 {
            SizedKnapsacks::Narrow(KnapsackEntry::new(program, view, goal, entry))
        } else {
            SizedKnapsacks::Wide(KnapsackEntry::new(program, view, goal, entry))
        })
    }
}

/// Whether tasks exist, kept rows are usage rows with room, and no option counts in two of them.
fn separate(entry: &Knapsacks, program: &Program<'_>) -> Result<(), PoolFault> {
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
    for task in program.tasks() {
        for (at, pair) in program.pair_range(task).zip(program.pairs(task)) {
            for start in pair.run.start_first..=pair.run.start_last {
                let choice = Choice::Assigned { pair: at, start };
                let counts = entry.kept.iter().filter(|&&row| program.coefficient(row, task, choice) > 0).count();
                if counts > 1 {
                    return Err(PoolFault::Overlap(task.get()));
                }
            }
        }
    }
    Ok(())
}
