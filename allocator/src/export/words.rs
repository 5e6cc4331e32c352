//! What rows and choices are called in comments and names.

use super::listing::Listing;
use super::rows::Row;
use apportion_certs::program::{Choice, FamilyKind, Origin, Program, RowIndex, Usage, UsageSpan};
use apportion_lattice::{Of, TaskIndex};
use core::fmt;

/// One line that says which statement of the market a row comes from. Names stand in quotes, with everything escaped that is not printable.
pub(super) struct Described<'a, 'p, 'm>(pub(super) &'a Listing<'p, 'm>, pub(super) &'a Row);

impl fmt::Display for Described<'_, '_, '_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(listing, row) = self;
        let program = listing.program;
        let Some((family, _)) = program.locate(RowIndex(row.first_of_family)) else { return Ok(()) };
        match &program.families()[family].kind {
            FamilyKind::Usage(usage) => self::usage(program, usage, row, out),
            FamilyKind::Dependency(dependency) => {
                let id = |task: TaskIndex| &program.market().task(task).id;
                let (dependent, on) = (id(dependency.dependent), id(dependency.on));
                if dependency.after {
                    let slot = row.slots.start();
                    write!(out, "task {dependent:?} starts by slot {slot} only if task {on:?} has ended by then")
                } else {
                    write!(out, "task {dependent:?} needs task {on:?}")
                }
            }
        }
    }
}

fn usage(program: &Program<'_>, usage: &Usage<'_>, row: &Row, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let market = program.market();
    match usage.origin {
        Origin::Capacity(at) => write!(out, "capacity of {:?}", market.offer(at).id)?,
        Origin::Total(at) => write!(out, "total of {:?}", market.offer(at).id)?,
        Origin::OfferLimit(at, number) => write!(out, "limit {number} of offer {:?}", market.offer(at).id)?,
        Origin::Budget(at) => write!(out, "budget of {:?}", market.payer(at).id)?,
        Origin::PayerLimit(at, number) => write!(out, "limit {number} of payer {:?}", market.payer(at).id)?,
        Origin::MarketLimit(number) => write!(out, "limit {number} of the market")?,
    }
    match usage.of {
        Of::Money => out.write_str(", nMIC")?,
        Of::Resource(resource) => write!(out, ", {:?}", market.resource(resource).name)?,
    }
    let (first, last) = (row.slots.start(), row.slots.end());
    match usage.span {
        UsageSpan::Interval { first, last } => write!(out, " in slots {first} to {last}")?,
        UsageSpan::Window { slots: 1, .. } if first == last => write!(out, " in slot {first}")?,
        UsageSpan::Window { slots: 1, .. } => write!(out, " in each of the slots {first} to {last}")?,
        UsageSpan::Window { slots, .. } if first == last => write!(out, " in the {slots} slots up to slot {first}")?,
        UsageSpan::Window { slots, .. } => {
            write!(out, " in the {slots} slots up to each of the slots {first} to {last}")?;
        }
    }
    match usage.prior_usage(*first) {
        0 => Ok(()),
        prior => write!(out, ", {} less prior usage {prior}", usage.amount),
    }
}

/// `x_t12_o3_s4`: task 12 on offer 3 from slot 4 on; `x_t12_none`: task 12 left out. The names of VeriPB problems are the same.
pub(super) struct Variable<'a, 'm>(pub(super) &'a Program<'m>, pub(super) TaskIndex, pub(super) Choice);

impl fmt::Display for Variable<'_, '_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(program, task, choice) = self;
        match *choice {
            Choice::Unassigned => write!(out, "x_t{}_none", task.get()),
            Choice::Assigned { pair, start } => {
                write!(out, "x_t{}_o{}_s{start}", task.get(), program.all_pairs()[pair].run.offer.get())
            }
        }
    }
}
