//! A knapsack entry at work: assignment relaxed, one row kept for each block of options.
//!
//! With multipliers lambda on "each task takes exactly one option", an allocation's relaxed cost is at least
//! `sum lambda_t - sum over tasks (best gain among options in no kept row) - sum over kept rows (best packing of gains)`, where the gain of option x
//! of task t is `lambda_t - q(t, x)` if that is positive, and a packing takes at most one option of each task within the row's bound.

use super::domain::Domain;
use super::tree::Goal;
use crate::Scalar;
use crate::program::{Knapsacks, LevelView, Prices, Program};
use apportion_lattice::TaskIndex;

/// An option worth packing: which block, what it weighs, what it gains.
#[derive(Clone, Copy, Debug)]
struct Item<N> {
    block: usize,
    weight: u64,
    gain: N,
}

#[derive(Debug)]
struct Block<N> {
    bound: u64,
    /// Tasks that have had an item here, ascending.
    tasks: Vec<TaskIndex>,
    best: N,
    stale: bool,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct KnapsackEntry<'p, 'm, N> {
    prices: Prices<'p, 'm, N>,
    kept: &'p Knapsacks,
    lambda: Vec<N>,
    items: Vec<Vec<Item<N>>>,
    /// Best gain of each task among options in no kept row.
    free: Vec<N>,
    blocks: Vec<Block<N>>,
    left: N,
    right: N,
    seen: Option<usize>,
}

/// The packing needs more states than the limit allows.
pub(crate) struct TooManyStates;

impl<'p, 'm, N: Scalar> KnapsackEntry<'p, 'm, N> {
    /// Rows and tasks must exist and bounds of kept rows not be negative.
    pub(crate) fn new(program: &'p Program<'m>, view: LevelView<'p>, goal: Goal, kept: &'p Knapsacks) -> Self {
        let prices = Prices::<N>::new(program, view, &kept.multipliers);
        let (left, mut right) = goal.sides(&prices, view, &kept.multipliers);
        let mut lambda = vec![N::ZERO; program.task_count()];
        for &(task, multiplier) in &kept.tasks {
            right = right.plus(N::from_u128(multiplier));
            if let Some(own) = lambda.get_mut(task.usize()) {
                *own = N::from_u128(multiplier);
            }
        }
        let block = |row| Block {
            bound: u64::try_from(program.bound(row)).unwrap_or(0),
            tasks: Vec::new(),
            best: N::ZERO,
            stale: true,
        };
        let blocks = kept.kept.iter().map(|&row| block(row)).collect();
        let items = program.tasks().map(|_| Vec::new()).collect();
        let free = vec![N::ZERO; program.task_count()];
        Self { prices, kept, lambda, items, free, blocks, left, right, seen: None }
    }

    /// Whether the node with this domain is closed; `evaluations` counts options and packing states, at most `evaluations_max`.
    ///
    /// # Errors
    /// If the packings need more states than that.
    pub(crate) fn closes(
        &mut self,
        domain: &Domain<'p, 'm>,
        evaluations: &mut u64,
        evaluations_max: u64,
    ) -> Result<bool, TooManyStates> {
        let log = domain.log();
        match self.seen.and_then(|seen| log.get(seen..)) {
            Some(changed) if changed.len() <= self.free.len() => {
                changed.iter().for_each(|&task| self.refresh(task, domain, evaluations));
            }
            _ => domain.program().tasks().for_each(|task| self.refresh(task, domain, evaluations)),
        }
        self.seen = Some(log.len());
        let mut gains = self.free.iter().fold(N::ZERO, |sum, &gain| sum.plus(gain));
        for (number, block) in self.blocks.iter_mut().enumerate() {
            if block.stale {
                let stages = block.tasks.iter().filter_map(|task| self.items.get(task.usize()));
                block.best = pack(number, block.bound, stages, evaluations, evaluations_max)?;
                block.stale = false;
            }
            gains = gains.plus(block.best);
        }
        Ok(self.left.plus(gains) < self.right)
    }

