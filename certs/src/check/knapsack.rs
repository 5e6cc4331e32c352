//! A knapsack entry at work: assignment relaxed, one row kept for each block of options.
//!
//! With multipliers lambda on "each task takes exactly one option", an allocation's relaxed cost is at least
//! `sum lambda_t - sum over tasks (best gain among options in no kept row) - sum over kept rows (best packing of gains)`, where the gain of option x
//! of task t is `lambda_t - q(t, x)` if that is positive, and a packing takes at most one option of each task within the row's bound. A *settled*
//! task, one with a single remaining option, counts its relaxed cost instead of lambda, and uses its kept row for certain.

use super::Exceeded;
use super::domain::Domain;
use super::kept::Kept;
use super::packing::{Effort, Forward, Item, Question, Stages};
use super::tree::Goal;
use crate::Scalar;
use crate::program::{Group, Knapsacks, LevelView, Prices, Program};
use apportion_lattice::TaskIndex;
use core::ops::Range;

#[derive(Debug)]
struct Block<N> {
    bound: u64,
    /// What settled tasks use.
    load: u128,
    /// Tasks that have had an item here, ascending.
    tasks: Vec<TaskIndex>,
    best: N,
    stale: bool,
}

impl<N> Block<N> {
    /// What settled tasks leave; `None` if they exceed the bound.
    fn room(&self) -> Option<u64> {
        u128::from(self.bound).checked_sub(self.load).map(|room| room as u64)
    }
}

/// The remaining options of a task.
#[derive(Debug)]
struct OfTask<N> {
    items: Vec<Item<N>>,
    parts: Vec<Part<N>>,
    /// Best gain among options in no kept row.
    free: N,
}

/// The remaining options of one group of a task.
#[derive(Debug)]
struct Part<N> {
    group: Group,
    /// Where its items are among the task's.
    items: Range<usize>,
    free: N,
    /// Its option, if one alone remains.
    single: Option<Single<N>>,
}

#[derive(Clone, Copy, Debug)]
struct Single<N> {
    cost: N,
    /// The kept row that it uses, and how much.
    load: Option<(usize, u64)>,
}

