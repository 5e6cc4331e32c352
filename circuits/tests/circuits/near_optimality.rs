//! `near-optimality`: the circuit against the native relation, and the native relation against every allocation there is.

use crate::support::{self, Backend, blinding, context, on_every_backend};
use apportion_allocator::{Solver, lagrangian};
use apportion_certs::check;
use apportion_certs::program::Program;
use apportion_circuits::layout::BitWidth;
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::compliance::{Assigned, Fitted, Lines, MarketTables, Objective, OptionRow, Shape};
use apportion_circuits::statement::near_optimality::Relaxation;
use apportion_circuits::statement::{
    Committed, Compliance, ComplianceWitness, NearOptimality, NearOptimalityWitness, ParameterError, Statement,
    Unsatisfied,
};
use apportion_lattice::Market;
use ark_bn254::Fr;
use proptest::prelude::*;

on_every_backend! {
    the_least_epsilon_is_proved_and_less_is_not,
    multipliers_raised_beyond_the_best_prove_less,
    another_epsilon_than_the_public_one_is_unsatisfied,
    a_cheaper_story_about_cost_is_unsatisfied,
    an_option_or_a_cost_that_is_not_committed_is_unsatisfied,
    an_amount_that_is_understated_is_unsatisfied_under_the_published_commitment,
    an_option_of_no_task_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

/// Four slots; a required task; limits over the horizon, windows with prior usage and intervals, one of which shares a meter with windows; costs of
/// every kind.
const MARKET: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],
    "slots":{"count":4,"length_ms":1000},
    "payers":[{"id":"ada","budget":40},{"id":"ben","limits":[{"of":"money","amount":10,"window_slots":3}]}],
    "offers":[{"id":"big","capacity":{"cpu":3},"price":{"cpu":2},"latency_ms":5,
               "limits":[{"of":"cpu","amount":6,"window_slots":3,"prior":[2,1]}]},
              {"id":"small","capacity":{"cpu":2},"price_fixed":5,"limits":[{"of":"cpu","amount":5,"slots":[0,2]}]}],
    "limits":[{"of":"cpu","amount":4,"slots":[1,2]}],
    "objective":[{"price":3,"penalty":1,"latency_ms":2,"end_slot":1}],
    "tasks":[{"id":"a","payer":"ada","demand":{"cpu":2},"duration_slots":2,"required":true},
             {"id":"b","payer":"ada","demand":{"cpu":1},"slots":[1,2],"penalty":60},
             {"id":"c","payer":"ben","demand":{"cpu":2},"slots":[0,2],"penalty":35},
             {"id":"d","payer":"ben","demand":{"cpu":1},"duration_slots":2,"penalty":40}]}"#;

/// Multipliers at which the bound is positive.
const MULTIPLIERS: [f64; 7] = [0.25, 0.5, 0.75, 0.5, 1.0, 0.5, 0.25];

/// (offer, start) of each task.
type Choice = Option<(u64, u32)>;

/// Within every rule.
const HONEST: [Choice; 4] = [Some((0, 0)), Some((1, 1)), Some((1, 0)), Some((1, 2))];

struct Case<F: Backend> {
    statement: NearOptimality<F>,
    tables: MarketTables<F>,
}

impl<F: Backend> Case<F> {
    fn new() -> Self {
        let market = Market::from_json(MARKET).unwrap();
        let program = Program::new(&market);
        let shape = Shape::with_objective(&program);
        let tables = Fitted::new(&program, &shape).unwrap().tables(blinding(1));
        Self { statement: NearOptimality::new(F::poseidon(), shape).unwrap(), tables }
    }

    fn relaxation(&self) -> Relaxation {
        self.statement.relaxation(&self.tables).unwrap()
    }

    fn option(&self, task: usize, offer: u64) -> OptionRow {
        let found = self.tables.options.iter().find(|option| option.task == task as u64 + 1 && option.offer == offer);
        found.cloned().unwrap()
    }

    fn witness(&self, choices: &[Choice; 4], multipliers: &[f64], epsilon_ppm: u32) -> NearOptimalityWitness<F> {
        let mut lines = vec![None; self.statement.shape().tasks];
        for (task, choice) in choices.iter().enumerate() {
            lines[task] = choice.map(|(offer, start)| Assigned { option: self.option(task, offer), start });
        }
        let rules =
            ComplianceWitness { market: self.tables.clone(), allocation: Lines { lines, blinding: blinding(2) } };
        NearOptimalityWitness { rules, multipliers: self.relaxation().multipliers(multipliers), epsilon_ppm }
    }

