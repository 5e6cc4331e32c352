//! What is true of a small market, by enumeration, and claims made from it.

use apportion_certs::program::Program;
use apportion_certs::{Checked, Claim, Status};
use apportion_lattice::Market;
use apportion_lattice::testing::oracle::{self, Assignment};

/// Option numbers of an assignment.
pub fn options(market: &Market, assignment: &Assignment) -> Vec<u64> {
    let program = Program::new(market);
    let chosen = program.tasks().zip(assignment).map(|(task, &run)| match run {
        Some((offer, start)) => program.option(task, offer, start).expect("an option of the market"),
        None => program.assigned_options(task),
    });
    chosen.collect()
}

/// The strongest claim about a market.
pub fn strongest(market: &Market) -> Claim {
    match oracle::optimum(market).expect("a small market") {
        Some(best) => Claim::Optimal { options: options(market, &best.assignment), values: best.value },
        None => Claim::Infeasible,
    }
}

/// A weaker claim that follows from an optimal one: bounds are cut by so many parts in 8, and the allocation may go.
pub fn weaker(claim: Claim, eighths: u128, forget: bool) -> Claim {
    let Claim::Optimal { options, values } = claim else { return claim };
    let bounds: Vec<u128> = values.iter().map(|&value| value - value * eighths / 8).collect();
    if forget {
        let first = |(level, bound)| if level == 0 { bound } else { 0 };
        return Claim::Unknown { bounds: bounds.into_iter().enumerate().map(first).collect() };
    }
    if bounds == values { Claim::Optimal { options, values } } else { Claim::Feasible { options, values, bounds } }
}

/// Whether what the checker let pass is true.
pub fn holds(market: &Market, checked: &Checked) -> Result<(), String> {
    if checked.status() == Status::Infeasible {
        return match oracle::optimum(market).expect("a small market") {
            None => Ok(()),
            Some(best) => Err(format!("feasible: {best:?}")),
        };
    }
    let (values, bounds) = (checked.values(), checked.bounds().ok_or("no bounds")?);
    for (level, &bound) in bounds.iter().enumerate() {
        // A bound of 0 says nothing; without values there is no other at a later level.
        let least = match values.map_or(&[][..], |values| &values[..level]) {
            _ if bound == 0 => continue,
            caps => oracle::level_minimum(market, caps).expect("a small market"),
        };
        if least.is_some_and(|least| least < bound) {
            return Err(format!("level {level}: {least:?} is possible, {bound} claimed"));
        }
    }
    let Some(values) = values else { return Ok(()) };
    let mut assignment: Assignment = vec![None; market.tasks().len()];
    for run in checked.assignments() {
        assignment[run.task.usize()] = Some((run.offer, run.start));
    }
    oracle::feasible(market, &assignment).map_err(|violation| format!("not feasible: {violation}"))?;
    let actual = oracle::value(market, &assignment);
    if actual == values { Ok(()) } else { Err(format!("value {actual:?}, {values:?} claimed")) }
}
