//! Local search: single moves, and moves that eject one other task which then finds another place.

use super::State;
use super::state::NOWHERE;

impl State<'_, '_, '_> {
    /// Improves the allocation until nothing helps, this many options were looked at, or it is told to stop, which is asked task by task.
    pub(crate) fn improve(&mut self, work_max: u64, stop: &dyn Fn() -> bool) {
        let end = self.work.saturating_add(work_max);
        loop {
            let mut changed = self.shift_all(end, stop);
            if !changed {
                changed = self.eject_all(end, stop);
            }
            if !changed || self.work >= end || stop() {
                return;
            }
        }
    }

    /// Moves every task to its cheapest option that fits; whether any moved.
    pub(crate) fn shift_all(&mut self, end: u64, stop: &dyn Fn() -> bool) -> bool {
        let mut changed = false;
        for task in 0..self.model.task_count() {
            if self.work >= end || stop() {
                break;
            }
            let cost = self.cost(task);
            let (group, start) = self.lift(task);
            match self.cheapest(task, cost) {
                Some((group, start)) => {
                    self.place(task, group, start);
                    changed = true;
                }
                None => self.put_back(task, group, start),
            }
        }
        changed
    }

    fn put_back(&mut self, task: usize, group: u32, start: u32) {
        if group != NOWHERE {
            self.place(task, group as usize, start);
        }
    }

    /// The cheapest option below a cost that an unplaced task fits in.
    pub(super) fn cheapest(&mut self, task: usize, below: i128) -> Option<(usize, u32)> {
        let (mut least, mut best) = (below, None);
        for group in self.model.groups(task) {
            let (first, last) = self.model.starts[group];
            for start in first..=last {
                let cost = self.cost_of(group, start);
                // Costs do not fall with later starts.
                if cost >= least {
                    break;
                }
                if self.fits(task, group, start) {
                    (least, best) = (cost, Some((group, start)));
                    break;
                }
            }
        }
        best
    }

    /// Tries for every task to take a cheaper option by ejecting one other task; whether anything changed.
    fn eject_all(&mut self, end: u64, stop: &dyn Fn() -> bool) -> bool {
        let mut changed = false;
        for task in 0..self.model.task_count() {
            if self.work >= end || stop() {
                break;
            }
            changed |= self.eject_for(task, end);
        }
        changed
    }

    fn eject_for(&mut self, task: usize, end: u64) -> bool {
        let cost = self.cost(task);
        let (own_group, own_start) = self.lift(task);
        for group in self.model.groups(task) {
            let (first, last) = self.model.starts[group];
            for start in first..=last {
                let gain = cost - self.cost_of(group, start);
                if gain <= 0 || self.work >= end {
                    break;
                }
                self.work += 1;
                if self.links_allow(task, group, start)
                    && let Some(family) = self.overloaded(group, start)
                    && self.eject_from(family, task, group, start, gain)
                {
                    return true;
                }
            }
        }
        self.put_back(task, own_group, own_start);
        false
    }

    /// Ejects a member of a family so that an unplaced task fits, and finds the ejected one a place that costs less than `gain` more.
    fn eject_from(&mut self, family: usize, task: usize, group: usize, start: u32, gain: i128) -> bool {
        let mut at = 0;
        while let Some(&other) = self.members(family).get(at) {
            at += 1;
            let other = other as usize;
            let cost = self.cost(other);
            let (other_group, other_start) = self.lift(other);
            if self.fits(task, group, start) {
                self.place(task, group, start);
                if let Some((to, when)) = self.cheapest(other, cost + gain) {
                    self.place(other, to, when);
                    return true;
                }
                self.lift(task);
            }
            self.place(other, other_group as usize, other_start);
            // Placing put it at the end of the list; what stood at the end is now at this place.
            if let Some(last) = self.members(family).len().checked_sub(1)
                && at <= last
            {
                self.reorder(family, at - 1, last);
            }
        }
        false
    }
}
