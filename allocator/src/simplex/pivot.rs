//! Pivots: which variable leaves, which enters, and what changes.

use super::Matrix;
use super::solve::{Basic, End, FEASIBLE, KEY, NOWHERE, Simplex};

/// Pivots smaller than this are avoided.
const PIVOT: f64 = 1e-7;
/// Reduced costs may be off by this, in units of the largest cost.
const DUAL: f64 = 1e-10;
/// Pivots after which the inverse is computed afresh.
const REFRESH: u32 = 150;
/// Candidates to leave that are compared by the length of their rows.
const CANDIDATES: usize = 12;

impl Simplex {
    pub(super) fn iterate(&mut self, matrix: &Matrix, left: &mut u32, enough: f64, stop: &dyn Fn() -> bool) -> End {
        let mut trouble = 0;
        loop {
            if self.pivots >= REFRESH || trouble > 0 && self.pivots > 0 {
                let basis: Vec<u32> = self.basics().collect();
                let tight: Vec<bool> = self.slack_at.iter().map(|&place| place == NOWHERE).collect();
                if !self.factor(matrix, &basis, &tight) {
                    return End::Unfinished;
                }
                self.price(matrix);
                if enough.is_finite() && self.bound(matrix) > enough {
                    return End::Enough;
                }
            }
            self.rekey_closed(matrix);
            let Some((place, task)) = self.leaving() else { return End::Optimal };
            if *left == 0 || stop() {
                return End::Unfinished;
            }
            *left -= 1;
            if let Some(task) = task {
                self.exchange_key(task, place);
            }
            match self.enter(matrix, place) {
                Entered::Yes => trouble = 0,
                Entered::Infeasible if self.pivots == 0 || trouble > 1 => return End::Infeasible,
                Entered::Small if trouble > 2 => return End::Unfinished,
                Entered::Infeasible | Entered::Small => {
                    trouble += 1;
                    self.pivots = self.pivots.max(1);
                }
            }
            if enough.is_finite() && self.pivots.is_multiple_of(8) && self.bound(matrix) > enough {
                return End::Enough;
            }
        }
    }

