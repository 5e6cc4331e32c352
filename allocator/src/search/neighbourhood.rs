//! Large neighbourhoods: parts of the best allocation that are left free while the rest stays (Shaw 1998; Danna, Rothberg and Le Pape 2005).

use super::incumbent::Incumbent;
use super::relaxation::Relaxation;
use crate::dual::Active;
use crate::model::Model;

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
        let mut random = Random(self.turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
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
            // Tasks that share rows that bind.
            let rows = relaxation.basis.as_ref().map_or(&[][..], |basis| &basis.rows);
            for _ in 0..4 * free.len() {
                let Some(&row) = rows.get(random.below(rows.len())) else { break };
                for &(column, _) in &relaxation.matrix.rows[row as usize] {
                    let task = relaxation.matrix.task[column as usize] as usize;
                    if left > 0 && !free[task] {
                        free[task] = true;
                        left -= 1;
                    }
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

/// A linear congruential generator (Knuth 1997, section 3.3.4): the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    fn fraction(&mut self) -> f64 {
        self.next() as f64 / (1u64 << 31) as f64
    }
}
