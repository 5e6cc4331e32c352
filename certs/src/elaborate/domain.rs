//! The options that remain at the current node, variable by variable.

use super::Encoding;
use crate::program::Group;
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// Remaining options: a range of option numbers of each task, less what was removed. As in the checker, but options are listed.
pub(super) struct Domain<'a, 'e, 'm> {
    encoding: &'a Encoding<'e, 'm>,
    ranges: Vec<Range<u64>>,
    remains: Vec<bool>,
    trail: Vec<(TaskIndex, u32)>,
    /// Tasks whose options changed, in order of change.
    log: Vec<TaskIndex>,
}

impl<'a, 'e, 'm> Domain<'a, 'e, 'm> {
    pub(super) fn new(encoding: &'a Encoding<'e, 'm>) -> Self {
        let program = encoding.program();
        Self {
            encoding,
            ranges: program.tasks().map(|task| 0..program.option_count(task)).collect(),
            remains: vec![true; encoding.problem.variable_count as usize],
            trail: Vec::new(),
            log: Vec::new(),
        }
    }

    pub(super) fn encoding(&self) -> &'a Encoding<'e, 'm> {
        self.encoding
    }

    /// The places of a task's options among all variables.
    pub(super) fn places(&self, task: TaskIndex) -> Range<usize> {
        let variables = self.encoding.variables(task);
        variables.start as usize..variables.end as usize
    }

    /// For each option of a task whether it remains.
    pub(super) fn remains(&self, task: TaskIndex) -> &[bool] {
        self.remains.get(self.places(task)).unwrap_or_default()
    }

    pub(super) fn log(&self) -> &[TaskIndex] {
        &self.log
    }

    pub(super) fn range(&self, task: TaskIndex) -> Range<u64> {
        self.ranges.get(task.usize()).cloned().unwrap_or(0..0)
    }

    /// The remaining groups of a task with the options of its range, in option order.
    pub(super) fn groups(&self, task: TaskIndex) -> Vec<Range<u64>> {
        let mut groups = Vec::new();
        self.encoding.program().groups(task, self.range(task), |_: Group, options| {
            if self.remains(task).get(options.start as usize) == Some(&true) {
                groups.push(options);
            }
        });
        groups
    }

    /// Keeps only the options of a range; the range that was in force before.
    pub(super) fn keep(&mut self, task: TaskIndex, part: Range<u64>) -> Range<u64> {
        let whole = self.range(task);
        self.remove(task, whole.start..part.start);
        self.remove(task, part.end..whole.end);
        self.set_range(task, part);
        whole
    }

    pub(super) fn set_range(&mut self, task: TaskIndex, range: Range<u64>) {
        if let Some(own) = self.ranges.get_mut(task.usize()) {
            *own = range;
        }
    }

    /// Removes options of a task.
    pub(super) fn remove(&mut self, task: TaskIndex, options: Range<u64>) {
        let offset = self.places(task).start;
        for option in options {
            let place = offset + option as usize;
            if let Some(remains) = self.remains.get_mut(place)
                && *remains
            {
                *remains = false;
                self.trail.push((task, place as u32));
            }
        }
        self.log.push(task);
    }

    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Brings back what was removed since a mark.
    pub(super) fn restore(&mut self, mark: usize) {
        let mut logged = None;
        while self.trail.len() > mark
            && let Some((task, place)) = self.trail.pop()
        {
            if let Some(remains) = self.remains.get_mut(place as usize) {
                *remains = true;
            }
            if logged.replace(task) != Some(task) {
                self.log.push(task);
            }
        }
    }
}
