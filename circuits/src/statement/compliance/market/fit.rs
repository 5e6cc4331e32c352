//! A market put into a shape.

use super::cost::costs;
use super::{Places, stated_limits};
use crate::commitment::Blinding;
use crate::layout::BitWidth;
use crate::statement::compliance::{Assigned, Dependency, Lines, MarketTables, Name, OptionRow, Shape};
use apportion_certs::Checked;
use apportion_certs::program::{FamilyKind, Origin, Pair, Program};
use apportion_lattice::{OfferIndex, TaskIndex};
use ark_ff::PrimeField;
use thiserror::Error;

/// Why a market does not fit into a shape, or an allocation not to a market.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum FitError {
    /// There is more of something than the shape has room for.
    #[error("{found} {what}, keys have room for {room}: make keys for this market")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many the shape has.
        room: usize,
        /// How many the market has.
        found: usize,
    },
    /// A number takes more bits than its lane has.
    #[error("{what} {value} takes more than {width_bits} bits: make keys for this market")]
    Wide {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: u64,
        /// The width of its lane.
        width_bits: u32,
    },
    /// The shape has no limit left that could stand for one of the market.
    #[error("keys have no limit left for {origin:?}: make keys for this market")]
    Limit {
        /// Where the market states the limit.
        origin: Origin,
    },
    /// The first level of the objective weighs prices or ends of runs otherwise.
    #[error("the objective weighs prices or end slots otherwise than the keys: make keys for this market")]
    Objective,
    /// The slots of the market have another length.
    #[error("slots of {found} ms, keys are for slots of {expected} ms: make keys for this market")]
    SlotLength {
        /// Milliseconds of the market's slots.
        found: u64,
        /// Milliseconds of the shape's.
        expected: u64,
    },
    /// No payer may use any offer.
    #[error("no payer may use any offer: there is nothing to prove")]
    NoPair,
    /// The checked allocation is one of another market.
    #[error("the allocation was checked against another market")]
    OtherMarket,
    /// Nothing was allocated: the claim is that nothing is feasible or known.
    #[error("the answer holds no allocation")]
    NoAllocation,
}

/// A market that fits into a shape.
#[derive(Debug)]
pub struct Fitted<'m> {
    program: &'m Program<'m>,
    shape: &'m Shape,
    options: Vec<OptionRow>,
    unassigned: Vec<u64>,
    places: Places,
}

impl<'m> Fitted<'m> {
    /// Puts every limit of a market in the first place of the shape that can stand for it. O(limits x (places + options)).
    ///
    /// # Errors
    /// If the market is larger than the shape, or has a limit that the shape has no place for.
    pub fn new(program: &'m Program<'m>, shape: &'m Shape) -> Result<Self, FitError> {
        let market = program.market();
        room("tasks", shape.tasks, program.task_count())?;
        room("options", shape.options, program.all_pairs().len())?;
        room("slots", shape.slots as usize, market.horizon().slot_count as usize)?;
        room("resources", shape.demands.len(), market.resources().len())?;
        let mut options = options(program, shape)?;
        let mut unassigned = Vec::new();
        if let Some(objective) = &shape.objective {
            (options, unassigned) = costs(program, shape, objective, options)?;
        }
        let places = Places::new(&shape.meters, &stated_limits(program), options.len())?;
        options.iter_mut().zip(&places.loads).for_each(|(option, loads)| option.loads.clone_from(loads));
        let fitted = Self { program, shape, options, unassigned, places };
        room("dependencies", shape.dependencies, fitted.dependencies().len())?;
        Ok(fitted)
    }

    /// Where the market states a limit of the shape; none for a limit that stands for nothing.
    pub fn origin(&self, meter: usize, limit: usize) -> Option<Origin> {
        *self.places.origins.get(meter)?.get(limit)?
    }

