//! Objective costs of options, level by level.

use super::{Choice, Program};
use apportion_lattice::{RunCost, TaskIndex};
use core::convert::Infallible;
use core::ops::ControlFlow;

/// The costs of one objective level: of every eligible pair (affine in the end slot) and of leaving each task unassigned.
#[derive(Debug)]
pub struct LevelCosts {
    runs: Vec<RunCost>,
    unassigned: Vec<u128>,
    duration: Vec<u32>,
    /// Sum over tasks of the largest cost of an option; below 2^96 in every valid market.
    pub largest_sum: u128,
    /// The values that allocations can have at all.
    pub granularity: Granularity,
}

/// Every allocation's value at a level is `base + n x step` for an integer n: the costs of each task's options agree modulo `step`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Granularity {
    /// Sum over tasks of the smallest cost of an option.
    pub base: u128,
    /// Greatest common divisor of all differences between costs of options of one task; 2^97 when all are zero.
    pub step: u128,
}

/// Stands for a step when no two options of a task differ in cost: larger than any value.
const NO_STEP: u128 = 1 << 97;

impl Granularity {
    /// The largest value congruent to the base that lies below `value`; negative if no natural number does.
    pub fn largest_below(self, value: u128) -> i128 {
        let (value, base, step) = (value as i128 - 1, self.base as i128, self.step as i128);
        value - (value - base).rem_euclid(step)
    }

    /// The smallest attainable value that is at least `value`.
    pub fn round_up(self, value: u128) -> u128 {
        (self.largest_below(value) + self.step as i128).max(0) as u128
    }
}

impl LevelCosts {
    /// The costs of a level; O(pairs).
    pub fn new(program: &Program<'_>, level: usize) -> Self {
        match Self::list(program, level, || ControlFlow::<Infallible>::Continue(())) {
            ControlFlow::Continue(costs) => costs,
            ControlFlow::Break(never) => match never {},
        }
    }

    /// The costs of a level unless `pause`, which is asked task by task, breaks it off.
    pub fn list<B>(
        program: &Program<'_>,
        level: usize,
        mut pause: impl FnMut() -> ControlFlow<B>,
    ) -> ControlFlow<B, Self> {
        let market = program.market();
        let mut costs = Self {
            runs: Vec::with_capacity(program.all_pairs().len()),
            unassigned: Vec::with_capacity(program.task_count()),
            duration: Vec::with_capacity(program.task_count()),
            largest_sum: 0,
            granularity: Granularity { base: 0, step: 0 },
        };
        for task in program.tasks() {
            let duration = market.task(task).duration_slots;
            let unassigned = market.cost_unassigned(level, task);
            let mut span = Span::default();
            if program.may_stay_unassigned(task) {
                span.include(unassigned);
            }
            for pair in program.pairs(task) {
                let cost = market.cost_assigned(level, task, &pair.run);
                let at = |start: u32| cost.fixed + cost.per_end_slot * u128::from(start + duration);
                span.include(at(pair.run.start_first));
                span.include(at(pair.run.start_last));
                if pair.run.start_first < pair.run.start_last {
                    span.step = gcd(span.step, cost.per_end_slot);
                }
                costs.runs.push(cost);
            }
            costs.unassigned.push(unassigned);
            costs.duration.push(duration);
            costs.largest_sum += span.largest;
            costs.granularity.base += span.smallest.unwrap_or(0);
            costs.granularity.step = gcd(costs.granularity.step, span.step);
            pause()?;
        }
        if costs.granularity.step == 0 {
            costs.granularity.step = NO_STEP;
        }
        ControlFlow::Continue(costs)
    }

    /// The cost of a pair's run, affine in its end slot.
    pub fn run(&self, pair: usize) -> RunCost {
        self.runs[pair]
    }

    /// The cost of leaving a task unassigned.
    pub fn unassigned(&self, task: TaskIndex) -> u128 {
        self.unassigned[task.usize()]
    }

    /// The cost of an option of a task.
    pub fn cost(&self, task: TaskIndex, choice: Choice) -> u128 {
        match choice {
            Choice::Unassigned => self.unassigned(task),
            Choice::Assigned { pair, start } => {
                let cost = self.runs[pair];
                cost.fixed + cost.per_end_slot * u128::from(start + self.duration[task.usize()])
            }
        }
    }

    /// The value of an allocation: the sum of the costs of the tasks' choices.
    pub fn value(&self, choices: &[Choice]) -> u128 {
        (0..).zip(choices).map(|(task, &choice)| self.cost(TaskIndex::new(task), choice)).sum()
    }
}

/// Extremes and common step of the costs of one task's options.
#[derive(Default)]
struct Span {
    smallest: Option<u128>,
    largest: u128,
    step: u128,
}

impl Span {
    fn include(&mut self, cost: u128) {
        let smallest = *self.smallest.get_or_insert(cost);
        self.step = gcd(self.step, cost.abs_diff(smallest));
        self.smallest = Some(smallest.min(cost));
        self.largest = self.largest.max(cost);
    }
}

/// Greatest common divisor, with gcd(0, x) = x; O(log) steps, and one step where `a` already divides `b`.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 1 {
        return 1;
    }
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn largest_below_is_congruent_and_maximal(base in 0u128..1 << 96, step in 1u128..1 << 97, value in 1u128..1 << 96) {
            let below = Granularity { base, step }.largest_below(value);
            prop_assert!(below < value as i128 && below + step as i128 >= value as i128);
            prop_assert_eq!((below - base as i128).rem_euclid(step as i128), 0);
        }
    }
}
