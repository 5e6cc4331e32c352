//! The runs that were taken, and the tasks that were not.

use crate::error::{At, Kind, MarketError, Problem};
use crate::market::{Market, Of, PayerIndex, Run, SlotRange, Taken, Task, TaskIndex};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A run that was taken.
pub(super) struct SettledRun<'m> {
    pub(super) payer: PayerIndex,
    pub(super) run: Run<'m>,
    pub(super) start: u32,
}

impl SettledRun<'_> {
    /// The first slot after the run; it lies in the horizon or just behind it.
    pub(super) fn end(&self) -> u32 {
        self.start.saturating_add(self.run.duration_slots)
    }

    /// What the run uses in each of `slots_of`.
    pub(super) fn amount(&self, of: Of) -> u64 {
        match of {
            Of::Money => self.run.price,
            Of::Resource(resource) => self.run.demand.get(resource),
        }
    }

    /// The slots in which [`SettledRun::amount`] is used: the price in the start slot, a resource in every occupied one.
    pub(super) fn slots_of(&self, of: Of) -> SlotRange {
        let last = match of {
            Of::Money => self.start,
            Of::Resource(_) => self.end().saturating_sub(1),
        };
        SlotRange { first: self.start, last }
    }
}

/// Every run that was taken, by its task.
pub(super) struct Settled<'m>(pub(super) BTreeMap<TaskIndex, SettledRun<'m>>);

impl<'m> Settled<'m> {
    pub(super) fn new(market: &'m Market, taken: &[Taken]) -> Result<Self, MarketError> {
        let root = At::ROOT.key("taken");
        let mut runs = BTreeMap::new();
        for (position, &taken) in taken.iter().enumerate() {
            let run = check(market, taken, &root.index(position))?;
            if runs.insert(taken.task, run).is_some() {
                let task = market.task(taken.task).id.clone();
                return Err(root.index(position).fail(Problem::TakenTwice { task }));
            }
        }
        let settled = Self(runs);
        for (position, &taken) in taken.iter().enumerate() {
            settled.check_order(market, taken, &root.index(position))?;
        }
        Ok(settled)
    }

    /// What a task needs was taken too, and what it comes after has ended.
    fn check_order(&self, market: &Market, taken: Taken, at: &At<'_>) -> Result<(), MarketError> {
        let task = market.task(taken.task);
        let missing = |needed: &&TaskIndex| !self.0.contains_key(needed);
        let running = |before: &&TaskIndex| self.0.get(before).is_none_or(|run| run.end() > taken.start);
        let wanting = task.needs.iter().find(missing).or_else(|| task.after.iter().find(running));
        wanting.map_or(Ok(()), |&needed| {
            let needed = market.task(needed).id.clone();
            Err(at.fail(Problem::TakenWithout { task: task.id.clone(), needed }))
        })
    }

    /// What the runs that `counts` holds for use over the horizon.
    pub(super) fn sum(&self, counts: impl Fn(&SettledRun<'m>) -> bool, of: Of) -> u128 {
        let used = |run: &SettledRun<'m>| {
            let slots = run.slots_of(of);
            u128::from(run.amount(of)) * u128::from(slots.last - slots.first + 1)
        };
        self.0.values().filter(|run| counts(run)).map(used).sum()
    }
}

fn check<'m>(market: &'m Market, taken: Taken, at: &At<'_>) -> Result<SettledRun<'m>, MarketError> {
    let Some(task) = market.tasks().get(taken.task.usize()) else {
        let position = taken.task.get();
        return Err(at.key("task").fail(Problem::NoSuchPosition { kind: Kind::Task, position }));
    };
    if market.offers().get(taken.offer.usize()).is_none() {
        let position = taken.offer.get();
        return Err(at.key("offer").fail(Problem::NoSuchPosition { kind: Kind::Offer, position }));
    }
    let run = market
        .run(taken.task, taken.offer)
        .map_err(|refusal| at.fail(Problem::TakenIneligible { task: task.id.clone(), refusal }))?;
    if !(run.start_first..=run.start_last).contains(&taken.start) {
        let (start, first, last) = (taken.start, run.start_first, run.start_last);
        return Err(at.key("start").fail(Problem::TakenStart { start, first, last }));
    }
    Ok(SettledRun { payer: task.payer, run, start: taken.start })
}

/// The tasks that were not taken, with new positions, and with what they awaited of taken ones settled.
pub(super) fn remaining(market: &Market, settled: &Settled<'_>) -> Vec<Task> {
    let left = market.task_indices().filter(|task| !settled.0.contains_key(task));
    let positions: BTreeMap<TaskIndex, TaskIndex> = left.zip((0..).map(TaskIndex::new)).collect();
    let renumber = |tasks: &[TaskIndex]| tasks.iter().filter_map(|task| positions.get(task).copied()).collect();
    let task = |&index: &TaskIndex| {
        let task = market.task(index);
        let ends = task.after.iter().filter_map(|before| settled.0.get(before)).map(SettledRun::end);
        let first = ends.fold(task.slots.first, u32::max);
        let task = Task { needs: renumber(&task.needs), after: renumber(&task.after), ..task.clone() };
        if first <= task.slots.last {
            Task { slots: SlotRange { first, ..task.slots }, ..task }
        } else {
            Task { quotes_only: true, quotes: Vec::new(), quote_order: None, ..task }
        }
    };
    positions.keys().map(task).collect()
}