    fn verdict(&self, witness: NearOptimalityWitness<F>) -> Result<(), Unsatisfied> {
        support::verdict(&self.statement, witness)
    }

    /// The least epsilon that some multipliers prove for the honest choices.
    fn reachable(&self, multipliers: &[f64]) -> Option<u32> {
        let witness = self.witness(&HONEST, multipliers, 0);
        match self.statement.holds(&self.statement.public(context(), &witness), &witness) {
            Err(Unsatisfied::TooFarFromBound { reachable_ppm, .. }) => reachable_ppm,
            other => panic!("{other:?}"),
        }
    }

    fn honest(&self) -> NearOptimalityWitness<F> {
        self.witness(&HONEST, &MULTIPLIERS, self.reachable(&MULTIPLIERS).unwrap())
    }

    /// The verdict about an honest witness that is changed after the public inputs were published.
    fn swapped(&self, change: impl FnOnce(&mut NearOptimalityWitness<F>)) -> Result<(), Unsatisfied> {
        let mut witness = self.honest();
        let public = self.statement.public(context(), &witness);
        change(&mut witness);
        support::against(&self.statement, public, witness)
    }
}

/// A statement and a witness that satisfies it.
pub(crate) fn honest() -> (NearOptimality<Fr>, NearOptimalityWitness<Fr>) {
    let case = Case::<Fr>::new();
    let witness = case.honest();
    (case.statement, witness)
}

fn the_least_epsilon_is_proved_and_less_is_not<F: Backend>() {
    let case = Case::<F>::new();
    let least = case.reachable(&MULTIPLIERS).unwrap();
    let verdict = |epsilon_ppm| case.verdict(case.witness(&HONEST, &MULTIPLIERS, epsilon_ppm));
    assert_eq!([verdict(least), verdict(least + 1), verdict(u32::MAX)], [Ok(()), Ok(()), Ok(())]);
    let refused = verdict(least - 1);
    assert!(matches!(refused, Err(Unsatisfied::TooFarFromBound { reachable_ppm, .. }) if reachable_ppm == Some(least)));
}

/// Any multipliers are valid: they only make the bound what it is, here negative.
fn multipliers_raised_beyond_the_best_prove_less<F: Backend>() {
    let case = Case::<F>::new();
    let raised = [1e9; 7];
    assert!(case.relaxation().bound(&case.relaxation().multipliers(&raised)).unwrap() < 0);
    let verdict = case.verdict(case.witness(&HONEST, &raised, u32::MAX));
    assert!(matches!(verdict, Err(Unsatisfied::TooFarFromBound { reachable_ppm: None, .. })), "{verdict:?}");
}

fn another_epsilon_than_the_public_one_is_unsatisfied<F: Backend>() {
    let case = Case::<F>::new();
    let witness = case.honest();
    let mut public = case.statement.public(context(), &witness);
    public.epsilon_ppm -= 1;
    let verdict = support::against(&case.statement, public, witness);
    assert!(matches!(verdict, Err(Unsatisfied::TooFarFromBound { .. })), "{verdict:?}");
}

fn a_cheaper_story_about_cost_is_unsatisfied<F: Backend>() {
    let case = Case::<F>::new();
    let mut witness = case.honest();
    let run = witness.rules.allocation.lines[0].as_mut().unwrap();
    assert!(run.option.rest > 0);
    run.option.rest = 0;
    assert!(matches!(case.verdict(witness), Err(Unsatisfied::NotAnOption { task: 0, .. })));
}

fn an_option_or_a_cost_that_is_not_committed_is_unsatisfied<F: Backend>() {
    let changes: [fn(&mut MarketTables<F>); 4] = [
        // Left out of the bound: a dear option, made nobody's.
        |market| market.options[1].task = 0,
        |market| market.options[1].rest += 1,
        // A penalty raised, and a required task's absence made dear.
        |market| market.unassigned[1] += 1,
        |market| market.unassigned[0] += 1,
    ];
    for change in changes {
        let verdict = Case::<F>::new().swapped(|witness| change(&mut witness.rules.market));
        let expected =
            matches!(verdict, Err(Unsatisfied::Commitment { of: Committed::Market } | Unsatisfied::NotAnOption { .. }));
        assert!(expected, "{verdict:?}");
    }
}

