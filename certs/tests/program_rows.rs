//! The program's implicit views agree with each other, and with the oracle that knows no rows.

#[allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#[path = "vectors_support/lemmas.rs"]
mod lemmas;

use apportion_certs::program::{
    Choice, Lemma, LevelCosts, LevelView, Multipliers, ObjectiveWeight, Prices, Program, RowIndex,
};
use apportion_certs::{Scalar, U256};
use apportion_lattice::testing::{generate, oracle};
use apportion_lattice::{Market, OfferIndex, TaskIndex};
use proptest::prelude::*;

fn any_market() -> impl Strategy<Value = Market> {
    (any::<u64>(), 0..generate::Profile::presets().len())
        .prop_map(|(seed, preset)| generate::market(seed, &generate::Profile::presets()[preset].1))
}

/// Picks an option for each task from a stream of numbers; tasks without options stay unassigned.
fn choose(program: &Program<'_>, picks: &[u64]) -> Vec<Choice> {
    let pick = |task: TaskIndex| {
        let options = program.option_count(task);
        let option = picks[task.usize() % picks.len()] % options.max(1);
        program.choice(task, option).unwrap_or(Choice::Unassigned)
    };
    program.tasks().map(pick).collect()
}

fn assignment(program: &Program<'_>, choices: &[Choice]) -> Vec<Option<(OfferIndex, u32)>> {
    let run = |choice: &Choice| match *choice {
        Choice::Unassigned => None,
        Choice::Assigned { pair, start } => Some((program.all_pairs()[pair].run.offer, start)),
    };
    choices.iter().map(run).collect()
}

/// All rows, one by one, from their coefficients.
fn satisfied_row_by_row(program: &Program<'_>, choices: &[Choice]) -> bool {
    let required = program
        .tasks()
        .zip(choices)
        .all(|(task, &choice)| choice != Choice::Unassigned || program.may_stay_unassigned(task));
    let row = |row| {
        let used = |(task, &choice)| i128::from(program.coefficient(row, task, choice));
        program.tasks().zip(choices).map(used).sum::<i128>() <= program.bound(row)
    };
    required && (0..program.row_count()).map(RowIndex).all(row)
}

