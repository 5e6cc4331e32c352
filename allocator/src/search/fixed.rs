//! What follows from tasks with a single option left: rows they exceed, and options of others that no longer fit.

use crate::dual::Active;
use crate::model::{Model, Objective, coefficients};

/// Loads by tasks that have one option left.
#[derive(Debug, Default)]
pub(crate) struct Fixed {
    load: Vec<i128>,
    /// Places of removed groups, with the row that rules each out, by row.
    pub(crate) removed: Vec<(u32, u32)>,
}

impl Fixed {
    /// Adds up the loads; the first row (or cap, from the row count on) that they exceed.
    pub(crate) fn load(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) -> Option<u32> {
        let rows = model.row_count();
        self.load.clear();
        self.load.resize(rows + objective.caps.len(), 0);
        for task in (0..active.task_count()).filter(|&task| active.is_fixed(task)) {
            let at = active.of(task).start;
            let (group, start) = (active.group[at] as usize, active.first[at]);
            let load = &mut self.load;
            coefficients(model, group, start, |row, amount| load[row] += amount);
            for (place, level) in self.load[rows..].iter_mut().zip(objective.capped()) {
                *place += level.at(group, start - model.starts[group].0) as i128;
            }
        }
        let bounds = model.bounds.iter().copied().chain(objective.caps.iter().map(|&cap| cap as i128));
        self.load.iter().zip(bounds).position(|(&load, bound)| load > bound).map(|row| row as u32)
    }

    /// Finds groups with a single start that do not fit on top of the loads.
    pub(crate) fn exclude(&mut self, model: &Model<'_, '_>, active: &Active) {
        let mut removed = core::mem::take(&mut self.removed);
        removed.clear();
        for task in (0..active.task_count()).filter(|&task| !active.is_fixed(task)) {
            for at in active.of(task).filter(|&at| active.first[at] == active.last[at]) {
                let mut over = None;
                coefficients(model, active.group[at] as usize, active.first[at], |row, amount| {
                    if over.is_none() && self.load[row] + amount > model.bounds[row] {
                        over = Some(row as u32);
                    }
                });
                if let Some(row) = over {
                    removed.push((row, at as u32));
                }
            }
        }
        removed.sort_unstable();
        self.removed = removed;
    }
}
