//! `compliance`: the circuit against the native relation, and the native relation against the checker of certificates.

use crate::support::{self, Backend, blinding, context, on_every_backend};
use apportion_allocator::Solver;
use apportion_certs::check;
use apportion_certs::program::Program;
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::statement::compliance::{
    Assigned, Fitted, LineCommitment, Lines, MarketTables, OptionRow, Shape,
};
use apportion_circuits::statement::{Committed, Compliance, ComplianceWitness, Statement, Unsatisfied};
use apportion_lattice::Market;
use ark_bn254::Fr;
use proptest::prelude::*;

on_every_backend! {
    an_allocation_within_every_rule_is_satisfied,
    a_required_task_that_is_omitted_is_unsatisfied,
    a_task_served_twice_is_unsatisfied,
    a_price_from_another_option_is_unsatisfied,
    a_demand_a_duration_and_a_limit_that_are_left_out_are_unsatisfied,
    a_start_outside_its_range_is_unsatisfied,
    an_option_that_is_not_in_the_committed_table_is_unsatisfied,
    another_opening_of_either_commitment_is_unsatisfied,
    a_raised_limit_is_unsatisfied_under_the_published_commitment,
    every_limit_that_is_lowered_below_its_use_is_unsatisfied,
    prior_usage_counts,
    a_task_without_the_one_that_it_needs_is_unsatisfied,
    a_task_that_starts_before_the_one_it_comes_after_has_ended_is_unsatisfied,
    the_circuit_agrees_with_the_relation,
}

/// Six slots; every kind of limit; a required task, one that needs another, one that comes after another.
const MARKET: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"},{"name":"net","unit":"gbit"}],
    "slots":{"count":6,"length_ms":1000},
    "payers":[{"id":"ada","budget":100,"limits":[{"of":"money","amount":60,"window_slots":2}]},{"id":"ben"}],
    "offers":[{"id":"big","capacity":{"cpu":8,"net":"unlimited"},"price":{"cpu":2},"total":{"cpu":40},
               "limits":[{"of":"net","amount":9,"window_slots":3,"prior":[4,1]}]},
              {"id":"small","capacity":{"cpu":3,"net":"unlimited"},"price_fixed":5}],
    "limits":[{"of":"cpu","amount":20,"slots":[1,3]},{"of":"net","amount":30}],
    "tasks":[{"id":"a","payer":"ada","demand":{"cpu":4,"net":1},"duration_slots":2,"required":true},
             {"id":"b","payer":"ada","demand":{"cpu":3,"net":2},"slots":[1,4],"needs":["a"]},
             {"id":"c","payer":"ben","demand":{"cpu":2,"net":1},"duration_slots":3,"after":["a"]},
             {"id":"d","payer":"ben","demand":{"cpu":8},"slots":[0,2]},
             {"id":"e","payer":"ben","demand":{"cpu":1,"net":3},"duration_slots":2,"penalty":50}]}"#;

/// (offer, start) of each task.
pub(crate) type Choice = Option<(u64, u32)>;

/// Within every rule.
pub(crate) const HONEST: [Choice; 5] = [Some((0, 0)), Some((1, 1)), Some((1, 2)), None, Some((0, 4))];

pub(crate) struct Case<F: Backend> {
    pub(crate) statement: Compliance<F>,
    tables: MarketTables<F>,
}

impl<F: Backend> Case<F> {
    fn new() -> Self {
        Self::committed(LineCommitment::Sponge)
    }

    pub(crate) fn committed(lines: LineCommitment) -> Self {
        let market = Market::from_json(MARKET).unwrap();
        let program = Program::new(&market);
        let shape = Shape { lines, ..Shape::of(&program) };
        let tables = Fitted::new(&program, &shape).unwrap().tables(blinding(1));
        Self { statement: Compliance::new(F::poseidon(), shape).unwrap(), tables }
    }

    fn option(&self, task: usize, offer: u64) -> OptionRow {
        let found = self.tables.options.iter().find(|option| option.task == task as u64 + 1 && option.offer == offer);
        found.cloned().unwrap()
    }

    pub(crate) fn witness(&self, choices: &[Choice; 5]) -> ComplianceWitness<F> {
        let mut lines = vec![None; self.statement.shape().tasks];
        for (task, choice) in choices.iter().enumerate() {
            lines[task] = choice.map(|(offer, start)| Assigned { option: self.option(task, offer), start });
        }
        ComplianceWitness { market: self.tables.clone(), allocation: Lines { lines, blinding: blinding(2) } }
    }

