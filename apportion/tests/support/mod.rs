//! Answers without a solver, with the trivial bound 0.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use apportion::allocator::export::Import;
use apportion::certs::program::{Choice, Program, Violation};
use apportion::certs::{Checked, check};
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
    let import = Import::new(program, choices).expect("feasible");
    check(program.market(), &import.allocation, &import.certificate).expect("feasible, with a trivial bound")
}
