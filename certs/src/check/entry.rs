//! A pool entry at work: the least relaxed cost of every task over its remaining options, kept up to date.

use super::domain::Domain;
use super::tree::Goal;
use crate::Scalar;
use crate::program::{Group, LevelView, Multipliers, Prices, Program};
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// The inequality that closes a node: `left < sum over tasks of the least relaxed cost + right`.
///
/// Left is S times the largest value that the goal must exclude, plus multipliers times bounds; terms with a negative sign stand right.
#[derive(Debug)]
pub(crate) struct Entry<'p, 'm, N> {
    prices: Prices<'p, 'm, N>,
    /// By pair, the least relaxed cost of all its options; by task, the relaxed cost of staying unassigned.
    pairs: Vec<N>,
    unassigned: Vec<N>,
    least: Vec<N>,
    total: N,
    left: N,
    right: N,
    /// How much of the domain's log is accounted for; `None` before the first evaluation.
    seen: Option<usize>,
}

impl<'p, 'm, N: Scalar> Entry<'p, 'm, N> {
    pub(crate) fn new(program: &'p Program<'m>, view: LevelView<'p>, goal: Goal, multipliers: &Multipliers) -> Self {
        let prices = Prices::<N>::new(program, view, multipliers);
        let (left, right) = goal.sides(&prices, view, multipliers);
        let mut pairs = Vec::with_capacity(program.all_pairs().len());
        for task in program.tasks() {
            let of_pair = |(at, pair): (usize, &crate::program::Pair<'_>)| {
                prices.least_of_pair(task, at, pair.run.start_first, pair.run.start_last).0
            };
            pairs.extend(program.pair_range(task).zip(program.pairs(task)).map(of_pair));
        }
        let unassigned = program.tasks().map(|task| prices.unassigned(task)).collect();
        let least = vec![N::ZERO; program.task_count()];
        Self { prices, pairs, unassigned, least, total: N::ZERO, left, right, seen: None }
    }

    /// Whether the node with this domain is closed; `evaluations` counts the groups looked at.
    pub(crate) fn closes(&mut self, domain: &Domain<'p, 'm>, evaluations: &mut u64) -> bool {
        self.catch_up(domain, evaluations);
        self.left < self.total.plus(self.right)
    }

    fn catch_up(&mut self, domain: &Domain<'p, 'm>, evaluations: &mut u64) {
        let log = domain.log();
        match self.seen.and_then(|seen| log.get(seen..)) {
            Some(changed) if changed.len() <= self.least.len() => {
                changed.iter().for_each(|&task| self.refresh(task, domain, evaluations));
            }
            _ => domain.program().tasks().for_each(|task| self.refresh(task, domain, evaluations)),
        }
        self.seen = Some(log.len());
    }

    fn refresh(&mut self, task: TaskIndex, domain: &Domain<'p, 'm>, evaluations: &mut u64) {
        *evaluations += 1 + domain.program().pair_range(task).len() as u64;
        let mut least: Option<N> = None;
        domain.for_each_group(task, |group, options| {
            let cost = self.cost(task, group, &options);
            if least.is_none_or(|known| cost < known) {
                least = Some(cost);
            }
        });
        // A task without options closes only by `Exhausted`; here it counts nothing.
        let least = least.unwrap_or(N::ZERO);
        if let Some(own) = self.least.get_mut(task.usize()) {
            self.total = self.total.minus(*own).plus(least);
            *own = least;
        }
    }

    /// The least relaxed cost of options of one group.
    fn cost(&self, task: TaskIndex, group: Group, options: &Range<u64>) -> N {
        let whole = match group {
            Group::Unassigned => self.unassigned.get(task.usize()),
            Group::Pair(pair) => {
                let whole = self.prices.program().all_pairs().get(pair).is_some_and(|pair| pair.options() == *options);
                self.pairs.get(pair).filter(|_| whole)
            }
        };
        whole.copied().unwrap_or_else(|| self.prices.least_of_group(task, group, options))
    }

    /// Whether the node would be closed if a task were left with these options of one group; call after [`Entry::closes`].
    pub(crate) fn excludes(&self, task: TaskIndex, group: Group, options: &Range<u64>) -> bool {
        let own = self.least.get(task.usize()).copied().unwrap_or(N::ZERO);
        let cost = self.cost(task, group, options);
        self.left < self.total.minus(own).plus(cost).plus(self.right)
    }
}
