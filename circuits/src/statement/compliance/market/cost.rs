//! What the options of a market cost at the first level of its objective.

use super::{FitError, tier_width};
use crate::layout::BitWidth;
use crate::statement::compliance::{Objective, OptionRow, Shape};
use apportion_certs::program::{LevelCosts, Program};
use apportion_lattice::Term;

impl Shape {
    /// The shape of a market for proofs that an allocation is nearly optimal: with its objective, and with its own number of slots, since the
    /// bound is the better the fewer they are.
    ///
    /// Costs of 2^64 and more do not fit any shape; [`crate::statement::NearOptimality::new`] refuses widths that are too large.
    pub fn with_objective(program: &Program<'_>) -> Self {
        let (costs, price_weight) = (LevelCosts::new(program, 0), price_weight(program));
        let (mut rest, mut end_weight, mut unassigned) = (0, 0, 0);
        for (at, pair) in program.all_pairs().iter().enumerate() {
            let cost = costs.run(at);
            rest = rest.max(cost.fixed - u128::from(price_weight) * u128::from(pair.run.price));
            end_weight = cost.per_end_slot as u64;
        }
        for task in program.tasks() {
            unassigned = unassigned.max(costs.unassigned(task));
        }
        let [rest, unassigned] = [rest, unassigned].map(|cost| match u64::try_from(cost) {
            Ok(0) => BitWidth::ABSENT,
            Ok(cost) => tier_width(cost),
            Err(_) => BitWidth::U64,
        });
        let slots = program.market().horizon().slot_count;
        Self { slots, objective: Some(Objective { price_weight, end_weight, rest, unassigned }), ..Self::of(program) }
    }
}

/// What the first level weighs the price by.
fn price_weight(program: &Program<'_>) -> u64 {
    let terms = program.market().levels().first().into_iter().flat_map(|level| &level.terms);
    terms.filter(|(term, _)| *term == Term::Price).map(|&(_, weight)| weight).sum()
}

/// The options with the rest of their costs, and the cost of each task of the shape when it is unassigned.
pub(super) fn costs(
    program: &Program<'_>,
    shape: &Shape,
    objective: &Objective,
    mut options: Vec<OptionRow>,
) -> Result<(Vec<OptionRow>, Vec<u64>), FitError> {
    let costs = LevelCosts::new(program, 0);
    let price_weight = price_weight(program);
    if price_weight != objective.price_weight {
        return Err(FitError::Objective);
    }
    let narrow = |cost: u128, width: BitWidth| {
        let (value, width_bits) = (u64::try_from(cost).unwrap_or(u64::MAX), width.bits());
        if width.holds(cost) { Ok(value) } else { Err(FitError::Wide { what: "cost", value, width_bits }) }
    };
    for (at, option) in options.iter_mut().enumerate() {
        let cost = costs.run(at);
        if cost.per_end_slot != objective.end_weight.into() {
            return Err(FitError::Objective);
        }
        option.rest = narrow(cost.fixed - u128::from(price_weight) * u128::from(option.price), objective.rest)?;
    }
    let mut unassigned = vec![0; shape.tasks];
    for (task, place) in program.tasks().zip(&mut unassigned) {
        *place = narrow(costs.unassigned(task), objective.unassigned)?;
    }
    Ok((options, unassigned))
}
