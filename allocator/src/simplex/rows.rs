//! Rows that join as they are violated, and leave when they are not tight.

use super::Matrix;
use super::solve::{Basic, FEASIBLE, KEY, NOWHERE, Simplex};

/// Violated rows that join at once.
const JOIN: usize = 60;

impl Simplex {
    /// Adds the most violated rows; whether there were any.
    pub(super) fn join(&mut self, matrix: &Matrix) -> bool {
        let mut load = vec![0.0; matrix.rows.len()];
        let mut touched = 0;
        self.solution(|column, value| {
            for &(row, coefficient) in &matrix.columns[column as usize] {
                load[row as usize] += coefficient * value;
            }
            touched += matrix.columns[column as usize].len() as u64;
        });
        self.work += touched / 8 + 1;
        self.row_at.resize(matrix.rows.len(), NOWHERE);
        let over = |row: usize| load[row] - matrix.bounds[row];
        let violated = (0..matrix.rows.len()).filter(|&row| over(row) > 10.0 * FEASIBLE && self.row_at[row] == NOWHERE);
        let mut violated: Vec<usize> = violated.collect();
        if violated.is_empty() {
            return false;
        }
        violated.sort_by(|&a, &b| over(b).total_cmp(&over(a)).then(a.cmp(&b)));
        violated.truncate(JOIN);
        self.drop_loose(matrix);
        let mut below = Vec::with_capacity(violated.len());
        for &row in &violated {
            let mut terms = Vec::new();
            let mut key_load = vec![];
            for &(column, coefficient) in &matrix.rows[row] {
                match self.column_at[column as usize] {
                    NOWHERE => {}
                    KEY => key_load.push((matrix.task[column as usize], coefficient)),
                    place => terms.push((place, coefficient)),
                }
            }
            for (task, coefficient) in key_load {
                terms.extend(self.basic_of[task as usize].iter().map(|&place| (place, -coefficient)));
            }
            below.push(terms);
            let (at, place) = (self.rows.len() as u32, self.basis.len() as u32);
            self.row_at[row] = at;
            self.rows.push(row as u32);
            self.basis.push(Basic::Slack(at));
            self.slack_at.push(place);
            self.value.push(-over(row));
            self.dual.push(0.0);
        }
        self.inverse.extend(&below);
        true
    }

    /// Drops rows whose slack is basic.
    fn drop_loose(&mut self, matrix: &Matrix) {
        let is_slack = |basic: &Basic| matches!(basic, Basic::Slack(_));
        if !self.basis.iter().any(is_slack) {
            return;
        }
        let places: Vec<usize> = (0..self.basis.len()).filter(|&place| !is_slack(&self.basis[place])).collect();
        let tight: Vec<usize> = (0..self.rows.len()).filter(|&row| self.slack_at[row] == NOWHERE).collect();
        self.inverse.keep(&places, &tight);
        for &row in &self.rows {
            self.row_at[row as usize] = NOWHERE;
        }
        self.rows = tight.iter().map(|&row| self.rows[row]).collect();
        self.dual = tight.iter().map(|&row| self.dual[row]).collect();
        self.value = places.iter().map(|&place| self.value[place]).collect();
        self.basis = places.iter().map(|&place| self.basis[place]).collect();
        self.slack_at.clear();
        self.slack_at.resize(self.rows.len(), NOWHERE);
        for (at, &row) in (0..).zip(&self.rows) {
            self.row_at[row as usize] = at;
        }
        self.place_columns();
        self.list_basics(matrix);
    }
}