    /// The verdict about choices, after a change.
    pub(crate) fn verdict(
        &self,
        choices: [Choice; 5],
        change: impl FnOnce(&mut ComplianceWitness<F>),
    ) -> Result<(), Unsatisfied> {
        let mut witness = self.witness(&choices);
        change(&mut witness);
        support::verdict(&self.statement, witness)
    }

    /// The verdict about honest choices that are changed after both commitments were published.
    pub(crate) fn swapped(&self, change: impl FnOnce(&mut ComplianceWitness<F>)) -> Result<(), Unsatisfied> {
        let mut witness = self.witness(&HONEST);
        let public = self.statement.public(context(), &witness);
        change(&mut witness);
        support::against(&self.statement, public, witness)
    }
}

/// A statement and a witness that satisfies it.
pub(crate) fn honest(lines: LineCommitment) -> (Compliance<Fr>, ComplianceWitness<Fr>) {
    let case = Case::<Fr>::committed(lines);
    let witness = case.witness(&HONEST);
    (case.statement, witness)
}

fn run<F: Backend>(witness: &mut ComplianceWitness<F>, task: usize) -> &mut Assigned {
    witness.allocation.lines[task].as_mut().unwrap()
}

fn an_allocation_within_every_rule_is_satisfied<F: Backend>() {
    assert_eq!(Case::<F>::new().verdict(HONEST, |_| ()), Ok(()));
}

fn a_required_task_that_is_omitted_is_unsatisfied<F: Backend>() {
    let omitted = Case::<F>::new().verdict([None, None, None, None, None], |_| ());
    assert_eq!(omitted, Err(Unsatisfied::RequiredUnassigned { task: 0 }));
}

fn a_task_served_twice_is_unsatisfied<F: Backend>() {
    let twice = Case::<F>::new().verdict(HONEST, |witness| {
        witness.allocation.lines[3] = witness.allocation.lines[0].clone();
    });
    assert!(matches!(twice, Err(Unsatisfied::NotAnOption { task: 3, .. })), "{twice:?}");
}

fn a_price_from_another_option_is_unsatisfied<F: Backend>() {
    let cheap = Case::<F>::new().verdict(HONEST, |witness| run(witness, 0).option.price = 5);
    assert_eq!(cheap, Err(Unsatisfied::NotAnOption { task: 0, offer: 0, price: 5 }));
}

fn a_demand_a_duration_and_a_limit_that_are_left_out_are_unsatisfied<F: Backend>() {
    let changes: [fn(&mut OptionRow); 3] = [
        |option| option.demands[0] = 0,
        |option| option.duration = 1,
        |option| *option.loads.iter_mut().find(|load| load.is_some()).unwrap() = None,
    ];
    for change in changes {
        let verdict = Case::<F>::new().verdict(HONEST, |witness| change(&mut run(witness, 0).option));
        assert!(matches!(verdict, Err(Unsatisfied::NotAnOption { task: 0, .. })), "{verdict:?}");
    }
}

fn a_start_outside_its_range_is_unsatisfied<F: Backend>() {
    for start in [0, 5] {
        let choices = [HONEST[0], Some((1, start)), HONEST[2], HONEST[3], HONEST[4]];
        let verdict = Case::<F>::new().verdict(choices, |_| ());
        assert_eq!(verdict, Err(Unsatisfied::StartOutOfRange { task: 1, start, first: 1, last: 4 }));
    }
}

fn an_option_that_is_not_in_the_committed_table_is_unsatisfied<F: Backend>() {
    let verdict = Case::<F>::new().swapped(|witness| {
        let mut option = run(witness, 0).option.clone();
        option.price = 0;
        run(witness, 0).option = option.clone();
        *witness.market.options.last_mut().unwrap() = option;
    });
    assert_eq!(verdict, Err(Unsatisfied::Commitment { of: Committed::Items }));
    let verdict = Case::<F>::new().swapped(|witness| witness.market.options.last_mut().unwrap().task = 1);
    assert_eq!(verdict, Err(Unsatisfied::Commitment { of: Committed::Market }));
}

fn another_opening_of_either_commitment_is_unsatisfied<F: Backend>() {
    let items = Case::<F>::new().swapped(|witness| witness.allocation.blinding = blinding(3));
    assert_eq!(items, Err(Unsatisfied::Commitment { of: Committed::Items }));
    let market = Case::<F>::new().swapped(|witness| witness.market.blinding = blinding(3));
    assert_eq!(market, Err(Unsatisfied::Commitment { of: Committed::Market }));
}

fn a_raised_limit_is_unsatisfied_under_the_published_commitment<F: Backend>() {
    let verdict = Case::<F>::new().swapped(|witness| witness.market.amounts[0][0] += 1);
    assert_eq!(verdict, Err(Unsatisfied::Commitment { of: Committed::Market }));
}

