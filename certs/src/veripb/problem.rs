//! The problem file.

use super::ExportError;
use super::names::Name;
use crate::core::{Constraint, Literal};
use crate::elaborate::{Encoding, Label, Target};
use crate::program::{Family, FamilyKind, Origin, RowIndex, Usage, UsageSpan};
use apportion_lattice::{Of, OfferIndex, PayerIndex, TaskIndex};
use core::fmt::{self, Write};
use core::ops::RangeInclusive;

pub(super) fn write(encoding: &Encoding<'_, '_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let stated: Vec<_> = encoding.problem.constraints.iter().zip(encoding.labels()).collect();
    let stated = stated.iter().filter(|(_, label)| **label != Label::Goal);
    header(encoding, stated.clone().count(), out)?;
    legend(encoding, out)?;
    if let Target::AtLeast(_) = encoding.target() {
        out.write_str("min:")?;
        for (variable, cost) in encoding.objective().filter(|term| term.1 > 0) {
            write!(out, " {cost} {}", Name(encoding, Literal::is_one(variable)))?;
        }
        out.write_str(" ;\n")?;
    }
    for (constraint, label) in stated {
        comment(encoding, label, out)?;
        self::constraint(encoding, constraint, label, out)?;
    }
    Ok(())
}

fn header(encoding: &Encoding<'_, '_>, constraints: usize, out: &mut dyn Write) -> fmt::Result {
    let market = encoding.program().market();
    writeln!(out, "* #variable= {} #constraint= {constraints}", encoding.problem.variable_count)?;
    writeln!(out, "* Market {:?}, SHA-256 {}", market.name().unwrap_or_default(), market.hash())?;
    match encoding.target() {
        Target::Infeasible => writeln!(out, "* Question: is there any feasible allocation?"),
        Target::AtLeast(_) => {
            let (level, levels) = (encoding.level(), market.levels().len());
            writeln!(out, "* Question: the least value at objective level {level}, of levels 0 to {}.", levels - 1)
        }
    }
}

/// What the names stand for, and which pairs are excluded and why.
fn legend(encoding: &Encoding<'_, '_>, out: &mut dyn Write) -> fmt::Result {
    let market = encoding.program().market();
    writeln!(out, "* x_tT_oO_sS = 1: task T runs on offer O from slot S on. x_tT_none = 1: task T is left out.")?;
    writeln!(
        out,
        "* Rows that no choice of one option for each task exceeds are left out, unless the proof names them."
    )?;
    for (number, offer) in market.offers().iter().enumerate() {
        writeln!(out, "* o{number} is offer {:?}", offer.id)?;
    }
    for (task, stated) in encoding.program().tasks().zip(market.tasks()) {
        let required = if stated.required { ", required" } else { "" };
        writeln!(out, "* t{} is task {:?}{required}", task.get(), stated.id)?;
        for offer in (0..market.offers().len() as u32).map(OfferIndex::new) {
            let refusals: Vec<String> = market.refusals(task, offer).iter().map(ToString::to_string).collect();
            if !refusals.is_empty() {
                writeln!(out, "*   not on o{}: {}", offer.get(), refusals.join("; "))?;
            }
        }
    }
    Ok(())
}

/// A constraint as stated: sums of variables with positive coefficients, and the market's own bound.
fn constraint(encoding: &Encoding<'_, '_>, constraint: &Constraint, label: &Label, out: &mut dyn Write) -> fmt::Result {
    for term in &constraint.terms {
        write!(out, "{} {} ", term.coefficient, Name(encoding, Literal::is_one(term.literal.variable())))?;
    }
    match label {
        Label::AtLeastOne(_) => writeln!(out, ">= 1 ;"),
        Label::AtMostOne(_) => writeln!(out, "<= 1 ;"),
        Label::Rows(rows) => writeln!(out, "<= {} ;", encoding.program().bound(*rows.start())),
        Label::Cap(level) => writeln!(out, "<= {} ;", encoding.caps().get(*level).copied().unwrap_or_default()),
        Label::Goal => Ok(()),
    }
}

fn comment(encoding: &Encoding<'_, '_>, label: &Label, out: &mut dyn Write) -> fmt::Result {
    let id = |task: TaskIndex| &encoding.program().market().task(task).id;
    match label {
        Label::AtLeastOne(task) => writeln!(out, "* task {:?} takes at least one option", id(*task)),
        Label::AtMostOne(task) => writeln!(out, "* task {:?} takes at most one option", id(*task)),
        Label::Rows(rows) => row(encoding, rows, out),
        Label::Cap(level) => writeln!(out, "* the value at objective level {level} is at most that of the allocation"),
        Label::Goal => Ok(()),
    }
}

fn row(encoding: &Encoding<'_, '_>, rows: &RangeInclusive<RowIndex>, out: &mut dyn Write) -> fmt::Result {
    let program = encoding.program();
    let located = |row: RowIndex| program.locate(row).ok_or(fmt::Error);
    let ((family, first), (_, last)) = (located(*rows.start())?, located(*rows.end())?);
    let family: &Family<'_> = program.families().get(family).ok_or(fmt::Error)?;
    let slots = if first == last { format!("slot {first}") } else { format!("each of the slots {first} to {last}") };
    match &family.kind {
        FamilyKind::Usage(usage) => self::usage(encoding, usage, first, &slots, out),
        FamilyKind::Dependency(dependency) => {
            let id = |task: TaskIndex| &program.market().task(task).id;
            let (dependent, on) = (id(dependency.dependent), id(dependency.on));
            if dependency.after {
                writeln!(out, "* task {dependent:?} starts by {slots} only if task {on:?} runs and has ended by then")
            } else {
                writeln!(out, "* task {dependent:?} needs task {on:?}")
            }
        }
    }
}

fn usage(encoding: &Encoding<'_, '_>, usage: &Usage<'_>, slot: u32, slots: &str, out: &mut dyn Write) -> fmt::Result {
    let market = encoding.program().market();
    let of = match usage.of {
        Of::Money => "money (nMIC)",
        Of::Resource(resource) => &market.resource(resource).name,
    };
    let offer = |offer: OfferIndex| &market.offer(offer).id;
    let payer = |payer: PayerIndex| &market.payer(payer).id;
    match usage.origin {
        Origin::Capacity(at) => write!(out, "* capacity of {:?}: {of}", offer(at))?,
        Origin::Total(at) => write!(out, "* total of {:?}: {of}", offer(at))?,
        Origin::OfferLimit(at, number) => write!(out, "* limit {number} of offer {:?}: {of}", offer(at))?,
        Origin::Budget(at) => write!(out, "* budget of {:?}: {of}", payer(at))?,
        Origin::PayerLimit(at, number) => write!(out, "* limit {number} of payer {:?}: {of}", payer(at))?,
        Origin::MarketLimit(number) => write!(out, "* limit {number} of the market: {of}")?,
    }
    match usage.span {
        UsageSpan::Window { slots: 1, .. } => write!(out, ", {slots}")?,
        UsageSpan::Window { slots: length, .. } => write!(out, ", {length} slots up to {slots}")?,
        UsageSpan::Interval { first, last } => write!(out, ", slots {first} to {last}")?,
    }
    match usage.prior_usage(slot) {
        0 => writeln!(out),
        prior => writeln!(out, ", {} less prior usage {prior}", usage.amount),
    }
}
