//! A row that follows from others, and the search that shows it.

use crate::model::{Model, coefficients};
use crate::options::ProofStyle;
use apportion_certs::program::{self, Multipliers, ObjectiveWeight};
use apportion_lattice::TaskIndex;

/// A task, and its groups with their values.
pub(crate) type OfTask = (u32, Box<[(u32, i64)]>);

/// `sum of values of chosen options <= bound`, shown by the search of the certificate's format over some rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Lemma {
    /// Weight 2 to this power of the values in the price test.
    pub(crate) exponent: u8,
    /// Rows of the model with positive multipliers, ascending.
    pub(crate) rows: Box<[(u32, i128)]>,
    /// Tasks in the order of the search, with groups in option order and their values.
    pub(crate) tasks: Box<[OfTask]>,
    pub(crate) bound: i64,
}

impl Lemma {
    /// Groups with their values.
    pub(crate) fn values(&self) -> impl Iterator<Item = (u32, i64)> + '_ {
        self.tasks.iter().flat_map(|(_, groups)| groups.iter().copied())
    }

    /// Sum over tasks of the largest value, plus the bound.
    pub(crate) fn magnitude(&self) -> f64 {
        self.most_from(0) as f64 + self.bound as f64
    }

    /// What coefficients are divided by where they are approximated.
    pub(crate) fn scale(&self) -> f64 {
        self.bound.max(1) as f64
    }

    fn most_from(&self, stage: usize) -> i128 {
        let most = |groups: &[(u32, i64)]| groups.iter().map(|group| group.1).max().unwrap_or(0);
        self.tasks[stage..].iter().map(|(_, groups)| i128::from(most(groups))).sum()
    }

    /// As a certificate states it.
    pub(crate) fn stated(&self, model: &Model<'_, '_>) -> program::Lemma {
        let option = |&(group, value): &(u32, i64)| (model.first_option(group as usize), value as u64);
        let task = |(task, groups): &OfTask| (TaskIndex::new(*task), groups.iter().map(option).collect());
        program::Lemma {
            multipliers: Multipliers {
                objective: ObjectiveWeight::PowerOfTwo(self.exponent),
                rows: self.rows.iter().map(|&(row, by)| (model.row_index(row as usize), by as u128)).collect(),
            },
            tasks: self.tasks.iter().map(task).collect(),
            bound: self.bound as u128,
        }
    }

    /// Bytes it takes, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        (64 + 24 * self.tasks.len() + 16 * self.values().count() + 32 * self.rows.len()) as u64
    }

    /// Steps that a checker takes, or `None` if a selection is larger or the steps are too many.
    ///
    /// Over one row a checker goes by values, task by task; in the core language every lemma becomes the tree of a search.
    pub(crate) fn steps(&self, model: &Model<'_, '_>, style: ProofStyle, steps_max: u64) -> Option<u64> {
        let options = self.values().count() as u64 * (self.bound as u64 + 2);
        if let ([(row, _)], ProofStyle::Compact) = (&*self.rows, style)
            && options <= steps_max
        {
            return self.holds_by_value(model, *row as usize).then_some(options);
        }
        self.search(model, steps_max)
    }

    /// Whether no selection within a row is larger than the bound: by the least use of every value.
    fn holds_by_value(&self, model: &Model<'_, '_>, row: usize) -> bool {
        let most = self.bound as usize + 1;
        let mut least = vec![i128::MAX; most + 1];
        least[0] = 0;
        for (_, groups) in &self.tasks {
            let before = least.clone();
            for &(group, own) in groups {
                let mut uses = 0;
                coefficients(model, group as usize, model.starts[group as usize].0, |at, amount| {
                    uses += if at == row { amount } else { 0 };
                });
                for (value, used) in before.iter().enumerate().filter(|(_, used)| **used < i128::MAX) {
                    let to = &mut least[(value + own as usize).min(most)];
                    *to = (*to).min(used + uses);
                }
            }
        }
        least[most] > model.bounds[row]
    }

    /// Runs the reference search.
    fn search(&self, model: &Model<'_, '_>, steps_max: u64) -> Option<u64> {
        let place = |row: usize| self.rows.binary_search_by_key(&(row as u32), |row| row.0).ok();
        let weight = 1i128 << self.exponent;
        let mut stages = Vec::with_capacity(self.tasks.len());
        for (_, groups) in &self.tasks {
            let options = groups.iter().map(|&(group, value)| {
                let mut uses = vec![0i128; self.rows.len()];
                coefficients(model, group as usize, model.starts[group as usize].0, |row, amount| {
                    if let Some(at) = place(row) {
                        uses[at] += amount;
                    }
                });
                (i128::from(value), uses)
            });
            stages.push(options.collect::<Vec<_>>());
        }
        let gain = |(value, uses): &(i128, Vec<i128>)| {
            let charge: i128 = uses.iter().zip(&self.rows).map(|(used, row)| used * row.1).sum();
            (weight * value - charge).max(0)
        };
        let mut after = vec![(0i128, 0i128); stages.len() + 1];
        for (at, options) in stages.iter().enumerate().rev() {
            let most = options.iter().map(|option| option.0).max().unwrap_or(0);
            let gain = options.iter().map(gain).max().unwrap_or(0);
            after[at] = (after[at + 1].0 + most, after[at + 1].1 + gain);
        }
        let room = self.rows.iter().map(|row| model.bounds[row.0 as usize]).collect();
        let mut search = Search { lemma: self, stages, after, room, steps: 0, steps_max };
        search.visit(0, 0).then_some(search.steps)
    }
}

struct Search<'l> {
    lemma: &'l Lemma,
    stages: Vec<Vec<(i128, Vec<i128>)>>,
    after: Vec<(i128, i128)>,
    room: Vec<i128>,
    steps: u64,
    steps_max: u64,
}

impl Search<'_> {
    /// One level of recursion for each task of a block.
    fn visit(&mut self, stage: usize, value: i128) -> bool {
        self.steps += 1;
        if self.steps > self.steps_max {
            return false;
        }
        let bound = i128::from(self.lemma.bound);
        let (most, gain) = self.after[stage];
        if value + most <= bound {
            return true;
        }
        let weight = 1i128 << self.lemma.exponent;
        let charged: i128 = self.room.iter().zip(&self.lemma.rows).map(|(room, row)| room * row.1).sum();
        if weight * value + charged + gain < weight * (bound + 1) {
            return true;
        }
        if stage == self.stages.len() {
            return false;
        }
        for at in 0..self.stages[stage].len() {
            let (own, uses) = &self.stages[stage][at];
            let own = *own;
            if uses.iter().zip(&self.room).all(|(used, room)| used <= room) {
                self.shift(stage, at, -1);
                let holds = self.visit(stage + 1, value + own);
                self.shift(stage, at, 1);
                if !holds {
                    return false;
                }
            }
        }
        self.visit(stage + 1, value)
    }

    fn shift(&mut self, stage: usize, at: usize, sign: i128) {
        for (room, used) in self.room.iter_mut().zip(&self.stages[stage][at].1) {
            *room += sign * used;
        }
    }
}