    /// The tables of the market under a blinding.
    pub fn tables<F: PrimeField>(&self, blinding: Blinding<F>) -> MarketTables<F> {
        let mut options = self.options.clone();
        options.resize(self.shape.options, OptionRow::empty(self.shape));
        let mut required: Vec<bool> = self.program.market().tasks().iter().map(|task| task.required).collect();
        required.resize(self.shape.tasks, false);
        let mut dependencies = self.dependencies();
        dependencies.resize(self.shape.dependencies, Dependency::NONE);
        let (amounts, priors) = (self.places.amounts.clone(), self.places.priors.clone());
        let (names, unassigned) = (self.names(), self.unassigned.clone());
        MarketTables { options, required, amounts, priors, dependencies, names, unassigned, blinding }
    }

    /// The names that the shape has room for, in the order of tasks.
    fn names(&self) -> Vec<Name> {
        let market = self.program.market();
        let names = market.tasks().iter().map(|task| {
            let payer = market.payer(task.payer).id.to_string();
            Name { task: task.id.to_string(), payer }
        });
        let mut names: Vec<Name> = names.take(self.shape.names()).collect();
        names.resize(self.shape.names(), Name::default());
        names
    }

    /// The lines of a checked allocation under a blinding.
    ///
    /// # Errors
    /// If the allocation is none, or one of another market.
    pub fn lines<F: PrimeField>(&self, checked: &Checked, blinding: Blinding<F>) -> Result<Lines<F>, FitError> {
        if checked.market_hash() != self.program.market().hash() {
            return Err(FitError::OtherMarket);
        }
        checked.values().ok_or(FitError::NoAllocation)?;
        let mut lines = vec![None; self.shape.tasks];
        for assignment in checked.assignments() {
            let option = self.option(assignment.task, assignment.offer).ok_or(FitError::OtherMarket)?;
            let line = lines.get_mut(assignment.task.usize()).ok_or(FitError::OtherMarket)?;
            *line = Some(Assigned { option: option.clone(), start: assignment.start });
        }
        Ok(Lines { lines, blinding })
    }

    fn option(&self, task: TaskIndex, offer: OfferIndex) -> Option<&OptionRow> {
        let at = self.program.pairs(task).iter().position(|pair| pair.run.offer == offer)?;
        self.options.get(self.program.pair_range(task).start + at)
    }

    fn dependencies(&self) -> Vec<Dependency> {
        let number = |task: TaskIndex| u64::from(task.get()) + 1;
        let stated = self.program.families().iter().filter_map(|family| match &family.kind {
            FamilyKind::Dependency(stated) => {
                Some(Dependency { dependent: number(stated.dependent), on: number(stated.on), after: stated.after })
            }
            FamilyKind::Usage(_) => None,
        });
        stated.collect()
    }
}

pub(crate) fn room(what: &'static str, room: usize, found: usize) -> Result<(), FitError> {
    if found > room { Err(FitError::TooMany { what, room, found }) } else { Ok(()) }
}

pub(crate) fn fitting(what: &'static str, value: u64, width: BitWidth) -> Result<u64, FitError> {
    let width_bits = width.bits();
    if width.holds(value.into()) { Ok(value) } else { Err(FitError::Wide { what, value, width_bits }) }
}

/// The options of a market, without the limits that they count in.
fn options(program: &Program<'_>, shape: &Shape) -> Result<Vec<OptionRow>, FitError> {
    let option = |task: TaskIndex, pair: &Pair<'_>| {
        let mut row = OptionRow::empty(shape);
        row.task = u64::from(task.get()) + 1;
        row.offer = fitting("offer", pair.run.offer.get().into(), shape.offer)?;
        row.price = fitting("price", pair.run.price, shape.price)?;
        for (resource, amount) in pair.run.demand.iter() {
            row.demands[resource.usize()] = fitting("demand", amount, shape.demands[resource.usize()])?;
        }
        row.duration = pair.run.duration_slots;
        (row.first, row.last) = (pair.run.start_first, pair.run.start_last);
        Ok(row)
    };
    let options = program.tasks().flat_map(|task| program.pairs(task).iter().map(move |pair| option(task, pair)));
    options.collect()
}
