//! What an ascent needs of a node, packed together: tasks with a choice, their groups' coefficients, the families they touch.

use super::ascent::add_terms;
use super::{Active, Weight};
use crate::model::{Model, Objective};
use core::ops::Range;

/// Tasks with one option left are folded into constants and bounds; families that no other task touches take no part.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    /// For every task with a choice: its places in the lists of what remains.
    choices: Vec<(u32, u32)>,
    /// For every task with a choice: its groups among those below.
    pub(crate) tasks: Vec<(u32, u32)>,
    pub(crate) groups: Vec<Packed>,
    terms: Vec<Scaled>,
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

/// A term of a group whose start is settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaled {
    /// Places in the price array.
    pub(crate) hi: u32,
    pub(crate) lo: u32,
    /// Amount divided by the family's scale.
    pub(crate) scaled: f64,
}

/// Tasks with more options than this on average are looked at through their cheapest ones.
const WIDE: usize = 40;

impl Kernel {
    pub(crate) fn group_terms(&self, group: &Packed) -> &[Scaled] {
        &self.terms[group.first_term as usize..group.terms_end as usize]
    }

    /// The rows that take part, family by family.
    pub(crate) fn rows<'k>(&'k self, model: &'k Model<'_, '_>) -> impl Iterator<Item = Range<usize>> + 'k {
        self.families.iter().map(|&family| model.families[family as usize].rows.clone())
    }

    /// Whether there are so many options of a task that looking at the cheapest is better.
    pub(crate) fn is_wide(&self, active: &Active) -> bool {
        active.len() > WIDE * active.task_count()
    }

    /// Finds which tasks and families of a node take part. `by_price` is scratch space of the length of the price array, all zero, and is left
    /// so. [`Kernel::fill`] is next.
    pub(crate) fn survey(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        weight: Weight,
        by_price: &mut [f64],
    ) {
        self.choices.clear();
        self.families.clear();
        self.touched.clear();
        self.touched.resize(model.families.len(), false);
        self.constant = 0.0;
        self.capped_constant.clear();
        self.capped_constant.resize(objective.caps.len(), 0.0);
        for task in 0..active.task_count() {
            let places = active.of(task);
            if active.is_fixed(task) {
                self.fold_fixed(model, objective, active, places.start, weight, by_price);
                continue;
            }
            self.choices.push((places.start as u32, places.end as u32));
            for place in places {
                for (_, owner) in model.terms(active.group[place] as usize) {
                    self.touched[owner.family()] = true;
                }
            }
        }
        let families = self.touched.iter().enumerate().filter(|(_, touched)| **touched);
        self.families.extend(families.map(|(family, _)| family as u32));
        self.subtract_loads(model, by_price);
    }

    /// Packs the groups at some places, ascending; those of tasks without a choice are passed over.
    pub(crate) fn fill(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        weight: Weight,
        places: impl Iterator<Item = u32>,
    ) {
        self.tasks.clear();
        self.groups.clear();
        self.terms.clear();
        let mut places = places.peekable();
        for at in 0..self.choices.len() {
            let (first, end) = self.choices[at];
            while places.next_if(|&place| place < first).is_some() {}
            let begin = self.groups.len() as u32;
            while let Some(place) = places.next_if(|&place| place < end) {
                self.add(model, objective, active, weight, place);
            }
            self.tasks.push((begin, self.groups.len() as u32));
        }
        self.pack_capped(model, objective, active);
    }

    fn add(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, weight: Weight, place: u32) {
        let group = active.group[place as usize] as usize;
        let (first, last) = (active.first[place as usize], active.last[place as usize]);
        let later = first - model.starts[group].0;
        let first_term = self.terms.len() as u32;
        if first == last {
            self.terms.extend(model.terms(group).map(|(term, owner)| {
                let (hi, lo) = term.places(owner, later);
                Scaled { hi, lo, scaled: model.scaled(term, owner) }
            }));
        }
        let own = objective.own();
        let cost = match weight {
            Weight::Costs => own.cost(group) + own.slope_of(group) as f64 * f64::from(later),
            Weight::Zero => 0.0,
        };
        self.groups.push(Packed {
            own: cost,
            place,
            first_term,
            terms_end: self.terms.len() as u32,
            start: (first == last).then_some(first),
        });
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
            self.constant += own.cost(group) + own.slope_of(group) as f64 * f64::from(later);
        }
        for (constant, level) in self.capped_constant.iter_mut().zip(objective.capped()) {
            *constant += (level.cost(group) + level.slope_of(group) as f64 * f64::from(later)) / level.scale;
        }
        add_terms(model, group, later, by_price);
    }

    fn pack_capped(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) {
        self.capped.clear();
        for level in objective.capped() {
            for packed in &self.groups {
                let place = packed.place as usize;
                let group = active.group[place] as usize;
                let later = active.first[place] - model.starts[group].0;
                self.capped.push((level.cost(group) + level.slope_of(group) as f64 * f64::from(later)) / level.scale);
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
