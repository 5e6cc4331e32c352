//! Where an ascent goes from here: the gradient, deflected towards the last direction, and the step along it.

use super::{Ascent, add_terms};
use crate::dual::Active;
use crate::model::{Model, Objective};

/// How much of the last direction a step keeps at most.
const DEFLECTION: f64 = 1.5;

impl Ascent {
    /// Sets the gradient: by how much the chosen options exceed every row.
    fn differentiate(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) {
        let kernel = &self.kernel;
        for &family in &kernel.families {
            let family = &model.families[family as usize];
            self.by_price[family.price_at..=family.price_at + family.slots as usize].fill(0.0);
        }
        for &(at, start) in &self.chosen {
            let packed = &kernel.groups[at as usize];
            if packed.start.is_some() {
                for term in kernel.group_terms(packed) {
                    self.by_price[term.hi as usize] += term.scaled;
                    self.by_price[term.lo as usize] -= term.scaled;
                }
                continue;
            }
            let group = active.group[packed.place as usize] as usize;
            add_terms(model, group, start - model.starts[group].0, &mut self.by_price);
        }
        for &family in &kernel.families {
            let family = &model.families[family as usize];
            family.gather(&self.by_price, &mut self.gradient);
            for row in family.rows.clone() {
                self.gradient[row] -= kernel.bounds[row];
            }
        }
        let rows = model.row_count();
        for (cap, level) in objective.capped().iter().enumerate() {
            let mut value = kernel.capped_constant[cap] - objective.caps[cap] as f64 / level.scale;
            for &(at, start) in &self.chosen {
                let packed = &kernel.groups[at as usize];
                let place = packed.place as usize;
                let later = f64::from(start - active.first[place]);
                let slope = level.slope_of(active.group[place] as usize) as f64 / level.scale;
                value += kernel.capped[cap * kernel.groups.len() + at as usize] + later * slope;
            }
            self.gradient[rows + cap] = value;
        }
    }

    /// Sets the direction from the gradient and the last direction; its squared length.
    pub(super) fn turn(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) -> f64 {
        self.differentiate(model, objective, active);
        let caps = model.row_count()..self.multipliers.len();
        // Where a multiplier is zero, a negative derivative leads nowhere.
        let (mut product, mut squared) = (0.0, 0.0);
        for range in self.kernel.rows(model).chain([caps.clone()]) {
            for row in range {
                let (gradient, direction) = (&mut self.gradient[row], self.direction[row]);
                if self.multipliers[row] <= 0.0 && *gradient < 0.0 {
                    *gradient = 0.0;
                }
                product += *gradient * direction;
                squared += direction * direction;
            }
        }
        let kept = if product < 0.0 && squared > 0.0 { -DEFLECTION * product / squared } else { 0.0 };
        let mut length = 0.0;
        for range in self.kernel.rows(model).chain([caps]) {
            for row in range {
                let mut direction = self.gradient[row] + kept * self.direction[row];
                if self.multipliers[row] <= 0.0 && direction < 0.0 {
                    direction = 0.0;
                }
                self.direction[row] = direction;
                length += direction * direction;
            }
        }
        length
    }

    pub(super) fn step(&mut self, model: &Model<'_, '_>, distance: f64) {
        let caps = model.row_count()..self.multipliers.len();
        for range in self.kernel.rows(model).chain([caps]) {
            for row in range {
                self.multipliers[row] = (self.multipliers[row] + distance * self.direction[row]).max(0.0);
            }
        }
    }
}
