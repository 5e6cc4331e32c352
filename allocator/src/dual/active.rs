//! The options that remain at a node, as lists.

use crate::model::Model;
use core::ops::Range;

/// Remaining groups of every task with their remaining start slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Active {
    offsets: Vec<u32>,
    pub(crate) group: Vec<u32>,
    pub(crate) first: Vec<u32>,
    pub(crate) last: Vec<u32>,
}

impl Active {
    pub(crate) fn clear(&mut self) {
        self.offsets.clear();
        self.offsets.push(0);
        self.group.clear();
        self.first.clear();
        self.last.clear();
    }

    pub(crate) fn push(&mut self, group: u32, first: u32, last: u32) {
        self.group.push(group);
        self.first.push(first);
        self.last.push(last);
    }

    /// Ends the list of a task; whether it has any option.
    pub(crate) fn end_task(&mut self) -> bool {
        let empty = self.offsets.last() == Some(&(self.group.len() as u32));
        self.offsets.push(self.group.len() as u32);
        !empty
    }

    /// All options of a model.
    pub(crate) fn all(model: &Model<'_, '_>) -> Self {
        let mut active = Self::default();
        active.clear();
        for task in 0..model.task_count() {
            for group in model.groups(task) {
                let (first, last) = model.starts[group];
                active.push(group as u32, first, last);
            }
            active.end_task();
        }
        active
    }

    pub(crate) fn task_count(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Places of a task's groups in the lists.
    pub(crate) fn of(&self, task: usize) -> Range<usize> {
        self.offsets[task] as usize..self.offsets[task + 1] as usize
    }

    /// Number of remaining groups.
    pub(crate) fn len(&self) -> usize {
        self.group.len()
    }

    /// Whether one option is left of a task.
    pub(crate) fn is_fixed(&self, task: usize) -> bool {
        let of = self.of(task);
        of.len() == 1 && self.first[of.start] == self.last[of.start]
    }

    /// Keeps the groups at the places for which `keep` says so; start ranges stay.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let mut kept = 0;
        let mut begin = 0;
        for task in 0..self.task_count() {
            let end = self.offsets[task + 1] as usize;
            for at in begin..end {
                if keep(at) {
                    self.group[kept] = self.group[at];
                    self.first[kept] = self.first[at];
                    self.last[kept] = self.last[at];
                    kept += 1;
                }
            }
            begin = end;
            self.offsets[task + 1] = kept as u32;
        }
        self.group.truncate(kept);
        self.first.truncate(kept);
        self.last.truncate(kept);
    }

    /// Copies the lists with one task left to some starts of one of its groups; whether it has any of them.
    pub(crate) fn narrow(&self, task: usize, group: u32, first: u32, last: u32, out: &mut Self) -> bool {
        let Some(at) = self.of(task).find(|&at| self.group[at] == group) else { return false };
        let (first, last) = (first.max(self.first[at]), last.min(self.last[at]));
        if first > last {
            return false;
        }
        let dropped = self.of(task).len() as u32 - 1;
        let (before, after) = (self.of(task).start, self.of(task).end);
        let join = |list: &[u32], own: u32| [&list[..before], &[own], &list[after..]].concat();
        out.group = join(&self.group, group);
        out.first = join(&self.first, first);
        out.last = join(&self.last, last);
        out.offsets = self.offsets.clone();
        for offset in &mut out.offsets[task + 1..] {
            *offset -= dropped;
        }
        true
    }
}
