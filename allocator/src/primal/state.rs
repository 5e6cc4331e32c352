//! An allocation under construction, with the load of every row kept up to date.

use super::Lexicographic;
use super::lexicographic::UNPLACED;
use crate::model::{Meaning, Model};

/// No group: the task has not been given anything yet. Complete allocations have none of these.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// Choices of some tasks, never in conflict with each other.
#[derive(Debug)]
pub(crate) struct State<'a, 'p, 'm> {
    pub(crate) model: &'a Model<'p, 'm>,
    pub(crate) costs: &'a Lexicographic<'a>,
    /// Group and start of every task.
    pub(crate) choice: Vec<(u32, u32)>,
    load: Vec<i128>,
    /// Tasks that load each family, in no order.
    members: Vec<Vec<u32>>,
    /// Tasks that the construction at hand has come to.
    pub(super) tried: Vec<bool>,
    /// Options looked at.
    pub(crate) work: u64,
}

impl<'a, 'p, 'm> State<'a, 'p, 'm> {
    pub(crate) fn new(model: &'a Model<'p, 'm>, costs: &'a Lexicographic<'a>) -> Self {
        Self {
            model,
            costs,
            choice: vec![(NOWHERE, 0); model.task_count()],
            load: vec![0; model.row_count()],
            members: vec![Vec::new(); model.families.len()],
            tried: vec![false; model.task_count()],
            work: 0,
        }
    }

    /// Forgets all choices.
    pub(crate) fn clear(&mut self) {
        self.choice.fill((NOWHERE, 0));
        self.load.fill(0);
        self.members.iter_mut().for_each(Vec::clear);
    }

    pub(crate) fn is_placed(&self, task: usize) -> bool {
        self.choice[task].0 != NOWHERE
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.choice.iter().all(|choice| choice.0 != NOWHERE)
    }

    pub(crate) fn members(&self, family: usize) -> &[u32] {
        &self.members[family]
    }

    /// The load of a row.
    pub(super) fn load(&self, row: usize) -> i128 {
        self.load[row]
    }

    /// Whether a row adds up usage, not dependencies.
    pub(super) fn is_usage(&self, row: usize) -> bool {
        self.model.families[self.model.row_family[row] as usize].meaning != Meaning::Dependency
    }

    /// Swaps two members of a family.
    pub(crate) fn reorder(&mut self, family: usize, a: usize, b: usize) {
        self.members[family].swap(a, b);
    }

    /// What a task's choice costs; [`UNPLACED`] if it has none.
    pub(crate) fn cost(&self, task: usize) -> i128 {
        match self.choice[task] {
            (NOWHERE, _) => UNPLACED,
            (group, start) => self.cost_of(group as usize, start),
        }
    }

    pub(crate) fn cost_of(&self, group: usize, start: u32) -> i128 {
        self.costs.at(group, start - self.model.starts[group].0)
    }

    /// First and end slot of a task's run, if it is assigned.
    fn run(&self, task: usize) -> Option<(u32, u32)> {
        let (group, start) = self.choice[task];
        if group == NOWHERE || self.model.is_unassigned(group as usize) {
            return None;
        }
        Some((start, start + self.model.durations[task]))
    }

    /// Whether what a task depends on, and what depends on it, allows an option.
    pub(crate) fn links_allow(&self, task: usize, group: usize, start: u32) -> bool {
        let model = self.model;
        if model.is_unassigned(group) {
            return model.needed_by[task].iter().all(|link| self.run(link.other as usize).is_none());
        }
        let end = start + model.durations[task];
        let before = |link: &crate::model::Link| {
            self.run(link.other as usize).is_some_and(|(_, other_end)| !link.after || other_end <= start)
        };
        let after = |link: &crate::model::Link| {
            !link.after || self.run(link.other as usize).is_none_or(|(other_start, _)| end <= other_start)
        };
        model.needs[task].iter().all(before) && model.needed_by[task].iter().all(after)
    }

    /// Whether a task that is not placed may take an option.
    pub(crate) fn fits(&mut self, task: usize, group: usize, start: u32) -> bool {
        self.work += 1;
        self.links_allow(task, group, start) && self.overloaded(group, start).is_none()
    }

    /// The first family that has no room for an option.
    pub(crate) fn overloaded(&self, group: usize, start: u32) -> Option<usize> {
        let model = self.model;
        let duration = model.durations[model.group_task[group] as usize];
        for (term, owner) in model.terms(group) {
            let family = &model.families[owner.family()];
            let end = match family.meaning {
                Meaning::Resource => start + duration,
                Meaning::Money => start + 1,
                Meaning::Dependency => continue,
            };
            for (row, slots) in family.overlaps(start, end) {
                let used = i128::from(term.amount) * i128::from(slots);
                if self.load[row] + used > model.bounds[row] {
                    return Some(owner.family());
                }
            }
        }
        None
    }

    /// Gives a task an option that fits.
    pub(crate) fn place(&mut self, task: usize, group: usize, start: u32) {
        debug_assert_eq!(self.choice[task].0, NOWHERE);
        self.choice[task] = (group as u32, start);
        self.change(task, group, start, 1);
    }

    /// Takes a task's option away, if it has one.
    pub(crate) fn lift(&mut self, task: usize) -> (u32, u32) {
        let (group, start) = core::mem::replace(&mut self.choice[task], (NOWHERE, 0));
        if group != NOWHERE {
            self.change(task, group as usize, start, -1);
        }
        (group, start)
    }

    fn change(&mut self, task: usize, group: usize, start: u32, sign: i128) {
        let model = self.model;
        let duration = model.durations[task];
        for (term, owner) in model.terms(group) {
            let family = &model.families[owner.family()];
            let end = match family.meaning {
                Meaning::Resource => start + duration,
                Meaning::Money => start + 1,
                Meaning::Dependency => continue,
            };
            for (row, slots) in family.overlaps(start, end) {
                self.load[row] += sign * i128::from(term.amount) * i128::from(slots);
            }
            let members = &mut self.members[owner.family()];
            if sign > 0 {
                members.push(task as u32);
            } else if let Some(at) = members.iter().rposition(|&member| member as usize == task) {
                members.swap_remove(at);
            }
        }
    }
}