impl<N: Scalar> OfTask<N> {
    fn settled(&self) -> Option<Single<N>> {
        if let [part] = self.parts.as_slice() { part.single } else { None }
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct KnapsackEntry<'p, 'm, N> {
    prices: Prices<'p, 'm, N>,
    kept: Kept<'p, 'm>,
    lambda: Vec<N>,
    tasks: Vec<OfTask<N>>,
    blocks: Vec<Block<N>>,
    left: N,
    right: N,
    seen: Option<usize>,
}

impl<'p, 'm, N: Scalar> KnapsackEntry<'p, 'm, N> {
    /// Rows and tasks must exist and bounds of kept rows not be negative.
    pub(crate) fn new(
        program: &'p Program<'m>,
        view: LevelView<'p>,
        goal: Goal,
        entry: &'p Knapsacks,
        kept: Kept<'p, 'm>,
    ) -> Self {
        let prices = Prices::<N>::new(program, view, &entry.multipliers);
        let (left, right) = goal.sides(&prices, view, &entry.multipliers);
        let mut lambda = vec![N::ZERO; program.task_count()];
        for &(task, multiplier) in &entry.tasks {
            if let Some(own) = lambda.get_mut(task.usize()) {
                *own = N::from_u128(multiplier);
            }
        }
        let block = |row| Block {
            bound: u64::try_from(program.bound(row)).unwrap_or(0),
            load: 0,
            tasks: Vec::new(),
            best: N::ZERO,
            stale: true,
        };
        let blocks = entry.kept.iter().map(|&row| block(row)).collect();
        let nothing = |_| OfTask { items: Vec::new(), parts: Vec::new(), free: N::ZERO };
        let tasks = program.tasks().map(nothing).collect();
        Self { prices, kept, lambda, tasks, blocks, left, right, seen: None }
    }

    /// Whether the node with this domain is closed.
    ///
    /// # Errors
    /// If the packings need more than the effort allows.
    pub(crate) fn closes(&mut self, domain: &Domain<'p, 'm>, effort: &mut Effort<'_>) -> Result<bool, Exceeded> {
        self.catch_up(domain, effort);
        for number in 0..self.blocks.len() {
            let Some(stages) = self.stages(number) else { return Ok(true) };
            if self.blocks.get(number).is_some_and(|block| block.stale) {
                let best = stages.best(effort)?;
                self.settle(number, best);
            }
        }
        let (left, right) = self.sides();
        Ok(left < right)
    }

    fn catch_up(&mut self, domain: &Domain<'p, 'm>, effort: &mut Effort<'_>) {
        let log = domain.log();
        match self.seen.and_then(|seen| log.get(seen..)) {
            Some(changed) if changed.len() <= self.tasks.len() => {
                changed.iter().for_each(|&task| self.refresh(task, domain, effort));
            }
            _ => domain.program().tasks().for_each(|task| self.refresh(task, domain, effort)),
        }
        self.seen = Some(log.len());
    }

    /// The items of a block; `None` if settled tasks exceed its bound.
    fn stages(&self, number: usize) -> Option<Stages<'_, N>> {
        let block = self.blocks.get(number)?;
        let items = |task: &TaskIndex| self.tasks.get(task.usize()).map_or(&[][..], |task| &task.items);
        Some(Stages { tasks: block.tasks.iter().map(items).collect(), block: number, bound: block.room()? })
    }

    fn settle(&mut self, number: usize, best: N) {
        if let Some(block) = self.blocks.get_mut(number) {
            block.best = best;
            block.stale = false;
        }
    }

    /// The two sides of the inequality that closes a node.
    fn sides(&self) -> (N, N) {
        let (mut left, mut right) = (self.left, self.right);
        for (task, &lambda) in self.tasks.iter().zip(&self.lambda) {
            left = left.plus(task.free);
            right = right.plus(task.settled().map_or(lambda, |settled| settled.cost));
        }
        (self.blocks.iter().fold(left, |left, block| left.plus(block.best)), right)
    }

    /// Takes a task's remaining options into account again.
    fn refresh(&mut self, task: TaskIndex, domain: &Domain<'p, 'm>, effort: &mut Effort<'_>) {
        let (Some(&lambda), Some(own)) = (self.lambda.get(task.usize()), self.tasks.get_mut(task.usize())) else {
            return;
        };
        let mut stale: Vec<usize> = own.items.drain(..).map(|item| item.block).collect();
        if let Some((number, weight)) = own.settled().and_then(|settled| settled.load)
            && let Some(block) = self.blocks.get_mut(number)
        {
            block.load -= u128::from(weight);
            stale.push(number);
        }
        own.parts.clear();
        own.free = N::ZERO;
        domain.for_each_group(task, |group, options| {
            *effort.evaluations += options.end - options.start;
            let first = own.items.len();
            let (mut free, mut single) = (N::ZERO, None);
            for option in options.clone() {
                let cost = self.prices.least_of_group(task, group, &(option..option + 1));
                let load = self.kept.load(task, group, option);
                single = (options.end - options.start == 1).then_some(Single { cost, load });
                if cost < lambda {
                    let gain = lambda.minus(cost);
                    match load {
                        Some((block, weight)) => own.items.push(Item { block, weight, gain }),
                        None if free < gain => free = gain,
                        None => {}
                    }
                }
            }
            if own.free < free {
                own.free = free;
            }
            own.parts.push(Part { group, items: first..own.items.len(), free, single });
        });
        if let Some(settled) = own.settled() {
            own.items.clear();
            own.free = N::ZERO;
            if let Some((number, weight)) = settled.load
                && let Some(block) = self.blocks.get_mut(number)
            {
                block.load += u128::from(weight);
                stale.push(number);
            }
        }
        for item in &own.items {
            if let Some(block) = self.blocks.get_mut(item.block)
                && let Err(place) = block.tasks.binary_search(&task)
            {
                block.tasks.insert(place, task);
            }
        }
        stale.extend(own.items.iter().map(|item| item.block));
        for number in stale {
            if let Some(block) = self.blocks.get_mut(number) {
                block.stale = true;
            }
        }
    }

    /// The groups with which alone a task, now having others too, would let the node be closed; `None` if it is closed as it is.
    ///
    /// # Errors
    /// If the packings need more than the effort allows.
    pub(crate) fn excluded(
        &mut self,
        domain: &Domain<'p, 'm>,
        effort: &mut Effort<'_>,
    ) -> Result<Option<Vec<(TaskIndex, Group)>>, Exceeded> {
        self.catch_up(domain, effort);
        let mut forward = Vec::with_capacity(self.blocks.len());
        for number in 0..self.blocks.len() {
            let Some(stages) = self.stages(number) else { return Ok(None) };
            let states = stages.forward(effort)?;
            let best = states.best(stages.bound);
            self.settle(number, best);
            forward.push(states);
        }
        let sides = self.sides();
        if sides.0 < sides.1 {
            return Ok(None);
        }
        let answered = self.answered(&forward, effort)?;
        let mut excluded = Vec::new();
        for task in self.judged() {
            let Some((own, &lambda)) = self.tasks.get(task.task).zip(self.lambda.get(task.task)) else { continue };
            for part in own.parts.iter().filter(|part| self.excludes(&task, own, part, lambda, sides, &answered)) {
                excluded.push((TaskIndex::new(task.task as u32), part.group));
            }
        }
        Ok(Some(excluded))
    }

    /// What the others gain beside each of what has to be judged, by block.
    fn answered(&self, forward: &[Forward<N>], effort: &mut Effort<'_>) -> Result<Vec<Answered<N>>, Exceeded> {
        let mut asked: Vec<Vec<Question>> = self.blocks.iter().map(|_| Vec::new()).collect();
        for task in self.judged() {
            for (block, question) in task.questions {
                if let Some(asked) = asked.get_mut(block) {
                    asked.push(question);
                }
            }
        }
        let mut answered = Vec::with_capacity(asked.len());
        for (number, (states, mut questions)) in forward.iter().zip(asked).enumerate() {
            questions.sort_unstable();
            questions.dedup();
            let stages = self.stages(number);
            let answers = stages.map_or(Ok(Vec::new()), |stages| states.answers(&stages, &questions, effort))?;
            answered.push(Answered { questions, answers });
        }
        Ok(answered)
    }

    /// The tasks that have a choice between groups.
    fn judged(&self) -> impl Iterator<Item = Judged> + '_ {
        self.tasks.iter().enumerate().filter_map(|(task, own)| self.judge(task, own))
    }