fn an_amount_that_is_understated_is_unsatisfied_under_the_published_commitment<F: Backend>() {
    let verdict = Case::<F>::new().swapped(|witness| witness.rules.market.amounts[0][0] -= 1);
    assert_eq!(verdict, Err(Unsatisfied::Commitment { of: Committed::Market }));
}

fn an_option_of_no_task_is_unsatisfied<F: Backend>() {
    let case = Case::<F>::new();
    let mut witness = case.witness(&[HONEST[0], HONEST[1], HONEST[2], None], &MULTIPLIERS, u32::MAX);
    // The shape has four tasks; their numbers have three bits.
    witness.rules.market.options.last_mut().unwrap().task = 5;
    assert_eq!(case.verdict(witness), Err(Unsatisfied::UnknownTask { task: 5 }));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        choices in prop::array::uniform4(prop::option::weighted(0.8, (0u64..2, 0u32..4))),
        multipliers in prop::array::uniform7(0.0..3.0f64),
        epsilon_ppm in prop::option::of(0u32..3_000_000),
        required in any::<bool>(),
    )| {
        let mut case = Case::<F>::new();
        case.tables.required[0] = required;
        let _ = case.verdict(case.witness(&choices, &multipliers, epsilon_ppm.unwrap_or(u32::MAX)));
    });
}

#[test]
fn shapes_without_an_objective_or_with_bounds_that_are_too_wide_are_refused() {
    let shape = honest().0.shape().clone();
    let new = |shape| NearOptimality::<Fr>::new(Poseidon::default(), shape).map(drop);
    assert_eq!(new(shape.clone()), Ok(()));
    let none = Shape { objective: None, ..shape.clone() };
    assert_eq!(new(none), Err(ParameterError::Unknown { what: "the objective of the shape" }));
    let objective = shape.objective.unwrap();
    let dear = Shape { objective: Some(Objective { price_weight: u64::MAX, ..objective }), ..shape.clone() };
    assert_eq!(new(dear), Err(ParameterError::TooWide { what: "cost", bits: 72 }));
    let wide = Shape { objective: Some(Objective { rest: BitWidth::U64, ..objective }), ..shape.clone() };
    assert!(matches!(new(wide), Err(ParameterError::TooWide { .. })));
    let rules = Compliance::<Fr>::new(Poseidon::default(), shape);
    assert!(matches!(rules, Err(ParameterError::Unknown { what: "an objective of compliance" })));
}

#[test]
fn multipliers_of_another_market_are_unsatisfied() {
    let (statement, mut witness) = honest();
    let market = Market::from_json(
        r#"{"version":1,"payers":[{"id":"p","budget":1}],"offers":[{"id":"o"}],"tasks":[{"id":"t","payer":"p"}]}"#,
    );
    let market = market.unwrap();
    let program = Program::new(&market);
    let other = NearOptimality::<Fr>::new(Poseidon::default(), Shape::with_objective(&program)).unwrap();
    let tables = Fitted::new(&program, other.shape()).unwrap().tables(blinding(1));
    witness.multipliers = other.relaxation(&tables).unwrap().multipliers(&[1.0]);
    let verdict = statement.holds(&statement.public(context(), &witness), &witness);
    assert_eq!(verdict, Err(Unsatisfied::Multipliers));
}

/// What is proved about a small market of every kind of option, under the bound that the relation computes: no allocation costs less.
#[test]
fn no_allocation_within_the_rules_costs_less_than_the_bound() {
    let case = Case::<Fr>::new();
    let relaxation = case.relaxation();
    let mut options: Vec<Vec<Choice>> = vec![vec![None]; 4];
    for option in case.tables.options.iter().filter(|option| option.task > 0) {
        let starts = (option.first..=option.last).map(|start| Some((option.offer, start)));
        options[option.task as usize - 1].extend(starts);
    }
    let (mut costs, public) = (Vec::new(), case.statement.public(context(), &case.witness(&HONEST, &[], 0)));
    let total: usize = options.iter().map(Vec::len).product();
    for mut number in 0..total {
        let choices = core::array::from_fn(|task| {
            let choice = options[task][number % options[task].len()];
            number /= options[task].len();
            choice
        });
        let witness = case.witness(&choices, &[], 0);
        // Rules come before cost.
        if matches!(case.statement.holds(&public, &witness), Err(Unsatisfied::TooFarFromBound { .. })) {
            costs.push(case.statement.cost(&witness.rules.market, &witness.rules.allocation));
        }
    }
    let least = *costs.iter().min().unwrap();
    assert!(costs.len() > 20 && costs.len() < total, "{} of {total}", costs.len());
    let scaled = (least as i128) << relaxation.scale_bits();
    proptest!(|(multipliers in prop::array::uniform7(0.0..4.0f64))| {
        prop_assert!(relaxation.bound(&relaxation.multipliers(&multipliers)).unwrap() <= scaled);
    });
    let best = relaxation.bound(&relaxation.multipliers(&ascended(&relaxation, least))).unwrap();
    assert!(best <= scaled && 2 * best > scaled, "{best} of {scaled}");
}

