//! Whether a point is an average of selections, and a row that separates it if not.

/// The linear program `minimise sum of y such that sum over points of y point >= x, y >= 0`, solved as points come: its value is at most 1 iff x
/// lies below an average of the points, and otherwise its dual is a row that x violates.
#[derive(Debug)]
pub(crate) struct Cover {
    size: usize,
    inverse: Vec<f64>,
    /// Values of the basic variables, and their costs: 1 for points, 0 for surpluses.
    value: Vec<f64>,
    cost: Vec<f64>,
}

/// A point or a surplus enters only if it improves by more than this.
const IMPROVES: f64 = 1e-9;

impl Cover {
    /// Starts with the unit points.
    pub(crate) fn new(target: &[f64]) -> Self {
        let size = target.len();
        let mut inverse = vec![0.0; size * size];
        (0..size).for_each(|at| inverse[at * size + at] = 1.0);
        Self { size, inverse, value: target.to_vec(), cost: vec![1.0; size] }
    }

    /// The value with the points so far.
    pub(crate) fn total(&self) -> f64 {
        self.value.iter().zip(&self.cost).map(|(value, cost)| value * cost).sum()
    }

    /// The dual: coefficients of the row.
    pub(crate) fn row(&self) -> Vec<f64> {
        let column = |at: usize| (0..self.size).map(|row| self.cost[row] * self.inverse[row * self.size + at]).sum();
        (0..self.size).map(column).collect()
    }

    /// Lets a point enter, given by the places where it is 1; then surpluses, until no coefficient is negative.
    pub(crate) fn add(&mut self, point: &[u32]) {
        let size = self.size;
        let product = |row: usize| point.iter().map(|&at| self.inverse[row * size + at as usize]).sum();
        let product: Vec<f64> = (0..size).map(product).collect();
        self.enter(&product, 1.0);
        for _ in 0..4 * size {
            let row = self.row();
            let least = (0..size).min_by(|&a, &b| row[a].total_cmp(&row[b]));
            let Some(at) = least.filter(|&at| row[at] < -IMPROVES) else { return };
            let product: Vec<f64> = (0..size).map(|row| -self.inverse[row * size + at]).collect();
            self.enter(&product, 0.0);
        }
    }

    fn enter(&mut self, product: &[f64], cost: f64) {
        let ratio = |row: usize| self.value[row].max(0.0) / product[row];
        let leaving = (0..self.size).filter(|&row| product[row] > 1e-9);
        let leaving = leaving.min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)).then(product[b].total_cmp(&product[a])));
        let Some(leaving) = leaving else { return };
        let size = self.size;
        let amount = ratio(leaving);
        let pivot: Vec<f64> =
            self.inverse[leaving * size..(leaving + 1) * size].iter().map(|cell| cell / product[leaving]).collect();
        for row in (0..size).filter(|&row| row != leaving) {
            self.value[row] -= amount * product[row];
            for (cell, by) in self.inverse[row * size..(row + 1) * size].iter_mut().zip(&pivot) {
                *cell -= product[row] * by;
            }
        }
        self.inverse[leaving * size..(leaving + 1) * size].copy_from_slice(&pivot);
        self.value[leaving] = amount;
        self.cost[leaving] = cost;
    }
}
