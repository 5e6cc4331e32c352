//! Good multipliers for a relaxation that the caller states: tasks that each take one of their choices, coupled by limits on what choices use.
//!
//! Whatever multipliers are, the bound that follows from them is valid; the caller computes it exactly. These come from a deflected subgradient
//! method with Polyak steps (Camerini, Fratta and Maffioli 1975) in floating point, by `+ - * /` alone and in an order that depends on nothing
//! but the input, so that every machine finds the same.

/// A choice of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it costs.
    pub cost: f64,
    /// What it uses of which limits, by number.
    pub uses: Vec<(usize, f64)>,
}

/// Evaluations of the relaxation.
const ITERATIONS: u32 = 6_000;
/// Iterations without progress after which steps are halved.
const PATIENCE: u32 = 30;
/// Steps shorter than this part of the Polyak step lead nowhere.
const STEP_MIN: f64 = 1e-7;
/// By how much more than at a right angle a direction turns away from the last one.
const DEFLECTION: f64 = 1.5;
/// Progress by a smaller part of the value does not count.
const NOTABLE: f64 = 1e-9;

/// Multipliers, one for each limit's amount, at which the bound is as large as was found. Steps aim at `target`, the cost of an allocation. Uses
/// name limits that exist; tasks without choices do not count. O(all uses) an iteration, a fixed number of them.
pub fn multipliers(tasks: &[Vec<Choice>], amounts: &[f64], target: f64) -> Vec<f64> {
    let relaxation = Scaled::new(tasks, amounts);
    let (mut current, mut direction) = (vec![0.0; amounts.len()], vec![0.0; amounts.len()]);
    let (mut best, mut bound) = (current.clone(), f64::NEG_INFINITY);
    let (mut step, mut failures) = (1.0, 0);
    for _ in 0..ITERATIONS {
        let (value, gradient) = relaxation.evaluate(&current);
        failures = if value > bound + NOTABLE * bound.abs() { 0 } else { failures + 1 };
        if value > bound {
            bound = value;
            best.copy_from_slice(&current);
        }
        if failures > PATIENCE {
            (failures, step) = (0, step / 2.0);
            current.copy_from_slice(&best);
            direction.fill(0.0);
            continue;
        }
        let length = turn(&mut direction, &gradient, &current);
        if length <= 0.0 || step < STEP_MIN {
            break;
        }
        let distance = step * (target.max(value + NOTABLE * value.abs()) - value) / length;
        current.iter_mut().zip(&direction).for_each(|(at, part)| *at = (*at + distance * part).max(0.0));
    }
    best.iter().zip(&relaxation.units).map(|(multiplier, unit)| multiplier / unit).collect()
}

/// The next direction: the gradient, turned towards the last direction if they point against each other, or else the gradient alone. It does not
/// leave the quadrant. Returns its squared length, which is 0 at a maximum only.
fn turn(direction: &mut [f64], gradient: &[f64], at: &[f64]) -> f64 {
    let along: f64 = direction.iter().zip(gradient).map(|(last, part)| last * part).sum();
    let length: f64 = direction.iter().map(|last| last * last).sum();
    let keep = if along < 0.0 { DEFLECTION * -along / length } else { 0.0 };
    let mut towards = |keep: f64| {
        let mut length = 0.0;
        for ((last, part), &at) in direction.iter_mut().zip(gradient).zip(at) {
            *last = part + keep * *last;
            if at == 0.0 && *last < 0.0 {
                *last = 0.0;
            }
            length += *last * *last;
        }
        length
    };
    let turned = towards(keep);
    if turned > 0.0 { turned } else { towards(0.0) }
}

/// The relaxation with the use of every limit in units of the largest use.
struct Scaled<'t> {
    tasks: &'t [Vec<Choice>],
    units: Vec<f64>,
    amounts: Vec<f64>,
}

impl<'t> Scaled<'t> {
    fn new(tasks: &'t [Vec<Choice>], amounts: &[f64]) -> Self {
        let mut units = vec![0.0f64; amounts.len()];
        for (limit, used) in tasks.iter().flatten().flat_map(|choice| &choice.uses) {
            units[*limit] = units[*limit].max(*used);
        }
        units.iter_mut().filter(|unit| **unit == 0.0).for_each(|unit| *unit = 1.0);
        let amounts = amounts.iter().zip(&units).map(|(amount, unit)| amount / unit).collect();
        Self { tasks, units, amounts }
    }

    /// The bound, and by how much its choices exceed each limit.
    fn evaluate(&self, multipliers: &[f64]) -> (f64, Vec<f64>) {
        let mut value = 0.0;
        let mut gradient: Vec<f64> = self.amounts.iter().map(|amount| -amount).collect();
        for choices in self.tasks {
            let mut least: Option<(f64, &Choice)> = None;
            for choice in choices {
                let charge = |&(limit, used): &(usize, f64)| multipliers[limit] * (used / self.units[limit]);
                let reduced = choice.cost + choice.uses.iter().map(charge).sum::<f64>();
                if least.is_none_or(|(least, _)| reduced < least) {
                    least = Some((reduced, choice));
                }
            }
            if let Some((reduced, choice)) = least {
                value += reduced;
                choice.uses.iter().for_each(|&(limit, used)| gradient[limit] += used / self.units[limit]);
            }
        }
        value -= multipliers.iter().zip(&self.amounts).map(|(multiplier, amount)| multiplier * amount).sum::<f64>();
        (value, gradient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(tasks: &[Vec<Choice>], amounts: &[f64], multipliers: &[f64]) -> f64 {
        let units = vec![1.0; amounts.len()];
        Scaled { tasks, units, amounts: amounts.to_vec() }.evaluate(multipliers).0
    }

    /// A knapsack of ten equal items of which three and a half fit: the bound of the linear relaxation is 6.5 losses of 4.
    #[test]
    fn a_knapsack_gets_the_bound_of_its_linear_relaxation() {
        let stay = Choice { cost: 4.0, uses: Vec::new() };
        let go = Choice { cost: 0.0, uses: vec![(0, 2.0)] };
        let (tasks, amounts) = (vec![vec![stay, go]; 10], [7.0, 5.0]);
        let found = multipliers(&tasks, &amounts, 28.0);
        assert!((bound(&tasks, &amounts, &found) - 26.0).abs() < 1e-3, "{found:?}");
        assert_eq!(found[1], 0.0);
    }

    #[test]
    fn nothing_to_couple_needs_no_multipliers() {
        let tasks = vec![vec![Choice { cost: 3.0, uses: vec![(0, 1.0)] }], Vec::new()];
        assert_eq!(multipliers(&tasks, &[1.0], 3.0), [0.0]);
        assert!(multipliers(&[], &[], 0.0).is_empty());
    }
}
