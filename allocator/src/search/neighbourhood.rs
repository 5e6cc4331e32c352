//! Large neighbourhoods: parts of the best allocation that are left free while the rest stays (Shaw 1998; Danna, Rothberg and Le Pape 2005).

use super::incumbent::Incumbent;
use super::relaxation::Relaxation;
use crate::dual::Active;
use crate::model::Model;
use crate::random::Random;

/// Which neighbourhood comes next, and how large it is.
#[derive(Clone, Debug)]
pub(crate) struct Neighbourhoods {
    turn: u64,
    size: usize,
}

/// Tasks left free at first, and at least.
const SIZE_FIRST: usize = 30;
const SIZE_MIN: usize = 12;

impl Default for Neighbourhoods {
    fn default() -> Self {
        Self { turn: 0, size: SIZE_FIRST }
    }
}

impl Neighbourhoods {
    /// Whether the next one would be no smaller than the whole.
    pub(super) fn are_whole(&self, model: &Model<'_, '_>) -> bool {
        self.size >= model.task_count()
    }

    /// Takes in how the last one ended.
    pub(super) fn learn(&mut self, better: bool, exhausted: bool) {
        if !better {
            self.size = if exhausted { self.size + self.size / 4 } else { (self.size - self.size / 6).max(SIZE_MIN) };
        }
    }

    /// The options of the next neighbourhood: all that remain of some tasks, and of the others what they have.
    pub(super) fn next(
        &mut self,
        model: &Model<'_, '_>,
        relaxation: &Relaxation,
        root: &Active,
        incumbent: &Incumbent,
    ) -> Active {
        self.turn += 1;
        let mut random = Random::new(self.turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut free = vec![false; model.task_count()];
        let mut left = self.size.min(model.task_count());
        if self.turn.is_multiple_of(3) {
            // Tasks of which the relaxation thinks otherwise.
            let taken = |task: usize| relaxation.point.get(incumbent.choices[task].0 as usize).copied().unwrap_or(0.0);
            let mut doubtful: Vec<(f64, usize)> =
                (0..free.len()).map(|task| (taken(task) + 0.3 * random.fraction(), task)).collect();
            doubtful.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            doubtful.iter().take(left).for_each(|&(_, task)| free[task] = true);
        } else {
            // Tasks that compete for rows that bind.
            let rows = relaxation.basis.as_ref().map_or(&[][..], |basis| &basis.rows);
            let most = left.div_ceil(2);
            for _ in 0..4 * free.len() {
                let Some(&row) = rows.get(random.below(rows.len())) else { break };
                let mut tasks = competing(model, relaxation, incumbent, row);
                tasks.retain(|&task| !free[task]);
                for _ in 0..most.min(left).min(tasks.len()) {
                    free[tasks.swap_remove(random.below(tasks.len()))] = true;
                    left -= 1;
                }
                if left == 0 {
                    break;
                }
            }
            while left > 0 {
                let task = random.below(free.len());
                if !core::mem::replace(&mut free[task], true) {
                    left -= 1;
                }
            }
        }
        let mut active = Active::default();
        active.clear();
        for (task, &(group, start)) in incumbent.choices.iter().enumerate() {
            if free[task] {
                for at in root.of(task) {
                    active.push(root.group[at], root.first[at], root.last[at]);
                }
                if !root.of(task).any(|at| root.group[at] == group) {
                    active.push(group, start, start);
                }
            } else {
                active.push(group, start, start);
            }
            active.end_task();
        }
        active
    }
}

/// Tasks that load a row in the allocation or in the relaxation's solution, or that could if they were not left out; ascending.
fn competing(model: &Model<'_, '_>, relaxation: &Relaxation, incumbent: &Incumbent, row: u32) -> Vec<usize> {
    let of = |column: u32| relaxation.matrix.task[column as usize] as usize;
    let competes = |column: u32| {
        let group = incumbent.choices[of(column)].0;
        let taken = relaxation.point.get(column as usize).is_some_and(|&taken| taken > 0.0);
        group == column || taken || model.is_unassigned(group as usize)
    };
    let columns = relaxation.matrix.rows[row as usize].iter().map(|&(column, _)| column);
    let mut tasks: Vec<usize> = columns.filter(|&column| competes(column)).map(of).collect();
    tasks.dedup();
    tasks
}