fn relaxed_cost(
    program: &Program<'_>,
    costs: &[LevelCosts],
    derived: &[Lemma],
    multipliers: &Multipliers,
    task: TaskIndex,
    option: u64,
) -> U256 {
    let level = costs.len() - 1;
    let choice = program.choice(task, option).expect("in range");
    let start = U256::from_u128(costs[level].cost(task, choice)).times(multipliers.objective.get());
    multipliers.rows.iter().fold(start, |sum, &(row, multiplier)| {
        let coefficient = match row.0.checked_sub(program.row_count()) {
            None => u128::from(program.coefficient(row, task, choice)),
            Some(cap) if program.lemma_of(row).is_none() => costs[cap as usize].cost(task, choice),
            Some(_) => lemmas::coefficient(program, derived, row, task, option).into(),
        };
        sum.plus(U256::from_u128(multiplier).times(coefficient))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn options_are_numbered_without_gaps_and_read_back(market in any_market()) {
        let program = Program::new(&market);
        for task in program.tasks() {
            let options = oracle::options(&market, task);
            prop_assert_eq!(program.assigned_options(task), options.len() as u64);
            for (option, &(offer, start)) in (0..).zip(&options) {
                prop_assert_eq!(program.option(task, offer, start), Some(option));
                let chosen = program.choice(task, option);
                prop_assert_eq!(assignment(&program, chosen.as_slice()), [Some((offer, start))]);
            }
            let last = program.choice(task, options.len() as u64);
            let expected = (!market.task(task).required).then_some(Choice::Unassigned);
            prop_assert_eq!(last, expected);
            prop_assert_eq!(program.choice(task, program.option_count(task)), None);
        }
    }

    #[test]
    fn three_readings_of_feasibility_agree(market in any_market(), picks in prop::collection::vec(any::<u64>(), 8)) {
        let program = Program::new(&market);
        let choices = choose(&program, &picks);
        let by_profiles = program.check_rows(&choices);
        let by_rows = satisfied_row_by_row(&program, &choices);
        let by_oracle = oracle::feasible(&market, &assignment(&program, &choices));
        prop_assert_eq!(by_profiles.is_ok(), by_rows, "{:?}", by_profiles);
        prop_assert_eq!(by_profiles.is_ok(), by_oracle.is_ok(), "{:?} against {:?}", by_profiles, by_oracle);
    }

    #[test]
    fn values_are_those_of_the_oracle(market in any_market(), picks in prop::collection::vec(any::<u64>(), 8)) {
        let program = Program::new(&market);
        let choices = choose(&program, &picks);
        let costs: Vec<_> = (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
        let values = program.values(&costs, &choices);
        prop_assert_eq!(&values, &oracle::value(&market, &assignment(&program, &choices)));
        if program.tasks().all(|task| program.option_count(task) > 0) {
            for (costs, value) in costs.iter().zip(values) {
                let offset = value.abs_diff(costs.granularity.base);
                prop_assert_eq!(offset % costs.granularity.step, 0);
                prop_assert!(value <= costs.largest_sum);
            }
        }
    }

    #[test]
    fn folded_prices_are_the_sums_they_stand_for(
        market in any_market(),
        level in 0usize..3,
        exponent in 0u8..=62,
        rows in prop::collection::btree_map(any::<u64>(), 1u128..1 << 100, 0..12),
        shift in 0u32..100,
        mut state: u64,
    ) {
        let program = Program::new(&market);
        let level = level.min(market.levels().len() - 1);
        let costs: Vec<_> = (0..=level).map(|level| LevelCosts::new(&program, level)).collect();
        let caps: Vec<u128> = costs[..level].iter().map(|costs| costs.largest_sum / 2).collect();
        let lemmas = lemmas::draw(&program, &mut |below| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (state >> 33) as usize % below
        });
        let view = LevelView { costs: &costs, caps: &caps, lemmas: &lemmas };
        let first_lemma = program.row_count() + level as u64;
        let available = first_lemma + lemmas.len() as u64;
        let row = |number: u64| match number.checked_sub(first_lemma) {
            Some(lemma) => program.lemma_row(lemma as u32),
            None => RowIndex(number),
        };
        let rows: std::collections::BTreeMap<_, _> = rows
            .into_iter()
            .filter(|_| available > 0)
            .map(|(number, mu)| (row(number % available.max(1)), (mu >> shift).max(1)))
            .collect();
        let multipliers =
            Multipliers { objective: ObjectiveWeight::PowerOfTwo(exponent), rows: rows.into_iter().collect() };
        let wide = Prices::<U256>::new(&program, view, &multipliers);
        let bits = program.magnitude_bits(view, &multipliers);
        prop_assert!(bits <= 254);
        let narrow = (bits < 128).then(|| Prices::<u128>::new(&program, view, &multipliers));
        let slim = (bits < 64).then(|| Prices::<u64>::new(&program, view, &multipliers));
        for task in program.tasks() {
            let mut least: Option<U256> = None;
            for option in 0..program.option_count(task) {
                let expected = relaxed_cost(&program, &costs, &lemmas, &multipliers, task, option);
                prop_assert_eq!(wide.least(task, option..option + 1, |_| true), Some(expected));
                if let Some(narrow) = &narrow {
                    let value = narrow.least(task, option..option + 1, |_| true);
                    prop_assert_eq!(value.map(U256::from_u128), Some(expected));
                }
                if let Some(slim) = &slim {
                    let value = slim.least(task, option..option + 1, |_| true);
                    prop_assert_eq!(value.map(|value| U256::from_u128(value.into())), Some(expected));
                }
                least = Some(least.map_or(expected, |known| known.min(expected)));
            }
            prop_assert_eq!(wide.least(task, 0..program.option_count(task), |_| true), least);
        }
    }
}