    /// Takes a task's remaining options into account again.
    fn refresh(&mut self, task: TaskIndex, domain: &Domain<'p, 'm>, evaluations: &mut u64) {
        let (Some(&lambda), Some(items), Some(free)) =
            (self.lambda.get(task.usize()), self.items.get_mut(task.usize()), self.free.get_mut(task.usize()))
        else {
            return;
        };
        let mut stale: Vec<usize> = items.drain(..).map(|item| item.block).collect();
        *free = N::ZERO;
        let program = domain.program();
        for (group, options) in domain.groups(task) {
            for option in options {
                *evaluations += 1;
                let cost = self.prices.least_of_group(task, group, &(option..option + 1));
                if cost >= lambda {
                    continue;
                }
                let gain = lambda.minus(cost);
                let Some(choice) = program.choice(task, option) else { continue };
                let weighed = self.kept.kept.iter().map(|&row| program.coefficient(row, task, choice));
                match weighed.enumerate().find(|&(_, weight)| weight > 0) {
                    Some((block, weight)) => items.push(Item { block, weight, gain }),
                    None if *free < gain => *free = gain,
                    None => {}
                }
            }
        }
        stale.extend(items.iter().map(|item| item.block));
        for number in stale {
            if let Some(block) = self.blocks.get_mut(number) {
                block.stale = true;
                if let Err(place) = block.tasks.binary_search(&task) {
                    block.tasks.insert(place, task);
                }
            }
        }
    }
}

/// The best total gain of at most one item of the block from each stage, within a total weight. Undominated (weight, gain) states, merged
/// stage by stage; at most min(bound + 1, product of choices) of them.
fn pack<'a, N: Scalar + 'a>(
    block: usize,
    bound: u64,
    stages: impl Iterator<Item = &'a Vec<Item<N>>>,
    evaluations: &mut u64,
    evaluations_max: u64,
) -> Result<N, TooManyStates> {
    let mut states = vec![(0u64, N::ZERO)];
    for stage in stages {
        let mut merged = states.clone();
        for item in stage.iter().filter(|item| item.block == block && item.weight <= bound) {
            let room = bound - item.weight;
            let shifted = states
                .iter()
                .take_while(|state| state.0 <= room)
                .map(|state| (state.0 + item.weight, state.1.plus(item.gain)));
            merged = undominated(&merged, shifted);
            *evaluations += merged.len() as u64;
            if *evaluations > evaluations_max {
                return Err(TooManyStates);
            }
        }
        states = merged;
    }
    Ok(states.last().map_or(N::ZERO, |state| state.1))
}

/// Merges two lists of states by weight, keeping those that gain more than every lighter one.
fn undominated<N: Scalar>(first: &[(u64, N)], second: impl Iterator<Item = (u64, N)>) -> Vec<(u64, N)> {
    let mut merged: Vec<(u64, N)> = Vec::with_capacity(first.len() + 8);
    let mut keep = |state: (u64, N)| match merged.last_mut() {
        Some(last) if last.1 >= state.1 => {}
        Some(last) if last.0 == state.0 => *last = state,
        _ => merged.push(state),
    };
    let mut first = first.iter().copied().peekable();
    for state in second {
        while let Some(earlier) = first.next_if(|other| other.0 <= state.0) {
            keep(earlier);
        }
        keep(state);
    }
    first.for_each(keep);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packing_is_the_best_of_all_selections(
            stages in prop::collection::vec(prop::collection::vec((0usize..2, 1u64..9, 1u128..50), 0..3), 0..7),
            bound in 0u64..20,
        ) {
            let stages: Vec<Vec<Item<u128>>> = stages
                .into_iter()
                .map(|stage| stage.into_iter().map(|(block, weight, gain)| Item { block, weight, gain }).collect())
                .collect();
            let mut all = vec![(0, 0)];
            for stage in &stages {
                let items = stage.iter().filter(|item| item.block == 1);
                let more: Vec<_> = items
                    .flat_map(|item| all.iter().map(|&(weight, gain)| (weight + item.weight, gain + item.gain)))
                    .collect();
                all.extend(more);
            }
            let best = all.iter().filter(|selection| selection.0 <= bound).map(|selection| selection.1).max();
            let packed = pack(1, bound, stages.iter(), &mut 0, u64::MAX).ok();
            prop_assert_eq!(packed, best);
        }
    }

    #[test]
    fn packing_stops_at_its_limit() {
        let stages: Vec<Vec<Item<u128>>> =
            (0..40).map(|at| vec![Item { block: 0, weight: 1 << at, gain: 1 << at }]).collect();
        assert!(pack(0, u64::MAX, stages.iter(), &mut 0, 100_000).is_err());
    }
}
