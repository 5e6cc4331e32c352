//! The search tree, kept whole: it becomes the proof.

use super::job::Heritage;
use crate::dual::{Active, Entry};
use crate::model::Model;

/// A node of the search tree.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) depth: u32,
    /// What the node leaves of one task's options; `None` at the root.
    pub(crate) part: Option<Part>,
    /// Every allocation of interest within the node has at least this value, by `entry`.
    pub(crate) bound: u128,
    pub(crate) entry: u32,
    /// Entries to start from.
    pub(crate) heritage: Heritage<u32>,
    /// Groups removed, and by which entry.
    pub(crate) steps: Vec<Step>,
    pub(crate) status: Status,
}

/// Options of one group of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub(crate) task: u32,
    pub(crate) group: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) entry: u32,
    pub(crate) removed: Box<[u32]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    /// To be expanded.
    Open,
    /// Nothing of interest is in it.
    Closed(Closure),
    /// Its options are those of its children, which are adjacent, in option order.
    Split { first_child: u32, children: u32 },
}

/// Why a node is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Closure {
    /// This entry closes it.
    Entry(u32),
    /// The least loads exceed this row (from the row count on: this cap).
    Row(u32),
    /// Some task has no option left, by removals that an ancestor's entry will make again.
    Empty,
}

#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) entries: Vec<Entry>,
    bytes: u64,
}

impl Tree {
    pub(crate) fn add_entry(&mut self, entry: Entry) -> u32 {
        self.bytes += entry.bytes();
        self.entries.push(entry);
        self.entries.len() as u32 - 1
    }

    pub(crate) fn add_node(&mut self, node: Node) -> u32 {
        // A basis is shared by brothers.
        let is_first = self.nodes.last().is_none_or(|last| last.parent != node.parent || last.depth != node.depth);
        let basis = node.heritage.basis.as_ref().filter(|_| is_first).map_or(0, |basis| basis.bytes());
        self.bytes += size_of::<Node>() as u64 + basis;
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    pub(crate) fn add_step(&mut self, node: u32, step: Step) {
        self.bytes += (size_of::<Step>() + 4 * step.removed.len()) as u64;
        self.nodes[node as usize].steps.push(step);
    }

    /// Bytes that nodes and entries take, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Lists what remains at a node: the options that remain at the root, less what the way to the node removes. Whether every task has an
    /// option.
    pub(crate) fn activate(
        &self,
        model: &Model<'_, '_>,
        root: &Active,
        node: u32,
        marks: &mut Marks,
        out: &mut Active,
    ) -> bool {
        marks.begin(model);
        let mut at = node;
        while at != 0 {
            let node = &self.nodes[at as usize];
            for &group in node.steps.iter().flat_map(|step| step.removed.iter()) {
                marks.remove(group);
            }
            if let Some(part) = node.part {
                marks.restrict(part);
            }
            at = node.parent;
        }
        out.clear();
        let mut all = true;
        for task in 0..root.task_count() {
            let part = marks.part(task);
            for place in root.of(task) {
                let (group, mut first, mut last) = (root.group[place], root.first[place], root.last[place]);
                if let Some(part) = part {
                    if part.group != group {
                        continue;
                    }
                    (first, last) = (first.max(part.first), last.min(part.last));
                }
                if first <= last && !marks.is_removed(group) {
                    out.push(group, first, last);
                }
            }
            all &= out.end_task();
        }
        all
    }
}

/// Scratch space for [`Tree::activate`], with stamps so that it need not be cleared.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    stamp: u32,
    removed: Vec<u32>,
    restricted: Vec<(u32, Option<Part>)>,
}

impl Marks {
    fn begin(&mut self, model: &Model<'_, '_>) {
        self.removed.resize(model.group_count(), 0);
        self.restricted.resize(model.task_count(), (0, None));
        if self.stamp == u32::MAX {
            self.removed.fill(0);
            self.restricted.fill((0, None));
            self.stamp = 0;
        }
        self.stamp += 1;
    }

    fn remove(&mut self, group: u32) {
        self.removed[group as usize] = self.stamp;
    }

    fn is_removed(&self, group: u32) -> bool {
        self.removed[group as usize] == self.stamp
    }

    /// The way leads from the node to the root, so that the first part met of a task is the smallest.
    fn restrict(&mut self, part: Part) {
        let own = &mut self.restricted[part.task as usize];
        if own.0 != self.stamp {
            *own = (self.stamp, Some(part));
        }
    }

    fn part(&self, task: usize) -> Option<Part> {
        let own = self.restricted[task];
        if own.0 == self.stamp { own.1 } else { None }
    }
}
