//! Answers without a solver: tasks in order, each at its first option that fits, with the trivial bound 0.

use apportion::certs::program::{Choice, LevelCosts, Program};
use apportion::certs::{Allocation, Certificate, Checked, Claim, check};
use apportion::lattice::Market;

/// A feasible allocation and its certificate, if serving the tasks in order never leaves a required one out.
pub fn greedy(market: &Market) -> (Allocation, Certificate) {
    let program = Program::new(market);
    let mut choices = vec![Choice::Unassigned; program.task_count()];
    let mut options = Vec::new();
    for task in program.tasks() {
        let unassigned = program.assigned_options(task);
        let fits = |option: &u64, choices: &mut Vec<Choice>| {
            choices[task.usize()] = program.choice(task, *option).expect("an option of the task");
            holds(&program, choices)
        };
        let option = (0..unassigned).find(|option| fits(option, &mut choices));
        if option.is_none() {
            choices[task.usize()] = Choice::Unassigned;
        }
        options.push(option.unwrap_or(unassigned));
    }
    let levels = market.levels().len();
    let costs: Vec<_> = (0..levels).map(|level| LevelCosts::new(&program, level)).collect();
    let values = program.values(&costs, &choices);
    let bounds = vec![0; levels];
    let claim = if values == bounds {
        Claim::Optimal { options, values }
    } else {
        Claim::Feasible { options, values, bounds }
    };
    let certificate =
        Certificate { market: market.hash(), claim, pool: Vec::new(), knapsacks: Vec::new(), proofs: vec![Vec::new(); levels] };
    (Allocation::render(market, &certificate), certificate)
}

/// Whether nothing is exceeded; required tasks may still be without a run.
fn holds(program: &Program<'_>, choices: &[Choice]) -> bool {
    use apportion::certs::program::Violation;
    matches!(program.check_rows(choices), Ok(()) | Err(Violation::Unassigned(_)))
}

/// The greedy answer as the checker accepts it.
pub fn greedy_checked(market: &Market) -> Checked {
    let (allocation, certificate) = greedy(market);
    check(market, &allocation, &certificate).expect("greedy answers are feasible")
}
