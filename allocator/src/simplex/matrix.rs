//! The rows and columns of a relaxation, both ways.

use crate::dual::Active;
use crate::model::{Model, Objective, coefficients};

/// A sparse matrix with scaled coefficients: columns are the groups of a model with one start each; rows are the model's, then the caps, then
/// cuts as they are found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Cost of every column in units of the level's largest cost.
    pub(crate) cost: Vec<f64>,
    pub(crate) task: Vec<u32>,
    /// Tasks whose columns lie in rows; the others' keys stay.
    pub(crate) live: Vec<u32>,
    /// First column of every task, and the number of columns.
    pub(crate) offsets: Vec<u32>,
    pub(crate) columns: Vec<Vec<(u32, f64)>>,
    pub(crate) rows: Vec<Vec<(u32, f64)>>,
    pub(crate) bounds: Vec<f64>,
}

impl Matrix {
    /// The relaxation of a level; O(coefficients). Groups must have a single start.
    pub(crate) fn new(model: &Model<'_, '_>, objective: Objective<'_>) -> Self {
        let own = objective.own();
        let mut matrix = Self {
            cost: (0..model.group_count())
                .map(|group| own.cost(group) / own.scale + perturbation(group as u32))
                .collect(),
            task: model.group_task.clone(),
            live: (0..model.task_count() as u32).collect(),
            offsets: model.group_offsets.clone(),
            columns: vec![Vec::new(); model.group_count()],
            rows: Vec::new(),
            bounds: Vec::new(),
        };
        let mut rows = vec![Vec::new(); model.row_count()];
        for group in 0..model.group_count() {
            coefficients(model, group, model.starts[group].0, |row, amount| {
                let scale = model.families[model.row_family[row] as usize].scale;
                rows[row].push((group as u32, amount as f64 / scale));
            });
        }
        for (row, bound) in rows.into_iter().zip(&model.bounds_scaled) {
            matrix.push(row, *bound);
        }
        for (level, &cap) in objective.capped().iter().zip(objective.caps) {
            let row =
                (0..model.group_count()).map(|group| (group as u32, level.cost(group))).filter(|(_, cost)| *cost > 0.0);
            matrix.push(row.map(|(group, cost)| (group, cost / level.scale)).collect(), cap as f64 / level.scale);
        }
        matrix
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: Vec<(u32, f64)>, bound: f64) {
        let number = self.rows.len() as u32;
        for &(column, coefficient) in &row {
            self.columns[column as usize].push((number, coefficient));
        }
        self.rows.push(row);
        self.bounds.push(bound);
    }

    /// The relaxation of some options: columns keep their numbers, tasks with one option left are taken from the bounds.
    pub(crate) fn within(&self, active: &Active) -> Self {
        let mut free = vec![false; self.column_count()];
        let (mut bounds, mut live) = (self.bounds.clone(), Vec::new());
        for task in 0..self.task_count() {
            let of = active.of(task);
            if let [only] = active.group[of.clone()] {
                self.columns[only as usize].iter().for_each(|&(row, used)| bounds[row as usize] -= used);
            } else {
                live.push(task as u32);
                active.group[of].iter().for_each(|&group| free[group as usize] = true);
            }
        }
        let rows = self.rows.iter().map(|row| row.iter().filter(|term| free[term.0 as usize]).copied().collect());
        let columns = self.columns.iter().zip(&free).map(|(own, free)| if *free { own.clone() } else { Vec::new() });
        Self {
            cost: self.cost.clone(),
            task: self.task.clone(),
            live,
            offsets: self.offsets.clone(),
            columns: columns.collect(),
            rows: rows.collect(),
            bounds,
        }
    }

    /// Bytes it takes, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        let coefficients: usize = self.rows.iter().map(Vec::len).sum();
        (self.cost.len() * 40 + self.rows.len() * 32 + coefficients * 32) as u64
    }

    pub(crate) fn column_count(&self) -> usize {
        self.cost.len()
    }

    pub(crate) fn task_count(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn of_task(&self, task: usize) -> core::ops::Range<usize> {
        self.offsets[task] as usize..self.offsets[task + 1] as usize
    }
}

/// A different small amount for every column: equal ratios would let the method go in circles.
pub(super) fn perturbation(column: u32) -> f64 {
    // Multiplicative hashing (Knuth 1973): the leading bits are spread evenly.
    let hash = column.wrapping_add(1).wrapping_mul(0x9e37_79b9);
    1e-7 * f64::from(hash) / f64::from(u32::MAX)
}
