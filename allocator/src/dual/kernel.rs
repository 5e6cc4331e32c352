//! What an ascent needs of a node, packed together: tasks with a choice, their groups' coefficients, the families they touch.

use super::{Active, Weight};
use crate::model::{Model, Objective, Term};
use core::ops::Range;

/// Tasks with one option left are folded into constants and bounds; families that no other task touches take no part.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    /// For every task with a choice: its groups among those below.
    pub(crate) tasks: Vec<(u32, u32)>,
    pub(crate) groups: Vec<Packed>,
    pub(crate) terms: Vec<Term>,
    /// For every cap and group, the scaled cost at the capped level.
    pub(crate) capped: Vec<f64>,
    /// Families with coefficients here.
    pub(crate) families: Vec<u32>,
    /// Costs of the tasks without a choice: of the objective, and of every cap, scaled.
    pub(crate) constant: f64,
    pub(crate) capped_constant: Vec<f64>,
    /// Scaled bounds less the loads of tasks without a choice.
    pub(crate) bounds: Vec<f64>,
    touched: Vec<bool>,
    usage: Vec<f64>,
}

/// A group of a task with a choice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed {
    /// Cost at the level that is bounded.
    pub(crate) own: f64,
    /// Place in the lists of what remains.
    pub(crate) place: u32,
    pub(crate) first_term: u32,
    pub(crate) terms_end: u32,
    /// The start slot, if only one remains; otherwise the terms are not packed.
    pub(crate) start: Option<u32>,
}

impl Kernel {
    pub(crate) fn group_terms(&self, group: &Packed) -> &[Term] {
        &self.terms[group.first_term as usize..group.terms_end as usize]
    }

    /// The rows that take part, family by family.
    pub(crate) fn rows<'k>(&'k self, model: &'k Model<'_, '_>) -> impl Iterator<Item = Range<usize>> + 'k {
        self.families.iter().map(|&family| model.families[family as usize].rows.clone())
    }

    /// Packs a node. `by_price` is scratch space of the length of the price array, all zero, and is left so.
    pub(crate) fn pack(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        weight: Weight,
        by_price: &mut [f64],
    ) {
        self.tasks.clear();
        self.groups.clear();
        self.terms.clear();
        self.families.clear();
        self.touched.clear();
        self.touched.resize(model.families.len(), false);
        self.constant = 0.0;
        self.capped_constant.clear();
        self.capped_constant.resize(objective.caps.len(), 0.0);
        let own = objective.own();
        for task in 0..active.task_count() {
            if active.is_fixed(task) {
                self.fold_fixed(model, objective, active, active.of(task).start, weight, by_price);
                continue;
            }
            let begin = self.groups.len() as u32;
            for place in active.of(task) {
                let group = active.group[place] as usize;
                let (first, last) = (active.first[place], active.last[place]);
                let later = first - model.starts[group].0;
                let first_term = self.terms.len() as u32;
                let range = model.term_range(group);
                for (term, detail) in model.terms[range.clone()].iter().zip(&model.details[range]) {
                    self.touched[detail.family as usize] = true;
                    if first == last {
                        let hi = term.hi + if detail.hi_moves { later } else { 0 };
                        let lo = term.lo + if detail.lo_moves { later } else { 0 };
                        self.terms.push(Term { hi, lo, scaled: term.scaled });
                    }
                }
                let cost = if weight == Weight::Costs {
                    own.cost[group] + own.slope_of(group) as f64 * f64::from(later)
                } else {
                    0.0
                };
                self.groups.push(Packed {
                    own: cost,
                    place: place as u32,
                    first_term,
                    terms_end: self.terms.len() as u32,
                    start: (first == last).then_some(first),
                });
            }
            self.tasks.push((begin, self.groups.len() as u32));
        }
        let families = self.touched.iter().enumerate().filter(|(_, touched)| **touched);
        self.families.extend(families.map(|(family, _)| family as u32));
        self.pack_capped(model, objective, active);
        self.subtract_loads(model, by_price);
    }

    fn fold_fixed(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        place: usize,
        weight: Weight,
        by_price: &mut [f64],
    ) {
        let group = active.group[place] as usize;
        let later = active.first[place] - model.starts[group].0;
        if weight == Weight::Costs {
            let own = objective.own();
            self.constant += own.cost[group] + own.slope_of(group) as f64 * f64::from(later);
        }
        for (constant, level) in self.capped_constant.iter_mut().zip(objective.capped()) {
            *constant += (level.cost[group] + level.slope_of(group) as f64 * f64::from(later)) / level.scale;
        }
        let range = model.term_range(group);
        for (term, detail) in model.terms[range.clone()].iter().zip(&model.details[range]) {
            let hi = term.hi + if detail.hi_moves { later } else { 0 };
            let lo = term.lo + if detail.lo_moves { later } else { 0 };
            by_price[hi as usize] += term.scaled;
            by_price[lo as usize] -= term.scaled;
        }
    }

    fn pack_capped(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) {
        self.capped.clear();
        for level in objective.capped() {
            for packed in &self.groups {
                let place = packed.place as usize;
                let group = active.group[place] as usize;
                let later = active.first[place] - model.starts[group].0;
                self.capped.push((level.cost[group] + level.slope_of(group) as f64 * f64::from(later)) / level.scale);
            }
        }
    }

    fn subtract_loads(&mut self, model: &Model<'_, '_>, by_price: &mut [f64]) {
        self.bounds.resize(model.row_count(), 0.0);
        self.usage.resize(model.row_count(), 0.0);
        for &family in &self.families {
            let family = &model.families[family as usize];
            family.gather(by_price, &mut self.usage);
            for row in family.rows.clone() {
                self.bounds[row] = model.bounds_scaled[row] - self.usage[row];
            }
        }
        by_price.fill(0.0);
    }
}
