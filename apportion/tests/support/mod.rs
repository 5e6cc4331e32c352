//! Answers without a solver, with the trivial bound 0.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use apportion::certs::program::{Choice, LevelCosts, Program, Violation};
use apportion::certs::{Allocation, Certificate, Checked, Claim, check};
use apportion::lattice::Market;

/// Tasks in order, each at its first option that fits beside the earlier ones. Only for markets where no task is required.
pub fn greedy_checked(market: &Market) -> Checked {
    let program = Program::new(market);
    let mut choices = vec![Choice::Unassigned; program.task_count()];
    for task in program.tasks() {
        let mut fits = |option: &u64| {
            choices[task.usize()] = program.choice(task, *option).expect("an option of the task");
            matches!(program.check_rows(&choices), Ok(()) | Err(Violation::Unassigned(_)))
        };
        if !(0..program.assigned_options(task)).any(|option| fits(&option)) {
            choices[task.usize()] = Choice::Unassigned;
        }
    }
    checked(&program, &choices)
}

/// Everyone is left out.
pub fn nobody_checked(market: &Market) -> Checked {
    let program = Program::new(market);
    checked(&program, &vec![Choice::Unassigned; program.task_count()])
}

fn checked(program: &Program<'_>, choices: &[Choice]) -> Checked {
    let market = program.market();
    let option = |(task, choice): (_, &Choice)| match *choice {
        Choice::Unassigned => program.assigned_options(task),
        Choice::Assigned { pair, start } => {
            let offer = program.all_pairs()[pair].run.offer;
            program.option(task, offer, start).expect("chosen from the options")
        }
    };
    let options = program.tasks().zip(choices).map(option).collect();
    let levels = market.levels().len();
    let costs: Vec<_> = (0..levels).map(|level| LevelCosts::new(program, level)).collect();
    let values = program.values(&costs, choices);
    let bounds = vec![0; levels];
    let claim =
        if values == bounds { Claim::Optimal { options, values } } else { Claim::Feasible { options, values, bounds } };
    let certificate = Certificate {
        market: market.hash(),
        claim,
        pool: Vec::new(),
        lemmas: Vec::new(),
        knapsacks: Vec::new(),
        proofs: vec![Vec::new(); levels],
    };
    check(market, &Allocation::render(market, &certificate), &certificate).expect("feasible, with a trivial bound")
}
