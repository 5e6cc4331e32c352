//! The rules, natively: counted slot by slot, as `docs/model.md` defines them.

use super::{Assigned, ComplianceWitness, LimitSpan, Limits, MarketTables, Shape, Subject};
use crate::statement::Unsatisfied;

/// Whether the lines keep the rules of the market.
pub(super) fn check<F>(shape: &Shape, witness: &ComplianceWitness<F>) -> Result<(), Unsatisfied> {
    let (market, lines) = (&witness.market, &witness.allocation.lines);
    if lines.len() != shape.tasks {
        return Err(Unsatisfied::ItemCount { expected: shape.tasks, found: lines.len() });
    }
    for (task, line) in lines.iter().enumerate() {
        match line {
            Some(assigned) => check_option(market, task, assigned)?,
            None if market.required.get(task) == Some(&true) => return Err(Unsatisfied::RequiredUnassigned { task }),
            None => {}
        }
    }
    check_limits(shape, witness)?;
    check_dependencies(witness)
}

fn check_option<F>(market: &MarketTables<F>, task: usize, assigned: &Assigned) -> Result<(), Unsatisfied> {
    let Assigned { option, start } = assigned;
    if option.task != task as u64 + 1 || !market.options.contains(option) {
        return Err(Unsatisfied::NotAnOption { task, offer: option.offer, price: option.price });
    }
    let (start, first, last) = (*start, option.first, option.last);
    if start < first || start > last { Err(Unsatisfied::StartOutOfRange { task, start, first, last }) } else { Ok(()) }
}

fn check_limits<F>(shape: &Shape, witness: &ComplianceWitness<F>) -> Result<(), Unsatisfied> {
    for (at, meter) in shape.meters.iter().enumerate() {
        let used = |limit: usize, first: i64, last: i64| -> u128 {
            let counted = |assigned: &&Assigned| assigned.option.loads.get(at) == Some(&Some(limit as u32));
            let lines = witness.allocation.lines.iter().flatten().filter(counted);
            lines.map(|assigned| usage(meter.subject, assigned, first, last)).sum()
        };
        for limit in 0..meter.limits.len() {
            let amount = witness.market.amounts[at][limit];
            let prior = &witness.market.priors[at][limit];
            for (end, first, last, prior) in rows(&meter.limits, limit, shape.slots, prior) {
                let sum = used(limit, first, last) + prior;
                if sum > u128::from(amount) {
                    return Err(Unsatisfied::LimitExceeded { meter: at, limit, slot: end, sum, amount });
                }
            }
        }
    }
    Ok(())
}

/// What a run uses in the slots first to last.
fn usage(subject: Subject, assigned: &Assigned, first: i64, last: i64) -> u128 {
    let start = i64::from(assigned.start);
    match subject {
        Subject::Price if (first..=last).contains(&start) => assigned.option.price.into(),
        Subject::Price => 0,
        Subject::Demand(resource) => {
            let end = start + i64::from(assigned.option.duration);
            let slots = (end.min(last + 1) - start.max(first)).max(0);
            u128::from(assigned.option.demands[resource]) * slots as u128
        }
    }
}

/// The rows of a limit: the slot that it ends in, the slots that it counts, and the prior usage that falls into it.
fn rows(limits: &Limits, limit: usize, slots: u32, prior: &[u64]) -> Vec<(u32, i64, i64, u128)> {
    match limits {
        Limits::Horizon(_) => vec![(slots, 0, i64::MAX / 2, 0)],
        Limits::Slotted(limits) => match limits[limit].span {
            LimitSpan::Interval { first, last } => vec![(last, first.into(), last.into(), 0)],
            LimitSpan::Window { length, .. } => {
                let before = |end: u32| prior.iter().take((length - 1).saturating_sub(end) as usize);
                let sum = |end| before(end).map(|&usage| u128::from(usage)).sum();
                let row = |end: u32| (end, i64::from(end) - i64::from(length) + 1, i64::from(end), sum(end));
                (0..slots).map(row).collect()
            }
        },
    }
}

fn check_dependencies<F>(witness: &ComplianceWitness<F>) -> Result<(), Unsatisfied> {
    for dependency in &witness.market.dependencies {
        let line = |number: u64| {
            let unknown = Unsatisfied::UnknownTask { task: number };
            let at = (number as usize).checked_sub(1).ok_or(unknown.clone())?;
            witness.allocation.lines.get(at).ok_or(unknown)
        };
        let (dependent, on) = (line(dependency.dependent)?, line(dependency.on)?);
        let task = dependency.dependent as usize - 1;
        let on_task = dependency.on as usize - 1;
        match (dependent, on) {
            (None, _) => {}
            (Some(_), None) => return Err(Unsatisfied::NeedUnassigned { task, on: on_task }),
            (Some(dependent), Some(on)) => {
                let end = on.start + on.option.duration;
                if dependency.after && dependent.start < end {
                    return Err(Unsatisfied::StartsTooEarly { task, start: dependent.start, on: on_task, end });
                }
            }
        }
    }
    Ok(())
}