    /// What to ask about a task, if it has a choice between groups.
    fn judge(&self, task: usize, own: &OfTask<N>) -> Option<Judged> {
        if own.parts.len() < 2 {
            return None;
        }
        let mut blocks: Vec<usize> = own.items.iter().map(|item| item.block).collect();
        blocks.sort_unstable();
        blocks.dedup();
        let mut judged = Judged { task, blocks, questions: Vec::new() };
        let whole = judged.blocks.iter().map(|&block| (block, 0));
        let items = own.items.iter().map(|item| (item.block, item.weight));
        let singles = own.parts.iter().filter_map(|part| part.single?.load);
        let asked = whole.chain(items).chain(singles);
        judged.questions =
            asked.filter_map(|(block, weight)| Some((block, self.question(task, block, weight)?))).collect();
        Some(judged)
    }

    /// What the other tasks gain in a block beside so much weight; `None` if that does not fit.
    fn question(&self, task: usize, block: usize, weight: u64) -> Option<Question> {
        let block = self.blocks.get(block)?;
        let stage = block.tasks.binary_search(&TaskIndex::new(task as u32)).unwrap_or(block.tasks.len());
        Some(Question { stage, weight: block.room()?.checked_sub(weight)? })
    }

    /// Whether the node would be closed if a task had the options of one of its groups alone.
    fn excludes(
        &self,
        task: &Judged,
        own: &OfTask<N>,
        part: &Part<N>,
        lambda: N,
        (left, right): (N, N),
        answered: &[Answered<N>],
    ) -> bool {
        // What the others gain in a block beside so much weight, if that fits.
        let others = |block: usize, weight| answered.get(block)?.to(self.question(task.task, block, weight)?);
        let best = |block: usize| self.blocks.get(block).map_or(N::ZERO, |block| block.best);
        let (mut left, mut right) = (left.minus(own.free), right);
        let used = part.single.and_then(|single| single.load);
        for &block in task.blocks.iter().filter(|&&block| used.is_none_or(|used| used.0 != block)) {
            let mut gain = others(block, 0).unwrap_or(N::ZERO);
            if part.single.is_none() {
                let items = own.items.get(part.items.clone()).unwrap_or_default();
                for item in items.iter().filter(|item| item.block == block) {
                    if let Some(rest) = others(block, item.weight)
                        && gain < rest.plus(item.gain)
                    {
                        gain = rest.plus(item.gain);
                    }
                }
            }
            left = left.minus(best(block)).plus(gain);
        }
        match part.single {
            None => left = left.plus(part.free),
            Some(single) => {
                right = right.minus(lambda).plus(single.cost);
                if let Some((block, weight)) = used {
                    let Some(rest) = others(block, weight) else { return true };
                    left = left.minus(best(block)).plus(rest);
                }
            }
        }
        left < right
    }
}

/// A task with a choice between groups.
struct Judged {
    task: usize,
    /// Where it has items, ascending.
    blocks: Vec<usize>,
    questions: Vec<(usize, Question)>,
}

/// What was asked about a block, ascending, and the answers.
struct Answered<N> {
    questions: Vec<Question>,
    answers: Vec<N>,
}

impl<N: Scalar> Answered<N> {
    fn to(&self, question: Question) -> Option<N> {
        self.answers.get(self.questions.binary_search(&question).ok()?).copied()
    }
}