/// The multipliers that an ascent finds.
fn ascended(relaxation: &Relaxation, cost: u128) -> Vec<f64> {
    let choice = |choice: &apportion_circuits::statement::near_optimality::Choice| lagrangian::Choice {
        cost: choice.cost as f64,
        uses: choice.uses.iter().map(|&(limit, used)| (limit, used as f64)).collect(),
    };
    let tasks: Vec<Vec<_>> = relaxation.tasks.iter().map(|choices| choices.iter().map(choice).collect()).collect();
    let amounts: Vec<f64> = relaxation.limits.iter().map(|limit| limit.amount as f64).collect();
    lagrangian::multipliers(&tasks, &amounts, cost as f64)
}

/// What an example's best allocation proves: constraints, and the least epsilon.
fn example(text: &str) -> (Shape, usize, u32) {
    let market = Market::from_json(text).unwrap();
    let answer = Solver::new().solve(&market).unwrap();
    let checked = check(&market, &answer.allocation, &answer.certificate).unwrap();
    let program = Program::new(&market);
    let shape = Shape::with_objective(&program);
    let fitted = Fitted::new(&program, &shape).unwrap();
    let rules = ComplianceWitness {
        market: fitted.tables(blinding(1)),
        allocation: fitted.lines(&checked, blinding(2)).unwrap(),
    };
    let statement = NearOptimality::<Fr>::new(Poseidon::default(), shape.clone()).unwrap();
    let cost = statement.cost(&rules.market, &rules.allocation);
    assert_eq!(Some(cost), checked.values().map(|values| values[0]));
    let relaxation = statement.relaxation(&rules.market).unwrap();
    let multipliers = relaxation.multipliers(&ascended(&relaxation, cost));
    let bound = relaxation.bound(&multipliers).unwrap();
    assert!(bound <= (cost as i128) << relaxation.scale_bits());
    let mut witness = NearOptimalityWitness { rules, multipliers, epsilon_ppm: 0 };
    let public = statement.public(context(), &witness);
    let Err(Unsatisfied::TooFarFromBound { reachable_ppm: Some(reachable), .. }) = statement.holds(&public, &witness)
    else {
        return (shape, support::constraints(&statement), 0);
    };
    witness.epsilon_ppm = reachable;
    assert_eq!(support::verdict(&statement, witness), Ok(()));
    (shape, support::constraints(&statement), reachable)
}

#[test]
fn every_example_is_proved_within_some_epsilon() {
    let examples = [
        include_str!("../../../examples/llm-gateway.json"),
        include_str!("../../../examples/donated-cluster.json"),
        include_str!("../../../examples/energy-shift.json"),
    ];
    let found = examples.map(|text| {
        let (_, constraints, epsilon_ppm) = example(text);
        (constraints, epsilon_ppm)
    });
    assert_eq!(found, [(254_373, 10_571), (73_157, 4_056_504), (101_980, 10_949)]);
}

#[test]
fn constraints_of_an_option_and_of_a_task() {
    let (shape, constraints, _) = example(include_str!("../../../examples/llm-gateway.json"));
    let of = |shape| support::constraints(&NearOptimality::<Fr>::new(Poseidon::default(), shape).unwrap());
    let tasks = of(Shape { tasks: shape.tasks + 100, ..shape.clone() }) - constraints;
    let options = of(Shape { options: shape.options + 100, ..shape }) - constraints;
    assert_eq!((tasks / 100, options / 100), (243, 231));
}