    pub(super) fn basics(&self) -> impl Iterator<Item = u32> + '_ {
        self.basis.iter().filter_map(|basic| match basic {
            Basic::Column(column) => Some(*column),
            Basic::Slack(_) => None,
        })
    }

    /// Gives tasks whose key is closed and has no basic column another key: the cheapest open one.
    fn rekey_closed(&mut self, matrix: &Matrix) {
        for task in 0..self.key.len() {
            let old = self.key[task];
            if self.open[old as usize] || !self.basic_of[task].is_empty() {
                continue;
            }
            let open = matrix.of_task(task).filter(|&column| self.open[column]);
            let Some(new) = open.min_by(|&a, &b| self.reduced[a].total_cmp(&self.reduced[b])) else { continue };
            let change = self.reduced_column(matrix, new as u32);
            self.inverse.times(&change, &mut self.product);
            for (value, change) in self.value.iter_mut().zip(&self.product) {
                *value -= change;
            }
            self.key[task] = new as u32;
            self.column_at[old as usize] = NOWHERE;
            self.column_at[new] = KEY;
            let by = self.reduced[new];
            for reduced in &mut self.reduced[matrix.of_task(task)] {
                *reduced -= by;
            }
        }
    }

    /// The place of the basic variable to leave; with a task, its key is to leave and changes places first.
    fn leaving(&mut self) -> Option<(usize, Option<usize>)> {
        let mut candidates: Vec<(f64, usize, Option<usize>)> = Vec::new();
        let violation = |value: f64, open: bool| {
            if value < 0.0 {
                -value
            } else if open {
                0.0
            } else {
                value
            }
        };
        for (place, (&value, basic)) in self.value.iter().zip(&self.basis).enumerate() {
            let open = match *basic {
                Basic::Column(column) => self.open[column as usize],
                Basic::Slack(_) => true,
            };
            let violation = violation(value, open);
            if violation > FEASIBLE {
                candidates.push((violation, place, None));
            }
        }
        for (task, places) in self.basic_of.iter().enumerate() {
            let Some(&first) = places.first() else { continue };
            let value = 1.0 - places.iter().map(|&place| self.value[place as usize]).sum::<f64>();
            let violation = violation(value, self.open[self.key[task] as usize]);
            if violation > FEASIBLE {
                // The column that takes the key's place: the largest, so that the new key is likely to stay.
                let value = |place: u32| self.value[place as usize];
                let partner = places.iter().copied().max_by(|&a, &b| value(a).total_cmp(&value(b)).then(b.cmp(&a)));
                candidates.push((violation, partner.unwrap_or(first) as usize, Some(task)));
            }
        }
        if candidates.len() > CANDIDATES {
            candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            candidates.truncate(CANDIDATES);
        }
        let mut best: Option<(f64, usize, Option<usize>)> = None;
        for (violation, place, task) in candidates {
            let length = match task {
                None => squared(self.inverse.row(place)),
                Some(task) => {
                    let size = self.inverse.size;
                    let cell = |at: usize| {
                        self.basic_of[task].iter().map(|&other| self.inverse.row(other as usize)[at]).sum::<f64>()
                    };
                    (0..size).map(|at| cell(at) * cell(at)).sum()
                }
            };
            self.work += (self.inverse.size / 16) as u64;
            let score = violation * violation / length.max(1e-12);
            if best.is_none_or(|best| score > best.0) {
                best = Some((score, place, task));
            }
        }
        best.map(|(_, place, task)| (place, task))
    }

    /// A task's key changes places with its basic column at a place.
    fn exchange_key(&mut self, task: usize, place: usize) {
        let Basic::Column(column) = self.basis[place] else { return };
        let others: Vec<usize> =
            self.basic_of[task].iter().map(|&other| other as usize).filter(|&other| other != place).collect();
        let sum: f64 = others.iter().map(|&other| self.value[other]).sum();
        self.value[place] = 1.0 - self.value[place] - sum;
        self.inverse.exchange(place, &others);
        let key = core::mem::replace(&mut self.key[task], column);
        self.basis[place] = Basic::Column(key);
        self.column_at[column as usize] = KEY;
        self.column_at[key as usize] = place as u32;
    }

    /// Lets the variable at a place leave and finds the one to enter.
    fn enter(&mut self, matrix: &Matrix, place: usize) -> Entered {
        // Below zero it rises to zero; a closed column above zero falls to it.
        let sign = if self.value[place] < 0.0 { 1.0 } else { -1.0 };
        self.raw.resize(matrix.column_count(), 0.0);
        for &task in &matrix.live {
            self.raw[matrix.of_task(task as usize)].fill(0.0);
        }
        let mut touched = 0;
        for (&row, &factor) in self.rows.iter().zip(self.inverse.row(place)) {
            if factor.abs() > 1e-12 {
                touched += matrix.rows[row as usize].len();
                for &(column, coefficient) in &matrix.rows[row as usize] {
                    self.raw[column as usize] += factor * coefficient;
                }
            }
        }
        let columns: usize = matrix.live.iter().map(|&task| matrix.of_task(task as usize).len()).sum();
        self.work += (touched / 8 + columns / 8 + self.inverse.size * self.inverse.size / 16) as u64;
        let mut best: Option<(f64, f64, Entering)> = None;
        // Harris (1973): among ratios that rounding cannot tell apart, the largest pivot.
        let mut limit = f64::INFINITY;
        let mut consider = |ratio_base: f64, alpha: f64, entering: Entering| {
            let slope = -sign * alpha;
            if slope <= PIVOT {
                return;
            }
            let ratio = ratio_base.max(0.0) / slope;
            if ratio <= limit {
                limit = limit.min((ratio_base.max(0.0) + DUAL) / slope);
                if best.is_none_or(|(_, pivot, _)| slope > pivot) || best.is_some_and(|(least, _, _)| least > limit) {
                    best = Some((ratio, slope, entering));
                }
            }
        };
        for task in matrix.live.iter().map(|&task| task as usize) {
            let key = self.raw[self.key[task] as usize];
            for column in matrix.of_task(task) {
                self.raw[column] -= key;
                if self.column_at[column] == NOWHERE && self.open[column] {
                    consider(self.reduced[column], self.raw[column], Entering::Column(column as u32));
                }
            }
        }
        for (row, &alpha) in self.inverse.row(place).iter().enumerate() {
            if self.slack_at[row] == NOWHERE {
                consider(self.dual[row], alpha, Entering::Slack(row as u32));
            }
        }
        let Some((_, _, entering)) = best else {
            self.show(matrix, place, sign);
            return Entered::Infeasible;
        };
        match entering {
            Entering::Column(column) => {
                let reduced = self.reduced_column(matrix, column);
                self.inverse.times(&reduced, &mut self.product);
            }
            Entering::Slack(row) => {
                self.product.clear();
                self.product.extend((0..self.inverse.size).map(|at| self.inverse.row(at)[row as usize]));
            }
        }
        let pivot = self.product[place];
        let alpha = match entering {
            Entering::Column(column) => self.raw[column as usize],
            Entering::Slack(row) => self.inverse.row(place)[row as usize],
        };
        if (pivot - alpha).abs() > 1e-6 * (1.0 + pivot.abs()) || pivot.abs() < PIVOT {
            return Entered::Small;
        }
        self.change(matrix, place, entering, pivot);
        Entered::Yes
    }

    fn change(&mut self, matrix: &Matrix, place: usize, entering: Entering, pivot: f64) {
        let base = match entering {
            Entering::Column(column) => self.reduced[column as usize],
            Entering::Slack(row) => self.dual[row as usize],
        };
        let step = base / pivot;
        for column in matrix.live.iter().flat_map(|&task| matrix.of_task(task as usize)) {
            self.reduced[column] -= step * self.raw[column];
        }
        for (dual, &alpha) in self.dual.iter_mut().zip(self.inverse.row(place)) {
            *dual -= step * alpha;
        }
        let amount = self.value[place] / pivot;
        for (value, &change) in self.value.iter_mut().zip(&self.product) {
            *value -= amount * change;
        }
        self.value[place] = amount;
        self.inverse.pivot(place, &self.product);
        match self.basis[place] {
            Basic::Column(column) => {
                self.column_at[column as usize] = NOWHERE;
                let own = &mut self.basic_of[matrix.task[column as usize] as usize];
                own.retain(|&other| other as usize != place);
            }
            Basic::Slack(row) => self.slack_at[row as usize] = NOWHERE,
        }
        self.basis[place] = match entering {
            Entering::Column(column) => {
                self.column_at[column as usize] = place as u32;
                self.basic_of[matrix.task[column as usize] as usize].push(place as u32);
                self.reduced[column as usize] = 0.0;
                Basic::Column(column)
            }
            Entering::Slack(row) => {
                self.slack_at[row as usize] = place as u32;
                self.dual[row as usize] = 0.0;
                Basic::Slack(row)
            }
        };
        self.pivots += 1;
    }

    /// Keeps the row that cannot be satisfied.
    fn show(&mut self, matrix: &Matrix, place: usize, sign: f64) {
        self.ray.clear();
        self.ray.resize(matrix.rows.len(), 0.0);
        for (&row, &factor) in self.rows.iter().zip(self.inverse.row(place)) {
            self.ray[row as usize] = (sign * factor).max(0.0);
        }
    }
}

fn squared(row: &[f64]) -> f64 {
    row.iter().map(|cell| cell * cell).sum()
}

#[derive(Clone, Copy, Debug)]
enum Entering {
    Column(u32),
    Slack(u32),
}

enum Entered {
    Yes,
    Infeasible,
    /// The pivot is too small to be trusted.
    Small,
}
