//! The dual simplex method.

use super::Matrix;
use super::inverse::Inverse;

/// A basic solution, to start from again: the rows that are tight, and the columns that are basic besides the keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Basis {
    pub(crate) keys: Box<[u32]>,
    pub(crate) basics: Box<[u32]>,
    pub(crate) rows: Box<[u32]>,
}

impl Basis {
    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        4 * (self.keys.len() + self.basics.len() + self.rows.len()) as u64 + 64
    }
}

/// How a solve ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    Optimal,
    /// No point satisfies the rows: [`Simplex::ray`] has multipliers that show it.
    Infeasible,
    /// The value passed the limit.
    Enough,
    /// Out of iterations, stopped, or numerically lost: multipliers are dual feasible all the same.
    Unfinished,
}

/// Basic in a row of the inverse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Basic {
    Column(u32),
    Slack(u32),
}

pub(super) const NOWHERE: u32 = u32::MAX;
pub(super) const KEY: u32 = u32::MAX - 1;
/// By how much a column or a row may be off, in units of a whole column or a row's largest coefficient.
pub(super) const FEASIBLE: f64 = 1e-7;

/// A relaxation being solved; made once and used for many nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Simplex {
    /// Matrix rows in use, and where each is.
    pub(super) rows: Vec<u32>,
    pub(super) row_at: Vec<u32>,
    pub(super) basis: Vec<Basic>,
    pub(super) slack_at: Vec<u32>,
    pub(super) column_at: Vec<u32>,
    pub(super) key: Vec<u32>,
    /// Of every task, the places of its basic columns besides the key.
    pub(super) basic_of: Vec<Vec<u32>>,
    pub(super) inverse: Inverse,
    pub(super) value: Vec<f64>,
    pub(super) dual: Vec<f64>,
    pub(super) reduced: Vec<f64>,
    pub(super) open: Vec<bool>,
    /// Multipliers by matrix row that show infeasibility, after [`End::Infeasible`].
    pub(crate) ray: Vec<f64>,
    pub(super) raw: Vec<f64>,
    pub(super) product: Vec<f64>,
    pub(super) pivots: u32,
    /// Columns looked at.
    pub(crate) work: u64,
}

impl Simplex {
    /// Starts from a basis, with the columns marked as open; from the cheapest columns if there is none or it does not fit.
    pub(crate) fn load(&mut self, matrix: &Matrix, basis: Option<&Basis>, open: impl Iterator<Item = u32>) {
        self.open.clear();
        self.open.resize(matrix.column_count(), false);
        open.for_each(|column| self.open[column as usize] = true);
        let fits = basis.is_some_and(|basis| {
            self.key.clear();
            self.key.extend(&basis.keys);
            self.rows.clear();
            self.rows.extend(&basis.rows);
            self.factor(matrix, &basis.basics, &vec![true; basis.rows.len()])
        });
        if !fits {
            self.rows.clear();
            self.key.clear();
            for task in 0..matrix.task_count() {
                let open = || matrix.of_task(task).filter(|&column| self.open[column]);
                let cheapest = open().min_by(|&a, &b| matrix.cost[a].total_cmp(&matrix.cost[b]));
                self.key.push(cheapest.unwrap_or(matrix.offsets[task] as usize) as u32);
            }
            self.factor(matrix, &[], &[]);
        }
        self.price(matrix);
    }

    /// Takes over another's state, in the memory at hand.
    pub(crate) fn restore(&mut self, from: &Self) {
        self.rows.clone_from(&from.rows);
        self.row_at.clone_from(&from.row_at);
        self.basis.clone_from(&from.basis);
        self.slack_at.clone_from(&from.slack_at);
        self.column_at.clone_from(&from.column_at);
        self.key.clone_from(&from.key);
        self.basic_of.clone_from(&from.basic_of);
        self.inverse.restore(&from.inverse);
        self.value.clone_from(&from.value);
        self.dual.clone_from(&from.dual);
        self.reduced.clone_from(&from.reduced);
        self.open.clone_from(&from.open);
        self.pivots = from.pivots;
    }

    /// Bytes it takes, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        let size = self.inverse.size;
        (size * size * 8 + size * 64 + self.open.len() * 24 + self.key.len() * 40 + self.row_at.len() * 24) as u64
    }

    /// The basis, without rows that are not tight.
    pub(crate) fn basis(&self) -> Basis {
        let tight = (0..self.rows.len()).filter(|&row| self.slack_at[row] == NOWHERE);
        Basis {
            keys: self.key.clone().into(),
            basics: self.basics().collect(),
            rows: tight.map(|row| self.rows[row]).collect(),
        }
    }

    /// Closes a column: it has to become zero.
    pub(crate) fn close(&mut self, column: u32) {
        self.open[column as usize] = false;
    }

    #[cfg(test)]
    pub(super) fn is_open(&self, column: u32) -> bool {
        self.open[column as usize]
    }

    /// The reduced cost of a column, in units of the largest cost.
    pub(crate) fn reduced(&self, column: usize) -> f64 {
        self.reduced[column]
    }

    /// Multipliers by matrix row.
    pub(crate) fn multipliers(&self, out: &mut [f64]) {
        out.fill(0.0);
        for (&row, &dual) in self.rows.iter().zip(&self.dual) {
            out[row as usize] = dual.max(0.0);
        }
    }

    /// The solution: columns above zero, by task.
    pub(crate) fn solution(&self, mut visit: impl FnMut(u32, f64)) {
        for (task, &key) in self.key.iter().enumerate() {
            let mut left = 1.0;
            for &place in &self.basic_of[task] {
                let value = self.value[place as usize];
                left -= value;
                if value > FEASIBLE
                    && let Basic::Column(column) = self.basis[place as usize]
                {
                    visit(column, value);
                }
            }
            if left > FEASIBLE {
                visit(key, left);
            }
        }
    }

    /// The dual value, in units of the largest cost: a lower bound on the relaxation, up to rounding.
    pub(crate) fn bound(&self, matrix: &Matrix) -> f64 {
        let keys: f64 = self.key.iter().map(|&key| matrix.cost[key as usize]).sum();
        let charged = |(&row, &dual): (&u32, &f64)| {
            dual * (self.load_of_keys(matrix, row as usize) - matrix.bounds[row as usize])
        };
        keys + self.rows.iter().zip(&self.dual).filter(|(_, dual)| **dual > 0.0).map(charged).sum::<f64>()
    }

    fn load_of_keys(&self, matrix: &Matrix, row: usize) -> f64 {
        let is_key = |column: u32| self.column_at[column as usize] == KEY;
        matrix.rows[row].iter().filter(|&&(column, _)| is_key(column)).map(|&(_, coefficient)| coefficient).sum()
    }

    /// Solves with rows joining as they are violated, for at most so many pivots; a dual value above `enough` ends it.
    pub(crate) fn optimise(&mut self, matrix: &Matrix, pivots_max: u32, enough: f64, stop: &dyn Fn() -> bool) -> End {
        let mut left = pivots_max;
        loop {
            let end = self.iterate(matrix, &mut left, enough, stop);
            if end != End::Optimal {
                return end;
            }
            if !self.join(matrix) {
                return End::Optimal;
            }
        }
    }
}
