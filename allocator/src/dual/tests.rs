//! The solver's exact evaluation against the checker's prices, and the two price maps against their definitions.

use super::{Active, Ascent, Blocks, Entry, Evaluation, Plan, Weight, Width};
use crate::model::{LevelArrays, Model, Objective};
use apportion_certs::U256;
use apportion_certs::program::{LevelCosts, LevelView, Prices, Program};
use apportion_certs::{Scalar, program::Group};
use apportion_lattice::testing::generate::{AllocationKind, GapKind, Profile, allocation_market, gap, market};
use std::sync::Arc;

/// Numbers without pattern, the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn exact_bounds_are_the_checkers() {
    let mut compared = 0;
    for (_, profile) in Profile::presets() {
        for seed in 0..150 {
            let market = market(seed, &profile);
            let program = Program::new(&market);
            if program.tasks().any(|task| program.option_count(task) == 0) {
                continue;
            }
            let model = Model::new(&program).expect("small");
            let costs: Vec<LevelCosts> =
                (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
            let levels: Vec<LevelArrays> = costs.iter().map(|costs| LevelArrays::new(&model, costs)).collect();
            let mut numbers = Numbers(seed);
            for level in 0..levels.len() {
                let caps: Vec<u128> = levels[..level].iter().map(|level| level.largest_sum / 2).collect();
                let objective = Objective { levels: &levels[..=level], caps: &caps, lemmas: &[] };
                let scale = objective.own().scale;
                let scaled: Vec<f64> = (0..model.row_count() + level)
                    .map(|_| if numbers.below(3) == 0 { scale * numbers.below(1_000) as f64 / 700.0 } else { 0.0 })
                    .collect();
                let entry = Entry::round(&model, objective, &scaled, Weight::Costs, 1.0);
                let mut evaluation = Evaluation::default();
                evaluation.run(&model, objective, &Active::all(&model), &entry);

                let view = LevelView { costs: &costs[..=level], caps: &caps, lemmas: &[] };
                let prices = Prices::<U256>::new(&program, view, &entry.multipliers(&model, objective));
                let (positive, negative) = prices.right_side();
                let least =
                    program.tasks().map(|task| prices.least(task, 0..program.option_count(task), |_: Group| true));
                let total = least.flatten().fold(negative, |sum, least| sum.plus(least));
                let shift = U256::from_u128(1 << 126);
                let expected = total.plus(shift).minus(positive).to_u128().expect("small");
                assert_eq!(evaluation.total + (1 << 126), expected as i128, "{seed} {level}");
                compared += u32::from(!entry.rows.is_empty());
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

#[test]
fn an_excess_is_what_leaving_nothing_else_adds() {
    let (mut compared, mut denied) = (0, 0);
    let presets = Profile::presets();
    let generated = presets.iter().flat_map(|(_, profile)| (0..40).map(|seed| market(seed, profile)));
    let assignments = (0..20).map(|seed| gap(GapKind::D, seed, 3, 8));
    for (seed, market) in (0..).zip(generated.chain(assignments)) {
        let program = Program::new(&market);
        let model = Model::new(&program).expect("small");
        let level = [LevelArrays::new(&model, &LevelCosts::new(&program, 0))];
        let objective = Objective { levels: &level, caps: &[], lemmas: &[] };
        let rows: Vec<usize> = (0..model.row_count()).collect();
        let blocks = Arc::new(Blocks::choose(&model, &rows, |_| 1.0, Width::Wide));
        let mut numbers = Numbers(seed);
        let scale = objective.own().scale;
        let scaled = vec![0.0; model.row_count()];
        let tasks: Vec<f64> = (0..model.task_count()).map(|_| scale * numbers.below(1_400) as f64 / 1_000.0).collect();
        let kept = Some((tasks.as_slice(), &blocks));
        let entry = Entry::round_kept(&model, objective, &scaled, Weight::Costs, 1.0, kept);
        // Some tasks have one option from the beginning.
        let mut active = Active::all(&model);
        for task in 0..model.task_count() {
            let of = active.of(task);
            if numbers.below(4) == 0 && !of.is_empty() {
                let at = of.start + numbers.below(of.len() as u64) as usize;
                let mut narrowed = Active::default();
                active.narrow(task, active.group[at], active.first[at], active.first[at], &mut narrowed);
                active = narrowed;
            }
        }
        let (mut whole, mut part) = (Evaluation::default(), Evaluation::default());
        whole.run(&model, objective, &active, &entry);
        let huge = 1 << 60;
        if whole.total >= huge / 2 {
            continue;
        }
        for task in (0..model.task_count()).filter(|&task| active.of(task).len() > 1) {
            for at in active.of(task) {
                let mut narrowed = Active::default();
                active.narrow(task, active.group[at], active.first[at], active.last[at], &mut narrowed);
                part.run(&model, objective, &narrowed, &entry);
                if part.total >= huge / 2 {
                    assert!(whole.excess(at) >= huge / 2, "{seed} {task}");
                    denied += 1;
                } else {
                    assert_eq!(whole.total + whole.excess(at), part.total, "{seed} {task}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 1_000 && denied > 20, "{compared} {denied}");
}

#[test]
fn an_ascent_on_the_cheapest_options_bounds_all_of_them() {
    for seed in 0..3 {
        // About 80 options of a task.
        let market = allocation_market(seed, 40, 120, AllocationKind::Base);
        let program = Program::new(&market);
        let model = Model::new(&program).expect("small");
        let level = [LevelArrays::new(&model, &LevelCosts::new(&program, 0))];
        let objective = Objective { levels: &level, caps: &[], lemmas: &[] };
        let active = Active::all(&model);
        assert!(active.len() > 60 * active.task_count());
        let mut trivial = Evaluation::default();
        trivial.run(&model, objective, &active, &Entry::trivial(objective));
        let mut ascent = Ascent::default();
        ascent.reset(&model, objective);
        let target = 2.0 * trivial.total as f64;
        let plan =
            Plan { weight: Weight::Costs, iterations: 60, target, enough: f64::INFINITY, step: 1.0, patience: 10 };
        ascent.climb(&model, objective, &active, plan, &|| false);
        let entry = Entry::round(&model, objective, &ascent.best, Weight::Costs, ascent.bound);
        let mut exact = Evaluation::default();
        exact.run(&model, objective, &active, &entry);
        let proved = exact.total as f64 / entry.weight() as f64;
        assert!((proved - ascent.bound).abs() < 1.0, "{proved} {}", ascent.bound);
        assert!(proved > 1.001 * trivial.total as f64, "{proved} {}", trivial.total);
    }
}
