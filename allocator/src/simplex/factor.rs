//! Everything that follows from a basis, computed afresh.

use super::Matrix;
use super::solve::{Basic, KEY, NOWHERE, Simplex};

impl Simplex {
    /// Sets where columns are from the basis and the keys.
    pub(super) fn place_columns(&mut self) {
        self.column_at.clear();
        self.column_at.resize(self.open.len(), NOWHERE);
        for &key in &self.key {
            self.column_at[key as usize] = KEY;
        }
        for (place, basic) in (0..).zip(&self.basis) {
            if let Basic::Column(column) = *basic {
                self.column_at[column as usize] = place;
            }
        }
    }

    pub(super) fn list_basics(&mut self, matrix: &Matrix) {
        self.basic_of.iter_mut().for_each(Vec::clear);
        self.basic_of.resize(matrix.task_count(), Vec::new());
        for (place, basic) in (0..).zip(&self.basis) {
            if let Basic::Column(column) = *basic {
                self.basic_of[matrix.task[column as usize] as usize].push(place);
            }
        }
    }

    /// Computes the inverse for the rows in use, some basic columns, and the slacks of rows that are not tight; whether they are a basis.
    pub(super) fn factor(&mut self, matrix: &Matrix, basics: &[u32], tight: &[bool]) -> bool {
        let size = self.rows.len();
        self.pivots = 0;
        self.row_at.clear();
        self.row_at.resize(matrix.rows.len(), NOWHERE);
        for (at, &row) in (0..).zip(&self.rows) {
            self.row_at[row as usize] = at;
        }
        self.inverse.reset(size);
        self.basis = (0..size as u32).map(Basic::Slack).collect();
        // Short columns first: they fill the inverse least.
        let mut order: Vec<u32> = basics.to_vec();
        order.sort_by_key(|&column| (matrix.columns[column as usize].len(), column));
        self.column_at.clear();
        self.column_at.resize(matrix.column_count(), NOWHERE);
        self.key.iter().for_each(|&key| self.column_at[key as usize] = KEY);
        let mut product = core::mem::take(&mut self.product);
        let mut whole = true;
        for column in order {
            let reduced = self.reduced_column(matrix, column);
            self.inverse.times(&reduced, &mut product);
            let free = (0..size).filter(|&place| tight[place] && matches!(self.basis[place], Basic::Slack(_)));
            let best = free.max_by(|&a, &b| product[a].abs().total_cmp(&product[b].abs()).then(b.cmp(&a)));
            match best {
                Some(place) if product[place].abs() > 1e-9 && self.column_at[column as usize] == NOWHERE => {
                    self.inverse.pivot(place, &product);
                    self.basis[place] = Basic::Column(column);
                    self.column_at[column as usize] = place as u32;
                }
                _ => whole = false,
            }
            self.work += (size * size / 16) as u64;
        }
        self.product = product;
        self.slack_at.clear();
        self.slack_at.resize(size, NOWHERE);
        for (place, basic) in (0..).zip(&self.basis) {
            if let Basic::Slack(row) = *basic {
                self.slack_at[row as usize] = place;
            }
        }
        self.list_basics(matrix);
        self.set_values(matrix);
        whole
    }

    /// A column less its task's key, over the rows in use.
    pub(super) fn reduced_column(&self, matrix: &Matrix, column: u32) -> Vec<(u32, f64)> {
        let key = self.key[matrix.task[column as usize] as usize];
        let at = |&(row, coefficient): &(u32, f64), sign: f64| match self.row_at[row as usize] {
            NOWHERE => None,
            at => Some((at, sign * coefficient)),
        };
        let own = matrix.columns[column as usize].iter().filter_map(|term| at(term, 1.0));
        own.chain(matrix.columns[key as usize].iter().filter_map(|term| at(term, -1.0))).collect()
    }

    pub(super) fn set_values(&mut self, matrix: &Matrix) {
        let mut right: Vec<f64> = self.rows.iter().map(|&row| matrix.bounds[row as usize]).collect();
        for &key in &self.key {
            for &(row, coefficient) in &matrix.columns[key as usize] {
                if let Some(right) = right.get_mut(self.row_at[row as usize] as usize) {
                    *right -= coefficient;
                }
            }
        }
        self.value.clear();
        let product = |row: &[f64]| row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>();
        self.value.extend((0..self.inverse.size).map(|at| product(self.inverse.row(at))));
    }

    /// Computes multipliers and reduced costs afresh.
    pub(super) fn price(&mut self, matrix: &Matrix) {
        let size = self.rows.len();
        self.dual.clear();
        self.dual.resize(size, 0.0);
        for (place, basic) in self.basis.iter().enumerate() {
            if let Basic::Column(column) = *basic {
                let key = self.key[matrix.task[column as usize] as usize];
                let cost = matrix.cost[column as usize] - matrix.cost[key as usize];
                for (dual, cell) in self.dual.iter_mut().zip(self.inverse.row(place)) {
                    *dual -= cost * cell;
                }
            }
        }
        self.reduced.clear();
        self.reduced.extend_from_slice(&matrix.cost);
        for (&row, &dual) in self.rows.iter().zip(&self.dual) {
            if dual != 0.0 {
                for &(column, coefficient) in &matrix.rows[row as usize] {
                    self.reduced[column as usize] += dual * coefficient;
                }
            }
        }
        for task in 0..matrix.task_count() {
            let own = self.reduced[self.key[task] as usize];
            for reduced in &mut self.reduced[matrix.of_task(task)] {
                *reduced -= own;
            }
        }
        self.work += matrix.column_count() as u64;
    }
}