fn every_limit_that_is_lowered_below_its_use_is_unsatisfied<F: Backend>() {
    let case = Case::<F>::new();
    let mut exceeded = 0;
    for (meter, amounts) in case.tables.amounts.iter().enumerate() {
        for limit in 0..amounts.len() {
            let verdict = case.verdict(HONEST, |witness| witness.market.amounts[meter][limit] = 0);
            if let Err(Unsatisfied::LimitExceeded { meter: found, limit: at, .. }) = verdict {
                assert_eq!((found, at), (meter, limit));
                exceeded += 1;
            }
        }
    }
    // Two capacities, total, budget, three windows and an interval in all; nothing is used of none.
    assert_eq!(exceeded, 8);
}

fn prior_usage_counts<F: Backend>() {
    let verdict = Case::<F>::new().verdict(HONEST, |witness| {
        witness.market.priors.iter_mut().flatten().flatten().for_each(|prior| *prior += 4);
    });
    assert!(matches!(verdict, Err(Unsatisfied::LimitExceeded { slot: 0, .. })), "{verdict:?}");
}

fn a_task_without_the_one_that_it_needs_is_unsatisfied<F: Backend>() {
    let verdict = Case::<F>::new().verdict([None, Some((1, 1)), None, None, None], |witness| {
        witness.market.required = vec![false; witness.market.required.len()];
    });
    assert_eq!(verdict, Err(Unsatisfied::NeedUnassigned { task: 1, on: 0 }));
}

fn a_task_that_starts_before_the_one_it_comes_after_has_ended_is_unsatisfied<F: Backend>() {
    let verdict = Case::<F>::new().verdict([Some((0, 0)), None, Some((1, 1)), None, None], |_| ());
    assert_eq!(verdict, Err(Unsatisfied::StartsTooEarly { task: 2, start: 1, on: 0, end: 2 }));
}

fn the_circuit_agrees_with_the_relation<F: Backend>() {
    proptest!(ProptestConfig { cases: 24, ..ProptestConfig::default() }, |(
        offers in prop::array::uniform5(prop::option::weighted(0.8, (0u64..2, 0u32..6))),
        raise in 0u64..40,
    )| {
        let case = Case::<F>::new();
        let mut choices = offers;
        if let Some((offer, _)) = &mut choices[3] { *offer = 0 }
        if let Some((offer, _)) = &mut choices[0] { *offer = 0 }
        let _ = case.verdict(choices, |witness| {
            witness.market.amounts.iter_mut().flatten().for_each(|amount| *amount = (*amount + raise).min(255));
        });
    });
}

/// Constraints of an example's circuit, after its best allocation was seen to satisfy both the relation and the circuit.
fn example(text: &str) -> (Shape, usize) {
    let market = Market::from_json(text).unwrap();
    let answer = Solver::new().solve(&market).unwrap();
    let checked = check(&market, &answer.allocation, &answer.certificate).unwrap();
    let program = Program::new(&market);
    let shape = Shape::of(&program);
    let fitted = Fitted::new(&program, &shape).unwrap();
    let witness = ComplianceWitness {
        market: fitted.tables(blinding(1)),
        allocation: fitted.lines(&checked, blinding(2)).unwrap(),
    };
    let statement = Compliance::<Fr>::new(Poseidon::default(), shape.clone()).unwrap();
    assert_eq!(support::verdict(&statement, witness), Ok(()));
    (shape, support::constraints(&statement))
}

#[test]
fn every_example_is_satisfied_within_its_target() {
    let examples = [
        (include_str!("../../../examples/llm-gateway.json"), 80_412),
        (include_str!("../../../examples/donated-cluster.json"), 25_865),
        (include_str!("../../../examples/energy-shift.json"), 25_342),
    ];
    for (text, expected) in examples {
        let (shape, constraints) = example(text);
        assert_eq!(constraints, expected);
        assert!(constraints <= 250 * shape.tasks + 100 * shape.options, "{shape:?}");
    }
}

#[test]
fn a_line_takes_at_most_250_constraints_and_an_option_at_most_100() {
    let (shape, constraints) = example(include_str!("../../../examples/llm-gateway.json"));
    let of = |shape| support::constraints(&Compliance::<Fr>::new(Poseidon::default(), shape).unwrap());
    let lines = of(Shape { tasks: shape.tasks + 100, ..shape.clone() }) - constraints;
    let options = of(Shape { options: shape.options + 100, ..shape }) - constraints;
    assert_eq!((lines / 100, options / 100), (132, 39));
}
