//! All levels of the objective folded into one number per option, so that local search compares one number.

use crate::model::{LevelArrays, Model};

/// `sum over levels of cost x (product over later levels of (largest value + 1))`, as far as it fits into 118 bits: later levels are left
/// out where it does not. Only the search is guided by this; allocations are compared by their values.
#[derive(Debug)]
pub(crate) struct Lexicographic<'l> {
    /// The level that alone counts; nothing is folded then.
    only: Option<&'l LevelArrays>,
    cost: Vec<i128>,
    slope: Vec<i128>,
}

/// Costs more than any sum of costs.
pub(crate) const UNPLACED: i128 = 1 << 120;

const BITS: u32 = 118;

impl<'l> Lexicographic<'l> {
    pub(crate) fn new(model: &Model<'_, '_>, levels: &'l [LevelArrays]) -> Self {
        let bits = |level: &LevelArrays| 128 - (level.largest_sum + 1).leading_zeros();
        let mut used = 0;
        let fitting = levels.iter().take_while(|level| {
            used += bits(level);
            used <= BITS
        });
        let kept = fitting.count().max(1).min(levels.len());
        if let [only] = &levels[..kept] {
            return Self { only: Some(only), cost: Vec::new(), slope: Vec::new() };
        }
        let mut folded = Self {
            only: None,
            cost: vec![0; model.group_count()],
            slope: vec![0; if sloped(levels) { model.group_count() } else { 0 }],
        };
        for level in &levels[..kept] {
            let factor = level.largest_sum as i128 + 1;
            for (group, cost) in folded.cost.iter_mut().enumerate() {
                *cost = *cost * factor + level.exact(group) as i128;
            }
            for (group, slope) in folded.slope.iter_mut().enumerate() {
                *slope = *slope * factor + level.slope_of(group) as i128;
            }
        }
        folded
    }

    /// The cost of a group that starts this much after its first start.
    pub(crate) fn at(&self, group: usize, later: u32) -> i128 {
        match self.only {
            Some(level) => level.at(group, later) as i128,
            None => self.cost[group] + self.slope.get(group).map_or(0, |slope| slope * i128::from(later)),
        }
    }
}

fn sloped(levels: &[LevelArrays]) -> bool {
    levels.iter().any(|level| !level.slope.is_empty())
}
