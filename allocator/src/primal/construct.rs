//! Greedy construction: tasks by regret, each on its cheapest option that fits.

use super::State;
use crate::dual::{Active, Ascent};

impl State<'_, '_, '_> {
    /// Builds an allocation from relaxed costs: tasks that lose most by missing their cheapest option come first, required ones before
    /// the others, what a task depends on before the task. Required tasks that fit nowhere remain unplaced.
    pub(crate) fn construct(&mut self, active: &Active, ascent: &Ascent) {
        self.clear();
        let tasks = self.model.task_count();
        let mut order: Vec<(bool, f64, u32)> = (0..tasks)
            .map(|task| {
                let (mut least, mut next) = (f64::INFINITY, f64::INFINITY);
                for at in active.of(task) {
                    let cost = ascent.group_cost[at];
                    (least, next) = if cost < least { (cost, least) } else { (least, next.min(cost)) };
                }
                (self.model.may_stay_unassigned[task], least - next, task as u32)
            })
            .collect();
        order.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut candidates = Vec::new();
        let mut waiting = Vec::new();
        for (_, _, task) in order {
            waiting.push(task as usize);
            while let Some(&task) = waiting.last() {
                let open = self.model.needs[task].iter().map(|link| link.other as usize).find(|&on| !self.is_tried(on));
                match open {
                    Some(on) if !self.is_tried(task) => waiting.push(on),
                    _ => {
                        waiting.pop();
                        if !self.is_tried(task) {
                            self.place_cheapest(task, active, ascent, &mut candidates);
                        }
                    }
                }
            }
        }
        self.tried.fill(false);
    }

    fn is_tried(&self, task: usize) -> bool {
        self.tried[task]
    }

    fn place_cheapest(&mut self, task: usize, active: &Active, ascent: &Ascent, candidates: &mut Vec<(f64, usize)>) {
        self.tried[task] = true;
        candidates.clear();
        candidates.extend(active.of(task).map(|at| (ascent.group_cost[at], at)));
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, at) in candidates.iter() {
            let group = active.group[at] as usize;
            let preferred = ascent.group_start[at];
            let others = (active.first[at]..=active.last[at]).filter(|&start| start != preferred);
            for start in core::iter::once(preferred).chain(others) {
                if self.fits(task, group, start) {
                    self.place(task, group, start);
                    return;
                }
            }
        }
        // Outside what remains at the node, staying unassigned may still be possible.
        if let Some(group) = self.model.unassigned(task)
            && self.fits(task, group, 0)
        {
            self.place(task, group, 0);
        }
    }
}
