//! The data file.

use super::Instance;
use super::scale::{ScaledLevel, ScaledRow};
use crate::export::words::Described;
use apportion_certs::program::{Choice, Dependency, FamilyKind};
use apportion_lattice::TaskIndex;
use core::fmt::{self, Display, Write};
use core::ops::Range;
use std::collections::BTreeSet;

/// A line of a data file holds about this many characters.
const LINE_MAX: usize = 120;

type Out<'a> = &'a mut dyn Write;

pub(super) fn write(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    header(instance, out)?;
    names(instance, out)?;
    options(instance, out)?;
    limits(instance, out)?;
    links(instance, out)?;
    levels(instance, out)
}

fn header(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let market = instance.listing.program.market();
    writeln!(out, "% Data for allocation.mzn, which says what each name means.")?;
    writeln!(out, "% Market {:?}, SHA-256 {}", market.name().unwrap_or_default(), market.hash())?;
    match instance.rounding() {
        None => writeln!(out, "% This is the market exactly: every unit below divides what is stated in it."),
        Some(rounding) => {
            writeln!(
                out,
                "% THIS IS A ROUNDED COPY of the market, since 32-bit solvers cannot hold its numbers: {} limits and {} levels of the",
                rounding.limits, rounding.levels
            )?;
            writeln!(
                out,
                "% objective are rounded. What is used is rounded up and what is allowed down: every solution is feasible in the market,"
            )?;
            writeln!(
                out,
                "% but a best solution here need not be best there, and there may be none here although there is one there."
            )
        }
    }
}

fn names(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let market = instance.listing.program.market();
    writeln!(out, "\ntasks = {};", market.tasks().len())?;
    list(out, "task_name", market.tasks().iter().map(|task| Quoted(&task.id)))?;
    writeln!(out, "offers = {};", market.offers().len())?;
    list(out, "offer_name", market.offers().iter().map(|offer| Quoted(&offer.id)))
}

fn options(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let listing = &instance.listing;
    writeln!(out, "\noptions = {};", listing.option_count())?;
    list(out, "options_of", listing.program.tasks().map(|task| Numbers(listing.options(task))))?;
    let offer = |choice| match choice {
        Choice::Unassigned => 0,
        Choice::Assigned { pair, .. } => listing.program.all_pairs()[pair].run.offer.get() + 1,
    };
    by_task(instance, out, "offer", |_, choice| offer(choice))?;
    by_task(instance, out, "start", |_, choice| listing.slots(choice).map_or(0, |slots| slots.start))?;
    by_task(instance, out, "finish", |_, choice| listing.slots(choice).map_or(0, |slots| slots.end))
}

fn limits(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let rows = || instance.listing.rows.iter().zip(&instance.rows);
    writeln!(out, "\nlimits = {};", instance.rows.len())?;
    writeln!(out, "amount = [")?;
    for (row, scaled) in rows() {
        let unit = match (scaled.unit, scaled.rounded) {
            (1, _) => String::new(),
            (unit, false) => format!(", in units of {unit}"),
            (unit, true) => format!(", rounded to units of {unit}"),
        };
        writeln!(out, "  {},  % {}{unit}", scaled.amount, Described(&instance.listing, row))?;
    }
    writeln!(out, "];")?;
    let mut end = 0;
    let uses = instance.rows.iter().map(|row| {
        let first = end;
        end += row.terms.len() as u32;
        Numbers(first..end)
    });
    list(out, "uses", uses)?;
    let terms = |row: &ScaledRow, value: fn(&(u32, u64)) -> u64| row.terms.iter().map(value).collect::<Vec<_>>();
    grouped(out, "used_by", instance.rows.iter().map(|row| terms(row, |term| u64::from(term.0) + 1)))?;
    grouped(out, "used", instance.rows.iter().map(|row| terms(row, |term| term.1)))?;
    let never: BTreeSet<u32> = instance.rows.iter().flat_map(|row| &row.never).map(|option| option + 1).collect();
    list(out, "never", never.into_iter())
}

