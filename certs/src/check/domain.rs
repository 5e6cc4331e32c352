//! The options that remain at the current node of a proof tree.

use crate::program::{Group, Program};
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// Remaining options of every task: a range of option numbers less removed groups. Changes are logged, so that whoever caches something of
/// a task's options can catch up, and are undone in reverse order.
#[derive(Debug)]
pub(crate) struct Domain<'p, 'm> {
    program: &'p Program<'m>,
    ranges: Vec<Range<u64>>,
    removed_pairs: Vec<bool>,
    removed_unassigned: Vec<bool>,
    removals: Vec<(TaskIndex, Group)>,
    log: Vec<TaskIndex>,
}

impl<'p, 'm> Domain<'p, 'm> {
    pub(crate) fn new(program: &'p Program<'m>) -> Self {
        Self {
            program,
            ranges: program.tasks().map(|task| 0..program.option_count(task)).collect(),
            removed_pairs: vec![false; program.all_pairs().len()],
            removed_unassigned: vec![false; program.task_count()],
            removals: Vec::new(),
            log: Vec::new(),
        }
    }

    pub(crate) fn program(&self) -> &'p Program<'m> {
        self.program
    }

    pub(crate) fn range(&self, task: TaskIndex) -> Range<u64> {
        self.ranges.get(task.usize()).cloned().unwrap_or(0..0)
    }

    pub(crate) fn set_range(&mut self, task: TaskIndex, range: Range<u64>) {
        if let Some(own) = self.ranges.get_mut(task.usize()) {
            *own = range;
            self.log.push(task);
        }
    }

    pub(crate) fn kept(&self, task: TaskIndex, group: Group) -> bool {
        !match group {
            Group::Pair(pair) => self.removed_pairs.get(pair).copied().unwrap_or(true),
            Group::Unassigned => self.removed_unassigned.get(task.usize()).copied().unwrap_or(true),
        }
    }

    pub(crate) fn remove(&mut self, task: TaskIndex, group: Group) {
        self.mark(task, group, true);
        self.removals.push((task, group));
    }

    /// Number of removals so far, to be given to [`Domain::restore`].
    pub(crate) fn mark_removals(&self) -> usize {
        self.removals.len()
    }

    pub(crate) fn restore(&mut self, mark: usize) {
        while self.removals.len() > mark
            && let Some((task, group)) = self.removals.pop()
        {
            self.mark(task, group, false);
        }
    }

    fn mark(&mut self, task: TaskIndex, group: Group, removed: bool) {
        let flag = match group {
            Group::Pair(pair) => self.removed_pairs.get_mut(pair),
            Group::Unassigned => self.removed_unassigned.get_mut(task.usize()),
        };
        if let Some(flag) = flag {
            *flag = removed;
        }
        self.log.push(task);
    }

    /// Tasks whose options changed, in order of change, repeated as often as they did.
    pub(crate) fn log(&self) -> &[TaskIndex] {
        &self.log
    }

    /// The remaining groups of a task with their remaining options, in option order.
    pub(crate) fn groups(&self, task: TaskIndex) -> Vec<(Group, Range<u64>)> {
        let mut groups = Vec::new();
        self.for_each_group(task, |group, range| groups.push((group, range)));
        groups
    }

    /// Visits the remaining groups of a task with their remaining options, in option order.
    pub(crate) fn for_each_group(&self, task: TaskIndex, mut visit: impl FnMut(Group, Range<u64>)) {
        self.program.groups(task, self.range(task), |group, range| {
            if self.kept(task, group) {
                visit(group, range);
            }
        });
    }

    /// Whether some option of a task in a range of option numbers remains.
    pub(crate) fn meets(&self, task: TaskIndex, range: &Range<u64>) -> bool {
        let own = self.range(task);
        let both = own.start.max(range.start)..own.end.min(range.end);
        let mut any = false;
        self.program.groups(task, both, |group, _| any |= self.kept(task, group));
        any
    }
}