fn links(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let links: Vec<Dependency> = instance
        .listing
        .program
        .families()
        .iter()
        .filter_map(|family| match family.kind {
            FamilyKind::Dependency(dependency) => Some(dependency),
            FamilyKind::Usage(_) => None,
        })
        .collect();
    writeln!(out, "\nlinks = {};", links.len())?;
    list(out, "dependent", links.iter().map(|link| link.dependent.get() + 1))?;
    list(out, "on", links.iter().map(|link| link.on.get() + 1))?;
    list(out, "in_order", links.iter().map(|link| link.after))
}

fn levels(instance: &Instance<'_, '_>, out: Out<'_>) -> fmt::Result {
    let levels = &instance.levels;
    writeln!(out, "\nlevels = {};", levels.len())?;
    let of_task = |level: &ScaledLevel, task: TaskIndex| {
        instance.listing.options(task).map(|option| level.extra[option as usize]).collect::<Vec<_>>()
    };
    let each = |level| instance.listing.program.tasks().map(move |task| of_task(level, task));
    grouped(out, "extra", levels.iter().flat_map(each))?;
    list(out, "worst", levels.iter().map(|level| level.worst))?;
    let about =
        |level: &ScaledLevel| if level.rounded { format!("about {}", level.step) } else { level.step.to_string() };
    list(out, "step", levels.iter().map(|level| Quoted(about(level))))?;
    list(out, "base", levels.iter().map(|level| Quoted(level.base.to_string())))
}

/// One value for each option, a line for each task.
fn by_task<T: Display>(
    instance: &Instance<'_, '_>,
    out: Out<'_>,
    name: &str,
    value: impl Fn(TaskIndex, Choice) -> T,
) -> fmt::Result {
    let listing = &instance.listing;
    let of_task = |task| listing.choices(task).map(|(_, choice)| value(task, choice)).collect::<Vec<_>>();
    grouped(out, name, listing.program.tasks().map(of_task))
}

/// A list in which every group begins a line.
fn grouped<T: Display>(out: Out<'_>, name: &str, groups: impl Iterator<Item = Vec<T>>) -> fmt::Result {
    writeln!(out, "{name} = [")?;
    groups.filter(|group| !group.is_empty()).try_for_each(|group| lines(out, group.into_iter()))?;
    writeln!(out, "];")
}

fn list<T: Display>(out: Out<'_>, name: &str, items: impl Iterator<Item = T>) -> fmt::Result {
    writeln!(out, "{name} = [")?;
    lines(out, items)?;
    writeln!(out, "];")
}

/// Items between commas, wrapped.
fn lines<T: Display>(out: Out<'_>, items: impl Iterator<Item = T>) -> fmt::Result {
    let mut line = String::new();
    for item in items {
        let item = format!("{item}, ");
        if !line.is_empty() && line.len() + item.len() > LINE_MAX {
            writeln!(out, "  {}", line.trim_end())?;
            line.clear();
        }
        line.push_str(&item);
    }
    if line.is_empty() { Ok(()) } else { writeln!(out, "  {}", line.trim_end()) }
}

/// A set of numbers from 1, of a range from 0.
struct Numbers(Range<u32>);

impl Display for Numbers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { out.write_str("{}") } else { write!(out, "{}..{}", self.0.start + 1, self.0.end) }
    }
}

/// A text in MiniZinc's quotes. A backslash would begin an escape or an interpolation, and a quote end the text.
struct Quoted<T>(T);

impl<T: AsRef<str>> Display for Quoted<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_char('"')?;
        for letter in self.0.as_ref().chars() {
            match letter {
                '"' | '\\' => write!(out, "\\{letter}")?,
                _ => out.write_char(letter)?,
            }
        }
        out.write_char('"')
    }
}
